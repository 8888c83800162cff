//! What the operator owes the person by a date, and whether it was kept. Follows from the case alone; nothing is decided here.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Progress};
use crate::record::StepIndex;
use crate::step::{StepKind, erased_by};

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// The receipt, at once.
    Receipt,
    /// The end of service, on the day the plan names.
    Effect,
    /// The final bill, within what the country allows from the charge stop.
    FinalBill,
    /// The refund, within what the policy promises from the charge stop.
    Refund,
    /// The erasure of personal fields, on the day their time is over.
    Deletion,
    /// The answer to a complaint, within the policy's working days.
    ComplaintAnswer,
}

/// Whether it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationState {
    /// It is not due yet.
    Open,
    /// It is due and was not kept.
    Breached,
    /// It was kept in time.
    Met,
    /// It was kept, but late.
    MetLate,
}

/// Something the operator owes the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// What.
    pub what: ObligationKind,
    /// By when.
    pub due: Timestamp,
    /// When it was kept, if it was.
    pub met_at: Option<Timestamp>,
}

impl Obligation {
    /// Whether it was kept, as seen at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ObligationState {
        match self.met_at {
            Some(at) if at <= self.due => ObligationState::Met,
            Some(_) => ObligationState::MetLate,
            None if now <= self.due => ObligationState::Open,
            None => ObligationState::Breached,
        }
    }
}

/// Everything the operator owes the person of this case, where a date is known, in the order of the kinds.
#[must_use]
pub fn obligations(case: &Case) -> Vec<Obligation> {
    let mut all = Vec::new();
    all.push(Obligation {
        what: ObligationKind::Receipt,
        due: case.received.received_at,
        met_at: done_at(case, StepIndex(0)),
    });
    all.extend(effect(case));
    all.extend(final_bill(case));
    all.extend(refund(case));
    if let Some((due, erase)) = erased_by(case) {
        let next_day = || due.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        let rules = case.plan.rules.as_ref();
        let due = rules.map_or_else(next_day, |rules| rules.zone.end_of(rules.zone.date_at(due)));
        all.push(Obligation { what: ObligationKind::Deletion, due, met_at: done_at(case, erase) });
    }
    all.extend(case.complaints.iter().map(|complaint| Obligation {
        what: ObligationKind::ComplaintAnswer,
        due: complaint.answer_due,
        met_at: complaint.answer.as_ref().map(|answer| answer.at),
    }));
    all
}

/// What is owed first of what is not kept yet.
#[must_use]
pub fn next_owed(case: &Case) -> Option<(ObligationKind, Timestamp)> {
    let open = obligations(case).into_iter().filter(|one| one.met_at.is_none());
    open.min_by_key(|one| one.due).map(|one| (one.what, one.due))
}

/// Nobody is owed the end of a line he took back.
fn effect(case: &Case) -> Option<Obligation> {
    let (rules, on) = (case.plan.rules.as_ref()?, case.plan.effective_on?);
    let is_wanted = case.retracting.is_none() && case.refused.is_none();
    is_wanted.then(|| Obligation {
        what: ObligationKind::Effect,
        due: rules.zone.end_of(on),
        met_at: case.charge_stop,
    })
}

/// Nobody is owed the bill of a line he has back.
fn final_bill(case: &Case) -> Option<Obligation> {
    let (rules, stop) = (case.plan.rules.as_ref()?, case.charge_stop?);
    let within = rules.final_bill_within?;
    let step = case.plan.find(StepKind::IssueFinalBill).filter(|step| !case.is_called_off(*step))?;
    Some(Obligation {
        what: ObligationKind::FinalBill,
        due: rules.ends_after(stop, within),
        met_at: done_at(case, step),
    })
}

fn refund(case: &Case) -> Option<Obligation> {
    let (rules, stop) = (case.plan.rules.as_ref()?, case.charge_stop?);
    let step = case.plan.find(StepKind::PayRefund).filter(|step| !case.is_called_off(*step))?;
    let is_owed = !matches!(case.state(step).progress, Progress::Skipped { .. });
    is_owed.then(|| Obligation {
        what: ObligationKind::Refund,
        due: rules.ends_after(stop, rules.refund_within),
        met_at: done_at(case, step),
    })
}

fn done_at(case: &Case, step: StepIndex) -> Option<Timestamp> {
    match case.state(step).progress {
        Progress::Done { at } => Some(at),
        Progress::Waiting
        | Progress::InFlight
        | Progress::Pending { .. }
        | Progress::Unknown { .. }
        | Progress::Again { .. }
        | Progress::Stuck { .. }
        | Progress::Skipped { .. } => None,
    }
}
