//! The sandbox's own database: one statement, one function.

use std::path::Path;

use jiff::Timestamp;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKey, Outcome};
use masalama_core::identity::{Iccid, Msisdn};
use masalama_core::line::{Line, LineKind, OperatorId};
use masalama_core::money::Money;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::clock::Pace;
use super::effect_log::{Arrival, EFFECT_PAGE_MAX, EffectFilter, Payout, Verdict};
use super::fault::{FaultRule, SandboxFault};
use super::state::LineState;

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

const SCHEMA: &str = "
CREATE TABLE lines (
    id       INTEGER PRIMARY KEY,
    iccid    TEXT NOT NULL UNIQUE,
    msisdn   TEXT,
    operator TEXT NOT NULL,
    kind     TEXT NOT NULL,
    state    TEXT NOT NULL,
    original TEXT NOT NULL
);
CREATE INDEX lines_msisdn ON lines (msisdn);
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
    answer  TEXT
);
CREATE INDEX effects_key ON effects (key);
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

const INSERT_LINE: &str = "INSERT INTO lines (iccid, msisdn, operator, kind, state, original)
    VALUES (:iccid, :msisdn, :operator, :kind, :state, :state)";
const REPLACE_LINE: &str =
    "UPDATE lines SET msisdn = :msisdn, operator = :operator, kind = :kind, state = :state,
    original = :state WHERE iccid = :iccid";
const UPDATE_STATE: &str = "UPDATE lines SET state = ?2 WHERE id = ?1";
const UPDATE_NUMBERS: &str = "UPDATE lines SET iccid = ?2, msisdn = ?3 WHERE id = ?1";
const INSERT_FORMER_CARD: &str = "INSERT OR REPLACE INTO former_cards (iccid, line) VALUES (?1, ?2)";
const FIND_LINE: &str = "SELECT id, state FROM lines WHERE iccid = ?1";
const FIND_LINE_BY_FORMER_CARD: &str =
    "SELECT id, state FROM lines WHERE id = (SELECT line FROM former_cards WHERE iccid = ?1)";
const FIND_ORIGINAL: &str = "SELECT original FROM lines WHERE id = ?1";
const LINES_BY_MSISDN: &str =
    "SELECT id, state FROM lines WHERE msisdn = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
const LINES_AFTER: &str = "SELECT id, state FROM lines WHERE id > :after
    AND (:operator IS NULL OR operator = :operator) AND (:kind IS NULL OR kind = :kind) ORDER BY id LIMIT :limit";
const INSERT_ARRIVAL: &str =
    "INSERT INTO effects (at, system, kind, key, iccid, attempt, verdict, digest, answer)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
const FIND_APPLIED: &str =
    "SELECT digest, answer FROM effects WHERE key = ?1 AND verdict = 'applied' LIMIT 1";
const ARRIVALS: &str = "SELECT seq, at, system, kind, key, iccid, attempt, verdict, digest FROM effects
    WHERE seq > :after AND (:iccid IS NULL OR iccid = :iccid) AND (:kind IS NULL OR kind = :kind)
    AND (:system IS NULL OR system = :system) AND (:verdict IS NULL OR verdict = :verdict) ORDER BY seq LIMIT :limit";
const ARRIVALS_OF_KEY: &str =
    "SELECT seq, at, system, kind, key, iccid, attempt, verdict, digest FROM effects
    WHERE key = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
const INSERT_PAYOUT: &str = "INSERT INTO payouts (key, iccid, amount, method, ordered_at, arrives_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const FIND_PAYOUT: &str =
    "SELECT key, iccid, amount, method, ordered_at, arrives_at FROM payouts WHERE key = ?1";
const PAYOUTS: &str = "SELECT key, iccid, amount, method, ordered_at, arrives_at FROM payouts
    WHERE (?1 IS NULL OR iccid = ?1) ORDER BY ordered_at, key LIMIT ?2";
