//! What a case is made of: a line, a request, a policy and the systems there are.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use masalama_core::calendar::{Calendar, Period, Weekend, Zone};
use masalama_core::case::{Case, CaseId};
use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::effect::EffectKind;
use masalama_core::identity::{DocumentKind, DocumentRules, Iccid, IdDocument, Imsi, Msisdn};
use masalama_core::landscape::{Class, Landscape, Offer, Reach, System, SystemKind, SystemName};
use masalama_core::line::{
    Contract, Device, DeviceKind, Line, LineFacts, LineKind, LineNumbers, LineStatus, OperatorId, Owner,
};
use masalama_core::money::{Currency, Money};
use masalama_core::policy::{
    DuesRule, LateRule, NumberFate, Origin, Policy, PolicyRef, Sourced, Status, SuspendTerms, Terms,
    UsageRule,
};
use masalama_core::record::{Actor, Fact, Record, StaffName};
use masalama_core::request::{
    Channel, Claim, ClaimedDate, Language, Reason, Received, RefundMethod, Request,
};

/// When every request of these tests comes in.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

pub(crate) fn omr(minor: i64) -> Money {
    Money::new(minor, Currency::OMR)
}

pub(crate) fn staff(name: &str) -> Actor {
    Actor::Staff(StaffName::try_from(name.to_owned()).unwrap())
}

/// What one case is about; each test changes what it is about and leaves the rest.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) line: Line,
    pub(crate) request: Request,
    pub(crate) policy: Policy,
    pub(crate) landscape: Landscape,
}

impl World {
    pub(crate) fn prepaid() -> Self {
        Self {
            line: line(LineKind::Prepaid),
            request: request(),
            policy: policy(LineKind::Prepaid),
            landscape: landscape(),
        }
    }

    pub(crate) fn postpaid() -> Self {
        let mut world = Self {
            line: line(LineKind::Postpaid),
            request: request(),
            policy: policy(LineKind::Postpaid),
            landscape: landscape(),
        };
        world.policy.terms.notice = binding(Period::Months(2));
        world
    }

    /// Every kind of line the tests go through, with a name for what failed.
    pub(crate) fn all() -> Vec<(&'static str, Self)> {
        let change = |mut world: Self, change: fn(&mut Self)| {
            change(&mut world);
            world
        };
        vec![
            ("prepaid", Self::prepaid()),
            ("prepaid for data only", change(Self::prepaid(), Self::make_data_only)),
            ("prepaid eSIM", change(Self::prepaid(), |world| world.line.facts.esim = true)),
            ("postpaid", Self::postpaid()),
            ("postpaid with devices", change(Self::postpaid(), Self::add_devices)),
            ("postpaid, dues gate", change(Self::postpaid(), Self::let_dues_gate)),
            (
                "postpaid eSIM with devices, dues gate",
                change(Self::postpaid(), |world| {
                    world.add_devices();
                    world.let_dues_gate();
                    world.line.facts.esim = true;
                }),
            ),
            ("by hand", change(Self::postpaid(), Self::make_by_hand)),
        ]
    }

    pub(crate) fn make_data_only(&mut self) {
        self.line.facts.data_only = true;
        self.line.numbers.msisdn = None;
    }

    pub(crate) fn add_devices(&mut self) {
        self.line.facts.devices = vec![
            Device { kind: DeviceKind::Router, label: "router-1".to_owned() },
            Device { kind: DeviceKind::Tablet, label: "tablet-1".to_owned() },
        ];
    }

    pub(crate) fn let_dues_gate(&mut self) {
        self.policy.terms.dues = binding(DuesRule::Gate);
    }

    /// Staff works every system but the operator's records.
    pub(crate) fn make_by_hand(&mut self) {
        for system in &mut self.landscape.systems {
            if system.kind != SystemKind::Inventory {
                system.reach = Reach::ByHand;
            }
        }
    }

    /// Every effect is of this class.
    pub(crate) fn with_class(mut self, class: Class) -> Self {
        for system in &mut self.landscape.systems {
            for offer in &mut system.offers {
                offer.class = class;
            }
        }
        self
    }

    /// Nobody offers this effect.
    pub(crate) fn without(mut self, effects: &[EffectKind]) -> Self {
        for system in &mut self.landscape.systems {
            system.offers.retain(|offer| !effects.contains(&offer.effect));
        }
        self
    }

    pub(crate) fn received(&self) -> Received {
        let lapses_on = self.policy.calendar.after(self.policy.calendar.today(start()), Period::Days(7));
        Received {
            request: self.request.sealed(&key()),
            received_at: start(),
            lapses_at: self.policy.calendar.end_of(lapses_on),
            sandbox: true,
        }
    }

    /// The first record of its case.
    pub(crate) fn first_record(&self) -> Record {
        Record { seq: 1, at: start(), by: Actor::Subscriber, fact: Fact::Received(Box::new(self.received())) }
    }

    pub(crate) fn opened(&self) -> Case {
        Case::opened(case_id(), &self.first_record()).unwrap()
    }
}

pub(crate) fn key() -> CaseKey {
    CaseKey::new([3; 32])
}

pub(crate) fn case_id() -> CaseId {
    CaseId::new(start(), [9; 32])
}

