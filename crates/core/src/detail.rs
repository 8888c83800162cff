//! A short text from outside that may be kept: bounded, and with long runs of digits masked (I9).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The most characters a detail keeps.
pub const DETAIL_CHARS_MAX: usize = 240;
/// A run of this many digits may be somebody's number, so it is masked.
const DIGIT_RUN_MASKED: usize = 7;

/// What another system or a person said, fit to be kept in a record.
///
/// *Shape*: at most [`DETAIL_CHARS_MAX`] characters, no control characters; a run of seven digits or more shows only its last two.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Detail(String);

impl Detail {
    /// Keeps `text`, cut and masked.
    ///
    /// ```
    /// use masalama_core::detail::Detail;
    /// assert_eq!(Detail::of("IMSI 422020000000017 unknown").as_str(), "IMSI •••17 unknown");
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut kept = String::with_capacity(text.len().min(DETAIL_CHARS_MAX));
        let mut run = String::new();
        for c in text.chars().take(DETAIL_CHARS_MAX) {
            if c.is_ascii_digit() {
                run.push(c);
                continue;
            }
            push_run(&mut kept, &mut run);
            kept.push(if c.is_control() { ' ' } else { c });
        }
        push_run(&mut kept, &mut run);
        Self(kept)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn push_run(kept: &mut String, run: &mut String) {
    if run.len() >= DIGIT_RUN_MASKED {
        kept.push_str("•••");
        kept.push_str(&run[run.len() - 2..]);
    } else {
        kept.push_str(run);
    }
    run.clear();
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Detail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer).map(|text| Self::of(&text))
    }
}
