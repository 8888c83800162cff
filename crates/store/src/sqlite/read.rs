//! What the readers do for each question.

use masalama_core::case::CaseId;
use masalama_core::plan::Hand;
use masalama_core::port::{
    CASE_PAGE_MAX, CaseFilter, CasePage, Counting, Counts, LINE_PAGE_MAX, LineFilter, LinePage, Stored,
    TaskFilter, TaskRow,
};
use masalama_core::role::Role;
use rusqlite::Connection;

use super::fault::Fault;
use super::table::{cases, line, paper, personal, record, tally, task};

/// Everything of one case.
pub(super) fn load(conn: &Connection, case: CaseId) -> Result<Option<Stored>, Fault> {
    let Some(found) = cases::find(conn, case)? else { return Ok(None) };
    Ok(Some(Stored {
        records: record::of_case(conn, found.no)?,
        personal: personal::of_case(conn, found.no)?,
        row: found.row,
        papers: paper::of_case(conn, case)?,
        credential: found.credential,
    }))
}

/// A page of cases. One more than fits is read, to tell whether another page follows.
pub(super) fn cases(conn: &Connection, filter: &CaseFilter) -> Result<CasePage, Fault> {
    let limit = filter.limit.min(CASE_PAGE_MAX);
    let mut rows = match (filter.line, filter.stage) {
        (Some(line), stage) => cases::newest_of_line(conn, line, stage, filter.after, limit + 1)?,
        (None, Some(stage)) => cases::newest_in_stage(conn, stage, filter.after, limit + 1)?,
        (None, None) => cases::newest(conn, filter.after, limit + 1)?,
    };
    let has_more = cut(&mut rows, limit);
    let next = rows.last().filter(|_| has_more).map(|row| row.case);
    Ok(CasePage { rows, next })
}

/// The tasks that fit.
pub(super) fn tasks(conn: &Connection, filter: &TaskFilter) -> Result<Vec<TaskRow>, Fault> {
    let limit = filter.limit.min(CASE_PAGE_MAX);
    let (after, roles) = (filter.after, &filter.roles);
    let mut rows = match (filter.case, filter.hand) {
        (Some(case), _) => task::most_urgent_of_case(conn, case)?,
        (None, hand) if !filter.whys.is_empty() => of_whys(conn, filter, hand, limit)?,
        (None, Some(hand)) if roles.is_empty() => task::most_urgent_of_hand(conn, hand, after, limit)?,
        (None, None) if roles.is_empty() => task::most_urgent(conn, after, limit)?,
        // Each queue is read in its order; together they are no longer than the roles are many.
        (None, hand) => {
            let mut rows = Vec::new();
            for hand in hands(hand) {
                for role in roles {
                    rows.extend(task::most_urgent_of_role(conn, hand, *role, after, limit)?);
                }
            }
            rows
        }
    };
    rows.retain(|row| filter.fits(row));
    rows.sort_by_key(TaskRow::at);
    rows.dedup_by_key(|row| row.at());
    cut(&mut rows, limit);
    Ok(rows)
}

/// The most urgent tasks for each reason that is wanted; together they are no longer than the reasons and roles are many.
fn of_whys(
    conn: &Connection,
    filter: &TaskFilter,
    hand: Option<Hand>,
    limit: u32,
) -> Result<Vec<TaskRow>, Fault> {
    let roles = filter.roles.iter().copied().map(Some);
    let roles: Vec<Option<Role>> = if filter.roles.is_empty() { vec![None] } else { roles.collect() };
    let mut rows = Vec::new();
    for hand in hands(hand) {
        for why in &filter.whys {
            for role in &roles {
                rows.extend(task::most_urgent_of_why(conn, (hand, *why), *role, filter.after, limit)?);
            }
        }
    }
    Ok(rows)
}

/// This hand, or every one.
fn hands(one: Option<Hand>) -> Vec<Hand> {
    one.map_or(vec![Hand::System, Hand::Staff, Hand::Subscriber], |hand| vec![hand])
}

/// All cases, counted.
pub(super) fn count(conn: &Connection, counting: &Counting) -> Result<Counts, Fault> {
    let overdue = tally::owed_before(conn, counting.now)?;
    let mut counts = Counts {
        held: tally::held(conn)?,
        by_age: tally::by_age(conn, counting)?,
        took_s: tally::took_s(conn, counting.off_from)?,
        refunds_due: tally::refunds_due(conn)?,
        owed_soon: tally::owed_before(conn, counting.owed_soon)?.saturating_sub(overdue),
        breached: overdue,
        ..Counts::default()
    };
    for (stage, kind, reason, count) in tally::by_stage_kind_and_reason(conn)? {
        crate::standing::tally(&mut counts, stage, kind, reason, count);
    }
    Ok(counts)
}

/// A page of lines. A cursor that is none of ours begins nowhere: the page is empty.
pub(super) fn lines(conn: &Connection, filter: &LineFilter) -> Result<LinePage, Fault> {
    let limit = filter.limit.min(LINE_PAGE_MAX);
    let Ok(after) = filter.after.as_deref().unwrap_or("0").parse() else { return Ok(LinePage::default()) };
    let mut placed = match (&filter.iccid, &filter.msisdn) {
        (Some(iccid), _) => line::of_card(conn, iccid, filter, after, limit + 1)?,
        (None, Some(msisdn)) => line::with_number(conn, msisdn, filter, after, limit + 1)?,
        (None, None) => line::listed(conn, filter, after, limit + 1)?,
    };
    let has_more = cut(&mut placed, limit);
    let next = placed.last().filter(|_| has_more).map(|(place, _)| place.to_string());
    Ok(LinePage { lines: placed.into_iter().map(|(_, line)| line).collect(), next })
}

/// Cuts `rows` to `limit`, and says whether there were more.
fn cut<T>(rows: &mut Vec<T>, limit: u32) -> bool {
    let limit = usize::try_from(limit).expect("a page limit fits any machine");
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    has_more
}
