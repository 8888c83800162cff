//! Telling our own forms from forged ones: a token bound to the visitor's cookie, and the origin the browser names.
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

/// What tokens are made with.
pub(crate) struct FormKey([u8; 32]);

impl FormKey {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, cookie: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        mac.update(b"masalama/form/1");
        mac.update(cookie.as_bytes());
        mac
    }

    /// The token of forms on pages sent to who holds this cookie. *Shape*: base64url, 43 characters.
    pub(crate) fn token(&self, cookie: &str) -> String {
        let bytes: [u8; 32] = self.mac(cookie).finalize().into_bytes().into();
        Digest::from_bytes(bytes).to_string()
    }

    /// Is `shown` that token? Takes the same time whatever was shown.
    pub(crate) fn is(&self, cookie: &str, shown: &str) -> bool {
        let wanted = self.token(cookie);
        let pairs = wanted.bytes().zip(shown.bytes());
        wanted.len() == shown.len() && pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
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

    // A token fits the cookie it was made for, and no other; nor does a shorter one.
    #[test]
    fn a_token_fits_its_cookie() {
        let key = FormKey::new([3; 32]);
        let token = key.token("one");
        assert_eq!(token.len(), 43);
        assert!(key.is("one", &token));
        assert!(!key.is("two", &token) && !key.is("one", &token[..42]) && !key.is("one", ""));
        assert!(!FormKey::new([4; 32]).is("one", &token));
    }
}
