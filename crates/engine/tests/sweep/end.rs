//! What a run came to.

use std::collections::BTreeMap;
use std::fmt;

use masalama_connect::sandbox::Verdict;
use masalama_core::line::Line;
use masalama_core::record::Ending;
use masalama_engine::CaseView;
use serde_json::Value;

use super::check::{arrivals, is_question};
use crate::bed::{Bed, counted, papers};

/// Stage, ending, papers, the line in the sandbox, and the effects that were applied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct End {
    case: String,
    papers: String,
    line: String,
    paid: String,
    applied: String,
}

impl End {
    pub(super) async fn of(bed: &Bed, view: &CaseView, line: &Line) -> Self {
        let iccid = &line.numbers.iccid;
        let state = bed.sandbox.line_state(iccid).await.unwrap();
        let payouts = bed.sandbox.payouts(Some(iccid.clone())).await.unwrap();
        let applied = arrivals(bed, line).await.into_iter();
        let applied = applied.filter(|one| one.verdict == Verdict::Applied && !is_question(one.kind));
        let applied: BTreeMap<String, u32> = counted(applied.map(|one| word(&one.kind)));
        let ending = view.case.ending.map_or_else(|| "open".to_owned(), |ending: Ending| word(&ending));
        Self {
            case: format!("{} {ending}", word(&view.stage)),
            papers: papers(view).join(" "),
            line: line_words(&state),
            paid: payouts.iter().map(|paid| paid.amount.to_string()).collect::<Vec<_>>().join(" + "),
            applied: applied
                .iter()
                .map(|(kind, count)| format!("{kind}:{count}"))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "      case     {}", self.case)?;
        writeln!(f, "      papers   {}", self.papers)?;
        writeln!(f, "      line     {}", self.line)?;
        writeln!(f, "      paid     {}", self.paid)?;
        writeln!(f, "      applied  {}", self.applied)
    }
}

/// The word a value is written as.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap().trim_matches('"').to_owned()
}

fn line_words(state: &Value) -> String {
    let register = |name: &str| {
        let register = &state[name];
        let row = match (&register["row"], &register["row"]["bar"]) {
            (Value::Null, _) => "gone",
            (_, Value::Null) => "there",
            (_, _) => "barred",
        };
        format!("{name}:{row}/{}", register["served_by"].as_array().map_or(0, Vec::len))
    };
    let is = |value: &Value, yes: &'static str, no: &'static str| if value.is_null() { no } else { yes };
    let named = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(name) => name.clone(),
        Value::Object(one) => one.keys().next().cloned().unwrap_or_default(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    };
    let account = &state["account"];
    let devices = state["devices"]
        .as_array()
        .map_or(0, |devices| devices.iter().filter(|device| device["place"] == "with_person").count());
    [
        register("hlr"),
        register("hss"),
        format!(
            "charging:{}",
            is(
                &state["charging"]["closed_at"],
                "closed",
                is(&state["charging"]["stopped_at"], "stopped", "open")
            )
        ),
        format!("balance:{}", is(&state["charging"]["frozen"], "frozen", "free")),
        format!("number:{}", named(&state["number"])),
        format!("card:{}", is(&state["card"]["retired_at"], "retired", "in-use")),
        format!("profile:{}", named(&state["card"]["profile"])),
        format!("account:{}", is(&account["closed_at"], "closed", "open")),
        format!("final-bill:{}", is(&account["final_bill"], "issued", "none")),
        format!("device-fee:{}", is(&account["device_fee"], "posted", "none")),
        format!("courier:{}", is(&state["pickup"], "booked", "none")),
        format!("devices-out:{devices}"),
    ]
    .join(" ")
}
