//! `contact`: is an address an operator's own?

use clap::{Args, Subcommand};
use masalama_core::channel;
use masalama_web::api::ContactJson;

use super::ConfigArgs;
use crate::exit::{Exit, Failure};
use crate::{config, policies, say};

/// Commands about official channels.
#[derive(Subcommand)]
pub(super) enum ContactCommand {
    /// Is this number, link, mail box or account an operator's known official channel?
    Check(CheckArgs),
}

/// Arguments of `contact check`.
#[derive(Args)]
#[command(after_help = "Exit status: 0 only for a known official channel; 1 for everything else.

Examples:
  masalama contact check +968 9501 1500
  masalama contact check 'pay your refund fee at https://omantel-refund.example'")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// The address, or a text that has some
    #[arg(required = true, num_args = 1.., value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: ContactCommand) -> Result<Exit, Failure> {
    let ContactCommand::Check(args) = command;
    let policies = policies::of(config::read(args.config.config.as_deref())?.0.policies())?;
    let verdict = channel::check(&args.text.join(" "), &policies);
    if args.json {
        say::json(&ContactJson {
            is_known_official: verdict.is_known_official(),
            sentence: verdict.to_string(),
            verdict: serde_json::to_value(&verdict).unwrap_or_default(),
        });
    } else {
        say::data(&verdict);
    }
    Ok(if verdict.is_known_official() { Exit::Done } else { Exit::No })
}
