//! `next`: what a case needs now. The engine does what it says and nothing else.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Progress, StepState};
use crate::commitment::Digest;
use crate::detail::Detail;
use crate::effect::{Effect, EffectKind};
use crate::landscape::Class;
use crate::paper::PaperKind;
use crate::plan::{Hand, PlannedStep};
use crate::record::{Fact, ParkedFor, SkippedWhy, StepIndex};
use crate::role::Role;
use crate::step::{Branch, Do, StepKind};

/// One thing to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Record the intent, then send the effect.
    Perform {
        /// The step.
        step: StepIndex,
        /// 1 for the first try.
        attempt: u16,
        /// What to send.
        effect: Effect,
    },
    /// Ask what became of the step's effect.
    Inquire {
        /// The step.
        step: StepIndex,
    },
    /// Record this: it follows from the case and the time.
    Note(Fact),
    /// Issue and sign this paper.
    Issue {
        /// The step.
        step: StepIndex,
        /// Which.
        paper: PaperKind,
    },
    /// The caller is verified: make the plan, or refuse.
    MakePlan,
}

/// Why a hand is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedWhy {
    /// The step is to be done.
    Step,
    /// The step was refused, or nobody can tell what became of it.
    Stuck,
    /// The whole case is parked at the step.
    Parked,
    /// The case is held, and somebody must decide whether it goes on. The step is the first that is open.
    Held,
    /// The step pays more than the limit; it must be proposed and approved first.
    RefundAbove,
    /// A proposal waits for a second member of staff. The step is the one it touches, else the first.
    Proposed,
    /// A complaint is to be answered. It has no step; the first stands for it.
    Complained,
}

/// Something a hand must do before the case can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedHand {
    /// The step.
    pub step: StepIndex,
    /// Whose.
    pub hand: Hand,
    /// By when, if a date is known.
    pub due: Option<Timestamp>,
    /// Why.
    pub why: NeedWhy,
    /// In whose queue it waits, when it waits for staff.
    pub role: Role,
}

/// What a case needs now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// To be done now, side by side.
    pub ready: Vec<Move>,
    /// Open tasks.
    pub hands: Vec<NeedHand>,
    /// When to look again, if nothing happens before.
    pub wake_at: Option<Timestamp>,
}

/// When an effect is tried or asked about again. Data: a deployment may set it.
///
/// *Units*: seconds; the n-th wait is `first_s` times `factor` to the n-1, at most `cap_s`, give or take `jitter_percent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetrySchedule {
    /// The first wait.
    pub first_s: u32,
    /// Each wait is so many times the one before.
    pub factor: u32,
    /// No wait is longer.
    pub cap_s: u32,
    /// Spread, so that cases do not come back together.
    pub jitter_percent: u8,
    /// After so many tries or questions a person is asked.
    pub attempts_max: u16,
}

impl Default for RetrySchedule {
    fn default() -> Self {
        Self { first_s: 2, factor: 3, cap_s: 3_600, jitter_percent: 20, attempts_max: 12 }
    }
}

impl RetrySchedule {
    /// The wait before try or question number `turn` (from 1). The spread is a function of case and step, so that it is the same on every machine.
    #[must_use]
    pub fn wait(&self, case: &Case, step: StepIndex, turn: u16) -> SignedDuration {
        let power = self.factor.max(1).saturating_pow(u32::from(turn.saturating_sub(1)).min(32));
        let wait_ms = u64::from(self.first_s.saturating_mul(power).min(self.cap_s)) * 1_000;
        let spread = wait_ms * u64::from(self.jitter_percent) / 100;
        let seed = Digest::of(&[case.id.as_bytes(), &step.0.to_be_bytes(), &turn.to_be_bytes()]);
        let chance = u64::from(u16::from_be_bytes([seed.as_bytes()[0], seed.as_bytes()[1]]));
        let wait_ms = wait_ms - spread / 2 + spread * chance / u64::from(u16::MAX);
        SignedDuration::from_millis(i64::try_from(wait_ms).unwrap_or(i64::MAX))
    }
}

/// What the case needs at `now`.
#[must_use]
pub fn next(case: &Case, retry: &RetrySchedule, now: Timestamp) -> Moves {
    let mut looking = Looking { case, retry, now, moves: Moves::default() };
    looking.complaints();
    if case.ending.is_some() {
        looking.erasure();
        return looking.moves;
    }
    if let Some(ending) = case.ending_at(now) {
        looking.moves.ready.push(Move::Note(Fact::Closed { ending }));
        return looking.moves;
    }
    if case.refused.is_some() {
        return looking.moves;
    }
    for (step, _) in case.plan.indexed() {
        looking.at(step);
    }
    looking.whole();
    looking.moves
}

