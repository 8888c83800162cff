//! Telling our own forms from forged ones: a token bound to the visitor's session and visit, and the origin the browser names.
//!
//! *Source*: OWASP ASVS 5.0, 3.5.1 and 3.5.8; Fetch Metadata Request Headers.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart};
use axum::http::request::Parts;
use axum::http::{Request, header};
use hmac::{Hmac, KeyInit as _, Mac as _};
use masalama_core::commitment::Digest;
use sha2::Sha256;

/// The field of every form that carries the token.
pub(crate) const FIELD: &str = "csrf";

/// How much of a token only the session gives.
const SESSION_CHARS: usize = 21;
/// How much of it only the visit gives.
const VISIT_CHARS: usize = 22;
/// A whole token.
const TOKEN_CHARS: usize = SESSION_CHARS + VISIT_CHARS;

/// What tokens are made with.
pub(crate) struct FormKey([u8; 32]);

impl FormKey {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, bound_to: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        mac.update(b"masalama/form/1");
        mac.update(bound_to.as_bytes());
        mac
    }

    fn half(&self, bound_to: &str, chars: usize) -> String {
        let bytes: [u8; 32] = self.mac(bound_to).finalize().into_bytes().into();
        let mut half = Digest::from_bytes(bytes).to_string();
        half.truncate(chars);
        half
    }

    /// The token of forms on pages sent in this session, or to nobody known, in this visit. *Shape*: base64url, 43 characters: 21 that only the
    /// session gives and 22 that only the visit gives, 126 bits and more of each.
    pub(crate) fn token(&self, session: Option<&str>, visit: &str) -> String {
        self.half(session.unwrap_or(visit), SESSION_CHARS) + &self.half(visit, VISIT_CHARS)
    }

    /// Is `shown` a token of this session? Takes the same time whatever was shown.
    pub(crate) fn is_of_session(&self, session: &str, shown: &str) -> bool {
        shown.len() == TOKEN_CHARS
            && is_same(&self.half(session, SESSION_CHARS), shown.get(..SESSION_CHARS).unwrap_or_default())
    }

    /// Is `shown` a token of this visit, whatever the session was? Takes the same time whatever was shown.
    pub(crate) fn is_of_visit(&self, visit: &str, shown: &str) -> bool {
        shown.len() == TOKEN_CHARS
            && is_same(&self.half(visit, VISIT_CHARS), shown.get(SESSION_CHARS..).unwrap_or_default())
    }
}

fn is_same(wanted: &str, shown: &str) -> bool {
    let pairs = wanted.bytes().zip(shown.bytes());
    wanted.len() == shown.len() && pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// Did the browser send this from a page of ours? A form without a named origin is refused: every browser names it.
pub(crate) fn is_from_here(parts: &Parts, public_url: Option<&str>) -> bool {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let site_fits = matches!(text("sec-fetch-site"), None | Some("same-origin"));
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let host = text(header::HOST.as_str());
    let scheme = public_url.and_then(|url| Some(url.split_once("://")?.0));
    let is_ours = |origin: &str| {
        // A page sent in the clear is nobody's: where people reach us encrypted, one of our name that is not is forged.
        let is_here = |(by, named): (&str, &str)| Some(named) == host && scheme.is_none_or(|ours| ours == by);
        public_url.is_some_and(|url| url.trim_end_matches('/') == origin)
            || origin.split_once("://").is_some_and(is_here)
    };
    site_fits && is_ours(origin)
}

/// The token a form sent, urlencoded or in parts.
pub(crate) async fn shown(parts: &Parts, body: &Bytes) -> Option<String> {
    let sent = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    match sent.split(';').next().unwrap_or_default().trim() {
        "application/x-www-form-urlencoded" => {
            form_urlencoded::parse(body).find(|(name, _)| name == FIELD).map(|(_, token)| token.into_owned())
        }
        "multipart/form-data" => {
            let mut request = Request::new(Body::from(body.clone()));
            request.headers_mut().insert(header::CONTENT_TYPE, parts.headers[header::CONTENT_TYPE].clone());
            let mut fields = Multipart::from_request(request, &()).await.ok()?;
            while let Some(field) = fields.next_field().await.ok()? {
                if field.name() == Some(FIELD) {
                    return field.text().await.ok();
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A form of a page of our name is ours; one of another name, or of ours but in the clear where we are encrypted, is not.
    #[test]
    fn an_origin_is_ours_by_name_and_scheme() {
        let is_ours = |origin: &str, public_url: Option<&str>| {
            let request = Request::builder().header("host", "cease.example.om").header("origin", origin);
            is_from_here(&request.body(()).unwrap().into_parts().0, public_url)
        };
        let public = Some("https://cease.example.om/");
        assert!(is_ours("https://cease.example.om", public) && is_ours("http://cease.example.om", None));
        assert!(!is_ours("http://cease.example.om", public), "in the clear");
        for other in
            ["https://cease.example.om.evil.example", "https://evil.example", "null", "cease.example.om", ""]
        {
            assert!(!is_ours(other, public) && !is_ours(other, None), "{other}");
        }
    }

    // A token fits the session and the visit it was made in, each by its own half, and no other; nor does a shorter one.
    #[test]
    fn a_token_fits_what_it_was_made_for() {
        let key = FormKey::new([3; 32]);
        let token = key.token(Some("one"), "here");
        assert_eq!(token.len(), 43);
        assert!(key.is_of_session("one", &token) && key.is_of_visit("here", &token));
        assert!(!key.is_of_session("two", &token) && !key.is_of_session("here", &token));
        assert!(!key.is_of_visit("there", &token) && !key.is_of_visit("one", &token));
        for cut in [&token[..42], &token[1..], &token[..21], ""] {
            assert!(!key.is_of_session("one", cut) && !key.is_of_visit("here", cut), "{cut}");
        }
        let other = FormKey::new([4; 32]);
        assert!(!other.is_of_session("one", &token) && !other.is_of_visit("here", &token));
        let nobodys = key.token(None, "here");
        assert!(!key.is_of_session("one", &nobodys) && key.is_of_visit("here", &nobodys));
    }
}
