//! The planner: from what was asked, the line, the policy and the systems there are, to a plan. No I/O, no choice left to execution.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Hand, PLAN_STEPS_MAX, Plan, PlannedStep, advice};
use crate::calendar::Period;
use crate::effect::EffectKind;
use crate::landscape::{Class, Landscape, Reach, SystemName};
use crate::line::{LineFacts, LineKind, LineSnapshot, LineStatus};
use crate::policy::{Policy, Rules};
use crate::record::StepIndex;
use crate::refusal::RefusalCode;
use crate::request::Received;
use crate::step::{StepKind, Work};

/// A wanted day may be at most so many days ahead.
pub const WANTED_DAYS_MAX: i32 = 730;

/// The last word before the bar goes out so long before the day of the end, where the dates leave room.
const WARNED_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What a plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What was asked, and when.
    pub received: &'a Received,
    /// The line as it was read.
    pub snapshot: &'a LineSnapshot,
    /// The policy under which the case opened.
    pub policy: &'a Policy,
    /// The systems there are.
    pub landscape: &'a Landscape,
    /// Now.
    pub now: Timestamp,
}

/// What every case starts with: the receipt, and who asks.
#[must_use]
pub fn intake() -> Plan {
    let step = |kind, waits_for| PlannedStep {
        kind,
        system: None,
        hand: Hand::System,
        class: None,
        waits_for,
        not_before: None,
        undoes: None,
    };
    let mut verify = step(StepKind::VerifyIdentity, vec![StepIndex(0)]);
    verify.class = Some(Class::Idempotent);
    Plan {
        policy: None,
        rules: None,
        effective_on: None,
        steps: vec![step(StepKind::IssueReceipt, Vec::new()), verify],
        advice: Vec::new(),
        offer: None,
        suspend: None,
        not_covered: Vec::new(),
    }
}

/// The plan, or why there is none.
///
/// # Errors
/// A [`RefusalCode`] the person can act on: the line ended already, is held or being ported, or the wanted day cannot be.
pub fn plan(asked: &Asked<'_>) -> Result<Plan, RefusalCode> {
    let facts = &asked.snapshot.facts;
    if facts.status == LineStatus::Ended {
        return Err(RefusalCode::LineEnded);
    }
    if facts.legal_hold {
        return Err(RefusalCode::LegalHold);
    }
    if facts.port_pending {
        return Err(RefusalCode::PortPending);
    }
    let request = &asked.received.request;
    let may_offer = request.reason.may_be_offered();
    let dates = Dates::of(asked.policy, asked.received.received_at, request.wanted_on, asked.now)?;
    let mut plan = assemble(asked.policy, asked.landscape, facts, asked.snapshot.msisdn.is_some(), &dates);
    plan.offer = plan.offer.filter(|_| may_offer);
    Ok(plan)
}

/// The same plan with every step done by hand, for somebody whose operator does not run Masalama.
///
/// # Errors
/// [`RefusalCode::DateInPast`] or [`RefusalCode::DateTooFar`].
pub fn by_hand(
    policy: &Policy,
    facts: &LineFacts,
    leave_on: Date,
    now: Timestamp,
) -> Result<Plan, RefusalCode> {
    let dates = Dates::of(policy, now, Some(leave_on), now)?;
    Ok(assemble(policy, &Landscape::by_hand(), facts, true, &dates))
}

/// The dates a plan fixes.
struct Dates {
    notice: Timestamp,
    cooling_off: Timestamp,
    wanted: Option<Timestamp>,
    /// The last word before the bar: a day ahead where there is a day, else at once.
    warn: Option<Timestamp>,
    effective_on: Date,
}

