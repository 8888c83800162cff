//! What the person is told by mail and by text message: short, in his language, with the way to stop it while it can be stopped.

use std::fmt::Write as _;

use jiff::civil::Date;
use masalama_core::effect::Subject;
use masalama_core::money::Money;
use masalama_core::request::Language;

use crate::{NoticeText, Voice, direction, tag};

/// What one message says, before it has words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// What about.
    pub subject: Subject,
    /// The language.
    pub language: Language,
    /// The last digits of the line, enough for its holder and no more.
    pub line: &'a str,
    /// The case.
    pub case: &'a str,
    /// The day it speaks of, in the operator's zone.
    pub on: Date,
    /// The sum it speaks of, where it is known.
    pub amount: Option<Money>,
    /// Where the case is opened with its credential, which no message carries.
    pub open_at: &'a str,
    /// The link that stops the cease, while it can be stopped.
    pub stop: Option<&'a str>,
    /// Does it come from the sandbox? Then it says so.
    pub sandbox: bool,
}

/// A mail in words. The HTML is whole and holds nothing from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its subject, one line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part; it says the same.
    pub html: String,
}

/// The messages of a subject: as a text message, as the heading of a mail, and what a mail says beyond the text message.
const fn texts_of(subject: Subject) -> [NoticeText; 3] {
    use NoticeText as T;
    match subject {
        Subject::Received => [T::SmsReceived, T::MailReceived, T::MoreReceived],
        Subject::EffectiveDate => [T::SmsEffectiveDate, T::MailEffectiveDate, T::MoreEffectiveDate],
        Subject::BeforeCut => [T::SmsBeforeCut, T::MailBeforeCut, T::MoreBeforeCut],
        Subject::Ended => [T::SmsEnded, T::MailEnded, T::MoreEnded],
        Subject::RefundPaid => [T::SmsRefundPaid, T::MailRefundPaid, T::MoreRefundPaid],
        Subject::RestPaid => [T::SmsRestPaid, T::MailRestPaid, T::MoreRefundPaid],
        Subject::Closed => [T::SmsClosed, T::MailClosed, T::MoreClosed],
        Subject::ContactChanged => [T::SmsContactChanged, T::MailContactChanged, T::MoreContactChanged],
        Subject::DestinationChanged => {
            [T::SmsDestinationChanged, T::MailDestinationChanged, T::MoreDestinationChanged]
        }
        Subject::Held => [T::SmsHeld, T::MailHeld, T::MoreHeld],
        Subject::GoesOn => [T::SmsGoesOn, T::MailGoesOn, T::MoreGoesOn],
        Subject::TakenBack => [T::SmsTakenBack, T::MailTakenBack, T::MoreTakenBack],
    }
}

