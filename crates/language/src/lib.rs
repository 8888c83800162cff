//! What people read, in English, Arabic and Chinese.
//!
//! The sentences stand in `locales/<language>/*.ftl` (Project Fluent). Code never names a message by a string: it passes a value of the
//! core ([`Told`]) or a [`Text`], and the catalogues' test shows that each of them has its message in every language.
//!
//! Dates, amounts and counts are written by patterns and names in the catalogues; there is no other locale data in the program. Digits
//! are Latin in all three languages, as Omani bills and contracts have them, so that a date or a number can be read out and typed.

mod format;
pub mod notice;
mod text;
mod told;

use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, StaticLoader, static_loader};
use masalama_core::landscape::SystemKind;
use masalama_core::record::ParkedFor;
use masalama_core::request::Language;
use masalama_core::step::StepKind;
use unic_langid::langid;

pub use text::{ConsoleText, DocumentText, NoticeText, PortalText, Sentence, SignInText, Text};
pub use told::Told;

/// Every language, in the order they are offered.
pub const LANGUAGES: [Language; 3] = [Language::En, Language::Ar, Language::Zh];

static_loader! {
    static FOR_PAGES = { locales: "./locales", fallback_language: "en" };
}

static_loader! {
    static FOR_PLAIN = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const EN: LanguageIdentifier = langid!("en");
const AR: LanguageIdentifier = langid!("ar");
const ZH: LanguageIdentifier = langid!("zh");

/// The short code of a language: `en`, `ar`, `zh`.
#[must_use]
pub const fn code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Ar => "ar",
        Language::Zh => "zh",
    }
}

/// The language of a short code, in any case; nothing for a code we do not speak.
#[must_use]
pub fn of_code(text: &str) -> Option<Language> {
    LANGUAGES.into_iter().find(|language| code(*language).eq_ignore_ascii_case(text.trim()))
}

/// The language tag for the `lang` attribute. *Source*: BCP 47.
#[must_use]
pub const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Ar => "ar-OM",
        Language::Zh => "zh-CN",
    }
}

/// The direction it is written in, for the `dir` attribute.
#[must_use]
pub const fn direction(language: Language) -> &'static str {
    match language {
        Language::En | Language::Zh => "ltr",
        Language::Ar => "rtl",
    }
}

/// A language in its own words, for the link that chooses it.
#[must_use]
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Ar => "العربية",
        Language::Zh => "简体中文",
    }
}

/// The first language of an `Accept-Language` header that we speak; English where there is none.
///
/// Weights are not read: browsers write the languages in the order of preference.
#[must_use]
pub fn accepted(header: &str) -> Language {
    let primary = |range: &str| of_code(range.split(['-', ';']).next().unwrap_or_default());
    header.split(',').take(ACCEPTED_RANGES_MAX).find_map(primary).unwrap_or_default()
}

/// The most ranges of an `Accept-Language` header that are read.
const ACCEPTED_RANGES_MAX: usize = 32;

/// Where the words will stand, which decides how a number or name in them is kept apart from the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// On a page: what is put into a sentence stands between U+2068 and U+2069, so that a number in Arabic keeps its order.
    Page,
    /// On a terminal, in a file or in a calendar, where those signs would show as boxes.
    Plain,
}

/// Speaks one language on one medium.
///
/// ```
/// use masalama_core::request::Language;
/// use masalama_core::step::StepKind;
/// use masalama_language::Voice;
///
/// let voice = Voice::plain(Language::En);
/// assert_eq!(voice.tell(StepKind::Bar), "Service is barred; emergency calls stay possible. No charge is dated after this.");
/// assert_eq!(voice.days(2), "2 days");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    language: Language,
    medium: Medium,
}

impl Voice {
    /// For a page.
    #[must_use]
    pub const fn page(language: Language) -> Self {
        Self { language, medium: Medium::Page }
    }

    /// For a terminal, a file or a calendar.
    #[must_use]
    pub const fn plain(language: Language) -> Self {
        Self { language, medium: Medium::Plain }
    }

    /// The same in another language.
    #[must_use]
    pub const fn of(self, language: Language) -> Self {
        Self { language, medium: self.medium }
    }

    /// The language spoken.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The sentence for a value of the core: a step, a piece of advice, a refusal, a stage, a method, …
    #[must_use]
    pub fn tell<T: Told>(self, what: T) -> String {
        self.message(&what.message_key(), &[])
    }

    /// What the person does about a step whose operator does not run Masalama: do it, ask for it, expect it, phone again.
    #[must_use]
    pub fn tell_by_hand(self, step: StepKind) -> String {
        self.message(&by_hand_key(step), &[])
    }

    /// What staff do about a step that waits for them, in a few words.
    #[must_use]
    pub fn tell_task(self, step: StepKind) -> String {
        self.message(&task_key(step), &[])
    }

