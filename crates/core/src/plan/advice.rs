//! Advice: what the person should bring, save, move and beware of. It informs and never gates.

use serde::{Deserialize, Serialize};

use crate::line::{LineFacts, LineKind};

macro_rules! advice {
    ($( $(#[$doc:meta])* $key:ident ),+ $(,)?) => {
        /// One piece of advice; its sentence is in the catalogue of each language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AdviceKey { $( $(#[$doc])* $key ),+ }

        impl AdviceKey {
            /// Every key, in the order people meet them.
            pub const ALL: &'static [Self] = &[ $( Self::$key ),+ ];
        }
    };
}

advice! {
    /// Have the card at hand, or the proof of purchase if it is lost.
    BringCardOrProof,
    /// Have a passport or another valid identity document at hand.
    BringDocument,
    /// Know the number bound to the card.
    KnowNumber,
    /// Expect to be asked for card number, purchase or activation date, document number and a contact.
    ExpectQuestions,
    /// Pay open bills and dues.
    PayDues,
    /// Ask for the notice your contract wants; often months.
    AskNotice,
    /// Pack the devices that belong to the contract.
    PackDevices,
    /// Save contacts from the card.
    BackUpContacts,
    /// Save photos and files.
    BackUpPhotos,
    /// Listen to and save voice mail.
    BackUpVoicemail,
    /// Move bank accounts and cards that send codes to the number.
    MoveBank,
    /// Move messenger accounts such as WhatsApp.
    MoveMessengers,
    /// Move e-mail accounts that recover through the number.
    MoveEmail,
    /// Move government logins.
    MoveGovernment,
    /// Do not use the card once the request is in.
    DoNotUseCard,
    /// Follow the refund: when, how, and whom to ask.
    FollowRefund,
    /// Beware of fraud: only official channels; nobody needs your codes.
    BewareOfFraud,
    /// Keep every paper.
    KeepPapers,
    /// If you will come back, pausing may be better than ending.
    ConsiderSuspending,
}

/// A piece of advice in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Advice(pub AdviceKey);

/// The advice for such a line, in the order people meet it.
pub(super) fn of(facts: &LineFacts) -> Vec<Advice> {
    let postpaid = facts.kind == LineKind::Postpaid;
    AdviceKey::ALL
        .iter()
        .copied()
        .filter(|key| match key {
            AdviceKey::PayDues | AdviceKey::AskNotice => postpaid,
            AdviceKey::PackDevices => !facts.devices.is_empty(),
            AdviceKey::BackUpVoicemail
            | AdviceKey::MoveBank
            | AdviceKey::MoveMessengers
            | AdviceKey::MoveEmail
            | AdviceKey::MoveGovernment => !facts.data_only,
            AdviceKey::BringCardOrProof
            | AdviceKey::BringDocument
            | AdviceKey::KnowNumber
            | AdviceKey::ExpectQuestions
            | AdviceKey::BackUpContacts
            | AdviceKey::BackUpPhotos
            | AdviceKey::DoNotUseCard
            | AdviceKey::FollowRefund
            | AdviceKey::BewareOfFraud
            | AdviceKey::KeepPapers
            | AdviceKey::ConsiderSuspending => true,
        })
        .map(Advice)
        .collect()
}
