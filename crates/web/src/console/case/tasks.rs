//! What waits for a hand in a case, each with the form in which it is done right there.

use jiff::Timestamp;
use masalama_access::{Right, Who, rule};
use masalama_core::approval::Proposal;
use masalama_core::calendar::Zone;
use masalama_core::case::Progress;
use masalama_core::next::{NeedHand, NeedWhy};
use masalama_core::plan::Hand;
use masalama_core::record::{Actor, Verdict};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Doer};
use masalama_language::{ConsoleText, Text, Voice};

use super::super::clock;
use crate::frame::Member;

/// Items of a bill that the form offers.
const BILL_ITEMS: [u8; 4] = [1, 2, 3, 4];

/// How a task is done.
pub(in crate::console) enum Way {
    /// By saying that it was done, with a note.
    Attest,
    /// By two who saw the papers.
    Papers {
        /// Who saw them already.
        names: String,
        /// Is the reader among them?
        by_reader: bool,
    },
    /// By showing the bill that was issued by hand.
    Bill {
        /// The items it may have.
        items: [u8; 4],
        /// In which currency.
        currency: String,
    },
    /// By finding out what became of it.
    Resolve {
        /// May it be said that it was done?
        may_be_done: bool,
    },
    /// By deciding how the parked case goes on.
    Decide {
        /// Is there a difference that two may accept?
        by_two: bool,
    },
    /// Elsewhere on the page, at this place.
    There(&'static str),
    /// By the person alone; it is looked at again by itself.
    Person,
    /// Not by this reader.
    NotYours {
        /// By whom.
        who: String,
    },
}

/// A task in words.
pub(in crate::console) struct TaskView {
    /// The step's place.
    pub(in crate::console) step: u16,
    /// What is to be done.
    pub(in crate::console) title: String,
    /// Why it waits, where that is not plain.
    pub(in crate::console) why: Option<String>,
    /// In whose queue.
    pub(in crate::console) role: String,
    /// By when.
    pub(in crate::console) due: Option<String>,
    /// Is that over?
    pub(in crate::console) is_overdue: bool,
    /// How it is done.
    pub(in crate::console) way: Way,
}

impl TaskView {
    /// Names the task's form, so that what was typed there can be kept.
    pub(in crate::console) fn form(&self) -> String {
        format!("task-{}", self.step)
    }
}

/// The tasks of staff, and in words what waits for the person.
pub(super) fn tasks(
    view: &CaseView,
    voice: Voice,
    zone: &Zone,
    member: &Member,
    now: Timestamp,
) -> (Vec<TaskView>, Vec<TaskView>) {
    let one = |need: &NeedHand| task(view, need, voice, zone, member, now);
    let of = |hand: Hand| view.tasks.iter().filter(move |need| need.hand == hand);
    (of(Hand::Staff).map(one).collect(), of(Hand::Subscriber).map(one).collect())
}

fn task(
    view: &CaseView,
    need: &NeedHand,
    voice: Voice,
    zone: &Zone,
    member: &Member,
    now: Timestamp,
) -> TaskView {
    let kind = view.case.planned(need.step).kind;
    let why = match &view.case.state(need.step).progress {
        Progress::Stuck { why, .. } if need.why == NeedWhy::Stuck => Some(voice.tell(*why)),
        Progress::Unknown { .. } if need.why == NeedWhy::Stuck => Some(voice.text(ConsoleText::ResolveMeans)),
        Progress::Waiting
        | Progress::InFlight
        | Progress::Pending { .. }
        | Progress::Unknown { .. }
        | Progress::Again { .. }
        | Progress::Stuck { .. }
        | Progress::Done { .. }
        | Progress::Skipped { .. } => None,
    };
    let parked = view.case.parked.as_ref().filter(|_| need.why == NeedWhy::Parked);
    let why = parked.map(|(_, reason)| voice.tell_parked(reason)).or(why);
    TaskView {
        step: need.step.0,
        title: super::what_to_do(voice, kind, need.why),
        why,
        role: voice.tell(need.role),
        due: need.due.map(|due| clock(zone, due)),
        is_overdue: need.due.is_some_and(|due| due < now),
        way: way(view, need, voice, member),
    }
}

/// How the reader may do it.
fn way(view: &CaseView, need: &NeedHand, voice: Voice, member: &Member) -> Way {
    let if_may = |right, way| if member.may(right) { way } else { not_yours(voice, |role| may(role, right)) };
    match need.why {
        // What a system reads is not vouched for: the dues are read again.
        NeedWhy::Step if view.case.planned(need.step).hand == Hand::System => Way::Person,
        NeedWhy::Step if !may_do(view, need, member) => there_for(view, need, voice),
        NeedWhy::Step => step_way(view, need),
        NeedWhy::Stuck => stuck_way(view, need, voice, member),
        NeedWhy::Parked => {
            let by_two = view.case.weigh(Proposal::AcceptDifference).is_some();
            if_may(Right::Decide, Way::Decide { by_two })
        }
        NeedWhy::Held if may_lift(view, member) => if_may(Right::Resume, Way::There("hold")),
        NeedWhy::Held => not_yours(voice, Role::may_lift),
        NeedWhy::RefundAbove => if_may(Right::Propose, Way::There("proposals")),
        NeedWhy::Proposed => if_may(Right::Approve, Way::There("proposals")),
        NeedWhy::Complained => if_may(Right::AnswerComplaint, Way::There("complaints")),
    }
}

/// May the reader lift the hold that stands? The desk asks the same.
pub(super) fn may_lift(view: &CaseView, member: &Member) -> bool {
    let (Some(held), Some(name)) = (&view.held, &member.name) else { return false };
    let doer = Doer { name: name.clone(), roles: member.roles.clone() };
    doer.may_lift(held) && view.case.may_lift(held, &Actor::Staff(name.clone()))
}

/// Has this role the right?
fn may(role: Role, right: Right) -> bool {
    rule(right).allows(Who::Staff(role))
}

/// Not by the reader, but by somebody in these roles.
fn not_yours(voice: Voice, may: impl Fn(Role) -> bool) -> Way {
    let names: Vec<_> = Role::ALL.iter().filter(|role| may(**role)).map(|role| voice.tell(*role)).collect();
    Way::NotYours { who: names.join(&voice.text(Text::ListSeparator)) }
}

/// Not by the reader, but by who is there for such a step.
fn there_for(view: &CaseView, need: &NeedHand, voice: Voice) -> Way {
    let kind = view.case.planned(need.step).kind;
    not_yours(voice, |role| may(role, Right::DoTask) && role.may_do(kind))
}

/// Is the reader there for such a step? The desk asks the same.
fn may_do(view: &CaseView, need: &NeedHand, member: &Member) -> bool {
    let kind = view.case.planned(need.step).kind;
    member.may(Right::DoTask) && member.roles.iter().any(|role| role.may_do(kind))
}

/// A step that was never sent: it was done by hand. Figures are shown, not vouched for.
fn step_way(view: &CaseView, need: &NeedHand) -> Way {
    if view.case.planned(need.step).kind == StepKind::IssueFinalBill && !view.case.is_called_off(need.step) {
        bill(view)
    } else {
        Way::Attest
    }
}

fn bill(view: &CaseView) -> Way {
    let facts = view.case.snapshot.as_ref().map(|line| &line.facts);
    let balance = facts.and_then(|facts| facts.balance);
    let amount = balance.or_else(|| facts?.contract.as_ref().map(|contract| contract.monthly));
    let currency = amount.map_or("OMR", |amount| amount.currency().code());
    Way::Bill { items: BILL_ITEMS, currency: currency.to_owned() }
}

/// A step that was refused, or of which nobody can tell.
fn stuck_way(view: &CaseView, need: &NeedHand, voice: Voice, member: &Member) -> Way {
    let (case, state) = (&view.case, view.case.state(need.step));
    let kind = case.planned(need.step).kind;
    if case.waits_for_papers(need.step) {
        if !may_do(view, need, member) {
            return there_for(view, need, voice);
        }
        let names: Vec<_> = state.attested_by.iter().map(|name| name.as_str().to_owned()).collect();
        let by_reader = member.name.as_ref().is_some_and(|name| state.attested_by.contains(name));
        return Way::Papers { names: names.join(&voice.text(Text::ListSeparator)), by_reader };
    }
    if case.waits_to_be_told(need.step) {
        return if may_do(view, need, member) { Way::Attest } else { there_for(view, need, voice) };
    }
    if kind == StepKind::IssueFinalBill && !case.is_called_off(need.step) {
        return if may_do(view, need, member) { bill(view) } else { there_for(view, need, voice) };
    }
    let looks_after = |role: Role| may(role, Right::ResolveUnknown) && role.may_resolve(kind);
    if !member.roles.iter().any(|role| looks_after(*role)) {
        return not_yours(voice, looks_after);
    }
    // Two must say so: one proposes, another approves.
    if case.needs_two(need.step) {
        return Way::There("proposals");
    }
    Way::Resolve { may_be_done: case.may_resolve(need.step, Verdict::Done) }
}
