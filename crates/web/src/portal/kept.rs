//! Forms that could not be sent because the session or its proof had run out: kept for some minutes, shown again to whoever enters the same
//! case, and never sent by themselves.

use axum::http::{HeaderMap, header};
use masalama_language::{PortalText, Voice};

use crate::frame::FIELD;

/// The most bytes of a form that is kept.
const KEPT_BYTES_MAX: usize = 16 * 1024;

/// A form of a case that is worth keeping: something is typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Where it is sent.
    pub(crate) to: &'static str,
    /// The page it is on.
    pub(crate) page: &'static str,
}

/// Every such form. What proves who asks is not among them.
const HELD: [Held; 7] = [
    Held { to: "/my/return", page: "/my/do" },
    Held { to: "/my/day", page: "/my/do" },
    Held { to: "/my/retract", page: "/my/do" },
    Held { to: "/my/upload", page: "/my/do" },
    Held { to: "/my/complaint", page: "/my/after" },
    Held { to: "/my/refund", page: "/my/refund" },
    Held { to: "/my/contact", page: "/my/contact" },
];

/// The form that is sent to this address.
pub(crate) fn held_by(address: &str) -> Option<Held> {
    HELD.into_iter().find(|form| form.to == address)
}

/// Why a form was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// The session had run out.
    SignedOut,
    /// The proof had run out.
    ProofStale,
    /// It was not meant to be: it is to be shown in another language.
    OnlyShown,
}

/// A form that was not sent.
#[derive(Clone, Debug)]
pub(crate) struct KeptForm {
    form: Held,
    fields: Vec<(String, String)>,
    why: NotSent,
}

impl KeptForm {
    /// What was typed, without the token. Of a picture only that there was one, and of what is too much only where it was going.
    pub(crate) fn of(form: Held, headers: &HeaderMap, sent: &[u8], why: NotSent) -> Self {
        let media =
            headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
        let is_plain = media.starts_with("application/x-www-form-urlencoded") && sent.len() <= KEPT_BYTES_MAX;
        let read = form_urlencoded::parse(if is_plain { sent } else { b"" });
        let fields = read.into_owned().filter(|(name, _)| name != FIELD).collect();
        Self { form, fields, why }
    }

    /// Where it was going.
    pub(super) fn address(&self) -> &'static str {
        self.form.to
    }

    /// The page it is on.
    pub(super) fn page(&self) -> &'static str {
        self.form.page
    }

    /// What was typed in a field.
    pub(super) fn field(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// That it was not sent, and what to do.
    pub(super) fn say(&self, voice: Voice) -> Option<String> {
        let said = match self.why {
            NotSent::SignedOut => Some(PortalText::NotSentSignedOut),
            NotSent::ProofStale => Some(PortalText::NotSentProofStale),
            NotSent::OnlyShown => None,
        };
        let picture = (self.form.to == "/my/upload").then_some(PortalText::NotSentPicture);
        let said: Vec<_> = said.into_iter().chain(picture).map(|text| voice.text(text)).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}
