//! Personal data: kept as long as needed, then erased. The records stay, and their chain still verifies (I15).

use jiff::{SignedDuration, Timestamp};

use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, plain, settled};
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

/// The instant by which the personal fields are to be erased, once it is known, and the step that does it.
pub(crate) fn erased_by(case: &Case) -> Option<(Timestamp, StepIndex)> {
    let erase = case.plan.indexed().filter(|(_, planned)| planned.kind == StepKind::ErasePersonal).last()?.0;
    let wait = *case.planned(erase).waits_for.first()?;
    match keep(case, wait) {
        Do::WaitUntil(until) if case.waits_settled(wait) => Some((until, erase)),
        Do::WaitUntil(_)
        | Do::Effect(_)
        | Do::Skip(_)
        | Do::Issue
        | Do::ByHand { .. }
        | Do::ByHandUntil(_)
        | Do::Contradiction(_) => None,
    }
}

/// Of whoever never had a plan the fields are kept so many days beyond his request's end, or the day on which it would have lapsed: long enough to
/// ask why it ended.
pub(crate) const UNPLANNED_KEPT_DAYS: i64 = 30;

fn keep_unplanned(case: &Case) -> Do {
    let Some(closed_at) = case.closed_at else { return Do::Contradiction("no plan is known") };
    // The day of the lapse ends with a civil day of the operator's; so does each of those after it.
    let from = closed_at.max(case.received.lapses_at);
    let kept = SignedDuration::from_hours(24 * UNPLANNED_KEPT_DAYS);
    Do::WaitUntil(from.saturating_add(kept).unwrap_or(Timestamp::MAX))
}

/// From the last thing it waits for, so that nothing is erased that a branch still needs.
fn keep(case: &Case, step: StepIndex) -> Do {
    let Some(rules) = &case.plan.rules else { return keep_unplanned(case) };
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
