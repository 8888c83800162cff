//! `config`: is it sound, and what is in force?

use clap::{Args, Subcommand};

use super::ConfigArgs;
use crate::exit::{Exit, Failure};
use crate::keys::DataFolder;
use crate::wiring::build;
use crate::{config, say};

/// Commands about the configuration.
#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Is the configuration sound, and do its systems carry a plan?
    #[command(
        after_help = "Exit status: 0 sound; 1 the systems or policies do not carry a plan; 2 the file is wrong, with line and key.

Example:
  masalama config check --config /etc/masalama/masalama.toml"
    )]
    Check(CheckArgs),
    /// What is in force, with secrets masked; or the documented defaults
    #[command(
        after_help = "Examples:\n  masalama config show\n  masalama config show --defaults > masalama.toml"
    )]
    Show(ShowArgs),
}

/// Arguments of `config check`.
#[derive(Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

/// Arguments of `config show`.
#[derive(Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print the documented defaults instead
    #[arg(long)]
    defaults: bool,
    /// Print JSON
    #[arg(long, conflicts_with = "defaults")]
    json: bool,
}

pub(super) async fn run(command: ConfigCommand) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Check(args) => check(&args).await,
        ConfigCommand::Show(args) => show(&args),
    }
}

/// Builds everything in a folder of its own that goes away again; a sandbox elsewhere is not asked.
async fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let (mut settings, path) = config::read(args.config.config.as_deref())?;
    settings.sandbox.url.clear();
    settings.sandbox.lines = 1;
    let made = tempfile::tempdir();
    let dir =
        made.map_err(|source| Failure::File { path: std::env::temp_dir(), verb: "written to", source })?;
    let folder = DataFolder::open(&dir.path().join("data"))?;
    build(&folder, &settings).await?;
    let what = path.map_or_else(|| "the defaults".to_owned(), |path| path.display().to_string());
    say::data(format_args!("{what}: no fault"));
    Ok(Exit::Done)
}

fn show(args: &ShowArgs) -> Result<Exit, Failure> {
    if args.defaults {
        say::data(config::DEFAULT.trim_end());
        return Ok(Exit::Done);
    }
    let settings = config::shown(&config::read(args.config.config.as_deref())?.0);
    if args.json {
        say::json(&settings);
    } else {
        match toml::to_string(&settings) {
            Ok(text) => say::data(text.trim_end()),
            Err(error) => say::note(error),
        }
    }
    Ok(Exit::Done)
}
