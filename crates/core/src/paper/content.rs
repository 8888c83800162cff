//! What papers say, composed from the case alone.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PaperKind;
use crate::calendar::Zone;
use crate::case::{Case, CaseId, Progress, StepState};
use crate::commitment::{Commitment, Digest};
use crate::detail::Detail;
use crate::effect::{Bill, Effect, Evidence, Item};
use crate::landscape::{SystemKind, SystemName};
use crate::line::{LineKind, OperatorId};
use crate::money::Money;
use crate::plan::PlannedStep;
use crate::policy::PolicyRef;
use crate::record::{SkippedWhy, StaffName};
use crate::request::{Channel, Language, Personal, RefundMethod};
use crate::step::{StepKind, owed};

/// An instant as people and courts read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instant {
    /// In UTC, RFC 3339.
    pub utc: Timestamp,
    /// The same on a wall clock in the zone.
    pub local: String,
    /// The zone.
    pub zone: Zone,
}

impl Instant {
    fn of(at: Timestamp, zone: &Zone) -> Self {
        Self { utc: at, local: zone.wall_clock(at), zone: zone.clone() }
    }
}

/// What every paper begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Was this the sandbox operator? Then nothing real ended.
    pub sandbox: bool,
    /// The case.
    pub case: CaseId,
    /// When the request came in; every clock starts here.
    pub received_at: Instant,
    /// When this paper was issued.
    pub issued_at: Instant,
    /// The card, masked.
    pub card: String,
    /// Commitment to the card's number: who knows the case's key can show which card it was.
    pub card_commitment: Commitment,
    /// The language the person is spoken to in.
    pub language: Language,
    /// The chain's head before this paper: all records up to it are fixed.
    pub chain_head: Digest,
    /// How many records that are.
    pub records: u32,
}

/// What the plan was made under; every paper after the receipt says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The operator.
    pub operator: OperatorId,
    /// Prepaid or postpaid.
    pub kind: LineKind,
    /// The policy.
    pub policy: PolicyRef,
    /// Digest of the plan.
    pub plan_hash: Digest,
}

/// How far the certificate can speak for a system (I12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Covered {
    /// It was asked and answered.
    Proven {
        /// Which node answered.
        node: Detail,
        /// When.
        asked_at: Instant,
        /// What was asked.
        question: Detail,
        /// What it answered.
        answer: Detail,
        /// Digest of question and answer.
        hash: Digest,
    },
    /// It was ordered; there is no way to read back.
    Ordered {
        /// When the order was confirmed.
        at: Option<Instant>,
        /// What the system said of it, for example which nodes it went to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Detail>,
    },
    /// A named member of staff vouches for it.
    Attested {
        /// Who.
        by: Vec<StaffName>,
    },
}

/// The request came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The heading.
    pub heading: Heading,
    /// How it came in.
    pub channel: Channel,
    /// The day the person wants service to end; as soon as may be when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_on: Option<Date>,
    /// Unless the caller is verified by then, the request lapses.
    pub lapses_at: Instant,
}

/// The line is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// Service and charges stopped then.
    pub charge_stop: Instant,
    /// Each declared system that knew the line.
    pub systems: Vec<SystemCovered>,
    /// Kinds of system that give service and that nobody declared.
    pub not_covered: Vec<SystemKind>,
}

/// One declared system in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemCovered {
    /// Its name.
    pub system: SystemName,
    /// How far the certificate can speak for it.
    pub covered: Covered,
    /// How far it can speak for the nodes that served the line on its behalf: asked, or only ordered to let it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving_nodes: Option<Covered>,
}

/// What is left between the person and the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owing {
    /// Paid back at once.
    pub refunded: Money,
    /// Paid back after late usage was known.
    pub refunded_later: Money,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_method: Option<RefundMethod>,
    /// Late usage booked against what was held back.
    pub late_usage: Money,
    /// Usage dated after the charge stop: not charged.
    pub not_charged: Vec<Item>,
    /// What the person still owes, settled apart.
    pub still_owed: Money,
}