const READ_SETTING: &str = "SELECT value FROM settings WHERE name = ?1";
const WRITE_SETTING: &str = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";

/// The names of what is kept beside lines and effects.
const CLOCK: &str = "clock";
const FAULTS: &str = "faults";

type Answer<T> = Result<T, SandboxFault>;

/// What was done under a key before.
pub(super) struct Before {
    pub(super) digest: Vec<u8>,
    pub(super) answer: Option<Outcome<Line>>,
}

/// One row to write into the log.
pub(super) struct NewArrival<'a> {
    pub(super) arrival: &'a Arrival,
    pub(super) answer: Option<&'a Outcome<Line>>,
}

/// The database, spoken to by the one writer only.
pub(super) struct Database {
    connection: Connection,
}

impl Database {
    /// Opens or makes the file; in memory without one.
    pub(super) fn open(path: Option<&Path>, durability: Durability) -> Answer<Self> {
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
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION_ID)?;
                connection.pragma_update(None, "user_version", LAYOUT)?;
            }
            (APPLICATION_ID, LAYOUT) => {}
            _other => return Err(unreadable("it is not a sandbox's, or of another version")),
        }
        Ok(Self { connection })
    }

    pub(super) fn begin(&self) -> Answer<()> {
        Ok(self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(drop)?)
    }

    pub(super) fn commit(&self) -> Answer<()> {
        Ok(self.connection.prepare_cached("COMMIT")?.execute([]).map(drop)?)
    }

    /// Takes everything since [`begin`](Self::begin) back. Nothing can be done about a failure here: the next `begin` will say so.
    pub(super) fn roll_back(&self) {
        if let Err(error) = self.connection.execute_batch("ROLLBACK") {
            tracing::error!(%error, "the sandbox's database cannot roll back");
        }
    }

    pub(super) fn insert_line(&self, state: &LineState) -> Answer<()> {
        let json = written(state)?;
        self.connection.prepare_cached(INSERT_LINE)?.execute(named_params! {
            ":iccid": state.numbers.iccid.unmasked(),
            ":msisdn": state.numbers.msisdn.as_ref().map(Msisdn::unmasked),
            ":operator": state.operator.as_str(),
            ":kind": word(&state.kind)?,
            ":state": json,
        })?;
        Ok(())
    }

    /// Replaces the line with this card. Says whether there was one.
    pub(super) fn replace_line(&self, state: &LineState) -> Answer<bool> {
        let json = written(state)?;
        let changed = self.connection.prepare_cached(REPLACE_LINE)?.execute(named_params! {
            ":iccid": state.numbers.iccid.unmasked(),
            ":msisdn": state.numbers.msisdn.as_ref().map(Msisdn::unmasked),
            ":operator": state.operator.as_str(),
            ":kind": word(&state.kind)?,
            ":state": json,
        })?;
        Ok(changed > 0)
    }

    pub(super) fn update_state(&self, id: i64, state: &LineState) -> Answer<()> {
        self.connection.prepare_cached(UPDATE_STATE)?.execute(params![id, written(state)?])?;
        Ok(())
    }

    pub(super) fn update_numbers(&self, id: i64, state: &LineState) -> Answer<()> {
        let msisdn = state.numbers.msisdn.as_ref().map(Msisdn::unmasked);
        let iccid = state.numbers.iccid.unmasked();
        self.connection.prepare_cached(UPDATE_NUMBERS)?.execute(params![id, iccid, msisdn])?;
        Ok(())
    }

    pub(super) fn insert_former_card(&self, iccid: &Iccid, line: i64) -> Answer<()> {
        self.connection.prepare_cached(INSERT_FORMER_CARD)?.execute(params![iccid.unmasked(), line])?;
        Ok(())
    }

    /// The line with this card, or that had it once.
    pub(super) fn find_line(&self, iccid: &Iccid) -> Answer<Option<(i64, LineState)>> {
        for sql in [FIND_LINE, FIND_LINE_BY_FORMER_CARD] {
            let mut statement = self.connection.prepare_cached(sql)?;
            let row = statement.query_row([iccid.unmasked()], id_and_text).optional()?;
            if let Some((id, json)) = row {
                return Ok(Some((id, read(&json)?)));
            }
        }
        Ok(None)
    }

    /// The line as it was when it came in.
    pub(super) fn find_original(&self, id: i64) -> Answer<LineState> {
        let json: String =
            self.connection.prepare_cached(FIND_ORIGINAL)?.query_row([id], |row| row.get(0))?;
        read(&json)
    }

    pub(super) fn lines_by_msisdn(
        &self,
        msisdn: &Msisdn,
        after: i64,
        limit: u32,
    ) -> Answer<Vec<(i64, LineState)>> {
        let mut statement = self.connection.prepare_cached(LINES_BY_MSISDN)?;
        let rows = statement.query_map(params![msisdn.unmasked(), after, limit], id_and_text)?;
        rows.map(|row| row.map_err(SandboxFault::from).and_then(|(id, json)| Ok((id, read(&json)?))))
            .collect()
    }

    pub(super) fn lines_after(
        &self,
        after: i64,
        operator: Option<&OperatorId>,
        kind: Option<LineKind>,
        limit: u32,
    ) -> Answer<Vec<(i64, LineState)>> {
        let mut statement = self.connection.prepare_cached(LINES_AFTER)?;
        let kind = kind.map(|kind| word(&kind)).transpose()?;
        let rows = statement.query_map(
            named_params! {
                ":after": after,
                ":operator": operator.map(OperatorId::as_str),
                ":kind": kind,
                ":limit": limit,
            },
            id_and_text,
        )?;
        rows.map(|row| row.map_err(SandboxFault::from).and_then(|(id, json)| Ok((id, read(&json)?))))
            .collect()
    }

    pub(super) fn insert_arrival(&self, new: &NewArrival<'_>) -> Answer<()> {
        let NewArrival { arrival, answer } = new;
        self.connection.prepare_cached(INSERT_ARRIVAL)?.execute(params![
            arrival.at.as_microsecond(),
            arrival.system.as_str(),
            word(&arrival.kind)?,
            arrival.key.to_string(),
            arrival.iccid.unmasked(),
            arrival.attempt,
            word(&arrival.verdict)?,
            arrival.digest.as_bytes(),
            answer.map(written).transpose()?,
        ])?;
        Ok(())
    }

    /// What was done under this key, if anything was.
    pub(super) fn find_applied(&self, key: EffectKey) -> Answer<Option<Before>> {
        let mut statement = self.connection.prepare_cached(FIND_APPLIED)?;
        let row = statement
            .query_row([key.to_string()], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))
            .optional()?;
        row.map(|(digest, answer)| Ok(Before { digest, answer: answer.map(|json| read(&json)).transpose()? }))
            .transpose()
    }

    pub(super) fn arrivals(&self, filter: &EffectFilter) -> Answer<Vec<Arrival>> {
        let limit = page(filter.limit);
        let after = i64::try_from(filter.after_seq).unwrap_or(i64::MAX);
        if let Some(key) = filter.key {
            let mut statement = self.connection.prepare_cached(ARRIVALS_OF_KEY)?;
            return collected(statement.query(params![key.to_string(), after, limit])?, arrival);
        }
        let mut statement = self.connection.prepare_cached(ARRIVALS)?;
        let kind = filter.kind.map(|kind| word(&kind)).transpose()?;
        let verdict = filter.verdict.map(|verdict| word(&verdict)).transpose()?;
        let wanted: &[(&str, &dyn ToSql)] = named_params! {
            ":after": after,
            ":iccid": filter.iccid.as_ref().map(Iccid::unmasked),
            ":kind": kind,
            ":system": filter.system.as_ref().map(|name| name.as_str()),
            ":verdict": verdict,
            ":limit": limit,
        };
        collected(statement.query(wanted)?, arrival)
    }

    pub(super) fn insert_payout(&self, payout: &Payout) -> Answer<()> {
        self.connection.prepare_cached(INSERT_PAYOUT)?.execute(params![
            payout.key.to_string(),
            payout.iccid.unmasked(),
            written(&payout.amount)?,
            word(&payout.method)?,
            payout.ordered_at.as_microsecond(),
            payout.arrives_at.as_microsecond(),
        ])?;
        Ok(())
    }

    pub(super) fn find_payout(&self, key: EffectKey) -> Answer<Option<Payout>> {
        let mut statement = self.connection.prepare_cached(FIND_PAYOUT)?;
        collected(statement.query([key.to_string()])?, payout).map(|rows| rows.into_iter().next())
    }

    pub(super) fn payouts(&self, iccid: Option<&Iccid>) -> Answer<Vec<Payout>> {
        let mut statement = self.connection.prepare_cached(PAYOUTS)?;
        collected(statement.query(params![iccid.map(Iccid::unmasked), EFFECT_PAGE_MAX])?, payout)
    }

    pub(super) fn read_clock(&self) -> Answer<Option<Pace>> {
        self.read_setting(CLOCK)
    }

    pub(super) fn write_clock(&self, pace: Pace) -> Answer<()> {
        self.write_setting(CLOCK, &pace)
    }

    pub(super) fn read_faults(&self) -> Answer<Vec<FaultRule>> {
        Ok(self.read_setting(FAULTS)?.unwrap_or_default())
    }

    pub(super) fn write_faults(&self, rules: &[FaultRule]) -> Answer<()> {
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
    connection.pragma_update(None, "synchronous", level)?;
    let returned: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if returned == level { Ok(()) } else { Err(unreadable("it does not take the level of syncing")) }
}

