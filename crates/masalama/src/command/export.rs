//! `export`: everything of one case as one archive.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::{ServerArgs, typed};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::say;

/// Arguments of `export`.
#[derive(Args)]
#[command(after_help = "The archive (tar) holds:
  README.txt           the case in words, in its language
  case.json, plan.json the case and its plan
  records.jsonl        every record byte for byte; hashes.txt has the chain's hash after each
  papers/*.json        the signed papers byte for byte, and signing.pub to verify them with

Example:
  masalama export 01KAN0V2P5J3T9Q7XW8Z4M6B1C --to case.tar")]
pub(super) struct ExportArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The case
    #[arg(value_parser = typed::case)]
    case: String,
    /// The credential given with the receipt; without one the staff token is shown
    #[arg(long, env = "MASALAMA_CREDENTIAL", hide_env_values = true)]
    credential: Option<String>,
    /// The archive to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// One file of the archive.
struct Entry {
    name: String,
    bytes: Vec<u8>,
}

pub(super) async fn export(args: ExportArgs) -> Result<Exit, Failure> {
    let client = Client::of_case(&args.server, &args.case, args.credential.as_deref())?;
    let exported: Value = client.get(&format!("/v1/cases/{}/export", args.case)).await?;
    let entries = entries(&exported);
    let fault = |source| Failure::File { path: args.to.clone(), verb: "written", source };
    let file = std::fs::File::create(&args.to).map_err(fault)?;
    let made_at = exported["made_at"].as_str().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let seconds = made_at.map_or(0, |at| at.as_second().max(0).unsigned_abs());
    write(&entries, &args.case, seconds, file).map_err(fault)?;
    if args.server.json {
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        say::json(&serde_json::json!({ "case": args.case, "archive": args.to, "files": names }));
    } else {
        say::data(format_args!("case {}: {} files in {}", args.case, entries.len(), args.to.display()));
    }
    Ok(Exit::Done)
}

fn entries(exported: &Value) -> Vec<Entry> {
    let list = |key: &str| exported[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = |of: &dyn Fn(&Value) -> String| {
        list("records").iter().map(|record| format!("{}\n", of(record))).collect::<String>().into_bytes()
    };
    let mut entries = vec![
        Entry {
            name: "README.txt".to_owned(),
            bytes: format!("{}\n\n{}\n", text(&exported["readable"]), text(&exported["chain"])).into_bytes(),
        },
        Entry { name: "case.json".to_owned(), bytes: pretty(&exported["case"]) },
        Entry { name: "plan.json".to_owned(), bytes: pretty(&exported["plan"]) },
        Entry { name: "records.jsonl".to_owned(), bytes: lines(&|record| text(&record["body"])) },
        Entry { name: "hashes.txt".to_owned(), bytes: lines(&|record| text(&record["hash"])) },
        Entry {
            name: "signing.pub".to_owned(),
            bytes: format!("{}\n", text(&exported["public_key"])).into_bytes(),
        },
    ];
    entries.extend(list("papers").iter().map(|paper| Entry {
        name: format!("papers/{}.json", text(&paper["kind"]).replace('_', "-")),
        bytes: text(&paper["body"]).into_bytes(),
    }));
    entries
}

fn write(entries: &[Entry], case: &str, seconds: u64, file: impl Write) -> std::io::Result<()> {
    let mut archive = tar::Builder::new(std::io::BufWriter::new(file));
    for entry in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(entry.bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(seconds);
        let name = format!("masalama-{case}/{}", entry.name);
        archive.append_data(&mut header, name, entry.bytes.as_slice())?;
    }
    archive.into_inner()?.flush()
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
