//! The day service ends: every contact was told it, and nothing is cut on a later day than the last word named.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{Case, Progress};
use crate::plan::Hand;
use crate::record::{Actor, Amended, StepIndex};
use crate::step::StepKind;

impl Case {
    /// Would the step cut on a later day than the last word named? Dues were paid late, say, or the case stood still meanwhile. A bar that a hand
    /// sets may be done already by the time it is vouched for, so there it is the reading before it that comes too late.
    #[must_use]
    pub(crate) fn comes_too_late(&self, step: StepIndex, now: Timestamp) -> bool {
        let kind = self.planned(step).kind;
        let by_hand = self.of_kind(StepKind::Bar).any(|(planned, _)| planned.hand != Hand::System);
        let begins_cut = if by_hand { kind.is_read_before_bar() } else { kind == StepKind::Bar };
        // A last word that was not said yet would name a day that is gone.
        let unsaid = kind == StepKind::AnnounceBar
            && matches!(self.state(step).progress, Progress::Waiting | Progress::Again { .. });
        (begins_cut || unsaid) && self.is_past_its_day(now)
    }

    fn is_past_its_day(&self, now: Timestamp) -> bool {
        let (Some(rules), Some(named)) = (&self.plan.rules, self.plan.effective_on) else { return false };
        let is_uncut = !self.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        let is_after = |at: Timestamp| rules.zone.date_at(at) > named;
        is_uncut && self.retracting.is_none() && is_after(now) && self.waited_until.is_some_and(is_after)
    }

    /// The end of service put off to the first day that can be named a whole day ahead; nothing while the line is being read.
    #[must_use]
    pub(crate) fn put_off(&self, now: Timestamp) -> Option<Amended> {
        let zone = &self.plan.rules.as_ref()?.zone;
        let step = self.plan.find(StepKind::RereadBeforeBar)?;
        let mut rereads =
            self.plan.steps.iter().zip(&self.steps).filter(|(one, _)| one.kind.is_read_before_bar());
        let is_idle = rereads.all(|(_, state)| {
            matches!(state.progress, Progress::Waiting | Progress::Again { .. } | Progress::Done { .. })
        });
        // The last word is said for the new day; all else that the cut waits for must be over.
        let is_over =
            |on: &StepIndex| self.state(*on).is_settled() || self.planned(*on).kind == StepKind::AnnounceBar;
        if !is_idle || !self.planned(step).waits_for.iter().all(is_over) || !self.is_past_its_day(now) {
            return None;
        }
        let effective_on = zone.date_at(now).checked_add(2.days()).ok()?;
        let not_before = zone.start_of(effective_on);
        let mut plan = self.plan.clone();
        plan.amend(step, not_before, effective_on);
        Some(Amended { step, not_before, effective_on, plan_hash: plan.hash() })
    }

    /// May the wait be moved so? The person moves his own day, to whichever he wants; anybody else moves a wait to a later day only, since what the
    /// law or the terms give the person no single member of staff takes away.
    pub(super) fn may_move(&self, by: &Actor, amended: &Amended) -> bool {
        let planned = self.planned(amended.step);
        if planned.kind == StepKind::AwaitDate {
            return true;
        }
        let is_later = planned.not_before.is_some_and(|before| before < amended.not_before);
        *by != Actor::Subscriber && is_later && self.plan.effective_on <= Some(amended.effective_on)
    }

    /// What was read for the day that is put off is read anew on the new one, and who was waited for is not waited for any more.
    pub(super) fn read_anew(&mut self, step: StepIndex) {
        if !self.planned(step).kind.is_read_before_bar() {
            return;
        }
        self.waited_until = None;
        for (planned, state) in self.plan.steps.iter().zip(&mut self.steps) {
            if planned.kind.is_read_before_bar() && state.is_done() {
                state.renew();
                state.progress = Progress::Waiting;
            }
        }
    }

    /// Messages that named another day are said anew: until the last word is, there is no bar. Where it leaves at once it names the new day
    /// alone, so that nobody gets two messages that say the same.
    pub(super) fn warn_of_new_day(&mut self, was_on: Option<Date>, at: Timestamp) {
        if self.plan.effective_on == was_on {
            return;
        }
        let last_word = self.plan.steps.iter().find(|planned| planned.kind == StepKind::AnnounceBar);
        let last_word_at = last_word.and_then(|planned| planned.not_before);
        for (planned, state) in self.plan.steps.iter().zip(&mut self.steps) {
            let names_it = planned.kind == StepKind::AnnounceBar
                || (planned.kind == StepKind::AnnounceDate && last_word_at.is_some_and(|last| at < last));
            if names_it && state.is_done() {
                state.renew();
                state.progress = Progress::Waiting;
            }
        }
    }
}
