//! The desk: what people say of a case. Each call loads the case, checks that it may happen, and appends it; the worker does the rest.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use masalama_core::attachment::Shown;
use masalama_core::calendar::Zone;
use masalama_core::case::{Case, CaseId, IllegalRecord, Progress, StepState, StuckWhy};
use masalama_core::commitment::CaseKey;
use masalama_core::detail::Detail;
use masalama_core::identity::Iccid;
use masalama_core::line::field;
use masalama_core::plan::{WANTED_DAYS_MAX, undo};
use masalama_core::port::{CaseFilter, CasePage, LineKey, Next, Refused, Stored, TaskFilter, TaskRow};
use masalama_core::record::{Actor, Amended, Choice, Decision, Fact, StepIndex, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{RefundMethod, ReturnWay, TYPED_CHARS_MAX};
use masalama_core::step::StepKind;

use crate::error::{Fault, Said};
use crate::journal::Journal;
use crate::secret::Credential;
use crate::task::Doer;
use crate::view::CaseView;
use crate::{Parts, Shared};

/// A case that others keep changing is tried so often.
const TRIES_MAX: u32 = 16;

/// The most records a case has of what the person changed again and again; then only staff change it. It is far below what a case may have
/// in all, so that whoever holds the credential cannot fill a case and stop it. *Owner*: engine.
pub const CHANGES_BY_PERSON_MAX: u32 = 300;

/// Where people's words come in.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
}

