//! Whether a record may follow the ones before it; changes nothing.

use jiff::Timestamp;

use super::people::{holds_as, outlives_closing};
use super::{Case, Progress, StepState, StuckWhy, apply};
use crate::attachment::AttachmentKind;
use crate::effect::{Effect, Evidence, Finding, Subject};
use crate::landscape::Class;
use crate::money::Money;
use crate::plan::{self, Hand};
use crate::record::{
    Actor, Amended, Choice, Decision, Fact, Planned, RECORDS_MAX, Record, SkippedWhy, StepIndex, Verdict,
};
use crate::request::ReturnWay;
use crate::step::{Branch, Do, PointOfReturn, StepKind, Work, owed};

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
    /// What became of an effect was said without a reference and without an attachment of this case.
    #[error("record {seq}: nothing is shown for it: no reference, and no attachment of this case")]
    NothingShown {
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
        if self.ending.is_some() && !outlives_closing(&record.fact) && !self.is_of_erasure(&record.fact) {
            return Err(IllegalRecord::AfterClosing { seq });
        }
        if !may_say(&record.by, &record.fact) {
            return Err(IllegalRecord::WrongHand { seq });
        }
        if let Some(step) = step_of(&record.fact) {
            let state = self.steps.get(step.get()).ok_or(IllegalRecord::NoSuchStep { seq, step })?;
            return if self.may_happen(record, step, state)? {
                Ok(())
            } else {
                Err(IllegalRecord::WrongMoment { seq, step })
            };
        }
        if let Some(may) = self.may_people(record)? {
            return if may { Ok(()) } else { Err(IllegalRecord::WrongStage { seq }) };
        }
        if self.may_happen_to_all(record)? { Ok(()) } else { Err(IllegalRecord::WrongStage { seq }) }
    }

    /// Does it carry out the erasure that follows the closing of a case without a plan?
    fn is_of_erasure(&self, fact: &Fact) -> bool {
        let carries_out = matches!(
            fact,
            Fact::Elapsed { .. } | Fact::Intended { .. } | Fact::Answered { .. } | Fact::Found { .. }
        );
        let of_step = step_of(fact).and_then(|step| self.plan.steps.get(step.get()));
        carries_out && of_step.is_some_and(|planned| planned.kind.definition().branch == Branch::Data)
    }

    /// Facts about the whole case.
    fn may_happen_to_all(&self, record: &Record) -> Result<bool, IllegalRecord> {
        let seq = record.seq;
        let is_open = self.refused.is_none() && self.retracting.is_none();
        Ok(match &record.fact {
            Fact::Received(_) => return Err(IllegalRecord::NotReceived { seq }),
            Fact::Planned(planned) => {
                let goes_on = planned.plan.steps.starts_with(&self.plan.steps);
                if !plan::holds_together(&planned.plan) || !goes_on {
                    return Err(IllegalRecord::BadPlan { seq });
                }
                is_open && !self.stands_still() && self.is_first_plan(planned)
            }
            Fact::Chosen { choice } => is_open && self.may_choose(choice),
            Fact::Decided { decision: Decision::TryAgain, .. } => self.parked.is_some(),
            Fact::RetractAsked { undo, .. } => {
                if !plan::undoes_all(self, undo) {
                    return Err(IllegalRecord::BadPlan { seq });
                }
                is_open && !self.is_past_no_return()
            }
            Fact::Refused { .. } => is_open && self.plan.rules.is_none(),
            Fact::Closed { ending } => self.ending_at(record.at) == Some(*ending),
            Fact::Amended(_)
            | Fact::Intended { .. }
            | Fact::Answered { .. }
            | Fact::Found { .. }
            | Fact::Elapsed { .. }
            | Fact::Skipped { .. }
            | Fact::Attested { .. }
            | Fact::Resolved { .. }
            | Fact::Issued { .. }
            | Fact::Held { .. }
            | Fact::Resumed { .. }
            | Fact::Revealed { .. }
            | Fact::Proposed { .. }
            | Fact::Approved { .. }
            | Fact::TurnedDown { .. }
            | Fact::Attached { .. }
            | Fact::Complained { .. }
            | Fact::ComplaintAnswered { .. }
            | Fact::ContactChanged { .. }
            | Fact::Parked { .. } => false,
        })
    }

    /// The caller is verified, there is no plan yet, and this one is for the line that was read.
    fn is_first_plan(&self, planned: &Planned) -> bool {
        let is_that_line = match self.evidence(StepKind::VerifyIdentity) {
            Some(Evidence::Line(line)) => line.differences(&planned.snapshot).is_empty(),
            Some(_) | None => false,
        };
        self.plan.rules.is_none()
            && planned.plan.rules.is_some()
            && self.all_done(StepKind::VerifyIdentity)
            && self.papers_are_seen()
            && is_that_line
    }

    /// The plan fixes the answers allowed (I3), and what is under way is not chosen anew.
    fn may_choose(&self, choice: &Choice) -> bool {
        let Some(rules) = &self.plan.rules else { return false };
        let is_free = |kind: StepKind| self.of_kind(kind).all(|(_, state)| state.may_change());
        match choice {
            Choice::Refund { method, .. } => {
                rules.refund_methods.contains(method)
                    && is_free(StepKind::PayRefund)
                    && is_free(StepKind::PayRemainder)
                    && !self.all_done(StepKind::PayRemainder)
            }
            Choice::Return { way, .. } => {
                let slot_fits = match way {
                    ReturnWay::Courier { from_hour, .. } => *from_hour < 24,
                    ReturnWay::Shop => true,
                };
                let is_open = |kind| self.of_kind(kind).all(|(_, state)| !state.is_settled());
                slot_fits
                    && self.plan.find(StepKind::ReturnDevices).is_some()
                    && is_open(StepKind::ReturnDevices)
                    && is_open(StepKind::BookPickup)
                    && is_free(StepKind::BookPickup)
            }
            Choice::Ticked { advice } => self.plan.advice.iter().any(|one| one.0 == *advice),
            Choice::OfferDeclined => self.plan.offer.is_some(),
        }
    }

    /// Facts about one step: may this happen to it now?
    fn may_happen(&self, record: &Record, step: StepIndex, state: &StepState) -> Result<bool, IllegalRecord> {
        let work = self.planned(step).kind.definition().work;
        let waits = matches!(state.progress, Progress::Waiting);
        Ok(match &record.fact {
            Fact::Intended { attempt, key, effect, .. } => {
                if *key != self.key(step) {
                    return Err(IllegalRecord::WrongKey { seq: record.seq });
                }
                *attempt == state.attempt + 1
                    && self.may_go_on(step, record.at)
                    && self.may_send(step, state)
                    && self.is_asked_for(step, effect)
            }
            Fact::Answered { attempt, .. } => {
                matches!(state.progress, Progress::InFlight) && *attempt == state.attempt
            }
            Fact::Found { finding, .. } => match &record.by {
                Actor::Staff(_) => self.may_show(step, state, finding, record.at),
                Actor::System | Actor::Subscriber | Actor::StopLink => state.may_be_asked_about(),
            },
            Fact::Elapsed { .. } => waits && work == Work::Wait && self.may_go_on(step, record.at),
            Fact::Skipped { why, .. } => self.may_skip(step, state, *why, record.at),
            Fact::Attested { .. } => {
                if !self.hand_fits(step, state, &record.by) {
                    return Err(IllegalRecord::WrongHand { seq: record.seq });
                }
                self.may_go_on(step, record.at) && self.may_vouch(step) && !self.awaits_release(step)
            }
            Fact::Resolved { verdict, shown, .. } => {
                if !self.is_there(shown) {
                    return Err(IllegalRecord::NothingShown { seq: record.seq });
                }
                !self.needs_two(step) && self.may_resolve(step, *verdict)
            }
            Fact::Issued { paper, .. } => {
                waits && work == Work::Paper(*paper) && self.may_go_on(step, record.at)
            }
            Fact::Parked { .. } => self.parked.is_none() && self.refused.is_none(),
            Fact::Amended(amended) if self.planned(step).kind.is_read_before_bar() => {
                record.by == Actor::System && self.put_off(record.at).as_ref() == Some(amended)
            }
            Fact::Amended(amended) => {
                waits
                    && self.is_dated_wait(step)
                    && self.may_move(&record.by, amended)
                    && self.retracting.is_none()
                    && amended.plan_hash == self.amended_hash(amended)
            }
            Fact::Received(_)
            | Fact::Planned(_)
            | Fact::Chosen { .. }
            | Fact::Decided { .. }
            | Fact::RetractAsked { .. }
            | Fact::Refused { .. }
            | Fact::Held { .. }
            | Fact::Resumed { .. }
            | Fact::Revealed { .. }
            | Fact::Proposed { .. }
            | Fact::Approved { .. }
            | Fact::TurnedDown { .. }
            | Fact::Attached { .. }
            | Fact::Complained { .. }
            | Fact::ComplaintAnswered { .. }
            | Fact::ContactChanged { .. }
            | Fact::Closed { .. } => false,
        })
    }

    /// May anything begin or end at this step now? Not while a person decides or holds it, and not what a retract called off.
    fn may_go_on(&self, step: StepIndex, at: Timestamp) -> bool {
        // What left is sent again though its day was moved meanwhile.
        let is_out = matches!(self.state(step).progress, Progress::Unknown { .. });
        (!self.stands_still() || self.news_at(step).is_some())
            && (self.refused.is_none() || self.ending.is_some())
            && !self.state(step).is_settled()
            && !self.is_called_off(step)
            && !self.has_nothing_to_undo(step)
            && !self.lacks_papers(step)
            && (is_out || (self.may_begin_at(step, at) && !self.comes_too_late(step, at)))
    }

    /// Sent, no answer: only what may safely be repeated is sent again; the class of the effect forces it.
    fn may_send(&self, step: StepIndex, state: &StepState) -> bool {
        let planned = self.planned(step);
        planned.hand == Hand::System
            && match state.progress {
                Progress::Waiting | Progress::Again { .. } => true,
                Progress::Unknown { .. } => {
                    matches!(planned.class, Some(Class::Keyed | Class::Idempotent))
                }
                Progress::InFlight
                | Progress::Pending { .. }
                | Progress::Stuck { .. }
                | Progress::Done { .. }
                | Progress::Skipped { .. } => false,
            }
    }

    /// Is this the step's effect, the same under the same key (I2), with the case's charge stop (I11), no more money than is owed (I10), and
    /// about nothing else than the step tells of?
    fn is_asked_for(&self, step: StepIndex, effect: &Effect) -> bool {
        let is_right = match effect {
            Effect::PayRefund { amount, .. } => self.is_owed(*amount),
            Effect::Tell { subject, .. } => self.tells(step, *subject),
            Effect::Plain(_)
            | Effect::BookPickup { .. }
            | Effect::CollectUsage { .. }
            | Effect::IssueFinalBill { .. }
            | Effect::PostDeviceFee { .. }
            | Effect::CollectLateUsage { .. }
            | Effect::ReleaseNumber { .. }
            | Effect::SuspendLine { .. } => true,
        };
        self.planned(step).kind.definition().effect() == Some(effect.kind())
            && effect.is_whole()
            && self.state(step).effect.as_ref().is_none_or(|before| before == effect)
            && self.may_pay(step, effect)
            && effect.charge_stop().is_none_or(|stop| Some(stop) == self.charge_stop)
            && is_right
    }

    /// Is it about this that the step tells the person?
    fn tells(&self, step: StepIndex, subject: Subject) -> bool {
        let go = self.planned(step).kind.definition().go;
        matches!(go(self, step), Do::Effect(Effect::Tell { subject: own, .. }) if own == subject)
    }

    fn is_owed(&self, amount: Money) -> bool {
        let Ok(Some(owed)) = owed(self) else { return false };
        amount.is_positive() && amount.compare(owed.total).is_ok_and(std::cmp::Ordering::is_le)
    }

    fn may_skip(&self, step: StepIndex, state: &StepState, why: SkippedWhy, at: Timestamp) -> bool {
        if why == SkippedWhy::Retracted {
            let is_idle = matches!(state.progress, Progress::Waiting);
            return self.is_dropped(step)
                || (is_idle && self.waits_settled(step) && self.has_nothing_to_undo(step));
        }
        let planned = self.planned(step);
        let had_time = match planned.kind.definition().work {
            Work::ByHand(_) if why == SkippedWhy::NotTakenUp => {
                self.charge_stop.is_some_and(|stop| stop <= at)
            }
            Work::ByHand(_) | Work::Effect { .. } | Work::Wait | Work::Paper(_) => true,
        };
        matches!(state.progress, Progress::Waiting)
            && self.may_go_on(step, at)
            && planned.kind.may_be_skipped(why)
            && had_time
    }

    /// Is everything it waits for settled?
    #[must_use]
    pub fn waits_settled(&self, step: StepIndex) -> bool {
        self.planned(step).waits_for.iter().all(|before| self.state(*before).is_settled())
    }

    /// Papers are seen by two members of staff, and only of a line that was found; any other step is done by whoever it is planned for.
    fn hand_fits(&self, step: StepIndex, state: &StepState, by: &Actor) -> bool {
        let waits = matches!(state.progress, Progress::Waiting | Progress::Again { .. });
        match (by, self.planned(step).hand) {
            (Actor::System | Actor::StopLink, _) => false,
            (Actor::Staff(name), _) if self.planned(step).kind == StepKind::VerifyIdentity => {
                matches!(state.progress, Progress::Stuck { why: StuckWhy::NotMatched, .. })
                    && matches!(state.evidence, Some(Evidence::Line(_)))
                    && !state.attested_by.contains(name)
            }
            (Actor::Staff(_), Hand::Staff | Hand::Subscriber) => waits,
            // Whom no message reached, a person tells.
            (Actor::Staff(_), Hand::System) => {
                matches!(state.progress, Progress::Stuck { why: StuckWhy::NobodyTold, .. })
            }
            (Actor::Subscriber, hand) => waits && hand == Hand::Subscriber,
        }
    }

    /// Nobody's word stands for figures: a bill is shown, not vouched for, unless it is about to be taken back.
    fn may_vouch(&self, step: StepIndex) -> bool {
        self.planned(step).kind != StepKind::IssueFinalBill || self.is_called_off(step)
    }

    /// Does it take two to say what became of the step: of what cannot be undone, payments among it, and of a line that came back?
    #[must_use]
    pub fn needs_two(&self, step: StepIndex) -> bool {
        let came_back =
            matches!(self.state(step).progress, Progress::Stuck { why: StuckWhy::LineCameBack, .. });
        came_back || self.planned(step).kind.definition().returns == PointOfReturn::Hard
    }

    /// Can a person say this of what became of the step? Where nobody's word stands, it can only be asked or sent again, unless it is about to be
    /// taken back; whose line it is no single person says at all.
    #[must_use]
    pub fn may_resolve(&self, step: StepIndex, verdict: Verdict) -> bool {
        let (kind, state) = (self.planned(step).kind, self.state(step));
        let is_undone = self.is_called_off(step) && kind != StepKind::VerifyIdentity;
        let may_be_done = kind.may_be_vouched() || is_undone;
        let is_open = match state.progress {
            Progress::Unknown { .. } | Progress::Pending { .. } => true,
            Progress::Stuck { why, .. } => match why {
                StuckWhy::Rejected | StuckWhy::Unknown | StuckWhy::LineCameBack => true,
                StuckWhy::NotMatched | StuckWhy::NobodyTold => verdict == Verdict::NotDone,
                StuckWhy::Parked => false,
            },
            Progress::Waiting
            | Progress::InFlight
            | Progress::Again { .. }
            | Progress::Done { .. }
            | Progress::Skipped { .. } => false,
        };
        is_open && self.refused.is_none() && (verdict == Verdict::NotDone || may_be_done)
    }

    /// A person shows what was done, with its evidence: of what he did by hand, or of what nobody could tell.
    fn may_show(&self, step: StepIndex, state: &StepState, finding: &Finding, at: Timestamp) -> bool {
        let planned = self.planned(step);
        let is_effect = matches!(planned.kind.definition().work, Work::Effect { .. });
        let did_it = planned.hand == Hand::Staff
            && matches!(state.progress, Progress::Waiting | Progress::Again { .. })
            && !self.awaits_release(step)
            && self.may_go_on(step, at);
        let is_shown = matches!(finding, Finding::Done(_));
        let is_figures = planned.kind == StepKind::IssueFinalBill;
        let resolves = self.refused.is_none()
            && !self.needs_two(step)
            && (is_figures || planned.kind.may_be_vouched() || self.is_called_off(step))
            && match state.progress {
                Progress::Unknown { .. } | Progress::Pending { .. } => true,
                Progress::Stuck { why, .. } => match why {
                    StuckWhy::Rejected | StuckWhy::Unknown | StuckWhy::LineCameBack => true,
                    StuckWhy::NotMatched | StuckWhy::NobodyTold | StuckWhy::Parked => false,
                },
                Progress::Waiting
                | Progress::InFlight
                | Progress::Again { .. }
                | Progress::Done { .. }
                | Progress::Skipped { .. } => false,
            };
        is_shown && is_effect && planned.kind != StepKind::VerifyIdentity && (did_it || resolves)
    }

    fn amended_hash(&self, amended: &Amended) -> crate::commitment::Digest {
        let mut plan = self.plan.clone();
        apply::amend(&mut plan, amended);
        plan.hash()
    }
}

