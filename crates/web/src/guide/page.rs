//! A guide as a page, and the form that asks for one. It is complete without a script; with ours, ticks are kept in the browser.

use askama::Template;
use jiff::civil::Date;
use masalama_core::line::LineKind;
use masalama_core::policy::Policies;
use masalama_core::request::Language;

use super::letter::{self, Letter, Lines};
use super::words::{DayWords, PHASES, Words, words};
use super::{Guide, GuideRefusal, operators};
use crate::frame::Head;
use masalama_language::{self as language, LANGUAGES, PortalText, Sentence, Text, Voice};

/// What keeps ticks.
const SCRIPTS: &[&str] = &["/static/portal.js"];

/// A link that shows the same in another language.
struct OtherLanguage {
    href: String,
    tag: &'static str,
    name: &'static str,
}

/// The days before, at or after the end, under their heading.
struct PhaseSection {
    heading: String,
    days: Vec<DayWords>,
}

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    head: Head,
    voice: Voice,
    words: Words,
    phases: Vec<PhaseSection>,
    script: Vec<Lines>,
    letters: Vec<Letter>,
    languages: Vec<OtherLanguage>,
    query: String,
    ticks: String,
}

impl GuidePage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

/// The guide as a page that stands by itself.
#[must_use]
pub fn page(guide: &Guide) -> String {
    page_in(guide, Head::alone(Voice::page(guide.language), String::new()))
}

/// The guide as a whole page. Links to the same in other languages, to the calendar file and to the text are relative: `?…&lang=…`,
/// `guide.ics?…`, `guide.txt?…`.
pub(crate) fn page_in(guide: &Guide, head: Head) -> String {
    let voice = Voice::page(guide.language);
    let words = words(guide, voice);
    let kind = kind_code(guide.kind);
    let base = format!("operator={}&kind={kind}&leave_on={}", guide.operator, guide.leave_on);
    let languages = other_languages(guide.language, &base);
    let query = format!("{base}&lang={}", language::code(guide.language));
    let section = |(phase, heading)| PhaseSection {
        heading: voice.text(heading),
        days: words.days.iter().filter(|day| day.phase == phase).cloned().collect(),
    };
    let phases = PHASES.map(section).into();
    // Here the notice is about the operator, who may be a real one where we run as a sandbox.
    let scripts = if head.nonce.is_empty() { &[] } else { SCRIPTS };
    let head = Head { title: words.title.clone(), is_sandbox: words.is_sandbox, scripts, ..head };
    let ticks = format!("{}/{kind}/{}", guide.operator, guide.leave_on);
    let (script, letters) = (letter::script(&words, guide.language), letter::letters(&words, guide.language));
    let page = GuidePage { head, voice, words, phases, script, letters, languages, query, ticks };
    page.render().expect("the template only prints texts, which cannot fail")
}

fn other_languages(spoken: Language, base: &str) -> Vec<OtherLanguage> {
    let others = LANGUAGES.into_iter().filter(|language| *language != spoken);
    let and = if base.is_empty() { "" } else { "&" };
    others
        .map(|language| OtherLanguage {
            href: format!("?{base}{and}lang={}", language::code(language)),
            tag: language::tag(language),
            name: language::own_name(language),
        })
        .collect()
}

fn kind_code(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Prepaid => "prepaid",
        LineKind::Postpaid => "postpaid",
    }
}

/// What the form was filled in with last time, as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The operator's name or id.
    pub operator: &'a str,
    /// The kind of line.
    pub kind: Option<LineKind>,
    /// The day.
    pub leave_on: Option<Date>,
    /// Why there was no guide.
    pub refusal: Option<&'a GuideRefusal>,
}

/// A choice of a list.
struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "guide_form.html")]
struct FormPage {
    head: Head,
    voice: Voice,
    language: &'static str,
    languages: Vec<OtherLanguage>,
    refusal: Option<String>,
    operators: Vec<Choice>,
    kinds: Vec<Choice>,
    leave_on: String,
}

impl FormPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

/// The form that asks for operator, kind of line and day; it sends `operator`, `kind`, `leave_on` and `lang` by GET to the page it is on.
#[must_use]
pub fn form(policies: &Policies, language: Language, asked: Asked<'_>) -> String {
    form_in(policies, language, asked, Head::alone(Voice::page(language), String::new()))
}

/// The same within the frame of a page.
pub(crate) fn form_in(policies: &Policies, language: Language, asked: Asked<'_>, head: Head) -> String {
    let voice = Voice::page(language);
    let operators = operators(policies).into_iter().map(|party| Choice {
        value: party.id.to_string(),
        name: party.name.clone(),
        is_chosen: party.is_named(asked.operator),
    });
    let kinds = [LineKind::Prepaid, LineKind::Postpaid].map(|kind| Choice {
        value: kind_code(kind).to_owned(),
        name: voice.tell(kind),
        is_chosen: asked.kind == Some(kind),
    });
    let page = FormPage {
        head: Head { title: voice.text(Text::FormTitle), is_sandbox: false, ..head },
        voice,
        language: language::code(language),
        languages: other_languages(language, ""),
        refusal: asked.refusal.map(|refusal| refusal.sentence(voice)),
        operators: operators.collect(),
        kinds: kinds.into(),
        leave_on: asked.leave_on.map(|date| date.to_string()).unwrap_or_default(),
    };
    page.render().expect("the template only prints texts, which cannot fail")
}
