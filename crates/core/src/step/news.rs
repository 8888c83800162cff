//! News: what happened around a case and no step of its plan tells. Told at once, also while the case stands still.

use super::{Branch, Definition, Do, tell};
use crate::case::Case;
use crate::effect::Effect;
use crate::record::StepIndex;

pub(super) const TELL_NEWS: Definition = tell(Branch::Preparation, say);

fn say(case: &Case, step: StepIndex) -> Do {
    match case.news_at(step) {
        Some(subject) => Do::Effect(Effect::Tell { subject, on: case.plan.effective_on, amount: None }),
        None => Do::Contradiction("nothing is to be told"),
    }
}
