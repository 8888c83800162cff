//! The plan: a partial order of steps, fixed once, with the rules it follows.

mod advice;
mod planner;
mod retract;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::commitment::Digest;
use crate::landscape::{Class, SystemKind, SystemName};
use crate::policy::{Offer, PolicyRef, Rules, Sourced, SuspendTerms};
use crate::record::StepIndex;
use crate::step::StepKind;

pub use advice::{Advice, AdviceKey};
pub use planner::{Asked, WANTED_DAYS_MAX, by_hand, holds_together, intake, plan};
pub use retract::undo;
pub(crate) use retract::{erasure, undoes_all};

/// The most steps one plan may have.
pub const PLAN_STEPS_MAX: usize = 256;

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// A connector, or Masalama itself.
    System,
    /// Staff, as a task in the console.
    Staff,
    /// The person, as an item on his list.
    Subscriber,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedStep {
    /// What it is.
    #[serde(rename = "do")]
    pub kind: StepKind,
    /// On which system.
    #[serde(default, rename = "on", skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemName>,
    /// Who does it.
    #[serde(rename = "by")]
    pub hand: Hand,
    /// How its effect may be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// It waits for all of these.
    #[serde(default, rename = "after", skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<StepIndex>,
    /// It does not start before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// It undoes this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<StepIndex>,
}

/// A plan: what will happen, in which order, by whose rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The policy it was made under; nothing before the caller is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyRef>,
    /// What execution follows; nothing before the caller is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    /// The day service is expected to end, in the rules' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// The steps, in an order in which every step stands after those it waits for.
    pub steps: Vec<PlannedStep>,
    /// What the person should know and do; binds nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Advice>,
    /// One real offer, never in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Sourced<Offer>>,
    /// Pausing in place of ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Sourced<SuspendTerms>>,
    /// Kinds of system that give service and that nobody declared (I12).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<SystemKind>,
}

impl Plan {
    /// The digest of the plan as it stands: of its canonical JSON.
    #[must_use]
    pub fn hash(&self) -> Digest {
        let bytes = serde_json::to_vec(self).expect("a plan has only string keys, so it is JSON");
        Digest::of(&[b"masalama/plan/1", &bytes])
    }

    /// Moves the end of a wait, and with it the day service ends and the last word before the bar. Where no wait is left, all that is read
    /// before the bar waits for the new day.
    pub fn amend(&mut self, step: StepIndex, not_before: Timestamp, effective_on: Date) {
        let moved = self.steps[step.get()].kind;
        for (place, planned) in self.steps.iter_mut().enumerate() {
            if place == step.get() || (moved.is_read_before_bar() && planned.kind.is_read_before_bar()) {
                planned.not_before = Some(not_before);
            }
        }
        self.effective_on = Some(effective_on);
        if let Some(rules) = &self.rules {
            let bar_at = rules.zone.start_of(effective_on);
            self.warn_before(bar_at);
        }
    }

    /// Nothing is paid back before this.
    pub(crate) fn pay_not_before(&mut self, at: Timestamp) {
        let is_refund = |kind| matches!(kind, StepKind::PayRefund | StepKind::PayRemainder);
        for planned in self.steps.iter_mut().filter(|planned| is_refund(planned.kind)) {
            planned.not_before = Some(at);
        }
    }

    /// The last word goes out a day ahead of the bar; at once, where less than a day is left.
    pub(crate) fn warn_before(&mut self, bar_at: Timestamp) {
        let warn = planner::warned_at(bar_at);
        for planned in self.steps.iter_mut().filter(|planned| planned.kind == StepKind::AnnounceBar) {
            planned.not_before = warn;
        }
    }

    /// The steps with their places.
    pub fn indexed(&self) -> impl Iterator<Item = (StepIndex, &PlannedStep)> {
        self.steps.iter().enumerate().map(|(at, step)| {
            (StepIndex(u16::try_from(at).expect("a plan has at most PLAN_STEPS_MAX steps")), step)
        })
    }

    /// The first step of this kind.
    #[must_use]
    pub fn find(&self, kind: StepKind) -> Option<StepIndex> {
        self.indexed().find(|(_, step)| step.kind == kind).map(|(at, _)| at)
    }
}
