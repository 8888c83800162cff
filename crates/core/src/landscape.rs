//! The landscape: which systems know lines, what each can do, and how safely an order to it may be repeated.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::effect::EffectKind;

/// The most systems one landscape may declare.
pub const SYSTEMS_MAX: usize = 64;

/// A system's name in the configuration. *Shape*: 1 to 32 of `a-z 0-9 - _`, for example `hlr-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SystemName(String);

impl SystemName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`BadName`] when it is empty, longer than 32 characters or has other characters; choose another name.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(BadName) }
    }

    /// Masalama itself, where a step names a system.
    #[must_use]
    pub fn own() -> Self {
        Self("masalama".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SystemName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A name of a system that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a system's name is 1 to 32 characters of a-z, 0-9, '-' and '_'")]
pub struct BadName;

/// What sort of system it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemKind {
    /// The operator's records of lines and their holders.
    Inventory,
    /// Home location register, 2G and 3G. *Source*: 3GPP TS 23.002.
    Hlr,
    /// Home subscriber server, 4G and IMS registration. *Source*: 3GPP TS 23.002.
    Hss,
    /// Online charging: balances and quota. *Source*: 3GPP TS 32.296.
    Charging,
    /// Bills, dues and accounts.
    Billing,
    /// Which number belongs to whom, and which is free.
    Numbering,
    /// SM-DP+ that holds eSIM profiles. *Source*: GSMA SGP.22.
    Esim,
    /// Couriers and shops that take devices back.
    Logistics,
    /// Who pays money out.
    Payout,
    /// Who tells the person: text messages and mail.
    Messaging,
    /// Voice mail boxes.
    Voicemail,
    /// Access for data by RADIUS. *Source*: RFC 2865, RFC 5176.
    Aaa,
}

impl SystemKind {
    /// Every kind, in the order a certificate lists them.
    pub const ALL: [Self; 12] = [
        Self::Inventory,
        Self::Hlr,
        Self::Hss,
        Self::Charging,
        Self::Billing,
        Self::Numbering,
        Self::Esim,
        Self::Logistics,
        Self::Payout,
        Self::Messaging,
        Self::Voicemail,
        Self::Aaa,
    ];

    /// Its name in configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::Hlr => "hlr",
            Self::Hss => "hss",
            Self::Charging => "charging",
            Self::Billing => "billing",
            Self::Numbering => "numbering",
            Self::Esim => "esim",
            Self::Logistics => "logistics",
            Self::Payout => "payout",
            Self::Messaging => "messaging",
            Self::Voicemail => "voicemail",
            Self::Aaa => "aaa",
        }
    }

    /// The effects such a system is usually asked for; what a by-hand system of this kind stands for.
    #[must_use]
    pub fn usual_effects(self) -> &'static [EffectKind] {
        use EffectKind as E;
        match self {
            Self::Inventory => &[E::ReadLine, E::RetireIccid],
            Self::Hlr | Self::Hss => {
                &[E::Bar, E::Unbar, E::CancelLocation, E::ProveAbsent, E::DeleteSubscriber, E::ProveDead]
            }
            Self::Charging => &[
                E::StopCharging,
                E::ResumeCharging,
                E::PurgeSessions,
                E::CollectUsage,
                E::UnfreezeBalance,
                E::CloseCharging,
                E::CollectLateUsage,
            ],
            Self::Billing => &[
                E::ReadPrice,
                E::ReadDues,
                E::IssueFinalBill,
                E::VoidFinalBill,
                E::PostDeviceFee,
                E::CloseAccount,
                E::SuspendLine,
            ],
            Self::Numbering => &[E::HoldNumber, E::UnholdNumber, E::ReleaseNumber],
            Self::Esim => &[E::ReleaseProfile],
            Self::Logistics => &[E::BookPickup, E::CancelPickup, E::SendDeviceBack],
            Self::Payout => &[E::PayRefund],
            Self::Messaging => &[E::Tell],
            Self::Voicemail => &[E::DeleteSubscriber],
            Self::Aaa => &[E::Bar, E::Unbar, E::PurgeSessions, E::DeleteSubscriber],
        }
    }

    /// Does such a system give a line service, so that a certificate must speak of it (I12)?
    #[must_use]
    pub fn gives_service(self) -> bool {
        match self {
            Self::Hlr | Self::Hss | Self::Charging | Self::Voicemail | Self::Aaa => true,
            Self::Inventory
            | Self::Billing
            | Self::Numbering
            | Self::Esim
            | Self::Logistics
            | Self::Payout
            | Self::Messaging => false,
        }
    }
}

/// How an order may be repeated when its answer was lost; the class forces the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Takes an idempotency key: may be sent again with the same key.
    #[serde(rename = "a")]
    Keyed,
    /// Naturally idempotent ("set the state to …"): may be sent again.
    #[serde(rename = "b")]
    Idempotent,
    /// Can be asked: ask first, send again only when it was not done.
    #[serde(rename = "c")]
    Askable,
    /// None of these: one automatic try, then a person.
    #[serde(rename = "d")]
    Once,
}

/// One effect that a system offers, and its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What it can do.
    pub effect: EffectKind,
    /// How safely it may be repeated.
    pub class: Class,
}

/// Who acts for a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// A connector speaks to it.
    Connector,
    /// Staff work it by hand; each effect is a task.
    ByHand,
}

/// One declared system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its name in the configuration.
    pub name: SystemName,
    /// Its sort.
    pub kind: SystemKind,
    /// Who acts for it.
    pub reach: Reach,
    /// What it offers.
    pub offers: Vec<Offer>,
}

impl System {
    /// How it offers `effect`, if it does.
    #[must_use]
    pub fn offer(&self, effect: EffectKind) -> Option<Offer> {
        self.offers.iter().copied().find(|offer| offer.effect == effect)
    }
}

/// All systems that know lines, as the configuration declares them (I12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Landscape {
    /// The systems, in configuration order.
    pub systems: Vec<System>,
}

impl Landscape {
    /// The systems that offer `effect`, in configuration order.
    pub fn offering(&self, effect: EffectKind) -> impl Iterator<Item = (&System, Offer)> {
        self.systems.iter().filter_map(move |system| Some((system, system.offer(effect)?)))
    }

    /// What sort of system has this name, if it is declared.
    #[must_use]
    pub fn kind_of(&self, name: &SystemName) -> Option<SystemKind> {
        self.systems.iter().find(|system| system.name == *name).map(|system| system.kind)
    }

    /// The kinds that give service and that nobody declared: a certificate lists them as not covered.
    #[must_use]
    pub fn not_covered(&self) -> Vec<SystemKind> {
        let declared: BTreeSet<_> = self.systems.iter().map(|system| system.kind).collect();
        SystemKind::ALL.into_iter().filter(|kind| kind.gives_service() && !declared.contains(kind)).collect()
    }

    /// Every system there can be, each worked by hand: what the guide assumes of an operator it cannot reach.
    #[must_use]
    pub fn by_hand() -> Self {
        let systems = SystemKind::ALL
            .into_iter()
            .map(|kind| System {
                name: SystemName(kind.as_str().to_owned()),
                kind,
                reach: Reach::ByHand,
                offers: kind
                    .usual_effects()
                    .iter()
                    .map(|effect| Offer { effect: *effect, class: Class::Once })
                    .collect(),
            })
            .collect();
        Self { systems }
    }
}
