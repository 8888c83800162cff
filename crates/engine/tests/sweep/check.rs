//! The sandbox's log against the case: no effect twice and none missing, by the rule of its class.

use std::collections::BTreeMap;

use masalama_connect::sandbox::{Arrival, EffectFilter, Verdict};
use masalama_core::case::StepState;
use masalama_core::effect::{EffectKey, EffectKind};
use masalama_core::landscape::Class;
use masalama_core::line::Line;
use masalama_core::plan::PlannedStep;
use masalama_engine::CaseView;

use crate::bed::{Bed, counted};

/// A question changes nothing, so it may be asked again.
pub(super) fn is_question(kind: EffectKind) -> bool {
    matches!(
        kind,
        EffectKind::ReadLine
            | EffectKind::ReadPrice
            | EffectKind::ReadDues
            | EffectKind::ProveAbsent
            | EffectKind::ProveDead
    )
}

/// Everything that arrived for the line.
pub(super) async fn arrivals(bed: &Bed, line: &Line) -> Vec<Arrival> {
    let filter = EffectFilter { iccid: Some(line.numbers.iccid.clone()), ..EffectFilter::default() };
    bed.sandbox.effects(filter).await.unwrap()
}

/// What the plan says of one effect on one system.
#[derive(Default)]
struct Planned {
    sent: u32,
    done: u32,
    vouched: u32,
    class: Option<Class>,
}

/// What is wrong, each named.
pub(crate) async fn violations(bed: &Bed, view: &CaseView, line: &Line) -> Vec<String> {
    let arrivals = arrivals(bed, line).await;
    let applied = counted(
        arrivals
            .iter()
            .filter(|arrival| arrival.verdict == Verdict::Applied && !is_question(arrival.kind))
            .map(|arrival| (arrival.system.to_string(), arrival.kind)),
    );
    let planned = planned(view);
    let mut wrong = foreign_keys(view, &arrivals);
    for ((system, kind), planned) in &planned {
        let applied = applied.get(&(system.clone(), *kind)).copied().unwrap_or(0);
        if applied > planned.sent {
            wrong
                .push(format!("{kind:?} on {system} was applied {applied} times for {} steps", planned.sent));
        }
        // What a person vouches for need not have been applied where nobody can ask.
        let needed =
            if planned.class == Some(Class::Once) { planned.done - planned.vouched } else { planned.done };
        if applied < needed {
            wrong
                .push(format!("{kind:?} on {system} was applied {applied} times and is done {needed} times"));
        }
    }
    for (system, kind) in applied.keys().filter(|at| !planned.contains_key(*at)) {
        wrong.push(format!("{kind:?} on {system} is in no plan"));
    }
    let payouts = bed.sandbox.payouts(Some(line.numbers.iccid.clone())).await.unwrap();
    let paid = planned.get(&("payout".to_owned(), EffectKind::PayRefund)).map_or(0, |planned| planned.done);
    if payouts.len() != usize::try_from(paid).unwrap() {
        wrong.push(format!("the bank paid {} times for {paid} refunds", payouts.len()));
    }
    wrong
}

fn planned(view: &CaseView) -> BTreeMap<(String, EffectKind), Planned> {
    let mut all: BTreeMap<(String, EffectKind), Planned> = BTreeMap::new();
    for (step, state) in view.case.plan.steps.iter().zip(&view.case.steps) {
        let Some((system, kind)) = outside(step) else { continue };
        let one = all.entry((system, kind)).or_default();
        // What was moved is said anew; nothing else has two obligations of which both are kept.
        let said_anew = if step.kind.definition().effect() == Some(EffectKind::Tell) {
            u32::from(state.obligation)
        } else {
            0
        };
        one.sent += u32::from(state.attempt > 0) + said_anew;
        one.done += u32::from(state.is_done());
        one.vouched += u32::from(!state.attested_by.is_empty());
        one.class = step.class;
    }
    all
}

/// The effect that the step sends to another system and that changes something there.
fn outside(step: &PlannedStep) -> Option<(String, EffectKind)> {
    let kind = step.kind.definition().effect()?;
    let system = step.system.as_ref()?.to_string();
    (kind != EffectKind::ErasePersonal && !is_question(kind)).then_some((system, kind))
}

/// Every key that arrived is that of an obligation of this case (I2).
fn foreign_keys(view: &CaseView, arrivals: &[Arrival]) -> Vec<String> {
    let keys = |(place, state): (usize, &StepState)| {
        let step = masalama_core::record::StepIndex(u16::try_from(place).unwrap());
        (0..=state.obligation).map(move |obligation| EffectKey::new(view.id, step, obligation))
    };
    let known: Vec<EffectKey> = view.case.steps.iter().enumerate().flat_map(keys).collect();
    let foreign = arrivals.iter().filter(|arrival| !known.contains(&arrival.key));
    foreign.map(|arrival| format!("{:?} came under a key of no obligation", arrival.kind)).collect()
}
