//! Composing the papers of a case from the case alone.

use jiff::Timestamp;

use super::content::{
    Certificate, ClosingStatement, Content, Covered, Heading, Instant, Owing, Receipt, Retraction, Standing,
    SystemCovered,
};
use super::{PaperKind, demand};
use crate::calendar::Zone;
use crate::case::{Case, Progress, StepState};
use crate::commitment::Digest;
use crate::effect::{Bill, Effect, Evidence};
use crate::landscape::{Landscape, SystemName};
use crate::money::Money;
use crate::plan::PlannedStep;
use crate::record::{SkippedWhy, StaffName};
use crate::request::{Personal, RefundMethod};
use crate::step::{StepKind, owed};

/// Composes a paper; nothing when the case has nothing to say for it yet. An archive needs the journal too: see
/// [`archive`](super::archive()).
#[must_use]
pub fn compose(
    kind: PaperKind,
    case: &Case,
    personal: Option<&Personal>,
    chain_head: Digest,
    zone: &Zone,
    landscape: &Landscape,
    now: Timestamp,
) -> Option<Content> {
    let zone = zone_of(case, zone);
    let heading = heading(case, personal, chain_head, zone, now);
    match kind {
        PaperKind::Receipt => Some(Content::Receipt(Receipt {
            heading,
            channel: case.received.request.channel,
            wanted_on: case.received.request.wanted_on,
            lapses_at: Instant::of(case.received.lapses_at, zone),
        })),
        PaperKind::Certificate => Some(Content::Certificate(Certificate {
            heading,
            standing: standing(case)?,
            charge_stop: Instant::of(case.charge_stop?, zone),
            systems: systems(case, landscape, zone),
            not_covered: case.plan.not_covered.clone(),
        })),
        PaperKind::ClosingStatement => closing(heading, case, zone).map(Content::ClosingStatement),
        PaperKind::Retraction => Some(Content::Retraction(Retraction {
            heading,
            asked_at: Instant::of(case.retracting?.asked_at, zone),
            suspended_until: case.retracting?.suspend_until,
            undone: undone(case),
        })),
        PaperKind::Quote => demand::quote(heading, case, zone).map(Content::Quote),
        PaperKind::FinalBill => demand::final_bill(heading, case, zone).map(Content::FinalBill),
        PaperKind::ReturnSlip => demand::return_slip(heading, case, zone).map(Content::ReturnSlip),
        PaperKind::Archive => None,
    }
}

/// The zone of a case's papers: its plan's, or the one given before there is a plan.
pub(super) fn zone_of<'a>(case: &'a Case, zone: &'a Zone) -> &'a Zone {
    case.plan.rules.as_ref().map_or(zone, |rules| &rules.zone)
}

/// What every paper begins with.
pub(super) fn heading(
    case: &Case,
    personal: Option<&Personal>,
    chain_head: Digest,
    zone: &Zone,
    now: Timestamp,
) -> Heading {
    Heading {
        sandbox: case.received.sandbox,
        case: case.id,
        received_at: Instant::of(case.received.received_at, zone),
        issued_at: Instant::of(now, zone),
        card: personal.map_or_else(|| "•••".to_owned(), |personal| personal.claim.iccid.to_string()),
        card_commitment: case.received.request.iccid,
        language: case.received.request.language,
        chain_head,
        records: case.head,
    }
}

pub(super) fn standing(case: &Case) -> Option<Standing> {
    let facts = &case.snapshot.as_ref()?.facts;
    Some(Standing {
        operator: facts.operator.clone(),
        kind: facts.kind,
        policy: case.plan.policy.clone()?,
        plan_hash: case.plan_hash,
    })
}

/// Each system that was barred, stopped or deleted on, and how far the certificate can speak for it.
fn systems(case: &Case, landscape: &Landscape, zone: &Zone) -> Vec<SystemCovered> {
    let mut names: Vec<&SystemName> = Vec::new();
    for (planned, _) in case.plan.steps.iter().zip(&case.steps) {
        let touches_service = matches!(
            planned.kind,
            StepKind::Bar
                | StepKind::StopCharging
                | StepKind::DeleteSubscriber
                | StepKind::CloseCharging
                | StepKind::ProveDead
        );
        if let Some(name) = &planned.system
            && touches_service
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| SystemCovered {
            system: name.clone(),
            kind: landscape.kind_of(name),
            covered: covered(case, name, &[StepKind::ProveDead], &OFF, zone),
            serving_nodes: steps_on(case, name)
                .any(|(planned, _)| planned.kind == StepKind::CancelLocation)
                .then(|| covered(case, name, &[StepKind::ProveAbsent], &[StepKind::CancelLocation], zone)),
        })
        .collect()
}

/// The orders that switch a system off for a line.
const OFF: [StepKind; 2] = [StepKind::DeleteSubscriber, StepKind::CloseCharging];

fn steps_on<'a>(
    case: &'a Case,
    name: &'a SystemName,
) -> impl Iterator<Item = (&'a PlannedStep, &'a StepState)> {
    case.plan.steps.iter().zip(&case.steps).filter(move |(planned, _)| planned.system.as_ref() == Some(name))
}

