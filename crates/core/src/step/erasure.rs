//! Personal data: kept as long as needed, then erased. The records stay, and their chain still verifies (I15).

use super::{Branch, Definition, Do, PointOfReturn, Work, plain, settled};
use crate::case::{Case, Progress};
use crate::effect::EffectKind;
use crate::record::StepIndex;

pub(super) const KEEP_RECORDS: Definition = Definition {
    branch: Branch::Data,
    work: Work::Wait,
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: keep,
    judge: settled,
};

pub(super) const ERASE_PERSONAL: Definition =
    plain(Branch::Data, EffectKind::ErasePersonal, true, PointOfReturn::Hard);

/// From the last thing it waits for, so that nothing is erased that a branch still needs.
fn keep(case: &Case, step: StepIndex) -> Do {
    let Some(rules) = &case.plan.rules else { return Do::Contradiction("no plan is known") };
    let last = case
        .planned(step)
        .waits_for
        .iter()
        .filter_map(|before| match case.state(*before).progress {
            Progress::Done { at } => Some(at),
            Progress::Waiting
            | Progress::InFlight
            | Progress::Pending { .. }
            | Progress::Unknown { .. }
            | Progress::Again { .. }
            | Progress::Stuck { .. }
            | Progress::Skipped { .. } => None,
        })
        .max()
        .unwrap_or(case.received.received_at);
    Do::WaitUntil(rules.starts_after(last, rules.keep_personal))
}
