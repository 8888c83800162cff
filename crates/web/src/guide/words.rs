//! A guide in words: the one document that the text, the JSON, the calendar and the page are printed from.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::line::LineKind;
use masalama_core::plan::AdviceKey;
use masalama_core::policy::{Contact, DayOfWeek, OpenHours, Origin, Policies, Role, Sourced, Status, Way};
use masalama_core::request::Language;
use serde::Serialize;

use super::days::{At, Day, Does};
use super::{Guide, Term, TermName};
use masalama_language::{self as language, PortalText, Sentence as _, Text, Voice};

/// The schema of the JSON; a change that a reader could stumble over raises its number.
pub const SCHEMA: &str = "masalama/guide/1";

/// A guide in one language. As JSON every key below is always there; dates are `YYYY-MM-DD`, `made_at` is RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// `en`, `ar` or `zh`.
    pub language: &'static str,
    /// When it was made.
    pub made_at: Timestamp,
    /// The zone of every date in it.
    pub zone: String,
    /// The operator's id.
    pub operator: String,
    /// The name people know.
    pub operator_name: String,
    /// The name in its contracts, if known.
    pub legal_name: Option<String>,
    /// Is it an invented operator?
    pub is_sandbox: bool,
    /// `prepaid` or `postpaid`.
    pub kind: LineKind,
    /// The day the line should end.
    pub leave_on: Date,
    /// The last good day to phone.
    pub call_by: Date,
    /// Is that day over?
    pub is_late: bool,
    /// The day the line can end.
    pub ends_on: Date,
    /// Which pack and version it was made from.
    pub policy: String,
    /// What it is about.
    pub title: String,
    /// The most important first.
    pub summary: Vec<String>,
    /// What to have at hand.
    pub bring: Vec<ItemWords>,
    /// What will be asked.
    pub asked: Vec<String>,
    /// What to say on the telephone.
    pub script: Vec<Exchange>,
    /// The days, first to last.
    pub days: Vec<DayWords>,
    /// What to do if it does not work.
    pub complaint: Vec<DayWords>,
    /// Against fraud.
    pub fraud: Vec<String>,
    /// How the operator is reached; official contacts first.
    pub contacts: Vec<ContactWords>,
    /// How the regulator is reached.
    pub regulator: Vec<ContactWords>,
    /// What is not known about contacts; empty where nothing was looked for in vain.
    pub not_known: Vec<String>,
    /// What the operator's own terms or the law say, read at the source.
    pub confirmed: Vec<TermWords>,
    /// The rest, with its source and year.
    pub not_confirmed: Vec<TermWords>,
    /// The subject of the letter.
    pub letter_subject: String,
    /// The letter; what stands in brackets is to be filled in.
    pub letter: String,
    /// The same in the other languages the operator's staff answer in.
    pub letter_also: Vec<LetterWords>,
    /// What to know about the guide itself.
    pub about: Vec<String>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemWords {
    /// The name of its message; the same in every language.
    pub key: String,
    /// What to do.
    pub text: String,
}

/// What the other side asks and what to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// When.
    pub when: String,
    /// What to say.
    pub say: String,
    /// The same in the other languages the operator's staff answer in.
    pub also: Vec<SaidIn>,
}

/// A sentence in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidIn {
    /// The language.
    pub language: Language,
    /// What to say.
    pub say: String,
}

/// The letter in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterWords {
    /// The language.
    pub language: Language,
    /// Its subject.
    pub subject: String,
    /// The letter; what stands in brackets is to be filled in.
    pub letter: String,
}

/// Whether a day is before the end, that day, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before.
    Before,
    /// On it.
    End,
    /// After.
    After,
}

/// The phases in their order, each with its heading.
pub(super) const PHASES: [(Phase, Text); 3] =
    [(Phase::Before, Text::GuideBefore), (Phase::End, Text::GuideEnd), (Phase::After, Text::GuideAfter)];

/// A day in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayWords {
    /// What it is for; the same in every language, and part of the calendar's UID.
    pub key: String,
    /// When it is, seen from the end.
    pub phase: Phase,
    /// The day.
    pub on: Date,
    /// The day in words.
    pub on_words: String,
    /// What it is for, in words.
    pub title: String,
    /// Does the day rest on nothing unconfirmed?
    pub is_confirmed: bool,
    /// Empty, or "not confirmed: ask" with the values it rests on, or that it is our suggestion.
    pub remark: String,
    /// What to do.
    pub items: Vec<ItemWords>,
    /// Is it for a calendar?
    pub is_for_calendars: bool,
}

