//! `personal`: the only table that holds anything of a person, and the only one that forgets.

use masalama_core::request::Personal;
use rusqlite::{Connection, OptionalExtension, params};

use super::cases::CaseNo;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{from_json, json};

/// Keeps the personal fields of a case that has none.
pub(in crate::sqlite) fn insert(conn: &Connection, case: CaseNo, personal: &Personal) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO personal (case_no, is_kept, body) VALUES (?1, 1, ?2)";
    conn.prepare_cached(SQL)?.execute(params![case.0, json(personal).into_bytes()])?;
    Ok(())
}

/// The personal fields of a case, unless erased.
pub(in crate::sqlite) fn of_case(conn: &Connection, case: CaseNo) -> Result<Option<Personal>, Fault> {
    const SQL: &str = "SELECT body FROM personal WHERE case_no = ?1 AND is_kept = 1";
    let body: Option<Vec<u8>> = conn.prepare_cached(SQL)?.query_row([case.0], |row| row.get(0)).optional()?;
    body.map(|body| from_json(&body, "personal.body")).transpose()
}

/// Overwrites the personal fields of a case, if it has any, with zeros. The row keeps its length, for then it keeps its place.
pub(in crate::sqlite) fn wipe(conn: &Connection, case: CaseNo) -> Result<(), Fault> {
    const SQL: &str = "UPDATE personal SET is_kept = 0, body = zeroblob(length(body))
        WHERE case_no = ?1 AND is_kept = 1";
    conn.prepare_cached(SQL)?.execute([case.0])?;
    Ok(())
}
