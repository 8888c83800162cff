//! The values of the core that people are told about. Each has one message, named by its kind and its wire name.

use masalama_core::approval::ProposalKind;
use masalama_core::attachment::AttachmentKind;
use masalama_core::case::{Stage, StuckWhy};
use masalama_core::complaint::ComplaintAbout;
use masalama_core::effect::ItemKind;
use masalama_core::hold::HeldWhy;
use masalama_core::identity::DocumentKind;
use masalama_core::landscape::SystemKind;
use masalama_core::line::{DeviceKind, Difference, LineKind};
use masalama_core::next::NeedWhy;
use masalama_core::obligation::{ObligationKind, ObligationState};
use masalama_core::paper::PaperKind;
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::policy::{DuesRule, LateRule, NumberFate, Origin, UsageRule, Way};
use masalama_core::record::{Ending, PersonalField, SkippedWhy};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Reason, RefundMethod};
use masalama_core::role::Role;
use masalama_core::step::{PointOfReturn, StepKind};
use serde::Serialize;

/// A value of the core that has one message in each language.
pub trait Told: Copy + Serialize + 'static {
    /// What its messages begin with.
    const PREFIX: &'static str;
    /// Every value there is.
    const EVERY: &'static [Self];

    /// The name of its message: `step-bar`, `advice-pay-dues`.
    #[must_use]
    fn message_key(self) -> String {
        format!("{}-{}", Self::PREFIX, wire_name(self))
    }
}

/// The name a unit variant has in JSON, with dashes: the same word in the catalogues, the API and the papers.
pub(crate) fn wire_name(value: impl Serialize) -> String {
    let name = serde_json::to_value(value).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().replace('_', "-")
}

macro_rules! told {
    // A kind that lists its values itself.
    ($kind:ty as $prefix:literal) => {
        impl Told for $kind {
            const PREFIX: &'static str = $prefix;
            const EVERY: &'static [Self] = &<$kind>::ALL;
        }
    };
    ($kind:ty as $prefix:literal in slice) => {
        impl Told for $kind {
            const PREFIX: &'static str = $prefix;
            const EVERY: &'static [Self] = <$kind>::ALL;
        }
    };
    // A kind that does not: the match makes the compiler ask for a value that is added.
    ($kind:ident as $prefix:literal: $($value:ident),+) => {
        impl Told for $kind {
            const PREFIX: &'static str = $prefix;
            const EVERY: &'static [Self] = &[$($kind::$value),+];
        }

        const _: fn($kind) = |value| match value { $($kind::$value)|+ => () };
    };
}

told!(StepKind as "step" in slice);
told!(AdviceKey as "advice" in slice);
told!(RefusalCode as "refusal" in slice);
told!(Stage as "stage");
told!(PaperKind as "paper");
told!(SystemKind as "system");
told!(Hand as "hand": System, Staff, Subscriber);
told!(Ending as "ending": Ceased, Retracted, Suspended, Lapsed, Refused);
told!(Difference as "difference": Owner, Msisdn, Imsi, Iccid, PortPending, LegalHold);
told!(StuckWhy as "stuck": Rejected, Unknown, NotMatched, NobodyTold, LineCameBack, Parked);
told!(SkippedWhy as "skipped": NothingToPay, NothingToReturn, NoCourier, NotTakenUp, Retracted, Waived);
told!(PointOfReturn as "returns": Reversible, Soft, Hard);
told!(RefundMethod as "refund": OriginalInstrument, BankTransfer, OtherLine, CashAtShop);
told!(ItemKind as "item": OpenBill, Recurring, Usage, DeviceInstalment, EarlyTermination, DeviceFee, Credit, Debit, Tax, Deposit);
told!(LineKind as "kind": Prepaid, Postpaid);
told!(DeviceKind as "device": Phone, Tablet, Router);
told!(Way as "way": Phone, WhatsApp, ShortCode, Ussd, Email, Site, Account, Shop);
told!(Origin as "origin": Law, Regulator, OperatorTerms, Guide, Default);
told!(DuesRule as "dues": Gate, Apart);
told!(UsageRule as "usage": Bill, Waive);
told!(LateRule as "late": WriteOff, BookAgainstHeldBack);
told!(NumberFate as "number": Pool, RangeHolder);
told!(Role as "role" in slice);
told!(Channel as "channel": Api, Portal, Phone, Email, Shop, Letter);
told!(Reason as "leaves");
told!(DocumentKind as "id-paper": Passport, ResidentCard, CivilNumber);
told!(HeldWhy as "hold": BySubscriber, ByStopLink, ByStaff);
told!(NeedWhy as "need": Step, Stuck, Parked, Held, RefundAbove, Proposed, Complained);
told!(ProposalKind as "propose": WaiveDues, WaiveDeviceFee, OverrideIdentity, SkipWait, RefundAbove, AcceptDifference, Settle);
told!(ComplaintAbout as "complains": TooSlow, Charged, Refund, Device, NotAsked, StillOn, Privacy, Other);
told!(AttachmentKind as "attached": ReturnReceipt, IdentityPaper, SystemAnswer, Other);
told!(ObligationKind as "owed": Receipt, Effect, FinalBill, Refund, Deletion, ComplaintAnswer);
told!(ObligationState as "owed-state": Open, Breached, Met, MetLate);
told!(PersonalField as "seen": Iccid, Msisdn, Imsi, Eid, Document, ContactMsisdn, ContactEmail, RefundDestination, PickupAddress, Complaints);

#[cfg(test)]
mod tests {
    use super::*;

    // A message is named by the word the value has on the wire, so that one word serves everywhere.
    #[test]
    fn messages_are_named_by_the_wire() {
        assert_eq!(StepKind::RereadBeforeBar.message_key(), "step-reread-before-bar");
        assert_eq!(RefusalCode::DateInPast.message_key(), "refusal-date-in-past");
        assert_eq!(Way::WhatsApp.message_key(), "way-whats-app");
    }
}
