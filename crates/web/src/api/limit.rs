//! Limits on requests, so that nobody can guess at somebody else's line or flood us.
//!
//! What is limited is a line *from one address*, and an address: a limit on the line alone would let a stranger lock its owner out. There is
//! no limit on all requests together that refuses: beyond [`AT_ONCE_MAX`] under way at once, the others wait their turn.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use masalama_core::case::CaseId;
use masalama_core::port::LineKey;
use masalama_core::refusal::RefusalCode;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::problem::Problem;

/// The most requests for one line from one address in a window.
pub(crate) const REQUESTS_MAX: u32 = 30;
/// The most requests from one address in a window, whatever the line: a shop or an office may share one.
pub(crate) const FROM_ADDRESS_MAX: u32 = 600;
/// The most tries in a window to show the document of one case, from everywhere together: who holds its credential must not try out documents.
const PROOFS_MAX: u32 = 30;
/// The most requests that are taken in at once.
const AT_ONCE_MAX: usize = 256;
/// How many large forms are read or looked at in the same moment: each may be as large as a picture.
const LARGE_AT_ONCE_MAX: usize = 16;
/// How long a window is, in seconds.
const WINDOW_S: u32 = 3_600;
/// The most keys that are remembered; beyond it all windows begin anew.
const KEYS_MAX: usize = 100_000;

/// Requests counted by line and address, and by address; proofs by case.
#[derive(Debug)]
pub(crate) struct Requests {
    by_line: Windows<(LineKey, Option<IpAddr>)>,
    by_address: Windows<IpAddr>,
    proofs: Windows<CaseId>,
    places: Semaphore,
    large: Semaphore,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            by_line: Windows::new(REQUESTS_MAX),
            by_address: Windows::new(FROM_ADDRESS_MAX),
            proofs: Windows::new(PROOFS_MAX),
            places: Semaphore::new(AT_ONCE_MAX),
            large: Semaphore::new(LARGE_AT_ONCE_MAX),
        }
    }
}

impl Requests {
    /// Counts one more request for a line.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count(&self, line: LineKey, from: Option<IpAddr>, now: Instant) -> Result<(), Problem> {
        if let Some(from) = from {
            self.by_address.count(network(from), now)?;
        }
        self.by_line.count((line, from), now)
    }

    /// Counts one more try to show the document of a case. Of the case, not of its line: anybody may open a case that names another's card,
    /// and must not lock its owner out.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count_proof(&self, case: CaseId, now: Instant) -> Result<(), Problem> {
        self.proofs.count(case, now)
    }

    /// Waits for a place; it is free again when what is returned is dropped.
    pub(crate) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// The same for whoever sends a large form, before a byte of it is read.
    pub(crate) async fn place_for_large(&self) -> Option<SemaphorePermit<'_>> {
        self.large.acquire().await.ok()
    }
}

/// Does what takes long apart from the handlers, as many at the same time as there are places. A place is free again once the work has
/// ended, though whoever asked for it may have gone long before.
pub(crate) async fn apart<T: Send + 'static>(
    places: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = Arc::clone(places).acquire_owned().await.map_err(|error| Problem::fault(&error))?;
    let run = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    run.await.map_err(|error| Problem::fault(&error))
}

/// What stands for an address: of IPv6 one subscriber has a whole `/64`.
fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// When a window began, and how many came in it, by key.
#[derive(Debug)]
struct Windows<K> {
    max: u32,
    counted: Mutex<HashMap<K, (Instant, u32)>>,
}

impl<K: Eq + Hash> Windows<K> {
    fn new(max: u32) -> Self {
        Self { max, counted: Mutex::default() }
    }

    fn count(&self, key: K, now: Instant) -> Result<(), Problem> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= KEYS_MAX {
            let window = Duration::from_secs(WINDOW_S.into());
            counted.retain(|_, (began, _)| now.duration_since(*began) < window);
            if counted.len() >= KEYS_MAX {
                counted.clear();
            }
        }
        let (began, count) = counted.entry(key).or_insert((now, 0));
        let passed_s = u32::try_from(now.duration_since(*began).as_secs()).unwrap_or(u32::MAX);
        if passed_s >= WINDOW_S {
            (*began, *count) = (now, 0);
        }
        if *count >= self.max {
            let rest_s = WINDOW_S.saturating_sub(passed_s);
            return Err(Problem::refused(RefusalCode::TooMany).retry_after(rest_s));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use masalama_core::commitment::Digest;

    fn line(name: &str) -> LineKey {
        LineKey(Digest::of(&[name.as_bytes()]))
    }

    // A stranger who asks too often is refused, the owner at another address is not, and after an hour all is as before.
    #[test]
    fn the_pair_is_limited() {
        let requests = Requests::default();
        let now = Instant::now();
        let (stranger, owner) = (Some([10, 0, 0, 1].into()), Some([10, 0, 0, 2].into()));
        for _ in 0..REQUESTS_MAX {
            assert!(requests.count(line("one"), stranger, now).is_ok());
        }
        let refused = requests.count(line("one"), stranger, now).unwrap_err();
        assert_eq!(refused.refusal(), Some(RefusalCode::TooMany));
        assert!(requests.count(line("one"), owner, now).is_ok());
        let later = now + Duration::from_secs(WINDOW_S.into());
        assert!(requests.count(line("one"), stranger, later).is_ok());
    }

    // Whoever hangs up while work is under way does not make room for more of it; the end of the work does.
    #[tokio::test]
    async fn a_place_is_held_until_the_work_has_ended() {
        let places = Arc::new(Semaphore::new(1));
        let (begun, begins) = std::sync::mpsc::channel();
        let (end, ends) = std::sync::mpsc::channel::<()>();
        let own = Arc::clone(&places);
        let asked = tokio::spawn(async move {
            let work = move || (begun.send(()), ends.recv());
            apart(&own, work).await.map(|_| ())
        });
        tokio::task::spawn_blocking(move || begins.recv()).await.unwrap().unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(places.available_permits(), 0);
        end.send(()).unwrap();
        assert!(places.acquire().await.is_ok());
    }

    // Who tries many lines is stopped too, though he hops through the addresses of one network; nobody else is.
    #[test]
    fn an_address_is_limited() {
        let requests = Requests::default();
        let now = Instant::now();
        let address = |last: u16| Some([0x2001, 0xdb8, 0, 1, 0, 0, 0, last].into());
        for at in 0..FROM_ADDRESS_MAX {
            let hop = u16::try_from(at).unwrap_or_default();
            assert!(requests.count(line(&at.to_string()), address(hop), now).is_ok(), "{at}");
        }
        assert!(requests.count(line("next"), address(60_000), now).is_err());
        assert!(requests.count(line("next"), Some([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1].into()), now).is_ok());
    }
}
