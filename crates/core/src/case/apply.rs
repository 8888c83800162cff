//! `apply`: the only way a case changes (I4). First it is checked that the record may follow, then it is taken in.

use jiff::Timestamp;
use jiff::civil::Date;

use super::people::PAPERS_SEEN_BY;
use super::{Case, CaseId, Choices, IllegalRecord, Progress, Retracting, StepState, StuckWhy};
use crate::attachment::Shown;
use crate::effect::{Effect, EffectKind, Evidence, Finding, Outcome, Subject};
use crate::plan::{self, PlannedStep};
use crate::record::{Actor, Amended, Choice, Decision, Ending, Fact, Record, StepIndex, Verdict};
use crate::step::{Judgement, PointOfReturn, StepKind, payable_from};

/// Up to so many questions about what is pending, the least seconds between two.
const ASK_LESS_OFTEN: [(u16, u32); 2] = [(20, 1), (200, 3_600)];
/// The least seconds between two questions from then on.
const ASK_AT_LAST_S: u32 = 24 * 3_600;
/// After so many looks at what is not yet as it must be, it is looked at less often: a journal has a bound.
const LOOK_LESS_OFTEN: u16 = 120;
/// The least seconds between two looks from then on.
const LOOK_AT_LAST_S: u32 = 24 * 3_600;

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
            received_by: if let Actor::Staff(name) = &record.by { Some(name.clone()) } else { None },
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
            held: None,
            proposals: Vec::new(),
            waived_dues: None,
            device_fee_waived: false,
            attachments: Vec::new(),
            complaints: Vec::new(),
            contact_msisdn: None,
            contact_email: None,
            contact_changed_at: None,
            news: Vec::new(),
            stop_link_is_spent: false,
            waited_until: None,
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
                let was_on = self.plan.effective_on;
                amend(&mut self.plan, amended);
                self.plan_hash = amended.plan_hash;
                self.read_anew(amended.step);
                self.warn_of_new_day(was_on, at);
            }
            Fact::Intended { step, attempt, effect, .. } => self.take_intent(*step, *attempt, effect, at),
            Fact::Answered { step, outcome, .. } => self.take_outcome(*step, outcome, at),
            Fact::Found { step, finding } => {
                self.vouched_by(*step, &record.by);
                self.take_finding(*step, finding, at);
            }
            Fact::Elapsed { step } => self.set(*step, Progress::Done { at }),
            Fact::Skipped { step, why } => self.set(*step, Progress::Skipped { why: *why }),
            Fact::Attested { step, .. } => self.take_attested(*step, &record.by, at),
            Fact::Resolved { step, verdict, shown, .. } => {
                self.take_resolved(*step, *verdict, shown, &record.by, at);
            }
            Fact::Chosen { choice } => self.take_choice(choice, &record.by, at),
            Fact::Issued { step, paper, digest } => {
                self.papers.push((*paper, *digest));
                self.set(*step, Progress::Done { at });
                if self.planned(*step).kind == StepKind::IssueRetraction {
                    self.tell_news(Subject::TakenBack);
                }
            }
            Fact::Parked { step, reason } => {
                self.parked = Some((*step, reason.clone()));
                self.tell_news(Subject::Held);
            }
            Fact::Decided { decision: Decision::TryAgain, .. } => self.take_decision(at),
            Fact::RetractAsked { undo, suspend_until } => {
                self.take_retract(undo, *suspend_until, at);
            }
            Fact::Held { .. }
            | Fact::Resumed { .. }
            | Fact::Revealed { .. }
            | Fact::Proposed { .. }
            | Fact::Approved { .. }
            | Fact::TurnedDown { .. }
            | Fact::Attached { .. }
            | Fact::Complained { .. }
            | Fact::ComplaintAnswered { .. }
            | Fact::ContactChanged { .. } => self.take_people(record),
            Fact::Refused { code } => self.refused = Some(*code),
            Fact::Closed { ending } => {
                self.take_closed(*ending, at);
            }
        }
    }

    fn extend_plan(&mut self, plan: plan::Plan) {
        let missing = plan.steps.len().saturating_sub(self.steps.len());
        self.steps.extend((0..missing).map(|_| StepState::new()));
        self.plan_hash = plan.hash();
        self.plan = plan;
    }

    /// Nothing is left to hold or to decide. A case that had a plan is erased by now; of one that had none the fields are still there.
    fn take_closed(&mut self, ending: Ending, at: Timestamp) {
        self.ending = Some(ending);
        self.closed_at = Some(at);
        self.held = None;
        self.parked = None;
        if self.plan.rules.is_none() {
            let mut plan = self.plan.clone();
            plan.steps.extend(plan::erasure(&plan));
            self.extend_plan(plan);
        }
    }

    /// Nothing waits for a person any more, and nothing is held: giving back is what holding was for. What was done but not accepted is undone like
    /// the rest.
    fn take_retract(&mut self, undo: &[PlannedStep], suspend_until: Option<Date>, at: Timestamp) {
        let first_undo = StepIndex(u16::try_from(self.steps.len()).expect("a plan has at most 256 steps"));
        self.retracting = Some(Retracting { asked_at: at, suspend_until, first_undo });
        self.parked = None;
        self.held = None;
        for (planned, state) in self.plan.steps.iter().zip(&mut self.steps) {
            if state.is_stuck(StuckWhy::Parked) && planned.kind.definition().undone_by.is_some() {
                state.progress = Progress::Done { at };
            }
        }
        let mut plan = self.plan.clone();
        plan.steps.extend(undo.iter().cloned());
        self.extend_plan(plan);
    }

    pub(super) fn set(&mut self, step: StepIndex, progress: Progress) {
        self.steps[step.get()].progress = progress;
    }

    fn take_intent(&mut self, step: StepIndex, attempt: u16, effect: &Effect, at: Timestamp) {
        let state = &mut self.steps[step.get()];
        state.attempt = attempt;
        state.first_intended.get_or_insert(at);
        state.effect = Some(effect.clone());
        state.progress = Progress::InFlight;
        if matches!(effect, Effect::Tell { subject, .. } if subject.can_be_stopped()) {
            self.stop_link_is_spent = false;
        }
    }

    fn take_outcome(&mut self, step: StepIndex, outcome: &Outcome, at: Timestamp) {
        match outcome {
            Outcome::Done(evidence) => self.take_done(step, evidence, at),
            Outcome::Pending { ask_after_s } => self.take_pending(step, *ask_after_s, at),
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
            Finding::Pending { ask_after_s } => self.take_pending(step, *ask_after_s, at),
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

    /// The other side says when to ask; the longer it works on it, the less often, so that no journal fills up with questions.
    fn take_pending(&mut self, step: StepIndex, ask_after_s: u32, at: Timestamp) {
        let state = &mut self.steps[step.get()];
        let (_, least_s) = ASK_LESS_OFTEN
            .into_iter()
            .find(|(asked, _)| state.asked_pending < *asked)
            .unwrap_or((u16::MAX, ASK_AT_LAST_S));
        state.asked_pending = state.asked_pending.saturating_add(1);
        state.progress = Progress::Pending { ask_at: later(at, ask_after_s.max(least_s)) };
    }

    fn take_done(&mut self, step: StepIndex, evidence: &Evidence, at: Timestamp) {
        self.steps[step.get()].evidence = Some(evidence.clone());
        let judge = self.planned(step).kind.definition().judge;
        match judge(self, step, evidence) {
            Judgement::Settled => self.settle(step, at),
            Judgement::LookAgain { after_s } => {
                let state = &mut self.steps[step.get()];
                state.renew();
                let least_s = if state.attempt < LOOK_LESS_OFTEN { 0 } else { LOOK_AT_LAST_S };
                state.progress = Progress::Again { at: later(at, after_s.max(least_s)) };
            }
            Judgement::NotMatched => {
                self.set(step, Progress::Stuck { since: at, why: StuckWhy::NotMatched });
            }
            Judgement::NobodyTold => {
                self.set(step, Progress::Stuck { since: at, why: StuckWhy::NobodyTold });
            }
            // In a retract nobody need accept it: it was done, and is undone.
            Judgement::Park(_) if self.is_called_off(step) => self.settle(step, at),
            Judgement::Park(reason) => {
                self.set(step, Progress::Stuck { since: at, why: StuckWhy::Parked });
                if self.parked.is_none() {
                    self.parked = Some((step, reason));
                    self.tell_news(Subject::Held);
                }
            }
        }
    }

    /// The step is done; the first bar that is done dates the charge stop at its intent: a slow answer costs the person nothing.
    fn settle(&mut self, step: StepIndex, at: Timestamp) {
        if self.planned(step).kind == StepKind::Bar {
            let from = self.state(step).first_intended.unwrap_or(at);
            self.charge_stop = Some(self.charge_stop.map_or(from, |before| before.min(from)));
        }
        let (kind, state) = (self.planned(step).kind, self.state(step));
        let were_unpaid = kind == StepKind::SettleDues && state.attempt > 1;
        if were_unpaid || (kind == StepKind::VerifyIdentity && !state.attested_by.is_empty()) {
            self.waited_until = Some(at);
        }
        self.set(step, Progress::Done { at });
    }

    fn take_attested(&mut self, step: StepIndex, by: &Actor, at: Timestamp) {
        self.vouched_by(step, by);
        let planned = self.planned(step).kind;
        if planned == StepKind::VerifyIdentity && self.state(step).attested_by.len() < PAPERS_SEEN_BY {
            return;
        }
        self.settle(step, at);
    }

    pub(super) fn vouched_by(&mut self, step: StepIndex, by: &Actor) {
        if let Actor::Staff(name) = by {
            self.steps[step.get()].attested_by.push(name.clone());
        }
    }

    pub(super) fn take_resolved(
        &mut self,
        step: StepIndex,
        verdict: Verdict,
        shown: &Shown,
        by: &Actor,
        at: Timestamp,
    ) {
        match verdict {
            Verdict::Done => {
                self.vouched_by(step, by);
                self.take_shown(step, shown);
                self.settle(step, at);
            }
            Verdict::NotDone => {
                let state = &mut self.steps[step.get()];
                // A system that refused remembers the refusal under its key; one that was silent may still act on it.
                if matches!(state.progress, Progress::Stuck { .. }) {
                    state.renew();
                }
                // It leaves once more, so it is agreed on once more.
                state.released = None;
                state.progress = Progress::Waiting;
            }
        }
    }

    /// A reference stands where the system's own would have stood; figures and proofs are not made of it.
    fn take_shown(&mut self, step: StepIndex, shown: &Shown) {
        let effect = self.planned(step).kind.definition().effect();
        let is_answered_so = effect.is_some_and(EffectKind::is_answered_by_reference);
        let state = &mut self.steps[step.get()];
        state.shown = Some(shown.clone());
        let is_free = matches!(state.evidence, None | Some(Evidence::Reference(_)));
        match shown {
            Shown::Reference(reference) if is_answered_so && is_free => {
                state.evidence = Some(Evidence::Reference(reference.clone()));
            }
            Shown::Reference(_) | Shown::Attached(_) => {}
        }
    }

    fn take_choice(&mut self, choice: &Choice, by: &Actor, at: Timestamp) {
        let answers = match choice {
            Choice::Refund { method, destination } => {
                let before = self.choices.refund.replace((*method, *destination));
                if before.is_some_and(|before| before != (*method, *destination)) {
                    self.take_new_destination(at);
                }
                self.choices.refund_by = Some((by.clone(), at));
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

    fn take_new_destination(&mut self, at: Timestamp) {
        if let Some(from) = self.plan.rules.as_ref().map(|rules| payable_from(rules, at)) {
            self.plan.pay_not_before(from);
            self.plan_hash = self.plan.hash();
        }
        self.tell_news(Subject::DestinationChanged);
    }

    /// Two agreed that the line as it is now is the one to end; what else waits is looked at anew.
    pub(super) fn take_difference(&mut self, at: Timestamp) {
        let Some((step, _)) = self.parked else { return };
        if let Some(Evidence::Line(line)) = &self.steps[step.get()].evidence {
            self.snapshot = Some((**line).clone());
            self.settle(step, at);
        }
        self.take_decision(at);
    }

    fn take_decision(&mut self, at: Timestamp) {
        let Some((step, _)) = self.parked.take() else { return };
        self.waited_until = Some(at);
        let state = &mut self.steps[step.get()];
        state.attempts_before = state.attempt;
        for (planned, state) in self.plan.steps.iter().zip(&mut self.steps) {
            if state.is_stuck(StuckWhy::Parked) {
                state.look_again(planned, at);
            }
        }
        self.tell_news(Subject::GoesOn);
    }
}

impl StepState {
    fn is_stuck(&self, on: StuckWhy) -> bool {
        matches!(self.progress, Progress::Stuck { why, .. } if why == on)
    }

    /// A new obligation: a new key, so that no system answers from memory, tries counted anew, and nobody's word for the old one.
    pub(super) fn renew(&mut self) {
        self.attested_by.clear();
        self.obligation = self.obligation.saturating_add(1);
        self.attempts_before = self.attempt;
        self.asked_pending = 0;
        self.first_intended = None;
        self.effect = None;
    }

    /// After what was not accepted: what leaves no trace is done anew; of the rest it is asked what it is now.
    fn look_again(&mut self, planned: &PlannedStep, at: Timestamp) {
        if planned.kind.definition().returns == PointOfReturn::Reversible || self.effect.is_none() {
            self.renew();
            self.progress = Progress::Waiting;
        } else {
            self.progress = Progress::Pending { ask_at: at };
        }
    }
}

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(jiff::SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

pub(super) fn amend(plan: &mut plan::Plan, amended: &Amended) {
    plan.amend(amended.step, amended.not_before, amended.effective_on);
}
