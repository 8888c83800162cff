//! What an agent reads aloud while taking a request, in three languages side by side, the caller's first.

use masalama_core::request::Language;
use masalama_language::{ConsoleText, LANGUAGES, Voice, direction, own_name, tag};

/// One sentence in one language.
pub(super) struct Spoken {
    /// The tag of its language.
    pub(super) tag: &'static str,
    /// The direction it is written in.
    pub(super) direction: &'static str,
    /// The language in its own words.
    pub(super) language: &'static str,
    /// Is it the caller's language?
    pub(super) is_callers: bool,
    /// The sentence.
    pub(super) sentence: String,
}

/// A sentence in every language.
pub(super) struct Line {
    /// In each language.
    pub(super) spoken: Vec<Spoken>,
}

/// Says one sentence in every language, the caller's first, then the agent's.
pub(super) fn aloud(text: ConsoleText, caller: Language, agent: Language) -> Line {
    let mut languages: Vec<Language> = vec![caller];
    languages.extend([agent].into_iter().chain(LANGUAGES).filter(|language| *language != caller));
    languages.dedup();
    let mut seen = Vec::new();
    languages.retain(|language| {
        !seen.contains(language) && {
            seen.push(*language);
            true
        }
    });
    let spoken = languages.into_iter().map(|language| Spoken {
        tag: tag(language),
        direction: direction(language),
        language: own_name(language),
        is_callers: language == caller,
        sentence: Voice::page(language).text(text),
    });
    Line { spoken: spoken.collect() }
}

/// A text in groups of four, as it is dictated.
pub(super) fn groups(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.chunks(4).map(|group| group.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // All three languages are there, the caller's first and the agent's next to it.
    #[test]
    fn the_callers_language_is_first() {
        for caller in LANGUAGES {
            for agent in LANGUAGES {
                let line = aloud(ConsoleText::SayCard, caller, agent);
                let tags: Vec<_> = line.spoken.iter().map(|one| one.tag).collect();
                assert_eq!(tags.len(), LANGUAGES.len(), "{tags:?}");
                assert_eq!(tags[0], tag(caller));
                assert!(agent == caller || tags[1] == tag(agent));
                assert_eq!(line.spoken.iter().filter(|one| one.is_callers).count(), 1);
            }
        }
    }

    // What is dictated comes in groups of four and loses nothing.
    #[test]
    fn dictation_is_grouped() {
        assert_eq!(groups("ABCD EFGHI"), ["ABCD", "EFGH", "I"]);
    }
}
