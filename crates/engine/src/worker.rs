//! The worker: claim, advance, commit, perform, and again. Whatever waits for months costs one row and no memory.
//!
//! One commit carries what many cases have to write: outcomes that came back and the intents that follow from them. Calls leave only after the
//! commit that holds their intent (I2); many run side by side, and each answer joins the next commit.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use masalama_core::case::{CaseId, Progress};
use masalama_core::detail::Detail;
use masalama_core::effect::Outcome;
use masalama_core::port::{Append, Claim, Claimed, Next, Refused, StoreFault};
use masalama_core::record::{Actor, Fact, StepIndex};
use masalama_core::step::StepKind;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::advance::{Advanced, Around, advance, park, take_line};
use crate::call::{Back, Returned, call_out};
use crate::error::chain;
use crate::journal::Journal;
use crate::{Parts, Shared};

/// A case whose calls are all older than this waits for a slow system.
const KEPT_WAITING_MS: u64 = 1_000;
/// With those that wait for a slow system, so many times the cases in hand.
const WAITING_SHARE: usize = 8;
/// A case that others keep changing is given back in so many tries.
const RELEASE_TRIES: u32 = 16;

/// How much a worker takes on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// At most so many cases in hand.
    pub cases_in_hand: usize,
    /// At most so many cases in one commit.
    pub cases_in_commit: usize,
    /// The claim on a case ends so long after the last sign of life, in seconds.
    pub lease_s: u32,
    /// With nothing to do, look so often, in milliseconds.
    pub idle_ms: u64,
    /// A call without an answer is unknown after so long, in milliseconds.
    pub call_ms: u64,
}

/// With fewer calls under way nobody waits for others.
const LINGER_FROM_CALLS: usize = 64;
/// With many calls under way, answers wait so long for others to join their commit.
const LINGER_MS: u64 = 3;

impl Default for Limits {
    fn default() -> Self {
        Self { cases_in_hand: 1_024, cases_in_commit: 512, lease_s: 60, idle_ms: 500, call_ms: 30_000 }
    }
}

/// A case in hand.
pub(crate) struct Held {
    pub(crate) journal: Journal,
    pub(crate) fence: u64,
    /// Steps with a call under way.
    pub(crate) calling: BTreeSet<StepIndex>,
    /// When the last call left.
    called_at: Instant,
    /// What came back and is not yet committed.
    arrived: Vec<Returned>,
    wake_at: Option<Timestamp>,
    line_taken: bool,
}

impl Held {
    fn is_kept_waiting(&self, now: Instant) -> bool {
        now.duration_since(self.called_at) > Duration::from_millis(KEPT_WAITING_MS)
    }
}

/// Carries cases forward until told to stop.
pub struct Worker {
    shared: Arc<Shared>,
    limits: Limits,
    held: BTreeMap<CaseId, Box<Held>>,
    touched: BTreeSet<CaseId>,
    calls: FuturesUnordered<BoxFuture<'static, Returned>>,
}

impl Worker {
    pub(crate) fn new(shared: Arc<Shared>, limits: Limits) -> Self {
        Self {
            shared,
            limits,
            held: BTreeMap::new(),
            touched: BTreeSet::new(),
            calls: FuturesUnordered::new(),
        }
    }

    fn parts(&self) -> &Parts {
        &self.shared.parts
    }

