//! Slowing down whoever guesses, without locking out whoever owns the account.
//!
//! Wrong tries are counted for the account at one network, for a network over all accounts, and for the account over all networks. Each count
//! makes the next try wait longer; none closes an account. A device the account signed in from before has a count of its own
//! and waits for nobody else's tries; passkeys and identity providers cannot be guessed and are not counted at all.
//!
//! A try is counted before it is looked at, and taken back when it was right: whoever hangs up in between has tried too.

use jiff::{SignedDuration, Timestamp};
use masalama_core::commitment::Digest;
use masalama_core::port::Tries;

use crate::fault::AccessFault;
use crate::service::Access;
use crate::session::before;

/// Counting begins anew after so long without a wrong try.
pub(crate) const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// A wait that somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    /// How long still. *Units*: seconds.
    pub(crate) seconds: u32,
    /// Which wait it is: the same for all who come while it lasts.
    pub(crate) which: Digest,
}

/// A try that is counted, and what takes it back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tried {
    key: Digest,
    /// When the one before was.
    last_at: Timestamp,
}

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
    /// The longest wait of whoever tries this, if there is one.
    pub(crate) async fn wait(&self, counted: &[Counted]) -> Result<Option<Wait>, AccessFault> {
        let mut longest: Option<Wait> = None;
        for one in counted {
            let Some(tries) = self.store().tries(one.key).await? else { continue };
            let seconds = one.wait_s(Some(tries), self.now());
            if seconds > longest.map_or(0, |wait| wait.seconds) {
                let last_at = tries.last_at.as_microsecond().to_be_bytes();
                let which = Digest::of(&[b"masalama/wait/1", one.key.as_bytes(), &last_at]);
                longest = Some(Wait { seconds, which });
            }
        }
        Ok(longest)
    }

    /// Counts a try before it is looked at.
    pub(crate) async fn count(&self, counted: &[Counted]) -> Result<Vec<Tried>, AccessFault> {
        let now = self.now();
        let mut all = Vec::new();
        for one in counted {
            let last_at = self.store().tries(one.key).await?.map_or(now, |tries| tries.last_at);
            self.store().try_failed(one.key, now, before(now, FORGOTTEN_AFTER)).await?;
            all.push(Tried { key: one.key, last_at });
        }
        Ok(all)
    }

    /// The try was right: the first count is forgotten, which is the person's own; of the others this try is taken back, and what strangers did stays.
    pub(crate) async fn was_right(&self, tried: Vec<Tried>) -> Result<(), AccessFault> {
        for (at, one) in tried.into_iter().enumerate() {
            if at == 0 {
                self.store().tries_clear(one.key).await?;
            } else {
                self.store().try_undone(one.key, one.last_at).await?;
            }
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
