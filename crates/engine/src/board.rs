//! The board: how all of it goes, in figures. Counted by the store, and kept for some seconds: whoever asks meanwhile waits for nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use masalama_core::case::{CaseId, Stage};
use masalama_core::line::LineKind;
use masalama_core::money::Money;
use masalama_core::port::{AGE_BUCKETS, CASE_PAGE_MAX, CaseRow, Counting, Counts, StoreFault};
use masalama_core::request::Reason;
use tokio::time::Instant;

use crate::Shared;
use crate::desk::Desk;
use crate::error::Said;

/// A board younger than this is shown as it is.
const FRESH_S: u64 = 5;
/// A board older than this is not shown any more: who asks waits for a new one. In between it is shown while a new one is counted.
const STALE_S: u64 = 60;
/// Where one age bucket ends and the next begins. *Units*: days.
pub const AGE_DAYS: [i64; AGE_BUCKETS - 1] = [1, 3, 7, 30, 90];
/// How long it takes is told by what ended so lately. *Units*: days.
pub const TOOK_DAYS: i64 = 90;
/// What is owed within this is owed soon. *Units*: hours.
pub const OWED_SOON_HOURS: i64 = 24;

/// How all of it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// As of this instant of the business clock.
    pub at: Timestamp,
    /// Cases by stage; every stage, in order.
    pub by_stage: Vec<(Stage, u64)>,
    /// Open cases by kind of line; those without are not verified yet.
    pub by_kind: Vec<(Option<LineKind>, u64)>,
    /// All cases by the reason for leaving.
    pub by_reason: Vec<(Reason, u64)>,
    /// Open cases that are held.
    pub held: u64,
    /// Open cases by age in days: up to each of [`AGE_DAYS`], and older.
    pub by_age: [u64; AGE_BUCKETS],
    /// From the request to the certificate, of the ends of the last [`TOOK_DAYS`] days; nothing when there are none.
    pub took: Option<Took>,
    /// Refunds to be paid: how many, and their sum, one per currency.
    pub refunds_due: Vec<(u64, Money)>,
    /// Cases of which something is owed within [`OWED_SOON_HOURS`] hours.
    pub owed_soon: u64,
    /// Cases of which something owed is overdue.
    pub breached: u64,
}

/// How long it takes. *Units*: hours, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    /// Of how many.
    pub count: u64,
    /// Half take no longer.
    pub p50_hours: u64,
    /// Nine of ten take no longer.
    pub p90_hours: u64,
    /// Ninety-nine of a hundred take no longer.
    pub p99_hours: u64,
}

impl Took {
    /// Of times in seconds, shortest first.
    fn of(took_s: &[u64]) -> Option<Self> {
        let at = |percent: usize| {
            let place = (took_s.len() * percent).div_ceil(100).saturating_sub(1);
            took_s.get(place).map(|seconds| seconds.div_ceil(3_600))
        };
        Some(Self {
            count: u64::try_from(took_s.len()).unwrap_or(u64::MAX),
            p50_hours: at(50)?,
            p90_hours: at(90)?,
            p99_hours: at(99)?,
        })
    }
}

/// The board as it was last counted.
#[derive(Default)]
pub(crate) struct Kept {
    board: Mutex<Option<(Instant, Arc<Board>)>>,
    is_counting: AtomicBool,
}

impl Kept {
    fn last(&self) -> Option<(Instant, Arc<Board>)> {
        self.board.lock().expect("nothing panics while it holds the board").clone()
    }

    fn keep(&self, board: &Arc<Board>) {
        let mut kept = self.board.lock().expect("nothing panics while it holds the board");
        *kept = Some((Instant::now(), Arc::clone(board)));
    }
}

impl Desk {
    /// How all of it goes, at most some seconds ago.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn board(&self) -> Result<Arc<Board>, Said> {
        let shared = self.shared();
        if let Some((counted_at, board)) = shared.board.last() {
            let age = counted_at.elapsed();
            // A sandbox clock that was moved makes it as old as a day that passed.
            let moved = self.now().duration_since(board.at).unsigned_abs();
            if age < Duration::from_secs(FRESH_S) && moved < Duration::from_secs(STALE_S) {
                return Ok(board);
            }
            if age < Duration::from_secs(STALE_S) && moved < Duration::from_secs(2 * STALE_S) {
                count_aside(shared);
                return Ok(board);
            }
        }
        let board = Arc::new(count(shared).await?);
        shared.board.keep(&board);
        Ok(board)
    }

    /// Open cases of which something is owed to the person, what is due first first; the next page begins after the last row of this one.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn owing(&self, after: Option<(Timestamp, CaseId)>, limit: u32) -> Result<Vec<CaseRow>, Said> {
        Ok(self.parts().store.owing(after, limit.min(CASE_PAGE_MAX)).await?)
    }
}

/// Counts anew without anybody waiting, once at a time.
fn count_aside(shared: &Arc<Shared>) {
    if shared.board.is_counting.swap(true, Ordering::AcqRel) {
        return;
    }
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        match count(&shared).await {
            Ok(board) => shared.board.keep(&Arc::new(board)),
            Err(fault) => tracing::warn!(%fault, "the board could not be counted; the last one stands"),
        }
        shared.board.is_counting.store(false, Ordering::Release);
    });
}

async fn count(shared: &Shared) -> Result<Board, StoreFault> {
    let now = shared.parts.clock.now();
    let back = |hours: i64| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
    let counting = Counting {
        now,
        received_from: AGE_DAYS.map(|days| back(24 * days)),
        off_from: back(24 * TOOK_DAYS),
        owed_soon: back(-OWED_SOON_HOURS),
    };
    let Counts { by_stage, by_kind, by_reason, held, by_age, took_s, refunds_due, owed_soon, breached } =
        shared.parts.store.count(counting).await?;
    let in_stage = |stage| by_stage.iter().find(|(one, _)| *one == stage).map_or(0, |(_, count)| *count);
    Ok(Board {
        at: now,
        by_stage: Stage::ALL.map(|stage| (stage, in_stage(stage))).to_vec(),
        by_kind,
        by_reason,
        held,
        by_age,
        took: Took::of(&took_s),
        refunds_due,
        owed_soon,
        breached,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // A percentile is a time that really was taken, by so many of a hundred or more, and nobody's when nothing ended.
    #[test]
    fn a_percentile_was_really_taken() {
        assert_eq!(Took::of(&[]), None);
        let one = Took::of(&[3_601]).unwrap();
        assert_eq!((one.p50_hours, one.p90_hours, one.p99_hours, one.count), (2, 2, 2, 1));
        let hundred: Vec<u64> = (1..=100).map(|hours| hours * 3_600).collect();
        let took = Took::of(&hundred).unwrap();
        assert_eq!((took.p50_hours, took.p90_hours, took.p99_hours), (50, 90, 99));
    }
}
