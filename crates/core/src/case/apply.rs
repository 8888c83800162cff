//! `apply`: the only way a case changes (I4). First it is checked that the record may follow, then it is taken in.

use jiff::Timestamp;

use super::{Case, CaseId, Choices, IllegalRecord, Progress, Retracting, StepState, StuckWhy};
use crate::effect::{Effect, Evidence, Finding, Outcome};
use crate::plan;
use crate::record::{Actor, Amended, Choice, Decision, Fact, Record, StepIndex, Verdict};
use crate::step::{Judgement, StepKind};

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

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(jiff::SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

pub(super) fn amend(plan: &mut plan::Plan, amended: &Amended) {
    plan.steps[amended.step.get()].not_before = Some(amended.not_before);
    plan.effective_on = Some(amended.effective_on);
}