impl Dates {
    /// Waits count from the receipt. Where the caller was verified only after they were over, service ends today and not on a day that has gone.
    fn of(
        policy: &Policy,
        received_at: Timestamp,
        wanted_on: Option<Date>,
        now: Timestamp,
    ) -> Result<Self, RefusalCode> {
        let calendar = &policy.calendar;
        let today = calendar.today(received_at);
        if let Some(wanted) = wanted_on {
            if wanted < today {
                return Err(RefusalCode::DateInPast);
            }
            if (wanted - today).get_days() > WANTED_DAYS_MAX {
                return Err(RefusalCode::DateTooFar);
            }
        }
        let binding = |sourced: &crate::policy::Sourced<Period>| {
            let period = sourced.binding().copied().unwrap_or(Period::Days(0));
            calendar.after(today, period)
        };
        let (notice, cooling_off) = (binding(&policy.terms.notice), binding(&policy.terms.cooling_off));
        let asked_on = wanted_on.unwrap_or(today).max(calendar.today(now));
        let effective_on = notice.max(cooling_off).max(asked_on);
        let from = |date: Date| if date == today { received_at } else { calendar.start_of(date) };
        Ok(Self {
            notice: from(notice),
            cooling_off: from(cooling_off),
            wanted: wanted_on.map(from),
            warn: warned_at(from(effective_on)).filter(|at| *at > now),
            effective_on,
        })
    }
}

/// When the last word before a bar at this instant goes out, at the earliest.
pub(super) fn warned_at(bar_at: Timestamp) -> Option<Timestamp> {
    bar_at.checked_sub(WARNED_AHEAD).ok()
}

/// Adds steps in order; each knows the places of those it waits for.
struct Assembly<'a> {
    landscape: &'a Landscape,
    steps: Vec<PlannedStep>,
}

impl Assembly<'_> {
    /// Adds the step once, or once for each system that offers its effect; says where.
    fn add(&mut self, kind: StepKind, waits_for: &[&[StepIndex]]) -> Vec<StepIndex> {
        let waits_for: Vec<StepIndex> = waits_for.concat();
        match kind.definition().work {
            Work::Effect { kind: EffectKind::ErasePersonal, .. } => {
                let class = Some(Class::Idempotent);
                vec![self.push(kind, Some(SystemName::own()), Hand::System, class, waits_for)]
            }
            Work::Effect { kind: effect, .. } => {
                let landscape = self.landscape;
                landscape
                    .offering(effect)
                    .take(if is_done_once(kind) { 1 } else { usize::MAX })
                    .map(|(system, offer)| {
                        let hand = match system.reach {
                            Reach::Connector => Hand::System,
                            Reach::ByHand => Hand::Staff,
                        };
                        self.push(kind, Some(system.name.clone()), hand, Some(offer.class), waits_for.clone())
                    })
                    .collect()
            }
            Work::Wait | Work::Paper(_) => vec![self.push(kind, None, Hand::System, None, waits_for)],
            Work::ByHand(hand) => vec![self.push(kind, None, hand, None, waits_for)],
        }
    }

    /// Adds a message on each system that tells. On one system it also waits for the message `before` it there, so that messages arrive in
    /// order and none is under way when the bar begins.
    fn tell(&mut self, kind: StepKind, waits_for: &[&[StepIndex]], before: &[StepIndex]) -> Vec<StepIndex> {
        let places = self.add(kind, waits_for);
        for (place, before) in places.iter().zip(before) {
            self.steps[place.get()].waits_for.push(*before);
        }
        places
    }

    /// The steps nothing waits for yet: whoever waits for them waits for all.
    fn ends(&self) -> Vec<StepIndex> {
        let waited_for: BTreeSet<_> = self.steps.iter().flat_map(|step| &step.waits_for).collect();
        (0..).map(StepIndex).take(self.steps.len()).filter(|step| !waited_for.contains(step)).collect()
    }

    fn wait_until(&mut self, kind: StepKind, until: Timestamp, waits_for: &[&[StepIndex]]) -> Vec<StepIndex> {
        let places = self.add(kind, waits_for);
        for place in &places {
            self.steps[place.get()].not_before = Some(until);
        }
        places
    }

    fn push(
        &mut self,
        kind: StepKind,
        system: Option<SystemName>,
        hand: Hand,
        class: Option<Class>,
        waits_for: Vec<StepIndex>,
    ) -> StepIndex {
        let place =
            StepIndex(u16::try_from(self.steps.len()).expect("a landscape has at most SYSTEMS_MAX systems"));
        self.steps.push(PlannedStep { kind, system, hand, class, waits_for, not_before: None, undoes: None });
        place
    }
}