struct Looking<'a> {
    case: &'a Case,
    retry: &'a RetrySchedule,
    now: Timestamp,
    moves: Moves,
}

impl Looking<'_> {
    /// What follows the closing: personal fields that are still there go when their time is over.
    fn erasure(&mut self) {
        let of_data = |planned: &PlannedStep| planned.kind.definition().branch == Branch::Data;
        for (step, _) in self.case.plan.indexed().filter(|(_, planned)| of_data(planned)) {
            self.at(step);
        }
        // Nobody decides anything in a closed case.
        self.moves.ready.retain(|one| !matches!(one, Move::Note(Fact::Parked { .. })));
    }

    /// What no single step needs.
    fn whole(&mut self) {
        let case = self.case;
        if case.plan.rules.is_none() && case.retracting.is_none() {
            if !case.all_done(StepKind::VerifyIdentity) {
                self.wake(case.lapses_at());
            } else if !case.stands_still() {
                self.moves.ready.push(Move::MakePlan);
            }
        }
        if let Some((step, _)) = case.parked {
            self.moves.hands.retain(|need| need.step != step);
            self.need(step, Hand::Staff, None, NeedWhy::Parked);
        }
        self.held();
        self.proposals();
        self.only_park();
    }

    /// A case that is about to be parked does nothing else but ask what became of things, and is parked once.
    fn only_park(&mut self) {
        let is_park = |one: &Move| matches!(one, Move::Note(Fact::Parked { .. }));
        if let Some(park) = self.moves.ready.iter().find(|one| is_park(one)).cloned() {
            self.moves.ready.retain(|one| matches!(one, Move::Inquire { .. }));
            self.moves.ready.push(park);
        }
    }

    fn wake(&mut self, at: Timestamp) {
        self.moves.wake_at = Some(self.moves.wake_at.map_or(at, |before| before.min(at)));
    }

    fn at(&mut self, step: StepIndex) {
        let case = self.case;
        let state = case.state(step);
        if case.is_dropped(step) {
            self.skip(step, SkippedWhy::Retracted);
            return;
        }
        match &state.progress {
            Progress::Done { .. } | Progress::Skipped { .. } | Progress::InFlight => {}
            Progress::Pending { ask_at } => self.when(*ask_at, Move::Inquire { step }),
            Progress::Unknown { asked, since } => self.unknown(step, state, *asked, *since),
            Progress::Stuck { .. } => self.need(step, Hand::Staff, None, NeedWhy::Stuck),
            Progress::Again { .. } | Progress::Waiting
                if case.stands_still() && case.news_at(step).is_none() => {}
            Progress::Again { at } => {
                if case.planned(step).hand != Hand::System {
                    self.need(step, case.planned(step).hand, None, NeedWhy::Step);
                    return;
                }
                // What is looked at again is what the person has not paid yet.
                if case.planned(step).kind.definition().effect() == Some(EffectKind::ReadDues) {
                    self.need(step, Hand::Subscriber, None, NeedWhy::Step);
                }
                if self.now >= *at {
                    self.begin(step, state);
                } else {
                    self.wake(*at);
                }
            }
            Progress::Waiting if !case.waits_settled(step) => {}
            Progress::Waiting if case.has_nothing_to_undo(step) => self.skip(step, SkippedWhy::Retracted),
            Progress::Waiting => self.begin(step, state),
        }
    }

    fn skip(&mut self, step: StepIndex, why: SkippedWhy) {
        self.moves.ready.push(Move::Note(Fact::Skipped { step, why }));
    }

    fn when(&mut self, at: Timestamp, then: Move) {
        if self.now >= at { self.moves.ready.push(then) } else { self.wake(at) }
    }

    fn need(&mut self, step: StepIndex, hand: Hand, due: Option<Timestamp>, why: NeedWhy) {
        let role = Role::needed(self.case, step, why);
        self.need_role(step, hand, due, why, role);
    }

    fn need_role(&mut self, step: StepIndex, hand: Hand, due: Option<Timestamp>, why: NeedWhy, role: Role) {
        self.moves.hands.push(NeedHand { step, hand, due, why, role });
    }

    /// Complaints wait for an answer whatever became of the case.
    fn complaints(&mut self) {
        for complaint in self.case.complaints.iter().filter(|one| one.answer.is_none()) {
            self.need(StepIndex(0), Hand::Staff, Some(complaint.answer_due), NeedWhy::Complained);
        }
    }

    fn held(&mut self) {
        if self.case.held.is_none() {
            return;
        }
        let first = self.case.plan.indexed().map(|(step, _)| step);
        let first = first.into_iter().find(|step| !self.case.state(*step).is_settled());
        self.need(first.unwrap_or(StepIndex(0)), Hand::Staff, None, NeedWhy::Held);
    }

    fn proposals(&mut self) {
        let case = self.case;
        for proposed in case.proposals.iter().filter(|one| case.is_open(one)) {
            let (step, role) = Role::approving(case, proposed.proposal);
            self.need_role(step, Hand::Staff, None, NeedWhy::Proposed, role);
        }
    }

    fn begin(&mut self, step: StepIndex, state: &StepState) {
        let planned = self.case.planned(step);
        if let Some(not_before) = planned.not_before
            && self.now < not_before
        {
            self.wake(not_before);
            return;
        }
        if self.case.lacks_papers(step) {
            return;
        }
        if self.case.comes_too_late(step, self.now) {
            self.put_off();
            return;
        }
        if self.case.awaits_release(step) {
            self.need(step, Hand::Staff, None, NeedWhy::RefundAbove);
            return;
        }
        let definition = planned.kind.definition();
        match (definition.go)(self.case, step) {
            Do::Effect(effect) if planned.hand == Hand::System => {
                if state.tries() >= self.retry.attempts_max.saturating_mul(4) {
                    self.poison(step, "the effect was tried too often");
                    return;
                }
                let effect = state.effect.clone().unwrap_or(effect);
                self.moves.ready.push(Move::Perform { step, attempt: state.attempt + 1, effect });
            }
            Do::Effect(_) => self.need(step, planned.hand, None, NeedWhy::Step),
            Do::WaitUntil(until) => self.when(until, Move::Note(Fact::Elapsed { step })),
            Do::Skip(why) => self.skip(step, why),
            Do::Issue => match definition.paper() {
                Some(paper) => self.moves.ready.push(Move::Issue { step, paper }),
                None => self.poison(step, "the step has no paper"),
            },
            Do::ByHand { due } => self.need(step, planned.hand, due, NeedWhy::Step),
            Do::ByHandUntil(until) => {
                if self.now < until {
                    self.need(step, planned.hand, Some(until), NeedWhy::Step);
                    self.wake(until);
                } else {
                    self.skip(step, SkippedWhy::NotTakenUp);
                }
            }
            Do::Contradiction(what) => self.poison(step, what),
        }
    }

    /// The last word named a day that has gone: another one is named first, once for all that waits for it.
    fn put_off(&mut self) {
        let is_said = self.moves.ready.iter().any(|one| matches!(one, Move::Note(Fact::Amended(_))));
        if let Some(amended) = self.case.put_off(self.now).filter(|_| !is_said) {
            self.moves.ready.push(Move::Note(Fact::Amended(amended)));
        }
    }

    fn poison(&mut self, step: StepIndex, what: &str) {
        let reason = ParkedFor::Poison { detail: Detail::of(what) };
        self.moves.ready.push(Move::Note(Fact::Parked { step, reason }));
    }

    /// Sent, no answer: the class of the effect forces what may be done (I5). While a person decides or holds it, and in a retract, nothing is sent
    /// again: it is asked what became of it.
    fn unknown(&mut self, step: StepIndex, state: &StepState, asked: u16, since: Timestamp) {
        let turn = state.tries().saturating_add(asked);
        if turn >= self.retry.attempts_max {
            self.need(step, Hand::Staff, None, NeedWhy::Stuck);
            return;
        }
        let at = since.saturating_add(self.retry.wait(self.case, step, turn)).unwrap_or(Timestamp::MAX);
        let may_send = !self.case.stands_still() && !self.case.is_called_off(step);
        match (self.case.planned(step).class.unwrap_or(Class::Once), &state.effect) {
            (Class::Keyed | Class::Idempotent, Some(effect)) if may_send => {
                self.when(at, Move::Perform { step, attempt: state.attempt + 1, effect: effect.clone() });
            }
            (Class::Keyed | Class::Idempotent | Class::Askable, _) => self.when(at, Move::Inquire { step }),
            (Class::Once, _) => self.need(step, Hand::Staff, None, NeedWhy::Stuck),
        }
    }
}
