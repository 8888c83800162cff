//! One call to one system: the order is put together, the call leaves, and whatever comes back or does not is told apart.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use masalama_core::audience::{Audience, Elsewhere};
use masalama_core::case::CaseId;
use masalama_core::detail::Detail;
use masalama_core::effect::{Effect, EffectKind, Evidence, Finding, Order, Outcome};
use masalama_core::line::Line;
use masalama_core::plan::PlannedStep;
use masalama_core::record::StepIndex;

use crate::Shared;
use crate::advance::Call;
use crate::error::chain;
use crate::stranger::spare;
use crate::systems;
use crate::worker::Held;

/// What came back from a call.
pub(crate) enum Back {
    Answered { attempt: u16, outcome: Outcome<Line> },
    Found(Finding<Line>),
}

/// What came back, and of which call.
pub(crate) struct Returned {
    pub(crate) case: CaseId,
    pub(crate) fence: u64,
    pub(crate) step: StepIndex,
    pub(crate) back: Back,
    pub(crate) at: Timestamp,
}

/// Lets one call leave.
pub(crate) fn call_out(
    held: &mut Held,
    shared: &Arc<Shared>,
    call: Call,
    call_ms: u64,
) -> BoxFuture<'static, Returned> {
    let (case, fence) = (held.journal.case.id, held.fence);
    let step = call.step();
    held.calling.insert(step);
    let order = order_of(held, &call);
    let elsewhere = elsewhere(held, order.as_ref());
    let planned = held.journal.case.planned(step).clone();
    let shared = Arc::clone(shared);
    async move {
        let limit = Duration::from_millis(call_ms);
        let back = match call {
            Call::Perform { attempt, .. } => {
                let answer = answer_in(limit, perform(&shared, &planned, order, &elsewhere)).await;
                let outcome = answer.unwrap_or_else(|cause| Outcome::Unknown { cause });
                Back::Answered { attempt, outcome }
            }
            Call::Inquire { .. } => {
                let answer = answer_in(limit, inquire(&shared, &planned, order)).await;
                Back::Found(answer.unwrap_or_else(|cause| Finding::Unknown { cause }))
            }
        };
        let at = shared.parts.clock.now();
        Returned { case, fence, step, back, at }
    }
    .boxed()
}

/// The answer, or why nobody knows it: a connector that panics has told nothing, and takes nobody else down.
async fn answer_in<T>(limit: Duration, answer: impl Future<Output = T>) -> Result<T, Detail> {
    match tokio::time::timeout(limit, AssertUnwindSafe(answer).catch_unwind()).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_panic)) => {
            tracing::error!("a connector panicked; what became of its call is unknown");
            Err(Detail::of("the connector failed"))
        }
        Err(_elapsed) => Err(Detail::of("no answer in time")),
    }
}

/// The order of a call; nothing once the personal fields it needs are erased.
fn order_of(held: &Held, call: &Call) -> Option<Order> {
    let case = &held.journal.case;
    let (step, attempt, effect, at) = match call {
        Call::Perform { step, attempt, effect, at } => (*step, *attempt, effect.clone(), *at),
        Call::Inquire { step } => {
            let state = case.state(*step);
            (*step, state.attempt, state.effect.clone()?, state.first_intended?)
        }
    };
    let personal = held.journal.personal.clone()?;
    let undoes = case.planned(step).undoes.and_then(|undone| case.state(undone).evidence.clone());
    let told = if let Effect::Tell { subject, .. } = &effect { Some(*subject) } else { None };
    let audience = told.map(|subject| Audience::about(subject, case, &personal));
    Some(Order { case: case.id, step, key: case.key(step), attempt, effect, at, personal, audience, undoes })
}

/// Of a message: the numbers of which other cases must be asked.
fn elsewhere(held: &Held, order: Option<&Order>) -> Vec<Elsewhere> {
    let audience = order.and_then(|order| Some((order.audience.as_ref()?, &order.personal)));
    audience.map(|(audience, personal)| audience.elsewhere(&held.journal.case, personal)).unwrap_or_default()
}

async fn perform(
    shared: &Shared,
    planned: &PlannedStep,
    order: Option<Order>,
    elsewhere: &[Elsewhere],
) -> Outcome<Line> {
    let erasing = planned.kind.definition().effect() == Some(EffectKind::ErasePersonal);
    let Some(mut order) = order else {
        return if erasing {
            Outcome::Done(Evidence::Reference(Detail::of("erased before")))
        } else {
            Outcome::Unknown { cause: Detail::of("the personal fields it needs are erased") }
        };
    };
    if erasing {
        return match shared.parts.store.erase(vec![order.case]).await {
            Ok(()) => Outcome::Done(Evidence::Reference(Detail::of("erased"))),
            Err(fault) => Outcome::Unknown { cause: Detail::of(&fault.to_string()) },
        };
    }
    let Some(line) = line_to(shared, planned, &order.effect) else {
        return Outcome::Unknown { cause: Detail::of("no connector speaks to this system now") };
    };
    let Ok(_place) = line.places.acquire().await else {
        return Outcome::Unknown { cause: Detail::of("the system is closed") };
    };
    let case = order.case;
    if let Some(audience) = &mut order.audience
        && let Err(fault) = spare(audience, elsewhere, case, &shared.parts).await
    {
        tracing::error!(%case, error = %chain(&fault), "nobody knows whose a contact number is; nothing is sent");
        return Outcome::Unknown { cause: Detail::of("whose a contact number is could not be looked up") };
    }
    line.connector.perform(&order).await
}

async fn inquire(shared: &Shared, planned: &PlannedStep, order: Option<Order>) -> Finding<Line> {
    let Some(order) = order else {
        return Finding::Unknown { cause: Detail::of("the personal fields it needs are erased") };
    };
    let Some(line) = line_to(shared, planned, &order.effect) else {
        return Finding::Unknown { cause: Detail::of("no connector speaks to this system now") };
    };
    let Ok(_place) = line.places.acquire().await else {
        return Finding::Unknown { cause: Detail::of("the system is closed") };
    };
    line.connector.inquire(&order).await
}

/// Before there is a plan, the line is read where the landscape says.
fn line_to<'a>(shared: &'a Shared, planned: &PlannedStep, effect: &Effect) -> Option<&'a systems::Line> {
    match &planned.system {
        Some(name) => shared.parts.systems.get(name),
        None => {
            let (system, _) = shared.parts.landscape.offering(effect.kind()).next()?;
            shared.parts.systems.get(&system.name)
        }
    }
}
