//! Which systems the sandbox operator plays, what each offers, and why in that class.

use masalama_core::effect::EffectKind::{self, *};
use masalama_core::landscape::Class::{self, *};
use masalama_core::landscape::{Landscape, Offer, Reach, System, SystemKind, SystemName};

/// A system the sandbox plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum SystemRole {
    Inventory,
    Hlr,
    Hss,
    Charging,
    Billing,
    Numbering,
    Esim,
    Logistics,
    Payout,
    Messaging,
}

impl SystemRole {
    /// Every system, in the order of the landscape.
    pub(in crate::sandbox) const ALL: [Self; 10] = [
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
    ];

    /// Its name.
    pub(in crate::sandbox) fn name(self) -> &'static str {
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
        }
    }

    /// The system of that name.
    pub(in crate::sandbox) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    fn kind(self) -> SystemKind {
        match self {
            Self::Inventory => SystemKind::Inventory,
            Self::Hlr => SystemKind::Hlr,
            Self::Hss => SystemKind::Hss,
            Self::Charging => SystemKind::Charging,
            Self::Billing => SystemKind::Billing,
            Self::Numbering => SystemKind::Numbering,
            Self::Esim => SystemKind::Esim,
            Self::Logistics => SystemKind::Logistics,
            Self::Payout => SystemKind::Payout,
            Self::Messaging => SystemKind::Messaging,
        }
    }

    fn table(self) -> &'static [(EffectKind, Class)] {
        match self {
            // A read changes nothing; a retired card stays retired.
            Self::Inventory => &[(ReadLine, Idempotent), (RetireIccid, Idempotent)],
            // A Cancel Location sent twice does no harm. A delete by IMSI sent twice might meet a line that was created anew
            // meanwhile, so the row is asked for first.
            Self::Hlr | Self::Hss => &[
                (Bar, Idempotent),
                (Unbar, Idempotent),
                (CancelLocation, Idempotent),
                (ProveAbsent, Idempotent),
                (DeleteSubscriber, Askable),
                (ProveDead, Idempotent),
            ],
            // Each collection moves the mark from which the next one starts: a second one in place of a lost answer would lose
            // usage, so both take a key.
            Self::Charging => &[
                (StopCharging, Idempotent),
                (ResumeCharging, Idempotent),
                (PurgeSessions, Idempotent),
                (CollectUsage, Keyed),
                (UnfreezeBalance, Idempotent),
                (CloseCharging, Idempotent),
                (CollectLateUsage, Keyed),
                (ProveDead, Idempotent),
            ],
            // Whatever issues a number or a posting takes a key.
            Self::Billing => &[
                (ReadPrice, Idempotent),
                (ReadDues, Idempotent),
                (IssueFinalBill, Keyed),
                (VoidFinalBill, Idempotent),
                (PostDeviceFee, Keyed),
                (CloseAccount, Keyed),
                (SuspendLine, Idempotent),
            ],
            // A released number may be somebody else's a moment later: releasing it again would take it from him, so the register
            // is asked whose it is.
            Self::Numbering => {
                &[(HoldNumber, Idempotent), (UnholdNumber, Idempotent), (ReleaseNumber, Askable)]
            }
            // The profile's state can be asked; a second order for a profile on its way out is refused.
            Self::Esim => &[(ReleaseProfile, Askable)],
            // The courier takes orders with a reference, but cancels by word of mouth: no reference, no look-up, and a second call
            // cancels whatever is booked by then.
            Self::Logistics => &[(BookPickup, Keyed), (CancelPickup, Once), (SendDeviceBack, Keyed)],
            Self::Payout => &[(PayRefund, Keyed)],
            Self::Messaging => &[(Tell, Keyed)],
        }
    }
}

/// What the system offers.
pub(in crate::sandbox) fn offers(role: SystemRole) -> Vec<Offer> {
    role.table().iter().map(|(effect, class)| Offer { effect: *effect, class: *class }).collect()
}

/// How the system offers `kind`, if it does.
pub(in crate::sandbox) fn class_of(role: SystemRole, kind: EffectKind) -> Option<Class> {
    role.table().iter().find(|(effect, _)| *effect == kind).map(|(_, class)| *class)
}

/// All systems, each reached by its connector.
pub(in crate::sandbox) fn landscape() -> Landscape {
    let systems = SystemRole::ALL.into_iter().map(|role| System {
        name: SystemName::parse(role.name()).expect("the names above are names"),
        kind: role.kind(),
        reach: Reach::Connector,
        offers: offers(role),
    });
    Landscape { systems: systems.collect() }
}
