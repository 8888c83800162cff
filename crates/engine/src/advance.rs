//! Advancing one case as far as it goes without leaving the process: notes, papers, the plan. What must leave comes back as calls.

use std::collections::BTreeSet;

use jiff::Timestamp;
use masalama_core::case::{Case, Progress};
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::Effect;
use masalama_core::effect::Evidence;
use masalama_core::line::{Line, Owner};
use masalama_core::next::{Move, Moves, NeedHand, NeedWhy, RetrySchedule, next};
use masalama_core::obligation::next_owed;
use masalama_core::paper::{PaperKind, compose, sign};
use masalama_core::plan::{Asked, Hand, plan};
use masalama_core::port::Task;
use masalama_core::record::{Actor, Fact, ParkedFor, Planned, RECORDS_MAX, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::Contact;
use masalama_core::step::StepKind;

use crate::Parts;
use crate::error::{Fault, chain};
use crate::journal::Journal;

/// A case that goes on for so many rounds without leaving the process is going round in circles.
const ROUNDS_MAX: u32 = 200;

/// A call that must leave once its intent is durable.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    /// Do it.
    Perform { step: StepIndex, attempt: u16, effect: Effect, at: Timestamp },
    /// Ask what became of it.
    Inquire { step: StepIndex },
}

impl Call {
    /// The step it is for.
    pub(crate) fn step(&self) -> StepIndex {
        match self {
            Self::Perform { step, .. } | Self::Inquire { step } => *step,
        }
    }
}

/// What a case needs after it was advanced.
#[derive(Debug, Default)]
pub(crate) struct Advanced {
    /// Calls to make once all this is durable.
    pub(crate) calls: Vec<Call>,
    /// Open tasks.
    pub(crate) tasks: Vec<Task>,
    /// When to look again.
    pub(crate) wake_at: Option<Timestamp>,
}

/// What the world around a case says to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// The business clock.
    pub(crate) now: Timestamp,
    /// Another case holds the line.
    pub(crate) line_taken: bool,
    /// Steps with a call under way: nothing more is sent or asked for them until it is back.
    pub(crate) calling: &'a BTreeSet<StepIndex>,
}

/// Advances the case. A case that cannot go on is parked; what was intended before that still leaves.
pub(crate) fn advance(journal: &mut Journal, parts: &Parts, around: Around<'_>) -> Advanced {
    if journal.case.head >= RECORDS_MAX {
        tracing::error!(case = %journal.case.id, "the journal of a case is full; it is left alone");
        return Advanced::default();
    }
    let mut calls = Vec::new();
    let gone = go_on(journal, parts, around, &mut calls);
    let what = match gone {
        Ok(Some((hands, wake_at))) => {
            return Advanced { calls, tasks: as_tasks(&journal.case, hands), wake_at };
        }
        Ok(None) => "the case goes round in circles",
        Err(fault) => {
            tracing::error!(case = %journal.case.id, error = %chain(&fault), "a case cannot go on; it is parked");
            "a record could not be added"
        }
    };
    if park(journal, around.now, what).is_err() {
        tracing::warn!(case = %journal.case.id, "the case is parked already");
    }
    let moves = next(&journal.case, &parts.retry, around.now);
    Advanced { calls, tasks: as_tasks(&journal.case, moves.hands), wake_at: moves.wake_at }
}

/// What is left when nothing more can be done here: who is needed, and when to look again.
type Rest = (Vec<NeedHand>, Option<Timestamp>);

/// Follows `next` until nothing more can be done here; nothing when that does not end.
fn go_on(
    journal: &mut Journal,
    parts: &Parts,
    around: Around<'_>,
    calls: &mut Vec<Call>,
) -> Result<Option<Rest>, Fault> {
    let now = around.now;
    for _ in 0..ROUNDS_MAX {
        let Moves { ready, hands, wake_at } = next(&journal.case, &parts.retry, now);
        let mut changed = false;
        calls.retain(|call| matches!(call, Call::Perform { .. }));
        for one in ready {
            match one {
                Move::Perform { step, .. } | Move::Inquire { step } if around.calling.contains(&step) => {}
                Move::Perform { step, attempt, effect } => {
                    let key = journal.case.key(step);
                    let fact = Fact::Intended { step, attempt, key, effect: effect.clone() };
                    journal.add(now, Actor::System, fact)?;
                    calls.push(Call::Perform { step, attempt, effect, at: now });
                }
                Move::Inquire { step } => calls.push(Call::Inquire { step }),
                // Two steps may meet a contradiction at once: one of them parks the case.
                Move::Note(Fact::Parked { .. }) if journal.case.parked.is_some() => {}
                Move::Note(fact) => {
                    journal.add(now, Actor::System, fact)?;
                    changed = true;
                }
                Move::Issue { step, paper } => {
                    issue(journal, parts, step, paper, now)?;
                    changed = true;
                }
                Move::MakePlan => {
                    let fact = make_plan(&journal.case, parts, now, around.line_taken);
                    journal.add(now, Actor::System, fact)?;
                    changed = true;
                }
            }
        }
        if !changed {
            return Ok(Some((hands, wake_at)));
        }
    }
    Ok(None)
}