impl Notice<'_> {
    /// The text message. Nothing invisible stands in it: each such sign would cost its place, and old phones show a box.
    #[must_use]
    pub fn text_message(&self) -> String {
        let voice = Voice::plain(self.language);
        let [short, ..] = texts_of(self.subject);
        let mut parts = Vec::new();
        if self.sandbox {
            parts.push(voice.text(NoticeText::NoticeSandbox));
        }
        parts.push(self.said(voice, short));
        if let Some(link) = self.stop {
            parts.push(voice.text_with(NoticeText::SmsStop, &[("link", link.to_owned())]));
        }
        parts.join(" ")
    }

    /// The mail.
    #[must_use]
    pub fn mail(&self) -> Mail {
        let plain = Voice::plain(self.language);
        let [_, heading, _] = texts_of(self.subject);
        Mail { subject: self.said(plain, heading), text: self.plain(plain), html: self.html() }
    }

    fn plain(&self, voice: Voice) -> String {
        let mut paragraphs = self.paragraphs(voice);
        if let Some(link) = self.stop {
            paragraphs.push(format!("{}\n{link}", voice.text(NoticeText::MailStop)));
        }
        let [case, automatic] = self.foot(voice);
        paragraphs.push(format!("{case}\n{}", self.open_at));
        paragraphs.push(automatic);
        paragraphs.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let voice = Voice::page(self.language);
        let [_, heading, _] = texts_of(self.subject);
        let heading = escaped(&self.said(voice, heading));
        let mut body = format!("<h1>{heading}</h1>\n");
        for paragraph in self.paragraphs(voice) {
            _ = writeln!(body, "<p>{}</p>", escaped(&paragraph));
        }
        if let Some(link) = self.stop {
            let (why, link) = (escaped(&voice.text(NoticeText::MailStop)), escaped(link));
            let word = escaped(&voice.text(NoticeText::MailStopLink));
            _ = writeln!(body, "<p>{why}</p>\n<p><a href=\"{link}\">{word}</a></p>");
        }
        let [case, automatic] = self.foot(voice).map(|paragraph| escaped(&paragraph));
        let open_at = escaped(self.open_at);
        _ = writeln!(body, "<p><small>{case}<br><a href=\"{open_at}\">{open_at}</a></small></p>");
        _ = writeln!(body, "<p><small>{automatic}</small></p>");
        let (tag, direction) = (tag(self.language), direction(self.language));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<head><meta charset=\"utf-8\"><title>{heading}</title></head>\n\
             <body>\n{body}</body>\n</html>\n"
        )
    }

    fn paragraphs(&self, voice: Voice) -> Vec<String> {
        let [short, _, more] = texts_of(self.subject);
        let mut paragraphs = Vec::new();
        if self.sandbox {
            paragraphs.push(voice.text(NoticeText::NoticeSandbox));
        }
        paragraphs.push(self.said(voice, short));
        paragraphs.push(voice.text(more));
        paragraphs
    }

    fn foot(&self, voice: Voice) -> [String; 2] {
        let case = voice.text_with(NoticeText::MailCase, &[("case", self.case.to_owned())]);
        [case, voice.text(NoticeText::MailAutomatic)]
    }

    /// A text with all that a message may put into it.
    fn said(&self, voice: Voice, text: NoticeText) -> String {
        let amount =
            self.amount.map_or_else(|| voice.text(NoticeText::RefundUnsaid), |amount| voice.money(amount));
        let with = [("line", self.line.to_owned()), ("date", voice.date(self.on)), ("amount", amount)];
        voice.text_with(text, &with)
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use masalama_core::money::Currency;

    use super::*;
    use crate::LANGUAGES;

    fn notice(subject: Subject, language: Language) -> Notice<'static> {
        let stop = subject.can_be_stopped();
        Notice {
            subject,
            language,
            line: "567",
            case: "01KANX9V4R7Q2Y8Z3T6M5W0B1C",
            open_at: "https://lines.example.om/case?lang=zh",
            on: jiff::civil::date(2026, 11, 30),
            amount: Some(Money::new(12_345, Currency::OMR)),
            stop: stop.then_some(
                "https://lines.example.om/stop/01KANX9V4R7Q2Y8Z3T6M5W0B1C01KANX9V4R7Q2Y8Z3T6M5W0B1D?lang=zh",
            ),
            sandbox: false,
        }
    }

    // A text message fills few parts in each language, names the line, and holds no sign that cannot be seen.
    #[test]
    fn text_messages_are_short() {
        for subject in Subject::ALL {
            for language in LANGUAGES {
                let text = notice(subject, language).text_message();
                let (parts_max, of) = match language {
                    Language::En => (2, 153),
                    Language::Ar | Language::Zh => (3, 67),
                };
                assert!(text.chars().count() <= parts_max * of, "{subject:?} {language:?}: {text}");
                assert!(text.contains("567"), "{text}");
                assert!(!text.contains(['\u{2068}', '\u{2069}', '{', '$']), "{text}");
            }
        }
    }

    // Whatever can be stopped says how, in both parts of a mail and in the text message; what cannot holds no link.
    #[test]
    fn the_way_to_stop_it_is_there_while_it_can_be_stopped() {
        for subject in Subject::ALL {
            for language in LANGUAGES {
                let notice = notice(subject, language);
                let mail = notice.mail();
                for part in [&mail.text, &mail.html, &notice.text_message()] {
                    assert_eq!(
                        part.contains("/stop/"),
                        notice.stop.is_some(),
                        "{subject:?} {language:?}: {part}"
                    );
                }
                for part in [&mail.text, &mail.html] {
                    assert!(part.contains(notice.open_at), "where the case is: {part}");
                }
                assert!(!mail.subject.contains(['\n', '\r']) && !mail.subject.is_empty());
                assert!(mail.html.contains(direction(language)), "{}", mail.html);
            }
        }
    }

    // What is put into the HTML stays text.
    #[test]
    fn nothing_put_in_becomes_html() {
        let hostile = Notice { line: "<b>&\"", ..notice(Subject::Ended, Language::En) };
        let html = hostile.mail().html;
        assert!(html.contains("&lt;b&gt;&amp;&quot;") && !html.contains("<b>"), "{html}");
    }

    // The sandbox says so in every message, first.
    #[test]
    fn the_sandbox_says_so() {
        for language in LANGUAGES {
            let notice = Notice { sandbox: true, ..notice(Subject::Received, language) };
            let says = Voice::plain(language).text(NoticeText::NoticeSandbox);
            assert!(notice.text_message().starts_with(&says));
            assert!(notice.mail().text.starts_with(&says) && notice.mail().html.contains(&says));
        }
    }
}
