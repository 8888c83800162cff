//! A plan as it goes: each step that is done is told in a line; on a terminal every branch has its bar below them.

use std::collections::BTreeMap;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use jiff::Timestamp;
use masalama_core::calendar::Zone;
use masalama_core::request::Language;
use masalama_core::step::{Branch, StepKind};
use masalama_language::Voice;

use crate::say;

/// How far a step is, as far as a drawing tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Not begun.
    Waiting,
    /// Sent, or answered and looked at again.
    UnderWay,
    /// A hand must act.
    NeedsHand,
    /// Done, then.
    Done(Timestamp),
    /// Not needed.
    NotNeeded,
}

impl Reached {
    fn is_settled(self) -> bool {
        matches!(self, Self::Done(_) | Self::NotNeeded)
    }
}

/// One step, as drawn.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What it is.
    pub(crate) kind: StepKind,
    /// On which system.
    pub(crate) system: Option<String>,
    /// How far it is.
    pub(crate) reached: Reached,
}

/// Where plans are drawn.
pub(crate) struct Drawing {
    bars: Option<MultiProgress>,
    zone: Zone,
}

/// One plan on the drawing.
pub(crate) struct DrawnPlan {
    bars: Option<MultiProgress>,
    branches: BTreeMap<Branch, ProgressBar>,
    label: String,
    zone: Zone,
    settled: Vec<bool>,
}

impl Drawing {
    /// A drawing on stderr; in place on a terminal, else line by line.
    pub(crate) fn new(zone: Zone) -> Self {
        Self { bars: say::can_draw().then(MultiProgress::new), zone }
    }

    /// A plan on it, under this name.
    pub(crate) fn plan(&self, label: &str) -> DrawnPlan {
        DrawnPlan {
            bars: self.bars.clone(),
            branches: BTreeMap::new(),
            label: label.to_owned(),
            zone: self.zone.clone(),
            settled: Vec::new(),
        }
    }
}

impl DrawnPlan {
    /// Tells what is new and draws how far it is.
    pub(crate) fn update(&mut self, steps: &[Seen]) {
        self.settled.resize(steps.len(), false);
        let mut new: Vec<(Timestamp, &Seen)> = Vec::new();
        for (step, was_settled) in steps.iter().zip(&mut self.settled) {
            if let (Reached::Done(at), false) = (step.reached, *was_settled) {
                new.push((at, step));
            }
            *was_settled |= step.reached.is_settled();
        }
        new.sort_by_key(|(at, _)| *at);
        for (at, step) in new {
            self.tell(at, step);
        }
        self.draw(steps);
    }

    /// Tells something beside the steps, dated.
    pub(crate) fn remark(&self, at: Timestamp, text: &str) {
        self.line(&format!("{}  {:<9} {text}", self.minute(at), self.label));
    }

    /// Takes the bars away; what was told stays.
    pub(crate) fn finish(self) {
        for bar in self.branches.values() {
            bar.finish_and_clear();
        }
    }

    fn tell(&self, at: Timestamp, step: &Seen) {
        let sentence = Voice::plain(Language::En).tell(step.kind);
        let system = step.system.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
        self.line(&format!("{}  {:<9} {sentence}{system}", self.minute(at), self.label));
    }

    fn minute(&self, at: Timestamp) -> String {
        self.zone.wall_clock(at).chars().take("2026-11-22 10:00".len()).collect::<String>().replace('T', " ")
    }

    fn line(&self, text: &str) {
        match &self.bars {
            Some(bars) => drop(bars.println(text)),
            None => say::note(text),
        }
    }

    fn draw(&mut self, steps: &[Seen]) {
        let Some(bars) = &self.bars else { return };
        let mut by_branch: BTreeMap<Branch, (u64, u64, Option<StepKind>)> = BTreeMap::new();
        for step in steps {
            let entry = by_branch.entry(step.kind.definition().branch).or_default();
            entry.0 += 1;
            if step.reached.is_settled() {
                entry.1 += 1;
            } else {
                entry.2 = entry.2.or(Some(step.kind));
            }
        }
        for (branch, (all, settled, next)) in by_branch {
            let bar = self.branches.entry(branch).or_insert_with(|| {
                bars.add(
                    ProgressBar::new(all)
                        .with_style(style())
                        .with_prefix(format!("{} {branch:?}", self.label)),
                )
            });
            bar.set_length(all);
            bar.set_position(settled);
            bar.set_message(
                next.map_or_else(|| "done".to_owned(), |kind| Voice::plain(Language::En).tell(kind)),
            );
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{prefix:24} {bar:16} {pos:>2}/{len:<2} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
