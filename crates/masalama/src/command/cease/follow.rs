//! `cease follow`: the plan as it goes.

use std::time::Duration;

use clap::{Args, ValueEnum};
use masalama_core::calendar::Zone;
use masalama_core::paper::PaperKind;
use masalama_web::api::view::{CaseJson, ProgressWord};

use super::CaseArgs;
use crate::exit::{Exit, Failure};
use crate::progress::{Drawing, Reached, Seen};
use crate::say;

/// How often the server is asked.
const EVERY: Duration = Duration::from_millis(250);

/// Until when a case is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Until {
    /// The line is proven off.
    Certificate,
    /// The account is settled and closed.
    ClosingStatement,
    /// Nothing more will happen.
    Closed,
}

/// Arguments of `cease follow`.
#[derive(Args)]
pub(in crate::command) struct FollowArgs {
    #[command(flatten)]
    of: CaseArgs,
    /// Until when; a case that ends otherwise ends it too
    #[arg(long, value_enum, default_value_t = Until::Closed)]
    until: Until,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
}

pub(super) async fn follow(args: FollowArgs) -> Result<Exit, Failure> {
    let client = args.of.client()?;
    let path = format!("/v1/cases/{}", args.of.case);
    let mut case: CaseJson = client.get(&path).await?;
    let zone =
        Zone::named(&case.zone).map_err(|_| super::typed::wrong("the server's zone", "a newer program"))?;
    let mut plan = Drawing::new(zone).plan(&case.case.to_string()[22..]);
    let mut ticks = tokio::time::interval(EVERY);
    let gives_up = tokio::time::sleep(Duration::from_secs(args.timeout.unwrap_or(u64::from(u32::MAX))));
    tokio::pin!(gives_up);
    let in_time = loop {
        plan.update(&seen(&case));
        if reached(&case, args.until) {
            break true;
        }
        tokio::select! {
            _ = ticks.tick() => case = client.get(&path).await?,
            () = &mut gives_up => break false,
        }
    };
    plan.finish();
    super::print(&case, args.of.server.json);
    if !in_time {
        say::note(format_args!("case {}: it is not there yet", case.case));
    }
    Ok(if in_time { Exit::Done } else { Exit::No })
}

fn reached(case: &CaseJson, until: Until) -> bool {
    let has = |kind: PaperKind| case.papers.iter().any(|paper| paper.kind == kind);
    case.ending.is_some()
        || match until {
            Until::Certificate => has(PaperKind::Certificate),
            Until::ClosingStatement => has(PaperKind::ClosingStatement),
            Until::Closed => false,
        }
}

fn seen(case: &CaseJson) -> Vec<Seen> {
    let waits = |step: u16| case.tasks.iter().any(|task| task.step == step);
    case.steps
        .iter()
        .map(|step| Seen {
            kind: step.kind,
            system: step.system.clone(),
            reached: match step.progress {
                ProgressWord::Done => Reached::Done(step.at.unwrap_or(case.received_at)),
                ProgressWord::Skipped => Reached::NotNeeded,
                ProgressWord::Stuck => Reached::NeedsHand,
                ProgressWord::Waiting | ProgressWord::Again if waits(step.step) => Reached::NeedsHand,
                ProgressWord::Waiting => Reached::Waiting,
                ProgressWord::InFlight
                | ProgressWord::Pending
                | ProgressWord::Unknown
                | ProgressWord::Again => Reached::UnderWay,
            },
        })
        .collect()
}
