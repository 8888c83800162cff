//! `verify`: is a paper what it was when it was signed, and by whom?

use std::path::PathBuf;

use clap::Args;
use masalama_core::paper::{
    Brief, Broken, Certificate, Content, Covered, Decoded, PAPER_BYTES_MAX, PaperKind, VerifyingKey, is_code,
    verify, verify_code,
};

use super::typed;
use crate::exit::{Exit, Failure};
use crate::say;

/// A key file is no longer than this.
const KEY_BYTES_MAX: u64 = 1_024;

/// Arguments of `verify`.
#[derive(Args)]
#[command(
    after_help = "Exit status: 0 trusted; 1 broken, with the first thing that is wrong; 3 intact, but nothing says whose key it is.

Examples:
  masalama verify certificate.json --key signing.pub
  masalama verify --qr 'MASALAMA1:6BF…' --key signing.pub     # what a scanner reads off the printed paper
  zbarimg -q certificate.png | masalama verify --qr - --key signing.pub"
)]
pub(super) struct VerifyArgs {
    /// The paper, as it was given out; - reads it from stdin
    #[arg(value_name = "FILE", required_unless_present = "qr")]
    paper: Option<PathBuf>,
    /// The text of the code on a printed paper; - reads it from stdin
    #[arg(long, value_name = "TEXT", conflicts_with = "paper")]
    qr: Option<String>,
    /// The operator's public key; without one the signer stays unknown
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Print the verdict and the paper's content as JSON
    #[arg(long)]
    json: bool,
}

/// The verdict for programs.
#[derive(Default, serde::Serialize)]
struct VerdictJson<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a Content>,
    /// The essence, where a code had no room for the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    brief: Option<&'a Brief>,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let key = args.key.as_ref().map(|path| key_in(path)).transpose()?;
    let answer = decoded(args, key.as_ref())?;
    let (exit, verdict) = match &answer {
        Ok(shown) if is_trusted(shown) => (Exit::Done, "trusted"),
        Ok(_) => (Exit::SignerUnknown, "intact, signer unknown"),
        Err(_) => (Exit::No, "broken"),
    };
    if args.json {
        say::json(&verdict_json(verdict, &answer));
        return Ok(exit);
    }
    match &answer {
        Ok(Decoded::Whole(paper)) => {
            say::data(format_args!(
                "{verdict}: {}",
                in_words(&Brief::of(&paper.content), &paper.content.heading().issued_at.local)
            ));
            say::data(format_args!("it proves: {}", proves(&paper.content)));
            tell_signer(paper.is_trusted, &paper.key);
        }
        Ok(Decoded::Brief(paper)) => {
            let issued = paper.content.issued_at.to_string();
            say::data(format_args!("{verdict}: {}", in_words(&paper.content, &issued)));
            say::data(format_args!(
                "it proves: such a paper was signed; the code had no room for the whole of it, whose content has the SHA-256 {}",
                paper.content.content
            ));
            tell_signer(paper.is_trusted, &paper.key);
        }
        Err(broken) => say::data(format_args!("broken: {broken}")),
    }
    Ok(exit)
}

/// Reads what was given: a file, or the text of a code, which may also stand in a file.
fn decoded(args: &VerifyArgs, key: Option<&VerifyingKey>) -> Result<Result<Decoded, Broken>, Failure> {
    let stdin = PathBuf::from("-");
    let bytes = match (&args.qr, &args.paper) {
        (Some(text), _) if text != "-" => return Ok(verify_code(text, key)),
        (Some(_), _) | (None, None) => typed::file(&stdin, PAPER_BYTES_MAX as u64 + 1)?,
        (None, Some(path)) => typed::file(path, PAPER_BYTES_MAX as u64 + 1)?,
    };
    if args.qr.is_none() && bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(verify(&bytes, key).map(|paper| Decoded::Whole(Box::new(paper))));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) if args.qr.is_some() || is_code(text) => Ok(verify_code(text, key)),
        Ok(_) | Err(_) => Ok(verify(&bytes, key).map(|paper| Decoded::Whole(Box::new(paper)))),
    }
}

