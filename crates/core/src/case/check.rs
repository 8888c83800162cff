//! Whether a record may follow the ones before it; changes nothing.

use super::{Case, Progress, StepState, StuckWhy, apply};
use crate::plan;
use crate::record::{Actor, Amended, Decision, Fact, ParkedFor, RECORDS_MAX, Record, StepIndex};
use crate::step::StepKind;

/// A record that cannot follow the ones before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IllegalRecord {
    /// A journal has at least the receipt of the request.
    #[error("a case has at least one record")]
    NoRecords,
    /// The first record is `received`, and only the first.
    #[error("record {seq}: `received` stands first and once")]
    NotReceived {
        /// Where.
        seq: u32,
    },
    /// Places run from 1 without a gap.
    #[error("record {seq} stands where {expected} should")]
    OutOfOrder {
        /// What was found.
        seq: u32,
        /// What should be there.
        expected: u32,
    },
    /// Time does not run backwards in a journal.
    #[error("record {seq} is dated before the one it follows")]
    BackInTime {
        /// Where.
        seq: u32,
    },
    /// Nothing follows the closing.
    #[error("record {seq} follows the closing")]
    AfterClosing {
        /// Where.
        seq: u32,
    },
    /// The plan has no such step.
    #[error("record {seq}: the plan has no step {step}", step = step.0)]
    NoSuchStep {
        /// Where.
        seq: u32,
        /// Which step.
        step: StepIndex,
    },
    /// The step is not in a state in which this can happen.
    #[error("record {seq}: step {step} is not where this can happen to it", step = step.0)]
    WrongMoment {
        /// Where.
        seq: u32,
        /// Which step.
        step: StepIndex,
    },
    /// The case is not in a state in which this can happen.
    #[error("record {seq}: the case is not where this can happen to it")]
    WrongStage {
        /// Where.
        seq: u32,
    },
    /// The hand is not the one that may do this.
    #[error("record {seq}: this is not for that hand to do")]
    WrongHand {
        /// Where.
        seq: u32,
    },
    /// The key is not the obligation's (I2).
    #[error("record {seq}: the idempotency key is not that of the obligation")]
    WrongKey {
        /// Where.
        seq: u32,
    },
    /// The plan it brings is not one.
    #[error("record {seq}: the plan does not hold together")]
    BadPlan {
        /// Where.
        seq: u32,
    },
}

impl Case {
    pub(super) fn check(&self, record: &Record) -> Result<(), IllegalRecord> {
        let seq = record.seq;
        if seq != self.head + 1 || seq > RECORDS_MAX {
            return Err(IllegalRecord::OutOfOrder { seq, expected: self.head + 1 });
        }
        if record.at < self.head_at {
            return Err(IllegalRecord::BackInTime { seq });
        }
        if self.ending.is_some() {
            return Err(IllegalRecord::AfterClosing { seq });
        }
        if let Some(step) = step_of(&record.fact) {
            let state = self.steps.get(step.get()).ok_or(IllegalRecord::NoSuchStep { seq, step })?;
            return if self.may_happen(&record.fact, step, state, &record.by)? {
                Ok(())
            } else {
                Err(IllegalRecord::WrongMoment { seq, step })
            };
        }
        self.check_whole(record)
    }

    /// Facts about the whole case.
    fn check_whole(&self, record: &Record) -> Result<(), IllegalRecord> {
        let seq = record.seq;
        let fits = match &record.fact {
            Fact::Received(_) => return Err(IllegalRecord::NotReceived { seq }),
            Fact::Planned(planned) => {
                if !plan::holds_together(&planned.plan) || !starts_like(&planned.plan, &self.plan) {
                    return Err(IllegalRecord::BadPlan { seq });
                }
                self.plan.rules.is_none() && planned.plan.rules.is_some()
            }
            Fact::Chosen { .. } => self.plan.rules.is_some() && self.retracting.is_none(),
            Fact::Decided { decision, .. } => self.may_decide(*decision),
            Fact::RetractAsked { undo, .. } => {
                let mut longer = self.plan.clone();
                longer.steps.extend(undo.iter().cloned());
                if !plan::holds_together(&longer) {
                    return Err(IllegalRecord::BadPlan { seq });
                }
                self.retracting.is_none() && !self.is_past_no_return()
            }
            Fact::Refused { .. } => self.plan.rules.is_none(),
            Fact::Closed { .. } => true,
            Fact::Amended(_)
            | Fact::Intended { .. }
            | Fact::Answered { .. }
            | Fact::Found { .. }
            | Fact::Elapsed { .. }
            | Fact::Skipped { .. }
            | Fact::Attested { .. }
            | Fact::Resolved { .. }
            | Fact::Issued { .. }
            | Fact::Parked { .. } => false,
        };
        if fits { Ok(()) } else { Err(IllegalRecord::WrongStage { seq }) }
    }

    fn may_decide(&self, decision: Decision) -> bool {
        match (&self.parked, decision) {
            (Some((_, ParkedFor::LineChanged { .. })), Decision::AcceptDifference) => true,
            (Some(_), Decision::TryAgain) => true,
            (None, _) | (Some(_), Decision::AcceptDifference) => false,
        }
    }

