//! `credential`: what people show to be let in.

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{ACCESS_ROWS_MAX, CredentialKind, KeptCredential};
use masalama_core::record::StaffName;
use rusqlite::{Connection, Row, params};

use super::account::name;
use crate::sqlite::fault::Fault;
use crate::sqlite::table::collected;
use crate::sqlite::value::{digest, instant, instant_if_any, micros, variant, word};

/// Adds a credential.
pub(super) fn insert(conn: &Connection, credential: &KeptCredential) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO credential (id, account, kind, key, body, mark, label, made_at, used_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    conn.prepare_cached(SQL)?.execute(params![
        credential.id.as_bytes(),
        credential.account.as_str(),
        word(&credential.kind),
        credential.key.as_ref().map(Digest::as_bytes),
        credential.body,
        credential.mark,
        credential.label,
        micros(credential.made_at),
        credential.used_at.map(micros),
    ])?;
    Ok(())
}

/// The credentials of an account, oldest first.
pub(super) fn of_account(conn: &Connection, account: &StaffName) -> Result<Vec<KeptCredential>, Fault> {
    const SQL: &str = "SELECT id, account, kind, key, body, mark, label, made_at, used_at FROM credential
        WHERE account = ?1 ORDER BY made_at, rowid LIMIT ?2";
    collected(&mut conn.prepare_cached(SQL)?, params![account.as_str(), ACCESS_ROWS_MAX], credential_row)
}

/// Has anybody a credential?
pub(super) fn is_any(conn: &Connection) -> Result<bool, Fault> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM credential)";
    Ok(conn.prepare_cached(SQL)?.query_row([], |row| row.get(0))?)
}

/// The credential of this key.
pub(super) fn of_key(
    conn: &Connection,
    kind: CredentialKind,
    key: &Digest,
) -> Result<Option<KeptCredential>, Fault> {
    const SQL: &str = "SELECT id, account, kind, key, body, mark, label, made_at, used_at FROM credential
        WHERE kind = ?1 AND key = ?2";
    let given = params![word(&kind), key.as_bytes()];
    Ok(collected(&mut conn.prepare_cached(SQL)?, given, credential_row)?.into_iter().next())
}

/// Keeps that it was used, if its mark goes up. Says whether it did.
pub(super) fn keep_used(
    conn: &Connection,
    id: &Digest,
    mark: Option<i64>,
    body: Option<&str>,
    at: Timestamp,
) -> Result<bool, Fault> {
    const SQL: &str = "UPDATE credential
        SET mark = coalesce(?2, mark), body = coalesce(?3, body), used_at = ?4
        WHERE id = ?1 AND (?2 IS NULL OR mark < ?2)";
    Ok(conn.prepare_cached(SQL)?.execute(params![id.as_bytes(), mark, body, micros(at)])? == 1)
}

/// Takes one credential away.
pub(super) fn delete(conn: &Connection, account: &StaffName, id: &Digest) -> Result<bool, Fault> {
    const SQL: &str = "DELETE FROM credential WHERE account = ?1 AND id = ?2";
    Ok(conn.prepare_cached(SQL)?.execute(params![account.as_str(), id.as_bytes()])? == 1)
}

/// Takes all credentials of a kind away.
pub(super) fn delete_kind(conn: &Connection, account: &StaffName, kind: CredentialKind) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM credential WHERE account = ?1 AND kind = ?2";
    conn.prepare_cached(SQL)?.execute(params![account.as_str(), word(&kind)])?;
    Ok(())
}

fn credential_row(row: &Row<'_>) -> Result<KeptCredential, Fault> {
    let kind: String = row.get(2)?;
    let key: Option<[u8; 32]> = row.get(3)?;
    Ok(KeptCredential {
        id: digest(row.get(0)?),
        account: name(row.get(1)?, "credential.account")?,
        kind: variant(&kind, "credential.kind")?,
        key: key.map(digest),
        body: row.get(4)?,
        mark: row.get(5)?,
        label: row.get(6)?,
        made_at: instant(row.get(7)?, "credential.made_at")?,
        used_at: instant_if_any(row.get(8)?, "credential.used_at")?,
    })
}