fn is_trusted(shown: &Decoded) -> bool {
    match shown {
        Decoded::Whole(paper) => paper.is_trusted,
        Decoded::Brief(paper) => paper.is_trusted,
    }
}

fn verdict_json<'a>(verdict: &'static str, answer: &'a Result<Decoded, Broken>) -> VerdictJson<'a> {
    let empty = VerdictJson { verdict, ..VerdictJson::default() };
    match answer {
        Err(broken) => VerdictJson { wrong: Some(broken.to_string()), ..empty },
        Ok(Decoded::Whole(paper)) => {
            VerdictJson { key: Some(paper.key.to_string()), content: Some(&paper.content), ..empty }
        }
        Ok(Decoded::Brief(paper)) => {
            VerdictJson { key: Some(paper.key.to_string()), brief: Some(&paper.content), ..empty }
        }
    }
}

fn tell_signer(is_trusted: bool, key: &VerifyingKey) {
    if !is_trusted {
        say::data(format_args!(
            "signed with the key {key}, fingerprint {}; ask the operator for its key by a channel you trust, and give it with --key",
            key.fingerprint()
        ));
    }
}

fn key_in(path: &std::path::Path) -> Result<VerifyingKey, Failure> {
    let bytes = typed::file(path, KEY_BYTES_MAX)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(VerifyingKey::parse);
    key.ok_or_else(|| {
        typed::wrong("--key", "the path of the operator's signing.pub: one line of 43 characters")
    })
}

fn in_words(brief: &Brief, issued: &str) -> String {
    let sandbox = if brief.sandbox { "; SANDBOX: nothing real ended" } else { "" };
    format!("{} of case {}, card {}, issued {issued}{sandbox}", name(brief.paper), brief.case, brief.card)
}

/// What a paper says, in a sentence.
fn proves(content: &Content) -> String {
    match content {
        Content::Receipt(paper) => {
            format!("the request to end the line came in at {}", paper.heading.received_at.local)
        }
        Content::Certificate(paper) => {
            format!("the line is off since {}; {}", paper.charge_stop.local, covered(paper))
        }
        Content::ClosingStatement(paper) => format!(
            "the account is closed; paid back {} and {}, still owed {}",
            paper.owing.refunded, paper.owing.refunded_later, paper.owing.still_owed
        ),
        Content::Retraction(paper) => format!("the request was taken back at {}", paper.asked_at.local),
        Content::Quote(paper) => {
            format!("billing named a price of leaving of {} at {}", paper.total, paper.asked_at.local)
        }
        Content::FinalBill(paper) => {
            format!("the final bill is {}, with nothing dated after {}", paper.total, paper.charge_stop.local)
        }
        Content::ReturnSlip(paper) => format!("{} devices are to come back", paper.devices.len()),
        Content::Archive(paper) => format!(
            "the case had {} records with the chain head {}, and {} papers",
            paper.heading.records,
            paper.heading.chain_head,
            paper.papers.len()
        ),
    }
}

/// How many systems a certificate speaks of, and how far.
fn covered(paper: &Certificate) -> String {
    let all = paper.systems.iter().flat_map(|system| [Some(&system.covered), system.serving_nodes.as_ref()]);
    let (mut proven, mut ordered, mut attested) = (0, 0, 0);
    for covered in all.flatten() {
        match covered {
            Covered::Proven { .. } => proven += 1,
            Covered::Ordered { .. } => ordered += 1,
            Covered::Attested { .. } => attested += 1,
        }
    }
    let kinds = paper.not_covered.len();
    format!("{proven} proven, {ordered} ordered, {attested} attested; {kinds} kinds of system not covered")
}

/// What a paper is called here.
fn name(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Receipt => "receipt",
        PaperKind::Certificate => "certificate that the line is off",
        PaperKind::ClosingStatement => "closing statement",
        PaperKind::Retraction => "confirmation that the request was taken back",
        PaperKind::Quote => "quote",
        PaperKind::FinalBill => "final bill",
        PaperKind::ReturnSlip => "return slip",
        PaperKind::Archive => "records archive",
    }
}
