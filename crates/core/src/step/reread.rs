//! Reading the line anew before it is cut (I13): whatever differs from the snapshot parks the case.

use super::{Branch, Definition, Judgement, PointOfReturn, Work, send_plain};
use crate::case::Case;
use crate::effect::{EffectKind, Evidence};
use crate::record::{ParkedFor, StepIndex};

const fn reread() -> Definition {
    Definition {
        branch: Branch::Spine,
        work: Work::Effect { kind: EffectKind::ReadLine, needed: true },
        returns: PointOfReturn::Reversible,
        undone_by: None,
        go: send_plain,
        judge,
    }
}

pub(super) const REREAD_BEFORE_BAR: Definition = reread();
pub(super) const REREAD_BEFORE_DELETE: Definition = reread();

fn judge(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    let (Some(snapshot), Evidence::Line(now)) = (&case.snapshot, evidence) else {
        return Judgement::Park(ParkedFor::LineChanged { differences: Vec::new() });
    };
    let differences = snapshot.differences(now);
    if differences.is_empty() {
        Judgement::Settled
    } else {
        Judgement::Park(ParkedFor::LineChanged { differences })
    }
}