/// Money that moves and things that are fetched: by the first system that offers it, never by each.
fn is_done_once(kind: StepKind) -> bool {
    matches!(
        kind,
        StepKind::BookPickup | StepKind::PayRefund | StepKind::PayRemainder | StepKind::ChargeDeviceFee
    )
}

fn assemble(
    policy: &Policy,
    landscape: &Landscape,
    facts: &LineFacts,
    has_number: bool,
    dates: &Dates,
) -> Plan {
    let rules = Rules::binding(policy);
    let intake = intake();
    let mut assembly = Assembly { landscape, steps: intake.steps };
    let cut = prepare(&mut assembly, facts, dates);
    let spine = spine(&mut assembly, facts, has_number, &cut);
    money(&mut assembly, facts, &cut, &spine);
    number_and_chip(&mut assembly, facts, &spine);
    let ends = assembly.ends();
    let keep = assembly.add(StepKind::KeepRecords, &[&ends]);
    assembly.add(StepKind::ErasePersonal, &[&keep]);
    let terms = &policy.terms;
    Plan {
        policy: Some(policy.policy.clone()),
        effective_on: Some(dates.effective_on),
        advice: advice::of(facts),
        offer: terms.offer.clone().filter(|offer| {
            offer.value.from <= dates.effective_on && dates.effective_on <= offer.value.until
        }),
        suspend: terms.suspend.clone(),
        not_covered: landscape.not_covered(),
        steps: assembly.steps,
        rules: Some(rules),
    }
}

/// From the receipt, side by side. What the bar waits for, and what later branches need.
struct Prepared {
    verified: [StepIndex; 1],
    warned: Vec<StepIndex>,
    before_bar: Vec<StepIndex>,
    choose_refund: Vec<StepIndex>,
}

fn prepare(assembly: &mut Assembly<'_>, facts: &LineFacts, dates: &Dates) -> Prepared {
    let verified = [StepIndex(1)];
    let mut before_bar = Vec::new();
    before_bar.extend(assembly.add(StepKind::QuotePrice, &[&verified]));
    let warned = warn(assembly, dates);
    if facts.kind == LineKind::Postpaid {
        before_bar.extend(assembly.add(StepKind::SettleDues, &[&verified]));
    }
    before_bar.extend(assembly.wait_until(StepKind::ServeNotice, dates.notice, &[&verified]));
    before_bar.extend(assembly.wait_until(StepKind::CoolOff, dates.cooling_off, &[&verified]));
    if let Some(wanted) = dates.wanted {
        before_bar.extend(assembly.wait_until(StepKind::AwaitDate, wanted, &[&verified]));
    }
    let choose_refund = assembly.add(StepKind::ChooseRefund, &[&verified]);
    if !facts.devices.is_empty() {
        let arranged = assembly.add(StepKind::ArrangeReturn, &[&verified]);
        assembly.add(StepKind::BookPickup, &[&arranged]);
    }
    Prepared { verified, warned, before_bar, choose_refund }
}

/// What every contact is told before the bar, one after the other on each system. Gives the last word, for which the bar waits.
fn warn(assembly: &mut Assembly<'_>, dates: &Dates) -> Vec<StepIndex> {
    let verified = [StepIndex(1)];
    let receipt = assembly.tell(StepKind::ConfirmReceipt, &[&verified], &[]);
    let date = assembly.tell(StepKind::AnnounceDate, &[&verified], &receipt);
    let last = assembly.tell(StepKind::AnnounceBar, &[&verified], &date);
    for place in &last {
        assembly.steps[place.get()].not_before = dates.warn;
    }
    last
}

