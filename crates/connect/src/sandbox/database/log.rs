//! The effect log and the bank's book.

use jiff::Timestamp;
use masalama_core::effect::{EffectKey, Outcome};
use masalama_core::identity::Iccid;
use masalama_core::line::Line;
use masalama_core::money::Money;
use rusqlite::{OptionalExtension as _, Row, ToSql, named_params, params};
use serde::de::DeserializeOwned;

use super::{Answer, Database, read, unreadable, word, written};
use crate::sandbox::effect_log::{Arrival, EFFECT_PAGE_MAX, EffectFilter, Payout, Verdict};

const INSERT_ARRIVAL: &str =
    "INSERT INTO effects (at, system, kind, key, iccid, attempt, verdict, digest, answer, done)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const FIND_DONE: &str = "SELECT digest, answer FROM effects WHERE done = ?1 AND key = ?2 LIMIT 1";
const ARRIVALS: &str = "SELECT seq, at, system, kind, key, iccid, attempt, verdict, digest FROM effects
    WHERE seq > :after AND (:key IS NULL OR key = :key) AND (:iccid IS NULL OR iccid = :iccid) AND (:kind IS NULL OR kind = :kind)
    AND (:system IS NULL OR system = :system) AND (:verdict IS NULL OR verdict = :verdict) ORDER BY seq LIMIT :limit";
const INSERT_PAYOUT: &str = "INSERT INTO payouts (key, iccid, amount, method, ordered_at, arrives_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const FIND_PAYOUT: &str =
    "SELECT key, iccid, amount, method, ordered_at, arrives_at FROM payouts WHERE key = ?1";
const PAYOUTS: &str = "SELECT key, iccid, amount, method, ordered_at, arrives_at FROM payouts
    WHERE (?1 IS NULL OR iccid = ?1) ORDER BY ordered_at, key LIMIT ?2";

/// What was done under a key before.
pub(in crate::sandbox) struct Before {
    pub(in crate::sandbox) digest: Vec<u8>,
    pub(in crate::sandbox) answer: Option<Outcome<Line>>,
}

/// One row to write into the log.
pub(in crate::sandbox) struct NewArrival<'a> {
    pub(in crate::sandbox) arrival: &'a Arrival,
    /// What a keyed system said, to be said again.
    pub(in crate::sandbox) answer: Option<&'a Outcome<Line>>,
    /// Was something done under the key, so that a later order must find it? A question does nothing.
    pub(in crate::sandbox) is_found_later: bool,
}

impl Database {
    pub(in crate::sandbox) fn insert_arrival(&self, new: &NewArrival<'_>) -> Answer<()> {
        let NewArrival { arrival, answer, is_found_later } = new;
        let key = arrival.key.to_string();
        self.connection.prepare_cached(INSERT_ARRIVAL)?.execute(params![
            arrival.at.as_microsecond(),
            arrival.system.as_str(),
            word(&arrival.kind)?,
            key,
            arrival.iccid.unmasked(),
            arrival.attempt,
            word(&arrival.verdict)?,
            arrival.digest.as_bytes(),
            answer.map(written).transpose()?,
            is_found_later.then(|| beginning(&key)),
        ])?;
        Ok(())
    }

    /// What was done under this key, if anything was.
    pub(in crate::sandbox) fn find_done(&self, key: EffectKey) -> Answer<Option<Before>> {
        let mut statement = self.connection.prepare_cached(FIND_DONE)?;
        let key = key.to_string();
        let row = statement
            .query_row(params![beginning(&key), key], |row| {
                Ok((row.get(0)?, row.get::<_, Option<String>>(1)?))
            })
            .optional()?;
        row.map(|(digest, answer)| Ok(Before { digest, answer: answer.map(|json| read(&json)).transpose()? }))
            .transpose()
    }

    pub(in crate::sandbox) fn arrivals(&self, filter: &EffectFilter) -> Answer<Vec<Arrival>> {
        let limit = page(filter.limit);
        let after = i64::try_from(filter.after_seq).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(ARRIVALS)?;
        let kind = filter.kind.map(|kind| word(&kind)).transpose()?;
        let verdict = filter.verdict.map(|verdict| word(&verdict)).transpose()?;
        let wanted: &[(&str, &dyn ToSql)] = named_params! {
            ":after": after,
            ":key": filter.key.map(|key| key.to_string()),
            ":iccid": filter.iccid.as_ref().map(Iccid::unmasked),
            ":kind": kind,
            ":system": filter.system.as_ref().map(|name| name.as_str()),
            ":verdict": verdict,
            ":limit": limit,
        };
        collected(statement.query(wanted)?, arrival)
    }

    pub(in crate::sandbox) fn insert_payout(&self, payout: &Payout) -> Answer<()> {
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

    pub(in crate::sandbox) fn find_payout(&self, key: EffectKey) -> Answer<Option<Payout>> {
        let mut statement = self.connection.prepare_cached(FIND_PAYOUT)?;
        collected(statement.query([key.to_string()])?, payout).map(|rows| rows.into_iter().next())
    }

    pub(in crate::sandbox) fn payouts(&self, iccid: Option<&Iccid>) -> Answer<Vec<Payout>> {
        let mut statement = self.connection.prepare_cached(PAYOUTS)?;
        collected(statement.query(params![iccid.map(Iccid::unmasked), EFFECT_PAGE_MAX])?, payout)
    }
}

/// The first eight characters of a key as a number: a small index finds the row, and the whole key decides.
fn beginning(key: &str) -> i64 {
    key.bytes().take(8).fold(0, |number, byte| (number << 8) | i64::from(byte))
}

fn page(limit: u32) -> u32 {
    if limit == 0 { EFFECT_PAGE_MAX } else { limit.min(EFFECT_PAGE_MAX) }
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

fn unword<T: DeserializeOwned>(text: String) -> Answer<T> {
    serde_json::from_value(serde_json::Value::String(text)).map_err(|error| unreadable(&error.to_string()))
}
