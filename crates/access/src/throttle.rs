//! Slowing down whoever guesses, without locking out whoever owns the account.
//!
//! Wrong tries are counted for the account at one network, for a network over all accounts, and for the account over all networks. Each count
//! makes the next try wait longer; none closes an account. A device the account signed in from before has a count of its own
//! and waits for nobody else's tries; passkeys and identity providers cannot be guessed and are not counted at all.
//!
//! A try is counted before it is looked at, and taken back when it was right: whoever hangs up in between has tried too.

use jiff::SignedDuration;
use masalama_core::commitment::Digest;
use masalama_core::port::{Begun, Counted};

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

/// A try that is counted: under which keys, and when the one before was. It takes it back.
#[derive(Clone, Debug)]
pub(crate) struct Tried(Vec<(Digest, jiff::Timestamp)>);

/// The tries of one account from one network.
pub(crate) fn here(account: &str, network: &str) -> Counted {
    let key = Digest::of(&[b"masalama/tries/here/1", account.as_bytes(), b"\0", network.as_bytes()]);
    Counted { key, free: 5, wait_max_s: 900 }
}

/// The tries of one network at any account.
pub(crate) fn of_network(network: &str) -> Counted {
    let key = Digest::of(&[b"masalama/tries/network/1", network.as_bytes()]);
    Counted { key, free: 30, wait_max_s: 300 }
}

/// The tries at one account from anywhere: a short wait only, or who guesses could keep the owner out.
pub(crate) fn of_account(account: &str) -> Counted {
    Counted { key: Digest::of(&[b"masalama/tries/account/1", account.as_bytes()]), free: 20, wait_max_s: 10 }
}

/// The tries from a device that is known.
pub(crate) fn of_device(device: &Digest) -> Counted {
    Counted { key: Digest::of(&[b"masalama/tries/device/1", device.as_bytes()]), free: 5, wait_max_s: 300 }
}

impl Access {
    /// Counts a try before it is looked at, unless it must wait.
    pub(crate) async fn try_begin(&self, counted: &[Counted]) -> Result<Result<Tried, Wait>, AccessFault> {
        let now = self.now();
        match self.store().try_begin(counted.to_vec(), now, before(now, FORGOTTEN_AFTER)).await? {
            Begun::Counted(last) => Ok(Ok(Tried(counted.iter().map(|one| one.key).zip(last).collect()))),
            Begun::Wait { key, last_at, seconds } => {
                let last_at = last_at.as_microsecond().to_be_bytes();
                let which = Digest::of(&[b"masalama/wait/1", key.as_bytes(), &last_at]);
                Ok(Err(Wait { seconds, which }))
            }
        }
    }

    /// The try was right: the first count is forgotten, which is the person's own; of the others this try is taken back, and what strangers did stays.
    pub(crate) async fn was_right(&self, tried: Tried) -> Result<(), AccessFault> {
        for (at, (key, last_at)) in tried.0.into_iter().enumerate() {
            if at == 0 {
                self.store().tries_clear(key).await?;
            } else {
                self.store().try_undone(key, last_at).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use masalama_core::port::Tries;

    use super::*;

    #[test]
    fn each_wrong_try_makes_the_next_wait_longer_up_to_a_bound() {
        // Guessing must become slow soon, and must never become a wait without end.
        let counted = here("care-1", "203.0.113.x");
        let start = Timestamp::from_second(1_790_000_000).unwrap();
        let wait = |count, after: i64| {
            let now = Timestamp::from_second(1_790_000_000 + after).unwrap();
            counted.wait_s(Tries { count, last_at: start }, now, before(now, FORGOTTEN_AFTER))
        };
        assert_eq!(
            [1, 4, 5, 6, 7, 10, 15, 4_000_000_000].map(|count| wait(count, 0)),
            [0, 0, 1, 2, 4, 32, 900, 900]
        );
        assert_eq!((wait(10, 31), wait(10, 32), wait(10, 33)), (1, 0, 0));
        assert_eq!(wait(4_000, 3_601), 0);
    }
}
