//! `session`: who is signed in, from what, until when.

use jiff::Timestamp;
use masalama_core::commitment::Digest;
use masalama_core::port::{ACCESS_ROWS_MAX, EndSessions, KeptSession, SessionKind, SessionOwner};
use rusqlite::{Connection, Row, params};

use super::account::name;
use crate::sqlite::fault::Fault;
use crate::sqlite::table::collected;
use crate::sqlite::value::{case_id, digest, instant, instant_if_any, micros, variant, word};

/// An owner as its two columns: one holds something, the other nothing.
fn columns(owner: &SessionOwner) -> (Option<&str>, Option<&[u8; 16]>) {
    match owner {
        SessionOwner::Staff(name) => (Some(name.as_str()), None),
        SessionOwner::Case(case) => (None, Some(case.as_bytes())),
    }
}

/// Adds a session.
pub(super) fn insert(conn: &Connection, session: &KeptSession) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO session
        (token, id, staff, case_id, kind, opened_at, seen_at, proved_at, ends_at, label)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (staff, case) = columns(&session.owner);
    conn.prepare_cached(SQL)?.execute(params![
        session.token.as_bytes(),
        session.id.as_bytes(),
        staff,
        case,
        word(&session.kind),
        micros(session.opened_at),
        micros(session.seen_at),
        session.proved_at.map(micros),
        micros(session.ends_at),
        session.label,
    ])?;
    Ok(())
}

/// Ends the oldest browsers of an owner beyond as many as it may have.
pub(super) fn end_oldest(conn: &Connection, owner: &SessionOwner) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM session WHERE kind = ?3 AND (staff = ?1 OR case_id = ?2) AND token NOT IN
        (SELECT token FROM session WHERE kind = ?3 AND (staff = ?1 OR case_id = ?2)
        ORDER BY opened_at DESC, rowid DESC LIMIT ?4)";
    let (staff, case) = columns(owner);
    let given = params![staff, case, word(&SessionKind::Browser), owner.browsers_max()];
    conn.prepare_cached(SQL)?.execute(given)?;
    Ok(())
}

/// The session of this token.
pub(super) fn find(conn: &Connection, token: &Digest) -> Result<Option<KeptSession>, Fault> {
    const SQL: &str = "SELECT token, id, staff, case_id, kind, opened_at, seen_at, proved_at, ends_at, label
        FROM session WHERE token = ?1";
    let found = collected(&mut conn.prepare_cached(SQL)?, [token.as_bytes()], session_row)?;
    Ok(found.into_iter().next())
}

/// The sessions of an owner, newest first.
pub(super) fn of_owner(conn: &Connection, owner: &SessionOwner) -> Result<Vec<KeptSession>, Fault> {
    const SQL: &str = "SELECT token, id, staff, case_id, kind, opened_at, seen_at, proved_at, ends_at, label
        FROM session WHERE staff = ?1 OR case_id = ?2 ORDER BY opened_at DESC, rowid DESC LIMIT ?3";
    let (staff, case) = columns(owner);
    collected(&mut conn.prepare_cached(SQL)?, params![staff, case, ACCESS_ROWS_MAX], session_row)
}

/// Keeps when it was last seen.
pub(super) fn keep_seen(conn: &Connection, token: &Digest, at: Timestamp) -> Result<(), Fault> {
    const SQL: &str = "UPDATE session SET seen_at = ?2 WHERE token = ?1 AND seen_at < ?2";
    conn.prepare_cached(SQL)?.execute(params![token.as_bytes(), micros(at)])?;
    Ok(())
}

/// Ends sessions; says how many.
pub(super) fn end(conn: &Connection, which: &EndSessions) -> Result<u32, Fault> {
    const OF_TOKEN: &str = "DELETE FROM session WHERE token = ?1";
    const NAMED: &str = "DELETE FROM session WHERE (staff = ?1 OR case_id = ?2) AND id = ?3";
    const ALL: &str = "DELETE FROM session WHERE staff = ?1 OR case_id = ?2";
    const OTHERS: &str = "DELETE FROM session WHERE (staff = ?1 OR case_id = ?2) AND token <> ?3";
    let ended = match which {
        EndSessions::Token(token) => conn.prepare_cached(OF_TOKEN)?.execute([token.as_bytes()])?,
        EndSessions::Named(owner, id) => {
            let (staff, case) = columns(owner);
            conn.prepare_cached(NAMED)?.execute(params![staff, case, id.as_bytes()])?
        }
        EndSessions::All(owner) => {
            let (staff, case) = columns(owner);
            conn.prepare_cached(ALL)?.execute(params![staff, case])?
        }
        EndSessions::Others(owner, token) => {
            let (staff, case) = columns(owner);
            conn.prepare_cached(OTHERS)?.execute(params![staff, case, token.as_bytes()])?
        }
    };
    Ok(rows(ended))
}

/// Removes the sessions whose time was over before `before`.
pub(super) fn delete_ended(conn: &Connection, before: Timestamp) -> Result<u32, Fault> {
    const SQL: &str = "DELETE FROM session WHERE ends_at < ?1";
    Ok(rows(conn.prepare_cached(SQL)?.execute([micros(before)])?))
}

/// A count of rows.
pub(super) fn rows(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn session_row(row: &Row<'_>) -> Result<KeptSession, Fault> {
    let kind: String = row.get(4)?;
    let owner = match (row.get::<_, Option<String>>(2)?, row.get::<_, Option<[u8; 16]>>(3)?) {
        (Some(staff), None) => SessionOwner::Staff(name(staff, "session.staff")?),
        (None, Some(case)) => SessionOwner::Case(case_id(case)),
        (Some(_), Some(_)) | (None, None) => return Err(Fault::unreadable("session.staff")),
    };
    Ok(KeptSession {
        token: digest(row.get(0)?),
        id: digest(row.get(1)?),
        owner,
        kind: variant(&kind, "session.kind")?,
        opened_at: instant(row.get(5)?, "session.opened_at")?,
        seen_at: instant(row.get(6)?, "session.seen_at")?,
        proved_at: instant_if_any(row.get(7)?, "session.proved_at")?,
        ends_at: instant(row.get(8)?, "session.ends_at")?,
        label: row.get(9)?,
    })
}
