//! Notes between two pages of one visit: a number typed on the first, for the next; credentials, for the receipt. Kept in memory only, for
//! minutes, and bounded. Whoever finds them gone types a number again, or sends the same form once more and gets the same receipt.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_engine::Credential;
use tokio::time::Instant;

use crate::frame::Cookie;

/// How long a typed number is kept, in seconds.
const TYPED_S_MAX: u64 = 3_600;
/// How long a credential is shown again on the same receipt, in seconds.
const RECEIPT_S_MAX: u64 = 900;
/// The most visits remembered; beyond it all begin anew.
const VISITS_MAX: usize = 20_000;

/// A request as its receipt shows it.
#[derive(Clone, Debug)]
pub(super) struct Receipted {
    /// The case.
    pub(super) case: CaseId,
    /// What opens it.
    pub(super) credential: Credential,
    /// The card, masked.
    pub(super) card: String,
    /// Was the same request sent before?
    pub(super) was_before: bool,
}

/// Whose note it is: a digest of the cookie, which is never kept itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Visitor(Digest);

impl Visitor {
    /// Who holds this cookie.
    pub(super) fn of(cookie: &str) -> Self {
        Self(Digest::of(&[b"masalama/visitor/1", cookie.as_bytes()]))
    }

    /// Who sent these headers, if he was here before.
    pub(super) fn sent(headers: &HeaderMap) -> Option<Self> {
        Cookie::Visit.of(headers).or_else(|| Cookie::Case.of(headers)).map(Self::of)
    }
}

/// All notes.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    typed: Mutex<HashMap<Visitor, (Instant, String)>>,
    receipts: Mutex<HashMap<Visitor, (Instant, Vec<Receipted>)>>,
}

impl Notes {
    /// Keeps the number that was typed.
    pub(super) fn keep_typed(&self, visitor: Visitor, typed: String) {
        keep(&self.typed, visitor, typed, TYPED_S_MAX);
    }

    /// The number that was typed.
    pub(super) fn typed(&self, visitor: Visitor) -> Option<String> {
        kept(&self.typed, visitor, TYPED_S_MAX)
    }

    /// Forgets the number that was typed.
    pub(super) fn forget_typed(&self, visitor: Visitor) {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner).remove(&visitor);
    }

    /// Keeps what the receipt shows.
    pub(super) fn keep_receipts(&self, visitor: Visitor, receipts: Vec<Receipted>) {
        keep(&self.receipts, visitor, receipts, RECEIPT_S_MAX);
    }

    /// Forgets what the receipt shows.
    pub(super) fn forget_receipts(&self, visitor: Visitor) {
        self.receipts.lock().unwrap_or_else(PoisonError::into_inner).remove(&visitor);
    }

    /// What the receipt shows.
    pub(super) fn receipts(&self, visitor: Visitor) -> Option<Vec<Receipted>> {
        kept(&self.receipts, visitor, RECEIPT_S_MAX)
    }
}

fn keep<K: Hash + Eq, T>(all: &Mutex<HashMap<K, (Instant, T)>>, key: K, note: T, seconds: u64) {
    let now = Instant::now();
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= VISITS_MAX {
        all.retain(|_, (at, _)| now.duration_since(*at) < Duration::from_secs(seconds));
        if all.len() >= VISITS_MAX {
            all.clear();
        }
    }
    all.insert(key, (now, note));
}

fn kept<K: Hash + Eq, T: Clone>(all: &Mutex<HashMap<K, (Instant, T)>>, key: K, seconds: u64) -> Option<T> {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    let (at, note) = all.get(&key)?;
    (at.elapsed() < Duration::from_secs(seconds)).then(|| note.clone())
}
