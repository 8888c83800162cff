//! The call script and the letter on a page: in every language that is needed, with the gaps marked, so that our script can fill the same gap
//! in all of them at once.

use masalama_core::request::Language;
use masalama_language::{direction, own_name, tag};

use super::words::{Exchange, Words};

/// A piece of a text: what is said, or a gap to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The text; a gap with its brackets.
    pub(super) text: String,
    /// Which gap of the letter it is.
    pub(super) gap: Option<usize>,
}

/// A text in one language.
pub(super) struct Spoken {
    /// The tag of its language.
    pub(super) tag: &'static str,
    /// The direction it is written in.
    pub(super) direction: &'static str,
    /// The language in its own words.
    pub(super) name: &'static str,
    /// Is it the reader's own?
    pub(super) is_readers: bool,
    /// The text in pieces.
    pub(super) pieces: Vec<Piece>,
}

/// When to say what, in every language.
pub(super) struct Lines {
    /// When, in the reader's language.
    pub(super) when: String,
    /// What to say, the reader's language first.
    pub(super) spoken: Vec<Spoken>,
}

/// The letter in one language.
pub(super) struct Letter {
    /// Its subject.
    pub(super) subject: Vec<Piece>,
    /// Its text and language.
    pub(super) body: Spoken,
}

/// The letter in every language that is needed, the reader's first.
pub(super) fn letters(words: &Words, reader: Language) -> Vec<Letter> {
    all_letters(words, reader)
        .map(|(language, subject, letter)| {
            let gaps = gaps(subject, letter);
            Letter { subject: pieces(subject, &gaps), body: spoken(language, reader, pieces(letter, &gaps)) }
        })
        .collect()
}

/// What to say on the telephone, in every language that is needed. A gap is one of the letter where its name is.
pub(super) fn script(words: &Words, reader: Language) -> Vec<Lines> {
    let known: Vec<(Language, Vec<&str>)> = all_letters(words, reader)
        .map(|(language, subject, letter)| (language, gaps(subject, letter)))
        .collect();
    let line = |language: Language, say: &str| {
        let gaps = known.iter().find(|(of, _)| *of == language).map_or(&[][..], |(_, gaps)| gaps);
        spoken(language, reader, pieces(say, gaps))
    };
    let lines = |exchange: &Exchange| Lines {
        when: exchange.when.clone(),
        spoken: std::iter::once(line(reader, &exchange.say))
            .chain(exchange.also.iter().map(|also| line(also.language, &also.say)))
            .collect(),
    };
    words.script.iter().map(lines).collect()
}

fn all_letters(words: &Words, reader: Language) -> impl Iterator<Item = (Language, &str, &str)> {
    let also = words.letter_also.iter().map(|also| (also.language, &*also.subject, &*also.letter));
    std::iter::once((reader, &*words.letter_subject, &*words.letter)).chain(also)
}

fn spoken(language: Language, reader: Language, pieces: Vec<Piece>) -> Spoken {
    Spoken {
        tag: tag(language),
        direction: direction(language),
        name: own_name(language),
        is_readers: language == reader,
        pieces,
    }
}

/// The names of a letter's gaps, each once, in their order, which is the same in every language.
pub(super) fn gaps<'t>(subject: &'t str, letter: &'t str) -> Vec<&'t str> {
    let mut names = Vec::new();
    for name in cut(subject).chain(cut(letter)).filter_map(|(_, name)| name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn pieces(text: &str, gaps: &[&str]) -> Vec<Piece> {
    cut(text)
        .map(|(text, name)| Piece {
            text: text.to_owned(),
            gap: name.and_then(|name| gaps.iter().position(|known| *known == name)),
        })
        .collect()
}

/// Cuts a text before and behind its brackets: each part, and the name of a gap for what stands in them.
fn cut(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split_inclusive(']').flat_map(|part| {
        let (before, bracket) = part.split_at(part.rfind('[').unwrap_or(part.len()));
        let name = bracket.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        [(before, None), (bracket, name)].into_iter().filter(|(part, _)| !part.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Nothing of a text is lost, and what stands in brackets is a gap with the number it has in the letter.
    #[test]
    fn brackets_become_gaps() {
        let known = gaps("About [card]", "Card: [card], [name]\n[name");
        assert_eq!(known, ["card", "name"]);
        let text = "[name], I am [name] of [street]. a] b [c";
        let pieces = pieces(text, &known);
        let found: Vec<_> = pieces.iter().map(|piece| (piece.text.as_str(), piece.gap)).collect();
        assert_eq!(found[..3], [("[name]", Some(1)), (", I am ", None), ("[name]", Some(1))]);
        assert!(found.iter().skip(3).all(|(_, gap)| gap.is_none()), "{found:?}");
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
    }
}
