//! `account`: who there is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use masalama_core::port::{ACCESS_ROWS_MAX, Account};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use rusqlite::{Connection, Row, params};

use crate::sqlite::fault::Fault;
use crate::sqlite::table::collected;
use crate::sqlite::value::{from_json, instant, instant_if_any, json, micros, word};

/// How many there are.
pub(super) fn count(conn: &Connection) -> Result<u32, Fault> {
    Ok(conn.prepare_cached("SELECT count(*) FROM account")?.query_row([], |row| row.get(0))?)
}

/// How many have this role and may use it.
pub(super) fn count_of(conn: &Connection, role: Role) -> Result<u32, Fault> {
    const SQL: &str = "SELECT count(*) FROM account WHERE disabled_at IS NULL
        AND EXISTS (SELECT 1 FROM json_each(roles) WHERE value = ?1)";
    Ok(conn.prepare_cached(SQL)?.query_row([word(&role)], |row| row.get(0))?)
}

/// Adds an account, unless there is one of that name.
pub(super) fn insert(conn: &Connection, account: &Account) -> Result<bool, Fault> {
    const SQL: &str =
        "INSERT INTO account (name, roles, made_at, disabled_at, tended) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (name) DO NOTHING";
    let given = params![
        account.name.as_str(),
        json(&account.roles),
        micros(account.made_at),
        account.disabled_at.map(micros),
        json(&in_micros(&account.tended)),
    ];
    Ok(conn.prepare_cached(SQL)?.execute(given)? == 1)
}

/// The account of this name.
pub(super) fn find(conn: &Connection, name: &StaffName) -> Result<Option<Account>, Fault> {
    const SQL: &str = "SELECT name, roles, made_at, disabled_at, tended FROM account WHERE name = ?1";
    let found = collected(&mut conn.prepare_cached(SQL)?, [name.as_str()], account_row)?;
    Ok(found.into_iter().next())
}

/// Every account, by name.
pub(super) fn all(conn: &Connection) -> Result<Vec<Account>, Fault> {
    const SQL: &str = "SELECT name, roles, made_at, disabled_at, tended FROM account ORDER BY name LIMIT ?1";
    collected(&mut conn.prepare_cached(SQL)?, [ACCESS_ROWS_MAX], account_row)
}

/// Keeps who tended it. Says whether it is there.
pub(super) fn keep_tended(
    conn: &Connection,
    name: &StaffName,
    tended: &BTreeMap<StaffName, Timestamp>,
) -> Result<bool, Fault> {
    const SQL: &str = "UPDATE account SET tended = ?2 WHERE name = ?1";
    Ok(conn.prepare_cached(SQL)?.execute(params![name.as_str(), json(&in_micros(tended))])? == 1)
}

/// As they are kept.
fn in_micros(tended: &BTreeMap<StaffName, Timestamp>) -> BTreeMap<&StaffName, i64> {
    tended.iter().map(|(by, at)| (by, micros(*at))).collect()
}

/// Keeps its roles. Says whether it is there.
pub(super) fn keep_roles(conn: &Connection, name: &StaffName, roles: &BTreeSet<Role>) -> Result<bool, Fault> {
    const SQL: &str = "UPDATE account SET roles = ?2 WHERE name = ?1";
    Ok(conn.prepare_cached(SQL)?.execute(params![name.as_str(), json(roles)])? == 1)
}

/// Keeps that it is disabled; since when stays where it is already. Says whether it is there.
pub(super) fn keep_disabled(conn: &Connection, name: &StaffName, at: Timestamp) -> Result<bool, Fault> {
    const SQL: &str = "UPDATE account SET disabled_at = coalesce(disabled_at, ?2) WHERE name = ?1";
    Ok(conn.prepare_cached(SQL)?.execute(params![name.as_str(), micros(at)])? == 1)
}

/// Keeps that it is disabled no more. Says whether it is there.
pub(super) fn keep_enabled(conn: &Connection, name: &StaffName) -> Result<bool, Fault> {
    const SQL: &str = "UPDATE account SET disabled_at = NULL WHERE name = ?1";
    Ok(conn.prepare_cached(SQL)?.execute([name.as_str()])? == 1)
}

fn account_row(row: &Row<'_>) -> Result<Account, Fault> {
    let (roles, tended): (String, String) = (row.get(1)?, row.get(4)?);
    let tended: BTreeMap<StaffName, i64> = from_json(tended.as_bytes(), "account.tended")?;
    let tended = tended.into_iter().map(|(by, at)| Ok((by, instant(at, "account.tended")?)));
    Ok(Account {
        tended: tended.collect::<Result<_, Fault>>()?,
        name: name(row.get(0)?, "account.name")?,
        roles: from_json(roles.as_bytes(), "account.roles")?,
        made_at: instant(row.get(2)?, "account.made_at")?,
        disabled_at: instant_if_any(row.get(3)?, "account.disabled_at")?,
    })
}

/// The name a column holds.
pub(super) fn name(text: String, column: &str) -> Result<StaffName, Fault> {
    StaffName::try_from(text).map_err(|_| Fault::unreadable(column))
}
