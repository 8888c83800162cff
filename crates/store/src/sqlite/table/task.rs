//! `task`: what hands must do. A projection: replaced whole.

use masalama_core::case::CaseId;
use masalama_core::plan::Hand;
use masalama_core::port::{Task, TaskRow};
use masalama_core::record::StepIndex;
use rusqlite::{Connection, Row, params};

use super::collected;
use crate::sqlite::fault::Fault;
use crate::sqlite::value::{case_id, instant, instant_if_any, micros, variant, word};

/// Takes away all tasks of a case.
pub(in crate::sqlite) fn delete(conn: &Connection, case: CaseId) -> Result<(), Fault> {
    const SQL: &str = "DELETE FROM task WHERE case_id = ?1";
    conn.prepare_cached(SQL)?.execute([case.as_bytes()])?;
    Ok(())
}

/// Adds these tasks to a case that has none.
pub(in crate::sqlite) fn insert(conn: &Connection, case: CaseId, tasks: &[Task]) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO task (case_id, place, step, kind, hand, since, due)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut statement = conn.prepare_cached(SQL)?;
    for (place, task) in (0_i64..).zip(tasks) {
        statement.execute(params![
            case.as_bytes(),
            place,
            task.step.0,
            word(&task.kind),
            word(&task.hand),
            micros(task.since),
            task.due.map(micros),
        ])?;
    }
    Ok(())
}

/// The tasks that wait longest.
pub(in crate::sqlite) fn longest_waiting(conn: &Connection, limit: u32) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, step, kind, hand, since, due FROM task
        ORDER BY since, case_id, place LIMIT ?1";
    collected(&mut conn.prepare_cached(SQL)?, [limit], task_row)
}

/// The tasks of this hand that wait longest.
pub(in crate::sqlite) fn longest_waiting_of_hand(
    conn: &Connection,
    hand: Hand,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, step, kind, hand, since, due FROM task
        WHERE hand = ?1 ORDER BY since, case_id, place LIMIT ?2";
    collected(&mut conn.prepare_cached(SQL)?, params![word(&hand), limit], task_row)
}

/// The tasks of this case, all or one hand's, that wait longest.
pub(in crate::sqlite) fn longest_waiting_of_case(
    conn: &Connection,
    case: CaseId,
    hand: Option<Hand>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, step, kind, hand, since, due FROM task
        WHERE case_id = ?1 AND (?2 IS NULL OR hand = ?2) ORDER BY since, place LIMIT ?3";
    let given = params![case.as_bytes(), hand.as_ref().map(word), limit];
    collected(&mut conn.prepare_cached(SQL)?, given, task_row)
}

fn task_row(row: &Row<'_>) -> Result<TaskRow, Fault> {
    let kind: String = row.get(2)?;
    let hand: String = row.get(3)?;
    Ok(TaskRow {
        case: case_id(row.get(0)?),
        task: Task {
            step: StepIndex(row.get(1)?),
            kind: variant(&kind, "task.kind")?,
            hand: variant(&hand, "task.hand")?,
            since: instant(row.get(4)?, "task.since")?,
            due: instant_if_any(row.get(5)?, "task.due")?,
        },
    })
}
