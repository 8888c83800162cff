//! A request, as asked: who says he holds which line, and what he wants.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::commitment::{CaseKey, Commitment};
use crate::identity::{Email, Iccid, IdDocument, IdentityError, Msisdn, account, digits};
use crate::line::{LineNumbers, LineSnapshot, field};

/// The most characters of an address, an account or any other text a person types.
pub const TYPED_CHARS_MAX: usize = 200;
/// The most contacts of one case that are remembered after they were replaced.
pub const REPLACED_MAX: usize = 8;
/// A claimed date may be off by this many days and still match.
pub const CLAIMED_DATE_TOLERANCE_DAYS: i32 = 1;

/// How the request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a program.
    Api,
    /// By the person on the web.
    Portal,
    /// By telephone, typed in by an agent.
    Phone,
    /// By e-mail.
    Email,
    /// In a shop.
    Shop,
    /// By letter.
    Letter,
}

/// Why the line ends. The reason decides about money, the agent does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The holder asks for it.
    #[default]
    CustomerRequest,
    /// The holder leaves the country.
    LeavingCountry,
    /// The holder goes to another operator.
    ChangingOperator,
    /// The holder has died.
    Death,
    /// The person leaves somebody who may read what the operator sends: quiet mode. Nobody is told but at the contact given with the request.
    Survivor,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::CustomerRequest, Self::LeavingCountry, Self::ChangingOperator, Self::Death, Self::Survivor];

    /// May something be offered for staying? Not to who ends the line of a dead person, nor to who must not be found.
    #[must_use]
    pub fn may_be_offered(self) -> bool {
        match self {
            Self::Death | Self::Survivor => false,
            Self::CustomerRequest | Self::LeavingCountry | Self::ChangingOperator => true,
        }
    }

    /// Is nothing sent to a contact out of the operator's records, nor to the line? Somebody else may read there.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        match self {
            Self::Survivor => true,
            Self::CustomerRequest | Self::LeavingCountry | Self::ChangingOperator | Self::Death => false,
        }
    }
}

/// The language the person is spoken to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Arabic.
    Ar,
    /// Chinese, simplified.
    Zh,
}

/// A date the person knows about the card: when it was bought or when it went into service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedDate {
    /// The day it was bought.
    PurchasedOn(Date),
    /// The day it went into service.
    ActivatedOn(Date),
}

/// What the caller says to show that the line is his. Personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The number on the card.
    pub iccid: Iccid,
    /// The paper it was registered with.
    pub document: IdDocument,
    /// A date he knows.
    pub date: ClaimedDate,
    /// The number he can be reached on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_msisdn: Option<Msisdn>,
    /// The address he reads mail at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
}

/// A request as it came in. Personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What the caller says of himself and the line.
    pub claim: Claim,
    /// How it came in.
    pub channel: Channel,
    /// Why.
    #[serde(default)]
    pub reason: Reason,
    /// The day service should end; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// The language of papers and messages.
    #[serde(default)]
    pub language: Language,
}

/// A request as a record holds it: commitments in place of personal fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRequest {
    /// Commitment to the card's number.
    pub iccid: Commitment,
    /// Commitment to the paper.
    pub document: Commitment,
    /// The claimed date; it is no personal number.
    pub date: ClaimedDate,
    /// Commitment to the contact number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Commitment>,
    /// Commitment to the address mail is read at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Commitment>,
    /// How it came in.
    pub channel: Channel,
    /// Why.
    pub reason: Reason,
    /// The day service should end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// The language of papers and messages.
    pub language: Language,
}

impl Request {
    /// The request as a record may hold it.
    #[must_use]
    pub fn sealed(&self, key: &CaseKey) -> SealedRequest {
        SealedRequest {
            iccid: key.commit(field::ICCID, self.claim.iccid.unmasked()),
            document: key.commit(field::DOCUMENT, &self.claim.document.canonical()),
            date: self.claim.date,
            contact: self.claim.contact_msisdn.as_ref().map(|n| key.commit(field::CONTACT, n.unmasked())),
            contact_email: self
                .claim
                .contact_email
                .as_ref()
                .map(|email| key.commit(field::CONTACT_EMAIL, email.unmasked())),
            channel: self.channel,
            reason: self.reason,
            wanted_on: self.wanted_on,
            language: self.language,
        }
    }
}

