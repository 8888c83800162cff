//! `cases`: the narrow row, with head, claim and due time.

use jiff::Timestamp;
use masalama_core::case::{CaseId, Stage};
use masalama_core::commitment::Digest;
use masalama_core::line::OperatorId;
use masalama_core::money::Money;
use masalama_core::obligation::ObligationKind;
use masalama_core::port::{CaseKeyDigest, CaseRow, Claim, LineKey, Opening};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::collected;
use super::tally::money;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{case_id, day, digest, instant, instant_if_any, micros, variant, word};
use crate::standing::{Standing, lease_end};

/// A case's short name inside this database: the order of opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sqlite) struct CaseNo(pub(in crate::sqlite) i64);

/// A case as it lies in this table.
pub(in crate::sqlite) struct Found {
    /// Its number.
    pub(in crate::sqlite) no: CaseNo,
    /// Its row.
    pub(in crate::sqlite) row: CaseRow,
    /// Digest of its credential.
    pub(in crate::sqlite) credential: Digest,
}

/// A case that was just claimed, without what other tables hold.
pub(in crate::sqlite) struct Taken {
    /// Its number.
    pub(in crate::sqlite) no: CaseNo,
    /// Its row.
    pub(in crate::sqlite) row: CaseRow,
    /// Its new fencing token.
    pub(in crate::sqlite) fence: u64,
    /// When it was due. *Units*: microseconds.
    due: i64,
}

/// Adds the row of a new case and numbers it.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    opening: &Opening,
    head: u32,
    head_hash: &Digest,
) -> Result<CaseNo, Fault> {
    const SQL: &str = "INSERT INTO cases (case_id, line_key, operator, kind, stage, ending, received_at,
        effective_on, head_seq, head_hash, due_at, credential, reason, held, off_at, refund_due_minor,
        refund_due_currency, owes, owes_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    let row = &opening.row;
    conn.prepare_cached(SQL)?.execute(params![
        row.case.as_bytes(),
        row.line.0.as_bytes(),
        row.operator.as_ref().map(OperatorId::as_str),
        row.kind.as_ref().map(word),
        word(&row.stage),
        row.ending.as_ref().map(word),
        micros(row.received_at),
        row.effective_on.map(|day| day.to_string()),
        head,
        head_hash.as_bytes(),
        micros(opening.due),
        opening.credential.as_bytes(),
        word(&row.reason),
        row.held,
        row.off_at.map(micros),
        row.refund_due.map(|due| due.minor()),
        row.refund_due.map(|due| due.currency().code()),
        row.owes.as_ref().map(|(what, _)| word(what)),
        row.owes.map(|(_, due)| micros(due)),
    ])?;
    Ok(CaseNo(conn.last_insert_rowid()))
}

