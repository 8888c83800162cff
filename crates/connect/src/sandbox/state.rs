//! All that the sandbox operator knows of one line, in every system it plays.
//!
//! What was asked and answered is not in here but in the [effect log](super::effect_log): so undoing an effect gives back the same bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::line::{
    Contract, Device, Line, LineFacts, LineKind, LineNumbers, LineStatus, OperatorId, Owner,
};
use masalama_core::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Everything about one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineState {
    pub(super) operator: OperatorId,
    pub(super) kind: LineKind,
    pub(super) data_only: bool,
    pub(super) numbers: LineNumbers,
    pub(super) owner: Owner,
    pub(super) activated_on: Date,
    pub(super) purchased_on: Option<Date>,
    pub(super) port_pending: bool,
    pub(super) legal_hold: bool,
    pub(super) suspended_until: Option<Date>,
    pub(super) card: Card,
    pub(super) hlr: Register,
    pub(super) hss: Register,
    pub(super) number: Option<NumberUse>,
    pub(super) charging: Charging,
    pub(super) account: Account,
    pub(super) devices: Vec<BoundDevice>,
    pub(super) pickup: Option<Pickup>,
}

/// The card or profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Card {
    pub(super) retired_at: Option<Timestamp>,
    /// An eSIM's profile; a plastic card has none.
    pub(super) profile: Option<Profile>,
}

/// An eSIM profile on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Profile {
    Enabled,
    /// Deleted as soon as the device is reached.
    ReleaseOrdered {
        at: Timestamp,
    },
    Released {
        at: Timestamp,
    },
}

/// A home register (HLR or HSS): the row, and the nodes that serve the line by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    pub(super) row: Option<Row>,
    pub(super) served_by: Vec<String>,
    /// Where the device attaches as soon as it may.
    pub(super) camps_on: Vec<String>,
}

/// The row with the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) created_at: Timestamp,
    pub(super) bar: Option<Barring>,
}

/// A bar set by the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Barring {
    pub(super) since: Timestamp,
    pub(super) circuit_switched: Allowed,
    pub(super) packet_switched: Allowed,
    pub(super) emergency: Allowed,
}

/// May it be used?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Allowed {
    On,
    Off,
}

/// What the number is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum NumberUse {
    Assigned,
    Held { since: Timestamp },
    Released { at: Timestamp },
}

/// The charging account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Charging {
    pub(super) closed_at: Option<Timestamp>,
    pub(super) stopped_at: Option<Timestamp>,
    /// Prepaid: what was paid in; usage is taken from it as it is reported.
    pub(super) paid_in: Option<Money>,
    pub(super) frozen: Option<Money>,
    pub(super) recurring: Option<RecurringPlan>,
    pub(super) open_sessions: u8,
    /// How many sessions the device opens as soon as it may.
    pub(super) usual_sessions: u8,
    pub(super) usage: Vec<UsageRecord>,
    pub(super) collection: Option<Collection>,
}

/// A recurring plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecurringPlan {
    pub(super) name: String,
    pub(super) monthly: Money,
    pub(super) renews_on_day: u8,
}

/// Usage once, and when the network that served it reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageRecord {
    pub(super) at: Timestamp,
    pub(super) reported_at: Timestamp,
    pub(super) amount: Money,
    pub(super) roaming: bool,
}

/// How far usage was collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Collection {
    pub(super) charge_stop: Timestamp,
    /// The places of the records that were collected; records are only ever added.
    pub(super) collected: Vec<usize>,
}

/// The account with billing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) contract: Option<Contract>,
    /// Postpaid: the first day that is on no bill yet.
    pub(super) billed_until: Option<Date>,
    pub(super) bills: Vec<IssuedBill>,
    pub(super) instalments: Option<Money>,
    /// What was paid for a final bill that was taken back.
    pub(super) credit: Option<Money>,
    pub(super) final_bill: Option<IssuedBill>,
    pub(super) device_fee: Option<IssuedBill>,
    pub(super) closed_at: Option<Timestamp>,
}

/// A bill that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuedBill {
    pub(super) number: String,
    pub(super) issued_at: Timestamp,
    pub(super) amount: Money,
    pub(super) paid_at: Option<Timestamp>,
}

/// A device of the contract, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundDevice {
    pub(super) device: Device,
    pub(super) place: Place,
}

/// Where a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    WithPerson,
    AtShop,
}

/// A courier's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pickup {
    pub(super) on: Date,
    pub(super) from_hour: u8,
    pub(super) reference: String,
}

impl Register {
    /// A row since `created_at`, the device attached to `nodes`.
    pub(super) fn attached(created_at: Timestamp, nodes: Vec<String>) -> Self {
        Self { row: Some(Row { created_at, bar: None }), served_by: nodes.clone(), camps_on: nodes }
    }

    fn is_barred(&self) -> bool {
        self.row.is_some_and(|row| row.bar.is_some())
    }
}

