//! Slowing down whoever guesses, without locking out whoever owns the account.
//!
//! Wrong tries are counted for the account at one network, for a network over all accounts, and for the account over all networks. Each count
//! makes the next try wait longer; none closes an account. A device the account signed in from before has a count of its own
//! and waits for nobody else's tries; passkeys and identity providers cannot be guessed and are not counted at all.

use jiff::{SignedDuration, Timestamp};
use masalama_core::commitment::Digest;
use masalama_core::port::Tries;

use crate::fault::AccessFault;
use crate::service::Access;
use crate::session::before;

/// Counting begins anew after so long without a wrong try.
pub(crate) const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// What is counted, and how it slows down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Under which key.
    pub(crate) key: Digest,
    /// So many tries are free.
    pub(crate) free: u32,
    /// The longest wait. *Units*: seconds.
    pub(crate) wait_max_s: u32,
}

impl Counted {
    /// The tries of one account from one network.
    pub(crate) fn here(account: &str, network: &str) -> Self {
        let key = Digest::of(&[b"masalama/tries/here/1", account.as_bytes(), b"\0", network.as_bytes()]);
        Self { key, free: 5, wait_max_s: 900 }
    }

    /// The tries of one network at any account.
    pub(crate) fn network(network: &str) -> Self {
        Self {
            key: Digest::of(&[b"masalama/tries/network/1", network.as_bytes()]),
            free: 30,
            wait_max_s: 300,
        }
    }

    /// The tries at one account from anywhere: a short wait only, or who guesses could keep the owner out.
    pub(crate) fn account(account: &str) -> Self {
        Self { key: Digest::of(&[b"masalama/tries/account/1", account.as_bytes()]), free: 20, wait_max_s: 10 }
    }

    /// The tries from a device that is known.
    pub(crate) fn device(device: &Digest) -> Self {
        Self { key: Digest::of(&[b"masalama/tries/device/1", device.as_bytes()]), free: 5, wait_max_s: 300 }
    }

    /// How long to wait still, in seconds.
    fn wait_s(&self, tries: Option<Tries>, now: Timestamp) -> u32 {
        let Some(tries) = tries else { return 0 };
        if now.duration_since(tries.last_at) >= FORGOTTEN_AFTER || tries.count < self.free {
            return 0;
        }
        let doubled = 1_u32.checked_shl(tries.count - self.free).unwrap_or(u32::MAX);
        let wait = i64::from(doubled.min(self.wait_max_s));
        let gone = now.duration_since(tries.last_at).as_secs();
        u32::try_from(wait - gone).unwrap_or(0)
    }
}

impl Access {
    /// How long whoever tries this must wait still, in seconds.
    pub(crate) async fn wait_s(&self, counted: &[Counted]) -> Result<u32, AccessFault> {
        let mut longest = 0;
        for one in counted {
            longest = longest.max(one.wait_s(self.store().tries(one.key).await?, self.now()));
        }
        Ok(longest)
    }

    /// Counts a wrong try.
    pub(crate) async fn count_wrong(&self, counted: &[Counted]) -> Result<(), AccessFault> {
        let now = self.now();
        for one in counted {
            self.store().try_failed(one.key, now, before(now, FORGOTTEN_AFTER)).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_try_makes_the_next_wait_longer_up_to_a_bound() {
        // Guessing must become slow soon, and must never become a wait without end.
        let counted = Counted::here("care-1", "203.0.113.x");
        let start = Timestamp::from_second(1_790_000_000).unwrap();
        let wait = |count, after: i64| {
            let now = Timestamp::from_second(1_790_000_000 + after).unwrap();
            counted.wait_s(Some(Tries { count, last_at: start }), now)
        };
        assert_eq!(
            [1, 4, 5, 6, 7, 10, 15, 4_000_000_000].map(|count| wait(count, 0)),
            [0, 0, 1, 2, 4, 32, 900, 900]
        );
        assert_eq!((wait(10, 31), wait(10, 32), wait(10, 33)), (1, 0, 0));
        assert_eq!(wait(4_000, 3_600), 0);
        assert_eq!(counted.wait_s(None, start), 0);
    }
}