impl StepState {
    fn may_be_asked_about(&self) -> bool {
        matches!(self.progress, Progress::Pending { .. } | Progress::Unknown { .. } | Progress::InFlight)
    }

    /// Is nothing of it under way, so that what it will do may still change?
    fn may_change(&self) -> bool {
        match self.progress {
            Progress::Waiting | Progress::Again { .. } => self.effect.is_none(),
            Progress::Stuck { why, .. } => why == StuckWhy::Rejected,
            Progress::Done { .. } | Progress::Skipped { .. } => true,
            Progress::InFlight | Progress::Pending { .. } | Progress::Unknown { .. } => false,
        }
    }
}

/// Whose doing may this be? What one step may be done by is asked of the step.
fn may_say(by: &Actor, fact: &Fact) -> bool {
    let (system, staff, subscriber) = match by {
        Actor::System => (true, false, false),
        Actor::Staff(_) => (false, true, false),
        Actor::Subscriber => (false, false, true),
        Actor::StopLink => (false, false, false),
    };
    match fact {
        // Another day may be the person's own wish, which moves no notice, a decision that moves a holiday, or what is left once the day has gone.
        Fact::Received(_) | Fact::Amended(_) => system || staff || subscriber,
        Fact::Held { why, .. } => holds_as(by, *why),
        Fact::Attached { what: AttachmentKind::SystemAnswer, .. } => staff,
        Fact::Planned(_)
        | Fact::Intended { .. }
        | Fact::Answered { .. }
        | Fact::Elapsed { .. }
        | Fact::Skipped { .. }
        | Fact::Issued { .. }
        | Fact::Closed { .. } => system,
        Fact::Found { .. } | Fact::Parked { .. } | Fact::Refused { .. } => system || staff,
        Fact::Resolved { .. }
        | Fact::Decided { .. }
        | Fact::Revealed { .. }
        | Fact::Proposed { .. }
        | Fact::Approved { .. }
        | Fact::TurnedDown { .. }
        | Fact::ComplaintAnswered { .. } => staff,
        Fact::Attested { .. }
        | Fact::Chosen { .. }
        | Fact::RetractAsked { .. }
        | Fact::Resumed { .. }
        | Fact::Attached { .. }
        | Fact::Complained { .. }
        | Fact::ContactChanged { .. } => staff || subscriber,
    }
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
        | Fact::Held { .. }
        | Fact::Resumed { .. }
        | Fact::Revealed { .. }
        | Fact::Proposed { .. }
        | Fact::Approved { .. }
        | Fact::TurnedDown { .. }
        | Fact::Attached { .. }
        | Fact::Complained { .. }
        | Fact::ComplaintAnswered { .. }
        | Fact::ContactChanged { .. }
        | Fact::Refused { .. }
        | Fact::Closed { .. } => None,
    }
}
