//! Opening the file: alone, with every setting confirmed, and with its tables up to date.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use masalama_core::detail::Detail;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::Fault;
use super::migrate;
use super::writer::empty_log;

/// SQLite before this can corrupt a database in WAL mode. *Source*: SQLite release notes 3.51.3, the WAL-reset bug.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// `masa`: marks our files, so that another program's database is never written to.
const APPLICATION_ID: i64 = 0x6d61_7361;
/// `masA`: marks the files of accounts.
const ACCESS_APPLICATION_ID: i64 = 0x6d61_7341;
/// How long a lock of another program is waited for while opening.
const OPEN_BUSY_MS: u64 = 250;
/// How long a lock of another program (a backup, a shell) is waited for later.
const BUSY_MS: u64 = 5000;
/// The statements a connection keeps prepared: more than there are.
const STATEMENTS_KEPT: usize = 96;

/// What a commit must have survived before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The loss of power: each commit is flushed to the disk first.
    Full,
    /// Nothing. Exists only for the sabotage run of a durability test, which must see this one lose data; never for a product.
    Off,
}

/// Why a database could not be opened. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenFault {
    /// Someone has it open. End the other process first; a database has one at a time.
    #[error("the database is in use by another process")]
    InUse,
    /// The file holds something else. Check the path.
    #[error("the file is not an SQLite database")]
    NotADatabase,
    /// It is a database, but not one of Masalama. Check the path.
    #[error("the database belongs to another program")]
    Foreign,
    /// A setting did not take. Most often the file system is at fault: a network file system cannot carry this database.
    #[error("the database did not take the setting {pragma}: wanted {wanted}, found {found}")]
    Setting {
        /// The setting.
        pragma: &'static str,
        /// What was asked for.
        wanted: &'static str,
        /// What it says it is.
        found: Detail,
    },
    /// A migration that was applied is not the one this program carries. Use the program that made the database.
    #[error("migration {number} was applied to the database with another content than this program has")]
    MigrationChanged {
        /// The migration.
        number: i64,
    },
    /// The database is more than one migration ahead of this program. Use a newer program.
    #[error("the database has migration {found}, and this program knows only up to {known}")]
    TooNew {
        /// The database's last.
        found: i64,
        /// The program's last.
        known: i64,
    },
    /// The SQLite linked in can corrupt a database. Build with the bundled one.
    #[error("SQLite {found} is too old: 3.51.3 or later is needed")]
    TooOld {
        /// Its version.
        found: &'static str,
    },
    /// The file system refused.
    #[error("the lock file beside the database cannot be opened")]
    LockFile(#[source] std::io::Error),
    /// The system refused a thread.
    #[error("the thread that writes could not be started")]
    Thread(#[source] std::io::Error),
    /// Anything else the database said.
    #[error("the database failed while it was opened: {0}")]
    Database(Detail),
}

impl From<Fault> for OpenFault {
    fn from(fault: Fault) -> Self {
        if fault.is_busy() {
            Self::InUse
        } else if fault.has_code(ErrorCode::NotADatabase) {
            Self::NotADatabase
        } else {
            Self::Database(fault.detail())
        }
    }
}

impl From<rusqlite::Error> for OpenFault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::from(error).into()
    }
}

/// Holds the database for this process. *Shape*: an advisory lock on the file `<database>.lock`; the system lets go when the process ends.
pub(super) fn lock(path: &Path) -> Result<File, OpenFault> {
    let mut name = OsString::from(path);
    name.push(".lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(PathBuf::from(name))
        .map_err(OpenFault::LockFile)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenFault::InUse),
        Err(TryLockError::Error(error)) => Err(OpenFault::LockFile(error)),
    }
}

/// The writing connection, on a database whose tables are up to date and whose log is empty.
pub(super) fn writing(path: &Path, durability: Durability) -> Result<Connection, OpenFault> {
    let conn = connected(path, OPEN_BUSY_MS)?;
    claim_file(&conn, APPLICATION_ID)?;
    settle(&conn, durability, migrate::run)?;
    Ok(conn)
}

/// As [`writing`], for the accounts' file, which other processes may be writing to.
pub(super) fn writing_access(path: &Path, durability: Durability) -> Result<Connection, OpenFault> {
    private(path)?;
    let conn = connected(path, BUSY_MS)?;
    claim_file(&conn, ACCESS_APPLICATION_ID)?;
    settle(&conn, durability, migrate::run_access)?;
    Ok(conn)
}

