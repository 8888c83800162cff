//! What goes wrong in a run, said beforehand: where the process dies, and how systems misbehave.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

use masalama_connect::sandbox::Fault;
use masalama_core::audience::Audience;
use masalama_core::case::CaseId;
use masalama_core::effect::{EffectKind, Subject};
use masalama_core::record::StepIndex;
use tokio::sync::Notify;

/// Where the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// The commit that carries the step's first intent does not happen.
    BeforeIntent,
    /// It happens; the effect does not leave.
    AfterIntent,
    /// The effect happens; its answer does not come.
    AfterEffect,
    /// The commit that carries the answer happens.
    AfterOutcome,
}

/// A step of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Aim {
    pub(crate) case: CaseId,
    pub(crate) step: StepIndex,
}

/// A way for a connector to misbehave that no system of the sandbox has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trick {
    /// It panics.
    Panics,
    /// It never answers, and the order never arrives.
    Silent,
    /// Its bill is in another currency than everything else.
    BillsInDollars,
    /// Every contact refuses its messages.
    ReachesNobody,
}

/// A message as it left: of which case, what about, and whom it went to.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) case: CaseId,
    pub(crate) subject: Subject,
    pub(crate) audience: Audience,
}

/// When the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// At a point of a step.
    At(Aim, Point),
    /// After so many more commits of the worker.
    AfterCommits(u32),
}

/// What goes wrong. Empty: nothing.
#[derive(Default)]
pub(crate) struct Script {
    deaths: Mutex<Vec<Death>>,
    bell: Notify,
    is_dead: AtomicBool,
    faults: Mutex<BTreeMap<Aim, Fault>>,
    erasures: Mutex<BTreeMap<CaseId, StepIndex>>,
    tricks: Mutex<BTreeMap<(CaseId, EffectKind), Trick>>,
    /// Each try has a key of its own, as if I2 were not kept.
    pub(crate) key_per_attempt: AtomicBool,
    told: Mutex<Vec<Message>>,
    /// Commits of the worker so far.
    pub(crate) commits: AtomicU32,
}

fn of<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap()
}

impl Script {
    pub(crate) fn dies(&self, death: Death) {
        of(&self.deaths).push(death);
    }

    pub(crate) fn fails(&self, aim: Aim, fault: Fault) {
        of(&self.faults).insert(aim, fault);
    }

    pub(crate) fn tricks(&self, case: CaseId, kind: EffectKind, trick: Trick) {
        of(&self.tricks).insert((case, kind), trick);
    }

    pub(super) fn tells(&self, message: Message) {
        of(&self.told).push(message);
    }

    /// Every message that left so far.
    pub(crate) fn told(&self) -> Vec<Message> {
        of(&self.told).clone()
    }

    /// Calls off the deaths that have not struck.
    pub(crate) fn clear_deaths(&self) -> Vec<Death> {
        std::mem::take(&mut of(&self.deaths))
    }

    /// The step of the case that erases, so that its faults are known where there is no order.
    pub(crate) fn erases_at(&self, aim: Aim) {
        of(&self.erasures).insert(aim.case, aim.step);
    }

    pub(super) fn erases(&self, aim: Aim) -> bool {
        of(&self.erasures).get(&aim.case) == Some(&aim.step)
    }

    pub(super) fn erasure(&self, cases: &[CaseId]) -> Option<Fault> {
        let case = *cases.first()?;
        let step = *of(&self.erasures).get(&case)?;
        self.fault(Aim { case, step })
    }

    pub(super) fn fault(&self, aim: Aim) -> Option<Fault> {
        of(&self.faults).remove(&aim)
    }

    pub(super) fn trick(&self, case: CaseId, kind: EffectKind) -> Option<Trick> {
        of(&self.tricks).get(&(case, kind)).copied()
    }

    /// Does the process die here? Each death strikes once.
    pub(super) fn strikes(&self, fits: impl Fn(&mut Death) -> bool) -> bool {
        let mut deaths = of(&self.deaths);
        let found = deaths.iter_mut().position(fits);
        found.map(|at| deaths.remove(at)).is_some()
    }

    /// Dies: whoever waits here waits for ever.
    pub(super) async fn die(&self) {
        self.is_dead.store(true, Ordering::SeqCst);
        self.bell.notify_one();
        std::future::pending::<()>().await;
    }

    /// Waits for the death.
    pub(crate) async fn struck(&self) {
        while !self.is_dead.swap(false, Ordering::SeqCst) {
            self.bell.notified().await;
        }
    }

    pub(super) fn has_deaths(&self) -> bool {
        !of(&self.deaths).is_empty()
    }

    /// Has this death not struck yet?
    pub(crate) fn is_to_come(&self, death: Death) -> bool {
        of(&self.deaths).contains(&death)
    }

    /// Were all deaths and faults met?
    pub(crate) fn is_used_up(&self) -> bool {
        of(&self.deaths).is_empty() && of(&self.faults).is_empty()
    }
}
