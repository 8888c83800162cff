//! What people type: one file for each group of commands.

mod accept;
mod cease;
mod config;
mod contact;
mod demo;
mod export;
mod guide;
mod line;
mod openapi;
mod policy;
mod sandbox;
mod serve;
mod staff;
mod task;
mod typed;
mod verify;

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::exit::{Exit, Failure, STATUSES};

pub(crate) use line::TableFault;

/// The data folder where none is given.
pub(crate) const DATA: &str = "masalama-data";

/// Ends mobile lines properly: from "I want to stop" to proven off, settled, paid back, safe and on record.
#[derive(Parser)]
#[command(name = "masalama", version, after_help = STATUSES, max_term_width = 110, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    serve: serve::ServeArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve API, pages, engine and sandbox operator; what happens without a command as well
    Serve(serve::ServeArgs),
    /// End one prepaid and one postpaid line in a temporary folder, from start to certificate and closing statement
    Demo(demo::DemoArgs),
    /// Lines in the operator's records
    #[command(subcommand)]
    Line(line::LineCommand),
    /// Cases: quote, start, show, follow, retract, list
    #[command(subcommand)]
    Cease(cease::CeaseCommand),
    /// What waits for a hand
    #[command(subcommand)]
    Task(task::TaskCommand),
    /// The sandbox operator: its clock, faults, effects, and what happens to its lines
    #[command(subcommand)]
    Sandbox(sandbox::SandboxCommand),
    /// Policy packs
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Accounts of staff: who there is, enrolment links, roles, sessions, tokens of programs
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// The configuration
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// The plan with every step by hand, for somebody whose operator does not run Masalama
    Guide(guide::GuideArgs),
    /// Official channels of operators
    #[command(subcommand)]
    Contact(contact::ContactCommand),
    /// Verify a receipt, certificate, closing statement or confirmation, offline
    Verify(verify::VerifyArgs),
    /// Everything of one case as one archive
    Export(export::ExportArgs),
    /// Print the description of the HTTP interface
    #[command(hide = true)]
    Openapi,
}

/// How a client command finds its server and shows who it is.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServerArgs {
    /// The server
    #[arg(long, env = "MASALAMA_SERVER", default_value = "http://127.0.0.1:8668", value_name = "URL")]
    pub(crate) server: String,
    /// The data folder whose staff.token is shown, unless MASALAMA_TOKEN holds the token itself
    #[arg(long, default_value = DATA, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Print the server's JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which configuration.
#[derive(Args, Clone, Debug)]
pub(crate) struct ConfigArgs {
    /// The configuration; ./masalama.toml if it is there, else the defaults
    #[arg(long, env = "MASALAMA_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// The program.
#[must_use]
pub fn run() -> ExitCode {
    let Cli { serve, command } = Cli::parse();
    match done(command.unwrap_or(Command::Serve(serve))) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            failure.exit().into()
        }
    }
}

fn done(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Serve(args) => wait(serve::serve(args)),
        Command::Demo(args) => wait(demo::demo(args)),
        Command::Line(command) => wait(line::run(command)),
        Command::Cease(command) => wait(cease::run(command)),
        Command::Task(command) => wait(task::run(command)),
        Command::Sandbox(command) => wait(sandbox::run(command)),
        Command::Policy(command) => policy::run(command),
        Command::Staff(command) => wait(staff::run(command)),
        Command::Config(command) => wait(config::run(command)),
        Command::Guide(args) => guide::guide(&args),
        Command::Contact(command) => contact::run(command),
        Command::Verify(args) => verify::run(&args),
        Command::Export(args) => wait(export::export(args)),
        Command::Openapi => openapi::print(),
    }
}

fn wait(future: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    runtime.block_on(future)
}
