//! Numbers of an audience that another case cut: by the time a message arrives there, a stranger may read it.
//!
//! Cases are looked up by their keyed numbers, which are erased with the personal fields. Erasure waits until the number is released and all
//! else is over, so what is not found any more is a number that was given up long before.

use masalama_core::audience::{Audience, Elsewhere};
use masalama_core::case::{CaseId, Stage};
use masalama_core::port::{CASE_PAGE_MAX, CaseRow};
use masalama_core::record::Ending;

use crate::Parts;
use crate::error::Fault;
use crate::journal::Journal;
use crate::secret::SearchKey;

/// Leaves out every number that another case than `of` cut and did not give back.
///
/// # Errors
/// A fault of the store, or a case that cannot be read: then nobody knows, and nothing may leave.
pub(crate) async fn spare(
    audience: &mut Audience,
    elsewhere: &[Elsewhere],
    of: CaseId,
    parts: &Parts,
) -> Result<(), Fault> {
    for one in elsewhere {
        if is_cut(one, of, parts).await? {
            audience.numbers.retain(|number| *number != one.number);
        }
    }
    Ok(())
}

async fn is_cut(one: &Elsewhere, of: CaseId, parts: &Parts) -> Result<bool, Fault> {
    let key = parts.secret.search_key(&SearchKey::Msisdn(one.number.clone()));
    let rows = parts.store.find(key, CASE_PAGE_MAX).await?;
    let others: Vec<CaseId> =
        rows.iter().filter(|row| row.case != of && may_be_cut(row)).map(|row| row.case).collect();
    if others.is_empty() {
        return Ok(false);
    }
    for stored in parts.store.load(others).await?.into_iter().flatten() {
        let personal = stored.personal.clone();
        let journal = Journal::read(stored.row.case, &stored.records, stored.personal, stored.row)?;
        if personal.is_some_and(|personal| one.is_cut_by(&journal.case, &personal)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Can a line with such a row be cut? Most cannot, and are not read.
fn may_be_cut(row: &CaseRow) -> bool {
    let was_cut = match row.ending {
        Some(Ending::Retracted | Ending::Suspended | Ending::Lapsed | Ending::Refused) => false,
        Some(Ending::Ceased) | None => true,
    };
    was_cut && !matches!(row.stage, Stage::Received | Stage::Preparing)
}
