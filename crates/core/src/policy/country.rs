//! A country: its calendar, its money, and the law that every operator in it shares.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::fault::Problem;
use super::party::{NAME_CHARS_MAX, NOTE_CHARS_MAX};
use super::section::Section;
use super::{Sourced, terms};
use crate::calendar::{Calendar, Holiday, MAX_HOLIDAY_NAME_CHARS, MAX_HOLIDAYS, Period, Weekend, Zone};
use crate::identity::{DocumentRules, Lengths};
use crate::money::Currency;
use crate::request::Language;

/// The most days one entry of the holiday list may cover.
pub const HOLIDAY_DAYS_MAX: i32 = 14;

const HOLIDAY: &str = "[[holiday]] tables";
const YES_NO: &str = "true or false";

/// One entry of the holiday list: one day, or several in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holidays {
    /// What is celebrated, and where it is known from.
    pub name: Sourced<String>,
    /// Its first day off.
    pub first: Date,
    /// Its last day off.
    pub last: Date,
    /// Whether the days are certain: announced, and no longer waiting for the moon or for a decision.
    pub confirmed: bool,
    /// How the date was found, where it is not announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How long the ladder of complaint takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComplaintLadder {
    /// The operator answers within this.
    pub operator_answers_within: Sourced<Period>,
    /// After that the complaint may go to the regulator within this.
    pub regulator_hears_within: Sourced<Period>,
}

/// What the law asks of whoever keeps records of people and of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duties {
    /// A person's request about his own data is fulfilled, free, within this.
    pub data_request_within: Sourced<Period>,
    /// Bills, credit notes and proofs of refund are kept this long after the tax year.
    pub tax_records_for: Sourced<Period>,
    /// The final bill is issued within this from the charge stop, where the country dates it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_invoice_within: Option<Sourced<Period>>,
}

/// A country, as its pack describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, in small letters.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What amounts are in.
    pub currency: Sourced<Currency>,
    /// What stands before a national number when it is dialled from abroad.
    pub calling_code: Sourced<String>,
    /// Value added tax. *Units*: hundredths of a percent.
    pub vat_basis_points: Sourced<u32>,
    /// The zone its days begin and end in.
    pub zone: Sourced<Zone>,
    /// The days of the week on which nobody works.
    pub weekend: Sourced<Weekend>,
    /// The languages an operator's staff answer in, those of ours that are known, the most likely first.
    pub spoken: Option<Sourced<Vec<Language>>>,
    /// The holidays, as listed.
    pub holidays: Vec<Holidays>,
    /// All three as one calendar.
    pub calendar: Calendar,
    /// How long the number of each identity document is.
    pub documents: DocumentRules,
    /// The ladder of complaint.
    pub complaint: ComplaintLadder,
    /// What the law asks of records.
    pub duties: Duties,
}

/// Reads what a country file says of the country itself; its authorities are read with the operators.
pub(super) fn read(top: &mut Section<'_>, code: String) -> Option<Country> {
    let name = top.text("name", "the name of the country, as text", NAME_CHARS_MAX);
    let currency = top.sourced("currency", |inner| inner.value("value", "an ISO 4217 code, such as \"OMR\""));
    let calling_code = top.sourced("calling_code", read_calling_code);
    let vat_basis_points = top.sourced("vat_basis_points", read_vat);
    let zone = top.sourced("zone", |inner| inner.value("value", "a name such as \"Asia/Muscat\""));
    let weekend = top.sourced("weekend", |inner| {
        inner.value("value", "days in small letters, such as [\"friday\", \"saturday\"]")
    });
    let spoken = top.has("spoken").then(|| top.sourced("spoken", read_spoken)).flatten();
    let holidays = read_holidays(top);
    let documents = top.section("documents", "a table of lengths").and_then(read_documents);
    let complaint = top.section("complaint", "a table of periods").and_then(read_complaint);
    let duties = top.section("duties", "a table of periods").and_then(read_duties);
    let (zone, weekend) = (zone?, weekend?);
    let calendar = calendar(top, &zone.value, weekend.value, &holidays)?;
    Some(Country {
        code,
        name: name?,
        currency: currency?,
        calling_code: calling_code?,
        vat_basis_points: vat_basis_points?,
        zone,
        weekend,
        spoken,
        holidays,
        calendar,
        documents: documents?,
        complaint: complaint?,
        duties: duties?,
    })
}

fn read_calling_code(inner: &mut Section<'_>) -> Option<String> {
    let right = "one to three digits, as text, such as \"968\"";
    let code = inner.text("value", right, 3)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit()) && !code.starts_with('0');
    if !is_code {
        inner.fault("value", Problem::WrongSort { found: "no calling code", right });
    }
    is_code.then_some(code)
}