/// Parks the case at its first unsettled step; what repeats must not take the others' time.
pub(crate) fn park(journal: &mut Journal, now: Timestamp, what: &str) -> Result<(), Fault> {
    let step = journal
        .case
        .plan
        .indexed()
        .map(|(step, _)| step)
        .find(|step| !journal.case.state(*step).is_settled())
        .unwrap_or(StepIndex(0));
    let reason = ParkedFor::Poison { detail: Detail::of(what) };
    Ok(journal.add(now, Actor::System, Fact::Parked { step, reason })?)
}

fn issue(
    journal: &mut Journal,
    parts: &Parts,
    step: StepIndex,
    paper: PaperKind,
    now: Timestamp,
) -> Result<(), Fault> {
    let (personal, zone) = (journal.personal.as_deref(), &parts.zone);
    let content = compose(paper, &journal.case, personal, journal.chain, zone, &parts.landscape, now);
    let Some(content) = content else {
        let reason = ParkedFor::Poison { detail: Detail::of("a paper lacks what it must say") };
        return Ok(journal.add(now, Actor::System, Fact::Parked { step, reason })?);
    };
    let body = sign(content, &parts.signing);
    let digest = Digest::of(&[&body]);
    journal.add(now, Actor::System, Fact::Issued { step, paper, digest })?;
    journal.keep_paper(paper, now, body);
    Ok(())
}

/// The plan for a verified caller, or why there is none.
fn make_plan(case: &Case, parts: &Parts, now: Timestamp, line_taken: bool) -> Fact {
    if line_taken {
        return Fact::Refused { code: RefusalCode::LineTaken };
    }
    let Some(Evidence::Line(snapshot)) = case.evidence(StepKind::VerifyIdentity) else {
        return Fact::Refused { code: RefusalCode::NotVerified };
    };
    let day = parts.zone.date_at(case.received.received_at);
    let Some(policy) = parts.policies.for_line(&snapshot.facts.operator, snapshot.facts.kind, day) else {
        return Fact::Refused { code: RefusalCode::NoPolicy };
    };
    let asked = Asked { received: &case.received, snapshot, policy, landscape: &parts.landscape, now };
    match plan(&asked) {
        Ok(mut plan) => {
            if let Some(rules) = &mut plan.rules {
                rules.refund_limit = parts.refund_limit;
            }
            Fact::Planned(Box::new(Planned { plan, snapshot: (**snapshot).clone() }))
        }
        Err(code) => Fact::Refused { code },
    }
}

/// Takes in the line an answer brought: its numbers count at once when the caller is being verified, and else only when nothing differs.
pub(crate) fn take_line(journal: &mut Journal, step: StepIndex, line: &Line, at: Timestamp) {
    let Some(personal) = journal.personal.clone() else { return };
    if journal.case.planned(step).kind == StepKind::VerifyIdentity {
        let Owner { contact_msisdn, contact_email, .. } = &line.owner;
        let on_record = Contact { msisdn: contact_msisdn.clone(), email: contact_email.clone() };
        journal.change_personal(|personal| {
            personal.numbers = Some(line.numbers.clone());
            personal.on_record = Some(on_record);
        });
        return;
    }
    let now = line.sealed(&personal.key, at);
    let differs = journal.case.snapshot.as_ref().is_some_and(|before| !before.differences(&now).is_empty());
    if differs {
        journal.change_personal(|personal| personal.numbers_seen = Some(line.numbers.clone()));
    }
}

/// The open tasks of a case.
pub(crate) fn tasks(case: &Case, retry: &RetrySchedule, now: Timestamp) -> Vec<Task> {
    as_tasks(case, next(case, retry, now).hands)
}

fn as_tasks(case: &Case, hands: Vec<NeedHand>) -> Vec<Task> {
    hands
        .into_iter()
        .map(|need| Task {
            step: need.step,
            kind: case.planned(need.step).kind,
            hand: need.hand,
            since: since(case, &need),
            due: due(case, &need),
            why: need.why,
            role: need.role,
        })
        .collect()
}

/// By when it should be done: its own date, else the day of what the person is owed next, which waits for whatever staff leave undone.
fn due(case: &Case, need: &NeedHand) -> Option<Timestamp> {
    let owed = || next_owed(case).filter(|_| need.hand == Hand::Staff).map(|(_, due)| due);
    need.due.or_else(owed)
}

/// Since when it waits: a hold, a proposal and a complaint since they came, a step since it stuck, and what is simply to be done since the request.
fn since(case: &Case, need: &NeedHand) -> Timestamp {
    let of_step = match case.state(need.step).progress {
        Progress::Stuck { since, .. } | Progress::Unknown { since, .. } => since,
        Progress::Waiting
        | Progress::InFlight
        | Progress::Pending { .. }
        | Progress::Again { .. }
        | Progress::Done { .. }
        | Progress::Skipped { .. } => case.received.received_at,
    };
    let since = match need.why {
        NeedWhy::Held => case.held.as_ref().map(|held| held.since),
        NeedWhy::Proposed => case.proposals.iter().filter(|one| case.is_open(one)).map(|one| one.at).min(),
        NeedWhy::Complained => {
            case.complaints.iter().find(|one| need.due == Some(one.answer_due)).map(|one| one.at)
        }
        NeedWhy::Step | NeedWhy::Stuck | NeedWhy::Parked | NeedWhy::RefundAbove => None,
    };
    since.unwrap_or(of_step)
}