    /// A system as people call it: by its kind, with its name in brackets only where `kinds`, those of all systems spoken of, have the kind
    /// more than once; by its name alone where the kind is not known.
    #[must_use]
    pub fn system(self, name: &str, kind: Option<SystemKind>, kinds: &[Option<SystemKind>]) -> String {
        let Some(known) = kind else { return name.to_owned() };
        let in_words = self.tell(known);
        if kinds.iter().filter(|other| **other == kind).count() < 2 {
            return in_words;
        }
        self.text_with(Text::CoveredSystemNamed, &[("kind", in_words), ("name", name.to_owned())])
    }

    /// Why a case waits for a person.
    #[must_use]
    pub fn tell_parked(self, reason: &ParkedFor) -> String {
        match reason {
            ParkedFor::LineChanged { differences } => {
                let differences: Vec<_> = differences.iter().map(|what| self.tell(*what)).collect();
                let between = self.text(Text::ListSeparator);
                self.text_with(Text::ParkedLineChanged, &[("differences", differences.join(&between))])
            }
            ParkedFor::DuesCameUp => self.text(Text::ParkedDuesCameUp),
            ParkedFor::Poison { detail } => {
                self.text_with(Text::ParkedPoison, &[("detail", detail.as_str().to_owned())])
            }
        }
    }

    /// A text that takes nothing.
    #[must_use]
    pub fn text(self, text: impl Sentence) -> String {
        self.message(&text.message_key(), &[])
    }

    /// A text with what is put into it, by name; the names stand in the English catalogue.
    #[must_use]
    pub fn text_with(self, text: impl Sentence, with: &[(&'static str, String)]) -> String {
        let with: Vec<_> =
            with.iter().map(|(name, value)| (*name, FluentValue::from(value.clone()))).collect();
        self.message(&text.message_key(), &with)
    }

    /// The message `key`; in English where the language lacks it, and the key itself where that does too.
    fn message(self, key: &str, with: &[(&'static str, FluentValue<'static>)]) -> String {
        let with: HashMap<_, _> = with.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        let catalogue: &StaticLoader = match self.medium {
            Medium::Page => &FOR_PAGES,
            Medium::Plain => &FOR_PLAIN,
        };
        let language = match self.language {
            Language::En => &EN,
            Language::Ar => &AR,
            Language::Zh => &ZH,
        };
        let said = catalogue.lookup_single_language(language, key, Some(&with));
        let said = said
            .ok()
            .or_else(|| catalogue.try_lookup_with_args(&EN, key, &with))
            .unwrap_or_else(|| key.to_owned());
        self.directed(said)
    }

    /// A sentence of a language written from the right that begins with something put into it says its direction first: put into another
    /// sentence it would else be set from the left, since what stands apart does not count. *Source*: Unicode UAX 9, rules P2 and X5c.
    fn directed(self, said: String) -> String {
        let is_bare = said.starts_with(STANDS_APART) && direction(self.language) == "rtl";
        if is_bare { format!("{RIGHT_TO_LEFT}{said}") } else { said }
    }
}

/// Begins what is kept apart from the text around it: FIRST STRONG ISOLATE.
const STANDS_APART: char = '\u{2068}';
/// Says "from the right" and shows nothing: RIGHT-TO-LEFT MARK.
const RIGHT_TO_LEFT: char = '\u{200F}';

/// The message for a step as a task of staff.
#[must_use]
pub fn task_key(step: StepKind) -> String {
    format!("task-of-{}", told::wire_name(step))
}

/// The message for what a person does about a step.
#[must_use]
pub fn by_hand_key(step: StepKind) -> String {
    format!("by-hand-{}", told::wire_name(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    // A system is called by its kind, with its name only where two are of one kind; where no kind was kept, by its name.
    #[test]
    fn a_system_has_its_name_where_two_share_a_kind() {
        let (hlr, hss) = (Some(SystemKind::Hlr), Some(SystemKind::Hss));
        for (language, in_words, named) in [
            (Language::En, "2G and 3G register (HLR)", "2G and 3G register (HLR) (hlr-2)"),
            (Language::Ar, "سجل الجيلين الثاني والثالث (HLR)", "سجل الجيلين الثاني والثالث (HLR) (hlr-2)"),
            (Language::Zh, "2G 与 3G 归属位置寄存器（HLR）", "2G 与 3G 归属位置寄存器（HLR）（hlr-2）"),
        ] {
            let voice = Voice::plain(language);
            assert_eq!(voice.system("hlr-2", hlr, &[hlr, hss, None]), in_words);
            assert_eq!(voice.system("hlr-2", hlr, &[hlr, hss, hlr]), named);
            assert_eq!(voice.system("hlr-2", None, &[None, None]), "hlr-2");
        }
    }

    // A pair of label and value keeps its order within an Arabic sentence, and no other language gets signs it does not need.
    #[test]
    fn a_sentence_that_begins_with_what_is_put_in_says_its_direction() {
        let pair = [("label", "مهلة الإشعار".to_owned()), ("value", "شهران".to_owned())];
        assert!(Voice::page(Language::Ar).text_with(Text::LabelValue, &pair).starts_with("\u{200f}\u{2068}"));
        assert!(Voice::page(Language::En).text_with(Text::LabelValue, &pair).starts_with('\u{2068}'));
        assert!(Voice::plain(Language::Ar).text_with(Text::LabelValue, &pair).starts_with('م'));
    }
}