/// The account is settled and formally closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingStatement {
    /// The heading.
    pub heading: Heading,
    /// Operator, policy, plan.
    pub standing: Standing,
    /// Service and charges stopped then.
    pub charge_stop: Instant,
    /// The final bill's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_bill: Option<Detail>,
    /// Its sums.
    pub items: Vec<Item>,
    /// What is left.
    pub owing: Owing,
    /// Devices: returned, charged for, or none.
    pub devices_returned: Option<bool>,
}

/// The request was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retraction {
    /// The heading.
    pub heading: Heading,
    /// When it was asked.
    pub asked_at: Instant,
    /// Paused until this day in place of restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Date>,
    /// Steps that were undone.
    pub undone: Vec<StepKind>,
}

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A receipt.
    Receipt(Receipt),
    /// A certificate.
    Certificate(Certificate),
    /// A closing statement.
    ClosingStatement(ClosingStatement),
    /// A retraction.
    Retraction(Retraction),
}

impl Content {
    /// Which paper it is.
    #[must_use]
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Receipt(_) => PaperKind::Receipt,
            Self::Certificate(_) => PaperKind::Certificate,
            Self::ClosingStatement(_) => PaperKind::ClosingStatement,
            Self::Retraction(_) => PaperKind::Retraction,
        }
    }

    /// Its heading.
    #[must_use]
    pub fn heading(&self) -> &Heading {
        match self {
            Self::Receipt(paper) => &paper.heading,
            Self::Certificate(paper) => &paper.heading,
            Self::ClosingStatement(paper) => &paper.heading,
            Self::Retraction(paper) => &paper.heading,
        }
    }
}

/// Composes a paper; nothing when the case is not there yet.
#[must_use]
pub fn compose(
    kind: PaperKind,
    case: &Case,
    personal: Option<&Personal>,
    chain_head: Digest,
    zone: &Zone,
    now: Timestamp,
) -> Option<Content> {
    let zone = case.plan.rules.as_ref().map_or(zone, |rules| &rules.zone);
    let heading = Heading {
        sandbox: case.received.sandbox,
        case: case.id,
        received_at: Instant::of(case.received.received_at, zone),
        issued_at: Instant::of(now, zone),
        card: personal.map_or_else(|| "•••".to_owned(), |personal| personal.claim.iccid.to_string()),
        card_commitment: case.received.request.iccid,
        language: case.received.request.language,
        chain_head,
        records: case.head,
    };
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
            systems: systems(case, zone),
            not_covered: case.plan.not_covered.clone(),
        })),
        PaperKind::ClosingStatement => closing(heading, case, zone).map(Content::ClosingStatement),
        PaperKind::Retraction => Some(Content::Retraction(Retraction {
            heading,
            asked_at: Instant::of(case.retracting?.asked_at, zone),
            suspended_until: case.retracting?.suspend_until,
            undone: undone(case),
        })),
    }
}

fn standing(case: &Case) -> Option<Standing> {
    let facts = &case.snapshot.as_ref()?.facts;
    Some(Standing {
        operator: facts.operator.clone(),
        kind: facts.kind,
        policy: case.plan.policy.clone()?,
        plan_hash: case.plan_hash,
    })
}

/// Each system that was barred, stopped or deleted on, and how far the certificate can speak for it.
fn systems(case: &Case, zone: &Zone) -> Vec<SystemCovered> {
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

fn done_at(state: &StepState) -> Option<Timestamp> {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A receipt for tests of signing.
    pub(in crate::paper) fn receipt() -> Content {
        let zone = Zone::named("Asia/Muscat").unwrap();
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let key = crate::commitment::CaseKey::new([3; 32]);
        Content::Receipt(Receipt {
            heading: Heading {
                sandbox: true,
                case: CaseId::from_bytes([9; 16]),
                received_at: Instant::of(at, &zone),
                issued_at: Instant::of(at, &zone),
                card: "•••0017".to_owned(),
                card_commitment: key.commit("iccid", "8996802000000000017"),
                language: Language::Ar,
                chain_head: Digest::of(&[b"head"]),
                records: 1,
            },
            channel: Channel::Portal,
            wanted_on: None,
            lapses_at: Instant::of(at, &zone),
        })
    }
}
