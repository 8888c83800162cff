//! Settlement over random accounts: sums that must hold whatever is on them.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use masalama_core::calendar::Zone;
use masalama_core::detail::Detail;
use masalama_core::effect::{Item, ItemKind};
use masalama_core::money::{Currency, Money};
use masalama_core::policy::UsageRule;
use masalama_core::request::Reason;
use masalama_core::settlement::{
    Account, Adjustment, Balance, BalanceTerms, Deposit, Fee, Instalment, MinimumTerm, Occasion, Part,
    RatedUsage, Recurring, SettlementFault, SettlementTerms, Statement, Tax, compare, settle,
};
use proptest::prelude::*;

/// Random accounts in each run.
const ACCOUNTS: u32 = 100_000;
const FIRST: Date = date(2024, 1, 1);

fn omr(minor: i64) -> Money {
    Money::new(minor, Currency::OMR)
}

fn day(number: u16) -> Date {
    FIRST.saturating_add(i64::from(number).days())
}

fn zone() -> Zone {
    Zone::named("Asia/Muscat").unwrap()
}

/// Noon of a day, in Muscat.
fn noon(number: u16) -> Timestamp {
    zone().start_of(day(number)) + 12.hours()
}

fn sum(items: &[Item]) -> i64 {
    items.iter().map(|item| item.amount.minor()).sum()
}

fn fee() -> impl Strategy<Value = Fee> {
    let plain = prop_oneof![
        Just(Fee::Nothing),
        (0..200_000_i64).prop_map(|minor| Fee::Fixed(omr(minor))),
        (0..200_000_i64, 0..20_000_i64)
            .prop_map(|(first, less)| Fee::Reducing { first: omr(first), less_each_month: omr(less) }),
        (0..=100_u8).prop_map(|percent| Fee::MonthsLeft { percent }),
        (0..30_u16, 0..=100_u8)
            .prop_map(|(whole_months, percent)| Fee::WholeThenShare { whole_months, percent }),
        prop::collection::vec(0..100_000_i64, 1..36).prop_map(|mut table| {
            table.sort_unstable_by(|a, b| b.cmp(a));
            Fee::ByMonth(table.into_iter().map(omr).collect())
        }),
    ];
    (plain, prop::option::of(0..6_u16)).prop_map(|(fee, limit)| match limit {
        Some(monthly_charges) => Fee::AtMost { fee: Box::new(fee), monthly_charges },
        None => fee,
    })
}

fn term() -> impl Strategy<Value = MinimumTerm> {
    (0..600_u16, 1..900_u16, 1..60_000_i64).prop_map(|(starts, days, monthly)| MinimumTerm {
        starts_on: day(starts),
        until: day(starts + days),
        monthly: omr(monthly),
    })
}

fn recurring() -> impl Strategy<Value = Recurring> {
    (0..400_u16, 0..400_u16, 0..60_000_i64).prop_map(|(cycle, billed, monthly)| Recurring {
        label: Detail::of("Plan"),
        monthly: omr(monthly),
        cycle_from: day(cycle),
        billed_until: day(cycle + billed),
    })
}

fn usage() -> impl Strategy<Value = RatedUsage> {
    (0..900_u16, 0..60_u16, -500..5_000_i64).prop_map(|(used, later, minor)| RatedUsage {
        used_at: noon(used),
        rated_at: noon(used + later),
        amount: omr(minor),
    })
}

fn account() -> impl Strategy<Value = Account> {
    let balance = (0..90_000_i64, 0..9_000_i64, 0..9_000_i64).prop_map(|(main, bonus, expired)| Balance {
        main: omr(main),
        bonus: omr(bonus),
        expired: omr(expired),
    });
    let deposit = prop_oneof![
        (0..90_000_i64).prop_map(|minor| Deposit::Cash(omr(minor))),
        Just(Deposit::CardToken(Detail::of("card-1"))),
    ];
    let adjustment = (0..900_u16, -9_000..9_000_i64).prop_map(|(booked, minor)| Adjustment {
        booked_at: noon(booked),
        amount: omr(minor),
        reference: Detail::of("booked by hand"),
    });
    (
        prop::collection::vec(recurring(), 0..3),
        prop::collection::vec(usage(), 0..8),
        prop::option::of(term()),
        prop::collection::vec(0..30_000_i64, 0..4),
        prop::collection::vec(deposit, 0..2),
        prop::option::of(balance),
        prop::collection::vec(adjustment, 0..3),
    )
        .prop_map(|(recurring, usage, term, instalments, deposits, balance, adjustments)| {
            let due_on = term.as_ref().map_or(FIRST, |term: &MinimumTerm| term.until);
            let instalments = instalments.into_iter().map(|minor| Instalment { due_on, amount: omr(minor) });
            Account {
                currency: Currency::OMR,
                recurring,
                usage,
                term,
                instalments: instalments.collect(),
                deposits,
                balance,
                adjustments,
            }
        })
}