pub(crate) fn binding<T>(value: T) -> Sourced<T> {
    Sourced {
        value,
        origin: Origin::OperatorTerms,
        source: "terms invented for tests".to_owned(),
        checked_on: date(2026, 11, 1),
        status: Status::Verified,
    }
}

pub(crate) fn document(number: &str) -> IdDocument {
    IdDocument::parse(DocumentKind::Passport, number, &DocumentRules::default()).unwrap()
}

pub(crate) const ACTIVATED_ON: Date = date(2024, 3, 1);

fn line(kind: LineKind) -> Line {
    let postpaid = kind == LineKind::Postpaid;
    Line {
        numbers: LineNumbers {
            iccid: Iccid::parse("8996800123456789018").unwrap(),
            imsi: Imsi::parse("422020000000017").unwrap(),
            msisdn: Some(Msisdn::parse("+96892123456").unwrap()),
            eid: None,
        },
        owner: Owner {
            document: document("AB1234567"),
            contact_msisdn: Some(Msisdn::parse("+96892654321").unwrap()),
            contact_email: None,
        },
        facts: LineFacts {
            operator: OperatorId::try_from("sandbox-muscat".to_owned()).unwrap(),
            kind,
            data_only: false,
            esim: false,
            activated_on: ACTIVATED_ON,
            purchased_on: Some(date(2024, 2, 27)),
            status: LineStatus::Active,
            balance: (!postpaid).then(|| omr(12_345)),
            recurring_plan: None,
            contract: postpaid.then(|| Contract {
                starts_on: ACTIVATED_ON,
                minimum_until: date(2026, 3, 1),
                monthly: omr(15_000),
                deposit: omr(50_000),
            }),
            devices: Vec::new(),
            port_pending: false,
            legal_hold: false,
        },
    }
}

fn request() -> Request {
    let line = line(LineKind::Prepaid);
    Request {
        claim: Claim {
            iccid: line.numbers.iccid,
            document: line.owner.document,
            date: ClaimedDate::ActivatedOn(ACTIVATED_ON),
            contact_msisdn: line.owner.contact_msisdn,
            contact_email: None,
        },
        channel: Channel::Portal,
        reason: Reason::LeavingCountry,
        wanted_on: None,
        language: Language::En,
    }
}

fn policy(kind: LineKind) -> Policy {
    let weekend = Weekend::new([jiff::civil::Weekday::Friday, jiff::civil::Weekday::Saturday]).unwrap();
    Policy {
        policy: PolicyRef {
            id: "om/sandbox-muscat.prepaid".to_owned(),
            version: 1,
            hash: Digest::of(&[b"pack"]),
        },
        operator: OperatorId::try_from("sandbox-muscat".to_owned()).unwrap(),
        kind,
        effective_from: date(2026, 1, 1),
        country: "OM".to_owned(),
        calendar: Calendar::new(Zone::named("Asia/Muscat").unwrap(), weekend, [].into()).unwrap(),
        final_bill_within: Some(Period::Days(15)),
        terms: terms(),
    }
}

fn terms() -> Terms {
    Terms {
        dues: binding(DuesRule::Apart),
        notice: binding(Period::Days(0)),
        cooling_off: binding(Period::Days(1)),
        expected: binding(Period::Days(2)),
        lapse: binding(Period::Days(7)),
        late_usage: binding(Period::Days(60)),
        quarantine: binding(Period::Months(6)),
        number_goes_to: binding(NumberFate::Pool),
        device_deadline: binding(Period::Days(30)),
        device_fee: binding(omr(15_000)),
        refund_methods: binding(vec![RefundMethod::OriginalInstrument, RefundMethod::CashAtShop]),
        refund_within: binding(Period::Days(14)),
        refund_held_back: binding(omr(2_000)),
        refund_balance: binding(true),
        usage_after_request: binding(UsageRule::Bill),
        late_charges: binding(LateRule::BookAgainstHeldBack),
        refund_change_wait: None,
        keep_personal: binding(Period::Months(24)),
        offer: None,
        suspend: Some(binding(SuspendTerms { longest: Period::Months(6), monthly_fee: omr(500) })),
    }
}

/// The systems of a whole operator, most of them in the class their kind usually has.
fn landscape() -> Landscape {
    use SystemKind as S;
    let kinds = [
        S::Inventory,
        S::Hlr,
        S::Hss,
        S::Charging,
        S::Billing,
        S::Numbering,
        S::Esim,
        S::Logistics,
        S::Payout,
        S::Messaging,
    ];
    let systems = kinds.map(|kind| System {
        name: SystemName::parse(kind.as_str()).unwrap(),
        kind,
        reach: Reach::Connector,
        offers: kind
            .usual_effects()
            .iter()
            .map(|effect| Offer { effect: *effect, class: usual_class(*effect) })
            .collect(),
    });
    Landscape { systems: systems.to_vec() }
}

fn usual_class(effect: EffectKind) -> Class {
    match effect {
        EffectKind::PayRefund | EffectKind::IssueFinalBill | EffectKind::CollectUsage => Class::Keyed,
        EffectKind::DeleteSubscriber | EffectKind::ReleaseProfile | EffectKind::ReleaseNumber => {
            Class::Askable
        }
        EffectKind::CancelPickup => Class::Once,
        _ => Class::Idempotent,
    }
}
