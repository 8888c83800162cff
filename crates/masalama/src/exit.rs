//! How the program ends: what went wrong, what to do, and the exit status.

use std::process::ExitCode;

use crate::client::ClientFault;
use crate::config::ConfigFault;
use crate::keys::KeysFault;
use crate::policies::PolicyFault;
use crate::say;
use crate::wiring::WiringFault;
use masalama_connect::sandbox::SandboxFault;
use masalama_engine::{Said, chain};

/// What every command's help ends with.
pub(crate) const STATUSES: &str = "Exit status: 0 done; 1 no, or it failed; 2 the command line cannot be read; \
3 the paper is intact but its signer unknown; 4 refused, and you can act on it; 5 no server answered.";

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// No (a check that says so), or a fault.
    No,
    /// The command line, a configuration or an input cannot be read.
    Usage,
    /// The paper is intact, its signer unknown.
    SignerUnknown,
    /// The server refused, and the person can act on it.
    Refused,
    /// No server answered.
    NoServer,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0_u8,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::SignerUnknown => 3,
            Exit::Refused => 4,
            Exit::NoServer => 5,
        })
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigFault),
    /// The data folder.
    #[error(transparent)]
    Keys(#[from] KeysFault),
    /// The packs.
    #[error(transparent)]
    Policies(#[from] PolicyFault),
    /// The parts.
    #[error(transparent)]
    Wiring(#[from] WiringFault),
    /// The server, or the way to it.
    #[error(transparent)]
    Client(#[from] ClientFault),
    /// The engine.
    #[error(transparent)]
    Said(#[from] Said),
    /// A change of accounts was refused.
    #[error("{name}: {sentence}")]
    Staff { name: String, sentence: &'static str },
    /// The accounts cannot be read or written.
    #[error("accounts and sessions")]
    Access(#[from] masalama_access::AccessFault),
    /// The engine stopped.
    #[error("the engine stopped: what was acknowledged is safe; start the server again")]
    Engine(#[source] masalama_core::port::StoreFault),
    /// The sandbox.
    #[error("the sandbox")]
    Sandbox(#[from] SandboxFault),
    /// The address.
    #[error("{address} cannot be listened on: choose another one with --listen")]
    Listen {
        address: std::net::SocketAddr,
        #[source]
        source: std::io::Error,
    },
    /// Credentials would go in the clear.
    #[error(
        "{address} can be reached from outside, and nothing encrypts what goes there: put a proxy with TLS before a \
         loopback address, or say --listen-in-clear as well"
    )]
    InClear { address: std::net::SocketAddr },
    /// A file.
    #[error("{} cannot be {verb}: look at the path and its permissions", path.display())]
    File {
        path: std::path::PathBuf,
        verb: &'static str,
        #[source]
        source: std::io::Error,
    },
    /// Something typed.
    #[error("{what}: {problem}")]
    Typed {
        /// Which argument.
        what: &'static str,
        /// What is wrong, and what would be right.
        problem: Typed,
    },
    /// The runtime.
    #[error("the system refused a thread")]
    Runtime(#[source] std::io::Error),
    /// The demo came to no end.
    #[error("the demo did not come to its end within {steps} moves of the clock: the cases are in {}", folder.display())]
    DemoStuck { steps: usize, folder: std::path::PathBuf },
    /// The sandbox has no line such as the demo wants.
    #[error("the sandbox has no line such as the demo wants")]
    DemoLine,
    /// An import that kept nothing.
    #[error("{bad} of {rows} rows are bad, and --all-or-nothing was given: nothing was imported")]
    NothingImported { bad: u64, rows: u64 },
    /// An import of which a part was kept.
    #[error("{bad} of {rows} rows are bad and were left out; the others were imported")]
    PartImported { bad: u64, rows: u64 },
    /// A table that cannot be read.
    #[error(transparent)]
    Table(#[from] crate::command::TableFault),
}

/// What is wrong with something typed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Typed {
    /// A number of a line, card or person.
    #[error(transparent)]
    Identity(#[from] masalama_core::identity::IdentityError),
    /// Not of the form that is read.
    #[error("write {right}")]
    Form { right: &'static str },
    /// There is no such operator.
    #[error("no operator of that name is known; those there are: {known}")]
    NoSuchOperator { known: String },
    /// Refused as such.
    #[error("{0}")]
    Refused(masalama_core::refusal::RefusalCode),
}

impl Failure {
    /// With which status the program ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Config(_) | Self::Typed { .. } | Self::InClear { .. } => Exit::Usage,
            Self::Client(fault) => fault.exit(),
            Self::Said(Said::Refused(_)) | Self::Staff { .. } => Exit::Refused,
            Self::Said(Said::Fault(_))
            | Self::Keys(_)
            | Self::Policies(_)
            | Self::Wiring(_)
            | Self::Engine(_)
            | Self::Access(_)
            | Self::Sandbox(_)
            | Self::Listen { .. }
            | Self::File { .. }
            | Self::Runtime(_)
            | Self::DemoStuck { .. }
            | Self::DemoLine
            | Self::NothingImported { .. }
            | Self::PartImported { .. }
            | Self::Table(_) => Exit::No,
        }
    }

    /// Tells it: what happened and what to do, then what caused it.
    pub(crate) fn tell(&self) {
        say::note(format_args!("masalama: {}", chain(self)));
    }
}
