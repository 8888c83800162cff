//! Complaints: each has a clock, and outlives the case it is about.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::commitment::Commitment;
use crate::detail::Detail;
use crate::record::StaffName;

/// The most complaints about one case.
pub const COMPLAINTS_MAX: usize = 20;
/// The most characters of a complaint.
pub const COMPLAINT_CHARS_MAX: usize = 4_000;

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintAbout {
    /// It takes too long.
    TooSlow,
    /// Something was charged that is not owed.
    Charged,
    /// Money did not come back, or not all of it.
    Refund,
    /// A device, its return or its fee.
    Device,
    /// The line was ended and should not have been.
    NotAsked,
    /// The line still works.
    StillOn,
    /// What is kept of the person.
    Privacy,
    /// Something else.
    Other,
}

/// A complaint about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Its record's place.
    pub seq: u32,
    /// When it came.
    pub at: Timestamp,
    /// What about.
    pub about: ComplaintAbout,
    /// Commitment to its text; nothing once the personal fields of the case are erased, for then no text is kept.
    pub text: Option<Commitment>,
    /// It must be answered by then.
    pub answer_due: Timestamp,
    /// The answer.
    pub answer: Option<ComplaintAnswer>,
}

/// The answer to a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintAnswer {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffName,
    /// What was answered.
    pub note: Detail,
}
