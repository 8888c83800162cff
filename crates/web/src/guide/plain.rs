//! A guide as plain text: for a terminal of 80 columns, a file, or a sheet of paper.

use super::Guide;
use super::words::{ContactWords, DayWords, ItemWords, PHASES, TermWords, Words};
use masalama_language::{Text, Voice, own_name};

/// The widest line. *Units*: columns of a terminal.
pub const COLUMNS_MAX: usize = 80;

/// The guide as plain text, in the language it was asked for. No line is wider than [`COLUMNS_MAX`], but for an address that cannot be
/// broken; no colours, no control characters but the line feed.
#[must_use]
pub fn plain_text(guide: &Guide) -> String {
    let voice = Voice::plain(guide.language);
    let words: Words = super::words::words(guide, voice);
    let mut sheet = Sheet::default();
    sheet.title(&words.title);
    sheet.list(&words.summary);
    sheet.heading(&voice.text(Text::GuideBring));
    sheet.items(&words.bring);
    sheet.heading(&voice.text(Text::GuideAsked));
    sheet.list(&words.asked);
    sheet.heading(&voice.text(Text::GuideScript));
    for exchange in &words.script {
        sheet.bullet(&exchange.when);
        sheet.wrapped(&exchange.say, "    ", "    ");
        for said in &exchange.also {
            sheet.wrapped(&labelled(voice, own_name(said.language), &said.say), "    ", "    ");
        }
    }
    for (phase, heading) in PHASES {
        sheet.heading(&voice.text(heading));
        words.days.iter().filter(|day| day.phase == phase).for_each(|day| sheet.day(voice, day));
    }
    sheet.heading(&voice.text(Text::GuideFraud));
    sheet.list(&words.fraud);
    sheet.heading(&voice.text(Text::GuideContacts));
    words.contacts.iter().for_each(|contact| sheet.contact(voice, contact));
    sheet.list(&words.not_known);
    sheet.heading(&voice.text(Text::GuideConfirmed));
    if words.confirmed.is_empty() {
        sheet.wrapped(&voice.text(Text::GuideNothingConfirmed), "", "");
    }
    words.confirmed.iter().for_each(|term| sheet.term(voice, term));
    if !words.not_confirmed.is_empty() {
        sheet.heading(&voice.text(Text::GuideUnconfirmed));
        sheet.wrapped(&voice.text(Text::GuideUnconfirmedMeans), "", "");
        words.not_confirmed.iter().for_each(|term| sheet.term(voice, term));
    }
    sheet.heading(&voice.text(Text::GuideComplaint));
    words.complaint.iter().for_each(|day| sheet.day(voice, day));
    words.regulator.iter().for_each(|contact| sheet.contact(voice, contact));
    sheet.heading(&voice.text(Text::GuideLetter));
    sheet.wrapped(&voice.text(Text::GuideLetterMeans), "", "");
    sheet.letter(&words.letter_subject, &words.letter);
    for also in &words.letter_also {
        sheet.wrapped(own_name(also.language), "", "");
        sheet.letter(&also.subject, &also.letter);
    }
    sheet.list(&words.about);
    sheet.text
}

/// The text so far.
#[derive(Default)]
struct Sheet {
    text: String,
}

impl Sheet {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn title(&mut self, text: &str) {
        self.wrapped(text, "", "");
        self.rule(text, '=');
        self.blank();
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        self.wrapped(text, "", "");
        self.rule(text, '-');
    }

    fn rule(&mut self, under: &str, with: char) {
        let wide = width(under).min(COLUMNS_MAX);
        self.text.extend(std::iter::repeat_n(with, wide));
        self.blank();
    }

    fn bullet(&mut self, text: &str) {
        self.wrapped(text, "* ", "  ");
    }

    fn list(&mut self, texts: &[String]) {
        texts.iter().for_each(|text| self.bullet(text));
    }

    fn items(&mut self, items: &[ItemWords]) {
        items.iter().for_each(|item| self.bullet(&item.text));
    }

    fn day(&mut self, voice: Voice, day: &DayWords) {
        self.blank();
        self.wrapped(&labelled(voice, &day.on_words, &day.title), "", "  ");
        if !day.remark.is_empty() {
            self.wrapped(&format!("({})", day.remark), "  ", "   ");
        }
        for item in &day.items {
            self.wrapped(&item.text, "  [ ] ", "      ");
        }
    }

