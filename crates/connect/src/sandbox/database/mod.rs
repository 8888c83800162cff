//! The sandbox's own database: one statement, one function.

mod lines;
mod log;

use std::path::Path;

use masalama_core::detail::Detail;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::clock::Pace;
use super::fault::{FaultRule, SandboxFault};

pub(super) use log::{Before, NewArrival};

/// How hard the sandbox makes its commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Durability {
    /// Synced with each commit: for a sandbox in its own process, which outlives what it is to outlive.
    Full,
    /// Synced at checkpoints: for one in the same process, which lives and dies with its user.
    Normal,
}

/// Says whose file it is and in which layout. "MSSB" and 1.
const APPLICATION_ID: i64 = 0x4d53_5342;
const LAYOUT: i64 = 1;

/// How far the write-ahead log grows before it is written back: a line changes some twenty times in a cease, and is written back once.
const CHECKPOINT_PAGES: i64 = 16_384;
/// How much of the database is kept in memory, in KiB.
const CACHE_KIB: i64 = 64 * 1024;

const SCHEMA: &str = "
CREATE TABLE lines (
    id       INTEGER PRIMARY KEY,
    iccid    TEXT NOT NULL UNIQUE,
    msisdn   TEXT,
    operator TEXT NOT NULL,
    kind     TEXT NOT NULL,
    state    TEXT NOT NULL
);
CREATE INDEX lines_msisdn ON lines (msisdn);
CREATE TABLE originals (
    line  INTEGER PRIMARY KEY REFERENCES lines (id),
    state TEXT NOT NULL
);
CREATE TABLE former_cards (
    iccid TEXT PRIMARY KEY,
    line  INTEGER NOT NULL REFERENCES lines (id)
) WITHOUT ROWID;
CREATE TABLE effects (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    system  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,
    iccid   TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    digest  BLOB NOT NULL,
    answer  TEXT,
    -- The beginning of the key as a number, where something was done under it: what a later order with the same key is looked up by.
    done    INTEGER
);
CREATE INDEX effects_done ON effects (done) WHERE done IS NOT NULL;
CREATE TABLE payouts (
    key        TEXT PRIMARY KEY,
    iccid      TEXT NOT NULL,
    amount     TEXT NOT NULL,
    method     TEXT NOT NULL,
    ordered_at INTEGER NOT NULL,
    arrives_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
";

const READ_SETTING: &str = "SELECT value FROM settings WHERE name = ?1";
const WRITE_SETTING: &str = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";

/// The names of what is kept beside lines and effects.
const CLOCK: &str = "clock";
const FAULTS: &str = "faults";

type Answer<T> = Result<T, SandboxFault>;

/// The database, spoken to by the one writer only.
pub(in crate::sandbox) struct Database {
    connection: Connection,
}

impl Database {
    /// Opens or makes the file; in memory without one.
    pub(in crate::sandbox) fn open(path: Option<&Path>, durability: Durability) -> Answer<Self> {
        let connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.set_prepared_statement_cache_capacity(32);
        if path.is_some() {
            set_mode(&connection, durability)?;
        }
        let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match (id, layout) {
            (0, 0) => {
                connection.execute_batch("BEGIN IMMEDIATE")?;
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION_ID)?;
                connection.pragma_update(None, "user_version", LAYOUT)?;
                connection.execute_batch("COMMIT")?;
            }
            (APPLICATION_ID, LAYOUT) => {}
            _other => return Err(unreadable("it is not a sandbox's, or of another version")),
        }
        Ok(Self { connection })
    }

    pub(in crate::sandbox) fn begin(&self) -> Answer<()> {
        Ok(self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(drop)?)
    }

    pub(in crate::sandbox) fn commit(&self) -> Answer<()> {
        Ok(self.connection.prepare_cached("COMMIT")?.execute([]).map(drop)?)
    }

    /// Takes everything since [`begin`](Self::begin) back. Nothing can be done about a failure here: the next `begin` will say so.
    pub(in crate::sandbox) fn roll_back(&self) {
        if let Err(error) = self.connection.execute_batch("ROLLBACK") {
            tracing::error!(%error, "the sandbox's database cannot roll back");
        }
    }

    pub(in crate::sandbox) fn read_clock(&self) -> Answer<Option<Pace>> {
        self.read_setting(CLOCK)
    }

    pub(in crate::sandbox) fn write_clock(&self, pace: Pace) -> Answer<()> {
        self.write_setting(CLOCK, &pace)
    }

    pub(in crate::sandbox) fn read_faults(&self) -> Answer<Vec<FaultRule>> {
        Ok(self.read_setting(FAULTS)?.unwrap_or_default())
    }

    pub(in crate::sandbox) fn write_faults(&self, rules: &[FaultRule]) -> Answer<()> {
        self.write_setting(FAULTS, &rules)
    }

    fn read_setting<T: DeserializeOwned>(&self, name: &str) -> Answer<Option<T>> {
        let mut statement = self.connection.prepare_cached(READ_SETTING)?;
        let value: Option<String> = statement.query_row([name], |row| row.get(0)).optional()?;
        value.map(|json| read(&json)).transpose()
    }

    fn write_setting<T: Serialize>(&self, name: &str, value: &T) -> Answer<()> {
        self.connection.prepare_cached(WRITE_SETTING)?.execute(params![name, written(value)?])?;
        Ok(())
    }
}

/// Sets the journal mode and reads back what the database made of it.
fn set_mode(connection: &Connection, durability: Durability) -> Answer<()> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(unreadable("its disk does not take a write-ahead log"));
    }
    let level = match durability {
        Durability::Full => 2,
        Durability::Normal => 1,
    };
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "synchronous", level)?;
    let returned: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if returned == level { Ok(()) } else { Err(unreadable("it does not take the level of syncing")) }
}

fn written<T: Serialize>(value: &T) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| unreadable(&error.to_string()))
}

fn read<T: DeserializeOwned>(json: &str) -> Answer<T> {
    serde_json::from_str(json).map_err(|error| unreadable(&error.to_string()))
}

/// The word a value is written as: its JSON without the quotation marks.
fn word<T: Serialize>(value: &T) -> Answer<String> {
    let json = written(value)?;
    Ok(json.trim_matches('"').to_owned())
}

fn unreadable(why: &str) -> SandboxFault {
    SandboxFault::Unreadable(Detail::of(why))
}

impl From<rusqlite::Error> for SandboxFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Detail::of(&error.to_string()))
    }
}
