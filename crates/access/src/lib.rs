//! Who may do what: accounts, sessions, and one table of rights that drives code, documentation and tests.
//!
//! Read `right` first, the table; then `session`, which answers who asks. The other modules are ways to a session (`enrol`, `sign_in`, `passkey`,
//! `oidc`, `program`), what makes guessing slow (`throttle`), and what is kept of it all (`account`, `log`).

mod account;
mod device;
mod enrol;
mod fault;
mod limits;
mod log;
mod oidc;
mod passkey;
mod password;
mod program;
mod right;
mod said;
mod seal;
mod service;
mod session;
mod sign_in;
mod table;
#[cfg(feature = "test-parts")]
mod test_parts;
mod throttle;
mod token;
mod totp;

pub use account::{AccountView, SessionView, Which};
pub use device::Device;
pub use enrol::{Chosen, EnrolLink, Enrolment, LINK_HOLDS};
pub use fault::AccessFault;
pub use limits::{
    CASE_ENDS_AFTER, CASE_IDLE_MAX, FRESH_FOR, SEEN_EVERY, STAFF_ENDS_AFTER, STAFF_IDLE_MAX, TENDED_FOR,
};
pub use log::{By, Happened, LOG_KEPT, NOTICES_FOR, Notice};
pub use oidc::{Arrival, CALLBACK, Departure, Journey, OidcSettings, Return};
pub use passkey::{Ceremony, MakeFor};
pub use password::{Flaw, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
pub use program::{ACTING_HOURS_MAX, PROGRAM_DAYS_MAX};
pub use right::{During, Fresh, Right, Rule, Who, rule};
pub use said::{Refused, Said};
pub use service::{Access, AccessSettings, BadSettings};
pub use session::{CaseSession, Staff};
pub use sign_in::{DEVICE_KNOWN_FOR, Present, Shown, SignedIn};
pub use table::page;
#[cfg(feature = "test-parts")]
pub use test_parts::shown_code;
pub use token::{SessionId, Token};
pub use totp::TotpOffer;
