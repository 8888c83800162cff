//! `serve`: API, pages, engine and sandbox operator in one process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use masalama_access::Access;
use masalama_core::line::Line;
use masalama_core::port::{LineFilter, StoreFault};
use masalama_engine::{Desk, Worker, chain};
use masalama_web::{App, SandboxFace, StaffToken, router};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::accept::{Bounds, accept};
use super::{ConfigArgs, DATA, staff};
use crate::config;
use crate::exit::{Exit, Failure};
use crate::keys::{DataFolder, SIGNING_PUB, STAFF_TOKEN};
use crate::say;
use crate::wiring::{AnySandbox, Built, build};

/// How long requests under way may take to end after Ctrl-C.
const GRACE: std::time::Duration = std::time::Duration::from_secs(10);

/// Arguments of `serve`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  masalama
  masalama serve --data /var/lib/masalama --config /etc/masalama/masalama.toml
  masalama serve --listen 0.0.0.0:8668 --listen-in-clear     # only where nobody can listen in")]
pub(super) struct ServeArgs {
    /// Where cases and keys are kept; made on the first start, for its owner only
    #[arg(long, default_value = DATA, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; the configuration's `server.listen` without
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Say it twice: listen on an address that others reach, without encryption
    #[arg(long)]
    listen_in_clear: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) async fn serve(args: ServeArgs) -> Result<Exit, Failure> {
    log_to_stderr();
    let (mut settings, _) = config::read(args.config.config.as_deref())?;
    let address = args.listen.unwrap_or(settings.server.listen);
    if !address.ip().is_loopback() && !args.listen_in_clear {
        return Err(Failure::InClear { address });
    }
    let folder = DataFolder::open(&args.data)?;
    let listener = TcpListener::bind(address).await.map_err(|source| Failure::Listen { address, source })?;
    let address = listener.local_addr().map_err(|source| Failure::Listen { address, source })?;
    settings.access.public_url = settings.access.url(address).unwrap_or_default();
    let built = build(&folder, &settings).await?;
    tell_where(&built, &folder, address).await;
    let base = settings.access.url(address).unwrap_or_else(|| format!("http://{address}"));
    tell_first_link(&built.access, &base).await?;
    sweep_now_and_then(built.access.clone());
    run(built, listener).await
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MASALAMA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,masalama=info"));
    let set = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(say::can_draw())
        .with_env_filter(filter)
        .try_init();
    if set.is_err() {
        say::note("the log was set up before");
    }
}

async fn run(built: Built, listener: TcpListener) -> Result<Exit, Failure> {
    let (stop, stopped) = watch::channel(false);
    let (runs, engine_runs) = watch::channel(true);
    let (sandbox, kept) = (built.sandbox.clone(), built.sandbox);
    if let Some(sandbox) = &sandbox {
        follow_clock(built.desk.clone(), sandbox.clock_moved());
    }
    let app = App {
        desk: built.desk,
        inventory: built.inventory,
        access: built.access,
        policies: built.policies,
        staff_token: StaffToken::new(&built.staff_token),
        public_url: built.public_url,
        trusted_proxies: built.trusted_proxies,
        sandbox: sandbox.map(|sandbox| Arc::new(sandbox) as Arc<dyn SandboxFace>),
        public_key: built.public_key,
        is_sandbox: built.is_sandbox,
        engine_runs,
        zone: built.zone,
        press: built.press,
    };
    let mut worker = start_worker(built.worker, stopped.clone(), runs);
    let mut server = tokio::spawn(accept(listener, router(app), Bounds::default(), until(stopped)));
    let mut fault = None;
    tokio::select! {
        () = asked_to_stop() => say::note("stopping: requests and calls under way are finished"),
        ended = &mut worker => fault = Some(ended),
    }
    stop.send_replace(true);
    if tokio::time::timeout(GRACE, &mut server).await.is_err() {
        server.abort();
    }
    let ended = match fault {
        Some(ended) => ended,
        None => worker.await,
    };
    let closed = match kept {
        Some(sandbox) => sandbox.close().await,
        None => Ok(()),
    };
    match ended {
        Ok(Ok(())) => Ok(closed.map(|()| Exit::Done)?),
        Ok(Err(fault)) => Err(Failure::Engine(fault)),
        Err(_) => Err(Failure::Engine(StoreFault::Closed)),
    }
}