/// The number of a case and where it stands, if there is one.
pub(in crate::sqlite) fn standing(
    conn: &Connection,
    case: CaseId,
) -> Result<Option<(CaseNo, Standing)>, Fault> {
    const SQL: &str = "SELECT head_seq, fence, lease_until, due_at, case_no FROM cases WHERE case_id = ?1";
    let mut statement = conn.prepare_cached(SQL)?;
    let mut rows = statement.query([case.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let standing = Standing {
        head: row.get(0)?,
        fence: fence(row.get(1)?)?,
        lease_until: instant_if_any(row.get(2)?, "cases.lease_until")?,
        due: instant_if_any(row.get(3)?, "cases.due_at")?,
    };
    Ok(Some((CaseNo(row.get(4)?), standing)))
}

/// Keeps the head and the lease, which no index holds.
pub(in crate::sqlite) fn keep_head(
    conn: &Connection,
    case: CaseNo,
    standing: &Standing,
    head_hash: Option<&Digest>,
) -> Result<(), Fault> {
    const SQL: &str = "UPDATE cases SET head_seq = ?2, head_hash = coalesce(?3, head_hash), lease_until = ?4
        WHERE case_no = ?1";
    let lease_until = standing.lease_until.map(micros);
    let hash = head_hash.map(Digest::as_bytes);
    conn.prepare_cached(SQL)?.execute(params![case.0, standing.head, hash, lease_until])?;
    Ok(())
}

/// Keeps when the case is due.
pub(in crate::sqlite) fn keep_due(
    conn: &Connection,
    case: CaseNo,
    due: Option<Timestamp>,
) -> Result<(), Fault> {
    const SQL: &str = "UPDATE cases SET due_at = ?2 WHERE case_no = ?1";
    conn.prepare_cached(SQL)?.execute(params![case.0, due.map(micros)])?;
    Ok(())
}

/// Keeps the row as it is now.
pub(in crate::sqlite) fn keep_row(conn: &Connection, case: CaseNo, row: &CaseRow) -> Result<(), Fault> {
    const SQL: &str = "UPDATE cases SET line_key = ?2, operator = ?3, kind = ?4, stage = ?5, ending = ?6,
        received_at = ?7, effective_on = ?8, reason = ?9, held = ?10, off_at = ?11, refund_due_minor = ?12,
        refund_due_currency = ?13, owes = ?14, owes_by = ?15 WHERE case_no = ?1";
    conn.prepare_cached(SQL)?.execute(params![
        case.0,
        row.line.0.as_bytes(),
        row.operator.as_ref().map(OperatorId::as_str),
        row.kind.as_ref().map(word),
        word(&row.stage),
        row.ending.as_ref().map(word),
        micros(row.received_at),
        row.effective_on.map(|day| day.to_string()),
        word(&row.reason),
        row.held,
        row.off_at.map(micros),
        row.refund_due.map(|due| due.minor()),
        row.refund_due.map(|due| due.currency().code()),
        row.owes.as_ref().map(|(what, _)| word(what)),
        row.owes.map(|(_, due)| micros(due)),
    ])?;
    Ok(())
}

/// Takes the cases that are due and free, and gives them oldest due first.
pub(in crate::sqlite) fn claim(conn: &Connection, claim: &Claim) -> Result<Vec<Taken>, Fault> {
    const SQL: &str = "UPDATE cases SET fence = fence + 1, lease_until = ?1 WHERE case_no IN (
            SELECT case_no FROM cases
            WHERE due_at <= ?2 AND (lease_until IS NULL OR lease_until < ?3)
            ORDER BY due_at LIMIT ?4)
        RETURNING case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by, fence, due_at, case_no";
    let mut statement = conn.prepare_cached(SQL)?;
    let given = params![micros(lease_end(claim)), micros(claim.now), micros(claim.wall), claim.limit];
    let mut taken = collected(&mut statement, given, |row| {
        Ok(Taken {
            no: CaseNo(row.get(17)?),
            row: case_row(row)?,
            fence: fence(row.get(15)?)?,
            due: row.get(16)?,
        })
    })?;
    taken.sort_by_key(|taken| (taken.due, taken.row.case));
    Ok(taken)
}

/// When the next case is due that nobody holds.
pub(in crate::sqlite) fn next_due(conn: &Connection) -> Result<Option<Timestamp>, Fault> {
    const SQL: &str = "SELECT due_at FROM cases WHERE due_at IS NOT NULL AND lease_until IS NULL
        ORDER BY due_at LIMIT 1";
    let due = conn.prepare_cached(SQL)?.query_row([], |row| row.get(0)).optional()?;
    instant_if_any(due, "cases.due_at")
}

/// A case, if there is one.
pub(in crate::sqlite) fn find(conn: &Connection, case: CaseId) -> Result<Option<Found>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by, credential, case_no
        FROM cases WHERE case_id = ?1";
    let mut statement = conn.prepare_cached(SQL)?;
    let mut rows = statement.query([case.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Found { no: CaseNo(row.get(16)?), row: case_row(row)?, credential: digest(row.get(15)?) }))
}

/// The newest cases before `before`.
pub(in crate::sqlite) fn newest(
    conn: &Connection,
    before: Option<CaseId>,
    limit: u32,
) -> Result<Vec<CaseRow>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by
        FROM cases WHERE case_id < ?1 ORDER BY case_id DESC LIMIT ?2";
    collected(&mut conn.prepare_cached(SQL)?, params![bound(before), limit], case_row)
}

/// The newest cases in this stage before `before`.
pub(in crate::sqlite) fn newest_in_stage(
    conn: &Connection,
    stage: Stage,
    before: Option<CaseId>,
    limit: u32,
) -> Result<Vec<CaseRow>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by
        FROM cases INDEXED BY cases_stage WHERE stage = ?1 AND case_id < ?2 ORDER BY case_id DESC LIMIT ?3";
    collected(&mut conn.prepare_cached(SQL)?, params![word(&stage), bound(before), limit], case_row)
}

/// The newest cases of this line before `before`, all or those in one stage.
pub(in crate::sqlite) fn newest_of_line(
    conn: &Connection,
    line: LineKey,
    stage: Option<Stage>,
    before: Option<CaseId>,
    limit: u32,
) -> Result<Vec<CaseRow>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by
        FROM cases INDEXED BY cases_line
        WHERE line_key = ?1 AND (?2 IS NULL OR stage = ?2) AND case_id < ?3 ORDER BY case_id DESC LIMIT ?4";
    let given = params![line.0.as_bytes(), stage.as_ref().map(word), bound(before), limit];
    collected(&mut conn.prepare_cached(SQL)?, given, case_row)
}

