//! `policy`: the packs there are, whether they are sound, and what they say.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use masalama_core::line::LineKind;
use masalama_core::policy::{Policies, Policy, explain};
use masalama_core::port::Clock as _;

use super::{ConfigArgs, typed};
use crate::clock::SystemClock;
use crate::exit::{Exit, Failure, Typed};
use crate::policies::{EMBEDDED, files_in};
use crate::wiring::zone_of;
use crate::{config, policies, say};

/// Commands about policies.
#[derive(Subcommand)]
pub(super) enum PolicyCommand {
    /// The policies in force
    #[command(after_help = "Example:\n  masalama policy list --json")]
    List(ListArgs),
    /// Are the packs sound? Every fault with file, line, key and what would be right
    #[command(after_help = "Exit status: 0 sound; 1 faults, one in each line.

Examples:
  masalama policy check
  masalama policy check policies/om")]
    Check(CheckArgs),
    /// A policy in plain sentences, each with where it comes from
    #[command(after_help = "Example:\n  masalama policy explain nawras --kind postpaid")]
    Explain(ExplainArgs),
}

/// Arguments of `policy list`.
#[derive(Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `policy check`.
#[derive(Args)]
pub(super) struct CheckArgs {
    /// A folder of packs, or one file; the packs in force without one
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `policy explain`.
#[derive(Args)]
pub(super) struct ExplainArgs {
    /// The operator, by any name people know
    operator: String,
    /// prepaid or postpaid; both without
    #[arg(long, value_parser = typed::word::<LineKind>)]
    kind: Option<LineKind>,
    /// As in force on this day; today without
    #[arg(long, value_name = "DATE", value_parser = typed::day)]
    on: Option<Date>,
    #[command(flatten)]
    config: ConfigArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: PolicyCommand) -> Result<Exit, Failure> {
    match command {
        PolicyCommand::List(args) => list(&args),
        PolicyCommand::Check(args) => check(&args),
        PolicyCommand::Explain(args) => explained(&args),
    }
}

fn in_force(config: &ConfigArgs) -> Result<Policies, Failure> {
    Ok(policies::of(config::read(config.config.as_deref())?.0.policies())?)
}

fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Prepaid => "prepaid",
        LineKind::Postpaid => "postpaid",
    }
}

#[derive(serde::Serialize)]
struct Listed<'a> {
    id: &'a str,
    version: u32,
    operator: &'a str,
    kind: LineKind,
    effective_from: Date,
    hash: String,
}

fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let policies = in_force(&args.config)?;
    let listed: Vec<_> = policies
        .all()
        .map(|policy| Listed {
            id: &policy.policy.id,
            version: policy.policy.version,
            operator: policy.operator.as_str(),
            kind: policy.kind,
            effective_from: policy.effective_from,
            hash: policy.policy.hash.to_string(),
        })
        .collect();
    if args.json {
        say::json(&listed);
        return Ok(Exit::Done);
    }
    say::data(format_args!(
        "{:<32} {:>7}  {:<18} {:<9} in force from",
        "policy", "version", "operator", "kind"
    ));
    for one in listed {
        let Listed { id, version, operator, kind, effective_from, .. } = one;
        say::data(format_args!(
            "{id:<32} {version:>7}  {operator:<18} {:<9} {effective_from}",
            kind_word(kind)
        ));
    }
    Ok(Exit::Done)
}

#[derive(serde::Serialize)]
struct Checked {
    files: usize,
    policies: usize,
    values: usize,
    unverified: usize,
    faults: Vec<FaultJson>,
}

#[derive(serde::Serialize)]
struct FaultJson {
    file: String,
    line: usize,
    key: String,
    says: String,
}

fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let configured = config::read(args.config.config.as_deref())?.0;
    let folder = args.folder.as_deref().or(configured.policies());
    let files: Vec<(String, String)> = match folder {
        Some(folder) => files_in(folder)?,
        None => EMBEDDED.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
    };
    let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let read = Policies::read(&texts);
    let faults = read.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    let exit = if faults.is_empty() { Exit::Done } else { Exit::No };
    let sound = read.as_ref().ok();
    let checked = Checked {
        files: files.len(),
        policies: sound.map_or(0, |policies| policies.all().count()),
        values: sound.map_or(0, |policies| policies.values().count()),
        unverified: sound.map_or(0, |policies| policies.unverified_values().count()),
        faults: faults
            .iter()
            .map(|fault| FaultJson {
                file: fault.file.clone(),
                line: fault.line,
                key: fault.key.clone(),
                says: fault.problem.to_string(),
            })
            .collect(),
    };
    if args.json {
        say::json(&checked);
        return Ok(exit);
    }
    faults.iter().for_each(say::data);
    let Checked { files, policies, values, unverified, .. } = checked;
    if exit == Exit::Done {
        say::note(format_args!(
            "{files} files, {policies} policies: no fault. {unverified} of {values} values are not confirmed: they inform, and never bind."
        ));
    } else {
        say::note(format_args!("{files} files, faults: {}", faults.len()));
    }
    Ok(exit)
}

fn explained(args: &ExplainArgs) -> Result<Exit, Failure> {
    let policies = in_force(&args.config)?;
    let Some(party) = policies.operator_named(&args.operator) else {
        let known: Vec<&str> = policies.operators().map(|party| party.name.as_str()).collect();
        return Err(Failure::Typed {
            what: "OPERATOR",
            problem: Typed::NoSuchOperator { known: known.join(", ") },
        });
    };
    let day = args.on.unwrap_or_else(|| zone_of(&policies).date_at(SystemClock.now()));
    let kinds = args.kind.map_or_else(|| vec![LineKind::Prepaid, LineKind::Postpaid], |kind| vec![kind]);
    let found: Vec<&Policy> =
        kinds.into_iter().filter_map(|kind| policies.for_line(&party.id, kind, day)).collect();
    if found.is_empty() {
        let problem = Typed::Refused(masalama_core::refusal::RefusalCode::NoPolicy);
        return Err(Failure::Typed { what: "OPERATOR", problem });
    }
    if args.json {
        let all: Vec<_> = found
            .iter()
            .map(|policy| serde_json::json!({ "policy": policy.policy, "kind": policy.kind, "says": explain(policy) }))
            .collect();
        say::json(&all);
        return Ok(Exit::Done);
    }
    for policy in found {
        say::data(format_args!(
            "{}, {}: {} version {}",
            party.name,
            kind_word(policy.kind),
            policy.policy.id,
            policy.policy.version
        ));
        for one in explain(policy) {
            say::data(format_args!("  {}", one.sentence));
            say::data(format_args!("      {} ({}, checked on {})", one.source, one.key, one.checked_on));
        }
    }
    Ok(Exit::Done)
}
