//! What a browser or program shows: 256 random bits. Kept as a digest only.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use masalama_core::commitment::Digest;
use masalama_core::port::Clock;

/// What opens a session. *Shape*: 32 random bytes as 43 characters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A fresh one.
    #[must_use]
    pub fn fresh(clock: &dyn Clock) -> Self {
        Self(URL_SAFE_NO_PAD.encode(clock.fresh()))
    }

    /// A token as it was sent. Nothing when it has not the shape of one.
    #[must_use]
    pub fn sent(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        (bytes.len() == 32).then(|| Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token itself, to be given once to whoever shall hold it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it. A plain hash suffices: nobody guesses 256 random bits.
    #[must_use]
    pub(crate) fn digest(&self) -> Digest {
        Digest::of(&[b"masalama/token/1", self.0.as_bytes()])
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(••••)")
    }
}

/// The name of a session, for lists and forms. It gives no access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub(crate) Digest);

impl SessionId {
    /// An id as it was sent. Nothing when it has not the shape of one.
    #[must_use]
    pub fn sent(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        bytes.try_into().ok().map(|bytes| Self(Digest::from_bytes(bytes)))
    }

    pub(crate) fn fresh(clock: &dyn Clock) -> Self {
        Self(Digest::from_bytes(clock.fresh()))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_token_is_one() {
        // What is sent must have all its bits, and nothing may tell it by accident.
        let text = URL_SAFE_NO_PAD.encode([7; 32]);
        let token = Token::sent(&format!(" {text}\n")).unwrap();
        assert_eq!(token.reveal(), text);
        assert_eq!(format!("{token:?}"), "Token(••••)");
        assert!(!token.digest().to_string().contains(&text));
        assert_eq!(Token::sent(&text[..42]), None);
        assert_eq!(Token::sent(&"=".repeat(43)), None);
    }
}