/// Proven by an answer to one of the `proofs`, attested where a hand did the `orders`, else ordered.
fn covered(case: &Case, name: &SystemName, proofs: &[StepKind], orders: &[StepKind], zone: &Zone) -> Covered {
    let proof = steps_on(case, name).find_map(|(planned, state)| match &state.evidence {
        Some(Evidence::Proof(proof)) if proofs.contains(&planned.kind) && state.is_done() => Some(proof),
        Some(_) | None => None,
    });
    if let Some(proof) = proof {
        return Covered::Proven {
            node: proof.node.clone(),
            asked_at: Instant::of(proof.asked_at, zone),
            question: proof.question.clone(),
            answer: proof.answer.clone(),
            hash: Digest::of(&[proof.question.as_str().as_bytes(), b"\n", proof.answer.as_str().as_bytes()]),
        };
    }
    let concerns = |kind: StepKind| proofs.contains(&kind) || orders.contains(&kind);
    let mut by: Vec<StaffName> = Vec::new();
    for (_, state) in steps_on(case, name).filter(|(planned, _)| concerns(planned.kind)) {
        for name in &state.attested_by {
            if !by.contains(name) {
                by.push(name.clone());
            }
        }
    }
    if !by.is_empty() {
        return Covered::Attested { by };
    }
    let ordered =
        steps_on(case, name).find(|(planned, state)| orders.contains(&planned.kind) && state.is_done());
    Covered::Ordered {
        at: ordered.and_then(|(_, state)| done_at(state)).map(|at| Instant::of(at, zone)),
        reference: ordered.and_then(|(_, state)| match &state.evidence {
            Some(Evidence::Reference(reference)) => Some(reference.clone()),
            Some(_) | None => None,
        }),
    }
}

pub(super) fn done_at(state: &StepState) -> Option<Timestamp> {
    match state.progress {
        Progress::Done { at } => Some(at),
        Progress::Waiting
        | Progress::InFlight
        | Progress::Pending { .. }
        | Progress::Unknown { .. }
        | Progress::Again { .. }
        | Progress::Stuck { .. }
        | Progress::Skipped { .. } => None,
    }
}

fn closing(heading: Heading, case: &Case, zone: &Zone) -> Option<ClosingStatement> {
    let bills: Vec<&Bill> = case
        .of_kind(StepKind::IssueFinalBill)
        .filter_map(|(_, state)| match &state.evidence {
            Some(Evidence::Bill(bill)) => Some(bill),
            Some(_) | None => None,
        })
        .collect();
    let bill = bills.first()?;
    let owed = owed(case).ok().flatten()?;
    let zero = Money::zero(bill.total.currency());
    let open = match case.evidence(StepKind::CheckAccount) {
        Some(Evidence::Dues(dues)) => dues.total,
        Some(_) | None if owed.total.is_negative() => owed.total.negated().ok()?,
        Some(_) | None => zero,
    };
    let after_stop = |kind| match case.evidence(kind) {
        Some(Evidence::Usage(usage)) => usage.after_charge_stop.clone(),
        Some(_) | None => Vec::new(),
    };
    Some(ClosingStatement {
        heading,
        standing: standing(case)?,
        charge_stop: Instant::of(case.charge_stop?, zone),
        final_bill: Some(bill.number.clone()),
        items: bills.iter().flat_map(|bill| bill.items.clone()).collect(),
        owing: Owing {
            refunded: paid(case, StepKind::PayRefund, owed.now, zero),
            refunded_later: paid(case, StepKind::PayRemainder, owed.remainder, zero),
            refund_method: refund_method(case),
            late_usage: owed.late,
            not_charged: [after_stop(StepKind::CollectUsage), after_stop(StepKind::CollectLateUsage)]
                .concat(),
            still_owed: open,
        },
        devices_returned: case
            .of_kind(StepKind::ReturnDevices)
            .map(|(_, state)| !matches!(state.progress, Progress::Skipped { why: SkippedWhy::NotTakenUp }))
            .next(),
    })
}

/// How the money went: as it was sent, else as the person wanted it.
fn refund_method(case: &Case) -> Option<RefundMethod> {
    let sent = [StepKind::PayRefund, StepKind::PayRemainder].into_iter().flat_map(|kind| case.of_kind(kind));
    sent.filter(|(_, state)| state.is_done())
        .find_map(|(_, state)| match state.effect {
            Some(Effect::PayRefund { method, .. }) => Some(method),
            Some(_) | None => None,
        })
        .or(case.choices.refund.map(|(method, _)| method))
}

fn paid(case: &Case, kind: StepKind, amount: Money, zero: Money) -> Money {
    if case.all_done(kind) { amount } else { zero }
}

fn undone(case: &Case) -> Vec<StepKind> {
    let undoing = case.plan.steps.iter().zip(&case.steps);
    undoing
        .filter(|(planned, state)| planned.undoes.is_some() && state.is_done())
        .filter_map(|(planned, _)| planned.undoes.map(|step| case.planned(step).kind))
        .collect()
}
