//! The statements, one file per table. One statement, one function, named for what it finds or does.

pub(super) mod attachment;
pub(super) mod case_key;
pub(super) mod cases;
pub(super) mod idempotency;
pub(super) mod line;
pub(super) mod line_held;
pub(super) mod paper;
pub(super) mod personal;
pub(super) mod record;
pub(super) mod tally;
pub(super) mod task;

use rusqlite::{CachedStatement, Params, Row};

use super::fault::Fault;

/// Every row a statement gives, mapped.
pub(super) fn collected<T>(
    statement: &mut CachedStatement<'_>,
    given: impl Params,
    map: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut rows = statement.query(given)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(map(row)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use masalama_core::port::Store as _;
    use rusqlite::Connection;

    use crate::sqlite::{Durability, SqliteStore};
    use crate::suite::made::opening;

    /// So many cases lie in the tables while plans are asked for.
    const CASES: u32 = 20_000;

    /// Every file of statements.
    const FILES: [(&str, &str); 11] = [
        ("attachment", include_str!("attachment.rs")),
        ("case_key", include_str!("case_key.rs")),
        ("cases", include_str!("cases.rs")),
        ("idempotency", include_str!("idempotency.rs")),
        ("line", include_str!("line.rs")),
        ("line_held", include_str!("line_held.rs")),
        ("paper", include_str!("paper.rs")),
        ("personal", include_str!("personal.rs")),
        ("record", include_str!("record.rs")),
        ("tally", include_str!("tally.rs")),
        ("task", include_str!("task.rs")),
    ];

    /// The statements that stand in a file, as they are run.
    fn statements(text: &str) -> Vec<String> {
        let consts =
            text.split("const ").skip(1).filter(|rest| rest.split(';').next().unwrap().contains(": &str ="));
        consts.map(|rest| rest.split('"').nth(1).unwrap().to_owned()).collect()
    }

    fn plan_of(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
        let mut rows = statement.raw_query();
        let mut plan = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push(row.get::<_, String>(3).unwrap());
        }
        plan
    }

    #[tokio::test]
    async fn every_statement_goes_by_an_index() {
        // Whatever is asked of 20,000 cases, no statement may read a whole table, and only the board, which counts all of them, a whole index. What
        // comes in pages must come in the order of an index, so that the last page costs what the first does.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.db");
        let store = SqliteStore::open(&path, Durability::Off).unwrap();
        for first in (1..=CASES).step_by(2_000) {
            store.open((first..first + 2_000).map(opening).collect()).await.unwrap();
        }
        drop(store);
        let conn = Connection::open(&path).unwrap();
        let cases: u32 = conn.query_row("SELECT count(*) FROM cases", [], |row| row.get(0)).unwrap();
        assert_eq!(cases, CASES);
        let mut seen = 0;
        for (file, text) in FILES {
            for sql in statements(text) {
                seen += 1;
                for line in plan_of(&conn, &sql) {
                    let scans = line.starts_with("SCAN ");
                    let counts_all = file == "tally" && line.contains("USING COVERING INDEX");
                    assert!(!scans || counts_all || line.contains("CONSTANT ROW"), "{file}: {line}\n{sql}");
                    let sorts = line.contains("TEMP B-TREE FOR") && !line.contains("RIGHT PART");
                    // The cases of one key or line and the tasks of one case are few, and are sorted once found.
                    let few =
                        ["WHERE key = ?1", "WHERE line_key = ?1", "WHERE case_id = ?1", "(?2 IS NULL OR"];
                    assert!(!sorts || few.iter().any(|one| sql.contains(one)), "{file}: {line}\n{sql}");
                }
            }
        }
        assert!(seen >= 40, "only {seen} statements were found");
    }
}
