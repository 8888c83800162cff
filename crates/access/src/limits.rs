//! How long things last. `docs/security.md` says them to people.

use jiff::SignedDuration;

/// A staff session that asked for nothing for so long is over.
pub const STAFF_IDLE_MAX: SignedDuration = SignedDuration::from_mins(15);
/// A staff session is over after so long, whatever it does.
pub const STAFF_ENDS_AFTER: SignedDuration = SignedDuration::from_hours(8);
/// A subscriber's session that asked for nothing for so long is over.
pub const CASE_IDLE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// A subscriber's session is over after so long, whatever it does.
pub const CASE_ENDS_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// A proof counts as fresh for so long.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_mins(5);
/// Who made an account, a link for it or its roles is no second person beside it for so long.
pub const TENDED_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);
/// When a session was last seen is kept this exactly, so that not every page view is a write.
pub const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
