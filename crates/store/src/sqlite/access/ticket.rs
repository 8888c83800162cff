//! `ticket` and `tries`: what can be used once, and what was tried in vain.

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{Ticket, Tries};
use masalama_core::record::StaffName;
use rusqlite::{Connection, Row, params};

use super::account::name;
use super::session::rows;
use crate::sqlite::fault::Fault;
use crate::sqlite::table::collected;
use crate::sqlite::value::{digest, instant, micros};

/// Keeps a ticket.
pub(super) fn put(conn: &Connection, ticket: &Ticket) -> Result<(), Fault> {
    const SQL: &str =
        "INSERT OR REPLACE INTO ticket (digest, purpose, account, body, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    conn.prepare_cached(SQL)?.execute(params![
        ticket.digest.as_bytes(),
        ticket.purpose,
        ticket.account.as_ref().map(StaffName::as_str),
        ticket.body,
        micros(ticket.ends_at),
    ])?;
    Ok(())
}

/// The ticket of this digest.
pub(super) fn find(conn: &Connection, of: &Digest) -> Result<Option<Ticket>, Fault> {
    const SQL: &str = "SELECT digest, purpose, account, body, ends_at FROM ticket WHERE digest = ?1";
    Ok(collected(&mut conn.prepare_cached(SQL)?, [of.as_bytes()], ticket_row)?.into_iter().next())
}

/// Removes a ticket.
pub(super) fn delete(conn: &Connection, of: &Digest) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM ticket WHERE digest = ?1";
    conn.prepare_cached(SQL)?.execute([of.as_bytes()])?;
    Ok(())
}

/// Removes the tickets of an account.
pub(super) fn delete_of_account(conn: &Connection, account: &StaffName) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM ticket WHERE account = ?1";
    conn.prepare_cached(SQL)?.execute([account.as_str()])?;
    Ok(())
}

/// Removes the tickets of an account for one purpose.
pub(super) fn delete_for(conn: &Connection, account: Option<&StaffName>, purpose: &str) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM ticket WHERE account IS ?1 AND purpose = ?2";
    conn.prepare_cached(SQL)?.execute(params![account.map(StaffName::as_str), purpose])?;
    Ok(())
}

/// Removes the tickets whose time was over before `before`.
pub(super) fn delete_ended(conn: &Connection, before: Timestamp) -> Result<u32, Fault> {
    const SQL: &str = "DELETE FROM ticket WHERE ends_at < ?1";
    Ok(rows(conn.prepare_cached(SQL)?.execute([micros(before)])?))
}

/// How it stands under this key.
pub(super) fn tries(conn: &Connection, key: &Digest) -> Result<Option<Tries>, Fault> {
    const SQL: &str = "SELECT count, last_at FROM tries WHERE key = ?1";
    Ok(collected(&mut conn.prepare_cached(SQL)?, [key.as_bytes()], tries_row)?.into_iter().next())
}

/// Counts one more, from one again when the last was before `forget`.
pub(super) fn count_try(
    conn: &Connection,
    key: &Digest,
    at: Timestamp,
    forget: Timestamp,
) -> Result<Tries, Fault> {
    const SQL: &str = "INSERT INTO tries (key, count, last_at) VALUES (?1, 1, ?2)
        ON CONFLICT (key) DO UPDATE
        SET count = CASE WHEN last_at < ?3 THEN 1 ELSE count + 1 END, last_at = max(last_at, ?2)
        RETURNING count, last_at";
    let given = params![key.as_bytes(), micros(at), micros(forget)];
    let counted = collected(&mut conn.prepare_cached(SQL)?, given, tries_row)?;
    counted.into_iter().next().ok_or_else(|| Fault::unreadable("tries.count"))
}

/// Counts one less; the last was at `last_at`. What is down to none goes.
pub(super) fn uncount_try(conn: &Connection, key: &Digest, last_at: Timestamp) -> Result<(), Fault> {
    const LESS: &str = "UPDATE tries SET count = count - 1, last_at = ?2 WHERE key = ?1";
    const NONE: &str = "DELETE FROM tries WHERE key = ?1 AND count <= 0";
    conn.prepare_cached(LESS)?.execute(params![key.as_bytes(), micros(last_at)])?;
    conn.prepare_cached(NONE)?.execute([key.as_bytes()])?;
    Ok(())
}

/// Forgets what was tried under this key.
pub(super) fn delete_tries(conn: &Connection, key: &Digest) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM tries WHERE key = ?1";
    conn.prepare_cached(SQL)?.execute([key.as_bytes()])?;
    Ok(())
}

/// Forgets what was last tried before `before`.
pub(super) fn delete_old_tries(conn: &Connection, before: Timestamp) -> Result<u32, Fault> {
    const SQL: &str = "DELETE FROM tries WHERE last_at < ?1";
    Ok(rows(conn.prepare_cached(SQL)?.execute([micros(before)])?))
}

fn ticket_row(row: &Row<'_>) -> Result<Ticket, Fault> {
    let account: Option<String> = row.get(2)?;
    Ok(Ticket {
        digest: digest(row.get(0)?),
        purpose: row.get(1)?,
        account: account.map(|text| name(text, "ticket.account")).transpose()?,
        body: row.get(3)?,
        ends_at: instant(row.get(4)?, "ticket.ends_at")?,
    })
}

fn tries_row(row: &Row<'_>) -> Result<Tries, Fault> {
    Ok(Tries { count: row.get(0)?, last_at: instant(row.get(1)?, "tries.last_at")? })
}
