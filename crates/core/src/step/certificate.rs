//! The certificate: the line is off, with the evidence. It waits for no money.

use super::{Branch, Definition, PointOfReturn, Work, issue, settled};
use crate::paper::PaperKind;

pub(super) const ISSUE_CERTIFICATE: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Paper(PaperKind::Certificate),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: issue,
    judge: settled,
};