    /// Runs until `stop` says so; then finishes the calls under way and lets go of its cases.
    ///
    /// # Errors
    /// [`StoreFault`]: after a failed commit nothing is certain but what is stored; start anew.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<(), StoreFault> {
        loop {
            if *stop.borrow() {
                return self.let_go().await;
            }
            let claimed = self.claim().await?;
            self.gather();
            if claimed == 0 && self.touched.is_empty() {
                let idle = Duration::from_millis(self.limits.idle_ms);
                tokio::select! {
                    Some(back) = self.calls.next(), if !self.calls.is_empty() => self.take(back),
                    () = self.shared.bell.notified() => {}
                    changed = stop.changed() => {
                        // Nobody is left who could say stop.
                        if changed.is_err() {
                            return self.let_go().await;
                        }
                    }
                    () = tokio::time::sleep(idle) => self.wake_held(),
                }
                self.gather();
            }
            self.linger().await;
            self.commit().await?;
        }
    }

    /// Works until nothing is due at the clock's present instant and no call is under way. For a clock that is moved by hand.
    ///
    /// # Errors
    /// [`StoreFault`], as [`run`](Self::run).
    pub async fn drain(&mut self) -> Result<(), StoreFault> {
        loop {
            let claimed = self.claim().await?;
            self.gather();
            self.wake_held();
            if claimed == 0 && self.touched.is_empty() {
                match self.calls.next().await {
                    Some(back) => self.take(back),
                    None => return Ok(()),
                }
                self.gather();
            }
            self.linger().await;
            self.commit().await?;
        }
    }

    /// When the next case in the store is due.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreFault> {
        self.parts().store.next_due().await
    }

    /// How many more cases may be taken in hand. Those that a silent system keeps waiting take nobody's place, within a limit.
    fn room(&self) -> usize {
        let limits = &self.limits;
        let most = limits.cases_in_hand.saturating_mul(WAITING_SHARE).saturating_sub(self.held.len());
        let mut busy = self.held.len();
        if busy > limits.cases_in_hand / 2 {
            let now = Instant::now();
            busy -= self.held.values().filter(|held| held.is_kept_waiting(now)).count();
        }
        limits.cases_in_hand.saturating_sub(busy).min(most).min(limits.cases_in_commit)
    }

    async fn claim(&mut self) -> Result<usize, StoreFault> {
        let room = self.room();
        if room == 0 || (room < self.limits.cases_in_hand / 4 && !self.calls.is_empty()) {
            return Ok(0);
        }
        let claim = Claim {
            now: self.parts().clock.now(),
            wall: self.parts().wall.now(),
            lease_s: self.limits.lease_s,
            limit: u32::try_from(room).unwrap_or(u32::MAX),
        };
        let claimed = self.parts().store.claim(claim).await?;
        let count = claimed.len();
        for one in claimed {
            self.hold(one);
        }
        Ok(count)
    }

    fn hold(&mut self, claimed: Claimed) {
        let Claimed { case, fence, records, personal, row } = claimed;
        match Journal::read(case, &records, personal, row) {
            Ok(mut journal) => {
                journal.saved_tasks = None;
                let held = Held {
                    journal,
                    fence,
                    calling: BTreeSet::new(),
                    called_at: Instant::now(),
                    arrived: Vec::new(),
                    wake_at: None,
                    line_taken: false,
                };
                self.held.insert(case, Box::new(held));
                self.touched.insert(case);
            }
            // Left claimed: it comes back when the lease ends, and a person finds it in the log.
            Err(fault) => {
                tracing::error!(%case, error = %chain(&fault), "a case cannot be read; it is left alone")
            }
        }
    }

    fn take(&mut self, back: Returned) {
        if let Some(held) = self.held.get_mut(&back.case)
            && held.fence == back.fence
        {
            self.touched.insert(back.case);
            held.arrived.push(back);
        }
    }

    /// Takes in every answer that is there already.
    fn gather(&mut self) {
        while self.touched.len() < self.limits.cases_in_commit {
            match self.calls.next().now_or_never().flatten() {
                Some(back) => self.take(back),
                None => return,
            }
        }
    }

    /// Many calls under way and few answers in: a moment's patience makes one commit of many. A case alone never waits.
    async fn linger(&mut self) {
        let until = Instant::now() + Duration::from_millis(LINGER_MS);
        let is_full =
            |worker: &Self| worker.touched.len() >= worker.limits.cases_in_commit.min(worker.calls.len());
        while self.calls.len() > LINGER_FROM_CALLS && !is_full(self) {
            match tokio::time::timeout_at(until, self.calls.next()).await {
                Ok(Some(back)) => self.take(back),
                Ok(None) | Err(_) => return,
            }
            self.gather();
        }
    }

    /// Cases in hand for a slow call whose other branches are due.
    fn wake_held(&mut self) {
        let now = self.parts().clock.now();
        for (case, held) in &self.held {
            if held.wake_at.is_some_and(|at| at <= now) {
                self.touched.insert(*case);
            }
        }
    }

    /// Advances every touched case, commits all of it at once, then lets the calls leave.
    async fn commit(&mut self) -> Result<(), StoreFault> {
        let mut touched = std::mem::take(&mut self.touched);
        while !touched.is_empty() {
            let now = self.parts().clock.now();
            let lease_until = self.lease_until();
            let mut appends = Vec::with_capacity(touched.len());
            let mut plans = Vec::with_capacity(touched.len());
            let mut broken = Vec::new();
            for case in &touched {
                let Some(held) = self.held.get_mut(case) else { continue };
                match isolated(|| advance_held(held, &self.shared.parts, now)) {
                    Some(advanced) => {
                        appends.push(append_of(held, &self.shared.parts, &advanced, lease_until));
                        plans.push((*case, advanced));
                    }
                    None => broken.push(*case),
                }
            }
            for case in broken {
                self.park_broken(case, now).await?;
            }
            let tasks: Vec<_> = appends.iter().map(|append| append.tasks.clone()).collect();
            let answers = self.parts().store.append(appends).await?;
            touched.clear();
            for (((case, advanced), tasks), answer) in plans.into_iter().zip(tasks).zip(answers) {
                if self.committed(case, advanced, tasks, answer).await? {
                    touched.insert(case);
                }
            }
        }
        Ok(())
    }

    /// After the commit of one case; says whether it must be tried anew.
    async fn committed(
        &mut self,
        case: CaseId,
        advanced: Advanced,
        tasks: Option<Vec<masalama_core::port::Task>>,
        answer: Result<(), Refused>,
    ) -> Result<bool, StoreFault> {
        match answer {
            Ok(()) => {
                let Some(held) = self.held.get_mut(&case) else { return Ok(false) };
                held.journal.saved(tasks);
                held.arrived.clear();
                held.wake_at = advanced.wake_at;
                for call in advanced.calls {
                    held.called_at = Instant::now();
                    let running = call_out(held, &self.shared, call, self.limits.call_ms);
                    self.calls.push(running);
                }
                if held.calling.is_empty() {
                    self.held.remove(&case);
                }
                Ok(false)
            }
            Err(Refused::Stale { .. } | Refused::LineTaken { .. }) => {
                self.reload(case, matches!(answer, Err(Refused::LineTaken { .. }))).await
            }
            Err(Refused::Fenced | Refused::NoSuchCase | Refused::KeyReused) => {
                tracing::info!(%case, "another worker holds the case; it is dropped here");
                self.held.remove(&case);
                Ok(false)
            }
        }
    }

    /// Records came meanwhile: read the case anew and keep what came back, to be applied to it as it is now.
    async fn reload(&mut self, case: CaseId, line_taken: bool) -> Result<bool, StoreFault> {
        let stored = self.parts().store.load(vec![case]).await?.pop().flatten();
        let (Some(stored), Some(held)) = (stored, self.held.get_mut(&case)) else {
            self.held.remove(&case);
            return Ok(false);
        };
        match Journal::read(case, &stored.records, stored.personal, stored.row) {
            Ok(journal) => {
                held.journal = journal;
                held.line_taken |= line_taken;
                Ok(true)
            }
            Err(fault) => {
                tracing::error!(%case, error = %chain(&fault), "a case cannot be read; it is left alone");
                self.held.remove(&case);
                Ok(false)
            }
        }
    }

    /// A fault of ours struck in the middle of the case: what is stored of it is whole, so that is parked, and the others go on.
    async fn park_broken(&mut self, case: CaseId, now: Timestamp) -> Result<(), StoreFault> {
        tracing::error!(%case, "a case makes the program panic; it is parked");
        self.reload(case, false).await?;
        let Some(mut held) = self.held.remove(&case) else { return Ok(()) };
        let parked = isolated(|| park(&mut held.journal, now, "the case makes the program panic"));
        if let Some(Ok(())) = parked {
            let secret = &self.shared.parts.secret;
            let append =
                held.journal.append(secret, Some(held.fence), Vec::new(), Next::Release { due: None });
            self.parts().store.append(vec![append]).await?;
        }
        Ok(())
    }

    fn lease_until(&self) -> Timestamp {
        let lease = SignedDuration::from_secs(i64::from(self.limits.lease_s));
        self.parts().wall.now().saturating_add(lease).unwrap_or(Timestamp::MAX)
    }

    /// Finishes the calls under way, then gives every case back.
    async fn let_go(&mut self) -> Result<(), StoreFault> {
        let deadline = tokio::time::sleep(Duration::from_millis(self.limits.call_ms));
        tokio::pin!(deadline);
        while !self.calls.is_empty() {
            tokio::select! {
                Some(back) = self.calls.next() => self.take(back),
                () = &mut deadline => break,
            }
        }
        for held in self.held.values_mut() {
            held.calling.clear();
        }
        for _ in 0..RELEASE_TRIES {
            if self.held.is_empty() {
                return Ok(());
            }
            self.release_all().await?;
        }
        tracing::warn!(
            cases = self.held.len(),
            "some cases kept changing; their leases run out by themselves"
        );
        Ok(())
    }

    /// Writes what came back and gives every case back; those that changed meanwhile are read anew and stay in hand.
    async fn release_all(&mut self) -> Result<(), StoreFault> {
        let now = self.parts().clock.now();
        let mut appends = Vec::with_capacity(self.held.len());
        let cases: Vec<CaseId> = self.held.keys().copied().collect();
        for held in self.held.values_mut() {
            take_arrived(held, now);
            let tasks = crate::advance::tasks(&held.journal.case, &self.shared.parts.retry, now);
            let secret = &self.shared.parts.secret;
            let next = Next::Release { due: Some(now) };
            appends.push(held.journal.append(secret, Some(held.fence), tasks, next));
        }
        let answers = self.parts().store.append(appends).await?;
        for (case, answer) in cases.into_iter().zip(answers) {
            match answer {
                Err(Refused::Stale { .. } | Refused::LineTaken { .. }) => {
                    self.reload(case, false).await?;
                }
                Ok(()) | Err(Refused::Fenced | Refused::NoSuchCase | Refused::KeyReused) => {
                    self.held.remove(&case);
                }
            }
        }
        Ok(())
    }
}