impl Desk {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.shared.parts
    }

    /// Wakes the worker: something may be due.
    pub fn ring(&self) {
        self.shared.bell.notify_one();
    }

    /// The business clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.parts().clock.now()
    }

    /// Does the credential open the case? The same answer for a wrong credential and for no such case.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case`, or a fault.
    pub async fn admit(&self, case: CaseId, credential: &Credential) -> Result<(), Said> {
        let stored = self.stored(case).await?;
        if stored.credential == credential.digest() { Ok(()) } else { Err(RefusalCode::NoSuchCase.into()) }
    }

    /// The case as people see it.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case`, or a fault.
    pub async fn view(&self, case: CaseId) -> Result<CaseView, Said> {
        let stored = self.stored(case).await?;
        CaseView::of(stored, self.parts()).map_err(Said::Fault)
    }

    /// The cases that fit.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn cases(&self, filter: CaseFilter) -> Result<CasePage, Said> {
        Ok(self.parts().store.cases(filter).await?)
    }

    /// The tasks that fit.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn tasks(&self, filter: TaskFilter) -> Result<Vec<TaskRow>, Said> {
        Ok(self.parts().store.tasks(filter).await?)
    }

    /// The key under which a line's cases are found.
    #[must_use]
    pub fn line_key(&self, iccid: &Iccid) -> LineKey {
        self.parts().secret.line_key(iccid)
    }

    /// What the tokens of forms are made with.
    #[must_use]
    pub fn form_key(&self) -> [u8; 32] {
        self.parts().secret.derived("form")
    }

    /// Takes the request back; pauses the line until a day in place of restoring service, if one is given.
    ///
    /// # Errors
    /// [`Said::Refused`]: `past-no-return` with the reason, `case-closed`, `not-asked` when the operator does not pause lines; `date-in-past` for a
    /// pause that ends before tomorrow, `date-too-far` for one longer than the terms let it be.
    pub async fn retract(&self, case: CaseId, by: Actor, suspend_until: Option<Date>) -> Result<(), Said> {
        self.change(case, by, |journal, parts| {
            let plan = &journal.case.plan;
            if suspend_until.is_some() && plan.suspend.as_ref().is_none_or(|terms| !terms.is_binding()) {
                return Err(RefusalCode::NotAsked);
            }
            if let (Some(until), Some(rules)) = (suspend_until, &plan.rules) {
                let now = parts.clock.now();
                if until <= rules.zone.date_at(now) {
                    return Err(RefusalCode::DateInPast);
                }
                if journal.case.pause_until(now).is_some_and(|last| last < until) {
                    return Err(RefusalCode::DateTooFar);
                }
            }
            let undo = undo(&journal.case, &parts.landscape, suspend_until.is_some())?;
            Ok(Fact::RetractAsked { undo, suspend_until })
        })
        .await
    }

    /// The person chooses how money is paid back, and where to.
    ///
    /// # Errors
    /// [`Said::Refused`]: `method-not-allowed`, `not-asked` when it is too late, `bad-input` when the destination is too long, `changed-often`.
    pub async fn choose_refund(
        &self,
        case: CaseId,
        by: Actor,
        method: RefundMethod,
        to: Option<String>,
    ) -> Result<(), Said> {
        let to = short(to)?;
        self.change_if(case, by, |journal, _| {
            let rules = journal.case.plan.rules.as_ref().ok_or(RefusalCode::NotAsked)?;
            if !rules.refund_methods.contains(&method) {
                return Err(RefusalCode::MethodNotAllowed);
            }
            let is_under_way = |state: &StepState| {
                state.has_begun()
                    && !matches!(state.progress, Progress::Stuck { why: StuckWhy::Rejected, .. })
            };
            if journal.case.of_kind(StepKind::PayRefund).any(|(_, state)| is_under_way(state)) {
                return Err(RefusalCode::NotAsked);
            }
            let destination = commit(journal, field::REFUND_DESTINATION, to.as_deref());
            let is_asked = journal.case.of_kind(StepKind::ChooseRefund).any(|(_, state)| !state.is_settled());
            if !is_asked && journal.case.choices.refund == Some((method, destination)) {
                return Ok(None);
            }
            journal.change_personal(|personal| personal.refund_destination.clone_from(&to));
            Ok(Some(Fact::Chosen { choice: Choice::Refund { method, destination } }))
        })
        .await
    }

    /// The person chooses how devices come back.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` when nothing is to be returned or it is too late, `bad-input`; `date-in-past` for a slot that has begun,
    /// `date-too-far` for a day on which the devices would come too late.
    pub async fn choose_return(
        &self,
        case: CaseId,
        by: Actor,
        way: ReturnWay,
        address: Option<String>,
    ) -> Result<(), Said> {
        let address = short(address)?;
        if let ReturnWay::Courier { from_hour, .. } = way
            && (from_hour > 22 || address.is_none())
        {
            return Err(RefusalCode::BadInput.into());
        }
        let now = self.now();
        self.change(case, by, |journal, parts| {
            may_be_fetched(&journal.case, way, now, &parts.zone)?;
            let asked = journal.case.of_kind(StepKind::ArrangeReturn).any(|(_, state)| !state.is_settled());
            // A slot that was taken meanwhile is chosen anew.
            let was_refused = journal
                .case
                .of_kind(StepKind::BookPickup)
                .any(|(_, state)| matches!(state.progress, Progress::Stuck { .. }));
            if !asked && !was_refused {
                return Err(RefusalCode::NotAsked);
            }
            let committed = commit(journal, field::PICKUP_ADDRESS, address.as_deref());
            journal.change_personal(|personal| personal.pickup_address.clone_from(&address));
            Ok(Fact::Chosen { choice: Choice::Return { way, address: committed } })
        })
        .await
    }

    /// The person ticks a checklist item or declines the offer. Again changes nothing.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` for another choice or before there is a plan.
    pub async fn note(&self, case: CaseId, by: Actor, choice: Choice) -> Result<(), Said> {
        self.change_if(case, by, |journal, _| {
            let choices = &journal.case.choices;
            let is_said = match &choice {
                Choice::Ticked { advice } => choices.ticked.contains(advice),
                Choice::OfferDeclined => choices.offer_declined,
                Choice::Refund { .. } | Choice::Return { .. } => return Err(RefusalCode::NotAsked),
            };
            Ok((!is_said).then(|| Fact::Chosen { choice: choice.clone() }))
        })
        .await
    }

    /// A named person who looks after the step found out what became of its effect.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked`, also where nobody's word stands for it; `not-allowed` when other roles look after it;
    /// `second-person-needed` where two must say so, as a proposal; `bad-input` when nothing is shown for it: an empty reference, or what is no
    /// attachment of the case.
    pub async fn resolve(
        &self,
        case: CaseId,
        by: &Doer,
        step: StepIndex,
        verdict: Verdict,
        shown: Shown,
        note: &str,
    ) -> Result<(), Said> {
        let note = Detail::of(note);
        self.change(case, by.actor(), |journal, _| {
            by.may_resolve(&journal.case, step)?;
            if journal.case.needs_two(step) && journal.case.may_resolve(step, verdict) {
                return Err(RefusalCode::SecondPersonNeeded);
            }
            Ok(Fact::Resolved { step, verdict, note: note.clone(), shown: shown.clone() })
        })
        .await
    }

    /// A person lets a parked case go on.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked`.
    pub async fn decide(&self, case: CaseId, by: Actor, decision: Decision, note: &str) -> Result<(), Said> {
        let note = Detail::of(note);
        self.change(case, by, |_, _| Ok(Fact::Decided { decision, note: note.clone() })).await
    }

    /// The person wants another day, while nothing is cut.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` when the plan waits for no day or it is too late, `date-in-past`, `date-too-far`.
    pub async fn amend(&self, case: CaseId, by: Actor, wanted_on: Date) -> Result<(), Said> {
        let now = self.now();
        self.change_if(case, by, |journal, _| {
            let rules = journal.case.plan.rules.as_ref().ok_or(RefusalCode::NotAsked)?;
            let step = journal.case.plan.find(StepKind::AwaitDate).ok_or(RefusalCode::NotAsked)?;
            let today = rules.zone.date_at(now);
            if wanted_on < today {
                return Err(RefusalCode::DateInPast);
            }
            if (wanted_on - today).get_days() > WANTED_DAYS_MAX {
                return Err(RefusalCode::DateTooFar);
            }
            let not_before = rules.zone.start_of(wanted_on).max(now);
            let effective_on = [StepKind::ServeNotice, StepKind::CoolOff]
                .into_iter()
                .flat_map(|kind| journal.case.of_kind(kind))
                .filter(|(_, state)| !state.is_settled())
                .filter_map(|(planned, _)| planned.not_before)
                .map(|at| rules.zone.date_at(at))
                .fold(wanted_on, Date::max);
            let planned = journal.case.planned(step).not_before == Some(not_before);
            let is_same = planned && journal.case.plan.effective_on == Some(effective_on);
            if is_same && !journal.case.state(step).is_settled() {
                return Ok(None);
            }
            let mut plan = journal.case.plan.clone();
            plan.amend(step, not_before, effective_on);
            let plan_hash = plan.hash();
            Ok(Some(Fact::Amended(Amended { step, not_before, effective_on, plan_hash })))
        })
        .await
    }

    pub(crate) async fn stored(&self, case: CaseId) -> Result<Stored, Said> {
        let stored = self.parts().store.load(vec![case]).await?.pop().flatten();
        stored.ok_or_else(|| RefusalCode::NoSuchCase.into())
    }

    /// Loads, decides, appends; anew when others were faster.
    pub(crate) async fn change(
        &self,
        case: CaseId,
        by: Actor,
        decide: impl Fn(&mut Journal, &Parts) -> Result<Fact, RefusalCode>,
    ) -> Result<(), Said> {
        self.change_if(case, by, |journal, parts| decide(journal, parts).map(Some)).await
    }

    /// The same where there may be nothing to change.
    pub(crate) async fn change_if(
        &self,
        case: CaseId,
        by: Actor,
        decide: impl Fn(&mut Journal, &Parts) -> Result<Option<Fact>, RefusalCode>,
    ) -> Result<(), Said> {
        self.say(case, by, |journal, parts| {
            if journal.case.ending.is_some() {
                return Err(RefusalCode::CaseClosed);
            }
            decide(journal, parts)
        })
        .await
        .map(|_| ())
    }

    /// The same of what may also be said of a closed case; nothing is added when there is nothing to add. Gives the place of the last record.
    pub(crate) async fn say(
        &self,
        case: CaseId,
        by: Actor,
        mut decide: impl FnMut(&mut Journal, &Parts) -> Result<Option<Fact>, RefusalCode>,
    ) -> Result<u32, Said> {
        for _ in 0..TRIES_MAX {
            let stored = self.stored(case).await?;
            let mut journal =
                Journal::read(case, &stored.records, stored.personal, stored.row).map_err(Said::Fault)?;
            let now = self.now();
            let Some(fact) = decide(&mut journal, self.parts())? else { return Ok(journal.case.head) };
            if is_full(&journal, &by, &fact) {
                return Err(RefusalCode::ChangedOften.into());
            }
            let does_step = matches!(fact, Fact::Attested { .. } | Fact::Found { .. });
            let is_held = does_step && journal.case.held.is_some();
            journal.add(now, by.clone(), fact).map_err(|illegal| refused(&illegal, is_held))?;
            let tasks = crate::advance::tasks(&journal.case, &self.parts().retry, now);
            let seq = journal.case.head;
            let append = journal.append(&self.parts().secret, None, tasks, Next::Wake { at: now });
            match self.parts().store.append(vec![append]).await?.pop() {
                Some(Ok(())) => {
                    self.ring();
                    return Ok(seq);
                }
                Some(Err(Refused::Stale { .. })) => {}
                Some(Err(Refused::LineTaken { .. })) => return Err(RefusalCode::LineTaken.into()),
                Some(Err(Refused::NoSuchCase | Refused::Fenced | Refused::KeyReused)) | None => {
                    return Err(RefusalCode::NoSuchCase.into());
                }
            }
        }
        Err(Said::Fault(Fault::Contended { tries: TRIES_MAX }))
    }
}