/// Places on the spine that other branches wait for.
struct Spine {
    bar: Vec<StepIndex>,
    stop: Vec<StepIndex>,
    collected: Vec<StepIndex>,
    deleted: Vec<StepIndex>,
    charging_closed: Vec<StepIndex>,
    certificate: Vec<StepIndex>,
    hold: Vec<StepIndex>,
}

fn spine(assembly: &mut Assembly<'_>, facts: &LineFacts, has_number: bool, cut: &Prepared) -> Spine {
    let mut reread = assembly.add(StepKind::RereadBeforeBar, &[&cut.before_bar, &cut.warned]);
    if facts.kind == LineKind::Postpaid {
        reread.extend(assembly.add(StepKind::RereadDues, &[&cut.before_bar, &cut.warned]));
    }
    let bar = assembly.add(StepKind::Bar, &[&reread]);
    let stop = assembly.add(StepKind::StopCharging, &[&bar]);
    let hold = if has_number { assembly.add(StepKind::HoldNumber, &[&bar]) } else { Vec::new() };
    let purged = assembly.add(StepKind::PurgeSessions, &[&stop]);
    let collected = assembly.add(StepKind::CollectUsage, &[&stop, &purged]);
    let cancelled = assembly.add(StepKind::CancelLocation, &[&collected]);
    let absent = assembly.add(StepKind::ProveAbsent, &[&collected, &cancelled]);
    let reread = assembly.add(StepKind::RereadBeforeDelete, &[&collected, &cancelled, &absent, &hold]);
    let deleted = assembly.add(StepKind::DeleteSubscriber, &[&reread]);
    let charging_closed = assembly.add(StepKind::CloseCharging, &[&deleted]);
    let dead = assembly.add(StepKind::ProveDead, &[&deleted, &charging_closed]);
    let certificate = assembly.add(StepKind::IssueCertificate, &[&deleted, &charging_closed, &dead]);
    assembly.tell(StepKind::AnnounceEnd, &[&certificate], &cut.warned);
    Spine { bar, stop, collected, deleted, charging_closed, certificate, hold }
}

/// Forks at the charge stop and waits for no proof.
fn money(assembly: &mut Assembly<'_>, facts: &LineFacts, cut: &Prepared, spine: &Spine) {
    let bill = assembly.add(StepKind::IssueFinalBill, &[&spine.collected]);
    let refund = assembly.add(StepKind::PayRefund, &[&bill, &spine.deleted, &cut.choose_refund]);
    let told = assembly.tell(StepKind::ConfirmRefund, &[&refund], &[]);
    let late_wait = assembly.add(StepKind::AwaitLateUsage, &[&spine.stop]);
    let late = assembly.add(StepKind::CollectLateUsage, &[&late_wait, &bill, &spine.collected]);
    let remainder = assembly.add(StepKind::PayRemainder, &[&late_wait, &late, &refund]);
    let told = assembly.tell(StepKind::ConfirmRemainder, &[&remainder], &told);
    let mut returned = Vec::new();
    if !facts.devices.is_empty() {
        let devices = assembly.add(StepKind::ReturnDevices, &[&cut.verified]);
        returned.extend(assembly.add(StepKind::ChargeDeviceFee, &[&devices, &spine.deleted]));
        returned.extend(devices);
    }
    let checked = assembly.add(StepKind::CheckAccount, &[&remainder, &returned, &spine.charging_closed]);
    let closed =
        assembly.add(StepKind::CloseAccount, &[&checked, &remainder, &returned, &spine.charging_closed]);
    let statement =
        assembly.add(StepKind::IssueClosingStatement, &[&closed, &checked, &remainder, &returned]);
    assembly.tell(StepKind::ConfirmClosing, &[&statement], &told);
}