/// What the work came to; nothing when it panics.
fn isolated<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Applies what came back, then goes on as far as the case goes.
fn advance_held(held: &mut Held, parts: &Parts, now: Timestamp) -> Advanced {
    take_arrived(held, now);
    // A call whose worker is gone: nobody knows what became of it (I5).
    let lost: Vec<(StepIndex, u16)> = held
        .journal
        .case
        .plan
        .indexed()
        .map(|(step, _)| step)
        .filter(|step| matches!(held.journal.case.state(*step).progress, Progress::InFlight))
        .filter(|step| !held.calling.contains(step))
        .map(|step| (step, held.journal.case.state(step).attempt))
        .collect();
    for (step, attempt) in lost {
        let cause = Detail::of("the worker stopped before an answer came");
        let fact = Fact::Answered { step, attempt, outcome: Outcome::Unknown { cause } };
        add_or_log(&mut held.journal, now, fact);
    }
    let around = Around { now, line_taken: held.line_taken, calling: &held.calling };
    advance(&mut held.journal, parts, around)
}

/// Turns what came back into records.
fn take_arrived(held: &mut Held, now: Timestamp) {
    for returned in &held.arrived {
        held.calling.remove(&returned.step);
        let Some(personal) = held.journal.personal.clone() else {
            // Erased: what came back can only be the answer of the erasure itself.
            add_or_log(&mut held.journal, now, unsealed(returned));
            continue;
        };
        let (line, fact) = match &returned.back {
            Back::Answered { attempt, outcome } => (
                outcome.line().cloned(),
                Fact::Answered {
                    step: returned.step,
                    attempt: *attempt,
                    outcome: outcome.clone().sealed(&personal.key, returned.at),
                },
            ),
            Back::Found(finding) => (
                finding.line().cloned(),
                Fact::Found {
                    step: returned.step,
                    finding: finding.clone().sealed(&personal.key, returned.at),
                },
            ),
        };
        if let Some(line) = line {
            take_line(&mut held.journal, returned.step, &line, returned.at);
        }
        add_or_log(&mut held.journal, now, fact);
        let step = returned.step;
        if held.journal.case.planned(step).kind == StepKind::ErasePersonal
            && held.journal.case.state(step).is_done()
        {
            held.journal.forget_personal();
        }
    }
}

fn unsealed(returned: &Returned) -> Fact {
    let key = masalama_core::commitment::CaseKey::new([0; 32]);
    match &returned.back {
        Back::Answered { attempt, outcome } => Fact::Answered {
            step: returned.step,
            attempt: *attempt,
            outcome: outcome.clone().sealed(&key, returned.at),
        },
        Back::Found(finding) => {
            Fact::Found { step: returned.step, finding: finding.clone().sealed(&key, returned.at) }
        }
    }
}

/// An answer that no longer fits (a person resolved the step meanwhile) changes nothing.
fn add_or_log(journal: &mut Journal, now: Timestamp, fact: Fact) {
    if let Err(illegal) = journal.add(now, Actor::System, fact) {
        tracing::warn!(case = %journal.case.id, %illegal, "an answer came that the case no longer waits for");
    }
}

fn append_of(held: &mut Held, parts: &Parts, advanced: &Advanced, lease_until: Timestamp) -> Append {
    let next = if advanced.calls.is_empty() && held.calling.is_empty() {
        Next::Release { due: advanced.wake_at }
    } else {
        Next::Keep { lease_until }
    };
    held.journal.append(&parts.secret, Some(held.fence), advanced.tasks.clone(), next)
}
