//! The operator itself: the one who holds the database, the lines at hand and the faults, and who decides what becomes of an order.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{Span, Timestamp};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding, Outcome, RejectedWhy, Rejection};
use masalama_core::identity::Iccid;
use masalama_core::landscape::{Class, SystemName};
use masalama_core::line::Line;
use masalama_core::port::Clock as _;

use super::clock::{Pace, SandboxClock};
use super::database::{Before, Database, NewArrival};
use super::effect_log::{Arrival, Arriving, Payout, Verdict};
use super::fault::{Fault, Faults, SandboxFault};
use super::state::LineState;
use super::system::{self, SystemRole};
use crate::http::wire::Asked;

/// How many lines are kept at hand between commits; a line takes a few kilobytes.
const AT_HAND_MAX: usize = 20_000;

/// No answer came: the same words whatever got lost, for nobody could tell.
const NO_ANSWER: &str = "no answer";

/// What the asker gets, and how long it takes.
pub(super) struct Said<T> {
    pub(super) answer: T,
    pub(super) after_ms: u32,
}

struct AtHand {
    state: LineState,
    is_changed: bool,
}

/// The one who works the database; lives on the writer's thread.
pub(super) struct Operator {
    pub(super) database: Database,
    pub(super) faults: Faults,
    clock: Arc<SandboxClock>,
    cards: HashMap<Iccid, i64>,
    lines: HashMap<i64, AtHand>,
    changed: Vec<i64>,
    clock_to_set: Option<Pace>,
    /// It takes no more work after this batch.
    pub(super) is_closing: bool,
    /// The database failed in this batch: nothing of it may stand.
    pub(super) is_broken: bool,
}

/// What was made of one arrival.
struct Made {
    verdict: Verdict,
    outcome: Outcome<Line>,
}

