//! What a caller says, as the agent types it: each field that cannot be read is named, and none is lost.

use jiff::civil::Date;
use masalama_core::identity::{DocumentKind, Email, Iccid, IdDocument, Msisdn};
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Request};
use masalama_language::of_code;
use serde::Deserialize;

use super::search::By;
use crate::api::{Shared, msisdn, typed_date};

/// What the form sends: all it has, whatever was pressed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CallForm {
    #[serde(rename = "do")]
    pub(super) done: String,
    pub(super) channel: String,
    pub(super) speak: String,
    pub(super) once: String,
    pub(super) what: String,
    pub(super) by: By,
    pub(super) iccid: String,
    pub(super) document_kind: String,
    pub(super) document_number: String,
    pub(super) date_kind: String,
    pub(super) date: String,
    pub(super) contact: String,
    pub(super) email: String,
    pub(super) reason: String,
    pub(super) wanted_on: String,
}

impl CallForm {
    pub(super) fn channel(&self) -> Channel {
        read(&self.channel).filter(|channel| BY_STAFF.contains(channel)).unwrap_or(Channel::Phone)
    }

    pub(super) fn speak(&self, agent: Language) -> Language {
        of_code(&self.speak).unwrap_or(agent)
    }

    /// The request, or the fields that cannot be read.
    pub(super) fn request(&self, app: &Shared, agent: Language) -> Result<Request, Vec<&'static str>> {
        let mut wrong = Vec::new();
        let iccid = take(&mut wrong, "iccid", Iccid::parse(&self.iccid).ok());
        let kind: Option<DocumentKind> = read(&self.document_kind);
        let rules = app.document_rules();
        let parse =
            |kind| rules.iter().find_map(|rules| IdDocument::parse(kind, &self.document_number, rules).ok());
        let document = take(&mut wrong, "document_number", kind.and_then(parse));
        let date = take(&mut wrong, "date", typed_date(&self.date).ok());
        let contact: Option<Option<Msisdn>> = optional(&self.contact, |typed| msisdn(app, typed).ok());
        let contact_msisdn = take(&mut wrong, "contact", contact);
        let contact_email =
            take(&mut wrong, "email", optional(&self.email, |typed| Email::parse(typed).ok()));
        if self.has_no_contact() {
            wrong.extend(["contact", "email"]);
        }
        let wanted: Option<Option<Date>> = optional(&self.wanted_on, |typed| typed_date(typed).ok());
        let wanted_on = take(&mut wrong, "wanted_on", wanted);
        let reason = take(&mut wrong, "reason", read(&self.reason));
        let date = date.map(|on| match self.date_kind.as_str() {
            "purchased" => ClaimedDate::PurchasedOn(on),
            _ => ClaimedDate::ActivatedOn(on),
        });
        let whole = || {
            Some(Request {
                claim: Claim {
                    iccid: iccid?,
                    document: document?,
                    date: date?,
                    contact_msisdn: contact_msisdn?,
                    contact_email: contact_email?,
                },
                channel: self.channel(),
                reason: reason?,
                wanted_on: wanted_on?,
                language: self.speak(agent),
            })
        };
        if wrong.is_empty() { whole().ok_or(wrong) } else { Err(wrong) }
    }

    /// Could nobody be reached?
    pub(super) fn has_no_contact(&self) -> bool {
        self.contact.trim().is_empty() && self.email.trim().is_empty()
    }
}

/// How a request comes to staff.
pub(super) const BY_STAFF: [Channel; 4] = [Channel::Phone, Channel::Email, Channel::Shop, Channel::Letter];

/// The value of a word.
fn read<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Notes the field when it could not be read.
fn take<T>(wrong: &mut Vec<&'static str>, field: &'static str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        wrong.push(field);
    }
    value
}

/// Reads a field that may be left empty.
fn optional<T>(typed: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match typed.trim() {
        "" => Some(None),
        typed => read(typed).map(Some),
    }
}
