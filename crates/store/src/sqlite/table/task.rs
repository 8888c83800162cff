//! `task`: what hands must do. A projection: replaced whole.

use masalama_core::case::CaseId;
use masalama_core::next::NeedWhy;
use masalama_core::plan::Hand;
use masalama_core::port::{Task, TaskPlace, TaskRow};
use masalama_core::record::StepIndex;
use masalama_core::role::Role;
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
    const SQL: &str = "INSERT INTO task (case_id, place, step, kind, hand, since, due, why, role)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
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
            word(&task.why),
            word(&task.role),
        ])?;
    }
    Ok(())
}

/// The most urgent tasks after this place. The bound on the instant alone is what the index is entered by: a row of an expression is not.
pub(in crate::sqlite) fn most_urgent(
    conn: &Connection,
    after: Option<TaskPlace>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, place, step, kind, hand, since, due, why, role
        FROM task INDEXED BY task_urgent
        WHERE coalesce(due, since) >= ?1 AND (coalesce(due, since), case_id, place) > (?1, ?2, ?3)
        ORDER BY coalesce(due, since), case_id, place LIMIT ?4";
    let (at, case, place) = bound(after);
    collected(&mut conn.prepare_cached(SQL)?, params![at, case, place, limit], task_row)
}

/// The most urgent tasks of this hand after this place.
pub(in crate::sqlite) fn most_urgent_of_hand(
    conn: &Connection,
    hand: Hand,
    after: Option<TaskPlace>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, place, step, kind, hand, since, due, why, role
        FROM task INDEXED BY task_urgent_hand
        WHERE hand = ?5 AND coalesce(due, since) >= ?1
        AND (coalesce(due, since), case_id, place) > (?1, ?2, ?3)
        ORDER BY coalesce(due, since), case_id, place LIMIT ?4";
    let (at, case, place) = bound(after);
    collected(&mut conn.prepare_cached(SQL)?, params![at, case, place, limit, word(&hand)], task_row)
}

/// The most urgent tasks of this hand in the queue of this role, after this place.
pub(in crate::sqlite) fn most_urgent_of_role(
    conn: &Connection,
    hand: Hand,
    role: Role,
    after: Option<TaskPlace>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, place, step, kind, hand, since, due, why, role
        FROM task INDEXED BY task_urgent_role
        WHERE hand = ?5 AND role = ?6 AND coalesce(due, since) >= ?1
        AND (coalesce(due, since), case_id, place) > (?1, ?2, ?3)
        ORDER BY coalesce(due, since), case_id, place LIMIT ?4";
    let (at, case, place) = bound(after);
    let given = params![at, case, place, limit, word(&hand), word(&role)];
    collected(&mut conn.prepare_cached(SQL)?, given, task_row)
}

/// The most urgent tasks of this hand that wait for this reason, after this place; of one role's queue, or of all.
pub(in crate::sqlite) fn most_urgent_of_why(
    conn: &Connection,
    (hand, why): (Hand, NeedWhy),
    role: Option<Role>,
    after: Option<TaskPlace>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, place, step, kind, hand, since, due, why, role
        FROM task INDEXED BY task_urgent_why
        WHERE hand = ?5 AND why = ?6 AND (?7 IS NULL OR role = ?7) AND coalesce(due, since) >= ?1
        AND (coalesce(due, since), case_id, place) > (?1, ?2, ?3)
        ORDER BY coalesce(due, since), case_id, place LIMIT ?4";
    let (at, case, place) = bound(after);
    let role = role.map(|role| word(&role));
    let given = params![at, case, place, limit, word(&hand), word(&why), role];
    collected(&mut conn.prepare_cached(SQL)?, given, task_row)
}

/// All tasks of this case, the most urgent first.
pub(in crate::sqlite) fn most_urgent_of_case(conn: &Connection, case: CaseId) -> Result<Vec<TaskRow>, Fault> {
    const SQL: &str = "SELECT case_id, place, step, kind, hand, since, due, why, role FROM task
        WHERE case_id = ?1 ORDER BY coalesce(due, since), place";
    collected(&mut conn.prepare_cached(SQL)?, [case.as_bytes()], task_row)
}

fn bound(after: Option<TaskPlace>) -> (i64, Vec<u8>, i64) {
    after.map_or((i64::MIN, Vec::new(), -1), |after| {
        (micros(after.at), after.case.as_bytes().to_vec(), i64::from(after.place))
    })
}

fn task_row(row: &Row<'_>) -> Result<TaskRow, Fault> {
    let (kind, hand): (String, String) = (row.get(3)?, row.get(4)?);
    let (why, role): (String, String) = (row.get(7)?, row.get(8)?);
    Ok(TaskRow {
        case: case_id(row.get(0)?),
        place: row.get(1)?,
        task: Task {
            step: StepIndex(row.get(2)?),
            kind: variant(&kind, "task.kind")?,
            hand: variant(&hand, "task.hand")?,
            since: instant(row.get(5)?, "task.since")?,
            due: instant_if_any(row.get(6)?, "task.due")?,
            why: variant(&why, "task.why")?,
            role: variant(&role, "task.role")?,
        },
    })
}
