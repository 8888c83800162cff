//! `line`: the lines of an operator's export.

use masalama_core::identity::{Iccid, Msisdn};
use masalama_core::line::{Line, LineKind, OperatorId};
use masalama_core::port::LineFilter;
use rusqlite::{Connection, Row, params};

use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{from_json, json, word};

/// Adds the lines that are new and replaces the others. Says how many were new.
pub(in crate::sqlite) fn take_in(conn: &Connection, lines: &[Line]) -> Result<u64, Fault> {
    const INSERT: &str = "INSERT INTO line (iccid, msisdn, operator, kind, body) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (iccid) DO NOTHING";
    const REPLACE: &str = "UPDATE line SET msisdn = ?2, operator = ?3, kind = ?4, body = ?5 WHERE iccid = ?1";
    let mut insert = conn.prepare_cached(INSERT)?;
    let mut replace = conn.prepare_cached(REPLACE)?;
    let mut new = 0;
    for line in lines {
        let (iccid, msisdn) =
            (line.numbers.iccid.unmasked(), line.numbers.msisdn.as_ref().map(Msisdn::unmasked));
        let (operator, kind, body) = (line.facts.operator.as_str(), word(&line.facts.kind), json(line));
        let given = params![iccid, msisdn, operator, kind, body];
        if insert.execute(given)? == 1 {
            new += 1;
        } else {
            replace.execute(given)?;
        }
    }
    Ok(new)
}

/// The line of this card, if the rest of the filter lets it through.
pub(in crate::sqlite) fn of_card(
    conn: &Connection,
    iccid: &Iccid,
    filter: &LineFilter,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Line)>, Fault> {
    const SQL: &str = "SELECT place, body FROM line
        WHERE iccid = ?1 AND (?2 IS NULL OR msisdn = ?2) AND (?3 IS NULL OR operator = ?3)
        AND (?4 IS NULL OR kind = ?4) AND place > ?5 ORDER BY place LIMIT ?6";
    let msisdn = filter.msisdn.as_ref().map(Msisdn::unmasked);
    let given = params![iccid.unmasked(), msisdn, operator(filter), kind(filter), after, limit];
    collected(&mut conn.prepare_cached(SQL)?, given, placed_line)
}

/// The lines with this number that the rest of the filter lets through.
pub(in crate::sqlite) fn with_number(
    conn: &Connection,
    msisdn: &Msisdn,
    filter: &LineFilter,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Line)>, Fault> {
    const SQL: &str = "SELECT place, body FROM line
        WHERE msisdn = ?1 AND (?2 IS NULL OR operator = ?2) AND (?3 IS NULL OR kind = ?3)
        AND place > ?4 ORDER BY place LIMIT ?5";
    let given = params![msisdn.unmasked(), operator(filter), kind(filter), after, limit];
    collected(&mut conn.prepare_cached(SQL)?, given, placed_line)
}

/// The lines of an operator, of a kind, or all.
pub(in crate::sqlite) fn listed(
    conn: &Connection,
    filter: &LineFilter,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Line)>, Fault> {
    const SQL: &str = "SELECT place, body FROM line
        WHERE place > ?1 AND (?2 IS NULL OR operator = ?2) AND (?3 IS NULL OR kind = ?3)
        ORDER BY place LIMIT ?4";
    let given = params![after, operator(filter), kind(filter), limit];
    collected(&mut conn.prepare_cached(SQL)?, given, placed_line)
}

fn operator(filter: &LineFilter) -> Option<&str> {
    filter.operator.as_ref().map(OperatorId::as_str)
}

fn kind(filter: &LineFilter) -> Option<String> {
    filter.kind.as_ref().map(word::<LineKind>)
}

fn placed_line(row: &Row<'_>) -> Result<(i64, Line), Fault> {
    let body: String = row.get(1)?;
    Ok((row.get(0)?, from_json(body.as_bytes(), "line.body")?))
}