/// A contact in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContactWords {
    /// By which way.
    pub way: Way,
    /// The way in words.
    pub way_words: String,
    /// The address.
    pub address: String,
    /// Is it official: printed by the owner itself in a source that was read?
    pub is_official: bool,
    /// "official", or "not confirmed" and what to do about it.
    pub standing: String,
    /// What to know about it, as the pack has it, in English.
    pub note: Option<String>,
    /// Of a shop: when it is open, in sentences; empty where that is not known.
    pub hours: Vec<String>,
    /// Where it is known from, as the pack has it, in English.
    pub source: String,
    /// The day someone looked.
    pub checked_on: Date,
    /// Source and day in words.
    pub source_words: String,
}

/// A value of the pack in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermWords {
    /// Its key in the pack.
    pub name: TermName,
    /// Its name in words.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Who says so; `law` only where the law was read.
    pub origin: Origin,
    /// Who says so in words, and whether that is confirmed.
    pub standing: String,
    /// Document and address, as the pack has it, in English.
    pub source: String,
    /// The day someone looked.
    pub checked_on: Date,
    /// Source, day and year in words.
    pub source_words: String,
}

/// Puts a guide into words.
#[must_use]
pub fn words(guide: &Guide, voice: Voice) -> Words {
    let (confirmed, not_confirmed) = guide.terms.iter().partition::<Vec<_>, _>(|term| term.is_binding);
    let in_words = |terms: Vec<&Term>| terms.into_iter().map(|term| term_words(term, voice)).collect();
    Words {
        schema: SCHEMA,
        language: language::code(voice.language()),
        made_at: guide.made_at,
        zone: guide.zone.clone(),
        operator: guide.operator.to_string(),
        operator_name: guide.operator_name.clone(),
        legal_name: guide.legal_name.clone(),
        is_sandbox: guide.is_sandbox,
        kind: guide.kind,
        leave_on: guide.leave_on,
        call_by: guide.call_by,
        is_late: guide.is_late(),
        ends_on: guide.ends_on,
        policy: guide.policy.clone(),
        title: named(guide, voice, Text::GuideTitle),
        summary: summary(guide, voice),
        bring: bring(voice),
        asked: asked(voice),
        script: script(guide, voice),
        days: guide.days.iter().map(|day| day_words(guide, day, voice)).collect(),
        complaint: complaint(guide, voice),
        fraud: fraud(voice),
        contacts: contacts(&guide.contacts, voice),
        regulator: guide.regulator.iter().flat_map(|(_, known)| contacts(known, voice)).collect(),
        not_known: not_known(guide, voice),
        confirmed: in_words(confirmed),
        not_confirmed: in_words(not_confirmed),
        letter_subject: named(guide, voice, Text::LetterSubject),
        letter: named(guide, voice, Text::LetterBody),
        letter_also: guide.also_spoken.iter().map(|language| letter(guide, voice.of(*language))).collect(),
        about: about(guide, voice),
    }
}

/// A guide as JSON, in the language it was asked for: [`Words`], plain.
#[must_use]
pub fn json(guide: &Guide) -> serde_json::Value {
    let words = words(guide, Voice::plain(guide.language));
    serde_json::to_value(words).expect("words have only string keys, so they are JSON")
}

/// A text that names the operator, the kind of line and the day.
fn named(guide: &Guide, voice: Voice, text: Text) -> String {
    let operator = guide.operator_name.clone();
    let date = voice.date(guide.leave_on);
    voice.text_with(text, &[("operator", operator), ("kind", voice.tell(guide.kind)), ("date", date)])
}

fn summary(guide: &Guide, voice: Voice) -> Vec<String> {
    let dated = |text, date| voice.text_with(text, &[("date", voice.date(date))]);
    let mut said = Vec::new();
    if let Some(asked) = &guide.asked_as {
        let with = [("asked", asked.clone()), ("operator", guide.operator_name.clone())];
        said.push(voice.text_with(Text::GuideAskedAs, &with));
    }
    if guide.is_sandbox {
        said.push(named(guide, voice, Text::GuideSandbox));
    }
    said.push(dated(Text::GuideWhat, guide.leave_on));
    let call = if guide.is_late() { Text::GuideCallToday } else { Text::GuideCallAtTheLatest };
    let counted_on = guide.days.iter().find(|day| day.at == At::Call);
    let remark = counted_on.map(|day| remark(guide, day, voice)).unwrap_or_default();
    said.push(joined(voice, dated(call, guide.call_by), &remark));
    if guide.ends_on > guide.leave_on {
        said.push(dated(Text::GuideEndsLater, guide.ends_on));
    }
    said.push(dated(Text::GuideEndsOn, guide.ends_on));
    if let Some(terms) = &guide.suspend {
        let with =
            [("period", voice.period(terms.value.longest)), ("amount", voice.money(terms.value.monthly_fee))];
        said.push(joined(
            voice,
            voice.text_with(Text::GuidePause, &with),
            &unless(terms.is_binding(), voice),
        ));
    }
    if let Some(offer) = &guide.offer {
        said.push(joined(voice, offer_words(&offer.value, voice), &unless(offer.is_binding(), voice)));
    }
    said
}