fn read_spoken(inner: &mut Section<'_>) -> Option<Vec<Language>> {
    let right = "languages of ours, such as [\"ar\", \"en\"]";
    let spoken: Vec<Language> = inner.value("value", right)?;
    if spoken.is_empty() {
        inner.fault("value", Problem::Empty { right });
    }
    for (at, language) in spoken.iter().enumerate() {
        if spoken[..at].contains(language) {
            inner.fault("value", Problem::Repeated);
        }
    }
    Some(spoken)
}

fn read_vat(inner: &mut Section<'_>) -> Option<u32> {
    let points: u32 = inner.value("value", "hundredths of a percent, such as 500 for 5 %")?;
    if points > 10_000 {
        inner.fault("value", Problem::TooMuch { found: points as usize, unit: "basis points", max: 10_000 });
        return None;
    }
    Some(points)
}

fn read_holidays(top: &mut Section<'_>) -> Vec<Holidays> {
    top.list("holiday", HOLIDAY, MAX_HOLIDAYS).into_iter().filter_map(read_holiday).collect()
}

fn read_holiday(mut section: Section<'_>) -> Option<Holidays> {
    let name = section.text("name", "what is celebrated, as text", MAX_HOLIDAY_NAME_CHARS);
    let first = section.date("first");
    let last = if section.has("last") { section.date("last") } else { first };
    let confirmed = section.value("confirmed", YES_NO);
    let note = section.has("note").then(|| section.text("note", "a sentence", NOTE_CHARS_MAX)).flatten();
    let provenance = section.provenance("name");
    if let (Some(first), Some(last)) = (first, last) {
        check_days(&section, first, last);
    }
    section.finish();
    Some(Holidays { name: provenance?.of(name?), first: first?, last: last?, confirmed: confirmed?, note })
}

fn check_days(section: &Section<'_>, first: Date, last: Date) {
    let days = (last - first).get_days();
    if days < 0 {
        section.fault("last", Problem::DatesReversed { first });
    }
    if days >= HOLIDAY_DAYS_MAX {
        let found = usize::try_from(days).unwrap_or(usize::MAX).saturating_add(1);
        section.fault(
            "last",
            Problem::TooMuch { found, unit: "days", max: HOLIDAY_DAYS_MAX.unsigned_abs() as usize },
        );
    }
}

fn calendar(top: &Section<'_>, zone: &Zone, weekend: Weekend, listed: &[Holidays]) -> Option<Calendar> {
    let mut days = BTreeMap::new();
    for entry in listed {
        let span =
            entry.first.series(jiff::Span::new().days(1)).take(HOLIDAY_DAYS_MAX.unsigned_abs() as usize);
        for day in span.take_while(|day| *day <= entry.last) {
            let holiday = Holiday { name: entry.name.value.clone(), confirmed: entry.confirmed };
            if days.insert(day, holiday).is_some() {
                top.fault("holiday", Problem::SameHoliday { day });
            }
        }
    }
    match Calendar::new(zone.clone(), weekend, days) {
        Ok(calendar) => Some(calendar),
        Err(why) => {
            top.fault("holiday", Problem::Calendar { why });
            None
        }
    }
}

fn read_documents(mut section: Section<'_>) -> Option<DocumentRules> {
    let mut lengths = |key| -> Option<Lengths> {
        let read = section.sourced(key, |inner| inner.value("value", "{ min = 5, max = 20 }"))?;
        Some(read.value)
    };
    let passport_chars = lengths("passport_chars");
    let resident_card_digits = lengths("resident_card_digits");
    let civil_number_digits = lengths("civil_number_digits");
    section.finish();
    Some(DocumentRules {
        passport_chars: passport_chars?,
        resident_card_digits: resident_card_digits?,
        civil_number_digits: civil_number_digits?,
    })
}

fn read_complaint(mut section: Section<'_>) -> Option<ComplaintLadder> {
    let operator_answers_within = terms::any_period(&mut section, "operator_answers_within");
    let regulator_hears_within = terms::any_period(&mut section, "regulator_hears_within");
    section.finish();
    Some(ComplaintLadder {
        operator_answers_within: operator_answers_within?,
        regulator_hears_within: regulator_hears_within?,
    })
}

fn read_duties(mut section: Section<'_>) -> Option<Duties> {
    let data_request_within = terms::any_period(&mut section, "data_request_within");
    let tax_records_for = terms::days_or_months(&mut section, "tax_records_for");
    let is_dated = section.has("tax_invoice_within");
    let tax_invoice_within =
        is_dated.then(|| terms::days_or_months(&mut section, "tax_invoice_within")).flatten();
    section.finish();
    Some(Duties {
        data_request_within: data_request_within?,
        tax_records_for: tax_records_for?,
        tax_invoice_within,
    })
}
