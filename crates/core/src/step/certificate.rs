//! The certificate: the line is off, with the evidence. It waits for no money.

use super::{Branch, Definition, Do, PointOfReturn, Work, issue, settled, tell};
use crate::case::Case;
use crate::effect::{Effect, Subject};
use crate::paper::PaperKind;
use crate::record::StepIndex;

pub(super) const ISSUE_CERTIFICATE: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Paper(PaperKind::Certificate),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: issue,
    judge: settled,
};

pub(super) const ANNOUNCE_END: Definition = tell(Branch::Spine, announce);

fn announce(_: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::Ended, on: None, amount: None })
}