    fn contact(&mut self, voice: Voice, contact: &ContactWords) {
        let address = labelled(voice, &contact.way_words, &contact.address);
        let with = [("text", address), ("remark", contact.standing.clone())];
        self.bullet(&voice.text_with(Text::Remarked, &with));
        if let Some(note) = &contact.note {
            self.wrapped(note, "  ", "  ");
        }
        contact.hours.iter().for_each(|line| self.wrapped(line, "  ", "    "));
        self.wrapped(&contact.source_words, "  ", "  ");
    }

    fn term(&mut self, voice: Voice, term: &TermWords) {
        let with = [("text", labelled(voice, &term.label, &term.value)), ("remark", term.standing.clone())];
        self.bullet(&voice.text_with(Text::Remarked, &with));
        self.wrapped(&term.source_words, "  ", "  ");
    }

    fn letter(&mut self, subject: &str, letter: &str) {
        self.blank();
        self.wrapped(subject, "  ", "  ");
        self.blank();
        letter.lines().for_each(|line| self.wrapped(line, "  ", "  "));
        self.blank();
    }

    /// Writes `text` in lines no wider than [`COLUMNS_MAX`], the first behind `first`, the others behind `rest`.
    fn wrapped(&mut self, text: &str, first: &str, rest: &str) {
        let mut line = first.to_owned();
        let mut used = width(first);
        let mut is_empty = true;
        for (gap, piece) in pieces(text) {
            let wide = width(piece) + usize::from(gap && !is_empty);
            if !is_empty && used + wide > COLUMNS_MAX {
                self.end(&line);
                line = rest.to_owned();
                used = width(rest);
                is_empty = true;
            }
            if gap && !is_empty {
                line.push(' ');
                used += 1;
            }
            line.push_str(piece);
            used += width(piece);
            is_empty = false;
        }
        self.end(&line);
    }

    fn end(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.blank();
    }
}

/// A label and what it stands for, with the language's own colon.
fn labelled(voice: Voice, label: &str, value: &str) -> String {
    voice.text_with(Text::LabelValue, &[("label", label.to_owned()), ("value", value.to_owned())])
}

/// The pieces between which a line may end, each with whether a space stood before it. Words are one piece; Chinese may end after any
/// sign, only not before one that closes.
fn pieces(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split_whitespace().flat_map(|word| {
        let mut cuts = vec![0];
        let mut before: Option<char> = None;
        for (at, c) in word.char_indices() {
            let may_cut = before.is_some_and(|before| (is_wide(before) || is_wide(c)) && !is_opening(before));
            if may_cut && !is_closing(c) {
                cuts.push(at);
            }
            before = Some(c);
        }
        cuts.push(word.len());
        let parts: Vec<_> = cuts.windows(2).filter_map(|pair| word.get(pair[0]..pair[1])).collect();
        parts.into_iter().enumerate().map(|(place, part)| (place == 0, part))
    })
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '）'
            | '”'
            | '？'
            | '！'
            | '》'
            | ','
            | '.'
            | ';'
            | ':'
            | ')'
            | ']'
    )
}

fn is_opening(c: char) -> bool {
    matches!(c, '（' | '“' | '《' | '(' | '[')
}

/// How many columns a terminal gives to a text. *Source*: Unicode TR 11; quotation marks are counted as narrow.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_mark(c) { 0 } else { 1 + usize::from(is_wide(c)) }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Vowel signs and directions, which take no room.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{200B}'..='\u{200F}'
        | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // Lines end between words, and in Chinese between signs but never before a closing one.
    #[test]
    fn lines_end_where_they_may() {
        let mut sheet = Sheet::default();
        sheet.bullet(&"word ".repeat(40));
        sheet.bullet(&"线路终止。".repeat(20));
        for line in sheet.text.lines() {
            assert!(width(line) <= COLUMNS_MAX, "{line}");
            assert!(!line.trim_start().starts_with('。'), "{line}");
        }
        assert!(sheet.text.contains("word word"));
    }

    // A vowel sign takes no column and a Chinese sign takes two.
    #[test]
    fn columns_are_counted_as_a_terminal_does() {
        assert_eq!(width("خطّ"), 2);
        assert_eq!(width("线路 a"), 6);
    }
}
