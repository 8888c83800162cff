//! The failure sweep: every step of every journey that sends an effect, each way it can go wrong, run to rest.
//!
//! The steps are taken from the plan of a run in which nothing goes wrong, so a new step is swept without a change here. What each
//! run comes to is a row of `sweep.table`; `BLESS=1` writes it anew. The sandbox's own log must show no effect twice and none missing.

mod check;
mod end;
mod journey;
mod sabotage;
mod table;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;

use masalama_core::case::StepState;
use masalama_core::effect::EffectKind;
use masalama_core::landscape::Class;
use masalama_core::line::LineKind;
use masalama_core::plan::{Hand, PlannedStep};
use masalama_core::record::StepIndex;
use masalama_core::step::StepKind;

use crate::bed::Point;
use end::End;
use journey::{JOURNEYS, Journey};

pub(crate) use check::violations;

/// A way one step goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Rejected,
    UnknownButDone,
    UnknownNotDone,
    Dies(Point),
}

impl Wrong {
    const ALL: [Self; 7] = [
        Self::Rejected,
        Self::UnknownButDone,
        Self::UnknownNotDone,
        Self::Dies(Point::BeforeIntent),
        Self::Dies(Point::AfterIntent),
        Self::Dies(Point::AfterEffect),
        Self::Dies(Point::AfterOutcome),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::UnknownButDone => "unknown-but-done",
            Self::UnknownNotDone => "unknown-not-done",
            Self::Dies(Point::BeforeIntent) => "crash-before-intent",
            Self::Dies(Point::AfterIntent) => "crash-after-intent",
            Self::Dies(Point::AfterEffect) => "crash-after-effect",
            Self::Dies(Point::AfterOutcome) => "crash-after-outcome",
        }
    }
}

/// One step that sends an effect, as the plan has it.
#[derive(Clone, Debug)]
struct Swept {
    step: StepIndex,
    kind: StepKind,
    system: String,
    class: Option<Class>,
    /// Was it sent when nothing went wrong?
    is_sent: bool,
}

impl Swept {
    fn of(step: StepIndex, planned: &PlannedStep, state: &StepState) -> Option<Self> {
        planned.kind.definition().effect()?;
        (planned.hand == Hand::System).then(|| Self {
            step,
            kind: planned.kind,
            system: planned.system.as_ref().map_or_else(|| "inventory".to_owned(), ToString::to_string),
            class: planned.class,
            is_sent: state.attempt > 0,
        })
    }

    /// Erasing is Masalama's own and cannot be refused.
    fn can(&self, wrong: Wrong) -> bool {
        let erases = self.kind.definition().effect() == Some(EffectKind::ErasePersonal);
        !(erases && wrong == Wrong::Rejected)
    }
}

/// One run and what came of it.
struct Row {
    journey: &'static str,
    swept: Option<Swept>,
    wrong: &'static str,
    tries: u16,
    staff_did: u32,
    end: End,
    /// Effects that are doubled, missing or under a key of nobody.
    violations: Vec<String>,
}

/// So many runs go side by side.
const THREADS: usize = 2;

/// All rows: of each journey the run in which all is done, then each step's.
fn sweep() -> Vec<Row> {
    let mut rows: Vec<(usize, Row)> = Vec::new();
    let mut jobs: VecDeque<(usize, &Journey, Swept, Wrong)> = VecDeque::new();
    let mut seen: BTreeSet<(LineKind, StepKind, String)> = BTreeSet::new();
    for journey in JOURNEYS {
        let (row, steps) = block_on(journey.runs(None));
        rows.push((rows.len() + jobs.len(), row));
        let seen_before = seen.clone();
        for swept in steps.into_iter().filter(|swept| swept.is_sent) {
            // The later journeys of a kind of line sweep what only they send.
            let place = (journey.kind(), swept.kind, swept.system.clone());
            if seen_before.contains(&place) {
                continue;
            }
            seen.insert(place);
            for wrong in Wrong::ALL.into_iter().filter(|wrong| swept.can(*wrong)) {
                jobs.push_back((rows.len() + jobs.len(), journey, swept.clone(), wrong));
            }
        }
    }
    let (jobs, rows) = (Mutex::new(jobs), Mutex::new(rows));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some((at, journey, swept, wrong)) = next_of(&jobs) {
                    let (row, _) = block_on(journey.runs(Some((swept, wrong))));
                    rows.lock().unwrap().push((at, row));
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap();
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn next_of<T>(jobs: &Mutex<VecDeque<T>>) -> Option<T> {
    jobs.lock().unwrap().pop_front()
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}
