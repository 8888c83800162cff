//! `line import`: an operator's export, checked row by row and sent in batches.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use masalama_core::line::Line;
use masalama_web::api::IMPORT_BYTES_MAX;
use masalama_web::api::view::ImportedJson;
use tokio::task::JoinHandle;

use super::row::{CellFault, Columns, RowFault};
use super::table::{Table, TableFault};
use crate::client::{Client, ClientFault};
use crate::command::ServerArgs;
use crate::exit::{Exit, Failure};
use crate::say;

/// Rows that are sent at a time.
const BATCH_ROWS: usize = 5_000;
/// While the server writes one batch it can read the next.
const BATCHES_ON_THEIR_WAY: usize = 3;
/// A batch is sent when it comes this near to what the server reads.
const BATCH_BYTES: usize = IMPORT_BYTES_MAX / 2;

/// Arguments of `line import`.
#[derive(Args)]
pub(in crate::command) struct ImportArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The file
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// What stands between cells
    #[arg(long, default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// Import nothing when any row is bad: the whole file is checked before the first row is sent
    #[arg(long)]
    all_or_nothing: bool,
}

fn delimiter(typed: &str) -> Result<u8, String> {
    match typed {
        "\\t" | "\t" | "tab" => Ok(b'\t'),
        "," | ";" | "|" => Ok(typed.as_bytes()[0]),
        _ => Err("a comma, a semicolon, a bar or \\t".to_owned()),
    }
}

/// What became of it.
#[derive(Debug, Default, serde::Serialize)]
struct Report {
    rows: u64,
    imported: u64,
    new: u64,
    bad: Vec<BadJson>,
}

#[derive(Debug, serde::Serialize)]
struct BadJson {
    line: u64,
    column: String,
    reason: String,
}

/// A row's place in the file, and the line it is or what is wrong with it.
type Read = (u64, Result<Line, RowFault>);

/// Reads the rows of a file and tells the bad ones.
struct Rows {
    table: Table,
    columns: Columns,
    seen: HashMap<String, u64>,
}

impl Rows {
    fn open(args: &ImportArgs) -> Result<Self, TableFault> {
        let mut table = Table::open(&args.file, args.delimiter)?;
        let path = table.path().to_owned();
        let header = table.next_row()?.and_then(|row| row.cells.ok());
        let header = header.ok_or_else(|| TableFault::Empty { path: path.clone() })?;
        let columns = Columns::read(&header, &path)?;
        Ok(Self { table, columns, seen: HashMap::new() })
    }

    /// The next row as a line, or what is wrong with it.
    fn next(&mut self) -> Result<Option<Read>, TableFault> {
        let Some(row) = self.table.next_row()? else { return Ok(None) };
        let at = row.line;
        let line = match row.cells {
            Ok(cells) => self.columns.line(&cells),
            Err(bad) => Err(self.columns.row_fault(bad)),
        };
        let line =
            line.and_then(|line| match self.seen.insert(line.numbers.iccid.unmasked().to_owned(), at) {
                Some(before) => {
                    Err(RowFault { column: "iccid".to_owned(), why: CellFault::Twice { line: before } })
                }
                None => Ok(line),
            });
        Ok(Some((at, line)))
    }
}

pub(super) async fn import(args: ImportArgs) -> Result<Exit, Failure> {
    let client = Client::staff(&args.server)?;
    let mut report = Report::default();
    if args.all_or_nothing {
        check(&args, &mut report)?;
        if !report.bad.is_empty() {
            let (bad, rows) = (report.bad.len() as u64, report.rows);
            tell(&report, &args);
            return Err(Failure::NothingImported { bad, rows });
        }
        report = Report::default();
    }
    send(&args, &client, &mut report).await?;
    tell(&report, &args);
    match report.bad.len() as u64 {
        0 => Ok(Exit::Done),
        bad => Err(Failure::PartImported { bad, rows: report.rows }),
    }
}

/// Reads the whole file and sends nothing.
fn check(args: &ImportArgs, report: &mut Report) -> Result<(), Failure> {
    let mut rows = Rows::open(args)?;
    while let Some((at, line)) = rows.next()? {
        report.rows += 1;
        if let Err(fault) = line {
            report.add(at, fault);
        }
    }
    Ok(())
}

/// While batches are on their way, the next is read.
async fn send(args: &ImportArgs, client: &Client, report: &mut Report) -> Result<(), Failure> {
    let mut rows = Rows::open(args)?;
    let bar = bar(args);
    let mut batch = Vec::new();
    let mut in_batch = 0;
    let mut on_their_way = VecDeque::new();
    loop {
        let row = rows.next()?;
        let is_end = row.is_none();
        if let Some((at, line)) = row {
            report.rows += 1;
            match line {
                Ok(line) => {
                    serde_json::to_writer(&mut batch, &line)
                        .expect("a line has only string keys, so it is JSON");
                    batch.push(b'\n');
                    in_batch += 1;
                }
                Err(fault) => report.add(at, fault),
            }
        }
        if in_batch > 0 && (is_end || in_batch == BATCH_ROWS || batch.len() >= BATCH_BYTES) {
            if on_their_way.len() == BATCHES_ON_THEIR_WAY
                && let Some(first) = on_their_way.pop_front()
            {
                report.take(first).await?;
            }
            let (client, full) = (client.clone(), std::mem::take(&mut batch));
            let sent = tokio::spawn(async move { client.post_rows("/v1/lines/import", full).await });
            on_their_way.push_back(sent);
            in_batch = 0;
            bar.set_position(rows.table.bytes_read);
        }
        if is_end {
            break;
        }
    }
    for sent in on_their_way {
        report.take(sent).await?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn bar(args: &ImportArgs) -> ProgressBar {
    if !say::can_draw() || args.server.json {
        return ProgressBar::hidden();
    }
    let bytes = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}  {eta}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

impl Report {
    fn add(&mut self, line: u64, fault: RowFault) {
        self.bad.push(BadJson { line, column: fault.column, reason: fault.why.to_string() });
    }

    async fn take(&mut self, sent: JoinHandle<Result<ImportedJson, ClientFault>>) -> Result<(), Failure> {
        let answered = sent.await.map_err(|error| Failure::Runtime(std::io::Error::other(error)))?;
        let taken = answered?;
        self.imported += taken.lines;
        self.new += taken.new;
        Ok(())
    }
}

fn tell(report: &Report, args: &ImportArgs) {
    if args.server.json {
        return say::json(report);
    }
    for bad in &report.bad {
        let column = if bad.column.is_empty() { String::new() } else { format!("{}: ", bad.column) };
        say::data(format_args!("{}:{}: {column}{}", args.file.display(), bad.line, bad.reason));
    }
    let Report { rows, imported, new, bad } = report;
    say::note(format_args!("{rows} rows: {imported} imported, {new} of them new; {} bad", bad.len()));
}
