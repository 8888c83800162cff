//! Measures: complete ceases per second, the floor beside them, what a million waiting cases cost, and how long
//! pages take among many cases. Nothing here is asserted in a test.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measuring program prints its figures")]
#![allow(clippy::float_arithmetic, reason = "figures for people, not money")]
#![allow(clippy::disallowed_methods, reason = "a measuring program reads the clock")]

mod ceases;
mod counted;
mod floor;
mod pages;
mod waiting;

use std::path::PathBuf;

use clap::Parser;
use serde::Serialize;

/// Measures complete ceases per second on SQLite with every commit synced, and prints beside it what plain SQLite inserts of the same rows
/// in the same batches.
#[derive(Debug, Parser)]
#[command(
    name = "masalama-bench",
    after_help = "Examples:\n  cargo xtask bench\n  cargo xtask bench -- --ceases 20000 --batch 1000\n  cargo xtask bench -- --waiting 1000000\n  cargo xtask bench -- --pages 100000\n  cargo xtask bench -- --json figures.json"
)]
struct Arguments {
    /// How many lines to end.
    #[arg(long, default_value_t = 10_000)]
    ceases: u32,
    /// At most so many cases in one commit.
    #[arg(long, default_value_t = 512)]
    batch: usize,
    /// At most so many cases in hand.
    #[arg(long, default_value_t = 2_048)]
    in_hand: usize,
    /// Store so many waiting cases, and show what they cost in memory and on disk.
    #[arg(long)]
    waiting: Option<u32>,
    /// Serve over a store with so many cases, and show how long pages take.
    #[arg(long)]
    pages: Option<u32>,
    /// Write the figures as JSON: a list of name, value, unit.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
}

fn figure(name: &'static str, value: f64, unit: &'static str) -> Figure {
    Figure { name, value, unit }
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), AnyError> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let figures = runtime.block_on(async {
        match (arguments.waiting, arguments.pages) {
            (Some(count), _) => waiting::measure(count).await,
            (None, Some(count)) => pages::measure(count).await,
            (None, None) => measure_ceases(&arguments).await,
        }
    })?;
    for one in &figures {
        println!("{:<34} {:>14.1} {}", one.name, one.value, one.unit);
    }
    if let Some(path) = arguments.json {
        std::fs::write(&path, serde_json::to_vec_pretty(&figures)?)?;
        eprintln!("written to {}", path.display());
    }
    Ok(())
}

async fn measure_ceases(arguments: &Arguments) -> Result<Vec<Figure>, AnyError> {
    let folder = tempfile::tempdir()?;
    eprintln!("ending {} lines, at most {} cases a commit …", arguments.ceases, arguments.batch);
    let run = ceases::run(folder.path(), arguments.ceases, arguments.batch, arguments.in_hand).await?;
    eprintln!("the floor: the same rows in the same batches, and nothing else …");
    let floor = floor::run(folder.path(), &run)?;
    let per_second = f64::from(run.closed) / run.seconds;
    let floor_per_second = f64::from(run.closed) / floor.seconds;
    Ok(vec![
        figure("cease/sqlite", per_second, "ceases/s"),
        figure("floor/sqlite", floor_per_second, "ceases/s"),
        figure("cease/floor", 100.0 * per_second / floor_per_second, "%"),
        figure("records/sqlite", count(run.records) / run.seconds, "records/s"),
        figure("records/cease", count(run.records) / f64::from(run.closed), "records"),
        figure("bytes/cease", count(run.bytes) / f64::from(run.closed), "bytes of records and papers"),
        figure("receipts", f64::from(run.closed) / run.received, "receipts/s, one request a call"),
        figure("worker/sets", count(run.sets - run.received_sets), "sets"),
        figure(
            "worker/cases",
            count(run.cases - u64::from(run.closed)) / count(run.sets - run.received_sets),
            "cases a set",
        ),
        figure("disk/cease", count(run.disk) / f64::from(run.closed), "bytes"),
        figure("seconds", run.seconds, "s"),
    ])
}

/// A count as a figure; what is counted here is far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^52")]
fn count(n: u64) -> f64 {
    n as f64
}
