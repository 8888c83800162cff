//! Holding a case: nothing new begins until a person lets it go on. Deadlines do not stop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::detail::Detail;

/// Who had the case held. A later value weighs more: it takes a lighter hold over, and is lifted by fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldWhy {
    /// The person, with the case's credential; the person or staff let it go on.
    BySubscriber,
    /// Whoever got a notice and said stop. Only staff let it go on: who asks for the cease may not be who said stop.
    ByStopLink,
    /// A member of staff; only staff let it go on.
    ByStaff,
}

/// A hold that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Since when.
    pub since: Timestamp,
    /// Who had it held.
    pub why: HeldWhy,
    /// What was said.
    pub note: Detail,
}
