//! The floor: what SQLite inserts of the same rows in the same batches with nothing else to do.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior, params};

use crate::AnyError;
use crate::ceases::Run;

/// What the floor took.
pub(crate) struct Floor {
    pub(crate) seconds: f64,
}

/// The bare tables: a row for each case, touched once for each time it was written, and its records.
const TABLES: &str = "
    CREATE TABLE cases (case_no INTEGER PRIMARY KEY, head INTEGER NOT NULL, hash BLOB NOT NULL, due INTEGER) STRICT;
    CREATE TABLE record (record_no INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
        body TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE (case_no, seq)) STRICT;
";

/// Inserts as many rows of the same mean size, spread over as many commits.
pub(crate) fn run(folder: &Path, run: &Run) -> Result<Floor, AnyError> {
    let mut conn = Connection::open(folder.join("floor.db"))?;
    let mode: String = conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    if mode != "wal" {
        return Err(format!("SQLite took the journal mode {mode} where WAL was asked").into());
    }
    conn.execute_batch(TABLES)?;
    let body = "x".repeat(usize::try_from(run.bytes / run.records.max(1))?);
    let closed = i64::from(run.closed);
    let begun = Instant::now();
    insert_cases(&mut conn, closed)?;
    let mut written: u64 = 0;
    let mut touched: u64 = 0;
    for set in 1..=run.sets {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut record = tx.prepare_cached(
                "INSERT INTO record (case_no, seq, at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            let mut case =
                tx.prepare_cached("UPDATE cases SET head = ?2, hash = ?3, due = ?4 WHERE case_no = ?1")?;
            while written * run.sets < run.records * set {
                let row = i64::try_from(written)?;
                record.execute(params![row % closed, row / closed, row, body, [0_u8; 32]])?;
                written += 1;
            }
            while touched * run.sets < run.cases * set {
                let row = i64::try_from(touched)?;
                case.execute(params![row % closed, row / closed, [0_u8; 32], row])?;
                touched += 1;
            }
        }
        tx.commit()?;
    }
    Ok(Floor { seconds: begun.elapsed().as_secs_f64() })
}

fn insert_cases(conn: &mut Connection, count: i64) -> Result<(), AnyError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut insert =
            tx.prepare_cached("INSERT INTO cases (case_no, head, hash, due) VALUES (?1, 0, ?2, NULL)")?;
        for case in 0..count {
            insert.execute(params![case, [0_u8; 32]])?;
        }
    }
    Ok(tx.commit()?)
}
