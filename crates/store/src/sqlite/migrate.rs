//! Migrations: forward only, each once, each with the checksum of what was run.
//!
//! Every migration works with the code before it, so a database may be one migration ahead of the program.

use masalama_core::commitment::Digest;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::open::OpenFault;

/// One step of the schema.
struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

/// All of them, in order.
const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "cases", sql: include_str!("migrations/0001_cases.sql") },
    Migration { number: 2, name: "people", sql: include_str!("migrations/0002_people.sql") },
    Migration { number: 3, name: "whys", sql: include_str!("migrations/0003_whys.sql") },
];
/// Those of the accounts' file.
const ACCESS_MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "access", sql: include_str!("migrations/access/0001_access.sql") },
    Migration { number: 2, name: "tended", sql: include_str!("migrations/access/0002_tended.sql") },
];
/// How many migrations a database may be ahead.
const AHEAD_MAX: i64 = 1;

/// Brings the tables up to date, in one transaction.
///
/// # Errors
///
/// [`OpenFault::MigrationChanged`], [`OpenFault::TooNew`], and what the database fails with; nothing is changed then.
pub(super) fn run(conn: &Connection) -> Result<(), OpenFault> {
    apply(conn, MIGRATIONS)
}

/// As [`run`], for the accounts' file.
///
/// # Errors
///
/// As [`run`].
pub(super) fn run_access(conn: &Connection) -> Result<(), OpenFault> {
    apply(conn, ACCESS_MIGRATIONS)
}

fn apply(conn: &Connection, migrations: &[Migration]) -> Result<(), OpenFault> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    create_migration_table(&transaction)?;
    let known = migrations.last().map_or(0, |migration| migration.number);
    let found = last_applied(&transaction)?;
    if found > known + AHEAD_MAX {
        return Err(OpenFault::TooNew { found, known });
    }
    for migration in migrations {
        let checksum = Digest::of(&[migration.sql.as_bytes()]);
        match applied_checksum(&transaction, migration.number)? {
            Some(applied) if applied == *checksum.as_bytes() => {}
            Some(_) => return Err(OpenFault::MigrationChanged { number: migration.number }),
            None => {
                transaction.execute_batch(migration.sql)?;
                note_applied(&transaction, migration, &checksum)?;
            }
        }
    }
    Ok(transaction.commit()?)
}

fn create_migration_table(conn: &Connection) -> rusqlite::Result<()> {
    const SQL: &str = "CREATE TABLE IF NOT EXISTS migration (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL) STRICT";
    conn.execute_batch(SQL)
}

fn last_applied(conn: &Connection) -> rusqlite::Result<i64> {
    const SQL: &str = "SELECT coalesce(max(number), 0) FROM migration";
    conn.query_row(SQL, [], |row| row.get(0))
}

fn applied_checksum(conn: &Connection, number: i64) -> rusqlite::Result<Option<[u8; 32]>> {
    const SQL: &str = "SELECT checksum FROM migration WHERE number = ?1";
    conn.query_row(SQL, [number], |row| row.get(0)).optional()
}

fn note_applied(conn: &Connection, migration: &Migration, checksum: &Digest) -> rusqlite::Result<()> {
    const SQL: &str = "INSERT INTO migration (number, name, checksum) VALUES (?1, ?2, ?3)";
    conn.execute(SQL, params![migration.number, migration.name, checksum.as_bytes()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: i64, sql: &'static str) -> Migration {
        Migration { number, name: "x", sql }
    }

    #[test]
    fn a_migration_runs_once_and_may_not_change() {
        // A second start must run nothing again, and another text under the same number must be refused.
        let conn = Connection::open_in_memory().unwrap();
        apply(&conn, &[numbered(1, "CREATE TABLE a (x)")]).unwrap();
        apply(&conn, &[numbered(1, "CREATE TABLE a (x)"), numbered(2, "CREATE TABLE b (x)")]).unwrap();
        let fault = apply(&conn, &[numbered(1, "CREATE TABLE c (x)")]).unwrap_err();
        assert!(matches!(fault, OpenFault::MigrationChanged { number: 1 }), "{fault}");
    }

    #[test]
    fn a_failed_migration_changes_nothing() {
        // A migration that breaks half-way must leave the tables as they were.
        let conn = Connection::open_in_memory().unwrap();
        let broken = [numbered(1, "CREATE TABLE a (x); CREATE TABLE a (x)")];
        assert!(apply(&conn, &broken).is_err());
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }

    #[test]
    fn a_database_may_be_one_migration_ahead() {
        // The program before must still run on the tables of the one after, and no older one.
        let conn = Connection::open_in_memory().unwrap();
        let three = [numbered(1, "SELECT 1"), numbered(2, "SELECT 1"), numbered(3, "SELECT 1")];
        apply(&conn, &three).unwrap();
        apply(&conn, &three[..2]).unwrap();
        let fault = apply(&conn, &three[..1]).unwrap_err();
        assert!(matches!(fault, OpenFault::TooNew { found: 3, known: 1 }), "{fault}");
    }
}
