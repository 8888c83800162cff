//! `line_held`: at most one case holds a line.

use masalama_core::case::CaseId;
use masalama_core::port::LineKey;
use rusqlite::{Connection, OptionalExtension, params};

use crate::sqlite::fault::Fault;
use crate::sqlite::value::case_id;

/// Which case holds a line, if any.
pub(in crate::sqlite) fn holder(conn: &Connection, line: LineKey) -> Result<Option<CaseId>, Fault> {
    const SQL: &str = "SELECT case_id FROM line_held WHERE line_key = ?1";
    let found = conn.prepare_cached(SQL)?.query_row([line.0.as_bytes()], |row| row.get(0)).optional()?;
    Ok(found.map(case_id))
}

/// The case now holds this line, which nobody else does.
pub(in crate::sqlite) fn hold(conn: &Connection, line: LineKey, case: CaseId) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO line_held (line_key, case_id) VALUES (?1, ?2)";
    conn.prepare_cached(SQL)?.execute(params![line.0.as_bytes(), case.as_bytes()])?;
    Ok(())
}

/// The case lets its line go, if it holds one.
pub(in crate::sqlite) fn free(conn: &Connection, case: CaseId) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM line_held WHERE case_id = ?1";
    conn.prepare_cached(SQL)?.execute([case.as_bytes()])?;
    Ok(())
}
