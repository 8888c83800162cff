//! Carries cases forward: intake, worker, retry, inquiry, and what people decide.
//!
//! Read it in the order of the flow: [`intake`](Desk::open) opens a case, the [`Worker`] carries it, the [`Desk`] takes in what people
//! say of it. Both write through a [`Journal`], the one place that appends records.

mod advance;
mod board;
mod call;
mod desk;
mod error;
mod intake;
mod journal;
mod paper;
mod people;
mod secret;
mod stranger;
mod systems;
mod task;
mod view;
mod worker;

use std::sync::Arc;

use masalama_core::calendar::Zone;
use masalama_core::landscape::Landscape;
use masalama_core::money::Money;
use masalama_core::next::RetrySchedule;
use masalama_core::paper::SigningKey;
use masalama_core::policy::Policies;
use masalama_core::port::{Clock, Store};
use tokio::sync::Notify;

pub use board::{AGE_DAYS, Board, OWED_SOON_HOURS, TOOK_DAYS, Took};
pub use desk::{CHANGES_BY_PERSON_MAX, Desk};
pub use error::{Fault, Said, chain};
pub use intake::{Receipted, UNVERIFIED_LAPSE_DAYS};
pub use journal::Journal;
pub use people::{ATTACHMENT_BYTES_MAX, Hidden, Revealed};
pub use secret::{Credential, SearchKey, Secret, StopToken};
pub use systems::{CALLS_AT_ONCE, Systems, Unfit};
pub use task::Doer;
pub use view::{CaseView, ComplaintView, ObligationView, ProposalState, ProposalView, StepView};
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
    /// A refund above this needs a second member of staff; it holds for lines billed in its currency. None needs one when absent.
    pub refund_limit: Option<Money>,
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
    pub(crate) board: board::Kept,
}

/// Makes a desk and a worker over the same parts.
///
/// # Errors
/// [`Unfit`] names each effect that some policy in force needs and nobody offers.
pub fn engine(parts: Parts, limits: Limits) -> Result<(Desk, Worker), Unfit> {
    parts.systems.check(&parts.landscape)?;
    let shared = Arc::new(Shared { parts, bell: Notify::new(), board: board::Kept::default() });
    Ok((Desk::new(Arc::clone(&shared)), Worker::new(shared, limits)))
}
