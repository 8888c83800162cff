//! The steps of a plan by branch, each branch folded until something is under way in it.

use masalama_core::step::Branch;
use masalama_language::{PortalText, Voice};

use super::StepWords;
use crate::api::view::{CaseJson, ProgressWord, StepJson};

/// The steps of one branch.
pub(crate) struct Group {
    /// Its name.
    pub(crate) title: String,
    /// How many of its steps are settled.
    pub(crate) progress: String,
    /// They.
    pub(crate) steps: Vec<StepWords>,
    /// Is it shown unfolded?
    pub(crate) is_open: bool,
    /// Are all settled?
    pub(crate) is_done: bool,
}

/// The steps by branch, in the order the branches begin. The first one that is not settled is open, and each with a step that is looked at.
pub(crate) fn groups(
    case: &CaseJson,
    steps: Vec<StepWords>,
    voice: Voice,
    is_looked_at: impl Fn(&StepJson) -> bool,
) -> Vec<Group> {
    let mut branches: Vec<(Branch, Vec<(&StepJson, StepWords)>)> = Vec::new();
    for (json, words) in case.steps.iter().zip(steps) {
        match branches.iter_mut().find(|(branch, _)| *branch == json.branch) {
            Some((_, steps)) => steps.push((json, words)),
            None => branches.push((json.branch, vec![(json, words)])),
        }
    }
    let is_settled = |step: &StepJson| matches!(step.progress, ProgressWord::Done | ProgressWord::Skipped);
    let current = branches
        .iter()
        .find(|(_, steps)| steps.iter().any(|(step, _)| !is_settled(step)))
        .map(|(branch, _)| *branch);
    branches
        .into_iter()
        .map(|(branch, steps)| {
            let done = steps.iter().filter(|(step, _)| is_settled(step)).count();
            let counted = [("done", done.to_string()), ("all", steps.len().to_string())];
            Group {
                title: voice.text(branch_text(branch)),
                progress: voice.text_with(PortalText::StepsDone, &counted),
                is_open: current == Some(branch) || steps.iter().any(|(step, _)| is_looked_at(step)),
                is_done: done == steps.len(),
                steps: steps.into_iter().map(|(_, words)| words).collect(),
            }
        })
        .collect()
}

fn branch_text(branch: Branch) -> PortalText {
    match branch {
        Branch::Preparation => PortalText::GroupPreparation,
        Branch::Spine => PortalText::GroupSpine,
        Branch::Money => PortalText::GroupMoney,
        Branch::Number => PortalText::GroupNumber,
        Branch::Chip => PortalText::GroupChip,
        Branch::Data => PortalText::GroupData,
        Branch::Retract => PortalText::GroupRetract,
    }
}
