//! Carries cases forward: intake, worker, retry, inquiry, and what people decide.
//!
//! Read it in the order of the flow: [`intake`](Desk::open) opens a case, the [`Worker`] carries it, the [`Desk`] takes in what people
//! say of it. Both write through a [`Journal`], the one place that appends records.

mod advance;
mod call;
mod desk;
mod error;
mod intake;
mod journal;
mod paper;
mod secret;
mod systems;
mod view;
mod worker;

use std::sync::Arc;

use masalama_core::calendar::Zone;
use masalama_core::landscape::Landscape;
use masalama_core::next::RetrySchedule;
use masalama_core::paper::SigningKey;
use masalama_core::policy::Policies;
use masalama_core::port::{Clock, Store};
use tokio::sync::Notify;

pub use desk::Desk;
pub use error::{Fault, Said, chain};
pub use intake::{Receipted, UNVERIFIED_LAPSE_DAYS};
pub use journal::Journal;
pub use secret::{Credential, Secret};
pub use systems::{CALLS_AT_ONCE, Systems, Unfit};
pub use view::{CaseView, StepView};
pub use worker::{Limits, Worker};

/// What the engine is made of.
pub struct Parts {
    /// Where cases are kept.
    pub store: Arc<dyn Store>,
    /// The business clock: in sandbox mode the sandbox's.
    pub clock: Arc<dyn Clock>,
    /// The real clock, for leases: a moved sandbox clock must not end them.
    pub wall: Arc<dyn Clock>,
    /// Who speaks to which system.
    pub systems: Systems,
    /// Which systems there are.
    pub landscape: Landscape,
    /// The packs in force.
    pub policies: Arc<Policies>,
    /// When an effect is tried again.
    pub retry: RetrySchedule,
    /// Signs papers.
    pub signing: SigningKey,
    /// Derives line keys and credentials.
    pub secret: Secret,
    /// Does this run on the sandbox operator? Every paper says so.
    pub is_sandbox: bool,
    /// The zone of papers before a plan names one.
    pub zone: Zone,
}

/// The parts, shared by desk and worker, and the bell that wakes the worker.
pub(crate) struct Shared {
    pub(crate) parts: Parts,
    pub(crate) bell: Notify,
}

/// Makes a desk and a worker over the same parts.
///
/// # Errors
/// [`Unfit`] names each effect that some policy in force needs and nobody offers.
pub fn engine(parts: Parts, limits: Limits) -> Result<(Desk, Worker), Unfit> {
    parts.systems.check(&parts.landscape)?;
    let shared = Arc::new(Shared { parts, bell: Notify::new() });
    Ok((Desk::new(Arc::clone(&shared)), Worker::new(shared, limits)))
}
