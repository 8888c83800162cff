//! The bar: service stops, emergency calls stay possible. *Source*: 3GPP TS 22.041, operator determined barring.

use super::notice::names_the_day;
use super::{
    Branch, Definition, Do, Judgement, PointOfReturn, StepKind, Work, plain, send_plain, settled, tell,
};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Evidence, Subject};
use crate::plan::PlannedStep;
use crate::record::StepIndex;

/// The last word before the bar, on every system that tells: the bar waits for all of them. A landscape in which nobody tells cannot bar.
pub(super) const ANNOUNCE_BAR: Definition = Definition {
    work: Work::Effect { kind: EffectKind::Tell, needed: true },
    judge: reaches_somebody,
    ..tell(Branch::Preparation, announce)
};

fn announce(case: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::BeforeCut, on: case.plan.effective_on, amount: None })
}

/// Did the last word reach anybody at all, on any way? Where every contact refused it or none is known there is no bar before a person told the
/// subscriber; in quiet mode whoever is not to know is not looked for. What a hand did, or a system that does not count, stands as it is.
fn reaches_somebody(case: &Case, step: StepIndex, evidence: &Evidence) -> Judgement {
    let judged = names_the_day(case, step, evidence);
    let is_loud = !case.received.request.reason.is_quiet();
    let is_silent = is_loud && is_last_of_all(case, step) && reached_nobody(case);
    if judged == Judgement::Settled && is_silent { Judgement::NobodyTold } else { judged }
}

fn is_last_of_all(case: &Case, step: StepIndex) -> bool {
    let is_other = |(place, planned): &(StepIndex, &PlannedStep)| {
        planned.kind == StepKind::AnnounceBar && *place != step
    };
    case.plan.indexed().filter(is_other).all(|(place, _)| case.state(place).is_settled())
}

fn reached_nobody(case: &Case) -> bool {
    case.of_kind(StepKind::AnnounceBar).all(|(_, state)| match &state.evidence {
        Some(Evidence::Reached(counts)) => counts.reached == 0 && state.attested_by.is_empty(),
        Some(_) | None => false,
    })
}

pub(super) const BAR: Definition = Definition {
    branch: Branch::Spine,
    work: Work::Effect { kind: EffectKind::Bar, needed: true },
    returns: PointOfReturn::Soft,
    undone_by: Some(StepKind::Unbar),
    go: send_plain,
    judge: settled,
};

pub(super) const UNBAR: Definition = plain(Branch::Retract, EffectKind::Unbar, true, PointOfReturn::Soft);
