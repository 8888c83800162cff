//! Making the view of a case from the engine's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use masalama_core::calendar::Zone;
use masalama_core::case::{Case, CaseId, Progress, StuckWhy};
use masalama_core::next::NeedHand;
use masalama_core::paper::{Content, Covered, PaperKind, SystemCovered, verify};
use masalama_core::policy::{Offer, Sourced, SuspendTerms};
use masalama_core::record::SkippedWhy;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, StepView};

use super::money::settlement;
use super::{
    AdviceJson, CaseJson, ChoicesJson, CoveredJson, CoversJson, HowCovered, MoneyJson, OfferJson, PaperJson,
    PolicyJson, ProgressWord, StaffJson, StepJson, StepStaffJson, SuspendJson, TaskJson,
};

/// The zone of a case: the plan's, or `zone` before there is a plan.
pub(crate) fn zone_of<'a>(case: &'a Case, zone: &'a Zone) -> &'a Zone {
    case.plan.rules.as_ref().map_or(zone, |rules| &rules.zone)
}

/// The case as its reader may see it.
pub(crate) fn case_json(view: &CaseView, zone: &Zone, is_staff: bool) -> CaseJson {
    let case = &view.case;
    CaseJson {
        case: view.id,
        sandbox: case.received.sandbox,
        stage: view.stage,
        ending: case.ending,
        refused: case.refused,
        received_at: case.received.received_at,
        lapses_at: case.plan.rules.is_none().then_some(case.lapses_at()),
        closed_at: case.closed_at,
        language: case.received.request.language,
        zone: zone_of(case, zone).name().to_owned(),
        operator: view.row.operator.as_ref().map(ToString::to_string),
        kind: view.row.kind,
        card: view.card.clone(),
        number: view.number.clone().filter(|_| is_staff || view.is_accepted()),
        wanted_on: case.received.request.wanted_on,
        effective_on: case.plan.effective_on,
        charge_stop: case.charge_stop,
        can_retract: view.can_retract,
        retract_until: retract_until(view),
        charges_again: charges_again(view),
        wants_papers: view.wants_papers,
        wakes_at: view.wakes_at,
        policy: case.plan.policy.as_ref().map(|policy| PolicyJson {
            id: policy.id.clone(),
            version: policy.version,
            hash: policy.hash.to_string(),
            plan_hash: case.plan_hash.to_string(),
        }),
        steps: view.steps.iter().map(|step| step_json(case, step, is_staff)).collect(),
        tasks: view.tasks.iter().map(|need| task_json(case, need)).collect(),
        advice: advice(case),
        offer: case.plan.offer.as_ref().map(|offer| offer_json(offer, case.choices.offer_declined)),
        suspend: case.plan.suspend.as_ref().map(suspend_json),
        choices: choices(case),
        settlement: settlement(case),
        covers: covers(view),
        papers: papers(view),
        links: links(view.id),
        staff: is_staff.then(|| StaffJson {
            parked_at: case.parked.as_ref().map(|(step, _)| step.0),
            parked: case.parked.as_ref().map(|(_, reason)| reason.clone()),
            head: case.head,
        }),
    }
}

/// What can be asked of a case, by name.
pub(crate) fn links(case: CaseId) -> BTreeMap<String, String> {
    let root = format!("/v1/cases/{case}");
    let under = |name: &str, path: &str| (name.to_owned(), format!("{root}{path}"));
    BTreeMap::from([
        under("case", ""),
        under("timeline", "/timeline"),
        under("receipt", "/papers/receipt"),
        under("export", "/export"),
        under("retract", "/retract"),
        under("refund", "/refund"),
        under("return", "/return"),
        under("amend", "/amend"),
        under("tick", "/tick"),
    ])
}

/// Before anything is barred the latest wait of the preparation holds everything back.
fn retract_until(view: &CaseView) -> Option<Timestamp> {
    if !view.can_retract || view.case.charge_stop.is_some() {
        return None;
    }
    [StepKind::ServeNotice, StepKind::CoolOff, StepKind::AwaitDate]
        .into_iter()
        .flat_map(|kind| view.case.of_kind(kind))
        .filter(|(_, state)| !state.is_settled())
        .filter_map(|(planned, _)| planned.not_before)
        .max()
}

/// The monthly charge of the contract, while it can come back.
fn charges_again(view: &CaseView) -> Option<MoneyJson> {
    let facts = &view.case.snapshot.as_ref().filter(|_| view.can_retract)?.facts;
    facts.contract.as_ref().map(|contract| contract.monthly.into())
}

/// A step's progress in a word, with its instant, why it was skipped and why it is stuck.
fn progress(progress: &Progress) -> (ProgressWord, Option<Timestamp>, Option<SkippedWhy>, Option<StuckWhy>) {
    match progress {
        Progress::Waiting => (ProgressWord::Waiting, None, None, None),
        Progress::InFlight => (ProgressWord::InFlight, None, None, None),
        Progress::Pending { ask_at } => (ProgressWord::Pending, Some(*ask_at), None, None),
        Progress::Unknown { since, .. } => (ProgressWord::Unknown, Some(*since), None, None),
        Progress::Again { at } => (ProgressWord::Again, Some(*at), None, None),
        Progress::Stuck { since, why } => (ProgressWord::Stuck, Some(*since), None, Some(*why)),
        Progress::Done { at } => (ProgressWord::Done, Some(*at), None, None),
        Progress::Skipped { why } => (ProgressWord::Skipped, None, Some(*why), None),
    }
}

