//! `staff`: accounts, worked on where the data folder is, whether a server runs or not. What changes holds for the server's next question.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use masalama_access::{Access, By, EnrolLink, PROGRAM_DAYS_MAX, Refused, Said, SessionId, Which};
use masalama_core::port::{NotedFilter, SessionKind};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use super::{ConfigArgs, DATA, typed};
use crate::config;
use crate::exit::{Exit, Failure};
use crate::keys::secret_in;
use crate::say;
use crate::wiring::open_access;

/// Accounts of staff. Whoever may read the data folder may use these commands: they need no server and no token.
#[derive(Subcommand)]
pub(super) enum StaffCommand {
    /// Who there is, with which roles, and how each can sign in
    #[command(after_help = "Example:\n  masalama staff list")]
    List(Folder),
    /// Make an account, and print the link with which the person enrols
    #[command(
        after_help = "Examples:\n  masalama staff add care-1 --role care\n  masalama staff add lead-1 --role care --role supervisor"
    )]
    Add(AddArgs),
    /// Print a new link for somebody who lost a device or password; the old ways in stay until it is used
    #[command(after_help = "Example:\n  masalama staff link care-1")]
    Link(OfName),
    /// Let an account do nothing any more; its sessions and tokens end at once
    #[command(after_help = "Example:\n  masalama staff disable care-1")]
    Disable(OfName),
    /// Let a disabled account sign in again
    #[command(after_help = "Example:\n  masalama staff enable care-1")]
    Enable(OfName),
    /// Give an account these roles and no other; they hold at once
    #[command(after_help = "Example:\n  masalama staff roles care-1 --role care --role shop")]
    Roles(AddArgs),
    /// The open sessions of an account, browsers and programs
    #[command(after_help = "Example:\n  masalama staff sessions care-1")]
    Sessions(OfName),
    /// End a session of an account, or all of them
    #[command(
        after_help = "Examples:\n  masalama staff end care-1\n  masalama staff end care-1 k3v…      # as `staff sessions` prints it"
    )]
    End(EndArgs),
    /// Make a token for a program of an account; it is printed once
    #[command(
        after_help = "Examples:\n  masalama staff token care-1 --for 'nightly export' --days 30\n  MASALAMA_TOKEN=masalama-… masalama task list"
    )]
    Token(TokenArgs),
    /// The security log, newest first
    #[command(after_help = "Examples:\n  masalama staff log\n  masalama staff log care-1 --limit 20")]
    Log(LogArgs),
}

/// Where the accounts are.
#[derive(Args)]
pub(super) struct Folder {
    /// The data folder
    #[arg(long, default_value = DATA, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Which account.
#[derive(Args)]
pub(super) struct OfName {
    /// The name it signs in with: letters, digits, `.`, `-`, `_`, `@`
    #[arg(value_parser = name)]
    name: StaffName,
    #[command(flatten)]
    folder: Folder,
}

/// Arguments of `staff add` and `staff roles`.
#[derive(Args)]
pub(super) struct AddArgs {
    #[command(flatten)]
    of: OfName,
    /// A role: care, shop, logistics, finance, fraud, network, supervisor, admin
    #[arg(long = "role", required = true, value_parser = typed::word::<Role>)]
    roles: Vec<Role>,
}

/// Arguments of `staff end`.
#[derive(Args)]
pub(super) struct EndArgs {
    #[command(flatten)]
    of: OfName,
    /// The session, as `staff sessions` prints it; all without
    session: Option<String>,
}

/// Arguments of `staff token`.
#[derive(Args)]
pub(super) struct TokenArgs {
    #[command(flatten)]
    of: OfName,
    /// What it is for, as lists will show it
    #[arg(long = "for", value_name = "WHAT")]
    label: String,
    /// How many days it lasts
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=i64::from(PROGRAM_DAYS_MAX)))]
    days: u16,
    /// It may also do what asks a person to prove himself anew, such as an import; it lasts 12 hours at most
    #[arg(long)]
    acting: bool,
}

/// Arguments of `staff log`.
#[derive(Args)]
pub(super) struct LogArgs {
    /// Only about this account
    #[arg(value_parser = name)]
    name: Option<StaffName>,
    /// At most so many lines
    #[arg(long, default_value_t = 50)]
    limit: u32,
    #[command(flatten)]
    folder: Folder,
}

fn name(typed: &str) -> Result<StaffName, String> {
    let right = "a name has 1 to 64 letters, digits, `.`, `-`, `_` or `@`";
    StaffName::try_from(typed.to_owned()).map_err(|_| right.to_owned())
}

pub(super) async fn run(command: StaffCommand) -> Result<Exit, Failure> {
    match command {
        StaffCommand::List(folder) => list(&folder.access()?).await?,
        StaffCommand::Add(AddArgs { of, roles }) => {
            let access = of.folder.access()?;
            let made = access.add(&of.name, roles.into_iter().collect(), &By::CommandLine).await;
            of.tell_link(&of.done(made)?)?;
        }
        StaffCommand::Link(of) => {
            let made = of.folder.access()?.link(&of.name, &By::CommandLine).await;
            of.tell_link(&of.done(made)?)?;
        }
        StaffCommand::Disable(of) => {
            of.done(of.folder.access()?.disable(&of.name, &By::CommandLine).await)?;
            say::note(format_args!("{} is disabled; its sessions and tokens have ended", of.name.as_str()));
        }
        StaffCommand::Enable(of) => {
            of.done(of.folder.access()?.enable(&of.name, &By::CommandLine).await)?;
            say::note(format_args!("{} may sign in again", of.name.as_str()));
        }
        StaffCommand::Roles(AddArgs { of, roles }) => {
            let roles: BTreeSet<Role> = roles.into_iter().collect();
            let told = words(&roles);
            of.done(of.folder.access()?.set_roles(&of.name, roles, &By::CommandLine).await)?;
            say::note(format_args!("{} has the roles: {told}", of.name.as_str()));
        }
        StaffCommand::Sessions(of) => sessions(&of).await?,
        StaffCommand::End(args) => end(&args).await?,
        StaffCommand::Token(args) => token(&args).await?,
        StaffCommand::Log(args) => log(args).await?,
    }
    Ok(Exit::Done)
}

