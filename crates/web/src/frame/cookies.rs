//! The cookies of pages. All carry the `__Host-` prefix: this host only, encrypted transport or loopback only, no script.

use axum::http::{HeaderMap, HeaderValue, header};

/// The most bytes of a cookie header that are read.
const COOKIE_BYTES_MAX: usize = 4096;

/// One of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// A session of staff.
    Staff,
    /// A subscriber's session.
    Case,
    /// A device staff signed in from before; opens nothing.
    Device,
    /// A journey to the provider of identities.
    Journey,
    /// A visit without a session: only there so that forms can be told from forged ones.
    Visit,
    /// The language chosen.
    Language,
}

impl Cookie {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Staff => "__Host-staff",
            Self::Case => "__Host-case",
            Self::Device => "__Host-device",
            Self::Journey => "__Host-journey",
            Self::Visit => "__Host-visit",
            Self::Language => "__Host-language",
        }
    }

    /// Its value, if it was sent.
    pub(crate) fn of(self, headers: &HeaderMap) -> Option<&str> {
        let sent =
            headers.get(header::COOKIE)?.to_str().ok().filter(|sent| sent.len() <= COOKIE_BYTES_MAX)?;
        sent.split(';').find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name() && !value.is_empty()).then_some(value)
        })
    }

    /// The header that sets it. `value` is our own: letters, digits, `-` and `_`.
    pub(crate) fn set(self, value: &str) -> HeaderValue {
        self.header(value, "")
    }

    /// The header that sets it for so many seconds.
    pub(crate) fn set_for(self, value: &str, seconds: i64) -> HeaderValue {
        self.header(value, &format!("; Max-Age={seconds}"))
    }

    /// The header that takes it back.
    pub(crate) fn unset(self) -> HeaderValue {
        self.header("", "; Max-Age=0")
    }

    fn header(self, value: &str, more: &str) -> HeaderValue {
        let text = format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{more}", self.name());
        HeaderValue::from_str(&text).expect("a cookie of ours has only visible characters")
    }
}

/// Adds the header to a response.
pub(crate) fn set_cookie(headers: &mut HeaderMap, cookie: HeaderValue) {
    headers.append(header::SET_COOKIE, cookie);
}

#[cfg(test)]
mod tests {
    use super::*;

    // A cookie is found among others, by its whole name.
    #[test]
    fn a_cookie_is_found() {
        let mut headers = HeaderMap::new();
        let sent = "x__Host-case=1; a=b;  __Host-case=abc-_1 ; __Host-visit=";
        headers.insert(header::COOKIE, HeaderValue::from_static(sent));
        assert_eq!(Cookie::Case.of(&headers), Some("abc-_1"));
        assert_eq!((Cookie::Visit.of(&headers), Cookie::Staff.of(&headers)), (None, None));
    }
}
