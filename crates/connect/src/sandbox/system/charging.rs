//! `charging`: quota, balances and usage. *Source*: 3GPP TS 32.296 for what an online charging system keeps.

use jiff::Timestamp;
use masalama_core::effect::{Effect, EffectKind, Evidence, Item, ItemKind, RejectedWhy, Usage};

use super::{Answered, NotDone, done, not_offered, proof, refused};
use crate::http::wire::Asked;
use crate::sandbox::state::{Charging, Collection, LineState, UsageRecord};

pub(super) fn perform(line: &mut LineState, asked: &Asked, now: Timestamp) -> Answered {
    match &asked.effect {
        Effect::CollectUsage { since, charge_stop } => collect(&mut line.charging, *since, *charge_stop, now),
        Effect::CollectLateUsage { charge_stop } => collect_late(&mut line.charging, *charge_stop, now),
        Effect::Plain(kind) => plain(line, *kind, asked, now),
        Effect::Tell { .. }
        | Effect::BookPickup { .. }
        | Effect::IssueFinalBill { .. }
        | Effect::PostDeviceFee { .. }
        | Effect::PayRefund { .. }
        | Effect::ReleaseNumber { .. }
        | Effect::SuspendLine { .. } => not_offered(),
    }
}

fn plain(line: &mut LineState, kind: EffectKind, asked: &Asked, now: Timestamp) -> Answered {
    if kind == EffectKind::ProveDead {
        return prove_dead(&line.charging, now);
    }
    if kind == EffectKind::CloseCharging {
        line.charging.closed_at.get_or_insert(asked.at);
        line.charging.stopped_at.get_or_insert(asked.at);
        line.charging.open_sessions = 0;
        return done("CLO", asked);
    }
    if line.charging.closed_at.is_some() {
        return refused("the charging account is closed");
    }
    if kind == EffectKind::StopCharging {
        line.charging.stopped_at.get_or_insert(asked.at);
        done("STP", asked)
    } else if kind == EffectKind::ResumeCharging {
        line.charging.stopped_at = None;
        line.open_sessions_if_allowed();
        done("RSM", asked)
    } else if kind == EffectKind::PurgeSessions {
        line.charging.open_sessions = 0;
        done("PRG", asked)
    } else if kind == EffectKind::UnfreezeBalance {
        line.charging.frozen = None;
        line.charging.collection = None;
        done("UNF", asked)
    } else {
        not_offered()
    }
}

fn prove_dead(charging: &Charging, now: Timestamp) -> Answered {
    if charging.closed_at.is_none() {
        return Err(NotDone::Rejected(RejectedWhy::LineIsThere, "the charging account is open"));
    }
    proof("sandbox-ocs-1", now, "is the account closed, and is quota given?", "account closed; quota refused")
}

/// Collects what is reported by now, and freezes a prepaid balance.
fn collect(charging: &mut Charging, since: Timestamp, charge_stop: Timestamp, now: Timestamp) -> Answered {
    let reported = |record: &&UsageRecord| record.reported_at <= now;
    let after_request =
        charging.usage.iter().filter(reported).filter(|r| r.at >= since && r.at <= charge_stop);
    let after_charge_stop = charging.usage.iter().filter(reported).filter(|r| r.at > charge_stop);
    let usage = Usage {
        after_request: after_request.map(item).collect(),
        after_charge_stop: after_charge_stop.map(item).collect(),
        late: Vec::new(),
        frozen_balance: charging.balance_at(now),
    };
    charging.frozen = usage.frozen_balance;
    let collected = reported_places(charging, now);
    charging.collection = Some(Collection { charge_stop, collected });
    Ok(Evidence::Usage(usage))
}

/// Collects what was reported and not collected before.
fn collect_late(charging: &mut Charging, charge_stop: Timestamp, now: Timestamp) -> Answered {
    let reported = reported_places(charging, now);
    let before = charging.collection.take().map(|collection| collection.collected).unwrap_or_default();
    let fresh = reported.iter().filter(|place| !before.contains(place));
    let (late, after): (Vec<_>, Vec<_>) =
        fresh.filter_map(|place| charging.usage.get(*place)).partition(|record| record.at <= charge_stop);
    let usage = Usage {
        frozen_balance: charging.frozen,
        after_request: Vec::new(),
        after_charge_stop: after.into_iter().map(item).collect(),
        late: late.into_iter().map(item).collect(),
    };
    charging.collection = Some(Collection { charge_stop, collected: reported });
    Ok(Evidence::Usage(usage))
}

/// The places of the records that are reported by now.
fn reported_places(charging: &Charging, now: Timestamp) -> Vec<usize> {
    let records = charging.usage.iter().enumerate();
    records.filter(|(_, record)| record.reported_at <= now).map(|(place, _)| place).collect()
}

fn item(record: &UsageRecord) -> Item {
    Item { kind: ItemKind::Usage, amount: record.amount, dated: record.at, reference: None }
}
