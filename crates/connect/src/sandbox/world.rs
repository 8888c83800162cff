//! What happens to a line in the world outside, so that tests and the demo can let it happen.

use jiff::Timestamp;
use masalama_core::identity::{Iccid, IdDocument, Imsi, Msisdn};
use masalama_core::line::LINE_ITEMS_MAX;
use masalama_core::money::Money;
use serde::{Deserialize, Serialize};

use super::fault::SandboxFault;
use super::state::{IssuedBill, LineState, NumberUse, Place, Profile, Row, UsageRecord};

/// Something that happens to a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Happening {
    /// The person pays all that is open: bills, the final bill, a device fee.
    PaysDues,
    /// Another bill is issued.
    BillIssued {
        /// For how much.
        amount: Money,
    },
    /// A device is handed in at a shop, or the courier brings it there.
    DeviceArrives {
        /// Its label.
        label: String,
    },
    /// The device with the eSIM comes online.
    DeviceOnline,
    /// The person pays into a prepaid line.
    TopsUp {
        /// How much.
        amount: Money,
    },
    /// The line is used.
    Used {
        /// What it costs.
        amount: Money,
        /// When it was used; now when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        /// When it is reported; now when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reported_at: Option<Timestamp>,
        /// Abroad? Partners report late, and some serve a line that they should not.
        roaming: bool,
    },
    /// The person gets another card for the line.
    SimSwapped {
        /// The new card.
        iccid: Iccid,
    },
    /// The line gets another subscription.
    ImsiChanged {
        /// The new one.
        imsi: Imsi,
    },
    /// The line gets another number, or its first.
    MsisdnChanged {
        /// The new one.
        msisdn: Msisdn,
    },
    /// The line goes over to another holder.
    OwnerChanged {
        /// His paper.
        document: IdDocument,
    },
    /// Another operator asks for the number.
    PortStarted,
    /// He takes that back.
    PortStopped,
    /// A court or authority orders the line to be left alone.
    LegalHoldSet,
    /// It takes that back.
    LegalHoldLifted,
    /// Somebody creates the deleted subscription anew: the line came back.
    SubscriberRecreated,
}

impl Happening {
    /// Lets it happen at `now`.
    pub(super) fn happen_to(self, line: &mut LineState, now: Timestamp) -> Result<(), SandboxFault> {
        match self {
            Self::PaysDues => pay_dues(line, now),
            Self::BillIssued { amount } => issue_bill(line, amount, now)?,
            Self::DeviceArrives { label } => {
                let mut bound = line.devices.iter_mut();
                let found = bound.find(|bound| bound.device.label == label);
                found.ok_or(SandboxFault::CannotHappen("it has no such device"))?.place = Place::AtShop;
            }
            Self::DeviceOnline => match line.card.profile {
                Some(Profile::ReleaseOrdered { .. }) => {
                    line.card.profile = Some(Profile::Released { at: now });
                }
                Some(Profile::Enabled | Profile::Released { .. }) => {}
                None => return Err(SandboxFault::CannotHappen("it is a plastic card")),
            },
            Self::TopsUp { amount } => top_up(line, amount)?,
            Self::Used { amount, at, reported_at, roaming } => {
                let (at, reported_at) = (at.unwrap_or(now), reported_at.unwrap_or(now));
                use_line(line, UsageRecord { at, reported_at, amount, roaming }, now)?;
            }
            Self::SimSwapped { iccid } => line.numbers.iccid = iccid,
            Self::ImsiChanged { imsi } => line.numbers.imsi = imsi,
            Self::MsisdnChanged { msisdn } => {
                line.number.get_or_insert(NumberUse::Assigned);
                line.numbers.msisdn = Some(msisdn);
            }
            Self::OwnerChanged { document } => line.owner.document = document,
            Self::PortStarted => line.port_pending = true,
            Self::PortStopped => line.port_pending = false,
            Self::LegalHoldSet => line.legal_hold = true,
            Self::LegalHoldLifted => line.legal_hold = false,
            Self::SubscriberRecreated => recreate(line, now)?,
        }
        Ok(())
    }
}

fn pay_dues(line: &mut LineState, now: Timestamp) {
    let account = &mut line.account;
    let bills = account.bills.iter_mut().chain(&mut account.final_bill).chain(&mut account.device_fee);
    for bill in bills.filter(|bill| bill.amount.is_positive()) {
        bill.paid_at.get_or_insert(now);
    }
}

fn issue_bill(line: &mut LineState, amount: Money, now: Timestamp) -> Result<(), SandboxFault> {
    if !amount.is_positive() || amount.currency() != line.currency() {
        return Err(SandboxFault::CannotHappen("a bill is a positive amount in the line's currency"));
    }
    if line.account.bills.len() >= LINE_ITEMS_MAX {
        return Err(SandboxFault::CannotHappen("it has too many bills"));
    }
    let number = format!("INV-X-{}", line.account.bills.len() + 1);
    line.account.bills.push(IssuedBill { number, issued_at: now, amount, paid_at: None });
    Ok(())
}

fn top_up(line: &mut LineState, amount: Money) -> Result<(), SandboxFault> {
    let Some(paid_in) = line.charging.paid_in else {
        return Err(SandboxFault::CannotHappen("it is not prepaid"));
    };
    if !amount.is_positive() || line.charging.frozen.is_some() || line.charging.closed_at.is_some() {
        return Err(SandboxFault::CannotHappen("its balance takes nothing in"));
    }
    let sum = paid_in.checked_add(amount);
    line.charging.paid_in = Some(sum.map_err(|_| SandboxFault::CannotHappen("the amounts do not add up"))?);
    Ok(())
}

fn use_line(line: &mut LineState, record: UsageRecord, now: Timestamp) -> Result<(), SandboxFault> {
    let has_quota = line.charging.stopped_at.is_none_or(|stop| record.at < stop);
    if !has_quota && !record.roaming {
        return Err(SandboxFault::CannotHappen("it has no quota, and only a partner abroad would serve it"));
    }
    if !record.amount.is_positive() || record.amount.currency() != line.currency() {
        return Err(SandboxFault::CannotHappen("usage is a positive amount in the line's currency"));
    }
    if record.at > now || record.reported_at < record.at {
        return Err(SandboxFault::CannotHappen("usage is reported after it was, and was before now"));
    }
    if line.charging.usage.len() >= LINE_ITEMS_MAX {
        return Err(SandboxFault::CannotHappen("it has too many records of usage"));
    }
    line.charging.usage.push(record);
    Ok(())
}

fn recreate(line: &mut LineState, now: Timestamp) -> Result<(), SandboxFault> {
    if line.hlr.row.is_some() && line.hss.row.is_some() {
        return Err(SandboxFault::CannotHappen("its subscription was not deleted"));
    }
    for register in [&mut line.hlr, &mut line.hss] {
        register.row.get_or_insert(Row { created_at: now, bar: None });
        register.served_by.clone_from(&register.camps_on);
    }
    Ok(())
}
