//! The page of a refusal: the text of `docs/errors`, with its headings, lists and marks as HTML.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use masalama_access::Right;

use super::about::InLanguage;
use crate::api::{Asked, Problem, Route, get, refusal_named, refusal_page, refusal_title};
use crate::frame::{Frame, Head, html};
use masalama_language::{Text, Voice};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::ReadOpenPages,
            "/errors/{code}",
            "read_refusal",
            "What a refusal means and what to do.",
            refusal,
        )
        .query("lang", "`en`, `ar` or `zh`: the language of the first sentence.")
        .answers_as(200, "text/html", "The page."),
    ]
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    head: Head,
    voice: Voice,
    sentence: String,
    blocks: Vec<Block>,
}

impl RefusalPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Text(Vec<Run>),
    List(Vec<Vec<Run>>),
}

/// A run of text of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Run {
    Plain(String),
    Code(String),
    Stressed(String),
}

async fn refusal(frame: Frame, Path(name): Path<String>, _: Asked<InLanguage>) -> Response {
    let Some(code) = refusal_named(&name) else {
        let detail = "there is no refusal with this code";
        return Problem::http(StatusCode::NOT_FOUND, "unknown-address", detail).into_response();
    };
    let voice = frame.voice;
    let head = frame.head(format!("{code}: {}", refusal_title(code)));
    html(&RefusalPage { head, voice, sentence: voice.tell(code), blocks: blocks(refusal_page(code)) })
}

/// The parts of a page, without its title. Of Markdown it knows what our pages use: headings, lists, paragraphs.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let without_title = markdown.split_once('\n').map_or("", |(_, rest)| rest);
    for part in without_title.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        if let Some(heading) = part.strip_prefix("## ") {
            blocks.push(Block::Heading(heading.trim().to_owned()));
        } else if let Some(list) = part.strip_prefix("- ") {
            blocks.push(Block::List(list.split("\n- ").map(|item| runs(&one_line(item))).collect()));
        } else {
            blocks.push(Block::Text(runs(&one_line(part))));
        }
    }
    blocks
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The runs of a line: between backticks code, between stars stressed.
fn runs(line: &str) -> Vec<Run> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*']) {
        let mark = &rest[at..=at];
        let Some(length) = rest[at + 1..].find(mark) else { break };
        if at > 0 {
            found.push(Run::Plain(rest[..at].to_owned()));
        }
        let inner = rest[at + 1..at + 1 + length].to_owned();
        found.push(if mark == "`" { Run::Code(inner) } else { Run::Stressed(inner) });
        rest = &rest[at + 2 + length..];
    }
    if !rest.is_empty() {
        found.push(Run::Plain(rest.to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    // Headings, lists and marks of a page are told apart; a lone mark is text.
    #[test]
    fn a_page_is_read() {
        let page = "# `x`: y\n\n*HTTP status: 400*\n\n## What to do\n\n- one\n  more\n- two `code`\n";
        let plain = |text: &str| Run::Plain(text.to_owned());
        assert_eq!(
            blocks(page),
            [
                Block::Text(vec![Run::Stressed("HTTP status: 400".to_owned())]),
                Block::Heading("What to do".to_owned()),
                Block::List(vec![vec![plain("one more")], vec![plain("two "), Run::Code("code".to_owned())]]),
            ]
        );
        assert_eq!(runs("5 * 6"), [plain("5 * 6")]);
    }
}
