//! Who speaks to which system, and whether everything a plan may need is offered by somebody.

use std::collections::BTreeMap;
use std::sync::Arc;

use masalama_core::effect::EffectKind;
use masalama_core::landscape::{Landscape, Reach, SystemName};
use masalama_core::port::Connector;
use masalama_core::step::{Branch, StepKind, Work};
use tokio::sync::Semaphore;

/// How many calls one system is given at once, unless configured otherwise.
pub const CALLS_AT_ONCE: usize = 512;

/// One system's connector and how much it may be given at once.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) connector: Arc<dyn Connector>,
    pub(crate) places: Arc<Semaphore>,
}

/// The connectors by the name of their system.
#[derive(Clone, Default)]
pub struct Systems {
    by_name: BTreeMap<SystemName, Line>,
}

impl Systems {
    /// Adds a system's connector, which is given at most `at_once` calls at a time.
    pub fn add(&mut self, name: SystemName, connector: Arc<dyn Connector>, at_once: usize) {
        self.by_name.insert(name, Line { connector, places: Arc::new(Semaphore::new(at_once.max(1))) });
    }

    pub(crate) fn get(&self, name: &SystemName) -> Option<&Line> {
        self.by_name.get(name)
    }

    /// Does everybody offer what plans need, and is each declared connector there?
    pub(crate) fn check(&self, landscape: &Landscape) -> Result<(), Unfit> {
        let silent = landscape
            .systems
            .iter()
            .filter(|system| system.reach == Reach::Connector && !self.by_name.contains_key(&system.name))
            .map(|system| system.name.clone())
            .collect::<Vec<_>>();
        let missing =
            needed().filter(|effect| landscape.offering(*effect).next().is_none()).collect::<Vec<_>>();
        let by_hand_records = landscape
            .offering(EffectKind::ReadLine)
            .next()
            .is_some_and(|(system, _)| system.reach == Reach::ByHand);
        if silent.is_empty() && missing.is_empty() && !by_hand_records {
            Ok(())
        } else {
            Err(Unfit { silent, missing, by_hand_records })
        }
    }
}

/// The effects no plan can do without. Erasing is Masalama's own.
fn needed() -> impl Iterator<Item = EffectKind> {
    StepKind::ALL.iter().filter_map(|kind| {
        let definition = kind.definition();
        match definition.work {
            Work::Effect { kind: EffectKind::ErasePersonal, .. } => None,
            Work::Effect { kind, needed: true } if definition.branch != Branch::Retract => Some(kind),
            Work::Effect { .. } | Work::Wait | Work::Paper(_) | Work::ByHand(_) => None,
        }
    })
}

/// The declared systems cannot carry a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the declared systems cannot end a line: {}{}{}",
    list("no system offers ", .missing.iter().map(|effect| format!("{effect:?}"))),
    list("no connector speaks to ", .silent.iter().map(ToString::to_string)),
    if *.by_hand_records { "the line is read by hand, but a case needs records it can read (`inventory`)" } else { "" }
)]
pub struct Unfit {
    /// Systems declared with a connector that is not there.
    pub silent: Vec<SystemName>,
    /// Effects that nobody offers.
    pub missing: Vec<EffectKind>,
    /// The records of lines are worked by hand, which no case can read.
    pub by_hand_records: bool,
}

fn list(before: &str, names: impl Iterator<Item = String>) -> String {
    let names = names.collect::<Vec<_>>().join(", ");
    if names.is_empty() { names } else { format!("{before}{names}; ") }
}
