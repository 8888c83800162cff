//! The papers about money: the quote, the final bill, the closing statement.

use masalama_core::effect::Item;
use masalama_core::money::Money;
use masalama_core::paper::{ClosingStatement, FinalBill, Owing, Quote};
use masalama_language::{DocumentText, Text};

use super::words::Teller;
use super::{Cell, Column, Fact, Part, Section, standing};

pub(super) fn quote(paper: &Quote, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = standing(&paper.standing, say);
    facts.push(say.fact(DocumentText::DocumentPriced, say.instant(paper.asked_at.utc)));
    facts.extend(paper.ends_on.map(|day| say.fact(DocumentText::DocumentEndsOn, say.day(day))));
    let ways = say.list(paper.refund_methods.iter().map(|way| say.tell(*way)));
    let mut terms = vec![
        say.fact(DocumentText::DocumentRefundWays, Cell::words(ways)),
        say.fact(DocumentText::DocumentRefundWithin, say.within(paper.refund_within)),
        say.fact(DocumentText::DocumentHeldBack, say.money(paper.refund_held_back)),
    ];
    terms.extend(paper.device_fee.map(|fee| say.fact(DocumentText::DocumentDeviceFee, say.money(fee))));
    let sums = sums(say.text(DocumentText::DocumentSums), &paper.items, Some(paper.total), say);
    facts.extend(meaning(paper.total, say));
    (facts, vec![sums, settlement(terms, say)])
}

pub(super) fn final_bill(paper: &FinalBill, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = standing(&paper.standing, say);
    facts.push(say.fact(DocumentText::DocumentChargeStop, say.instant(paper.charge_stop.utc)));
    let bills = paper.bills.iter().map(|bill| {
        let with = [("number", bill.number.to_string())];
        sums(say.text_with(DocumentText::DocumentBill, &with), &bill.items, Some(bill.total), say)
    });
    let terms = vec![
        say.fact(DocumentText::DocumentRefundNow, say.money(paper.refund_now)),
        say.fact(DocumentText::DocumentHeldBack, say.money(paper.refund_held_back)),
        say.fact(DocumentText::DocumentRefundBy, say.day(paper.refund_by)),
        say.fact(DocumentText::DocumentLateUsageUntil, say.day(paper.late_usage_until)),
    ];
    facts.extend(paper.left.negated().ok().and_then(|owed| meaning(owed, say)));
    (facts, bills.chain([settlement(terms, say)]).collect())
}

pub(super) fn closing_statement(paper: &ClosingStatement, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = standing(&paper.standing, say);
    facts.push(say.fact(DocumentText::DocumentChargeStop, say.instant(paper.charge_stop.utc)));
    let title = match &paper.final_bill {
        Some(number) => say.text_with(DocumentText::DocumentBill, &[("number", number.to_string())]),
        None => say.text(DocumentText::DocumentSums),
    };
    let total = paper.items.first().and_then(|first| {
        Money::sum(first.amount.currency(), paper.items.iter().map(|item| item.amount)).ok()
    });
    let mut terms = owing(&paper.owing, say);
    terms.extend(paper.devices_returned.map(|came_back| {
        let said =
            if came_back { DocumentText::DocumentDevicesBack } else { DocumentText::DocumentDevicesNotBack };
        say.fact(DocumentText::DocumentDevices, Cell::words(say.text(said)))
    }));
    let mut sections = vec![sums(title, &paper.items, total, say), settlement(terms, say)];
    if !paper.owing.not_charged.is_empty() {
        sections.push(sums(say.text(Text::NotCharged), &paper.owing.not_charged, None, say));
    }
    (facts, sections)
}

fn owing(owing: &Owing, say: &Teller) -> Vec<Fact> {
    let mut terms = vec![
        say.fact(DocumentText::DocumentRefunded, say.money(owing.refunded)),
        say.fact(DocumentText::DocumentRefundedLater, say.money(owing.refunded_later)),
    ];
    if let Some(way) = owing.refund_method {
        terms.push(say.fact(DocumentText::DocumentRefundWay, Cell::words(say.tell(way))));
    }
    terms.push(say.fact(DocumentText::DocumentLateUsage, say.money(owing.late_usage)));
    terms.push(say.fact(DocumentText::DocumentStillOwed, say.money(owing.still_owed)));
    terms
}

fn settlement(facts: Vec<Fact>, say: &Teller) -> Section {
    Section { title: say.text(DocumentText::DocumentSettlement), part: Part::Facts { facts } }
}

/// A table of sums, with their total.
fn sums(title: String, items: &[Item], total: Option<Money>, say: &Teller) -> Section {
    let amount = Column { head: say.text(DocumentText::DocumentAmount), wide: 0, end: true };
    let columns = vec![
        Column::new(say.text(DocumentText::DocumentItem), 3),
        Column::new(say.text(DocumentText::DocumentDated), 3),
        Column::new(say.text(DocumentText::DocumentReference), 2),
        amount,
    ];
    let row = |item: &Item| {
        vec![
            vec![Cell::words(say.tell(item.kind))],
            vec![say.day_of(item.dated)],
            item.reference.iter().map(Cell::code).collect(),
            vec![say.money(item.amount)],
        ]
    };
    let total = total.map(|total| {
        let empty = || Cell::words("");
        vec![Cell::words(say.text(DocumentText::DocumentTotal)), empty(), empty(), say.money(total)]
    });
    let rows = items.iter().map(row).collect();
    Section { title, part: Part::Listing { dense: false, columns, rows, total } }
}

/// What the total means for the person.
fn meaning(total: Money, say: &Teller) -> Option<Fact> {
    Some(say.fact(DocumentText::DocumentTotal, Cell::words(say.owed(total)?)))
}
