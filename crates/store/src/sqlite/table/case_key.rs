//! `case_key`: what a case is found by.

use masalama_core::port::CaseKeyDigest;
use rusqlite::{Connection, params};

use super::cases::CaseNo;
use crate::sqlite::fault::Fault;

/// Adds these keys to a case that has none.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    case: CaseNo,
    keys: &[CaseKeyDigest],
) -> Result<(), Fault> {
    const SQL: &str = "INSERT OR IGNORE INTO case_key (key, case_no) VALUES (?1, ?2)";
    let mut statement = conn.prepare_cached(SQL)?;
    for key in keys {
        statement.execute(params![key.0.as_bytes(), case.0])?;
    }
    Ok(())
}

/// Takes away all keys of a case.
pub(in crate::sqlite) fn delete(conn: &Connection, case: CaseNo) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM case_key WHERE case_no = ?1";
    conn.prepare_cached(SQL)?.execute([case.0])?;
    Ok(())
}
