//! `task`: what waits for a hand.

use clap::{Args, Subcommand};
use masalama_core::plan::Hand;
use masalama_core::record::{Decision, Verdict};
use masalama_core::request::Language;
use masalama_language::Voice;
use masalama_web::api::ask::{AttestAsk, DecideAsk, ResolveAsk, ShownAsk};
use masalama_web::api::view::{CaseJson, TasksJson};

use super::{ServerArgs, cease, typed};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::say;

/// Commands about tasks. Who acts is said in MASALAMA_STAFF_NAME, else it is the name of the user.
#[derive(Subcommand)]
pub(super) enum TaskCommand {
    /// What waits, the longest first
    #[command(after_help = "Example:\n  masalama task list --hand subscriber")]
    List(ListArgs),
    /// Say that a step was done by hand
    #[command(
        after_help = "Example:\n  masalama task done 01KAN0V2P5J3T9Q7XW8Z4M6B1C 14 --note 'router-1 scanned at the shop'"
    )]
    Done(DoneArgs),
    /// Say what became of an effect that nobody could tell
    #[command(
        after_help = "Example:\n  masalama task resolve 01KAN0V2P5J3T9Q7XW8Z4M6B1C 21 not-done --note 'asked the courier by phone' --reference CR-2210"
    )]
    Resolve(ResolveArgs),
    /// Let a parked case go on
    #[command(
        after_help = "Example:\n  masalama task decide 01KAN0V2P5J3T9Q7XW8Z4M6B1C try-again --note 'the court lifted its hold'"
    )]
    Decide(DecideArgs),
}

/// Arguments of `task list`.
#[derive(Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Whose: system, staff or subscriber
    #[arg(long, default_value = "staff", value_parser = typed::word::<Hand>)]
    hand: Hand,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

/// Which case, and why.
#[derive(Args)]
pub(super) struct OfCase {
    #[command(flatten)]
    server: ServerArgs,
    /// The case
    #[arg(value_parser = typed::case)]
    case: String,
    /// What was seen or done; it stays in the record
    #[arg(long)]
    note: String,
}

/// Arguments of `task done`.
#[derive(Args)]
pub(super) struct DoneArgs {
    #[command(flatten)]
    of: OfCase,
    /// The step, by its number in the plan
    step: u16,
}

/// Arguments of `task resolve`.
#[derive(Args)]
pub(super) struct ResolveArgs {
    #[command(flatten)]
    of: OfCase,
    /// The step, by its number in the plan
    step: u16,
    /// done or not-done
    #[arg(value_parser = typed::word::<Verdict>)]
    verdict: Verdict,
    #[command(flatten)]
    shown: ShownArgs,
}

/// What is shown for it: one of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct ShownArgs {
    /// The other system's own reference
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// An attachment of the case, by its digest
    #[arg(long, value_name = "DIGEST")]
    attachment: Option<String>,
}

impl ShownArgs {
    /// As it is asked; an attachment without a name is none, and refused.
    fn asked(&self) -> ShownAsk {
        match (&self.reference, &self.attachment) {
            (Some(reference), _) => ShownAsk::Reference(reference.clone()),
            (None, digest) => ShownAsk::Attachment(digest.clone().unwrap_or_default()),
        }
    }
}

/// Arguments of `task decide`.
#[derive(Args)]
pub(super) struct DecideArgs {
    #[command(flatten)]
    of: OfCase,
    /// try-again
    #[arg(value_parser = typed::word::<Decision>)]
    decision: Decision,
}

pub(super) async fn run(command: TaskCommand) -> Result<Exit, Failure> {
    match command {
        TaskCommand::List(args) => list(&args).await,
        TaskCommand::Done(DoneArgs { of, step }) => {
            let path = format!("tasks/{step}");
            of.say(&path, &AttestAsk { note: of.note.clone() }).await
        }
        TaskCommand::Resolve(ResolveArgs { of, step, verdict, shown }) => {
            let asked = ResolveAsk { step, verdict, note: of.note.clone(), shown: shown.asked() };
            of.say("resolve", &asked).await
        }
        TaskCommand::Decide(DecideArgs { of, decision }) => {
            of.say("decide", &DecideAsk { decision, note: of.note.clone() }).await
        }
    }
}

impl OfCase {
    async fn say(&self, path: &str, body: &impl serde::Serialize) -> Result<Exit, Failure> {
        let client = Client::of_case(&self.server, &self.case, None)?;
        let case: CaseJson = client.post(&format!("/v1/cases/{}/{path}", self.case), body).await?;
        cease::print(&case, self.server.json);
        Ok(Exit::Done)
    }
}

async fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let hand = match args.hand {
        Hand::System => "system",
        Hand::Staff => "staff",
        Hand::Subscriber => "subscriber",
    };
    let path = format!("/v1/tasks?hand={hand}&limit={}", args.limit);
    let found: TasksJson = Client::staff(&args.server)?.get(&path).await?;
    if args.server.json {
        say::json(&found);
        return Ok(Exit::Done);
    }
    let voice = Voice::plain(Language::En);
    for task in &found.tasks {
        let due = task.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
        say::data(format_args!(
            "{}  step {:>3}  due {due:<20}  {}",
            task.case,
            task.step,
            voice.tell(task.kind)
        ));
    }
    if found.tasks.is_empty() {
        say::note("nothing waits");
    }
    Ok(Exit::Done)
}
