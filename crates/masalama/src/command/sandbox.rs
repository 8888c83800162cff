//! `sandbox`: the invented operator: as a process of its own, and what can be done with the one a server runs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use masalama_connect::sandbox::{Durability, LINES_AT_FIRST, LINES_MAX, Sandbox, SandboxSettings, serve};
use masalama_core::effect::EffectKind;
use masalama_core::line::{Line, LineKind, OperatorId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::serve::start_arguments;
use super::{ServerArgs, line, typed};
use crate::client::Client;
use crate::config::ClockPace;
use crate::exit::{Exit, Failure};
use crate::say;
use crate::wiring::pace;

/// Commands about the sandbox operator.
#[derive(Subcommand)]
pub(super) enum SandboxCommand {
    /// Serve the sandbox operator as a process of its own; a server reaches it by `sandbox.url`
    #[command(after_help = "Example:\n  masalama sandbox serve --db sandbox.db --listen 127.0.0.1:8669")]
    Serve(ServeArgs),
    /// Its invented lines, each with the arguments of `cease start`
    #[command(after_help = "Example:\n  masalama sandbox lines --kind postpaid --limit 3")]
    Lines(LinesArgs),
    /// Its clock
    #[command(subcommand)]
    Clock(ClockCommand),
    /// How it misbehaves
    #[command(subcommand)]
    Fault(FaultCommand),
    /// Every effect that arrived at it, with its key
    #[command(after_help = "Example:\n  masalama sandbox effects --effect bar --json")]
    Effects(EffectsArgs),
    /// The person pays all that is open
    #[command(after_help = "Example:\n  masalama sandbox pay 8996802100000000031")]
    Pay(PayArgs),
    /// Let something happen to a line in the world outside
    #[command(after_help = "Examples:
  masalama sandbox world 8996802100000000031 port_started
  masalama sandbox world 8996802100000000031 '{\"device_arrives\": {\"label\": \"router-1\"}}'")]
    World(WorldArgs),
}

/// Arguments of `sandbox serve`.
#[derive(Args)]
pub(super) struct ServeArgs {
    /// Its database; in memory without
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// Where to listen; it has no guard, so only loopback addresses are taken
    #[arg(long, default_value = "127.0.0.1:8669", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Lines a new one begins with
    #[arg(long, default_value_t = LINES_AT_FIRST, value_parser = clap::value_parser!(u32).range(1..=i64::from(LINES_MAX)))]
    lines: u32,
    /// The clock of a new one stands still until it is moved
    #[arg(long)]
    frozen: bool,
}

/// Arguments of `sandbox lines`.
#[derive(Args)]
pub(super) struct LinesArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Only this operator's, by its id
    #[arg(long)]
    operator: Option<String>,
    /// prepaid or postpaid
    #[arg(long, value_parser = typed::word::<LineKind>)]
    kind: Option<LineKind>,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    limit: u32,
    /// Only after this one, from an earlier page
    #[arg(long)]
    after: Option<String>,
}

/// Commands about the clock.
#[derive(Subcommand)]
pub(super) enum ClockCommand {
    /// What it shows
    #[command(after_help = "Example:\n  masalama sandbox clock show")]
    Show(ServerArgs),
    /// Move it forward: 60d, 2mo, 3h
    #[command(after_help = "Example:\n  masalama sandbox clock advance 60d")]
    Advance(AdvanceArgs),
}

/// Arguments of `sandbox clock advance`.
#[derive(Args)]
pub(super) struct AdvanceArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// How far
    by: String,
}

/// Commands about faults.
#[derive(Subcommand)]
pub(super) enum FaultCommand {
    /// Set one
    #[command(
        after_help = "Faults: refuse, lost-request, lost-reply, slow (with --ms), duplicate, wrong-but-valid, deaf-inquiry.

Examples:
  masalama sandbox fault set bar lost-reply --times 1
  masalama sandbox fault set pay-refund slow --ms 2000"
    )]
    Set(SetArgs),
    /// Clear those on an effect, or all
    #[command(after_help = "Example:\n  masalama sandbox fault clear")]
    Clear(ClearArgs),
    /// Those that are set
    #[command(after_help = "Example:\n  masalama sandbox fault list")]
    List(ServerArgs),
}

