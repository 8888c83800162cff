//! Tokens for programs: personal, with an end, listed and ended like any session.

use jiff::SignedDuration;
use masalama_core::port::{KeptSession, SessionKind, SessionOwner};
use masalama_core::record::StaffName;

use crate::log::{By, Happened};
use crate::said::{Refused, Said};
use crate::service::Access;
use crate::session::{PROGRAM_PREFIX, after};
use crate::token::{SessionId, Token};

/// The longest a token lasts.
pub const PROGRAM_DAYS_MAX: u16 = 90;
/// The longest a token lasts that may do what needs a fresh proof: one shift.
pub const ACTING_HOURS_MAX: i64 = 12;
/// The most characters of what a token is for.
const LABEL_CHARS_MAX: usize = 80;

impl Access {
    /// Makes a token for a program of this account. It is told once. One that is `acting` may do what otherwise asks for a
    /// fresh proof, and lasts for one shift at most.
    ///
    /// # Errors
    /// [`Refused::NoSuchAccount`] when there is none or it is disabled, and faults.
    pub async fn make_program(
        &self,
        name: &StaffName,
        label: &str,
        days: u16,
        acting: bool,
        by: &By,
    ) -> Result<String, Said> {
        let token = Token::fresh(self.clock());
        let now = self.now();
        let asked = SignedDuration::from_hours(24 * i64::from(days.clamp(1, PROGRAM_DAYS_MAX)));
        let most = SignedDuration::from_hours(ACTING_HOURS_MAX);
        let lasts = if acting { asked.min(most) } else { asked };
        let session = KeptSession {
            token: token.digest(),
            id: SessionId::fresh(self.clock()).0,
            owner: SessionOwner::Staff(name.clone()),
            kind: if acting { SessionKind::ActingProgram } else { SessionKind::Program },
            opened_at: now,
            seen_at: now,
            proved_at: None,
            ends_at: after(now, lasts),
            label: label.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect(),
        };
        if !self.store().session_open(session, None).await? {
            return Err(Refused::NoSuchAccount.into());
        }
        self.note(Some(name), Happened::TokenMade, by, label).await?;
        Ok(format!("{PROGRAM_PREFIX}{}", token.reveal()))
    }
}
