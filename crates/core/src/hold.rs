//! Holding a case: nothing new begins until a person lets it go on. Deadlines do not stop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::detail::Detail;
use crate::record::StaffName;

/// Who had the case held. A later value weighs more: it takes a lighter hold over, and is lifted by fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldWhy {
    /// The person, with the case's credential; the person lets it go on, or staff who decide about such.
    BySubscriber,
    /// Whoever got a notice and said stop. Only staff who decide about such let it go on: who asks for the cease may not be who said stop.
    ByStopLink,
    /// A member of staff; the same one lets it go on, or staff who decide about such.
    ByStaff,
}

/// A hold that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Since when.
    pub since: Timestamp,
    /// Who had it held.
    pub why: HeldWhy,
    /// Which member of staff, if one did.
    pub by: Option<StaffName>,
    /// Who else said stop, where staff hold it too: a hold by staff takes no stop of a person's away.
    pub beside: Option<HeldWhy>,
    /// What was said.
    pub note: Detail,
}

impl Held {
    /// Does a person's own stop stand, alone or beside a hold by staff?
    #[must_use]
    pub fn of_person(&self) -> Option<HeldWhy> {
        match self.why {
            HeldWhy::BySubscriber | HeldWhy::ByStopLink => Some(self.why),
            HeldWhy::ByStaff => self.beside,
        }
    }

    /// May a hold for this reason be added to the one that stands?
    #[must_use]
    pub fn takes(&self, why: HeldWhy) -> bool {
        match why {
            HeldWhy::BySubscriber | HeldWhy::ByStopLink => self.of_person().is_none_or(|stands| stands < why),
            HeldWhy::ByStaff => self.why < why,
        }
    }
}
