//! `idempotency`: which request opened which case.

use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use rusqlite::{Connection, OptionalExtension, params};

use crate::sqlite::fault::Fault;
use crate::sqlite::value::{case_id, digest};

/// The fingerprint that came with this key before, and the case it opened.
pub(in crate::sqlite) fn seen(conn: &Connection, key: &Digest) -> Result<Option<(Digest, CaseId)>, Fault> {
    const SQL: &str = "SELECT fingerprint, case_id FROM idempotency WHERE key = ?1";
    let found = conn
        .prepare_cached(SQL)?
        .query_row([key.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(fingerprint, case)| (digest(fingerprint), case_id(case))))
}

/// Keeps that this key and fingerprint opened this case.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    key: &Digest,
    fingerprint: &Digest,
    case: CaseId,
) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO idempotency (key, fingerprint, case_id) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(SQL)?.execute(params![key.as_bytes(), fingerprint.as_bytes(), case.as_bytes()])?;
    Ok(())
}