impl Folder {
    fn access(&self) -> Result<Access, Failure> {
        let (settings, _) = config::read(self.config.config.as_deref())?;
        Ok(open_access(&self.data, &secret_in(&self.data)?, &settings.access)?)
    }
}

impl OfName {
    fn tell_link(&self, link: &EnrolLink) -> Result<(), Failure> {
        let (settings, _) = config::read(self.folder.config.config.as_deref())?;
        let listen = settings.server.listen;
        let base = settings.access.url(listen).unwrap_or_else(|| format!("http://{listen}"));
        say::note(format_args!("{} enrols with this link, once, within the hour:", self.name.as_str()));
        say::data(enrol_link(&base, link));
        Ok(())
    }

    fn done<T>(&self, said: Result<T, Said>) -> Result<T, Failure> {
        said.map_err(|said| match said {
            Said::Fault(fault) => Failure::Access(fault),
            Said::Refused(refused) => {
                Failure::Staff { name: self.name.as_str().to_owned(), sentence: sentence(refused) }
            }
        })
    }
}

/// The address of an enrolment link.
pub(super) fn enrol_link(base: &str, link: &EnrolLink) -> String {
    format!("{base}/console/enrol/{}", link.code.reveal())
}

fn sentence(refused: Refused) -> &'static str {
    match refused {
        Refused::NameTaken => {
            "there is an account of that name; choose another, or `masalama staff link` for a new link"
        }
        Refused::NoSuchAccount => {
            "there is no such account, or it is disabled; `masalama staff list` shows those there are"
        }
        Refused::LastAdmin => "nobody would be left who may tend accounts; make another admin first",
        Refused::TooManyAccounts => "there are 5,000 accounts, and there can be no more",
        Refused::NotRight
        | Refused::Later { .. }
        | Refused::LinkOver
        | Refused::Password(_)
        | Refused::Code
        | Refused::NotSetUp
        | Refused::LastWay
        | Refused::OwnRoles
        | Refused::NotVouched => "refused",
    }
}

fn words(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

async fn list(access: &Access) -> Result<(), Failure> {
    let accounts = access.accounts().await?;
    for view in &accounts {
        let account = &view.account;
        let state = match (account.disabled_at, view.credentials.is_empty()) {
            (Some(at), _) => format!("disabled since {at}"),
            (None, true) => "not enrolled yet".to_owned(),
            (None, false) => format!("{} open sessions", view.sessions),
        };
        say::data(format_args!("{:<24}  {:<32}  {state}", account.name.as_str(), words(&account.roles)));
    }
    if accounts.is_empty() {
        say::note("there is no account; the server prints a link for the first one when it starts");
    }
    Ok(())
}

async fn sessions(of: &OfName) -> Result<(), Failure> {
    let sessions = of.folder.access()?.sessions(&of.name).await?;
    for session in &sessions {
        let kind = match session.kind {
            SessionKind::Browser => "browser",
            SessionKind::Program => "program",
            SessionKind::ActingProgram => "program, acting",
        };
        let (id, seen, ends) = (session.id, session.seen_at, session.ends_at);
        say::data(format_args!("{id}  {kind:<15}  seen {seen}  ends {ends}  {}", session.label));
    }
    if sessions.is_empty() {
        say::note("no session is open");
    }
    Ok(())
}

async fn end(args: &EndArgs) -> Result<(), Failure> {
    let which = match args.session.as_deref().map(SessionId::sent) {
        None => Which::All,
        Some(Some(id)) => Which::One(id),
        Some(None) => return Err(typed::wrong("SESSION", "it as `masalama staff sessions` prints it")),
    };
    let ended = args.of.folder.access()?.end_sessions(&args.of.name, which, &By::CommandLine).await?;
    say::note(format_args!("{ended} sessions ended"));
    Ok(())
}

async fn token(args: &TokenArgs) -> Result<(), Failure> {
    let access = args.of.folder.access()?;
    let made =
        access.make_program(&args.of.name, &args.label, args.days, args.acting, &By::CommandLine).await;
    let token = args.of.done(made)?;
    say::note(
        "the token, told once; commands read it from MASALAMA_TOKEN, programs send it as `Authorization: Bearer`:",
    );
    say::data(token);
    Ok(())
}

async fn log(args: LogArgs) -> Result<(), Failure> {
    let LogArgs { name, limit, folder } = args;
    let lines = folder.access()?.log(NotedFilter { account: name, limit, ..NotedFilter::default() }).await?;
    for line in lines {
        let account = line.account.as_ref().map_or("-", StaffName::as_str);
        let by = line.by.as_deref().unwrap_or("itself");
        say::data(format_args!(
            "{}  {account:<24}  {:<18}  by {by:<14}  {}",
            line.at, line.what, line.detail
        ));
    }
    Ok(())
}