impl Operator {
    pub(super) fn new(database: Database, faults: Faults, clock: Arc<SandboxClock>) -> Self {
        Self {
            database,
            faults,
            clock,
            cards: HashMap::new(),
            lines: HashMap::new(),
            changed: Vec::new(),
            clock_to_set: None,
            is_closing: false,
            is_broken: false,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock_to_set.map_or_else(|| self.clock.now(), Pace::now)
    }

    /// An order arrives.
    pub(super) fn perform(
        &mut self,
        role: SystemRole,
        order: &Arriving,
    ) -> Result<Said<Outcome<Line>>, SandboxFault> {
        let iccid = &order.asked.line.iccid;
        let fault = self.faults.strikes(role.name(), order.asked.kind, iccid, false);
        let mut said = Said { answer: Outcome::Unknown { cause: Detail::of(NO_ANSWER) }, after_ms: 0 };
        match fault {
            Some(Fault::LostRequest) => {
                let lost = Made { verdict: Verdict::Lost, outcome: said.answer.clone() };
                self.log(role, order, &lost)?;
            }
            Some(Fault::LostReply) => {
                self.arrive(role, order)?;
            }
            Some(Fault::Refuse) => said.answer = self.refuse(role, order)?,
            Some(Fault::WrongButValid) => said.answer = self.pretend(role, order)?,
            Some(Fault::Duplicate) => {
                said.answer = self.arrive(role, order)?;
                self.arrive(role, order)?;
            }
            Some(Fault::Slow { ms }) => {
                said.answer = self.arrive(role, order)?;
                said.after_ms = ms;
            }
            Some(Fault::DeafInquiry) | None => said.answer = self.arrive(role, order)?,
        }
        Ok(said)
    }

    fn arrive(&mut self, role: SystemRole, order: &Arriving) -> Result<Outcome<Line>, SandboxFault> {
        let made = self.make(role, order)?;
        self.log(role, order, &made)?;
        Ok(made.outcome)
    }

    /// By its class: under a key it knows, a keyed system does nothing and says what it said before; an idempotent one does it
    /// again and nothing changes; the others do it again, which is why nobody should ask them to.
    fn make(&mut self, role: SystemRole, order: &Arriving) -> Result<Made, SandboxFault> {
        let Some(class) = system::class_of(role, order.asked.kind) else {
            return Ok(rejected(RejectedWhy::Invalid, "this system does not offer that"));
        };
        let is_question = system::is_question(order.asked.kind);
        let before = if is_question { None } else { self.database.find_done(order.asked.key)? };
        if let Some(before) = before.as_ref().filter(|_| class == Class::Keyed) {
            return Ok(repeated(order, before));
        }
        let now = self.now();
        let Some(id) = self.line_id(&order.asked.line.iccid)? else {
            return Ok(rejected(RejectedWhy::NoSuchLine, "no such line here"));
        };
        let line = self.lines.get_mut(&id).ok_or(SandboxFault::NoSuchLine)?;
        let as_it_was = (before.is_some() && class == Class::Idempotent).then(|| line.state.clone());
        let outcome = system::perform(role, &mut line.state, &order.asked, now);
        if !matches!(outcome, Outcome::Done(_) | Outcome::Pending { .. }) {
            return Ok(Made { verdict: Verdict::Refused, outcome });
        }
        let is_repeated = as_it_was.is_some_and(|as_it_was| as_it_was == line.state);
        if !is_question {
            self.changed.extend((!std::mem::replace(&mut line.is_changed, true)).then_some(id));
            self.pay_out(&order.asked, now)?;
        }
        let verdict = if is_repeated { Verdict::Repeated } else { Verdict::Applied };
        Ok(Made { verdict, outcome })
    }

    fn pay_out(&mut self, asked: &Asked, now: Timestamp) -> Result<(), SandboxFault> {
        let Some((amount, method, arrives_at)) = system::payout_ordered(asked, now) else { return Ok(()) };
        let iccid = asked.line.iccid.clone();
        self.database.insert_payout(&Payout {
            key: asked.key,
            iccid,
            amount,
            method,
            ordered_at: now,
            arrives_at,
        })
    }

    fn refuse(&mut self, role: SystemRole, order: &Arriving) -> Result<Outcome<Line>, SandboxFault> {
        let made = rejected(RejectedWhy::Refused, "not today: a fault is set");
        self.log(role, order, &made)?;
        Ok(made.outcome)
    }

    /// The answer of a system that believes it did it: worked out on the line as it was once, and nothing is kept of it.
    fn pretend(&mut self, role: SystemRole, order: &Arriving) -> Result<Outcome<Line>, SandboxFault> {
        let Some(id) = self.line_id(&order.asked.line.iccid)? else { return self.arrive(role, order) };
        let mut stale = self.database.find_original(id)?;
        if matches!(order.asked.kind, EffectKind::ProveDead | EffectKind::ProveAbsent) {
            stale.pass_for_ended(self.now());
        }
        let outcome = system::perform(role, &mut stale, &order.asked, self.now());
        let made = Made { verdict: Verdict::Pretended, outcome };
        self.log(role, order, &made)?;
        Ok(made.outcome)
    }

    fn log(&mut self, role: SystemRole, order: &Arriving, made: &Made) -> Result<(), SandboxFault> {
        let arrival = Arrival {
            seq: 0,
            at: self.now(),
            system: SystemName::parse(role.name()).expect("a role's name is a name"),
            kind: order.asked.kind,
            key: order.asked.key,
            iccid: order.asked.line.iccid.clone(),
            attempt: order.asked.attempt,
            verdict: made.verdict,
            digest: order.digest,
        };
        let is_found_later = made.verdict == Verdict::Applied && !system::is_question(arrival.kind);
        let is_keyed = system::class_of(role, arrival.kind) == Some(Class::Keyed);
        let answer = (is_found_later && is_keyed).then_some(&made.outcome);
        self.database.insert_arrival(&NewArrival { arrival: &arrival, answer, is_found_later })
    }

    /// Somebody asks what became of an order.
    pub(super) fn inquire(&mut self, role: SystemRole, asked: &Asked) -> Result<Finding<Line>, SandboxFault> {
        let deaf = Finding::Unknown { cause: Detail::of(NO_ANSWER) };
        if self.faults.strikes(role.name(), asked.kind, &asked.line.iccid, true).is_some() {
            return Ok(deaf);
        }
        let now = self.now();
        match system::class_of(role, asked.kind) {
            None => Ok(Finding::Rejected(rejection(RejectedWhy::Invalid, "this system does not offer that"))),
            Some(Class::Once) => {
                Ok(Finding::Unknown { cause: Detail::of("this desk keeps nothing to ask for") })
            }
            Some(Class::Keyed) => {
                if let Some(payout) = self.database.find_payout(asked.key)? {
                    return Ok(system::payout_found(asked, payout.arrives_at, now));
                }
                let before = self.database.find_done(asked.key)?;
                Ok(before.and_then(|before| before.answer).map_or(Finding::NotDone, finding))
            }
            Some(Class::Idempotent | Class::Askable) => {
                let Some(id) = self.line_id(&asked.line.iccid)? else {
                    return Ok(Finding::Rejected(rejection(RejectedWhy::NoSuchLine, "no such line here")));
                };
                let line = self.lines.get(&id).ok_or(SandboxFault::NoSuchLine)?;
                Ok(system::found(role, &line.state, asked, now))
            }
        }
    }

    /// The line's place in the database; the line is at hand afterwards.
    fn line_id(&mut self, iccid: &Iccid) -> Result<Option<i64>, SandboxFault> {
        if let Some(id) = self.cards.get(iccid).filter(|id| self.lines.contains_key(id)) {
            return Ok(Some(*id));
        }
        let Some((id, state)) = self.database.find_line(iccid)? else { return Ok(None) };
        self.cards.insert(iccid.clone(), id);
        self.lines.entry(id).or_insert(AtHand { state, is_changed: false });
        Ok(Some(id))
    }

    /// The line with this card as it is now.
    pub(super) fn line(&mut self, iccid: &Iccid) -> Result<&LineState, SandboxFault> {
        let id = self.line_id(iccid)?.ok_or(SandboxFault::NoSuchLine)?;
        self.lines.get(&id).map(|line| &line.state).ok_or(SandboxFault::NoSuchLine)
    }

    /// Lets something happen to the line from outside; its numbers may change.
    pub(super) fn change(
        &mut self,
        iccid: &Iccid,
        change: impl FnOnce(&mut LineState, Timestamp) -> Result<(), SandboxFault>,
    ) -> Result<(), SandboxFault> {
        let now = self.now();
        let id = self.line_id(iccid)?.ok_or(SandboxFault::NoSuchLine)?;
        let line = self.lines.get_mut(&id).ok_or(SandboxFault::NoSuchLine)?;
        let mut after = line.state.clone();
        change(&mut after, now)?;
        if after.numbers != line.state.numbers {
            let card = line.state.numbers.iccid.clone();
            if after.numbers.iccid != card {
                if self.cards.contains_key(&after.numbers.iccid)
                    || self.database.find_line(&after.numbers.iccid)?.is_some()
                {
                    return Err(SandboxFault::CannotHappen("another line has that card"));
                }
                self.database.insert_former_card(&card, id)?;
            }
            self.database.update_numbers(id, &after)?;
        }
        line.state = after;
        self.changed.extend((!std::mem::replace(&mut line.is_changed, true)).then_some(id));
        Ok(())
    }

    /// Moves the clock; others see it once it is committed.
    pub(super) fn advance(&mut self, span: Span) -> Result<Timestamp, SandboxFault> {
        let pace = self.clock_to_set.unwrap_or_else(|| self.clock.pace()).advanced(span)?;
        self.database.write_clock(pace)?;
        self.clock_to_set = Some(pace);
        Ok(self.now())
    }

    /// Writes the lines that changed, so that a list sees them.
    pub(super) fn write_lines(&mut self) -> Result<(), SandboxFault> {
        for id in self.changed.drain(..) {
            let Some(line) = self.lines.get_mut(&id) else { continue };
            self.database.update_state(id, &line.state)?;
            line.is_changed = false;
        }
        Ok(())
    }

    /// Writes what changed and commits.
    pub(super) fn commit(&mut self) -> Result<(), SandboxFault> {
        self.write_lines()?;
        if std::mem::take(&mut self.faults.is_changed) {
            self.database.write_faults(self.faults.list())?;
        }
        self.database.commit()?;
        if let Some(pace) = self.clock_to_set.take() {
            self.clock.set(pace);
        }
        if self.lines.len() > AT_HAND_MAX {
            self.forget();
        }
        Ok(())
    }

    /// Nothing of this batch stands: what is at hand may be wrong, so it is read anew.
    pub(super) fn take_back(&mut self) {
        self.database.roll_back();
        self.forget();
        self.clock_to_set = None;
        self.is_broken = false;
        match self.database.read_faults() {
            Ok(rules) => self.faults = Faults::of(rules),
            Err(error) => tracing::error!(%error, "the sandbox cannot read its faults back"),
        }
    }

    /// Takes a line in, in place of one with the same card. Says whether it is new.
    pub(super) fn take_in(&mut self, line: Line) -> Result<bool, SandboxFault> {
        self.database.take_in_line(&LineState::of(line, self.now()))
    }

    /// Lets go of the lines at hand.
    pub(super) fn forget(&mut self) {
        self.cards.clear();
        self.lines.clear();
        self.changed.clear();
    }
}

fn rejection(why: RejectedWhy, detail: &str) -> Rejection {
    Rejection { why, detail: Detail::of(detail) }
}

fn rejected(why: RejectedWhy, detail: &str) -> Made {
    Made { verdict: Verdict::Refused, outcome: Outcome::Rejected(rejection(why, detail)) }
}

fn repeated(order: &Arriving, before: &Before) -> Made {
    if before.digest != order.digest.as_bytes() {
        return rejected(RejectedWhy::Invalid, "the key was used for something else");
    }
    let outcome =
        before.answer.clone().unwrap_or(Outcome::Done(Evidence::Reference(Detail::of("done before"))));
    Made { verdict: Verdict::Repeated, outcome }
}

fn finding(outcome: Outcome<Line>) -> Finding<Line> {
    match outcome {
        Outcome::Done(evidence) => Finding::Done(evidence),
        Outcome::Pending { ask_after_s } => Finding::Pending { ask_after_s },
        Outcome::Rejected(rejection) => Finding::Rejected(rejection),
        Outcome::Unknown { cause } => Finding::Unknown { cause },
    }
}