fn offer_words(offer: &masalama_core::policy::Offer, voice: Voice) -> String {
    let pick = |text: &masalama_core::policy::Translated| match voice.language() {
        Language::En => text.en.clone(),
        Language::Ar => text.ar.clone(),
        Language::Zh => text.zh.clone(),
    };
    let with = [
        ("from", voice.date(offer.from)),
        ("to", voice.date(offer.until)),
        ("text", pick(&offer.text)),
        ("conditions", pick(&offer.conditions)),
        ("effect", pick(&offer.effect_on_leaving)),
    ];
    voice.text_with(Text::GuideOffer, &with)
}

/// A sentence with a remark in brackets, where there is one.
fn joined(voice: Voice, sentence: String, remark: &str) -> String {
    if remark.is_empty() {
        return sentence;
    }
    voice.text_with(Text::Remarked, &[("text", sentence), ("remark", remark.to_owned())])
}

fn unless(is_binding: bool, voice: Voice) -> String {
    if is_binding { String::new() } else { voice.text(Text::RestsOn) }
}

fn bring(voice: Voice) -> Vec<ItemWords> {
    let keys = [AdviceKey::BringCardOrProof, AdviceKey::BringDocument, AdviceKey::KnowNumber];
    keys.map(|key| item(Does::Advice(key), voice)).into()
}

fn asked(voice: Voice) -> Vec<String> {
    let texts = [Text::AskedCardNumber, Text::AskedDate, Text::AskedDocument, Text::AskedContact];
    texts.map(|text| voice.text(text)).into()
}

fn script(guide: &Guide, voice: Voice) -> Vec<Exchange> {
    let all = [
        (Text::MenuAsks, Text::MenuSay),
        (Text::AgentAsks, Text::AgentSay),
        (Text::IdentityAsks, Text::IdentitySay),
        (Text::NoticeAsks, Text::NoticeSay),
        (Text::DevicesAsks, Text::DevicesSay),
        (Text::RefundAsks, Text::RefundSay),
        (Text::OfferAsks, Text::OfferSay),
        (Text::CodeAsks, Text::CodeSay),
        (Text::PriceAsks, Text::PriceSay),
        (Text::ReceiptAsks, Text::ReceiptSay),
    ];
    let applies = |text| guide.kind == LineKind::Postpaid || text != Text::DevicesAsks;
    all.into_iter()
        .filter(|(when, _)| applies(*when))
        .map(|(when, say)| Exchange {
            when: voice.text(when),
            say: named(guide, voice, say),
            also: guide.also_spoken.iter().map(|language| said_in(guide, voice.of(*language), say)).collect(),
        })
        .collect()
}

fn said_in(guide: &Guide, voice: Voice, say: Text) -> SaidIn {
    SaidIn { language: voice.language(), say: named(guide, voice, say) }
}

fn letter(guide: &Guide, voice: Voice) -> LetterWords {
    LetterWords {
        language: voice.language(),
        subject: named(guide, voice, Text::LetterSubject),
        letter: named(guide, voice, Text::LetterBody),
    }
}

fn phase(guide: &Guide, on: Date) -> Phase {
    match on.cmp(&guide.ends_on) {
        std::cmp::Ordering::Less => Phase::Before,
        std::cmp::Ordering::Equal => Phase::End,
        std::cmp::Ordering::Greater => Phase::After,
    }
}

fn day_words(guide: &Guide, day: &Day, voice: Voice) -> DayWords {
    let title = voice.text(day.at.text());
    let key = day.at.text().message_key();
    // What is done before the end belongs there even where haste puts it on the same day.
    let phase = if day.at < At::LineEnds { Phase::Before } else { phase(guide, day.on) };
    DayWords {
        key: key.strip_prefix("at-").unwrap_or(&key).to_owned(),
        phase,
        on: day.on,
        on_words: voice.date(day.on),
        title,
        is_confirmed: day.is_confirmed,
        remark: remark(guide, day, voice),
        items: day.does.iter().map(|does| item(*does, voice)).collect(),
        is_for_calendars: day.at.is_for_calendars(),
    }
}

