//! `cease`: cases from the first request to the last paper.

mod follow;
mod show;
mod start;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use masalama_core::case::Stage;
use masalama_core::paper::PaperKind;
use masalama_core::request::Language;
use masalama_language::Voice;
use masalama_web::api::ask::RetractAsk;
use masalama_web::api::view::{CaseJson, CasesJson};

use super::{ServerArgs, typed};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::say;

/// Commands about cases.
#[derive(Subcommand)]
pub(super) enum CeaseCommand {
    /// What leaving costs and pays back, item by item, as billing told the case
    #[command(
        after_help = "The price is asked for as soon as the caller is verified, before anything is cut: start the cease, look, and \
retract it if you would rather stay; until the bar that leaves no trace.

Example:
  masalama cease quote 01KAN0V2P5J3T9Q7XW8Z4M6B1C"
    )]
    Quote(CaseArgs),
    /// Ask to end a line: prints the case and the credential that opens it
    #[command(after_help = start::EXAMPLES)]
    Start(start::StartArgs),
    /// The case as it is
    #[command(after_help = "Example:\n  masalama cease show 01KAN0V2P5J3T9Q7XW8Z4M6B1C")]
    Show(CaseArgs),
    /// Follow a case as it goes
    #[command(
        after_help = "Example:\n  masalama cease follow 01KAN0V2P5J3T9Q7XW8Z4M6B1C --until certificate"
    )]
    Follow(follow::FollowArgs),
    /// Take the request back
    #[command(after_help = "Examples:
  masalama cease retract 01KAN0V2P5J3T9Q7XW8Z4M6B1C
  masalama cease retract 01KAN0V2P5J3T9Q7XW8Z4M6B1C --suspend-until 2027-06-30")]
    Retract(RetractArgs),
    /// Cases, newest first
    #[command(after_help = "Example:\n  masalama cease list --stage parked")]
    List(ListArgs),
    /// A signed paper, byte for byte
    #[command(after_help = "Examples:
  masalama cease paper 01KAN0V2P5J3T9Q7XW8Z4M6B1C certificate --to certificate.json
  masalama cease paper 01KAN0V2P5J3T9Q7XW8Z4M6B1C certificate --pdf certificate.pdf --lang ar")]
    Paper(PaperArgs),
}

/// Which case, and who asks.
#[derive(Args, Clone, Debug)]
pub(super) struct CaseArgs {
    #[command(flatten)]
    pub(super) server: ServerArgs,
    /// The case
    #[arg(value_parser = typed::case)]
    pub(super) case: String,
    /// The credential given with the receipt; without one the staff token is shown
    #[arg(long, env = "MASALAMA_CREDENTIAL", hide_env_values = true)]
    pub(super) credential: Option<String>,
}

impl CaseArgs {
    pub(super) fn client(&self) -> Result<Client, Failure> {
        Ok(Client::of_case(&self.server, &self.case, self.credential.as_deref())?)
    }

    pub(super) async fn read(&self) -> Result<CaseJson, Failure> {
        Ok(self.client()?.get(&format!("/v1/cases/{}", self.case)).await?)
    }
}

/// Arguments of `cease retract`.
#[derive(Args)]
pub(super) struct RetractArgs {
    #[command(flatten)]
    of: CaseArgs,
    /// Pause the line until this day in place of restoring service
    #[arg(long, value_name = "DATE", value_parser = typed::day)]
    suspend_until: Option<Date>,
}

/// Arguments of `cease list`.
#[derive(Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Only those in this stage: received, preparing, barred, ending, settling, parked, retracting or closed
    #[arg(long, value_parser = typed::word::<Stage>)]
    stage: Option<Stage>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Only after this case, from an earlier page
    #[arg(long, value_name = "CASE", value_parser = typed::case)]
    after: Option<String>,
}

