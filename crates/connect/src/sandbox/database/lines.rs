//! Lines: as they are, as they came in, and the cards they had.

use masalama_core::identity::{Iccid, Msisdn};
use masalama_core::line::{LineKind, OperatorId};
use rusqlite::{OptionalExtension as _, Row, named_params, params};

use super::{Answer, Database, read, word, written};
use crate::sandbox::fault::SandboxFault;
use crate::sandbox::state::LineState;

const INSERT_LINE: &str = "INSERT INTO lines (iccid, msisdn, operator, kind, state)
    VALUES (:iccid, :msisdn, :operator, :kind, :state) RETURNING id";
const REPLACE_LINE: &str =
    "UPDATE lines SET msisdn = :msisdn, operator = :operator, kind = :kind, state = :state
    WHERE iccid = :iccid RETURNING id";
const WRITE_ORIGINAL: &str = "INSERT OR REPLACE INTO originals (line, state) VALUES (?1, ?2)";
const FIND_ORIGINAL: &str = "SELECT state FROM originals WHERE line = ?1";
const UPDATE_STATE: &str = "UPDATE lines SET state = ?2 WHERE id = ?1";
const UPDATE_NUMBERS: &str = "UPDATE lines SET iccid = ?2, msisdn = ?3 WHERE id = ?1";
const INSERT_FORMER_CARD: &str = "INSERT OR REPLACE INTO former_cards (iccid, line) VALUES (?1, ?2)";
const FIND_LINE: &str = "SELECT id, state FROM lines WHERE iccid = ?1";
const FIND_LINE_BY_FORMER_CARD: &str =
    "SELECT id, state FROM lines WHERE id = (SELECT line FROM former_cards WHERE iccid = ?1)";
const LINES_BY_MSISDN: &str =
    "SELECT id, state FROM lines WHERE msisdn = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
const LINES_AFTER: &str = "SELECT id, state FROM lines WHERE id > :after
    AND (:operator IS NULL OR operator = :operator) AND (:kind IS NULL OR kind = :kind) ORDER BY id LIMIT :limit";

impl Database {
    /// Takes a line in, in place of one with the same card. Says whether it is new.
    pub(in crate::sandbox) fn take_in_line(&self, state: &LineState) -> Answer<bool> {
        let json = written(state)?;
        let replaced = self.put_line(REPLACE_LINE, state, &json)?;
        let id = match replaced {
            Some(id) => Some(id),
            None => self.put_line(INSERT_LINE, state, &json)?,
        };
        self.connection.prepare_cached(WRITE_ORIGINAL)?.execute(params![id, json])?;
        Ok(replaced.is_none())
    }

    fn put_line(&self, sql: &str, state: &LineState, json: &str) -> Answer<Option<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = named_params! {
            ":iccid": state.numbers.iccid.unmasked(),
            ":msisdn": state.numbers.msisdn.as_ref().map(Msisdn::unmasked),
            ":operator": state.operator.as_str(),
            ":kind": word(&state.kind)?,
            ":state": json,
        };
        Ok(statement.query_row(values, |row| row.get(0)).optional()?)
    }

    pub(in crate::sandbox) fn update_state(&self, id: i64, state: &LineState) -> Answer<()> {
        self.connection.prepare_cached(UPDATE_STATE)?.execute(params![id, written(state)?])?;
        Ok(())
    }

    pub(in crate::sandbox) fn update_numbers(&self, id: i64, state: &LineState) -> Answer<()> {
        let msisdn = state.numbers.msisdn.as_ref().map(Msisdn::unmasked);
        let iccid = state.numbers.iccid.unmasked();
        self.connection.prepare_cached(UPDATE_NUMBERS)?.execute(params![id, iccid, msisdn])?;
        Ok(())
    }

    pub(in crate::sandbox) fn insert_former_card(&self, iccid: &Iccid, line: i64) -> Answer<()> {
        self.connection.prepare_cached(INSERT_FORMER_CARD)?.execute(params![iccid.unmasked(), line])?;
        Ok(())
    }

    /// The line with this card, or that had it once.
    pub(in crate::sandbox) fn find_line(&self, iccid: &Iccid) -> Answer<Option<(i64, LineState)>> {
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
    pub(in crate::sandbox) fn find_original(&self, id: i64) -> Answer<LineState> {
        let json: String =
            self.connection.prepare_cached(FIND_ORIGINAL)?.query_row([id], |row| row.get(0))?;
        read(&json)
    }

    pub(in crate::sandbox) fn lines_by_msisdn(
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

    pub(in crate::sandbox) fn lines_after(
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
}

fn id_and_text(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}
