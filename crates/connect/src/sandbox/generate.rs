//! Invented lines, believable and always the same: the line's place and the sandbox's first instant decide everything.
//!
//! No line has a person's name. Numbers are well formed and may belong to real people by chance: nothing is ever sent to them.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use masalama_core::identity::{
    DocumentKind, DocumentRules, Eid, Email, Iccid, IdDocument, IdentityError, Imsi, Msisdn,
};
use masalama_core::line::{Contract, Device, DeviceKind, LineKind, LineNumbers, OperatorId, Owner};
use masalama_core::money::{Currency, Money};

use super::state::{
    Account, BoundDevice, Card, Charging, IssuedBill, LineState, NumberUse, Place, Profile, RecurringPlan,
    Register, UsageRecord,
};
use super::system::{day_start, local_date, month_start};

/// The operators the sandbox plays; each name says that it is one.
pub const OPERATORS: [&str; 3] = ["sandbox-muscat", "sandbox-salalah", "sandbox-sohar"];
/// The most lines that can be invented before numbers run out.
pub const LINES_MAX: u32 = 3_000_000;

/// Network codes of Oman, one for each operator. *Source*: ITU-T E.212, list of mobile network codes.
const NETWORKS: [&str; 3] = ["02", "03", "06"];
/// Where each operator's numbers begin, and where contact numbers do.
const NUMBER_RANGES: [&str; 3] = ["+96891", "+96895", "+96871"];
const CONTACT_RANGES: [&str; 2] = ["+96899", "+96892"];
/// A step that meets every number of a range of a million once, in no visible order.
const STRIDE: u64 = 618_033;
const RANGE: u64 = 1_000_000;

/// The line at this place.
pub(super) fn line(at: u32, start: Timestamp) -> Result<LineState, IdentityError> {
    let mut chance = Chance::of(at);
    let operator = usize::try_from(at % 3).unwrap_or(0);
    let data_only = at.is_multiple_of(2);
    let kind = if (at / 2) % 5 < 3 { LineKind::Prepaid } else { LineKind::Postpaid };
    let esim = chance.of_100(30);
    let numbers = numbers(at, operator, data_only && (at / 6).is_multiple_of(2), esim)?;
    let today = local_date(start);
    let activated_on = today.saturating_sub(i64::from(20 + chance.below(1_480)).days());
    let knows_purchase = kind == LineKind::Prepaid || chance.of_100(50);
    let purchased_on = knows_purchase.then(|| activated_on.saturating_sub(i64::from(chance.below(6)).days()));
    let created_at = day_start(activated_on);
    let is_on = !chance.of_100(10);
    let nodes = |node: &str, wanted: bool| {
        if is_on && wanted { vec![format!("{node}-{}-1", OPERATORS[operator])] } else { Vec::new() }
    };
    let mut served = nodes("vlr", !data_only);
    served.extend(nodes("sgsn", true));
    let owner = owner(at, &mut chance)?;
    let (charging, account, devices) = match kind {
        LineKind::Prepaid => (prepaid(data_only, start, &mut chance), Account::default(), Vec::new()),
        LineKind::Postpaid => postpaid(data_only, activated_on, start, at, &mut chance),
    };
    let sessions = u8::from(is_on);
    Ok(LineState {
        operator: OperatorId::try_from(OPERATORS[operator].to_owned()).expect("the names above are names"),
        kind,
        data_only,
        number: numbers.msisdn.as_ref().map(|_| NumberUse::Assigned),
        numbers,
        owner,
        activated_on,
        purchased_on,
        port_pending: false,
        legal_hold: false,
        suspended_until: None,
        card: Card { retired_at: None, profile: esim.then_some(Profile::Enabled) },
        hlr: Register::attached(created_at, served),
        hss: Register::attached(created_at, nodes("mme", true)),
        charging: Charging { open_sessions: sessions, usual_sessions: sessions, ..charging },
        account,
        devices,
        pickup: None,
    })
}

fn numbers(at: u32, operator: usize, numberless: bool, esim: bool) -> Result<LineNumbers, IdentityError> {
    let serial = u64::from(at / 3);
    let network = NETWORKS[operator];
    let body = format!("89968{network}{:011}", 10_000_000_000 + serial * 7 + 3);
    let eid = esim.then(|| format!("890490320{:021}", 200_000_000 + u64::from(at) * 13));
    Ok(LineNumbers {
        iccid: Iccid::parse(&with_luhn(&body))?,
        imsi: Imsi::parse(&format!("422{network}{:010}", 1_000_000_000 + serial * 3 + 1))?,
        msisdn: if numberless {
            None
        } else {
            Some(Msisdn::parse(&format!("{}{:06}", NUMBER_RANGES[operator], serial * STRIDE % RANGE))?)
        },
        eid: eid.map(|body| Eid::parse(&with_mod97(&body))).transpose()?,
    })
}

fn owner(at: u32, chance: &mut Chance) -> Result<Owner, IdentityError> {
    let serial = u64::from(at);
    let (kind, number) = match chance.below(3) {
        0 => (DocumentKind::Passport, format!("SX{:07}", 1_000_000 + serial)),
        1 => (DocumentKind::ResidentCard, format!("{:08}", 70_000_000 + serial)),
        _more => (DocumentKind::CivilNumber, format!("{:08}", 10_000_000 + serial)),
    };
    let contact = format!("{}{:06}", CONTACT_RANGES[(at % 2) as usize], serial * STRIDE % RANGE);
    Ok(Owner {
        document: IdDocument::parse(kind, &number, &DocumentRules::default())?,
        contact_msisdn: Some(Msisdn::parse(&contact)?),
        // Every fourth holder left no address. The domain is reserved: nobody reads there (RFC 2606).
        contact_email: (at % 4 != 3)
            .then(|| Email::parse(&format!("holder-{serial}@mail.example")))
            .transpose()?,
    })
}

