//! A case as text: where it stands, what it waits for, the plan, the money, the papers.

use jiff::Timestamp;
use masalama_core::calendar::Zone;
use masalama_core::detail::Detail;
use masalama_core::money::{Currency, Money};
use masalama_core::request::Language;
use masalama_language::Voice;
use masalama_web::api::view::{CaseJson, ItemJson, MoneyJson, ProgressWord, StepJson};

use crate::say;

const VOICE: Voice = Voice::plain(Language::En);

/// The whole case.
pub(super) fn case(case: &CaseJson) {
    let sandbox = if case.sandbox { "  SANDBOX: nothing real ends" } else { "" };
    say::data(format_args!("case {}{sandbox}", case.case));
    let card = case.card.as_deref().unwrap_or("erased");
    let number = case.number.as_deref().map(|number| format!(", number {number}")).unwrap_or_default();
    let operator = case.operator.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
    say::data(format_args!("  card {card}{number}{operator}"));
    let stage = case.ending.map_or_else(|| VOICE.tell(case.stage), |ending| VOICE.tell(ending));
    say::data(format_args!("  {stage}"));
    if let Some(code) = case.refused {
        say::data(format_args!("  {}", VOICE.tell(code)));
    }
    if let (Some(day), None) = (case.effective_on, case.charge_stop) {
        say::data(format_args!("  service is expected to end on {}", VOICE.date(day)));
    }
    let zone = Zone::named(&case.zone).ok();
    let local = |at| local(zone.as_ref(), at);
    if let Some(stop) = case.charge_stop {
        say::data(format_args!("  service and charges stopped on {} ({})", local(stop), case.zone));
    }
    say::data(if case.can_retract {
        "  it can still be taken back"
    } else {
        "  it can no longer be taken back"
    });
    steps(&case.steps, &local);
    tasks(case, &local);
    money(case);
    for paper in &case.papers {
        say::data(format_args!("  paper: {}, issued {}", paper.kind.as_str(), local(paper.issued_at)));
    }
}

/// An instant to the minute, on a wall clock in the case's zone.
fn local(zone: Option<&Zone>, at: Timestamp) -> String {
    let text = zone.map_or_else(|| at.to_string(), |zone| zone.wall_clock(at));
    text.chars().take("2026-11-22 10:00".len()).collect::<String>().replace('T', " ")
}

fn steps(steps: &[StepJson], local: &dyn Fn(Timestamp) -> String) {
    say::data("  plan:");
    for step in steps {
        let system = step.system.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
        say::data(format_args!(
            "    {:>3} {} {}{system}{}",
            step.step,
            mark(step.progress),
            VOICE.tell(step.kind),
            when(step, local)
        ));
    }
}

fn mark(progress: ProgressWord) -> &'static str {
    match progress {
        ProgressWord::Waiting => "[ ]",
        ProgressWord::InFlight | ProgressWord::Pending | ProgressWord::Again => "[>]",
        ProgressWord::Unknown => "[?]",
        ProgressWord::Stuck => "[!]",
        ProgressWord::Done => "[x]",
        ProgressWord::Skipped => "[-]",
    }
}

fn when(step: &StepJson, local: &dyn Fn(Timestamp) -> String) -> String {
    match (step.progress, step.at, step.not_before) {
        (ProgressWord::Done, Some(at), _) => format!("  {}", local(at)),
        (ProgressWord::Waiting, _, Some(at)) => format!("  not before {}", local(at)),
        (ProgressWord::Skipped, _, _) => {
            step.skipped.map(|why| format!("  ({})", VOICE.tell(why))).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn tasks(case: &CaseJson, local: &dyn Fn(Timestamp) -> String) {
    for task in &case.tasks {
        let due = task.due.map(|due| format!(", by {}", local(due))).unwrap_or_default();
        say::data(format_args!(
            "  waits for {}: step {}, {}{due}",
            VOICE.tell(task.hand),
            task.step,
            VOICE.tell(task.kind)
        ));
    }
}

fn money(case: &CaseJson) {
    let settlement = &case.settlement;
    if let Some(price) = &settlement.price {
        say::data("  price of leaving:");
        sums(&price.items, &price.total);
    }
    if let Some(bill) = &settlement.final_bill {
        say::data(format_args!("  final bill {}:", bill.number));
        sums(&bill.items, &bill.total);
    }
    if let Some(owed) = &settlement.owed {
        say::data(format_args!(
            "  owed to the person: {} now, {} later",
            amount(&owed.now),
            amount(&owed.remainder)
        ));
    }
}

/// Sums, one in each line, and their total.
pub(super) fn sums(items: &[ItemJson], total: &MoneyJson) {
    for item in items {
        let reference =
            item.reference.as_deref().map(|text| format!("  {}", Detail::of(text))).unwrap_or_default();
        let what = serde_json::to_value(item.kind).ok();
        let what = what.as_ref().and_then(|name| name.as_str()).unwrap_or_default().replace('_', " ");
        say::data(format_args!("    {:>14}  {what}{reference}", amount(&item.amount)));
    }
    let who = match total.minor {
        1.. => "the person owes",
        0 => "nothing is owed",
        ..0 => "the person gets back",
    };
    let shown = MoneyJson { minor: total.minor.abs(), ..total.clone() };
    say::data(format_args!("    {:>14}  {who}", amount(&shown)));
}

fn amount(money: &MoneyJson) -> String {
    let currency = Currency::parse(&money.currency);
    currency
        .map_or_else(|_| money.minor.to_string(), |currency| VOICE.money(Money::new(money.minor, currency)))
}
