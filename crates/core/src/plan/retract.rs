//! Retract: the steps that undo what was done, last done first.

use super::{Hand, Plan, PlannedStep, holds_together};
use crate::case::Case;
use crate::effect::EffectKind;
use crate::landscape::{Class, Landscape, Reach, SystemName};
use crate::record::StepIndex;
use crate::refusal::RefusalCode;
use crate::step::{Branch, StepKind, Work};

/// The steps that take the case back.
///
/// # Errors
/// [`RefusalCode::PastNoReturn`] once a step that cannot be undone has begun, [`RefusalCode::CaseClosed`] when nothing is left to take back,
/// [`RefusalCode::NotAsked`] when the line is to be paused and the plan knows no pausing.
pub fn undo(case: &Case, landscape: &Landscape, suspend: bool) -> Result<Vec<PlannedStep>, RefusalCode> {
    if case.ending.is_some() || case.retracting.is_some() || case.refused.is_some() {
        return Err(RefusalCode::CaseClosed);
    }
    if case.is_past_no_return() {
        return Err(RefusalCode::PastNoReturn);
    }
    if suspend && case.plan.suspend.is_none() {
        return Err(RefusalCode::NotAsked);
    }
    let mut undoing = Undoing { next: case.plan.steps.len(), steps: Vec::new() };
    let mut before: Vec<StepIndex> = Vec::new();
    for (done, kind) in begun(case) {
        let mut waits_for = vec![done];
        waits_for.extend(before.last());
        before.extend(undoing.add(kind, waits_for, Some((done, case.planned(done))), landscape));
    }
    if suspend {
        before.extend(undoing.add(StepKind::SuspendLine, before.clone(), None, landscape));
    }
    let paper = undoing.add(StepKind::IssueRetraction, before, None, landscape);
    if case.plan.rules.is_some() {
        // Who still waits for an answer still needs the numbers to ask.
        let open = case
            .plan
            .indexed()
            .map(|(step, _)| step)
            .filter(|step| case.state(*step).attempt > 0 && !case.state(*step).is_settled());
        let waits_for = open.chain(paper).collect();
        let keep = undoing.add(StepKind::KeepRecords, waits_for, None, landscape);
        undoing.add(StepKind::ErasePersonal, keep.into_iter().collect(), None, landscape);
    }
    Ok(undoing.steps)
}

/// What follows the closing of a case that never had a plan: its personal fields are kept for a time, then erased.
#[must_use]
pub(crate) fn erasure(plan: &Plan) -> Vec<PlannedStep> {
    let mut undoing = Undoing { next: plan.steps.len(), steps: Vec::new() };
    let nowhere = Landscape { systems: Vec::new() };
    let keep = undoing.add(StepKind::KeepRecords, Vec::new(), None, &nowhere);
    undoing.add(StepKind::ErasePersonal, keep.into_iter().collect(), None, &nowhere);
    undoing.steps
}

/// What was begun and can be undone, with what undoes it, last of the plan first.
fn begun(case: &Case) -> Vec<(StepIndex, StepKind)> {
    let mut begun: Vec<_> = case
        .plan
        .indexed()
        .filter(|(step, _)| case.state(*step).has_begun())
        .filter_map(|(step, planned)| planned.kind.definition().undone_by.map(|kind| (step, kind)))
        .collect();
    begun.reverse();
    begun
}

/// Do these steps take back all that was begun, each thing once and last begun first, and nothing else?
pub(crate) fn undoes_all(case: &Case, undo: &[PlannedStep]) -> bool {
    let undone: Vec<_> = undo.iter().filter_map(|step| Some((step.undoes?, step.kind))).collect();
    let waits = undo.iter().all(|step| step.undoes.is_none_or(|undone| step.waits_for.contains(&undone)));
    let only_undoes = undo.iter().all(|step| match step.kind.definition().branch {
        Branch::Retract | Branch::Data => true,
        Branch::Preparation | Branch::Spine | Branch::Money | Branch::Number | Branch::Chip => false,
    });
    let papers = undo.iter().filter(|step| step.kind == StepKind::IssueRetraction).count();
    let longer = Plan { steps: [&case.plan.steps, undo].concat(), ..case.plan.clone() };
    undone == begun(case) && waits && only_undoes && papers == 1 && holds_together(&longer)
}

struct Undoing {
    next: usize,
    steps: Vec<PlannedStep>,
}

impl Undoing {
    /// Adds the step on the system of the step it undoes, or on the first that offers its effect.
    fn add(
        &mut self,
        kind: StepKind,
        waits_for: Vec<StepIndex>,
        undoes: Option<(StepIndex, &PlannedStep)>,
        landscape: &Landscape,
    ) -> Option<StepIndex> {
        let (system, hand, class) = match kind.definition().work {
            Work::Effect { kind: EffectKind::ErasePersonal, .. } => {
                (Some(SystemName::own()), Hand::System, Some(Class::Idempotent))
            }
            Work::Effect { kind: effect, .. } => {
                let same = |name: &SystemName| {
                    undoes.and_then(|(_, step)| step.system.as_ref()).is_none_or(|system| system == name)
                };
                let offering = landscape.offering(effect).find(|(system, _)| same(&system.name));
                match offering.or_else(|| landscape.offering(effect).next()) {
                    Some((system, offer)) => {
                        let hand = match system.reach {
                            Reach::Connector => Hand::System,
                            Reach::ByHand => Hand::Staff,
                        };
                        (Some(system.name.clone()), hand, Some(offer.class))
                    }
                    None => (None, Hand::Staff, None),
                }
            }
            Work::Wait | Work::Paper(_) => (None, Hand::System, None),
            Work::ByHand(hand) => (None, hand, None),
        };
        let place = StepIndex(u16::try_from(self.next).ok()?);
        self.next += 1;
        let undoes = undoes.map(|(step, _)| step);
        self.steps.push(PlannedStep { kind, system, hand, class, waits_for, not_before: None, undoes });
        Some(place)
    }
}
