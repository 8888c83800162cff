//! Where a case stands for those who write to it, and what an append does to that. Decided here once, for every store.

use jiff::{SignedDuration, Timestamp};
use masalama_core::case::Stage;
use masalama_core::detail::Detail;
use masalama_core::line::LineKind;
use masalama_core::port::{Append, Claim, Counts, Guard, Next, Refused, StoreFault, StoredRecord};
use masalama_core::request::Reason;

/// Head, claim and due time of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The last record's seq.
    pub(crate) head: u32,
    /// How often it was claimed.
    pub(crate) fence: u64,
    /// A worker holds it until then, real time.
    pub(crate) lease_until: Option<Timestamp>,
    /// When a worker should look at it, business time.
    pub(crate) due: Option<Timestamp>,
}

impl Standing {
    /// Of a case that was just opened with so many records.
    pub(crate) fn opened(head: u32, due: Timestamp) -> Self {
        Self { head, fence: 0, lease_until: None, due: Some(due) }
    }

    /// Whether a worker may take the case: it is due, and nobody holds it by real time.
    pub(crate) fn is_free(&self, claim: &Claim) -> bool {
        self.due.is_some_and(|due| due <= claim.now)
            && self.lease_until.is_none_or(|until| until < claim.wall)
    }

    /// As a worker takes it.
    pub(crate) fn claimed(self, claim: &Claim) -> Self {
        Self { fence: self.fence + 1, lease_until: Some(lease_end(claim)), ..self }
    }

    /// Whether what the writer saw still holds. A lost claim counts before an old head: who lost it drops the case.
    ///
    /// # Errors
    ///
    /// [`Refused::Fenced`] and [`Refused::Stale`].
    pub(crate) fn admits(&self, guard: &Guard) -> Result<(), Refused> {
        let holds_claim = guard.fence.is_none_or(|fence| fence == self.fence && self.lease_until.is_some());
        if !holds_claim {
            return Err(Refused::Fenced);
        }
        if guard.head != self.head {
            return Err(Refused::Stale { head: self.head });
        }
        Ok(())
    }

    /// After this append.
    pub(crate) fn after(self, append: &Append) -> Self {
        let head = append.records.last().map_or(self.head, |record| record.seq);
        match append.next {
            Next::Keep { lease_until } => Self { head, lease_until: Some(lease_until), ..self },
            Next::Release { due } => Self { head, lease_until: None, due, ..self },
            Next::Wake { at } => Self { head, due: Some(self.due.map_or(at, |due| due.min(at))), ..self },
        }
    }
}

/// Adds cases of one stage, kind and reason to what is counted.
pub(crate) fn tally(counts: &mut Counts, stage: Stage, kind: Option<LineKind>, reason: Reason, count: u64) {
    add(&mut counts.by_stage, stage, count);
    add(&mut counts.by_reason, reason, count);
    if stage != Stage::Closed {
        add(&mut counts.by_kind, kind, count);
    }
}

fn add<T: PartialEq>(counts: &mut Vec<(T, u64)>, of: T, count: u64) {
    match counts.iter_mut().find(|(one, _)| *one == of) {
        Some((_, before)) => *before += count,
        None => counts.push((of, count)),
    }
}

/// When a lease taken by this claim ends, real time.
pub(crate) fn lease_end(claim: &Claim) -> Timestamp {
    claim.wall.checked_add(SignedDuration::from_secs(i64::from(claim.lease_s))).unwrap_or(Timestamp::MAX)
}

/// Whether `records` follow `head` without a gap. A writer that gets this wrong has a fault, and nothing is written.
///
/// # Errors
///
/// [`StoreFault::Database`], with the seq that was wrong.
pub(crate) fn follow_on(head: u32, records: &[StoredRecord]) -> Result<(), StoreFault> {
    for (expected, record) in (u64::from(head) + 1..).zip(records) {
        if u64::from(record.seq) != expected {
            let text = format!("record {} was given where record {expected} must come", record.seq);
            return Err(StoreFault::Database(Detail::of(&text)));
        }
    }
    Ok(())
}