fn step_json(case: &Case, step: &StepView, is_staff: bool) -> StepJson {
    let (word, at, skipped, stuck) = progress(&step.progress);
    let state = case.state(step.step);
    StepJson {
        step: step.step.0,
        kind: step.kind,
        branch: step.branch,
        system: step.system.clone(),
        hand: step.hand,
        returns: step.returns,
        after: case.planned(step.step).waits_for.iter().map(|step| step.0).collect(),
        progress: word,
        at,
        not_before: step.not_before,
        skipped,
        staff: is_staff.then(|| StepStaffJson {
            attempt: state.attempt,
            stuck,
            attested_by: state.attested_by.iter().map(|name| name.as_str().to_owned()).collect(),
        }),
    }
}

fn task_json(case: &Case, need: &NeedHand) -> TaskJson {
    let kind = case.planned(need.step).kind;
    TaskJson { case: case.id, step: need.step.0, kind, hand: need.hand, due: need.due }
}

fn advice(case: &Case) -> Vec<AdviceJson> {
    let ticked = &case.choices.ticked;
    let one = |advice: &masalama_core::plan::Advice| AdviceJson {
        key: advice.0,
        ticked: ticked.contains(&advice.0),
    };
    case.plan.advice.iter().map(one).collect()
}

fn offer_json(offer: &Sourced<Offer>, declined: bool) -> OfferJson {
    let Offer { text, from, until, worth, conditions, effect_on_leaving } = &offer.value;
    OfferJson {
        text: text.into(),
        from: *from,
        until: *until,
        worth: (*worth).into(),
        conditions: conditions.into(),
        effect_on_leaving: effect_on_leaving.into(),
        source: offer.source.clone(),
        declined,
    }
}

fn suspend_json(terms: &Sourced<SuspendTerms>) -> SuspendJson {
    SuspendJson {
        longest: terms.value.longest,
        monthly_fee: terms.value.monthly_fee.into(),
        can_be_asked: terms.is_binding(),
    }
}

fn choices(case: &Case) -> ChoicesJson {
    let open = case.ending.is_none() && case.retracting.is_none() && case.plan.rules.is_some();
    let waits = |kind| case.of_kind(kind).any(|(_, state)| !state.is_settled());
    let begun = |kind| case.of_kind(kind).any(|(_, state)| state.has_begun());
    let is_refused =
        |kind| case.of_kind(kind).any(|(_, state)| matches!(state.progress, Progress::Stuck { .. }));
    ChoicesJson {
        device_return: case.choices.device_return,
        can_choose_return: open && (waits(StepKind::ArrangeReturn) || is_refused(StepKind::BookPickup)),
        can_choose_refund: open && waits(StepKind::PayRefund) && !begun(StepKind::PayRefund),
        can_amend: open && waits(StepKind::AwaitDate),
    }
}

/// What the certificate says; before there is one, only what it will not cover.
fn covers(view: &CaseView) -> CoversJson {
    let not_covered = view.case.plan.not_covered.clone();
    let paper = view.paper(PaperKind::Certificate).and_then(|paper| verify(&paper.body, None).ok());
    let Some(Content::Certificate(certificate)) = paper.map(|paper| paper.content) else {
        return CoversJson { systems: Vec::new(), not_covered };
    };
    let systems = certificate.systems.iter().map(covered).collect();
    CoversJson { systems, not_covered: certificate.not_covered }
}

fn covered(one: &SystemCovered) -> CoveredJson {
    let (system, kind) = (one.system.to_string(), one.kind);
    let plain = |covered| {
        let system = system.clone();
        CoveredJson { system, kind, covered, at: None, node: None, answer: None }
    };
    match &one.covered {
        Covered::Proven { node, asked_at, answer, .. } => CoveredJson {
            at: Some(asked_at.utc),
            node: Some(node.as_str().to_owned()),
            answer: Some(answer.as_str().to_owned()),
            ..plain(HowCovered::Proven)
        },
        Covered::Ordered { at, reference } => CoveredJson {
            at: at.as_ref().map(|at| at.utc),
            answer: reference.as_ref().map(|text| text.as_str().to_owned()),
            ..plain(HowCovered::Ordered)
        },
        Covered::Attested { .. } => plain(HowCovered::Attested),
    }
}

fn papers(view: &CaseView) -> Vec<PaperJson> {
    let paper = |paper: &masalama_core::port::StoredPaper| PaperJson {
        kind: paper.kind,
        issued_at: paper.at,
        link: format!("/v1/cases/{}/papers/{}", view.id, paper.kind.as_str()),
    };
    view.papers.iter().map(paper).collect()
}