/// Says in `/health` when the worker has ended.
fn start_worker(
    worker: Worker,
    stopped: watch::Receiver<bool>,
    runs: watch::Sender<bool>,
) -> JoinHandle<Result<(), StoreFault>> {
    tokio::spawn(async move {
        let ended = worker.run(stopped).await;
        if let Err(fault) = &ended {
            tracing::error!(error = %chain(fault), "the engine stopped");
        }
        runs.send_replace(false);
        ended
    })
}

/// Each move of the clock may have made something due.
fn follow_clock(desk: Desk, mut moved: watch::Receiver<jiff::Timestamp>) {
    tokio::spawn(async move {
        while moved.changed().await.is_ok() {
            desk.ring();
        }
    });
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // The sender is dropped only when everything ends.
    drop(stopped.wait_for(|stop| *stop).await);
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}

/// Where to look, and how a first cease is started.
async fn tell_where(built: &Built, folder: &DataFolder, address: SocketAddr) {
    say::note(format_args!(
        "Masalama serves at http://{address}  (guide at /guide, description at /openapi.json)"
    ));
    say::note(format_args!("  staff token  {}", folder.file(STAFF_TOKEN).display()));
    say::note(format_args!("  public key   {}", folder.file(SIGNING_PUB).display()));
    if built.is_sandbox {
        say::note("  SANDBOX: an invented operator; nothing real ends, and every paper says so.");
    }
    let Some(sandbox) = &built.sandbox else { return };
    if let Some(line) = first_line(sandbox).await {
        let server =
            if address.port() == 8668 { String::new() } else { format!(" --server http://{address}") };
        let data = if folder.path() == std::path::Path::new(DATA) {
            String::new()
        } else {
            format!(" --data {}", folder.path().display())
        };
        say::note("\nStart a first cease, in another terminal:");
        say::note(format_args!("  masalama cease start{server} {}", start_arguments(&line)));
        say::note(format_args!("  masalama cease follow{server}{data} CASE"));
        say::note(format_args!("  masalama sandbox clock advance{server}{data} 60d"));
    }
}

/// As long as nobody can sign in: the link with which the first one enrols. No account exists before it is used.
async fn tell_first_link(access: &Access, base: &str) -> Result<(), Failure> {
    let Some(link) = access.first_link().await? else { return Ok(()) };
    say::note(
        "\nNo account can sign in yet. Who opens this link within the hour becomes the first admin and supervisor:",
    );
    say::note(format_args!("  {}", staff::enrol_link(base, &link)));
    Ok(())
}

/// Removes old sessions, links and lines of the log. What is over opens nothing before it is removed either.
fn sweep_now_and_then(access: Access) {
    tokio::spawn(async move {
        let mut hours = tokio::time::interval(std::time::Duration::from_secs(3600));
        loop {
            hours.tick().await;
            if let Err(fault) = access.sweep().await {
                tracing::warn!(error = %chain(&fault), "what is over of accounts and sessions could not be removed");
            }
        }
    });
}

async fn first_line(sandbox: &AnySandbox) -> Option<Line> {
    let page = sandbox.find_lines(LineFilter { limit: 1, ..LineFilter::default() }).await.ok()?;
    page.lines.into_iter().next()
}

/// How the holder of an invented line would ask for its end. Unmasked: nobody's numbers are in it (I9).
pub(super) fn start_arguments(line: &Line) -> String {
    use masalama_core::identity::DocumentKind;
    let document = &line.owner.document;
    let kind = match document.kind() {
        DocumentKind::Passport => "--passport",
        DocumentKind::ResidentCard => "--resident-card",
        DocumentKind::CivilNumber => "--civil-number",
    };
    let contact = line.owner.contact_msisdn.as_ref();
    let contact = contact.map(|number| format!(" --contact {}", number.unmasked())).unwrap_or_default();
    format!(
        "--iccid {} {kind} {} --activated-on {}{contact}",
        line.numbers.iccid.unmasked(),
        document.unmasked(),
        line.facts.activated_on
    )
}
