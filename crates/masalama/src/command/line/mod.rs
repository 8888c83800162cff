//! `line`: the operator's records of lines.

mod import;
mod row;
mod table;

use clap::{Args, Subcommand};
use masalama_core::line::{LineKind, OperatorId};
use masalama_web::api::ask::SearchAsk;
use masalama_web::api::view::{LineJson, LinesJson};

use super::{ServerArgs, typed};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::say;

pub(crate) use table::TableFault;

/// Digits of a card's number at least. *Source*: ITU-T E.118.
const ICCID_DIGITS_MIN: usize = 18;

/// Commands about lines.
#[derive(Subcommand)]
pub(super) enum LineCommand {
    /// Take in an operator's export (CSV)
    #[command(after_help = row::COLUMNS_HELP)]
    Import(import::ImportArgs),
    /// Lines, personal numbers masked
    #[command(
        after_help = "Example:\n  masalama line list --operator sandbox-sohar --kind prepaid --limit 10"
    )]
    List(ListArgs),
    /// A line by its card or number, personal numbers masked
    #[command(
        after_help = "Examples:\n  masalama line show 8996802100000000031\n  masalama line show '+968 9100 0000'"
    )]
    Show(ShowArgs),
}

/// Arguments of `line list`.
#[derive(Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Only this operator's, by its id
    #[arg(long, value_parser = operator)]
    operator: Option<OperatorId>,
    /// prepaid or postpaid
    #[arg(long, value_parser = typed::word::<LineKind>)]
    kind: Option<LineKind>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Only after this one, from an earlier page
    #[arg(long)]
    after: Option<String>,
}

/// Arguments of `line show`.
#[derive(Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The card's number, or the line's
    #[arg(value_name = "ICCID|MSISDN")]
    number: String,
}

fn operator(typed: &str) -> Result<OperatorId, String> {
    OperatorId::try_from(typed.to_owned()).map_err(|error| error.to_string())
}

/// What stands after the question mark of a list of lines.
pub(super) fn query(
    operator: Option<&OperatorId>,
    kind: Option<LineKind>,
    limit: u32,
    after: Option<&str>,
) -> String {
    let mut query = format!("limit={limit}");
    if let Some(operator) = operator {
        query.push_str(&format!("&operator={operator}"));
    }
    match kind {
        Some(LineKind::Prepaid) => query.push_str("&kind=prepaid"),
        Some(LineKind::Postpaid) => query.push_str("&kind=postpaid"),
        None => {}
    }
    if let Some(after) = after.filter(|after| after.bytes().all(|b| b.is_ascii_digit())) {
        query.push_str(&format!("&after={after}"));
    }
    query
}

/// A card's number or a line's, as somebody typed it: cards begin with 89 and are longer.
pub(super) fn search(typed: &str) -> SearchAsk {
    let digits: String = typed.chars().filter_map(masalama_core::identity::digits::folded).collect();
    let is_card = digits.starts_with("89") && digits.len() >= ICCID_DIGITS_MIN;
    let typed = Some(typed.to_owned());
    if is_card { SearchAsk { iccid: typed, msisdn: None } } else { SearchAsk { iccid: None, msisdn: typed } }
}

pub(super) async fn run(command: LineCommand) -> Result<Exit, Failure> {
    match command {
        LineCommand::Import(args) => import::import(args).await,
        LineCommand::List(args) => list(&args).await,
        LineCommand::Show(args) => show(&args).await,
    }
}

async fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let query = query(args.operator.as_ref(), args.kind, args.limit, args.after.as_deref());
    let page: LinesJson = Client::staff(&args.server)?.get(&format!("/v1/lines?{query}")).await?;
    print(&page, args.server.json);
    Ok(Exit::Done)
}

async fn show(args: &ShowArgs) -> Result<Exit, Failure> {
    let client = Client::staff(&args.server)?;
    let page: LinesJson = client.post("/v1/lines/search", &search(&args.number)).await?;
    print(&page, args.server.json);
    if page.lines.is_empty() {
        say::note("the operator's records have no such line");
        return Ok(Exit::No);
    }
    Ok(Exit::Done)
}

fn print(page: &LinesJson, as_json: bool) {
    if as_json {
        return say::json(page);
    }
    page.lines.iter().for_each(row);
    if let Some(next) = &page.next {
        say::note(format_args!("there are more: --after {next}"));
    }
}

fn row(line: &LineJson) {
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let kind = word(serde_json::to_value(line.kind));
    let status = word(serde_json::to_value(line.status));
    let number = line.msisdn.as_deref().unwrap_or("no number");
    let sort = if line.data_only { "data" } else { "voice" };
    say::data(format_args!(
        "{}  {number:<14}  {:<16}  {kind:<8}  {sort:<5}  {status:<9}  since {}",
        line.iccid, line.operator, line.activated_on
    ));
}
