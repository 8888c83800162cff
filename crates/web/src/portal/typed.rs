//! What was typed to ask for the end of lines, read at the border. Nothing is looked up: only its shape is judged, so that the answer is
//! the same whatever the records say of a line.

use jiff::civil::Date;
use masalama_core::identity::{DocumentKind, Email, Iccid, IdDocument, Msisdn};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Reason, Request};
use serde::Deserialize;

use super::slip::{Slip, Slips};
use crate::api::{App, typed_date};

/// The most lines that are ended with one form.
pub(super) const LINES_MAX: usize = 5;
/// The most characters of any field that are looked at.
pub(super) const FIELD_CHARS_MAX: usize = 300;

/// For whom or from where a line is ended; it changes what is explained and what is asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum About {
    /// One line of one's own.
    #[default]
    Own,
    /// Several at once.
    All,
    /// Of somebody who has died.
    Death,
    /// From abroad, without the old card.
    Abroad,
    /// Pausing may be better.
    Pause,
    /// Somebody must not learn of it.
    Quiet,
}

impl About {
    /// Its word in addresses and forms.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::All => "all",
            Self::Death => "death",
            Self::Abroad => "abroad",
            Self::Pause => "pause",
            Self::Quiet => "quiet",
        }
    }

    /// How many lines its form has room for.
    pub(super) fn lines(self) -> usize {
        match self {
            Self::All => LINES_MAX,
            Self::Own | Self::Death | Self::Abroad | Self::Pause | Self::Quiet => 1,
        }
    }
}

/// The form as sent. Cards and their dates come in the same order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RequestForm {
    pub(super) key: String,
    #[serde(rename = "for")]
    pub(super) about: About,
    pub(super) card: Vec<String>,
    pub(super) date: Vec<String>,
    pub(super) document_kind: String,
    pub(super) document: String,
    pub(super) date_kind: String,
    pub(super) contact: String,
    pub(super) email: String,
    pub(super) reason: String,
    pub(super) wanted_on: String,
    pub(super) language: String,
}

/// What a field is read by.
pub(super) struct Reading<'a> {
    /// Countries and their rules.
    pub(super) app: &'a App,
    /// Today, where the operator is.
    pub(super) today: Date,
}

impl RequestForm {
    /// The requests, one for each line, or every slip.
    pub(super) fn read(&self, with: &Reading<'_>) -> Result<Vec<Request>, Slips> {
        let mut slips = Slips::default();
        let lines = self.lines(with, &mut slips);
        let document = slips.keep("document", self.document(with.app));
        let contact = slips.keep("contact", contact(with.app, &self.contact));
        let email = slips.keep("email", email(&self.email));
        if matches!((&contact, &email), (Some(None), Some(None))) {
            slips.add("contact", Slip::NoContact);
        }
        let reason = slips.keep("reason", reason(&self.reason));
        let wanted_on = slips.keep("wanted-on", optional_day(&self.wanted_on));
        if let Some(Some(day)) = wanted_on
            && day < with.today
        {
            slips.add("wanted-on", Slip::Refused(RefusalCode::DateInPast));
        }
        let language = slips.keep("language", language(&self.language));
        let read = (|| {
            let (document, contact_msisdn) = (document?, contact?);
            let (contact_email, reason, wanted_on, language) = (email?, reason?, wanted_on?, language?);
            let request = |(iccid, date)| Request {
                claim: Claim {
                    iccid,
                    document: document.clone(),
                    date,
                    contact_msisdn: contact_msisdn.clone(),
                    contact_email: contact_email.clone(),
                },
                channel: Channel::Portal,
                reason,
                wanted_on,
                language,
            };
            Some(lines.into_iter().map(request).collect::<Vec<_>>())
        })();
        read.filter(|_| slips.is_empty()).ok_or(slips)
    }

    /// Cards and dates. Rows that were left empty are passed over; the first may not be.
    fn lines(&self, with: &Reading<'_>, slips: &mut Slips) -> Vec<(Iccid, ClaimedDate)> {
        let mut lines: Vec<(Iccid, ClaimedDate)> = Vec::new();
        for row in 0..self.about.lines() {
            let typed =
                |list: &[String]| list.get(row).map(|text| text.trim().to_owned()).unwrap_or_default();
            let (card, date) = (typed(&self.card), typed(&self.date));
            if row > 0 && card.is_empty() && date.is_empty() {
                continue;
            }
            let card = slips.keep(&at("card", row), bounded(&card).and_then(|card| Ok(Iccid::parse(card)?)));
            let date = slips.keep(&at("date", row), self.known_day(&date, with.today));
            let (Some(card), Some(date)) = (card, date) else { continue };
            if lines.iter().any(|(known, _)| *known == card) {
                slips.add(at("card", row), Slip::Twice);
            }
            lines.push((card, date));
        }
        lines
    }

