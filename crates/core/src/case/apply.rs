//! `apply`: the only way a case changes (I4). First it checks that the record may follow, then it takes it in.

use jiff::Timestamp;

use super::{Case, CaseId, Choices, Progress, Retracting, StepState, StuckWhy};
use crate::effect::{Effect, Evidence, Finding, Outcome};
use crate::plan;
use crate::record::{
    Actor, Amended, Choice, Decision, Fact, ParkedFor, RECORDS_MAX, Record, StepIndex, Verdict,
};
use crate::step::{Judgement, StepKind};

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
    /// Opens a case with its first record.
    ///
    /// # Errors
    /// [`IllegalRecord`] when the record is not a `received` with seq 1.
    pub fn opened(id: CaseId, record: &Record) -> Result<Self, IllegalRecord> {
        let Fact::Received(received) = &record.fact else {
            return Err(IllegalRecord::NotReceived { seq: record.seq });
        };
        if record.seq != 1 {
            return Err(IllegalRecord::OutOfOrder { seq: record.seq, expected: 1 });
        }
        let plan = plan::intake();
        Ok(Self {
            id,
            head: 1,
            head_at: record.at,
            received: (**received).clone(),
            plan_hash: plan.hash(),
            steps: plan.steps.iter().map(|_| StepState::new()).collect(),
            plan,
            snapshot: None,
            choices: Choices::default(),
            charge_stop: None,
            parked: None,
            retracting: None,
            refused: None,
            ending: None,
            closed_at: None,
            papers: Vec::new(),
        })
    }

    /// Takes in the next record, or changes nothing.
    ///
    /// # Errors
    /// [`IllegalRecord`]: the record cannot follow. A writer loads the case anew and decides again; a reader reports the journal.
    pub fn apply(&mut self, record: &Record) -> Result<(), IllegalRecord> {
        self.check(record)?;
        self.take(record);
        self.head = record.seq;
        self.head_at = record.at;
        Ok(())
    }

    fn check(&self, record: &Record) -> Result<(), IllegalRecord> {
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
        amend(&mut plan, amended);
        plan.hash()
    }

    fn take(&mut self, record: &Record) {
        let at = record.at;
        match &record.fact {
            Fact::Received(_) => unreachable!("check() lets `received` stand first only"),
            Fact::Planned(planned) => {
                self.snapshot = Some(planned.snapshot.clone());
                self.extend_plan(planned.plan.clone());
            }
            Fact::Amended(amended) => {
                amend(&mut self.plan, amended);
                self.plan_hash = amended.plan_hash;
            }
            Fact::Intended { step, attempt, effect, .. } => self.take_intent(*step, *attempt, effect, at),
            Fact::Answered { step, outcome, .. } => self.take_outcome(*step, outcome, at),
            Fact::Found { step, finding } => self.take_finding(*step, finding, at),
            Fact::Elapsed { step } => self.set(*step, Progress::Done { at }),
            Fact::Skipped { step, why } => self.set(*step, Progress::Skipped { why: *why }),
            Fact::Attested { step, .. } => self.take_attested(*step, &record.by, at),
            Fact::Resolved { step, verdict, .. } => self.take_resolved(*step, *verdict, &record.by, at),
            Fact::Chosen { choice } => self.take_choice(choice, at),
            Fact::Issued { step, paper, digest } => {
                self.papers.push((*paper, *digest));
                self.set(*step, Progress::Done { at });
            }
            Fact::Parked { step, reason } => self.parked = Some((*step, reason.clone())),
            Fact::Decided { decision, .. } => self.take_decision(*decision, at),
            Fact::RetractAsked { undo, suspend_until } => {
                self.retracting = Some(Retracting { asked_at: at, suspend_until: *suspend_until });
                self.parked = None;
                let mut plan = self.plan.clone();
                plan.steps.extend(undo.iter().cloned());
                self.extend_plan(plan);
            }
            Fact::Refused { code } => self.refused = Some(*code),
            Fact::Closed { ending } => {
                self.ending = Some(*ending);
                self.closed_at = Some(at);
            }
        }
    }

    fn extend_plan(&mut self, plan: plan::Plan) {
        let missing = plan.steps.len().saturating_sub(self.steps.len());
        self.steps.extend((0..missing).map(|_| StepState::new()));
        self.plan_hash = plan.hash();
        self.plan = plan;
    }

    fn set(&mut self, step: StepIndex, progress: Progress) {
        self.steps[step.get()].progress = progress;
    }

    fn take_intent(&mut self, step: StepIndex, attempt: u16, effect: &Effect, at: Timestamp) {
        let state = &mut self.steps[step.get()];
        state.attempt = attempt;
        state.first_intended.get_or_insert(at);
        state.effect = Some(effect.clone());
        state.progress = Progress::InFlight;
    }

    fn take_outcome(&mut self, step: StepIndex, outcome: &Outcome, at: Timestamp) {
        match outcome {
            Outcome::Done(evidence) => self.take_done(step, evidence, at),
            Outcome::Pending { ask_after_s } => {
                self.set(step, Progress::Pending { ask_at: later(at, *ask_after_s) });
            }
            Outcome::Rejected(rejection) => {
                let why = self.planned(step).kind.definition().stuck_on(rejection.why);
                self.set(step, Progress::Stuck { since: at, why });
            }
            Outcome::Unknown { .. } => self.set(step, Progress::Unknown { asked: 0, since: at }),
        }
    }

    fn take_finding(&mut self, step: StepIndex, finding: &Finding, at: Timestamp) {
        match finding {
            Finding::Done(evidence) => self.take_done(step, evidence, at),
            Finding::Pending { ask_after_s } => {
                self.set(step, Progress::Pending { ask_at: later(at, *ask_after_s) });
            }
            Finding::Rejected(rejection) => {
                let why = self.planned(step).kind.definition().stuck_on(rejection.why);
                self.set(step, Progress::Stuck { since: at, why });
            }
            Finding::NotDone => self.set(step, Progress::Waiting),
            Finding::Unknown { .. } => {
                let asked = match self.state(step).progress {
                    Progress::Unknown { asked, .. } => asked.saturating_add(1),
                    Progress::Waiting
                    | Progress::InFlight
                    | Progress::Pending { .. }
                    | Progress::Again { .. }
                    | Progress::Stuck { .. }
                    | Progress::Done { .. }
                    | Progress::Skipped { .. } => 1,
                };
                self.set(step, Progress::Unknown { asked, since: at });
            }
        }
    }

    fn take_done(&mut self, step: StepIndex, evidence: &Evidence, at: Timestamp) {
        self.steps[step.get()].evidence = Some(evidence.clone());
        let judge = self.planned(step).kind.definition().judge;
        match judge(self, step, evidence) {
            Judgement::Settled => self.settle(step, at),
            Judgement::LookAgain { after_s } => self.set(step, Progress::Again { at: later(at, after_s) }),
            Judgement::NotMatched => {
                self.set(step, Progress::Stuck { since: at, why: StuckWhy::NotMatched });
            }
            Judgement::Park(reason) => {
                self.set(step, Progress::Stuck { since: at, why: StuckWhy::Parked });
                self.parked = Some((step, reason));
            }
        }
    }

    /// The step is done; the first bar that is done dates the charge stop at its intent: a slow answer costs the person nothing.
    fn settle(&mut self, step: StepIndex, at: Timestamp) {
        if self.planned(step).kind == StepKind::Bar {
            let from = self.state(step).first_intended.unwrap_or(at);
            self.charge_stop = Some(self.charge_stop.map_or(from, |before| before.min(from)));
        }
        self.set(step, Progress::Done { at });
    }

    fn take_attested(&mut self, step: StepIndex, by: &Actor, at: Timestamp) {
        if let Actor::Staff(name) = by {
            self.steps[step.get()].attested_by.push(name.clone());
        }
        let planned = self.planned(step).kind;
        if planned == StepKind::VerifyIdentity && self.state(step).attested_by.len() < 2 {
            return;
        }
        self.settle(step, at);
    }

    fn take_resolved(&mut self, step: StepIndex, verdict: Verdict, by: &Actor, at: Timestamp) {
        match verdict {
            Verdict::Done => {
                if let Actor::Staff(name) = by {
                    self.steps[step.get()].attested_by.push(name.clone());
                }
                self.settle(step, at);
            }
            Verdict::NotDone => {
                let state = &mut self.steps[step.get()];
                // A system that refused remembers the refusal under its key; one that was silent may still act on it.
                if matches!(
                    state.progress,
                    Progress::Stuck { why: StuckWhy::Rejected | StuckWhy::LineCameBack, .. }
                ) {
                    state.obligation += 1;
                }
                state.progress = Progress::Waiting;
            }
        }
    }

    fn take_choice(&mut self, choice: &Choice, at: Timestamp) {
        let answers = match choice {
            Choice::Refund { method, destination } => {
                self.choices.refund = Some((*method, *destination));
                Some(StepKind::ChooseRefund)
            }
            Choice::Return { way, .. } => {
                self.choices.device_return = Some(*way);
                Some(StepKind::ArrangeReturn)
            }
            Choice::Ticked { advice } => {
                if !self.choices.ticked.contains(advice) {
                    self.choices.ticked.push(*advice);
                }
                None
            }
            Choice::OfferDeclined => {
                self.choices.offer_declined = true;
                None
            }
        };
        if let Some(step) = answers.and_then(|kind| self.plan.find(kind))
            && !self.state(step).is_settled()
        {
            self.set(step, Progress::Done { at });
        }
    }

    fn take_decision(&mut self, decision: Decision, at: Timestamp) {
        let Some((step, _)) = self.parked.take() else { return };
        match decision {
            Decision::TryAgain => {
                if !self.state(step).is_settled() && !matches!(self.state(step).progress, Progress::InFlight)
                {
                    self.set(step, Progress::Waiting);
                }
            }
            Decision::AcceptDifference => {
                if let Some(Evidence::Line(line)) = &self.steps[step.get()].evidence {
                    self.snapshot = Some((**line).clone());
                }
                self.set(step, Progress::Done { at });
            }
        }
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

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(jiff::SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

fn amend(plan: &mut plan::Plan, amended: &Amended) {
    plan.steps[amended.step.get()].not_before = Some(amended.not_before);
    plan.effective_on = Some(amended.effective_on);
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
