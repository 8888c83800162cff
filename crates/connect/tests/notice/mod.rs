//! Messages to the person, against servers that are not ours.

mod aiosmtpd;
mod npm_smpp;
mod server;

use std::sync::Arc;

use jiff::Timestamp;
use masalama_connect::notice::{MailWords, Told, Wording};
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::commitment::CaseKey;
use masalama_core::effect::{Effect, EffectKey, Order, Subject};
use masalama_core::identity::{DocumentKind, DocumentRules, Email, Iccid, IdDocument, Msisdn};
use masalama_core::record::StepIndex;
use masalama_core::request::{Claim, ClaimedDate, Language, Personal};
use masalama_language::notice::Notice;

fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

/// The words people get.
struct Words;

impl Words {
    fn of<T>(told: &Told<'_>, say: impl FnOnce(&Notice<'_>) -> T) -> T {
        let case = told.case.to_string();
        say(&Notice {
            subject: told.subject,
            language: told.audience.language,
            line: &told.line,
            case: &case,
            open_at: "https://lines.example.om/case",
            on: told.on.unwrap_or_else(|| jiff::civil::date(2026, 11, 30)),
            amount: told.amount,
            stop: told.audience.before_bar.then_some(
                "https://lines.example.om/stop/01KANX9V4R7Q2Y8Z3T6M5W0B1C01KANX9V4R7Q2Y8Z3T6M5W0B1D",
            ),
            sandbox: false,
        })
    }
}

impl Wording for Words {
    fn mail(&self, told: &Told<'_>) -> MailWords {
        let masalama_language::notice::Mail { subject, text, html } = Self::of(told, |notice| notice.mail());
        MailWords { subject, text, html }
    }

    fn text_message(&self, told: &Told<'_>) -> String {
        Self::of(told, |notice| notice.text_message())
    }
}

/// A message about `subject` in `language`, the `step`th of its case.
fn order(step: u16, subject: Subject, language: Language, to: &[&str]) -> Order {
    let case = CaseId::new(start(), [9; 32]);
    let (emails, numbers): (Vec<&str>, Vec<&str>) = to.iter().partition(|one| one.contains('@'));
    let personal = Personal {
        key: CaseKey::new([3; 32]),
        claim: Claim {
            iccid: Iccid::parse("8996800123456789018").unwrap(),
            document: IdDocument::parse(DocumentKind::Passport, "AB1234567", &DocumentRules::default())
                .unwrap(),
            date: ClaimedDate::ActivatedOn("2024-03-01".parse().unwrap()),
            contact_msisdn: None,
            contact_email: None,
        },
        numbers: None,
        numbers_seen: None,
        on_record: None,
        replaced: Vec::new(),
        refund_destination: None,
        pickup_address: None,
        complaints: Default::default(),
    };
    let step = StepIndex(step);
    Order {
        case,
        step,
        key: EffectKey::new(case, step, 0),
        attempt: 1,
        effect: Effect::Tell { subject, on: Some("2026-11-30".parse().unwrap()), amount: None },
        at: start(),
        personal: Arc::new(personal),
        audience: Some(Audience {
            language,
            numbers: numbers.iter().map(|number| Msisdn::parse(number).unwrap()).collect(),
            emails: emails.iter().map(|email| Email::parse(email).unwrap()).collect(),
            before_bar: matches!(subject, Subject::Received | Subject::EffectiveDate | Subject::BeforeCut),
        }),
        undoes: None,
    }
}

/// The order again, as the engine sends it again.
fn again(order: &Order) -> Order {
    Order { attempt: order.attempt + 1, ..order.clone() }
}
