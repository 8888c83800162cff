//! `personal`: the only table that holds anything of a person, and the only one that forgets.

use masalama_core::case::CaseId;
use masalama_core::request::Personal;
use rusqlite::{Connection, OptionalExtension, params};

use crate::sqlite::fault::Fault;
use crate::sqlite::value::{from_json, json};

/// Keeps the personal fields of a case as they are now.
pub(in crate::sqlite) fn keep(conn: &Connection, case: CaseId, personal: &Personal) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO personal (case_id, body) VALUES (?1, ?2)
        ON CONFLICT (case_id) DO UPDATE SET body = excluded.body";
    conn.prepare_cached(SQL)?.execute(params![case.as_bytes(), json(personal)])?;
    Ok(())
}

/// The personal fields of a case, unless erased.
pub(in crate::sqlite) fn of_case(conn: &Connection, case: CaseId) -> Result<Option<Personal>, Fault> {
    const SQL: &str = "SELECT body FROM personal WHERE case_id = ?1";
    let body: Option<String> =
        conn.prepare_cached(SQL)?.query_row([case.as_bytes()], |row| row.get(0)).optional()?;
    body.map(|body| from_json(&body, "personal.body")).transpose()
}

/// Forgets the personal fields of a case.
pub(in crate::sqlite) fn erase(conn: &Connection, case: CaseId) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM personal WHERE case_id = ?1";
    conn.prepare_cached(SQL)?.execute([case.as_bytes()])?;
    Ok(())
}
