//! The page for a no: a sentence that says what to do, in the person's language, and ways on.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use masalama_core::refusal::RefusalCode;
use masalama_language::{ConsoleText, PortalText, Text, Voice};

use crate::api::{FAULT_SENTENCE, Problem};
use crate::frame::{Head, html};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    head: Head,
    voice: Voice,
    sentence: String,
    detail: Option<String>,
    more: Option<String>,
    ways: Vec<Way>,
}

impl ProblemPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

/// A way on.
struct Way {
    place: &'static str,
    name: String,
}

/// A no in words.
struct Said {
    title: Text,
    sentence: String,
    /// The page that says more.
    more: Option<String>,
    /// What was wrong where, for whoever looks after programs: in English.
    detail: Option<String>,
}

/// A no as a page. Its head needs no title yet.
pub(crate) fn problem_page(mut head: Head, voice: Voice, problem: &Problem) -> Response {
    let Said { title, sentence, more, detail } = said(problem, voice);
    head.title = voice.text(title);
    let ways = ways(&head.path, voice);
    let mut response = html(&ProblemPage { head, voice, sentence, detail, more, ways });
    *response.status_mut() = match problem.status() {
        // The status of HTTP's own sign-in, which pages do not use.
        StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
        status => status,
    };
    if let Some(seconds) = problem.retry_after_s() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn said(problem: &Problem, voice: Voice) -> Said {
    let body = problem.body();
    if let Some(code) = problem.refusal() {
        // To a person who is signed in, a token says nothing.
        let is_known = code == RefusalCode::NotAllowed;
        let sentence = if is_known { voice.text(Text::NotYours) } else { voice.tell(code) };
        let detail = body.detail.clone().filter(|detail| *detail != sentence && says_more(code));
        return Said { title: Text::RefusalTitle, sentence, more: Some(body.kind.clone()), detail };
    }
    if let Some(id) = &body.instance {
        let sentence = voice.text_with(Text::FaultSentence, &[("id", id.clone())]);
        let detail = body.detail.clone().filter(|detail| detail != FAULT_SENTENCE);
        return Said { title: Text::FaultTitle, sentence, more: None, detail };
    }
    let (title, sentence) = match body.code.as_str() {
        "unknown-address" | "unknown-verb" => (Text::NothingHereTitle, Text::NothingHere),
        "not-issued" => (Text::RefusalTitle, Text::NotIssued),
        "press-busy" => (Text::RefusalTitle, Text::PressBusy),
        "no-font" => (Text::RefusalTitle, Text::PressCannot),
        _ => (Text::RefusalTitle, Text::NotRead),
    };
    Said { title, sentence: voice.text(sentence), more: None, detail: None }
}

/// Does the detail name the place of what is wrong? For the other refusals their own sentence says all there is to do.
fn says_more(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::BadInput)
}

/// Where a person goes on from a path: back to the page it belongs to, and to the first pages.
fn ways(path: &str, voice: Voice) -> Vec<Way> {
    let way = |place, name| Way { place, name };
    if path == "/console" || path.starts_with("/console/") {
        return vec![
            way("/console", voice.text(ConsoleText::NavQueue)),
            way("/console/search", voice.text(ConsoleText::NavSearch)),
        ];
    }
    let own = match path {
        "/my/return" | "/my/tick" | "/my/decline" | "/my/day" | "/my/retract" | "/my/hold" | "/my/upload"
        | "/my/refund" | "/my/contact" | "/my/resume" => Some(way("/my/do", voice.text(PortalText::NavDo))),
        "/my/complaint" => Some(way("/my/after", voice.text(PortalText::NavAfter))),
        _ if path.starts_with("/my/papers/") => Some(way("/my/papers", voice.text(PortalText::NavPapers))),
        _ if path.starts_with("/my") => Some(way("/my", voice.text(PortalText::NavFollow))),
        _ if path.starts_with("/end/") => Some(way("/end", voice.text(PortalText::FindTitle))),
        _ => None,
    };
    let first = [
        way("/", voice.text(PortalText::PortalTitle)),
        way("/case", voice.text(Text::CaseFindTitle)),
        way("/guide", voice.text(Text::FormTitle)),
    ];
    own.into_iter().chain(first).collect()
}
