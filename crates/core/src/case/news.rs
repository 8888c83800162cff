//! News: when a contact or a destination changes, when the case stands still or goes on, and when it was taken back, every contact is told.
//!
//! An unverified request that lapses is told to nobody: whoever typed it may have typed a stranger's number.

use super::{Case, Progress, StepState};
use crate::effect::Subject;
use crate::plan::{PLAN_STEPS_MAX, PlannedStep};
use crate::record::StepIndex;
use crate::step::StepKind;

/// So many pieces of news about one thing have steps of their own; the next is told by the last of these anew, so that a plan has a bound.
const NEWS_EACH_MAX: usize = 6;

impl Case {
    /// What the step tells, if it tells news.
    #[must_use]
    pub fn news_at(&self, step: StepIndex) -> Option<Subject> {
        self.news.iter().find(|(told_by, _)| *told_by == step).map(|(_, subject)| *subject)
    }

    /// Adds news to what is to be told, on every system on which the last word is: before there is a plan nobody was told anything.
    pub(super) fn tell_news(&mut self, subject: Subject) {
        if self.is_erasing() || self.ending.is_some() {
            return;
        }
        let ways: Vec<PlannedStep> =
            self.of_kind(StepKind::AnnounceBar).map(|(planned, _)| planned.clone()).collect();
        for way in ways {
            match self.spent(subject, &way) {
                Some(last) => {
                    let state = &mut self.steps[last.get()];
                    if state.is_done() {
                        state.renew();
                        state.progress = Progress::Waiting;
                    }
                }
                None => self.add_news(subject, way),
            }
        }
        self.plan_hash = self.plan.hash();
    }

    fn add_news(&mut self, subject: Subject, way: PlannedStep) {
        let Ok(place) = u16::try_from(self.plan.steps.len()) else { return };
        if self.plan.steps.len() >= PLAN_STEPS_MAX {
            return;
        }
        let kind = StepKind::TellNews;
        self.plan.steps.push(PlannedStep {
            kind,
            waits_for: Vec::new(),
            not_before: None,
            undoes: None,
            ..way
        });
        self.steps.push(StepState::new());
        self.news.push((StepIndex(place), subject));
    }

    /// The last step that tells of it this way, once there are enough of them. What a retract called off tells nothing any more.
    fn spent(&self, subject: Subject, way: &PlannedStep) -> Option<StepIndex> {
        let same = |step: &StepIndex| self.planned(*step).system == way.system && !self.is_called_off(*step);
        let told = self.news.iter().filter(|(_, about)| *about == subject).map(|(step, _)| *step);
        let told: Vec<StepIndex> = told.filter(same).collect();
        (told.len() >= NEWS_EACH_MAX).then(|| told.last().copied()).flatten()
    }
}
