//! Retract: the steps that undo what was done, last done first.

use super::{Hand, PlannedStep};
use crate::case::Case;
use crate::effect::EffectKind;
use crate::landscape::{Class, Landscape, Reach, SystemName};
use crate::record::StepIndex;
use crate::refusal::RefusalCode;
use crate::step::{StepKind, Work};

/// The steps that take the case back.
///
/// # Errors
/// [`RefusalCode::PastNoReturn`] once a step that cannot be undone has begun, [`RefusalCode::CaseClosed`] when nothing is left to take back.
pub fn undo(case: &Case, landscape: &Landscape, suspend: bool) -> Result<Vec<PlannedStep>, RefusalCode> {
    if case.ending.is_some() || case.retracting.is_some() {
        return Err(RefusalCode::CaseClosed);
    }
    if case.is_past_no_return() {
        return Err(RefusalCode::PastNoReturn);
    }
    let mut undoing = Undoing { next: case.plan.steps.len(), steps: Vec::new() };
    let mut before: Vec<StepIndex> = Vec::new();
    for (done, planned) in case.plan.indexed().collect::<Vec<_>>().into_iter().rev() {
        let Some(kind) = planned.kind.definition().undone_by else { continue };
        if !case.state(done).has_begun() && case.state(done).attested_by.is_empty() {
            continue;
        }
        let mut waits_for = vec![done];
        waits_for.extend(before.last());
        before.extend(undoing.add(kind, waits_for, Some((done, planned)), landscape));
    }
    if suspend {
        before.extend(undoing.add(StepKind::SuspendLine, before.clone(), None, landscape));
    }
    let paper = undoing.add(StepKind::IssueRetraction, before, None, landscape);
    if case.plan.rules.is_some() {
        let paper = paper.into_iter().collect();
        let keep = undoing.add(StepKind::KeepRecords, paper, None, landscape);
        undoing.add(StepKind::ErasePersonal, keep.into_iter().collect(), None, landscape);
    }
    Ok(undoing.steps)
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
                    None if undoes.is_some() => (None, Hand::Staff, None),
                    None => return None,
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