    /// Facts about one step: may this happen to it now?
    fn may_happen(
        &self,
        fact: &Fact,
        step: StepIndex,
        state: &StepState,
        by: &Actor,
    ) -> Result<bool, IllegalRecord> {
        let seq = self.head + 1;
        let open = !state.is_settled() && self.waits_settled(step);
        Ok(match fact {
            Fact::Intended { attempt, key, effect, .. } => {
                if *key != self.key(step) {
                    return Err(IllegalRecord::WrongKey { seq });
                }
                let kind_fits = self.planned(step).kind.definition().effect() == Some(effect.kind());
                open && state.may_send() && *attempt == state.attempt + 1 && kind_fits
            }
            Fact::Answered { attempt, .. } => {
                matches!(state.progress, Progress::InFlight) && *attempt == state.attempt
            }
            Fact::Found { .. } => {
                matches!(
                    state.progress,
                    Progress::Pending { .. } | Progress::Unknown { .. } | Progress::InFlight
                )
            }
            Fact::Elapsed { .. } => open && matches!(state.progress, Progress::Waiting),
            Fact::Skipped { .. } => {
                !state.is_settled() && matches!(state.progress, Progress::Waiting | Progress::Again { .. })
            }
            Fact::Attested { .. } => {
                if !self.hand_fits(step, state, by) {
                    return Err(IllegalRecord::WrongHand { seq });
                }
                open && matches!(
                    state.progress,
                    Progress::Waiting | Progress::Stuck { .. } | Progress::Again { .. }
                )
            }
            Fact::Resolved { .. } => {
                if !matches!(by, Actor::Staff(_)) {
                    return Err(IllegalRecord::WrongHand { seq });
                }
                matches!(
                    state.progress,
                    Progress::Stuck {
                        why: StuckWhy::Rejected | StuckWhy::Unknown | StuckWhy::LineCameBack,
                        ..
                    }
                )
            }
            Fact::Issued { paper, .. } => {
                open && self.planned(step).kind.definition().paper() == Some(*paper)
                    && matches!(state.progress, Progress::Waiting)
            }
            Fact::Parked { .. } => self.parked.is_none(),
            Fact::Amended(amended) => {
                self.planned(step).not_before.is_some()
                    && matches!(state.progress, Progress::Waiting)
                    && amended.plan_hash == self.amended_hash(amended)
            }
            Fact::Received(_)
            | Fact::Planned(_)
            | Fact::Chosen { .. }
            | Fact::Decided { .. }
            | Fact::RetractAsked { .. }
            | Fact::Refused { .. }
            | Fact::Closed { .. } => false,
        })
    }

    /// Is everything it waits for settled?
    #[must_use]
    pub fn waits_settled(&self, step: StepIndex) -> bool {
        self.planned(step).waits_for.iter().all(|before| self.state(*before).is_settled())
    }

    /// Papers are seen by two members of staff; any other step by whoever it is planned for, or by staff when it is stuck.
    fn hand_fits(&self, step: StepIndex, state: &StepState, by: &Actor) -> bool {
        use crate::plan::Hand;
        match (by, self.planned(step).hand) {
            (Actor::System, _) => false,
            (Actor::Staff(name), _) if self.planned(step).kind == StepKind::VerifyIdentity => {
                matches!(state.progress, Progress::Stuck { .. }) && !state.attested_by.contains(name)
            }
            (Actor::Staff(_), Hand::Staff | Hand::Subscriber) => true,
            (Actor::Staff(_), Hand::System) => false,
            (Actor::Subscriber, hand) => hand == Hand::Subscriber,
        }
    }

    fn amended_hash(&self, amended: &Amended) -> crate::commitment::Digest {
        let mut plan = self.plan.clone();
        apply::amend(&mut plan, amended);
        plan.hash()
    }
}

impl StepState {
    fn may_send(&self) -> bool {
        match self.progress {
            Progress::Waiting | Progress::Unknown { .. } | Progress::Again { .. } => true,
            Progress::InFlight
            | Progress::Pending { .. }
            | Progress::Stuck { .. }
            | Progress::Done { .. }
            | Progress::Skipped { .. } => false,
        }
    }
}

/// A full plan goes on where the intake stopped: it begins with the same steps.
fn starts_like(plan: &plan::Plan, intake: &plan::Plan) -> bool {
    plan.steps.len() >= intake.steps.len()
        && plan.steps.iter().zip(&intake.steps).all(|(one, other)| one.kind == other.kind)
}

fn step_of(fact: &Fact) -> Option<StepIndex> {
    match fact {
        Fact::Intended { step, .. }
        | Fact::Answered { step, .. }
        | Fact::Found { step, .. }
        | Fact::Elapsed { step }
        | Fact::Skipped { step, .. }
        | Fact::Attested { step, .. }
        | Fact::Resolved { step, .. }
        | Fact::Issued { step, .. }
        | Fact::Parked { step, .. } => Some(*step),
        Fact::Amended(amended) => Some(amended.step),
        Fact::Received(_)
        | Fact::Planned(_)
        | Fact::Chosen { .. }
        | Fact::Decided { .. }
        | Fact::RetractAsked { .. }
        | Fact::Refused { .. }
        | Fact::Closed { .. } => None,
    }
}