/// A courier comes in a slot that has not begun, and while devices can still come back without a fee.
fn may_be_fetched(case: &Case, way: ReturnWay, now: Timestamp, zone: &Zone) -> Result<(), RefusalCode> {
    let ReturnWay::Courier { on, from_hour } = way else { return Ok(()) };
    let zone = case.plan.rules.as_ref().map_or(zone, |rules| &rules.zone);
    let begins = zone.start_of(on).saturating_add(SignedDuration::from_hours(i64::from(from_hour)));
    if begins.is_ok_and(|begins| begins <= now) {
        return Err(RefusalCode::DateInPast);
    }
    if case.return_until(now).is_some_and(|last| last < on) { Err(RefusalCode::DateTooFar) } else { Ok(()) }
}

/// Did the person change so much that only staff may go on? What can be said only so often is heard all the same: taking the request back, having
/// it held, complaining, handing something in.
fn is_full(journal: &Journal, by: &Actor, fact: &Fact) -> bool {
    let is_change = matches!(
        fact,
        Fact::Chosen { .. } | Fact::Amended(_) | Fact::ContactChanged { .. } | Fact::Resumed { .. }
    );
    is_change && *by == Actor::Subscriber && journal.said_by_person >= CHANGES_BY_PERSON_MAX
}

/// What cannot follow is, to the person, something that was not asked now, or not while the case is held.
fn refused(illegal: &IllegalRecord, is_held: bool) -> Said {
    match illegal {
        IllegalRecord::WrongMoment { .. } if is_held => RefusalCode::CaseHeld.into(),
        IllegalRecord::AfterClosing { .. } => RefusalCode::CaseClosed.into(),
        IllegalRecord::NothingShown { .. } => RefusalCode::BadInput.into(),
        IllegalRecord::NoSuchStep { .. }
        | IllegalRecord::WrongMoment { .. }
        | IllegalRecord::WrongStage { .. }
        | IllegalRecord::WrongHand { .. }
        | IllegalRecord::NoRecords
        | IllegalRecord::NotReceived { .. }
        | IllegalRecord::OutOfOrder { .. }
        | IllegalRecord::BackInTime { .. }
        | IllegalRecord::WrongKey { .. }
        | IllegalRecord::BadPlan { .. } => RefusalCode::NotAsked.into(),
    }
}

pub(crate) fn commit(
    journal: &Journal,
    name: &str,
    value: Option<&str>,
) -> Option<masalama_core::commitment::Commitment> {
    let key: &CaseKey = &journal.personal.as_ref()?.key;
    value.map(|value| key.commit(name, value))
}

fn short(text: Option<String>) -> Result<Option<String>, RefusalCode> {
    match text {
        Some(text) if text.chars().count() > TYPED_CHARS_MAX => Err(RefusalCode::TooLarge),
        other => Ok(other.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())),
    }
}
