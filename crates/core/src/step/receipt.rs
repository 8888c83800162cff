//! The receipt, and telling the person what follows from it.

use super::{Branch, Definition, Do, PointOfReturn, Work, issue, settled};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Subject};
use crate::paper::PaperKind;
use crate::record::StepIndex;

pub(super) const ISSUE_RECEIPT: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::Paper(PaperKind::Receipt),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: issue,
    judge: settled,
};

pub(super) const ANNOUNCE_DATE: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::Effect { kind: EffectKind::Tell, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: announce,
    judge: settled,
};

fn announce(case: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::EffectiveDate, on: case.plan.effective_on })
}
