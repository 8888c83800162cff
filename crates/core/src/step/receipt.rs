//! The receipt, and telling the person what follows from it.

use super::notice::names_the_day;
use super::{Branch, Definition, Do, PointOfReturn, Work, issue, settled, tell};
use crate::case::Case;
use crate::effect::{Effect, Subject};
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

pub(super) const CONFIRM_RECEIPT: Definition = tell(Branch::Preparation, confirm);

pub(super) const ANNOUNCE_DATE: Definition =
    Definition { judge: names_the_day, ..tell(Branch::Preparation, announce) };

/// To every contact known of the verified holder: whoever did not ask for it can stop it.
fn confirm(case: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::Received, on: case.plan.effective_on, amount: None })
}

fn announce(case: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::EffectiveDate, on: case.plan.effective_on, amount: None })
}
