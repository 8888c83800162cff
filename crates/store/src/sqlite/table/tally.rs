//! The board's figures over `cases`. Each statement reads an index and no row.

use jiff::Timestamp;
use masalama_core::case::Stage;
use masalama_core::line::LineKind;
use masalama_core::money::{Currency, Money};
use masalama_core::port::{AGE_BUCKETS, Counting, TOOK_MAX};
use masalama_core::request::Reason;
use rusqlite::{Connection, params};

use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{micros, variant};

/// Cases by stage, kind and reason.
pub(in crate::sqlite) type Tally = (Stage, Option<LineKind>, Reason, u64);

/// All cases by stage, kind and reason.
pub(in crate::sqlite) fn by_stage_kind_and_reason(conn: &Connection) -> Result<Vec<Tally>, Fault> {
    const SQL: &str = "SELECT stage, kind, reason, count(*) FROM cases INDEXED BY cases_tally
        GROUP BY stage, kind, reason";
    collected(&mut conn.prepare_cached(SQL)?, [], |row| {
        let (stage, kind, reason): (String, Option<String>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((
            variant(&stage, "cases.stage")?,
            kind.map(|kind| variant(&kind, "cases.kind")).transpose()?,
            variant(&reason, "cases.reason")?,
            count(row.get(3)?)?,
        ))
    })
}

/// Open cases that are held.
pub(in crate::sqlite) fn held(conn: &Connection) -> Result<u64, Fault> {
    const SQL: &str = "SELECT count(*) FROM cases INDEXED BY cases_held WHERE held = 1 AND ending IS NULL";
    count(conn.prepare_cached(SQL)?.query_row([], |row| row.get(0))?)
}

/// Open cases by age, youngest first.
pub(in crate::sqlite) fn by_age(conn: &Connection, counting: &Counting) -> Result<[u64; AGE_BUCKETS], Fault> {
    const SQL: &str = "SELECT count(*) FROM cases INDEXED BY cases_age
        WHERE ending IS NULL AND received_at >= ?1 AND received_at < ?2";
    let mut statement = conn.prepare_cached(SQL)?;
    let mut ages = [0; AGE_BUCKETS];
    let mut before = i64::MAX;
    let ends = counting.received_from.map(micros).into_iter().chain([i64::MIN]);
    for (age, from) in ages.iter_mut().zip(ends) {
        *age = count(statement.query_row([from, before], |row| row.get(0))?)?;
        before = from;
    }
    Ok(ages)
}

/// From the request to the certificate of the latest ends, in seconds, shortest first.
pub(in crate::sqlite) fn took_s(conn: &Connection, off_from: Timestamp) -> Result<Vec<u64>, Fault> {
    const SQL: &str = "SELECT off_at - received_at FROM cases INDEXED BY cases_off
        WHERE off_at IS NOT NULL AND off_at >= ?1 ORDER BY off_at DESC LIMIT ?2";
    let given = params![micros(off_from), TOOK_MAX];
    let mut took = collected(&mut conn.prepare_cached(SQL)?, given, |row| {
        let micros: i64 = row.get(0)?;
        Ok(u64::try_from(micros).unwrap_or(0) / 1_000_000)
    })?;
    took.sort_unstable();
    Ok(took)
}

/// Refunds to be paid: how many and how much, by currency.
pub(in crate::sqlite) fn refunds_due(conn: &Connection) -> Result<Vec<(u64, Money)>, Fault> {
    const SQL: &str =
        "SELECT refund_due_currency, count(*), sum(refund_due_minor) FROM cases INDEXED BY cases_refund
        WHERE refund_due_minor IS NOT NULL GROUP BY refund_due_currency";
    collected(&mut conn.prepare_cached(SQL)?, [], |row| {
        let (currency, minor): (String, i64) = (row.get(0)?, row.get(2)?);
        Ok((count(row.get(1)?)?, money(&currency, minor)?))
    })
}

/// Cases of which something is owed before this instant.
pub(in crate::sqlite) fn owed_before(conn: &Connection, at: Timestamp) -> Result<u64, Fault> {
    const SQL: &str = "SELECT count(*) FROM cases INDEXED BY cases_owes
        WHERE owes_by IS NOT NULL AND owes_by < ?1";
    count(conn.prepare_cached(SQL)?.query_row([micros(at)], |row| row.get(0))?)
}

/// An amount as columns hold it.
pub(in crate::sqlite) fn money(currency: &str, minor: i64) -> Result<Money, Fault> {
    let currency = Currency::parse(currency).map_err(|_| Fault::unreadable("cases.refund_due_currency"))?;
    Money::try_new(minor, currency).map_err(|_| Fault::unreadable("cases.refund_due_minor"))
}

fn count(column: i64) -> Result<u64, Fault> {
    u64::try_from(column).map_err(|_| Fault::unreadable("count"))
}
