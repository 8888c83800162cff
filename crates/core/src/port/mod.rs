//! The ports: what the rules ask of the outside world, as traits.

mod access;
mod clock;
mod connector;
mod inventory;
mod store;

use std::future::Future;
use std::pin::Pin;

pub use access::{
    ACCESS_ROWS_MAX, AccessStore, Account, Added, Begun, Change, Counted, CredentialKind, EndSessions,
    Enrolled, FoundSession, KeptCredential, KeptSession, Noted, NotedFilter, SessionKind, SessionOwner,
    Ticket, Tries, longest_wait,
};
pub use clock::Clock;
pub use connector::Connector;
pub use inventory::{Inventory, InventoryFault, LINE_PAGE_MAX, LineFilter, LinePage};
pub use store::{
    AGE_BUCKETS, Append, CASE_PAGE_MAX, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed,
    Counting, Counts, Guard, LineKey, Next, Opened, Opening, Refused, Store, StoreFault, Stored,
    StoredAttachment, StoredPaper, StoredRecord, TOOK_MAX, Task, TaskFilter, TaskPlace, TaskRow,
};

/// A future that a port returns, so that ports can be chosen at run time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