/// The row of an erased case names no line any more.
pub(in crate::sqlite) fn forget_line(conn: &Connection, case: CaseNo) -> Result<(), Fault> {
    const SQL: &str = "UPDATE cases SET line_key = ?2 WHERE case_no = ?1";
    conn.prepare_cached(SQL)?.execute(params![case.0, LineKey::ERASED.0.as_bytes()])?;
    Ok(())
}

/// The newest cases found by this key.
pub(in crate::sqlite) fn newest_of_key(
    conn: &Connection,
    key: &CaseKeyDigest,
    limit: u32,
) -> Result<Vec<CaseRow>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by
        FROM case_key JOIN cases USING (case_no) WHERE key = ?1 ORDER BY case_id DESC LIMIT ?2";
    collected(&mut conn.prepare_cached(SQL)?, params![key.0.as_bytes(), limit], case_row)
}

/// The cases of which something is owed, what is due first first, after this place.
pub(in crate::sqlite) fn first_owing(
    conn: &Connection,
    after: Option<(Timestamp, CaseId)>,
    limit: u32,
) -> Result<Vec<CaseRow>, Fault> {
    const SQL: &str = "SELECT case_id, line_key, operator, kind, stage, ending, received_at, effective_on,
        reason, held, off_at, refund_due_minor, refund_due_currency, owes, owes_by
        FROM cases INDEXED BY cases_owes
        WHERE owes_by IS NOT NULL AND (owes_by, case_id) > (?1, ?2) ORDER BY owes_by, case_id LIMIT ?3";
    let (at, case) =
        after.map_or((i64::MIN, Vec::new()), |(at, case)| (micros(at), case.as_bytes().to_vec()));
    collected(&mut conn.prepare_cached(SQL)?, params![at, case, limit], case_row)
}

/// One byte longer than a case's name, so that it is greater than each of them.
const BEYOND_ALL: [u8; 17] = [0xff; 17];

fn bound(before: Option<CaseId>) -> Vec<u8> {
    before.map_or_else(|| BEYOND_ALL.to_vec(), |case| case.as_bytes().to_vec())
}

fn fence(column: i64) -> Result<u64, Fault> {
    u64::try_from(column).map_err(|_| Fault::unreadable("cases.fence"))
}

/// Reads the first fifteen columns, in the order every statement here lists them.
fn case_row(row: &Row<'_>) -> Result<CaseRow, Fault> {
    let operator: Option<String> = row.get(2)?;
    let kind: Option<String> = row.get(3)?;
    let stage: String = row.get(4)?;
    let ending: Option<String> = row.get(5)?;
    let effective_on: Option<String> = row.get(7)?;
    Ok(CaseRow {
        case: case_id(row.get(0)?),
        line: LineKey(digest(row.get(1)?)),
        operator: operator
            .map(|id| OperatorId::try_from(id).map_err(|_| Fault::unreadable("cases.operator")))
            .transpose()?,
        kind: kind.map(|kind| variant(&kind, "cases.kind")).transpose()?,
        stage: variant(&stage, "cases.stage")?,
        ending: ending.map(|ending| variant(&ending, "cases.ending")).transpose()?,
        received_at: instant(row.get(6)?, "cases.received_at")?,
        effective_on: effective_on.map(|text| day(&text, "cases.effective_on")).transpose()?,
        reason: variant(&row.get::<_, String>(8)?, "cases.reason")?,
        held: row.get(9)?,
        off_at: instant_if_any(row.get(10)?, "cases.off_at")?,
        refund_due: refund_due(row)?,
        owes: owes(row)?,
    })
}

fn refund_due(row: &Row<'_>) -> Result<Option<Money>, Fault> {
    let (minor, currency): (Option<i64>, Option<String>) = (row.get(11)?, row.get(12)?);
    minor.zip(currency).map(|(minor, currency)| money(&currency, minor)).transpose()
}

fn owes(row: &Row<'_>) -> Result<Option<(ObligationKind, Timestamp)>, Fault> {
    let (what, due): (Option<String>, Option<i64>) = (row.get(13)?, row.get(14)?);
    let Some((what, due)) = what.zip(due) else { return Ok(None) };
    Ok(Some((variant(&what, "cases.owes")?, instant(due, "cases.owes_by")?)))
}
