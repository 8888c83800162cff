//! The guide: the plan with every step done by hand, for a person whose operator does not run Masalama.
//!
//! [`make`] asks the same planner as a case does and turns its steps into days on which a person does something. A [`Guide`] holds facts;
//! [`words()`] puts them into a language, and [`plain_text`], [`json`], [`ics`] and [`page()`] print the words. What is not verified informs and
//! is marked so wherever it is printed (I14); days are counted from it all the same, because a person must phone on some day.

mod calendar;
mod days;
mod leaving;
mod letter;
mod page;
mod plain;
mod refused;
mod terms;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::line::{Device, DeviceKind, LineFacts, LineKind, LineStatus, OperatorId};
use masalama_core::plan::by_hand;
use masalama_core::policy::{
    Contact, Country, Offer, Party, Policies, Policy, Role, Sourced, SuspendTerms, Way,
};
use masalama_core::request::Language;

pub use calendar::ics;
pub use days::{At, Complaint, Day, Does};
pub(crate) use leaving::{Leaving, LeavingTerm, leaving};
pub use page::{Asked, form, page};
pub(crate) use page::{form_in, page_in};
pub use plain::{COLUMNS_MAX, plain_text};
pub use refused::GuideRefusal;
pub use terms::{Term, TermName, TermValue};
pub use words::{
    ContactWords, DayWords, Exchange, ItemWords, LetterWords, Phase, SCHEMA, SaidIn, TermWords, Words, json,
    words,
};
pub(crate) use words::{RegulatorWords, contacts_of, fraud, regulator_of};

/// The most characters of an operator's name as asked for that are repeated in an answer.
pub const ASKED_CHARS_MAX: usize = 60;

/// What the guide says, before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// The language it was asked for in.
    pub language: Language,
    /// The languages the operator's staff answer in, other than that one.
    pub also_spoken: Vec<Language>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The day that was, in the operator's country.
    pub today: Date,
    /// The zone its days begin and end in: `Asia/Muscat`.
    pub zone: String,
    /// The operator's id.
    pub operator: OperatorId,
    /// The name people know.
    pub operator_name: String,
    /// The name in its contracts, if known.
    pub legal_name: Option<String>,
    /// Is it an invented operator?
    pub is_sandbox: bool,
    /// The name that was asked for, where it is another one.
    pub asked_as: Option<String>,
    /// The kind of line.
    pub kind: LineKind,
    /// The day the line should end.
    pub leave_on: Date,
    /// The last good day to phone, counted back from the day above.
    pub call_by: Date,
    /// The day the line can end if the person phones on time, or today where it is late already.
    pub ends_on: Date,
    /// Which pack, and which version of it.
    pub policy: String,
    /// The days, first to last.
    pub days: Vec<Day>,
    /// What to do if it does not work.
    pub complaint: Complaint,
    /// What the pack says, each value with its source.
    pub terms: Vec<Term>,
    /// How the operator is reached.
    pub contacts: Vec<Contact>,
    /// How the regulator is reached, and its name.
    pub regulator: Option<(String, Vec<Contact>)>,
    /// The ways that were looked for and not found.
    pub not_known: Vec<Way>,
    /// Pausing in place of ending, where the operator has it.
    pub suspend: Option<Sourced<SuspendTerms>>,
    /// One real offer.
    pub offer: Option<Sourced<Offer>>,
}

impl Guide {
    /// Should the person have phoned already?
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.call_by < self.today
    }
}

/// Makes the guide for a line of the operator called `operator_name`, that should end on `leave_on`.
///
/// # Errors
///
/// [`GuideRefusal`]: no such operator, no terms of it for this kind of line, a day in the past, or one more than two years ahead. The
/// person chooses again; the refusal names what there is.
pub fn make(
    policies: &Policies,
    operator_name: &str,
    kind: LineKind,
    leave_on: Date,
    now: Timestamp,
    language: Language,
) -> Result<Guide, GuideRefusal> {
    let (party, country, policy) = found(policies, operator_name, kind, now)?;
    let today = policy.calendar.today(now);
    let plan = by_hand(policy, &assumed(party, kind, today), leave_on, now)
        .map_err(|code| GuideRefusal::of_planner(code, leave_on, today))?;
    let dates = days::Dates::of(policy, &plan, leave_on, today);
    let regulator = policies.parties().find(|p| p.role == Role::Regulator && p.country == party.country);
    let asked_as: String = operator_name.trim().chars().take(ASKED_CHARS_MAX).collect();
    let spoken = country.spoken.iter().flat_map(|spoken| spoken.value.iter().copied());
    Ok(Guide {
        language,
        also_spoken: spoken.filter(|spoken| *spoken != language).collect(),
        made_at: now,
        today,
        zone: policy.calendar.zone().name().to_owned(),
        operator: party.id.clone(),
        operator_name: party.name.clone(),
        legal_name: party.legal_name.clone(),
        is_sandbox: party.role == Role::Sandbox,
        asked_as: (asked_as != party.name).then_some(asked_as),
        kind,
        leave_on,
        call_by: dates.call_by,
        ends_on: dates.ends_on,
        policy: format!("{} {}", policy.policy.id, policy.policy.version),
        days: days::of(policy, &plan, &dates),
        complaint: days::complaint(policy, country, &dates),
        terms: terms::of(policy, country),
        contacts: party.contacts.clone(),
        regulator: regulator.map(|party| (party.name.clone(), party.contacts.clone())),
        not_known: party.not_known.as_ref().map(|known| known.ways.value.clone()).unwrap_or_default(),
        suspend: plan.suspend,
        offer: plan.offer,
    })
}

fn found<'p>(
    policies: &'p Policies,
    operator_name: &str,
    kind: LineKind,
    now: Timestamp,
) -> Result<(&'p Party, &'p Country, &'p Policy), GuideRefusal> {
    let Some(party) = policies.operator_named(operator_name) else {
        return Err(GuideRefusal::unknown_operator(operator_name, policies));
    };
    let no_policy = || GuideRefusal::no_policy(party, kind, policies);
    let country = policies.countries().find(|country| country.code == party.country).ok_or_else(no_policy)?;
    let today = country.calendar.today(now);
    let policy = policies.for_line(&party.id, kind, today).ok_or_else(no_policy)?;
    Ok((party, country, policy))
}

/// The line the guide assumes, of which nobody told it anything: with all that such a line may have, so that no step is left out. The
/// sentences say "if there is one".
fn assumed(party: &Party, kind: LineKind, today: Date) -> LineFacts {
    let device = Device { kind: DeviceKind::Router, label: "router".to_owned() };
    LineFacts {
        operator: party.id.clone(),
        kind,
        data_only: false,
        esim: true,
        activated_on: today,
        purchased_on: None,
        status: LineStatus::Active,
        balance: None,
        recurring_plan: None,
        contract: None,
        devices: if kind == LineKind::Postpaid { vec![device] } else { Vec::new() },
        port_pending: false,
        legal_hold: false,
    }
}

/// The operators that have terms here, by the names people know: the list a form offers.
#[must_use]
pub fn operators(policies: &Policies) -> Vec<&Party> {
    policies.operators().filter(|party| policies.all().any(|policy| policy.operator == party.id)).collect()
}
