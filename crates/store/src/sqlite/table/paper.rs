//! `paper`: signed papers, byte for byte.

use masalama_core::case::CaseId;
use masalama_core::port::StoredPaper;
use rusqlite::{Connection, params};

use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{instant, micros, variant, word};

/// Adds these papers to a case.
pub(in crate::sqlite) fn insert(
    conn: &Connection,
    case: CaseId,
    papers: &[StoredPaper],
) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO paper (case_id, kind, at, body) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = conn.prepare_cached(SQL)?;
    for paper in papers {
        let (kind, at) = (word(&paper.kind), micros(paper.at));
        statement.execute(params![case.as_bytes(), kind, at, paper.body])?;
    }
    Ok(())
}

/// All papers of a case, in the order they were issued.
pub(in crate::sqlite) fn of_case(conn: &Connection, case: CaseId) -> Result<Vec<StoredPaper>, Fault> {
    const SQL: &str = "SELECT kind, at, body FROM paper WHERE case_id = ?1 ORDER BY paper_id";
    collected(&mut conn.prepare_cached(SQL)?, [case.as_bytes()], |row| {
        let kind: String = row.get(0)?;
        Ok(StoredPaper {
            kind: variant(&kind, "paper.kind")?,
            at: instant(row.get(1)?, "paper.at")?,
            body: row.get(2)?,
        })
    })
}
