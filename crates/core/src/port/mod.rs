//! The ports: what the rules ask of the outside world, as traits.

mod access;
mod clock;
mod connector;
mod inventory;
mod store;

use std::future::Future;
use std::pin::Pin;

pub use access::{
    ACCESS_ROWS_MAX, AccessStore, Account, CredentialKind, EndSessions, FoundSession, KeptCredential,
    KeptSession, Noted, NotedFilter, SessionKind, SessionOwner, Ticket, Tries,
};
pub use clock::Clock;
pub use connector::Connector;
pub use inventory::{Inventory, InventoryFault, LINE_PAGE_MAX, LineFilter, LinePage};
pub use store::{
    Append, CASE_PAGE_MAX, CaseFilter, CasePage, CaseRow, Claim, Claimed, Guard, LineKey, Next, Opened,
    Opening, Refused, Store, StoreFault, Stored, StoredPaper, StoredRecord, Task, TaskFilter, TaskRow,
};

/// A future that a port returns, so that ports can be chosen at run time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