/// Arguments of `sandbox fault set`.
#[derive(Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// On which effect: bar, cancel-location, pay-refund, …
    #[arg(value_parser = typed::word::<EffectKind>)]
    effect: EffectKind,
    /// What happens
    #[arg(value_parser = ["refuse", "lost-request", "lost-reply", "slow", "duplicate", "wrong-but-valid", "deaf-inquiry"])]
    fault: String,
    /// For slow: how long an answer takes
    #[arg(long, required_if_eq("fault", "slow"))]
    ms: Option<u32>,
    /// Only at this system
    #[arg(long)]
    system: Option<String>,
    /// Only for this line
    #[arg(long)]
    iccid: Option<String>,
    /// So many times; until cleared without
    #[arg(long)]
    times: Option<u32>,
}

/// Arguments of `sandbox fault clear`.
#[derive(Args)]
pub(super) struct ClearArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// On which effect; all without
    #[arg(value_parser = typed::word::<EffectKind>)]
    effect: Option<EffectKind>,
}

/// Arguments of `sandbox effects`.
#[derive(Args)]
pub(super) struct EffectsArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Only this effect
    #[arg(long, value_parser = typed::word::<EffectKind>)]
    effect: Option<EffectKind>,
    /// Only after this place in the log
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// Arguments of `sandbox pay`.
#[derive(Args)]
pub(super) struct PayArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The line
    #[arg(value_name = "ICCID|MSISDN")]
    line: String,
}

/// Arguments of `sandbox world`.
#[derive(Args)]
pub(super) struct WorldArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The line
    #[arg(value_name = "ICCID|MSISDN")]
    line: String,
    /// What happens: a word, or JSON for what has particulars
    happening: String,
}

/// The clock, as answered.
#[derive(Debug, Serialize, Deserialize)]
struct Shown {
    now: Timestamp,
}

/// Rows, as answered.
#[derive(Debug, Serialize, Deserialize)]
struct Rows {
    rows: Vec<Value>,
}