fn number_and_chip(assembly: &mut Assembly<'_>, facts: &LineFacts, spine: &Spine) {
    if !spine.hold.is_empty() {
        let quarantine = assembly.add(StepKind::QuarantineNumber, &[&spine.hold, &spine.bar]);
        assembly.add(StepKind::ReleaseNumber, &[&quarantine, &spine.certificate]);
    }
    assembly.add(StepKind::RetireIccid, &[&spine.deleted]);
    if facts.esim {
        assembly.add(StepKind::ReleaseProfile, &[&spine.deleted]);
    }
}

/// Does every step stand after those it waits for, and within the limit, and is nothing deleted, closed or paid out of order? A separate
/// look at what the planner made or a record brings.
#[must_use]
pub fn holds_together(plan: &Plan) -> bool {
    if plan.steps.len() > PLAN_STEPS_MAX {
        return false;
    }
    let mut awaited: Vec<BTreeSet<StepKind>> = Vec::with_capacity(plan.steps.len());
    for (place, step) in plan.indexed() {
        let in_order = step.waits_for.iter().all(|before| *before < place);
        if !in_order || step.undoes.is_some_and(|undone| undone >= place) {
            return false;
        }
        let mut before = BTreeSet::new();
        for one in &step.waits_for {
            before.insert(plan.steps[one.get()].kind);
            before.extend(&awaited[one.get()]);
        }
        if !goes_after(step.kind).iter().all(|kind| before.contains(kind)) {
            return false;
        }
        awaited.push(before);
    }
    true
}

/// What must be settled, directly or through others, before such a step may begin (I6).
fn goes_after(kind: StepKind) -> &'static [StepKind] {
    use StepKind as S;
    match kind {
        S::Bar => &[S::AnnounceBar, S::RereadBeforeBar],
        S::AnnounceEnd => &[S::IssueCertificate],
        S::ConfirmRefund => &[S::PayRefund],
        S::ConfirmRemainder => &[S::PayRemainder],
        S::DeleteSubscriber => &[S::Bar, S::StopCharging, S::CollectUsage, S::RereadBeforeDelete],
        S::CloseCharging | S::RetireIccid | S::ReleaseProfile | S::ProveDead => &[S::DeleteSubscriber],
        S::PayRefund => &[S::DeleteSubscriber, S::IssueFinalBill, S::ChooseRefund],
        S::PayRemainder => &[S::PayRefund, S::AwaitLateUsage],
        S::ChargeDeviceFee => &[S::DeleteSubscriber, S::ReturnDevices],
        S::CloseAccount => &[S::PayRemainder, S::CloseCharging],
        S::ReleaseNumber => &[S::QuarantineNumber, S::IssueCertificate],
        S::IssueCertificate => &[S::CloseCharging],
        S::ErasePersonal => &[S::KeepRecords],
        S::IssueReceipt
        | S::VerifyIdentity
        | S::QuotePrice
        | S::ConfirmReceipt
        | S::AnnounceDate
        | S::AnnounceBar
        | S::SettleDues
        | S::ServeNotice
        | S::CoolOff
        | S::AwaitDate
        | S::ArrangeReturn
        | S::BookPickup
        | S::ChooseRefund
        | S::RereadBeforeBar
        | S::RereadDues
        | S::StopCharging
        | S::HoldNumber
        | S::PurgeSessions
        | S::CollectUsage
        | S::CancelLocation
        | S::ProveAbsent
        | S::RereadBeforeDelete
        | S::IssueFinalBill
        | S::AwaitLateUsage
        | S::CollectLateUsage
        | S::ReturnDevices
        | S::CheckAccount
        | S::IssueClosingStatement
        | S::ConfirmClosing
        | S::QuarantineNumber
        | S::KeepRecords
        | S::Unbar
        | S::ResumeCharging
        | S::UnfreezeBalance
        | S::VoidFinalBill
        | S::UnholdNumber
        | S::CancelPickup
        | S::SendDeviceBack
        | S::SuspendLine
        | S::IssueRetraction
        | S::TellNews => &[],
    }
}
