//! Devices bound to the contract: picked up by a courier or brought to a shop, scanned when they come, charged for when they do not.

use super::{Branch, Definition, Do, PointOfReturn, StepKind, Work, plain, settled};
use crate::case::Case;
use crate::effect::{Effect, EffectKind};
use crate::money::Money;
use crate::plan::Hand;
use crate::record::{SkippedWhy, StepIndex};
use crate::request::ReturnWay;

pub(super) const ARRANGE_RETURN: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::ByHand(Hand::Subscriber),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: arrange,
    judge: settled,
};

pub(super) const BOOK_PICKUP: Definition = Definition {
    branch: Branch::Preparation,
    work: Work::Effect { kind: EffectKind::BookPickup, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: Some(StepKind::CancelPickup),
    go: book,
    judge: settled,
};

pub(super) const RETURN_DEVICES: Definition = Definition {
    branch: Branch::Money,
    work: Work::ByHand(Hand::Staff),
    returns: PointOfReturn::Reversible,
    undone_by: Some(StepKind::SendDeviceBack),
    go: await_devices,
    judge: settled,
};

pub(super) const CHARGE_DEVICE_FEE: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::PostDeviceFee, needed: false },
    returns: PointOfReturn::Soft,
    undone_by: None,
    go: charge,
    judge: settled,
};

pub(super) const CANCEL_PICKUP: Definition =
    plain(Branch::Retract, EffectKind::CancelPickup, false, PointOfReturn::Reversible);

pub(super) const SEND_DEVICE_BACK: Definition =
    plain(Branch::Retract, EffectKind::SendDeviceBack, false, PointOfReturn::Reversible);

/// How long the person has: from the charge stop, to the end of the last day.
fn deadline(case: &Case) -> Option<jiff::Timestamp> {
    let rules = case.plan.rules.as_ref()?;
    Some(rules.ends_after(case.charge_stop?, rules.device_deadline))
}

impl Case {
    /// The last day on which devices may come back without a fee, as far as it is known: from the day service ends, which is not before now.
    #[must_use]
    pub fn return_until(&self, now: jiff::Timestamp) -> Option<jiff::civil::Date> {
        let rules = self.plan.rules.as_ref()?;
        let planned = || Some(rules.zone.start_of(self.plan.effective_on?).max(now));
        let ends_at = self.charge_stop.or_else(planned)?;
        Some(rules.date_after(ends_at, rules.device_deadline))
    }
}

/// Who brings a device without arranging it has nothing left to arrange.
fn arrange(case: &Case, _: StepIndex) -> Do {
    if case.all_done(StepKind::ReturnDevices) {
        return Do::Skip(SkippedWhy::NothingToReturn);
    }
    deadline(case).map_or(Do::ByHand { due: None }, Do::ByHandUntil)
}

fn book(case: &Case, _: StepIndex) -> Do {
    if case.all_done(StepKind::ReturnDevices) {
        return Do::Skip(SkippedWhy::NothingToReturn);
    }
    match case.choices.device_return {
        Some(way @ ReturnWay::Courier { .. }) => Do::Effect(Effect::BookPickup { way }),
        Some(ReturnWay::Shop) => Do::Skip(SkippedWhy::NoCourier),
        None => Do::Skip(SkippedWhy::NotTakenUp),
    }
}

fn await_devices(case: &Case, _: StepIndex) -> Do {
    deadline(case).map_or(Do::ByHand { due: expected(case) }, Do::ByHandUntil)
}

/// When the devices will be due while nothing is cut yet: the deadline counted from the day the line is to end.
fn expected(case: &Case) -> Option<jiff::Timestamp> {
    let (rules, on) = (case.plan.rules.as_ref()?, case.plan.effective_on?);
    Some(rules.ends_after(rules.zone.start_of(on), rules.device_deadline))
}

/// The fee that will be asked, while it can still be waived.
pub(crate) fn undecided_fee(case: &Case) -> Option<Money> {
    let is_open = |(_, state): (_, &crate::case::StepState)| !state.is_settled() && !state.has_begun();
    let is_undecided = case.of_kind(StepKind::ChargeDeviceFee).any(is_open)
        && !case.device_fee_waived
        && !case.all_done(StepKind::ReturnDevices);
    let (rules, snapshot) = (case.plan.rules.as_ref()?, case.snapshot.as_ref()?);
    let fee = rules.device_fee.filter(|_| is_undecided)?;
    let fees = snapshot.facts.devices.iter().map(|_| fee);
    Money::sum(fee.currency(), fees).ok().filter(|sum| sum.is_positive())
}

fn charge(case: &Case, _: StepIndex) -> Do {
    let returned = case.all_done(StepKind::ReturnDevices);
    let (Some(rules), Some(snapshot)) = (&case.plan.rules, &case.snapshot) else {
        return Do::Contradiction("no plan is known");
    };
    let Some(fee) = rules.device_fee else { return Do::Skip(SkippedWhy::NothingToPay) };
    if returned || snapshot.facts.devices.is_empty() {
        return Do::Skip(SkippedWhy::NothingToReturn);
    }
    if case.device_fee_waived {
        return Do::Skip(SkippedWhy::Waived);
    }
    match Money::sum(fee.currency(), snapshot.facts.devices.iter().map(|_| fee)) {
        Ok(amount) if amount.is_positive() => Do::Effect(Effect::PostDeviceFee { amount }),
        Ok(_) => Do::Skip(SkippedWhy::NothingToPay),
        Err(_) => Do::Contradiction("the device fee is too large to add up"),
    }
}