/// Makes the file for its owner only, if it is not there.
#[cfg(unix)]
fn private(path: &Path) -> Result<(), OpenFault> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = File::options().append(true).create(true).mode(0o600).open(path);
    made.map(drop).map_err(OpenFault::LockFile)
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<(), OpenFault> {
    Ok(())
}

fn connected(path: &Path, busy_ms: u64) -> Result<Connection, OpenFault> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(OpenFault::TooOld { found: rusqlite::version() });
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_millis(busy_ms))?;
    Ok(conn)
}

fn settle(
    conn: &Connection,
    durability: Durability,
    migrate: impl Fn(&Connection) -> Result<(), OpenFault>,
) -> Result<(), OpenFault> {
    settle_common(conn)?;
    settle_writing(conn, durability)?;
    migrate(conn)?;
    empty_log(conn)?;
    Ok(conn.busy_timeout(Duration::from_millis(BUSY_MS))?)
}

/// A connection that can only read. The writing one must be open.
pub(super) fn reading(path: &Path) -> Result<Connection, OpenFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_millis(BUSY_MS))?;
    settle_common(&conn)?;
    set(&conn, "query_only", "1")?;
    Ok(conn)
}

/// Marks an empty file as ours, and refuses what is another program's.
fn claim_file(conn: &Connection, ours: i64) -> Result<(), OpenFault> {
    const TABLES: &str = "SELECT count(*) FROM sqlite_schema";
    let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = conn.query_row(TABLES, [], |row| row.get(0))?;
    match (id, tables) {
        (id, _) if id == ours => Ok(()),
        (0, 0) => Ok(conn.pragma_update(None, "application_id", ours)?),
        _ => Err(OpenFault::Foreign),
    }
}

/// What every connection needs. Closing must not copy the log: after a failed flush the log is all that is sure, and a
/// second flush of the same data may report success for what never reached the disk.
fn settle_common(conn: &Connection) -> Result<(), OpenFault> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    if !conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)? {
        return Err(OpenFault::Setting { pragma: "no_ckpt_on_close", wanted: "1", found: Detail::of("0") });
    }
    set(conn, "temp_store", "2")?;
    set(conn, "trusted_schema", "0")
}

fn settle_writing(conn: &Connection, durability: Durability) -> Result<(), OpenFault> {
    let synchronous = match durability {
        Durability::Full => "2",
        Durability::Off => "0",
    };
    set(conn, "journal_mode", "wal")?;
    set(conn, "synchronous", synchronous)?;
    set(conn, "secure_delete", "1")?;
    set(conn, "foreign_keys", "1")?;
    // The writer asks for each checkpoint itself and looks at the result.
    set(conn, "wal_autocheckpoint", "0")?;
    set(conn, "cache_size", "-65536")
}

/// Sets and asks back: SQLite takes what it does not know or cannot do in silence.
fn set(conn: &Connection, pragma: &'static str, wanted: &'static str) -> Result<(), OpenFault> {
    conn.pragma_update(None, pragma, wanted)?;
    let found = conn.pragma_query_value(None, pragma, |row| row.get::<_, Value>(0))?;
    let found = match found {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Null | Value::Real(_) | Value::Blob(_) => String::new(),
    };
    if found == wanted {
        return Ok(());
    }
    Err(OpenFault::Setting { pragma, wanted, found: Detail::of(&found) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_does_not_take_stops_the_start() {
        // A database that cannot have a write-ahead log, as one in memory cannot, must be refused and not run without one.
        let conn = Connection::open_in_memory().unwrap();
        let fault = settle_writing(&conn, Durability::Full).unwrap_err();
        let text = "the database did not take the setting journal_mode: wanted wal, found memory";
        assert_eq!(fault.to_string(), text);
    }

    #[test]
    fn full_durability_is_what_the_connection_says_it_has() {
        // What a new connection really runs with must be what the design asks for.
        let dir = tempfile::tempdir().unwrap();
        let conn = writing(&dir.path().join("cases.db"), Durability::Full).unwrap();
        let asked = |pragma| conn.pragma_query_value(None, pragma, |row| row.get::<_, Value>(0)).unwrap();
        assert_eq!(asked("journal_mode"), Value::Text("wal".into()));
        assert_eq!(asked("synchronous"), Value::Integer(2));
        assert_eq!(asked("secure_delete"), Value::Integer(1));
        assert_eq!(asked("foreign_keys"), Value::Integer(1));
    }

    #[test]
    fn a_reading_connection_cannot_write() {
        // The writer must be the only one who can change the file.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.db");
        let _writing = writing(&path, Durability::Full).unwrap();
        let reading = reading(&path).unwrap();
        assert!(reading.execute("DELETE FROM personal", []).is_err());
    }
}
