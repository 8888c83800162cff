//! What the writer does for each order, inside its transaction.
//!
//! All that can refuse an item is read before any of it is written, so no savepoint is needed to let the others of a set stand.

use masalama_core::case::CaseId;
use masalama_core::port::{Append, Claim, Claimed, Opened, Opening, Refused};
use masalama_core::record::chain_start;
use rusqlite::Connection;

use super::fault::Fault;
use super::table::cases::CaseNo;
use super::table::{attachment, case_key, cases, idempotency, line_held, paper, personal, record, task};

/// Opens one case, unless its key came before.
pub(super) fn open(conn: &Connection, opening: &Opening) -> Result<Result<Opened, Refused>, Fault> {
    if let Some((key, fingerprint)) = &opening.idempotency
        && let Some((seen, case)) = idempotency::seen(conn, key)?
    {
        return Ok(if seen == *fingerprint { Ok(Opened::Before(case)) } else { Err(Refused::KeyReused) });
    }
    let case = opening.row.case;
    let (head, hash) =
        opening.records.last().map_or((0, chain_start(case)), |record| (record.seq, record.hash));
    let no = cases::insert(conn, opening, head, &hash)?;
    record::insert(conn, no, &opening.records)?;
    paper::insert(conn, case, &opening.papers)?;
    personal::insert(conn, no, &opening.personal)?;
    case_key::insert(conn, no, &opening.keys)?;
    if let Some((key, fingerprint)) = &opening.idempotency {
        idempotency::insert(conn, key, fingerprint, case)?;
    }
    Ok(Ok(Opened::New))
}

/// Claims the cases that are due and free, with all a worker needs of them.
pub(super) fn claim(conn: &Connection, claim: &Claim) -> Result<Vec<Claimed>, Fault> {
    let mut claimed = Vec::new();
    for taken in cases::claim(conn, claim)? {
        let case = taken.row.case;
        claimed.push(Claimed {
            case,
            fence: taken.fence,
            records: record::of_case(conn, taken.no)?,
            personal: personal::of_case(conn, taken.no)?,
            row: taken.row,
        });
    }
    Ok(claimed)
}

/// Appends to one case, unless something that must be true is not.
pub(super) fn append(conn: &Connection, append: &Append) -> Result<Result<(), Refused>, Fault> {
    let case = append.case;
    let Some((no, before)) = cases::standing(conn, case)? else { return Ok(Err(Refused::NoSuchCase)) };
    if let Err(refused) = before.admits(&append.guard) {
        return Ok(Err(refused));
    }
    if let Err(refused) = hold_line(conn, append)? {
        return Ok(Err(refused));
    }
    let after = before.after(append);
    record::insert(conn, no, &append.records)?;
    cases::keep_head(conn, no, &after, append.records.last().map(|record| &record.hash))?;
    if after.due != before.due {
        cases::keep_due(conn, no, after.due)?;
    }
    paper::insert(conn, case, &append.papers)?;
    if let Some(personal) = &append.personal {
        personal::wipe(conn, no)?;
        personal::insert(conn, no, personal)?;
    }
    if let Some(keys) = &append.keys {
        case_key::delete(conn, no)?;
        case_key::insert(conn, no, keys)?;
    }
    attachment::insert(conn, no, &append.attachments)?;
    if let Some(tasks) = &append.tasks {
        task::delete(conn, case)?;
        task::insert(conn, case, tasks)?;
    }
    keep_row(conn, no, append)?;
    Ok(Ok(()))
}

/// Erases what of one case is personal, if it is there and has any: fields, attachments, and what it is found by.
pub(super) fn erase(conn: &Connection, case: CaseId) -> Result<(), Fault> {
    match cases::standing(conn, case)? {
        Some((no, _)) => {
            personal::wipe(conn, no)?;
            attachment::wipe(conn, no)?;
            case_key::delete(conn, no)?;
            cases::forget_line(conn, no)
        }
        None => Ok(()),
    }
}

/// Takes and frees the line as the append says. The last thing that can refuse it, and the first that writes.
fn hold_line(conn: &Connection, append: &Append) -> Result<Result<(), Refused>, Fault> {
    if !append.takes_line && !append.frees_line {
        return Ok(Ok(()));
    }
    let case = append.case;
    let Some(found) = cases::find(conn, case)? else { return Ok(Err(Refused::NoSuchCase)) };
    let line = found.row.line;
    if append.takes_line {
        match line_held::holder(conn, line)? {
            None => line_held::hold(conn, line, case)?,
            Some(by) if by == case => {}
            Some(by) => return Ok(Err(Refused::LineTaken { by })),
        }
    }
    if append.frees_line {
        line_held::free(conn, case)?;
    }
    Ok(Ok(()))
}

/// Keeps the row when it changed. Looking first is cheaper than writing its indexes anew.
fn keep_row(conn: &Connection, no: CaseNo, append: &Append) -> Result<(), Fault> {
    let Some(row) = &append.row else { return Ok(()) };
    let is_kept = cases::find(conn, append.case)?.is_some_and(|found| found.row == *row);
    if is_kept { Ok(()) } else { cases::keep_row(conn, no, row) }
}
