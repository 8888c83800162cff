//! The console of osmo-msc, of which one question is asked: do you hold this subscriber?
//!
//! *Shape*: lines of text, each answer followed by a prompt such as `OsmoMSC> `; the first prompt stands behind a greeting that may hold
//! telnet options.

use masalama_core::identity::Imsi;

/// The most bytes of greeting and answer that we take; an honest answer has under 2,000.
pub(crate) const TEXT_BYTES_MAX: usize = 32 * 1024;

/// Whether a node holds a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It does.
    Held,
    /// It says that it does not.
    NotHeld,
    /// What it says is neither.
    Unclear,
}

/// The question. By IMSI and not as a list, because a list ends after a hundred subscribers.
pub(crate) fn question(imsi: &Imsi) -> Vec<u8> {
    format!("show subscriber imsi {}\n", imsi.unmasked()).into_bytes()
}

/// Does `bytes` end with a prompt, so that it is our turn?
pub(crate) fn ends_with_prompt(bytes: &[u8]) -> bool {
    let last_line = bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let Some(before) = last_line.strip_suffix(b"> ") else { return false };
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let word_length = before.iter().rev().take_while(|byte| is_word(byte)).count();
    // In front of the word stands nothing, or the telnet options of the greeting, which hold no space and end above ASCII or in a control.
    word_length > 0 && !before[..before.len() - word_length].contains(&b' ')
}

/// What the answer says about `imsi`.
pub(crate) fn presence(answer: &[u8], imsi: &Imsi) -> Presence {
    let text = String::from_utf8_lossy(answer);
    let held = format!("IMSI: {}", imsi.unmasked());
    let not_held = format!("% No subscriber found for imsi {}", imsi.unmasked());
    let says = |sentence: &str| text.lines().any(|line| line.trim() == sentence);
    match (says(&held), says(&not_held)) {
        (true, false) => Presence::Held,
        (false, true) => Presence::NotHeld,
        (true, true) | (false, false) => Presence::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imsi() -> Imsi {
        Imsi::parse("901700000000013").unwrap()
    }

    #[test]
    fn the_prompt_is_found_behind_the_greeting_and_not_inside_it() {
        // A greeting that came in parts must not be taken for a finished answer.
        let greeting =
            b"Welcome\r\n  (C) 2009 by Holger <zecke@selfish.org>\r\n\xff\xfb\x01\xff\xfd\x1fOsmoMSC> ";
        assert!(ends_with_prompt(greeting));
        assert!(ends_with_prompt(b"OsmoMSC> "));
        for end in 0..greeting.len() {
            assert!(!ends_with_prompt(&greeting[..end]), "{end}");
        }
        assert!(!ends_with_prompt(b"written by Somebody <a@b.org> "));
        assert!(!ends_with_prompt(b"> "));
    }

    #[test]
    fn only_its_own_two_sentences_decide() {
        // The echo of the question holds the number too, and must not count as an answer.
        let echo = "show subscriber imsi 901700000000013\r\n";
        let held = format!(
            "{echo}  Subscriber: \r\n    MSISDN: 97150000013\r\n    IMSI: 901700000000013\r\nOsmoMSC> "
        );
        let not_held = format!("{echo}% No subscriber found for imsi 901700000000013\r\nOsmoMSC> ");
        assert_eq!(presence(held.as_bytes(), &imsi()), Presence::Held);
        assert_eq!(presence(not_held.as_bytes(), &imsi()), Presence::NotHeld);
        let others = [
            echo.to_owned(),
            format!("{echo}% Unknown command.\r\nOsmoMSC> "),
            format!("{echo}% No subscriber found for imsi 901700000000014\r\nOsmoMSC> "),
            format!("{echo}    IMSI: 901700000000014\r\nOsmoMSC> "),
            format!("{held}{not_held}"),
        ];
        for other in others {
            assert_eq!(presence(other.as_bytes(), &imsi()), Presence::Unclear, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            // A console is text from outside like any other.
            let _ = (ends_with_prompt(&bytes), presence(&bytes, &imsi()));
        }
    }
}
