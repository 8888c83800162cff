//! `guide`: the plan with every step by hand.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use masalama_core::line::LineKind;
use masalama_core::port::Clock as _;
use masalama_core::request::Language;
use masalama_language::{Voice, of_code};
use masalama_web::guide::{self, GuideRefusal};

use super::{ConfigArgs, typed};
use crate::clock::SystemClock;
use crate::exit::{Exit, Failure};
use crate::{config, policies, say};

/// Arguments of `guide`.
#[derive(Args)]
#[command(after_help = "Examples:
  masalama guide --operator omantel --kind prepaid --leave-on 2027-03-31
  masalama guide --operator nawras --kind postpaid --leave-on 2027-03-31 --lang ar --ics leaving.ics")]
pub(super) struct GuideArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// The operator, by any name people know
    #[arg(long, value_name = "NAME")]
    operator: String,
    /// How the line is paid for: prepaid or postpaid
    #[arg(long, value_parser = typed::word::<LineKind>)]
    kind: LineKind,
    /// The day the line should have ended
    #[arg(long, value_name = "DATE", value_parser = typed::day)]
    leave_on: Date,
    /// The language: en, ar or zh
    #[arg(long, default_value = "en", value_parser = language)]
    lang: Language,
    /// Write the days as a calendar file as well
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// Print the guide as JSON
    #[arg(long)]
    json: bool,
}

fn language(typed: &str) -> Result<Language, String> {
    of_code(typed).ok_or_else(|| "the languages are en, ar and zh".to_owned())
}

pub(super) fn guide(args: &GuideArgs) -> Result<Exit, Failure> {
    let policies = policies::of(config::read(args.config.config.as_deref())?.0.policies())?;
    let made = guide::make(&policies, &args.operator, args.kind, args.leave_on, SystemClock.now(), args.lang);
    let guide = match made {
        Ok(guide) => guide,
        Err(refusal) => return Ok(refused(&refusal, args.lang)),
    };
    if let Some(path) = &args.ics {
        std::fs::write(path, guide::ics(&guide)).map_err(|source| Failure::File {
            path: path.clone(),
            verb: "written",
            source,
        })?;
        say::note(format_args!("the days are in {}", path.display()));
    }
    if args.json {
        say::json(&guide::json(&guide));
    } else {
        say::data(guide::plain_text(&guide).trim_end());
    }
    Ok(Exit::Done)
}

/// In the language that was asked for.
fn refused(refusal: &GuideRefusal, language: Language) -> Exit {
    say::note(format_args!("masalama: {} ({})", refusal.sentence(Voice::plain(language)), refusal.code()));
    Exit::Refused
}