/// A page of invented lines.
#[derive(Debug, Serialize, Deserialize)]
struct Page {
    lines: Vec<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn run(command: SandboxCommand) -> Result<Exit, Failure> {
    match command {
        SandboxCommand::Serve(args) => serve_it(args).await,
        SandboxCommand::Lines(args) => lines(&args).await,
        SandboxCommand::Clock(ClockCommand::Show(server)) => {
            let shown = Client::staff(&server)?.get("/v1/sandbox/clock").await?;
            clock(&shown, server.json)
        }
        SandboxCommand::Clock(ClockCommand::Advance(AdvanceArgs { server, by })) => {
            let body = json!({ "by": by });
            let shown = Client::staff(&server)?.post("/v1/sandbox/clock/advance", &body).await?;
            clock(&shown, server.json)
        }
        SandboxCommand::Fault(command) => fault(command).await,
        SandboxCommand::Effects(args) => effects(&args).await,
        SandboxCommand::Pay(PayArgs { server, line }) => happen(&server, &line, json!("pays_dues")).await,
        SandboxCommand::World(WorldArgs { server, line, happening }) => {
            let word = || json!(happening.replace('-', "_"));
            let happening = serde_json::from_str(&happening).unwrap_or_else(|_| word());
            happen(&server, &line, happening).await
        }
    }
}

async fn serve_it(args: ServeArgs) -> Result<Exit, Failure> {
    let address = args.listen;
    if !address.ip().is_loopback() {
        return Err(Failure::InClear { address });
    }
    let clock = if args.frozen { ClockPace::Frozen } else { ClockPace::Running };
    let sandbox = Sandbox::open_with(SandboxSettings {
        path: args.db.as_deref(),
        pace: pace(clock),
        durability: Durability::Full,
        lines: args.lines,
    })?;
    let listen = |source| Failure::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    say::note(format_args!(
        "The sandbox operator serves at http://{address}; set sandbox.url to it. Nothing real is touched."
    ));
    tokio::select! {
        served = serve(sandbox.clone(), listener) => served.map_err(listen)?,
        _ = tokio::signal::ctrl_c() => say::note("stopping"),
    }
    sandbox.close().await?;
    Ok(Exit::Done)
}

async fn lines(args: &LinesArgs) -> Result<Exit, Failure> {
    let operator = args.operator.clone().map(OperatorId::try_from).transpose();
    let operator =
        operator.map_err(|_| typed::wrong("--operator", "an operator's id, such as sandbox-sohar"))?;
    let query = line::query(operator.as_ref(), args.kind, args.limit, args.after.as_deref());
    let page: Page = Client::staff(&args.server)?.get(&format!("/v1/sandbox/lines?{query}")).await?;
    if args.server.json {
        say::json(&page);
        return Ok(Exit::Done);
    }
    for line in &page.lines {
        let kind = match line.facts.kind {
            LineKind::Prepaid => "prepaid",
            LineKind::Postpaid => "postpaid",
        };
        say::data(format_args!("{:<16} {kind:<8}  {}", line.facts.operator, start_arguments(line)));
    }
    if let Some(next) = &page.next {
        say::note(format_args!("there are more: --after {next}"));
    }
    Ok(Exit::Done)
}

fn clock(shown: &Shown, as_json: bool) -> Result<Exit, Failure> {
    if as_json {
        say::json(shown)
    } else {
        say::data(shown.now)
    }
    Ok(Exit::Done)
}

async fn fault(command: FaultCommand) -> Result<Exit, Failure> {
    match command {
        FaultCommand::Set(args) => {
            let word = args.fault.replace('-', "_");
            let fault = match args.ms {
                Some(ms) => json!({ word: { "ms": ms } }),
                None => json!(word),
            };
            let mut rule = json!({ "effect": args.effect, "fault": fault });
            let particulars =
                [("system", json!(args.system)), ("iccid", json!(args.iccid)), ("times", json!(args.times))];
            for (key, value) in particulars.into_iter().filter(|(_, value)| !value.is_null()) {
                rule[key] = value;
            }
            Client::staff(&args.server)?.post_unanswered("/v1/sandbox/faults", &rule).await?;
            say::note("the fault is set");
        }
        FaultCommand::Clear(ClearArgs { server, effect }) => {
            let body = effect.map_or_else(|| json!({}), |effect| json!({ "effect": effect }));
            let cleared: Value = Client::staff(&server)?.post("/v1/sandbox/faults/clear", &body).await?;
            if server.json {
                say::json(&cleared)
            } else {
                say::note(format_args!("faults cleared: {}", cleared["cleared"]))
            }
        }
        FaultCommand::List(server) => {
            let rules: Rows = Client::staff(&server)?.get("/v1/sandbox/faults").await?;
            print_rows(&rules, server.json);
        }
    }
    Ok(Exit::Done)
}

async fn effects(args: &EffectsArgs) -> Result<Exit, Failure> {
    let mut filter = json!({ "after_seq": args.after, "limit": args.limit });
    if let Some(effect) = args.effect {
        filter["kind"] = json!(effect);
    }
    let arrivals: Rows = Client::staff(&args.server)?.post("/v1/sandbox/effects", &filter).await?;
    if args.server.json {
        say::json(&arrivals.rows);
        return Ok(Exit::Done);
    }
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    for row in &arrivals.rows {
        say::data(format_args!(
            "{:>6}  {:<20.20}  {:<10} {:<18} try {}  {:<9} key {}",
            row["seq"],
            text(row, "at"),
            text(row, "system"),
            text(row, "kind"),
            row["attempt"],
            text(row, "verdict"),
            text(row, "key")
        ));
    }
    Ok(Exit::Done)
}

async fn happen(server: &ServerArgs, line: &str, happening: Value) -> Result<Exit, Failure> {
    let body = json!({ "line": line::search(line), "happening": happening });
    Client::staff(server)?.post_unanswered("/v1/sandbox/happen", &body).await?;
    say::note("it happened");
    Ok(Exit::Done)
}

fn print_rows(rows: &Rows, as_json: bool) {
    if as_json {
        return say::json(&rows.rows);
    }
    rows.rows.iter().for_each(say::data);
}