/// What a reader must know about a day: that it is our suggestion, or which values it rests on that are not confirmed.
fn remark(guide: &Guide, day: &Day, voice: Voice) -> String {
    if day.rests_on.is_empty() {
        return voice.text(Text::DateIsOurs);
    }
    let open = guide.terms.iter().filter(|term| day.rests_on.contains(&term.name) && !term.is_binding);
    let (nothing, counted) = open.partition::<Vec<_>, _>(|term| term.value.is_nothing());
    let open = if counted.is_empty() { nothing } else { counted };
    if open.is_empty() {
        return String::new();
    }
    let values: Vec<_> = open.into_iter().map(|term| label_and_value(term, voice)).collect();
    voice.text_with(Text::RestsOnValues, &[("values", values.join(&voice.text(Text::ListSeparator)))])
}

fn label_and_value(term: &Term, voice: Voice) -> String {
    let with = [("label", voice.text(term.name.text())), ("value", term.value.in_words(voice))];
    voice.text_with(Text::LabelValue, &with)
}

fn item(does: Does, voice: Voice) -> ItemWords {
    use masalama_language::{Told, by_hand_key};
    match does {
        Does::Step(step) => ItemWords { key: by_hand_key(step), text: voice.tell_by_hand(step) },
        Does::Advice(key) => ItemWords { key: key.message_key(), text: voice.tell(key) },
        Does::Text(text) => ItemWords { key: text.message_key(), text: voice.text(text) },
        Does::DevicesBy(date) => ItemWords {
            key: Text::AskDeviceDeadline.message_key(),
            text: voice.text_with(Text::AskDeviceDeadline, &[("date", voice.date(date))]),
        },
    }
}

fn complaint(guide: &Guide, voice: Voice) -> Vec<DayWords> {
    let ladder = &guide.complaint;
    let regulator = guide.regulator.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    let answers = [("within", voice.within(ladder.answers_within))];
    let hears = [("within", voice.within(ladder.hears_within)), ("regulator", regulator)];
    let rungs = [
        (
            Text::AtComplain,
            ladder.complain_on,
            Text::ComplainToOperator,
            voice.text(Text::ComplainToOperator),
        ),
        (
            Text::AtOperatorAnswers,
            ladder.answered_by,
            Text::OperatorAnswers,
            voice.text_with(Text::OperatorAnswers, &answers),
        ),
        (
            Text::AtRegulatorHears,
            ladder.regulator_until,
            Text::ComplainToRegulator,
            voice.text_with(Text::ComplainToRegulator, &hears),
        ),
    ];
    rungs
        .into_iter()
        .map(|(at, on, key, text)| DayWords {
            key: at.message_key().trim_start_matches("at-").to_owned(),
            phase: Phase::After,
            on,
            on_words: voice.date(on),
            title: voice.text(at),
            is_confirmed: ladder.is_confirmed || at == Text::AtComplain,
            remark: match at == Text::AtComplain {
                true => voice.text(Text::DateIsOurs),
                false => unless(ladder.is_confirmed, voice),
            },
            items: vec![ItemWords { key: key.message_key(), text }],
            is_for_calendars: false,
        })
        .collect()
}

/// What to beware of.
pub(crate) fn fraud(voice: Voice) -> Vec<String> {
    let texts =
        [Text::FraudChannels, Text::FraudCodes, Text::FraudMessage, Text::FraudHandOver, Text::FraudRefund];
    texts.map(|text| voice.text(text)).into()
}

/// How an operator is reached, official contacts first; nothing where it is not known.
pub(crate) fn contacts_of(policies: &Policies, operator: Option<&str>, voice: Voice) -> Vec<ContactWords> {
    let party = operator.and_then(|id| policies.parties().find(|party| party.id.as_str() == id));
    party.map(|party| contacts(&party.contacts, voice)).unwrap_or_default()
}

/// Who hears a complaint that the operator did not settle.
pub(crate) struct RegulatorWords {
    /// Who, and within which time.
    pub(crate) sentence: String,
    /// Is that confirmed?
    pub(crate) is_binding: bool,
    /// Where it is known from.
    pub(crate) source_words: String,
    /// How the regulator is reached.
    pub(crate) contacts: Vec<ContactWords>,
}

