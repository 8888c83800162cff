//! What stands on a sheet: words and numbers, ready to be set. How they look is the template's business.

mod archive;
mod certificate;
mod money;
mod request;
mod slip;
mod words;

use jiff::civil::Date;
use masalama_core::paper::{Content, PaperKind, Standing, Verified};
use masalama_core::request::Language;
use masalama_language::{DocumentText, Text, direction};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::code::{self, Drawn};
use crate::fonts::families;
use words::Teller;

/// Stands in the footer's message where the page's number goes, and the number of pages.
const PAGE_MARKS: [&str; 2] = ["\u{E000}", "\u{E001}"];

/// A sheet, as the template reads it.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    lang: &'static str,
    region: &'static str,
    direction: &'static str,
    fonts: [&'static str; 3],
    title: String,
    lead: String,
    /// The ribbon of a sandbox paper.
    sandbox: Option<String>,
    /// The mark at the head of its pages.
    mark: String,
    /// Year, month and day.
    issued: [i16; 3],
    facts: Vec<Fact>,
    code: Option<Code>,
    sections: Vec<Section>,
    footer: Footer,
    /// The name under which the signed paper is attached.
    file: String,
}

/// A text in a cell.
#[derive(Clone, Debug, Serialize)]
struct Cell {
    text: String,
    /// Does it run left to right in every script: a number, a name, a word of another system?
    ltr: bool,
    /// Is it of less weight than its neighbours?
    faint: bool,
}

impl Cell {
    fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ltr: false, faint: false }
    }

    fn code(text: impl ToString) -> Self {
        Self { text: text.to_string(), ltr: true, faint: false }
    }

    fn faint(self) -> Self {
        Self { faint: true, ..self }
    }
}

/// What is said of one thing.
#[derive(Clone, Debug, Serialize)]
struct Fact {
    label: String,
    value: Cell,
}

#[derive(Debug, Serialize)]
struct Code {
    svg: String,
    modules: usize,
    alt: String,
    caption: String,
}

#[derive(Debug, Serialize)]
struct Footer {
    lines: Vec<Fact>,
    page: String,
}

/// A part of a sheet, with its heading.
#[derive(Debug, Serialize)]
struct Section {
    title: String,
    #[serde(flatten)]
    part: Part,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Part {
    /// Labels and values.
    Facts { facts: Vec<Fact> },
    /// A table. A cell has one text under the other.
    Listing { dense: bool, columns: Vec<Column>, rows: Vec<Vec<Vec<Cell>>>, total: Option<Vec<Cell>> },
    /// What was done, one thing under the other.
    Steps { steps: Vec<Step> },
    /// Lines to sign on.
    Sign { fields: Vec<String> },
    /// Sentences.
    Notes { notes: Vec<String> },
}

#[derive(Debug, Serialize)]
struct Column {
    head: String,
    /// Its share of the width; 0 for as much as it needs.
    wide: u8,
    /// Does it stand at the end of the line: an amount?
    end: bool,
}

impl Column {
    fn new(head: String, wide: u8) -> Self {
        Self { head, wide, end: false }
    }
}

#[derive(Debug, Serialize)]
struct Step {
    when: Cell,
    what: String,
    place: Option<Cell>,
}

impl Sheet {
    /// The sheet of a paper.
    pub(crate) fn of(paper: &Verified, bytes: &[u8], language: Language) -> Self {
        let content = &paper.content;
        let heading = content.heading();
        let say = Teller::new(language, &heading.issued_at.zone);
        let drawn = code::draw(bytes);
        let mut facts = vec![
            say.fact(DocumentText::DocumentCase, Cell::code(heading.case)),
            say.fact(DocumentText::DocumentCard, Cell::code(&heading.card)),
        ];
        let (own, mut sections) = body(content, &say);
        facts.extend(own);
        facts.push(say.fact(DocumentText::DocumentReceived, say.instant(heading.received_at.utc)));
        facts.push(say.fact(DocumentText::DocumentIssued, say.instant(heading.issued_at.utc)));
        facts.push(say.fact(DocumentText::DocumentZone, Cell::code(heading.issued_at.zone.name())));
        sections.extend(how_to_verify(paper, bytes, drawn.is_some(), &say));
        let issued: Date = heading.issued_at.zone.date_at(heading.issued_at.utc);
        Self {
            lang: masalama_language::code(language),
            region: region(language),
            direction: direction(language),
            fonts: families(language),
            title: say.tell(content.kind()),
            lead: say.text(lead(content.kind())),
            sandbox: heading.sandbox.then(|| say.text(Text::SandboxNotice)),
            mark: say.text(DocumentText::DocumentSandboxMark),
            issued: [issued.year(), i16::from(issued.month()), i16::from(issued.day())],
            facts,
            code: drawn.map(|drawn| code(drawn, &say)),
            sections,
            footer: footer(paper, bytes, &say),
            file: file_name(content.kind(), heading.case),
        }
    }
}

/// The name of the signed paper as a file.
fn file_name(kind: PaperKind, case: impl std::fmt::Display) -> String {
    format!("masalama-{}-{case}.json", kind.as_str())
}

const fn region(language: Language) -> &'static str {
    match language {
        Language::En => "gb",
        Language::Ar => "om",
        Language::Zh => "cn",
    }
}

