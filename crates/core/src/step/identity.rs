//! Who asks: the claim is matched to the operator's records, or papers are seen by two members of staff.

use super::{Branch, Definition, Judgement, PointOfReturn, Work, send_plain};
use crate::case::Case;
use crate::effect::{EffectKind, Evidence};
use crate::record::StepIndex;

pub(super) const VERIFY_IDENTITY: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::Effect { kind: EffectKind::ReadLine, needed: true },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: send_plain,
    judge,
};

/// In quiet mode nobody else is warned, and any thief may ask for it: what is said never is enough there, and papers are seen.
fn judge(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    let request = &case.received.request;
    match evidence {
        Evidence::Line(line) if !request.reason.is_quiet() && request.matches(line) => Judgement::Settled,
        Evidence::Line(_)
        | Evidence::Reference(_)
        | Evidence::Price(_)
        | Evidence::Dues(_)
        | Evidence::Usage(_)
        | Evidence::Bill(_)
        | Evidence::Proof(_)
        | Evidence::Reached(_) => Judgement::NotMatched,
    }
}