/// The regulator of an operator's country, where the pack names one.
pub(crate) fn regulator_of(
    policies: &Policies,
    operator: Option<&str>,
    voice: Voice,
) -> Option<RegulatorWords> {
    let operator = policies.parties().find(|party| Some(party.id.as_str()) == operator)?;
    let country = policies.countries().find(|country| country.code == operator.country)?;
    let mut parties = policies.parties();
    let regulator = parties.find(|one| one.role == Role::Regulator && one.country == operator.country)?;
    let hears = &country.complaint.regulator_hears_within;
    let with = [("regulator", regulator.name.clone()), ("period", voice.within(hears.value))];
    let source = [("source", hears.source.clone()), ("date", voice.date(hears.checked_on))];
    Some(RegulatorWords {
        sentence: voice.text_with(PortalText::ComplainNext, &with),
        is_binding: hears.is_binding(),
        source_words: voice.text_with(Text::SourceChecked, &source),
        contacts: contacts(&regulator.contacts, voice),
    })
}

/// The contacts in words, official ones first.
fn contacts(known: &[Contact], voice: Voice) -> Vec<ContactWords> {
    let mut known: Vec<_> = known.iter().map(|contact| contact_words(contact, voice)).collect();
    known.sort_by_key(|contact| !contact.is_official);
    known
}

fn contact_words(contact: &Contact, voice: Voice) -> ContactWords {
    let is_official = contact.address.status == Status::Verified;
    let standing = if is_official { Text::Official } else { Text::ContactUnconfirmed };
    let with = [("source", contact.address.source.clone()), ("date", voice.date(contact.address.checked_on))];
    ContactWords {
        way: contact.way,
        way_words: voice.tell(contact.way),
        address: contact.address.value.clone(),
        is_official,
        standing: voice.text(standing),
        note: contact.note.clone(),
        hours: contact.hours.as_ref().map(|hours| hours_words(hours, voice)).unwrap_or_default(),
        source: contact.address.source.clone(),
        checked_on: contact.address.checked_on,
        source_words: voice.text_with(Text::SourceChecked, &with),
    }
}

/// When a shop is open, entry by entry; whether that is confirmed; and what to know of holidays.
fn hours_words(hours: &Sourced<Vec<OpenHours>>, voice: Voice) -> Vec<String> {
    let entry = |one: &OpenHours| {
        let with = [
            ("days", days_words(&one.days, voice)),
            ("from", one.from.to_string()),
            ("to", one.to.to_string()),
        ];
        voice.text_with(PortalText::ShopOpen, &with)
    };
    let mut said: Vec<_> = hours.value.iter().map(entry).collect();
    if hours.status != Status::Verified {
        said.push(voice.text(Text::NotConfirmed));
    }
    said.push(voice.text(PortalText::ShopHolidays));
    said
}

/// Days as people say them: three or more in a row by the first and the last.
fn days_words(days: &[DayOfWeek], voice: Voice) -> String {
    let mut runs: Vec<Vec<DayOfWeek>> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| day.follows(*last)) => run.push(*day),
            Some(_) | None => runs.push(vec![*day]),
        }
    }
    let name = |day: &DayOfWeek| voice.weekday(day.number());
    let words = runs.iter().flat_map(|run| match run.as_slice() {
        [first, _, .., last] => {
            vec![voice.text_with(PortalText::ShopDays, &[("from", name(first)), ("to", name(last))])]
        }
        few => few.iter().map(name).collect(),
    });
    words.collect::<Vec<_>>().join(&voice.text(Text::ListSeparator))
}

fn not_known(guide: &Guide, voice: Voice) -> Vec<String> {
    let mut said = Vec::new();
    if !guide.contacts.iter().any(|contact| contact.address.status == Status::Verified) {
        said.push(voice.text(Text::NoOfficialContact));
    }
    if !guide.not_known.is_empty() {
        let ways: Vec<_> = guide.not_known.iter().map(|way| voice.tell(*way)).collect();
        let ways = ways.join(&voice.text(Text::ListSeparator));
        said.push(voice.text_with(Text::NotKnownWays, &[("ways", ways)]));
    }
    said
}

fn term_words(term: &Term, voice: Voice) -> TermWords {
    let standing = if term.is_binding { Text::TermFromLaw } else { Text::TermSaidToBe };
    let with = [("source", term.source.clone()), ("date", voice.date(term.checked_on))];
    TermWords {
        name: term.name,
        label: voice.text(term.name.text()),
        value: term.value.in_words(voice),
        origin: term.origin,
        standing: voice.text_with(standing, &[("origin", voice.tell(term.origin))]),
        source: term.source.clone(),
        checked_on: term.checked_on,
        source_words: voice.text_with(Text::SourceChecked, &with),
    }
}

fn about(guide: &Guide, voice: Voice) -> Vec<String> {
    let made = [("date", voice.date(guide.today))];
    vec![
        voice.text(Text::GuideNotLegalAdvice),
        voice.text_with(Text::GuideZone, &[("zone", guide.zone.clone())]),
        voice.text_with(Text::GuideMadeOn, &made),
    ]
}
