//! Notes between two pages of one visit: a number typed on the first, for the next; credentials, for the receipt; a form that could not be sent. Kept in memory only, for
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

use super::kept::KeptForm;
use crate::frame::Cookie;

/// How long a typed number is kept, in seconds.
const TYPED_S_MAX: u64 = 3_600;
/// How long a credential is shown again on the same receipt, in seconds.
const RECEIPT_S_MAX: u64 = 900;
/// How long a form that could not be sent is kept, in seconds.
const FORM_S_MAX: u64 = 900;
/// The most forms kept; beyond it another one is not.
const FORMS_MAX: usize = 500;
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
    forms: Mutex<HashMap<CaseId, (Instant, KeptForm)>>,
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

    /// What the receipt shows goes along when another of its cases is entered. It is shown no longer for that.
    pub(super) fn carry_receipts(&self, from: Visitor, to: Visitor, case: CaseId) {
        let mut all = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        let is_among =
            all.get(&from).is_some_and(|(_, receipts)| receipts.iter().any(|one| one.case == case));
        if is_among && let Some(receipts) = all.remove(&from) {
            all.insert(to, receipts);
        }
    }

    /// Forgets what the receipt shows.
    pub(super) fn forget_receipts(&self, visitor: Visitor) {
        self.receipts.lock().unwrap_or_else(PoisonError::into_inner).remove(&visitor);
    }

    /// Keeps a form that could not be sent; one for each case, the last.
    pub(crate) fn keep_form(&self, case: CaseId, form: KeptForm, now: Instant) {
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.retain(|_, (at, _)| now.duration_since(*at) < Duration::from_secs(FORM_S_MAX));
        if forms.len() < FORMS_MAX || forms.contains_key(&case) {
            forms.insert(case, (now, form));
        }
    }

    /// The form of this page that could not be sent.
    pub(super) fn form(&self, case: CaseId, page: &str, now: Instant) -> Option<KeptForm> {
        let forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, form) = forms.get(&case)?;
        let is_kept = now.duration_since(*at) < Duration::from_secs(FORM_S_MAX) && form.page() == page;
        is_kept.then(|| form.clone())
    }

    /// Forgets the form that could not be sent to this address: it is sent now.
    pub(crate) fn forget_form_to(&self, case: CaseId, address: &str) {
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        if forms.get(&case).is_some_and(|(_, form)| form.address() == address) {
            forms.remove(&case);
        }
    }

    /// Forgets the form that could not be sent.
    pub(super) fn forget_form(&self, case: CaseId) {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).remove(&case);
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::portal::kept::{NotSent, held_by};

    fn case(place: u16) -> CaseId {
        let mut bytes = [0; 16];
        bytes[14..].copy_from_slice(&place.to_be_bytes());
        CaseId::from_bytes(bytes)
    }

    fn form() -> KeptForm {
        KeptForm::of(held_by("/my/complaint").unwrap(), &HeaderMap::new(), b"", NotSent::SignedOut)
    }

    // A form is shown on its own page for a quarter of an hour, and no longer.
    #[test]
    fn a_form_is_kept_for_minutes_only() {
        let (notes, now) = (Notes::default(), Instant::now());
        notes.keep_form(case(1), form(), now);
        let is_there =
            |case, page, seconds| notes.form(case, page, now + Duration::from_secs(seconds)).is_some();
        assert!(is_there(case(1), "/my/after", FORM_S_MAX - 1));
        assert!(!is_there(case(1), "/my/after", FORM_S_MAX));
        assert!(!is_there(case(1), "/my/do", 1) && !is_there(case(2), "/my/after", 1));
    }

    // However many forms could not be sent, so many are kept: a new one waits until an old one has gone, and each case has its last.
    #[test]
    fn forms_are_bounded() {
        let (notes, now) = (Notes::default(), Instant::now());
        let most = u16::try_from(FORMS_MAX).unwrap();
        (0..=most).for_each(|place| notes.keep_form(case(place), form(), now));
        assert!(
            notes.form(case(0), "/my/after", now).is_some()
                && notes.form(case(most), "/my/after", now).is_none()
        );
        let later = now + Duration::from_secs(FORM_S_MAX);
        notes.keep_form(case(most), form(), later);
        assert!(notes.form(case(most), "/my/after", later).is_some());
    }
}