fn prepaid(data_only: bool, start: Timestamp, chance: &mut Chance) -> Charging {
    let usage = usage(start, chance);
    let used: i64 = usage.iter().map(|record| record.amount.minor()).sum();
    let recurring = chance.of_100(60).then(|| RecurringPlan {
        name: if data_only { "data-pack-30" } else { "talk-and-data-30" }.to_owned(),
        monthly: omr(3_000 + 500 * i64::from(chance.below(12))),
        renews_on_day: 1 + chance.below_u8(28),
    });
    Charging {
        // What is left is between 0.100 and 40.100 even when all late usage has come.
        paid_in: Some(omr(used + 100 + i64::from(chance.below(40_000)))),
        recurring,
        usage,
        ..Charging::default()
    }
}

fn postpaid(
    data_only: bool,
    activated_on: Date,
    start: Timestamp,
    at: u32,
    chance: &mut Chance,
) -> (Charging, Account, Vec<BoundDevice>) {
    let monthly = omr(5_000 + 1_000 * i64::from(chance.below(31)));
    let term_months = if chance.of_100(50) { 12 } else { 24 };
    let contract = Contract {
        starts_on: activated_on,
        minimum_until: activated_on.saturating_add(term_months.months()),
        monthly,
        deposit: omr([0, 0, 20_000, 50_000][chance.below(4) as usize]),
    };
    let billed_until = month_start(start);
    let unpaid = match chance.below(10) {
        0 => 2,
        1..=3 => 1,
        _more => 0,
    };
    let bills = (1..=3_i64).map(|months_ago| {
        let issued_at = day_start(billed_until.saturating_sub((months_ago - 1).months()));
        let paid_at = (months_ago > unpaid).then(|| later(issued_at, 6 * DAY_S));
        let amount = omr(monthly.minor() + i64::from(chance.below(4_000)));
        IssuedBill { number: format!("INV-{at}-{months_ago}"), issued_at, amount, paid_at }
    });
    let bills: Vec<_> = bills.collect();
    let mut devices = Vec::new();
    let mut instalments = None;
    if data_only && chance.of_100(60) {
        devices.push(bound(DeviceKind::Router, "router-1"));
    }
    if !data_only && chance.of_100(35) {
        let tablet = chance.of_100(30);
        let (kind, label) =
            if tablet { (DeviceKind::Tablet, "tablet-1") } else { (DeviceKind::Phone, "phone-1") };
        devices.push(bound(kind, label));
        instalments = Some(omr(5_000 * i64::from(1 + chance.below(20))));
    }
    let charging = Charging {
        recurring: Some(RecurringPlan {
            name: if data_only { "home-data" } else { "monthly-plus" }.to_owned(),
            monthly,
            renews_on_day: 1,
        }),
        usage: usage(start, chance),
        ..Charging::default()
    };
    let account = Account {
        contract: Some(contract),
        billed_until: Some(billed_until),
        bills,
        instalments,
        ..Account::default()
    };
    (charging, account, devices)
}

const DAY_S: i64 = 24 * 3_600;

/// A few records of the last weeks; what was used abroad is reported days or weeks later.
fn usage(start: Timestamp, chance: &mut Chance) -> Vec<UsageRecord> {
    let mut records: Vec<_> = (0..chance.below(5))
        .map(|_| {
            let at = later(start, -i64::from(chance.below(20 * 86_400)) - 60);
            let amount = omr(50 + i64::from(chance.below(1_500)));
            UsageRecord { at, reported_at: later(at, 30), amount, roaming: false }
        })
        .collect();
    if chance.of_100(20) {
        let at = later(start, -i64::from(chance.below(5 * 86_400)) - 60);
        let reported_at = later(start, DAY_S * (5 + i64::from(chance.below(30))));
        let amount = omr(500 + i64::from(chance.below(6_000)));
        records.push(UsageRecord { at, reported_at, amount, roaming: true });
    }
    records.sort_by_key(|record| record.at);
    records
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

fn bound(kind: DeviceKind, label: &str) -> BoundDevice {
    BoundDevice { device: Device { kind, label: label.to_owned() }, place: Place::WithPerson }
}

fn omr(minor: i64) -> Money {
    Money::new(minor, Currency::OMR)
}

/// The digits with their check digit by Luhn's formula. *Source*: ISO/IEC 7812-1, annex B.
fn with_luhn(body: &str) -> String {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// The digits with their two check digits. *Source*: ISO/IEC 7064, mod 97-10.
fn with_mod97(body: &str) -> String {
    let rest = body.bytes().fold(0, |rest: u32, byte| (rest * 10 + u32::from(byte - b'0')) % 97) * 100 % 97;
    format!("{body}{:02}", 98 - rest)
}

/// Chance that is always the same: SplitMix64, seeded with the line's place. *Source*: Steele, Lea, Flood, OOPSLA 2014.
struct Chance(u64);

impl Chance {
    fn of(at: u32) -> Self {
        Self(0x6d61_7361_6c61_6d61 ^ u64::from(at))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or(0)
    }

    fn below_u8(&mut self, bound: u8) -> u8 {
        u8::try_from(self.below(u32::from(bound))).unwrap_or(0)
    }

    fn of_100(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
}