impl SealedRequest {
    /// Does the claim fit the line? Card and paper exactly, the date within a day, and a contact that is on record: the number or the address, since
    /// who is abroad without the card may have only one of them. Where none is on record, none is asked for.
    ///
    /// One answer for all of them: nothing may tell which one was wrong.
    #[must_use]
    pub fn matches(&self, line: &LineSnapshot) -> bool {
        let known = match self.date {
            ClaimedDate::PurchasedOn(date) => line.facts.purchased_on.map(|on| (date, on)),
            ClaimedDate::ActivatedOn(date) => Some((date, line.facts.activated_on)),
        };
        let date_fits =
            known.is_some_and(|(claimed, on)| (claimed - on).get_days().abs() <= CLAIMED_DATE_TOLERANCE_DAYS);
        let same =
            |claimed: Option<Commitment>, known: Option<Commitment>| known.is_some() && claimed == known;
        let none_on_record = line.contact.is_none() && line.contact_email.is_none();
        let contact_fits = none_on_record
            || same(self.contact, line.contact)
            || same(self.contact_email, line.contact_email);
        self.iccid == line.iccid && self.document == line.owner && date_fits && contact_fits
    }
}

/// How money is paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundMethod {
    /// The way it was paid in.
    OriginalInstrument,
    /// To a bank account.
    BankTransfer,
    /// To another line's balance.
    OtherLine,
    /// In cash, in a shop.
    CashAtShop,
}

impl RefundMethod {
    /// Where the money goes, as typed, without its form: an account (its check digits hold where it is an IBAN), another line's number in its
    /// international form, or the text as it is. Nothing where nothing was typed.
    ///
    /// `region` is the country in which a number without country code is read, where there is only one.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Iban`], and for another line whatever [`Msisdn::parse_in`] refuses.
    pub fn destination(self, typed: &str, region: Option<&str>) -> Result<Option<String>, IdentityError> {
        if typed.trim_matches(digits::is_filler).is_empty() {
            return Ok(None);
        }
        let to = match (self, region) {
            (Self::BankTransfer, _) => account(typed)?,
            (Self::OtherLine, Some(region)) => Msisdn::parse_in(typed, region)?.unmasked().to_owned(),
            (Self::OtherLine, None) => Msisdn::parse(typed)?.unmasked().to_owned(),
            (Self::OriginalInstrument | Self::CashAtShop, _) => typed.trim().to_owned(),
        };
        Ok(Some(to))
    }
}

/// How a device comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnWay {
    /// A courier picks it up on a day, from an hour on.
    Courier {
        /// The day.
        on: Date,
        /// The local hour the slot begins, 0 to 23; a slot lasts two hours.
        from_hour: u8,
    },
    /// The person brings it to a shop.
    Shop,
}

/// Where a person can be reached. Personal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// By telephone and text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<Msisdn>,
    /// By mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

/// The personal fields of one case. They live in a table that can be erased, never in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personal {
    /// The key of this case's commitments.
    pub key: CaseKey,
    /// What the caller said.
    pub claim: Claim,
    /// The line's numbers as the operator's records gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<LineNumbers>,
    /// The numbers as last read, when they differ from `numbers`: they count once a person accepts the difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers_seen: Option<LineNumbers>,
    /// Where the operator's records say the holder can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_record: Option<Contact>,
    /// Contacts that were replaced, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Contact>,
    /// Where a refund goes: an account, a line, a shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_destination: Option<String>,
    /// Where a device is picked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_address: Option<String>,
    /// What was written in complaints, by the place of the record that holds each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub complaints: BTreeMap<u32, String>,
}

/// A moment and the request that came then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// What was asked.
    pub request: SealedRequest,
    /// When; every clock starts here.
    pub received_at: Timestamp,
    /// The case lapses then unless the caller is verified.
    pub lapses_at: Timestamp,
    /// Does it run on the sandbox operator? Every paper says so.
    pub sandbox: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    // Another line is a number that can be called, kept in one form; a shop's name is not read as a number; form alone is nothing.
    #[test]
    fn each_method_reads_its_own_destination() {
        let line = |typed| RefundMethod::OtherLine.destination(typed, Some("OM"));
        assert_eq!(line("٩١٢٣ ٤٥٦٧").unwrap().as_deref(), Some("+96891234567"));
        assert_eq!(line("+968 9123-4567").unwrap().as_deref(), Some("+96891234567"));
        assert_eq!(
            RefundMethod::OtherLine.destination("91234567", None),
            Err(IdentityError::CountryCodeMissing)
        );
        assert!(line("OM810180000001299123456").is_err() && line("my sister").is_err());
        let bank = |typed| RefundMethod::BankTransfer.destination(typed, Some("OM"));
        assert_eq!(bank("OM81 0180 0000 0129 9123 465"), Err(IdentityError::Iban));
        assert_eq!(bank(" \u{200F}- "), Ok(None));
        let shop = RefundMethod::CashAtShop.destination(" OM81 Ruwi ", Some("OM"));
        assert_eq!(shop.unwrap().as_deref(), Some("OM81 Ruwi"));
    }
}
