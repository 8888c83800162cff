//! `logistics`, `payout` and `messaging`: couriers, money on its way, and words to the person.

use jiff::{SignedDuration, Timestamp};
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, EffectKind, Evidence, Finding};
use masalama_core::line::Line;
use masalama_core::money::Money;
use masalama_core::request::{RefundMethod, ReturnWay};

use super::{Answered, NotDone, done, invalid, not_offered, reference};
use crate::http::wire::Asked;
use crate::sandbox::state::{LineState, Pickup, Place};

/// A bank takes a day.
const BANK_TAKES: SignedDuration = SignedDuration::from_hours(24);
/// How soon to ask the bank again.
const BANK_AGAIN_S: u32 = 24 * 3600;

pub(super) fn perform(line: &mut LineState, asked: &Asked) -> Answered {
    match &asked.effect {
        Effect::BookPickup { way: ReturnWay::Courier { on, from_hour } } => {
            if asked.pickup_address.is_none() {
                return invalid("a courier needs an address");
            }
            if *from_hour > 23 {
                return invalid("there is no such hour");
            }
            let reference = reference("PCK", asked);
            line.pickup = Some(Pickup { on: *on, from_hour: *from_hour, reference });
            done("PCK", asked)
        }
        Effect::BookPickup { way: ReturnWay::Shop } => {
            invalid("nobody is sent for what is brought to a shop")
        }
        Effect::Plain(EffectKind::CancelPickup) => {
            line.pickup = None;
            done("PCX", asked)
        }
        Effect::Plain(EffectKind::SendDeviceBack) => {
            for bound in &mut line.devices {
                bound.place = Place::WithPerson;
            }
            done("SND", asked)
        }
        Effect::Plain(_)
        | Effect::Tell { .. }
        | Effect::CollectUsage { .. }
        | Effect::IssueFinalBill { .. }
        | Effect::PostDeviceFee { .. }
        | Effect::PayRefund { .. }
        | Effect::CollectLateUsage { .. }
        | Effect::ReleaseNumber { .. }
        | Effect::SuspendLine { .. } => not_offered(),
    }
}

/// Takes a payment order; the money itself is written down by [`payout_ordered`].
pub(super) fn pay(asked: &Asked) -> Answered {
    let Effect::PayRefund { amount, method } = &asked.effect else { return not_offered() };
    if !amount.is_positive() {
        return invalid("there is nothing to pay");
    }
    match method {
        // Without an account the bank pays to the one on file; without a line there is none to pay to.
        RefundMethod::OtherLine if asked.refund_destination.is_none() => {
            invalid("which line is it to go to?")
        }
        RefundMethod::BankTransfer => Err(NotDone::Pending { ask_after_s: BANK_AGAIN_S }),
        RefundMethod::OriginalInstrument | RefundMethod::OtherLine | RefundMethod::CashAtShop => {
            done("PAY", asked)
        }
    }
}

/// The amount of a payment order and when the money arrives.
pub(in crate::sandbox) fn payout_ordered(
    asked: &Asked,
    now: Timestamp,
) -> Option<(Money, RefundMethod, Timestamp)> {
    let Effect::PayRefund { amount, method } = &asked.effect else { return None };
    let arrives_at = match method {
        RefundMethod::BankTransfer => now.saturating_add(BANK_TAKES).unwrap_or(Timestamp::MAX),
        RefundMethod::OriginalInstrument | RefundMethod::OtherLine | RefundMethod::CashAtShop => now,
    };
    Some((*amount, *method, arrives_at))
}

/// How far is a payment that was ordered under this key?
pub(in crate::sandbox) fn payout_found(
    asked: &Asked,
    arrives_at: Timestamp,
    now: Timestamp,
) -> Finding<Line> {
    if arrives_at > now {
        return Finding::Pending { ask_after_s: BANK_AGAIN_S };
    }
    Finding::Done(Evidence::Reference(Detail::of(&reference("PAY", asked))))
}

/// Tells the person. Who left no number is written to by post.
pub(super) fn tell(asked: &Asked) -> Answered {
    match asked.effect {
        Effect::Tell { .. } => done("MSG", asked),
        Effect::Plain(_)
        | Effect::BookPickup { .. }
        | Effect::CollectUsage { .. }
        | Effect::IssueFinalBill { .. }
        | Effect::PostDeviceFee { .. }
        | Effect::PayRefund { .. }
        | Effect::CollectLateUsage { .. }
        | Effect::ReleaseNumber { .. }
        | Effect::SuspendLine { .. } => not_offered(),
    }
}
