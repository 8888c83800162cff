//! The statements, one file per table. One statement, one function, named for what it finds or does.

pub(super) mod attachment;
pub(super) mod case_key;
pub(super) mod cases;
pub(super) mod idempotency;
pub(super) mod line;
pub(super) mod line_held;
pub(super) mod paper;
pub(super) mod personal;
pub(super) mod record;
pub(super) mod tally;
pub(super) mod task;

use rusqlite::{CachedStatement, Params, Row};

use super::fault::Fault;

/// Every row a statement gives, mapped.
pub(super) fn collected<T>(
    statement: &mut CachedStatement<'_>,
    given: impl Params,
    map: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut rows = statement.query(given)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(map(row)?);
    }
    Ok(all)
}
