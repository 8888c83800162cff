//! `verify`: is a paper what it was when it was signed, and by whom?

use std::path::PathBuf;

use clap::Args;
use masalama_core::paper::{Content, PAPER_BYTES_MAX, PaperKind, Verified, VerifyingKey, verify};

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
  masalama verify receipt.json"
)]
pub(super) struct VerifyArgs {
    /// The paper, as it was given out; - reads it from stdin
    #[arg(value_name = "FILE")]
    paper: PathBuf,
    /// The operator's public key; without one the signer stays unknown
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Print the verdict and the paper's content as JSON
    #[arg(long)]
    json: bool,
}

/// The verdict for programs.
#[derive(serde::Serialize)]
struct VerdictJson<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a Content>,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let key = args.key.as_ref().map(|path| key_in(path)).transpose()?;
    let bytes = typed::file(&args.paper, PAPER_BYTES_MAX as u64 + 1)?;
    let answer = verify(&bytes, key.as_ref());
    let (exit, verdict) = match &answer {
        Ok(Verified { is_trusted: true, .. }) => (Exit::Done, "trusted"),
        Ok(Verified { is_trusted: false, .. }) => (Exit::SignerUnknown, "intact, signer unknown"),
        Err(_) => (Exit::No, "broken"),
    };
    if args.json {
        let paper = answer.as_ref().ok();
        say::json(&VerdictJson {
            verdict,
            wrong: answer.as_ref().err().map(ToString::to_string),
            key: paper.map(|paper| paper.key.to_string()),
            content: paper.map(|paper| &paper.content),
        });
        return Ok(exit);
    }
    match &answer {
        Ok(paper) => {
            say::data(format_args!("{verdict}: {}", in_words(&paper.content)));
            if !paper.is_trusted {
                say::data(format_args!(
                    "signed with the key {}; ask the operator for its key by a channel you trust, and give it with --key",
                    paper.key
                ));
            }
        }
        Err(broken) => say::data(format_args!("broken: {broken}")),
    }
    Ok(exit)
}

fn key_in(path: &std::path::Path) -> Result<VerifyingKey, Failure> {
    let bytes = typed::file(path, KEY_BYTES_MAX)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(VerifyingKey::parse);
    key.ok_or_else(|| {
        typed::wrong("--key", "the path of the operator's signing.pub: one line of 43 characters")
    })
}

fn in_words(content: &Content) -> String {
    let heading = content.heading();
    let sandbox = if heading.sandbox { "; SANDBOX: nothing real ended" } else { "" };
    format!(
        "{} of case {}, card {}, issued {}{sandbox}",
        name(content.kind()),
        heading.case,
        heading.card,
        heading.issued_at.local
    )
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
