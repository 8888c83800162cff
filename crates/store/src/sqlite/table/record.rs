//! `record`: the journal. Only added to.

use masalama_core::port::StoredRecord;
use rusqlite::{Connection, params};

use super::cases::CaseNo;
use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{digest, instant, micros};

/// Adds these records to a case.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    case: CaseNo,
    records: &[StoredRecord],
) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO record (case_no, seq, at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = conn.prepare_cached(SQL)?;
    for record in records {
        let (body, hash) = (&record.body, record.hash.as_bytes());
        statement.execute(params![case.0, record.seq, micros(record.at), body, hash])?;
    }
    Ok(())
}

/// All records of a case, in order.
pub(in crate::sqlite) fn of_case(conn: &Connection, case: CaseNo) -> Result<Vec<StoredRecord>, Fault> {
    const SQL: &str = "SELECT seq, at, body, hash FROM record WHERE case_no = ?1 ORDER BY seq";
    collected(&mut conn.prepare_cached(SQL)?, [case.0], |row| {
        Ok(StoredRecord {
            seq: row.get(0)?,
            at: instant(row.get(1)?, "record.at")?,
            body: row.get(2)?,
            hash: digest(row.get(3)?),
        })
    })
}
