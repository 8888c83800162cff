//! `noted`: the security log.

use jiff::Timestamp;
use masalama_core::port::{ACCESS_ROWS_MAX, Noted, NotedFilter};
use masalama_core::record::StaffName;
use rusqlite::{Connection, Row, params};

use super::account::name;
use super::session::rows;
use crate::sqlite::fault::Fault;
use crate::sqlite::table::collected;
use crate::sqlite::value::{instant, json, micros};

/// Adds a line.
pub(super) fn insert(conn: &Connection, noted: &Noted) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO noted (at, account, what, done_by, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
    conn.prepare_cached(SQL)?.execute(params![
        micros(noted.at),
        noted.account.as_ref().map(StaffName::as_str),
        noted.what,
        noted.by,
        noted.detail,
    ])?;
    Ok(())
}

/// The lines that fit, newest first.
pub(super) fn newest(conn: &Connection, filter: &NotedFilter) -> Result<Vec<Noted>, Fault> {
    const SQL: &str = "SELECT at, account, what, done_by, detail FROM noted
        WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR at >= ?2)
            AND (?4 IS NULL OR what IN (SELECT value FROM json_each(?4))) ORDER BY no DESC LIMIT ?3";
    let limit = filter.limit.min(ACCESS_ROWS_MAX);
    let only = (!filter.only.is_empty()).then(|| json(&filter.only));
    let given =
        params![filter.account.as_ref().map(StaffName::as_str), filter.since.map(micros), limit, only];
    collected(&mut conn.prepare_cached(SQL)?, given, noted_row)
}

/// Removes the lines before `before`.
pub(super) fn delete_old(conn: &Connection, before: Timestamp) -> Result<u32, Fault> {
    const SQL: &str = "DELETE FROM noted WHERE at < ?1";
    Ok(rows(conn.prepare_cached(SQL)?.execute([micros(before)])?))
}

fn noted_row(row: &Row<'_>) -> Result<Noted, Fault> {
    let account: Option<String> = row.get(1)?;
    Ok(Noted {
        at: instant(row.get(0)?, "noted.at")?,
        account: account.map(|text| name(text, "noted.account")).transpose()?,
        what: row.get(2)?,
        by: row.get(3)?,
        detail: row.get(4)?,
    })
}