fn terms() -> impl Strategy<Value = SettlementTerms> {
    (fee(), any::<bool>(), any::<(bool, bool, bool)>(), prop::option::of(0..2_500_u16)).prop_map(
        |(fee, bills_after, (main, bonus, expired), rate)| SettlementTerms {
            fee,
            fee_waived_for: [Reason::Death].into(),
            usage_after_request: if bills_after { UsageRule::Bill } else { UsageRule::Waive },
            balance: BalanceTerms { main, bonus, expired },
            tax: rate.map(|rate| Tax { rate }),
        },
    )
}

fn occasion(received: u16, stop: u16, known: u16, quoted: Option<u16>) -> Occasion {
    Occasion {
        reason: Reason::CustomerRequest,
        received_at: noon(received),
        stop: noon(stop),
        as_of: noon(known),
        quoted_at: quoted.map(noon),
        zone: zone(),
    }
}

fn adds_up(statement: &Statement, occasion: &Occasion) {
    assert_eq!(sum(&statement.items) + sum(&statement.later), statement.total.minor());
    assert!(
        statement.items.iter().chain(&statement.later).all(|item| item.dated <= occasion.stop),
        "a charge is dated after the charge stop"
    );
    assert!(statement.items.iter().chain(&statement.lost).all(|item| !item.amount.is_zero()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ACCOUNTS, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bill_is_the_price_and_later_usage_and_nothing_else(
        account in account(),
        terms in terms(),
        (received, wait, late) in (0..600_u16, 0..90_u16, 0..90_u16),
    ) {
        // Whatever is on an account, its statements must add up, charge nothing after the charge stop, and the final bill must differ
        // from the price by the usage rated after it, to the unit.
        let stop = received + wait;
        let quote_at = occasion(received, stop, received, None);
        let bill_at = occasion(received, stop, stop + late, Some(received));
        let quoted = settle(&account, &terms, &quote_at).unwrap();
        let billed = settle(&account, &terms, &bill_at).unwrap();
        adds_up(&quoted, &quote_at);
        adds_up(&billed, &bill_at);
        prop_assert!(quoted.later.is_empty());
        prop_assert_eq!(&quoted.items, &billed.items);
        prop_assert_eq!(&quoted.lost, &billed.lost);
        prop_assert_eq!(billed.total.minor() - quoted.total.minor(), sum(&billed.later));
        let compared = compare(&quoted, &billed).unwrap();
        prop_assert!(compared.unexplained.is_zero());
        prop_assert_eq!(compared.payable, billed.total);
        let may_be_later = |usage: &&RatedUsage| {
            usage.rated_at > noon(received) && usage.rated_at <= bill_at.as_of && usage.used_at <= bill_at.stop
        };
        let before = |usage: &&RatedUsage| {
            usage.used_at <= bill_at.received_at || terms.usage_after_request == UsageRule::Bill
        };
        let later: i64 =
            account.usage.iter().filter(may_be_later).filter(before).map(|usage| usage.amount.minor()).sum();
        let listed: i64 =
            billed.later.iter().filter(|item| item.kind == ItemKind::Usage).map(|item| item.amount.minor()).sum();
        prop_assert_eq!(listed, later);
    }

    #[test]
    fn a_period_that_is_split_costs_the_same(
        charge in recurring(),
        mut cuts in prop::collection::vec(0..900_u16, 0..6),
        end in 0..900_u16,
    ) {
        // However many bills a period is divided into, wherever each ends, they must come to the same as one.
        let cycle = charge.cycle_from;
        let whole = charge.served(day(end)).unwrap();
        cuts.push(end);
        let (mut from, mut parts) = (charge.billed_until, 0);
        for cut in cuts {
            let part = Recurring { billed_until: from, ..charge.clone() };
            parts += part.served(day(cut)).unwrap().minor();
            from = day(cut).max(cycle);
        }
        prop_assert_eq!(parts, whole.minor());
        let months: i64 = charge.by_month(day(end)).unwrap().iter().map(|(_, part)| part.minor()).sum();
        prop_assert_eq!(months, whole.minor());
    }

    #[test]
    fn who_stays_longer_never_pays_more_for_leaving(fee in fee(), term in term(), days in 0..1_500_u16, more in 0..400_u16) {
        // Under every formula that is accepted, the fee must not rise with the time served, and never be below nothing.
        prop_assert!(fee.check().is_ok());
        let after = |days: u16| term.starts_on.saturating_add(i64::from(days).days());
        let (now, later) = (fee.amount(&term, after(days)).unwrap(), fee.amount(&term, after(days + more)).unwrap());
        prop_assert!(!later.is_negative());
        prop_assert!(later.minor() <= now.minor(), "{} then {}", now, later);
    }
}

#[test]
fn who_is_billed_more_than_was_named_pays_what_was_named() {
    // Where a bill has more than the price and the usage rated after it, the person must pay the lower, and the difference be named.
    let account = Account {
        usage: vec![RatedUsage { used_at: noon(9), rated_at: noon(12), amount: omr(700) }],
        ..named()
    };
    let terms = plain_terms(Fee::Fixed(omr(10_000)));
    let quoted = settle(&account, &terms, &occasion(10, 20, 10, None)).unwrap();
    let dearer = plain_terms(Fee::Fixed(omr(12_500)));
    let billed = settle(&account, &dearer, &occasion(10, 20, 30, Some(10))).unwrap();
    let compared = compare(&quoted, &billed).unwrap();
    assert_eq!((compared.quoted, compared.billed), (omr(10_000), omr(13_200)));
    assert_eq!(compared.unexplained, omr(2_500));
    assert_eq!(compared.payable, omr(10_700));
    let cheaper = settle(&account, &plain_terms(Fee::Nothing), &occasion(10, 20, 30, Some(10))).unwrap();
    assert_eq!(compare(&quoted, &cheaper).unwrap().payable, omr(700));
}

#[test]
fn the_reason_decides_and_not_the_agent() {
    // Nobody must pay for leaving early because the holder died, under the same terms by which somebody else does.
    let terms = plain_terms(Fee::Fixed(omr(10_000)));
    let asked = occasion(10, 20, 10, None);
    let died = Occasion { reason: Reason::Death, ..asked.clone() };
    assert_eq!(settle(&named(), &terms, &asked).unwrap().total, omr(10_000));
    assert_eq!(settle(&named(), &terms, &died).unwrap().total, omr(0));
}

#[test]
fn an_account_that_cannot_be_is_refused_and_nothing_is_counted() {
    // What makes no sense must be named by its part, so that whoever sent it can correct it.
    let eur = Currency::parse("EUR").unwrap();
    let balance = |main| Some(Balance { main, bonus: omr(0), expired: omr(0) });
    let instalment = |due| vec![Instalment { due_on: day(due), amount: omr(5_000) }];
    let charge =
        Recurring { label: Detail::of("Plan"), monthly: omr(1), cycle_from: day(9), billed_until: day(8) };
    let reversed = MinimumTerm { starts_on: day(9), until: day(8), monthly: omr(1) };
    let cases = [
        (Account { balance: balance(omr(-1)), ..named() }, SettlementFault::Negative { part: Part::Balance }),
        (
            Account { balance: balance(Money::new(1, eur)), ..named() },
            SettlementFault::OtherCurrency { part: Part::Balance, found: eur, right: Currency::OMR },
        ),
        (Account { instalments: instalment(801), ..named() }, SettlementFault::InstalmentBeyondTerm),
        (Account { recurring: vec![charge], ..named() }, SettlementFault::BilledBeforeCycle),
        (Account { term: Some(reversed), ..named() }, SettlementFault::TermReversed),
    ];
    for (account, fault) in cases {
        assert_eq!(settle(&account, &plain_terms(Fee::Nothing), &occasion(10, 20, 10, None)), Err(fault));
    }
}

#[test]
fn card_details_are_to_be_deleted_and_what_is_lost_is_said() {
    // A stored card must be named for deletion, and a bonus that does not come back must stand where the person sees it.
    let deposits = vec![Deposit::Cash(omr(20_000)), Deposit::CardToken(Detail::of("card-1"))];
    let balance = Some(Balance { main: omr(3_000), bonus: omr(1_000), expired: omr(0) });
    let account = Account { deposits, balance, term: None, ..named() };
    let statement = settle(&account, &plain_terms(Fee::Nothing), &occasion(10, 20, 10, None)).unwrap();
    assert_eq!(statement.total, omr(-23_000));
    assert_eq!(statement.tokens, [Detail::of("card-1")]);
    assert_eq!(sum(&statement.lost), -1_000);
}

/// Bound until day 800.
fn named() -> Account {
    let term = MinimumTerm { starts_on: day(0), until: day(800), monthly: omr(10_000) };
    Account { term: Some(term), ..Account::empty(Currency::OMR) }
}

fn plain_terms(fee: Fee) -> SettlementTerms {
    SettlementTerms {
        fee,
        fee_waived_for: [Reason::Death].into(),
        usage_after_request: UsageRule::Bill,
        balance: BalanceTerms { main: true, bonus: false, expired: false },
        tax: None,
    }
}