    fn known_day(&self, typed: &str, today: Date) -> Result<ClaimedDate, Slip> {
        let day = day(typed)?;
        if day > today {
            return Err(Slip::DayToCome);
        }
        match self.date_kind.as_str() {
            "purchased" => Ok(ClaimedDate::PurchasedOn(day)),
            "activated" | "" => Ok(ClaimedDate::ActivatedOn(day)),
            _ => Err(Slip::Choice),
        }
    }

    fn document(&self, app: &App) -> Result<IdDocument, Slip> {
        document(app, &self.document_kind, &self.document)
    }
}

/// The id of a field in its row.
fn at(name: &str, row: usize) -> String {
    if row == 0 { name.to_owned() } else { format!("{name}-{}", row + 1) }
}

fn bounded(typed: &str) -> Result<&str, Slip> {
    match typed.chars().nth(FIELD_CHARS_MAX) {
        Some(_) => Err(Slip::TooLong { most: FIELD_CHARS_MAX }),
        None => Ok(typed.trim()),
    }
}

/// A day as typed.
pub(super) fn day(typed: &str) -> Result<Date, Slip> {
    if typed.trim().is_empty() {
        return Err(Slip::Missing);
    }
    let shape = |c: char| c.is_ascii_digit() || c == '-';
    typed_date(typed).map_err(|_| {
        let plain: String = typed
            .trim()
            .chars()
            .take(FIELD_CHARS_MAX)
            .map(|c| masalama_core::identity::digits::folded(c).unwrap_or(c))
            .collect();
        let is_shaped = plain.len() == 10 && plain.chars().all(shape) && plain.matches('-').count() == 2;
        if is_shaped { Slip::NoSuchDay } else { Slip::Date }
    })
}

/// A day, or none.
pub(super) fn optional_day(typed: &str) -> Result<Option<Date>, Slip> {
    if typed.trim().is_empty() { Ok(None) } else { day(typed).map(Some) }
}

/// The document, if it obeys the rules of any country there is a pack for.
pub(super) fn document(app: &App, kind: &str, typed: &str) -> Result<IdDocument, Slip> {
    let kind = match kind {
        "passport" | "" => DocumentKind::Passport,
        "resident_card" => DocumentKind::ResidentCard,
        "civil_number" => DocumentKind::CivilNumber,
        _ => return Err(Slip::Choice),
    };
    let typed = bounded(typed)?;
    let mut slip = Slip::Missing;
    for rules in app.document_rules() {
        match IdDocument::parse(kind, typed, &rules) {
            Ok(document) => return Ok(document),
            Err(error) => slip = error.into(),
        }
    }
    Err(slip)
}

/// A number people are reached on, or none.
pub(super) fn contact(app: &App, typed: &str) -> Result<Option<Msisdn>, Slip> {
    let typed = bounded(typed)?;
    if typed.is_empty() { Ok(None) } else { Ok(Some(crate::api::msisdn(app, typed)?)) }
}

/// An e-mail address, or none.
pub(super) fn email(typed: &str) -> Result<Option<Email>, Slip> {
    let typed = bounded(typed)?;
    if typed.is_empty() { Ok(None) } else { Ok(Some(Email::parse(typed)?)) }
}

fn reason(typed: &str) -> Result<Reason, Slip> {
    match typed {
        "" | "customer_request" => Ok(Reason::CustomerRequest),
        "leaving_country" => Ok(Reason::LeavingCountry),
        "changing_operator" => Ok(Reason::ChangingOperator),
        "death" => Ok(Reason::Death),
        "survivor" => Ok(Reason::Survivor),
        _ => Err(Slip::Choice),
    }
}

fn language(typed: &str) -> Result<Language, Slip> {
    if typed.is_empty() {
        Ok(Language::default())
    } else {
        masalama_language::of_code(typed).ok_or(Slip::Choice)
    }
}

/// What was typed to find a line, by its shape alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A card's number.
    Card,
    /// A telephone number.
    Number,
}

/// Is it a card's number or a telephone number? Nothing is looked up.
pub(super) fn find(app: &App, typed: &str) -> Result<Found, Slip> {
    let typed = bounded(typed)?;
    if typed.is_empty() {
        return Err(Slip::Missing);
    }
    let card = Iccid::parse(typed);
    if card.is_ok() {
        return Ok(Found::Card);
    }
    if crate::api::msisdn(app, typed).is_ok() {
        return Ok(Found::Number);
    }
    let folded = typed.chars().filter_map(masalama_core::identity::digits::folded).collect::<String>();
    match card {
        // It was meant to be a card's number: say what is wrong with that.
        Err(error) if folded.starts_with("89") && folded.len() > 14 => Err(error.into()),
        _ => Err(Slip::Find),
    }
}