fn page(limit: u32) -> u32 {
    if limit == 0 { EFFECT_PAGE_MAX } else { limit.min(EFFECT_PAGE_MAX) }
}

fn id_and_text(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn collected<T>(mut rows: rusqlite::Rows<'_>, map: impl Fn(&Row<'_>) -> Answer<T>) -> Answer<Vec<T>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(map(row)?);
    }
    Ok(found)
}

fn arrival(row: &Row<'_>) -> Answer<Arrival> {
    let seq: i64 = row.get(0)?;
    let digest: [u8; 32] = row.get(8)?;
    Ok(Arrival {
        seq: seq.unsigned_abs(),
        at: instant(row.get(1)?)?,
        system: unword(row.get(2)?)?,
        kind: unword(row.get(3)?)?,
        key: unword(row.get(4)?)?,
        iccid: unword(row.get(5)?)?,
        attempt: row.get(6)?,
        verdict: unword::<Verdict>(row.get(7)?)?,
        digest: masalama_core::commitment::Digest::from_bytes(digest),
    })
}

fn payout(row: &Row<'_>) -> Answer<Payout> {
    let amount: String = row.get(2)?;
    Ok(Payout {
        key: unword(row.get(0)?)?,
        iccid: unword(row.get(1)?)?,
        amount: read::<Money>(&amount)?,
        method: unword(row.get(3)?)?,
        ordered_at: instant(row.get(4)?)?,
        arrives_at: instant(row.get(5)?)?,
    })
}

fn instant(us: i64) -> Answer<Timestamp> {
    Timestamp::from_microsecond(us).map_err(|_| unreadable("an instant is out of range"))
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

fn unword<T: DeserializeOwned>(text: String) -> Answer<T> {
    serde_json::from_value(serde_json::Value::String(text)).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> SandboxFault {
    SandboxFault::Unreadable(Detail::of(why))
}

impl From<rusqlite::Error> for SandboxFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Detail::of(&error.to_string()))
    }
}
