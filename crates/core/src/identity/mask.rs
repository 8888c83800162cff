//! How much of a number may be seen.

use std::fmt;

/// Stands for one hidden character.
const DOT: char = '•';

/// The most characters that are shown at the end.
const MAX_SHOWN_TAIL: usize = 4;

/// A tail is at most this part of the number, so that a short one does not show half of itself.
const TAIL_DIVISOR: usize = 4;

/// Writes `number` with all but its public head and a short tail hidden.
///
/// `head` counts the characters at the front that say nothing of the person (a country, an issuer). The tail is at
/// most four characters, and at most a quarter of the number.
pub(super) fn write(f: &mut fmt::Formatter<'_>, number: &str, head: usize) -> fmt::Result {
    let length = number.chars().count();
    let tail_start = length - MAX_SHOWN_TAIL.min(length / TAIL_DIVISOR);
    for (index, character) in number.chars().enumerate() {
        let is_hidden = (head..tail_start).contains(&index);
        fmt::Write::write_char(f, if is_hidden { DOT } else { character })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt;

    struct Masked<'n>(&'n str, usize);

    impl fmt::Display for Masked<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            super::write(f, self.0, self.1)
        }
    }

    // The tail is four characters at most and a quarter at most, so that a short number shows nothing of itself.
    #[test]
    fn the_tail_is_short() {
        for (number, expected) in [
            ("", ""),
            ("123", "•••"),
            ("1234", "•••4"),
            ("12345678", "••••••78"),
            ("12345678901234567890", "••••••••••••••••7890"),
        ] {
            assert_eq!(Masked(number, 0).to_string(), expected);
        }
    }

    // Characters are counted, not bytes, so that no foreign letter is cut.
    #[test]
    fn letters_of_any_script_are_whole() {
        assert_eq!(Masked("جواز١٢٣٤", 1).to_string(), "ج•••••٣٤");
    }
}
