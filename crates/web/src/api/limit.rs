//! A limit on requests for one line from one address, so that nobody can guess at somebody else's line.
//!
//! The pair is what is limited: a limit on the line alone would let a stranger lock its owner out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use masalama_core::port::LineKey;
use masalama_core::refusal::RefusalCode;
use tokio::time::Instant;

use super::problem::Problem;

/// The most requests for one line from one address in a window.
pub(crate) const REQUESTS_MAX: u32 = 30;
/// How long a window is, in seconds.
const WINDOW_S: u32 = 3_600;
/// The most pairs that are remembered; beyond it all windows begin anew.
const PAIRS_MAX: usize = 100_000;

/// A line and the address it was asked for from.
type Pair = (LineKey, Option<IpAddr>);

/// When a window began, and how many came in it.
type Window = (Instant, u32);

/// Requests counted by line and address.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    counted: Mutex<HashMap<Pair, Window>>,
}

impl Requests {
    /// Counts one more.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count(&self, line: LineKey, from: Option<IpAddr>, now: Instant) -> Result<(), Problem> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= PAIRS_MAX {
            let window = Duration::from_secs(WINDOW_S.into());
            counted.retain(|_, (began, _)| now.duration_since(*began) < window);
            if counted.len() >= PAIRS_MAX {
                counted.clear();
            }
        }
        let (began, count) = counted.entry((line, from)).or_insert((now, 0));
        let passed_s = u32::try_from(now.duration_since(*began).as_secs()).unwrap_or(u32::MAX);
        if passed_s >= WINDOW_S {
            (*began, *count) = (now, 0);
        }
        if *count >= REQUESTS_MAX {
            return Err(Problem::refused(RefusalCode::TooMany).retry_after(WINDOW_S.saturating_sub(passed_s)));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use masalama_core::commitment::Digest;

    // A stranger who asks too often is refused, the owner at another address is not, and after an hour all is as before.
    #[test]
    fn the_pair_is_limited() {
        let requests = Requests::default();
        let now = Instant::now();
        let line = LineKey(Digest::of(&[b"line"]));
        let (stranger, owner) = (Some([10, 0, 0, 1].into()), Some([10, 0, 0, 2].into()));
        for _ in 0..REQUESTS_MAX {
            assert!(requests.count(line, stranger, now).is_ok());
        }
        let refused = requests.count(line, stranger, now).unwrap_err();
        assert_eq!(refused.refusal(), Some(RefusalCode::TooMany));
        assert!(requests.count(line, owner, now).is_ok());
        let later = now + Duration::from_secs(WINDOW_S.into());
        assert!(requests.count(line, stranger, later).is_ok());
    }
}
