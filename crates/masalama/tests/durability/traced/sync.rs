//! Each acknowledgement is behind a flush of its own.

use super::log::{Entry, Note, Which};
use super::traced;
use crate::durability::child::Course;

/// Requests opened one after the other.
const STEPS: usize = 60;

#[tokio::test]
async fn each_of_n_acknowledged_steps_waited_for_a_flush() {
    // With steps acknowledged one by one, there must be at least one flush to the disk before each acknowledgement and after the one
    // before it.
    let Some(counted) = count("flushes with FULL", false).await else { return };
    println!("FULL: {counted:?}");
    assert_eq!((counted.steps, counted.without_flush), (STEPS, 0));
    assert!(counted.flushes >= STEPS);
}

#[tokio::test]
async fn without_flushes_the_same_count_fails() {
    // With flushing off, hardly any step may be found to have waited for one: else the count above counts something else.
    let Some(counted) = count("flushes with OFF", true).await else { return };
    println!("OFF: {counted:?}");
    assert_eq!(counted.steps, STEPS);
    assert!(counted.without_flush >= STEPS * 9 / 10 && counted.flushes < STEPS / 10, "{counted:?}");
}

#[derive(Debug)]
struct Counted {
    /// Steps that were acknowledged.
    steps: usize,
    /// Flushes of the database's files between the first step and the last acknowledgement.
    flushes: usize,
    /// Steps acknowledged with no flush since the one before.
    without_flush: usize,
}

async fn count(test: &str, never_syncs: bool) -> Option<Counted> {
    let traced = traced(test, Course::OpenOnly, STEPS, never_syncs).await?;
    let mut counted = Counted { steps: 0, flushes: 0, without_flush: 0 };
    let mut since = 0;
    for entry in &traced.entries {
        match entry {
            Entry::Sync { which: Which::Database | Which::WriteAheadLog } => since += 1,
            // Only the opening of a new database has a rollback journal, and what it flushes is no step's.
            Entry::Sync { which: Which::RollbackJournal }
            | Entry::Write { .. }
            | Entry::Cut { .. }
            | Entry::Remove { .. }
            | Entry::SyncFolder => {}
            Entry::Noted(Note::Head { .. }) => {
                counted.steps += 1;
                counted.flushes += since;
                counted.without_flush += usize::from(since == 0);
                since = 0;
            }
            Entry::Noted(Note::Erased { .. }) => panic!("nothing is erased in this run"),
        }
    }
    assert_eq!(counted.steps, traced.acknowledged);
    Some(counted)
}