impl Charging {
    /// Prepaid: what is left at `now`, by the usage reported until then.
    pub(super) fn balance_at(&self, now: Timestamp) -> Option<Money> {
        if let Some(frozen) = self.frozen {
            return Some(frozen);
        }
        let paid_in = self.paid_in?;
        let used: i64 = self
            .usage
            .iter()
            .filter(|record| {
                record.reported_at <= now && self.stopped_at.is_none_or(|stop| record.at <= stop)
            })
            .map(|record| record.amount.minor())
            .sum();
        Some(Money::new((paid_in.minor() - used).max(0), paid_in.currency()))
    }
}

impl LineState {
    /// The currency of its money.
    pub(super) fn currency(&self) -> Currency {
        let contract = self.account.contract.as_ref().map(|contract| contract.monthly);
        self.charging.paid_in.or(contract).map_or(Currency::OMR, |money| money.currency())
    }

    /// As a system would see it that wrongly believes the line has ended.
    pub(super) fn pass_for_ended(&mut self, now: Timestamp) {
        for register in [&mut self.hlr, &mut self.hss] {
            register.row = None;
            register.served_by.clear();
        }
        self.charging.closed_at = Some(now);
    }

    fn status(&self) -> LineStatus {
        if self.card.retired_at.is_some() || (self.hlr.row.is_none() && self.hss.row.is_none()) {
            LineStatus::Ended
        } else if self.hlr.is_barred() || self.hss.is_barred() {
            LineStatus::Barred
        } else if self.suspended_until.is_some() {
            LineStatus::Suspended
        } else {
            LineStatus::Active
        }
    }

    /// A device that is served and given quota opens its data sessions by itself.
    pub(super) fn open_sessions_if_allowed(&mut self) {
        let is_barred = self.hlr.is_barred() || self.hss.is_barred();
        if !is_barred && self.charging.stopped_at.is_none() {
            self.charging.open_sessions = self.charging.usual_sessions;
        }
    }

    /// The line as the operator's records give it.
    pub(super) fn line(&self, now: Timestamp) -> Line {
        let to_return = self.devices.iter().filter(|bound| bound.place == Place::WithPerson);
        Line {
            numbers: self.numbers.clone(),
            owner: self.owner.clone(),
            facts: LineFacts {
                operator: self.operator.clone(),
                kind: self.kind,
                data_only: self.data_only,
                esim: self.card.profile.is_some(),
                activated_on: self.activated_on,
                purchased_on: self.purchased_on,
                status: self.status(),
                balance: self.charging.balance_at(now),
                recurring_plan: self.charging.recurring.as_ref().map(|plan| plan.name.clone()),
                contract: self.account.contract.clone(),
                devices: to_return.map(|bound| bound.device.clone()).collect(),
                port_pending: self.port_pending,
                legal_hold: self.legal_hold,
            },
        }
    }

    /// A line that came in from outside, in service unless it says otherwise. What the file does not say is empty.
    pub(super) fn of(line: Line, now: Timestamp) -> Self {
        let Line { numbers, owner, facts } = line;
        let gone = facts.status == LineStatus::Ended;
        let barred = facts.status == LineStatus::Barred;
        let register = |node: &str| {
            let mut register = Register::attached(now, vec![format!("{node}-{}-1", facts.operator)]);
            if gone {
                register = Register { row: None, served_by: Vec::new(), camps_on: Vec::new() };
            }
            if let Some(row) = register.row.as_mut().filter(|_| barred) {
                row.bar = Some(Barring::at(now));
            }
            register
        };
        let zero = facts.contract.as_ref().map(|contract| Money::zero(contract.monthly.currency()));
        let recurring = facts.recurring_plan.map(|name| RecurringPlan {
            name,
            monthly: facts.contract.as_ref().map_or(Money::zero(Currency::OMR), |contract| contract.monthly),
            renews_on_day: 1,
        });
        Self {
            hlr: register("vlr"),
            hss: register("mme"),
            number: numbers.msisdn.as_ref().map(|_| NumberUse::Assigned),
            kind: facts.kind,
            data_only: facts.data_only,
            activated_on: facts.activated_on,
            purchased_on: facts.purchased_on,
            port_pending: facts.port_pending,
            legal_hold: facts.legal_hold,
            suspended_until: None,
            card: Card { retired_at: gone.then_some(now), profile: facts.esim.then_some(Profile::Enabled) },
            charging: Charging {
                closed_at: gone.then_some(now),
                paid_in: (facts.kind == LineKind::Prepaid)
                    .then(|| facts.balance.or(zero).unwrap_or(Money::zero(Currency::OMR))),
                recurring,
                ..Charging::default()
            },
            account: Account {
                billed_until: facts.contract.as_ref().map(|_| super::system::month_start(now)),
                contract: facts.contract,
                ..Account::default()
            },
            devices: facts
                .devices
                .into_iter()
                .map(|device| BoundDevice { device, place: Place::WithPerson })
                .collect(),
            pickup: None,
            operator: facts.operator,
            numbers,
            owner,
        }
    }
}

impl Barring {
    /// Everything off but emergency calls.
    pub(super) fn at(since: Timestamp) -> Self {
        Self { since, circuit_switched: Allowed::Off, packet_switched: Allowed::Off, emergency: Allowed::On }
    }
}