const fn lead(kind: PaperKind) -> DocumentText {
    match kind {
        PaperKind::Receipt => DocumentText::DocumentLeadReceipt,
        PaperKind::Certificate => DocumentText::DocumentLeadCertificate,
        PaperKind::ClosingStatement => DocumentText::DocumentLeadClosingStatement,
        PaperKind::Retraction => DocumentText::DocumentLeadRetraction,
        PaperKind::Quote => DocumentText::DocumentLeadQuote,
        PaperKind::FinalBill => DocumentText::DocumentLeadFinalBill,
        PaperKind::ReturnSlip => DocumentText::DocumentLeadReturnSlip,
        PaperKind::Archive => DocumentText::DocumentLeadArchive,
    }
}

/// What a paper says of its own: facts for the top, and its parts.
fn body(content: &Content, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    match content {
        Content::Receipt(paper) => request::receipt(paper, say),
        Content::Retraction(paper) => request::retraction(paper, say),
        Content::Certificate(paper) => certificate::certificate(paper, say),
        Content::ClosingStatement(paper) => money::closing_statement(paper, say),
        Content::Quote(paper) => money::quote(paper, say),
        Content::FinalBill(paper) => money::final_bill(paper, say),
        Content::ReturnSlip(paper) => slip::return_slip(paper, say),
        Content::Archive(paper) => archive::archive(paper, say),
    }
}

/// Operator, line and rules.
fn standing(standing: &Standing, say: &Teller) -> Vec<Fact> {
    let policy =
        [("policy", standing.policy.id.to_string()), ("version", standing.policy.version.to_string())];
    vec![
        say.fact(DocumentText::DocumentOperator, Cell::code(&standing.operator)),
        say.fact(DocumentText::DocumentLine, Cell::words(say.tell(standing.kind))),
        say.fact(
            DocumentText::DocumentPolicy,
            Cell::words(say.text_with(DocumentText::DocumentPolicyVersion, &policy)),
        ),
    ]
}

fn code(drawn: Drawn, say: &Teller) -> Code {
    let caption = if drawn.is_whole { DocumentText::DocumentScan } else { DocumentText::DocumentScanBrief };
    Code {
        svg: drawn.svg,
        modules: drawn.modules,
        alt: say.text(DocumentText::DocumentScanAlt),
        caption: say.text(caption),
    }
}

/// How to verify the paper, and with which numbers: a footer is no part of what is read aloud, so they stand here as well.
fn how_to_verify(paper: &Verified, bytes: &[u8], has_code: bool, say: &Teller) -> [Section; 2] {
    let kind = paper.content.kind();
    let command = |command: String| [("command", command)];
    let file = command(format!("masalama verify {}.json --key signing.pub", kind.as_str()));
    let mut notes = vec![say.text_with(DocumentText::DocumentVerifyFile, &file)];
    if has_code {
        let text = command("masalama verify --qr - --key signing.pub".to_owned());
        notes.push(say.text_with(DocumentText::DocumentVerifyCode, &text));
    }
    notes.push(say.text(DocumentText::DocumentVerifyKey));
    if kind == PaperKind::Archive {
        notes.push(say.text(DocumentText::DocumentVerifyChain));
    }
    let notes = Section { title: say.text(DocumentText::DocumentVerify), part: Part::Notes { notes } };
    [notes, Section { title: String::new(), part: Part::Facts { facts: numbers(paper, bytes, say) } }]
}

/// What a paper is compared by: the hash of its file and the fingerprint of its key.
fn numbers(paper: &Verified, bytes: &[u8], say: &Teller) -> Vec<Fact> {
    vec![
        say.fact(DocumentText::DocumentFileHash, Cell::code(hex::encode(Sha256::digest(bytes)))),
        say.fact(DocumentText::DocumentKey, Cell::code(paper.key.fingerprint())),
    ]
}

fn footer(paper: &Verified, bytes: &[u8], say: &Teller) -> Footer {
    let [page, pages] = PAGE_MARKS;
    let with = [("page", page.to_owned()), ("pages", pages.to_owned())];
    let mut lines = vec![say.fact(DocumentText::DocumentCase, Cell::code(paper.content.heading().case))];
    lines.extend(numbers(paper, bytes, say));
    Footer { lines, page: say.text_with(DocumentText::DocumentPage, &with) }
}
