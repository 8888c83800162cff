//! `next`: what a case needs now. The engine does what it says and nothing else.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Progress, StepState, StuckWhy};
use crate::commitment::Digest;
use crate::detail::Detail;
use crate::effect::Effect;
use crate::landscape::Class;
use crate::paper::PaperKind;
use crate::plan::Hand;
use crate::policy::Rules;
use crate::record::{Ending, Fact, ParkedFor, SkippedWhy, StepIndex};
use crate::request::RefundMethod;
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

/// Something a hand must do before the case can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedHand {
    /// The step.
    pub step: StepIndex,
    /// Whose.
    pub hand: Hand,
    /// By when, if a date is known.
    pub due: Option<Timestamp>,
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
    if case.ending.is_some() {
        return looking.moves;
    }
    if let Some(ending) = looking.ending() {
        looking.moves.ready.push(Move::Note(Fact::Closed { ending }));
        return looking.moves;
    }
    for (step, _) in case.plan.indexed() {
        looking.at(step);
    }
    if case.plan.rules.is_none() && case.all_done(StepKind::VerifyIdentity) {
        looking.moves.ready.push(Move::MakePlan);
    }
    if case.plan.rules.is_none() {
        looking.wake(case.received.lapses_at);
    }
    looking.moves
}

struct Looking<'a> {
    case: &'a Case,
    retry: &'a RetrySchedule,
    now: Timestamp,
    moves: Moves,
}

impl Looking<'_> {
    /// How the case ends, if it ends now.
    fn ending(&self) -> Option<Ending> {
        let case = self.case;
        if case.refused.is_some() {
            return Some(Ending::Refused);
        }
        if case.plan.rules.is_none() {
            let unverified = !case.all_done(StepKind::VerifyIdentity);
            return (unverified && self.now >= case.received.lapses_at).then_some(Ending::Lapsed);
        }
        if !case.steps.iter().all(StepState::is_settled) {
            return None;
        }
        Some(match case.retracting {
            None => Ending::Ceased,
            Some(retract) if retract.suspend_until.is_some() => Ending::Suspended,
            Some(_) => Ending::Retracted,
        })
    }

    fn wake(&mut self, at: Timestamp) {
        self.moves.wake_at = Some(self.moves.wake_at.map_or(at, |before| before.min(at)));
    }

    fn at(&mut self, step: StepIndex) {
        let case = self.case;
        let state = case.state(step);
        match &state.progress {
            Progress::Done { .. } | Progress::Skipped { .. } | Progress::InFlight => {}
            Progress::Pending { ask_at } => self.when(*ask_at, Move::Inquire { step }),
            Progress::Unknown { asked, since } => self.unknown(step, state, *asked, *since),
            Progress::Stuck { why, .. } => self.stuck(step, *why),
            Progress::Again { at } => {
                if self.may_begin(step) && case.planned(step).hand != Hand::System {
                    self.need(step, case.planned(step).hand, None);
                } else if self.may_begin(step) {
                    if case.planned(step).kind == StepKind::SettleDues {
                        self.need(step, Hand::Subscriber, None);
                    }
                    self.when_begin(step, *at);
                }
            }
            Progress::Waiting => {
                if self.is_dropped(step) {
                    self.moves.ready.push(Move::Note(Fact::Skipped { step, why: SkippedWhy::Retracted }));
                } else if self.may_begin(step) && case.waits_settled(step) {
                    self.begin(step, state);
                }
            }
        }
    }

    /// In a retract, what was not begun is dropped; only what undoes goes on.
    fn is_dropped(&self, step: StepIndex) -> bool {
        let branch = self.case.planned(step).kind.definition().branch;
        self.case.retracting.is_some() && branch != Branch::Retract && branch != Branch::Data
    }

    fn may_begin(&self, _step: StepIndex) -> bool {
        self.case.parked.is_none()
    }

    fn when(&mut self, at: Timestamp, then: Move) {
        if self.now >= at { self.moves.ready.push(then) } else { self.wake(at) }
    }

    fn when_begin(&mut self, step: StepIndex, at: Timestamp) {
        if self.now < at {
            self.wake(at);
        } else if self.is_dropped(step) {
            self.moves.ready.push(Move::Note(Fact::Skipped { step, why: SkippedWhy::Retracted }));
        } else {
            self.begin(step, self.case.state(step));
        }
    }

    fn need(&mut self, step: StepIndex, hand: Hand, due: Option<Timestamp>) {
        self.moves.hands.push(NeedHand { step, hand, due });
    }

    fn begin(&mut self, step: StepIndex, state: &StepState) {
        let planned = self.case.planned(step);
        if let Some(not_before) = planned.not_before
            && self.now < not_before
        {
            self.wake(not_before);
            return;
        }
        let definition = planned.kind.definition();
        match (definition.go)(self.case, step) {
            Do::Effect(effect) if planned.hand == Hand::System => {
                if state.attempt >= self.retry.attempts_max.saturating_mul(4) {
                    self.poison(step, "the effect was tried too often");
                    return;
                }
                self.moves.ready.push(Move::Perform { step, attempt: state.attempt + 1, effect });
            }
            Do::Effect(_) => self.need(step, planned.hand, None),
            Do::WaitUntil(until) => self.when(until, Move::Note(Fact::Elapsed { step })),
            Do::Skip(why) => self.moves.ready.push(Move::Note(Fact::Skipped { step, why })),
            Do::Issue => match definition.paper() {
                Some(paper) => self.moves.ready.push(Move::Issue { step, paper }),
                None => self.poison(step, "the step has no paper"),
            },
            Do::ByHand { due } => self.need(step, planned.hand, due),
            Do::ByHandUntil(until) => {
                if self.now < until {
                    self.need(step, planned.hand, Some(until));
                    self.wake(until);
                } else {
                    let why = SkippedWhy::NotTakenUp;
                    self.moves.ready.push(Move::Note(Fact::Skipped { step, why }));
                }
            }
            Do::Contradiction(what) => self.poison(step, what),
        }
    }

    fn poison(&mut self, step: StepIndex, what: &str) {
        let reason = ParkedFor::Poison { detail: Detail::of(what) };
        self.moves.ready.push(Move::Note(Fact::Parked { step, reason }));
    }

    /// Sent, no answer: the class of the effect forces what may be done (I5).
    fn unknown(&mut self, step: StepIndex, state: &StepState, asked: u16, since: Timestamp) {
        let turn = state.attempt.saturating_add(asked);
        let at = since.saturating_add(self.retry.wait(self.case, step, turn)).unwrap_or(Timestamp::MAX);
        let class = self.case.planned(step).class.unwrap_or(Class::Once);
        match class {
            _ if turn >= self.retry.attempts_max => self.need(step, Hand::Staff, None),
            Class::Keyed | Class::Idempotent => match &state.effect {
                Some(effect) => {
                    self.when(at, Move::Perform { step, attempt: state.attempt + 1, effect: effect.clone() })
                }
                None => self.need(step, Hand::Staff, None),
            },
            Class::Askable => self.when(at, Move::Inquire { step }),
            Class::Once => self.need(step, Hand::Staff, None),
        }
    }

    fn stuck(&mut self, step: StepIndex, why: StuckWhy) {
        match why {
            StuckWhy::Rejected
            | StuckWhy::Unknown
            | StuckWhy::NotMatched
            | StuckWhy::LineCameBack
            | StuckWhy::Parked => self.need(step, Hand::Staff, None),
        }
    }
}

/// May the person choose this way of being paid back?
#[must_use]
pub fn allows_method(rules: &Rules, method: RefundMethod) -> bool {
    rules.refund_methods.contains(&method)
}