/// Arguments of `cease paper`.
#[derive(Args)]
pub(super) struct PaperArgs {
    #[command(flatten)]
    of: CaseArgs,
    /// Which: receipt, certificate, closing-statement and retraction as issued; the others composed and signed now
    #[arg(value_parser = PaperKind::ALL.map(PaperKind::as_str))]
    kind: String,
    /// The file to write; stdout without
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Print it: the PDF to write
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pdf: Option<PathBuf>,
    /// The language of the PDF: en, ar or zh; the case's own without
    #[arg(long, requires = "pdf", value_parser = ["en", "ar", "zh"])]
    lang: Option<String>,
}

pub(super) async fn run(command: CeaseCommand) -> Result<Exit, Failure> {
    match command {
        CeaseCommand::Quote(args) => quote(&args).await,
        CeaseCommand::Start(args) => start::start(args).await,
        CeaseCommand::Show(args) => show(&args).await,
        CeaseCommand::Follow(args) => follow::follow(args).await,
        CeaseCommand::Retract(args) => retract(&args).await,
        CeaseCommand::List(args) => list(&args).await,
        CeaseCommand::Paper(args) => paper(&args).await,
    }
}

async fn quote(args: &CaseArgs) -> Result<Exit, Failure> {
    let case = args.read().await?;
    if args.server.json {
        say::json(&case.settlement.price);
        return Ok(Exit::Done);
    }
    match &case.settlement.price {
        Some(price) => show::sums(&price.items, &price.total),
        None => say::note(format_args!("case {}: the price is not known yet", case.case)),
    }
    Ok(Exit::Done)
}

async fn show(args: &CaseArgs) -> Result<Exit, Failure> {
    let case = args.read().await?;
    print(&case, args.server.json);
    Ok(Exit::Done)
}

async fn retract(args: &RetractArgs) -> Result<Exit, Failure> {
    let asked = RetractAsk { suspend_until: args.suspend_until };
    let path = format!("/v1/cases/{}/retract", args.of.case);
    let case: CaseJson = args.of.client()?.post(&path, &asked).await?;
    print(&case, args.of.server.json);
    Ok(Exit::Done)
}

/// A case as answered.
pub(super) fn print(case: &CaseJson, as_json: bool) {
    if as_json { say::json(case) } else { show::case(case) }
}

async fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let mut path = format!("/v1/cases?limit={}", args.limit);
    if let Some(stage) = args.stage.and_then(|stage| serde_json::to_value(stage).ok()) {
        path.push_str(&format!("&stage={}", stage.as_str().unwrap_or_default()));
    }
    if let Some(after) = &args.after {
        path.push_str(&format!("&after={after}"));
    }
    let page: CasesJson = Client::staff(&args.server)?.get(&path).await?;
    if args.server.json {
        say::json(&page);
        return Ok(Exit::Done);
    }
    let voice = Voice::plain(Language::En);
    for row in &page.cases {
        let stage = row.ending.map_or_else(|| voice.tell(row.stage), |ending| voice.tell(ending));
        let operator = row.operator.as_deref().unwrap_or("not known yet");
        let day = row.effective_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
        say::data(format_args!(
            "{}  {}  {operator:<16}  {day:<10}  {stage}",
            row.case,
            utc_day(row.received_at)
        ));
    }
    if let Some(next) = page.next {
        say::note(format_args!("there are more: --after {next}"));
    }
    Ok(Exit::Done)
}

/// The day of an instant, UTC.
fn utc_day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

async fn paper(args: &PaperArgs) -> Result<Exit, Failure> {
    let mut path = format!("/v1/cases/{}/papers/{}", args.of.case, args.kind);
    if args.pdf.is_some() {
        path.push_str(".pdf");
    }
    if let Some(lang) = &args.lang {
        path.push_str(&format!("?lang={lang}"));
    }
    let bytes = args.of.client()?.bytes(&path).await?;
    match args.pdf.as_ref().or(args.to.as_ref()) {
        Some(path) => {
            std::fs::write(path, &bytes).map_err(|source| Failure::File {
                path: path.clone(),
                verb: "written",
                source,
            })?;
            say::note(format_args!("the {} of case {} is in {}", args.kind, args.of.case, path.display()));
        }
        None => say::data(String::from_utf8_lossy(&bytes).trim_end_matches('\n')),
    }
    Ok(Exit::Done)
}
