//! Limits on requests, so that nobody can guess at somebody else's line or flood us.
//!
//! What is limited is a line *from one network*, and a network: a limit on the line alone would let a stranger lock its owner out. There is
//! no limit on all requests together that refuses: beyond [`AT_ONCE_MAX`] under way at once, the others wait their turn.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use masalama_access::SessionId;
use masalama_core::case::CaseId;
use masalama_core::port::LineKey;
use masalama_core::refusal::RefusalCode;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::problem::Problem;

/// The most requests for one line from one network in a window.
pub(crate) const REQUESTS_MAX: u32 = 30;
/// The most requests from one network in a window, whatever the line: a shop or an office may share one.
pub(crate) const FROM_ADDRESS_MAX: u32 = 600;
/// The most wrong tries in a window to show the document of one case, from one network or with one session that showed it before.
const PROOFS_HERE_MAX: u32 = 10;
/// So many wrong ones of one case are free from everywhere together; further ones must be [`PROOFS_APART_S`] apart. It only slows: whoever
/// holds a copy of the credential must neither try out documents nor keep the person out.
const PROOFS_MAX: u32 = 30;
/// How far apart further tries must be, in seconds.
const PROOFS_APART_S: u32 = 10;
/// The most steps of signing in, enrolling and entering a case from one network in [`CEREMONY_WINDOW_S`].
pub(crate) const CEREMONIES_MAX: u32 = 120;
/// How long that window is, in seconds.
const CEREMONY_WINDOW_S: u32 = 600;
/// The most that is handed in from one network in a window. *Units*: bytes.
const HANDED_IN_BYTES_MAX: u32 = 64 * 1024 * 1024;
/// The most requests that are taken in at once.
const AT_ONCE_MAX: usize = 256;
/// How many large forms are read or looked at in the same moment: each may be as large as a picture.
const LARGE_AT_ONCE_MAX: usize = 16;
/// How long a window is, in seconds.
const WINDOW_S: u32 = 3_600;
/// The most keys that are remembered; beyond it the oldest windows are forgotten, [`FORGOTTEN_AT_ONCE`] of them.
const KEYS_MAX: usize = 100_000;
/// A tenth, so that looking for the oldest is not done for every request.
const FORGOTTEN_AT_ONCE: usize = KEYS_MAX / 10;
/// Who has his share under way may come again after so long, in seconds.
const SHARE_AGAIN_S: u32 = 5;

/// Whose try it is to show a document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Prover {
    /// Somebody at this address.
    From(Option<IpAddr>),
    /// A session that showed it before: strangers' tries are not its own.
    Known(SessionId),
}

/// Requests counted by line and network, and by network; proofs by case; and who has how much under way.
#[derive(Debug)]
pub(crate) struct Requests {
    by_line: Windows<(LineKey, Option<IpAddr>)>,
    by_network: Windows<IpAddr>,
    proofs_here: Windows<(CaseId, Option<IpAddr>)>,
    proofs_known: Windows<SessionId>,
    proofs: Windows<CaseId>,
    ceremonies: Windows<IpAddr>,
    handed_in: Windows<IpAddr>,
    places: Semaphore,
    large: Semaphore,
    /// Large forms under way.
    sending: Fair,
    /// Papers at the press, or waiting for it.
    pub(crate) printing: Fair,
    /// Pictures being read, or waiting for it.
    pub(crate) reading: Fair,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            by_line: Windows::new(REQUESTS_MAX),
            by_network: Windows::new(FROM_ADDRESS_MAX),
            proofs_here: Windows::new(PROOFS_HERE_MAX),
            proofs_known: Windows::new(PROOFS_HERE_MAX),
            proofs: Windows { beyond: Beyond::Apart { seconds: PROOFS_APART_S }, ..Windows::new(PROOFS_MAX) },
            ceremonies: Windows { window_s: CEREMONY_WINDOW_S, ..Windows::new(CEREMONIES_MAX) },
            handed_in: Windows::new(HANDED_IN_BYTES_MAX),
            places: Semaphore::new(AT_ONCE_MAX),
            large: Semaphore::new(LARGE_AT_ONCE_MAX),
            sending: Fair::new(2, 4),
            printing: Fair::new(1, 2),
            reading: Fair::new(1, 2),
        }
    }
}

impl Requests {
    /// Counts one more request for a line.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count(&self, line: LineKey, from: Option<IpAddr>, now: Instant) -> Result<(), Problem> {
        let from = from.map(network);
        if let Some(from) = from {
            self.by_network.count(from, 1, now)?;
        }
        self.by_line.count((line, from), 1, now)
    }

    /// Counts one more try to show the document of a case, before it is looked at. Of the case, not of its line: anybody may open a case that
    /// names another's card, and must not lock its owner out.
    ///
    /// # Errors
    /// `too-many`, with the seconds to wait.
    pub(crate) fn count_proof(&self, case: CaseId, by: Prover, now: Instant) -> Result<(), Problem> {
        match by {
            Prover::Known(session) => self.proofs_known.count(session, 1, now),
            Prover::From(from) => {
                let here = (case, from.map(network));
                self.proofs_here.count(here, 1, now)?;
                let counted = self.proofs.count(case, 1, now);
                if counted.is_err() {
                    self.proofs_here.take_back(&here);
                }
                counted
            }
        }
    }

    /// The try was right, and is not counted.
    pub(crate) fn proof_was_right(&self, case: CaseId, by: Prover) {
        match by {
            Prover::Known(session) => self.proofs_known.take_back(&session),
            Prover::From(from) => {
                self.proofs_here.take_back(&(case, from.map(network)));
                self.proofs.take_back(&case);
            }
        }
    }

    /// Counts one more step of signing in, enrolling or entering a case.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count_ceremony(&self, from: Option<IpAddr>, now: Instant) -> Result<(), Problem> {
        from.map_or(Ok(()), |from| self.ceremonies.count(network(from), 1, now))
    }

    /// Counts what is handed in, by its bytes.
    ///
    /// # Errors
    /// `too-many`, with the seconds until the window ends.
    pub(crate) fn count_handed_in(
        &self,
        bytes: usize,
        from: Option<IpAddr>,
        now: Instant,
    ) -> Result<(), Problem> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        from.map_or(Ok(()), |from| self.handed_in.count(network(from), bytes, now))
    }

    /// Waits for a place; it is free again when what is returned is dropped.
    pub(crate) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// The same for whoever sends a large form, before a byte of it is read.
    pub(crate) async fn place_for_large(&self) -> Option<SemaphorePermit<'_>> {
        self.large.acquire().await.ok()
    }

    /// A share of the places for large forms: two for a case, four for a network, so that who sends slowly does not hold all of them.
    ///
    /// # Errors
    /// `too-many` when the share is under way.
    pub(crate) fn share_for_large(
        &self,
        case: Option<CaseId>,
        from: Option<IpAddr>,
    ) -> Result<Share, Problem> {
        self.sending.take(case, from)
    }
}

/// How much one case and one network may have under way at the same time. The rest is refused at once: it would only wait in front of others.
#[derive(Debug)]
pub(crate) struct Fair {
    case_max: usize,
    network_max: usize,
    held: Arc<Mutex<Held>>,
}

#[derive(Debug, Default)]
struct Held {
    cases: HashMap<CaseId, usize>,
    networks: HashMap<IpAddr, usize>,
}

/// A share that is held; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    case: Option<CaseId>,
    network: Option<IpAddr>,
    held: Arc<Mutex<Held>>,
}

impl Fair {
    fn new(case_max: usize, network_max: usize) -> Self {
        Self { case_max, network_max, held: Arc::default() }
    }

    /// Takes a share.
    ///
    /// # Errors
    /// `too-many` when the case or the network has all of its own.
    pub(crate) fn take(&self, case: Option<CaseId>, from: Option<IpAddr>) -> Result<Share, Problem> {
        let from = from.map(network);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_case = case.and_then(|case| held.cases.get(&case)).copied().unwrap_or(0);
        let of_network = from.and_then(|from| held.networks.get(&from)).copied().unwrap_or(0);
        if of_case >= self.case_max || of_network >= self.network_max {
            return Err(Problem::refused(RefusalCode::TooMany).retry_after(SHARE_AGAIN_S));
        }
        if let Some(case) = case {
            *held.cases.entry(case).or_default() += 1;
        }
        if let Some(from) = from {
            *held.networks.entry(from).or_default() += 1;
        }
        Ok(Share { case, network: from, held: Arc::clone(&self.held) })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(case) = self.case {
            give_back(&mut held.cases, &case);
        }
        if let Some(network) = self.network {
            give_back(&mut held.networks, &network);
        }
    }
}

fn give_back<K: Eq + Hash>(held: &mut HashMap<K, usize>, key: &K) {
    let Some(count) = held.get_mut(key) else { return };
    *count = count.saturating_sub(1);
    if *count == 0 {
        held.remove(key);
    }
}

/// Does what takes long apart from the handlers, as many at the same time as there are places. Place and share are free again once the work has
/// ended, though whoever asked for it may have gone long before.
pub(crate) async fn apart<T: Send + 'static>(
    places: &Arc<Semaphore>,
    share: Share,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = Arc::clone(places).acquire_owned().await.map_err(|error| Problem::fault(&error))?;
    let run = tokio::task::spawn_blocking(move || {
        let done = work();
        drop((place, share));
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

/// What holds once a window is full.
#[derive(Clone, Copy, Debug)]
enum Beyond {
    /// Nothing more until it ends.
    Nothing,
    /// One more whenever so long has passed since the last.
    Apart {
        /// How long, in seconds.
        seconds: u32,
    },
}

/// How much came in one window.
#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    last: Instant,
    count: u32,
}

/// Windows, by key.
#[derive(Debug)]
struct Windows<K> {
    max: u32,
    window_s: u32,
    beyond: Beyond,
    counted: Mutex<HashMap<K, Window>>,
}

impl<K: Eq + Hash> Windows<K> {
    fn new(max: u32) -> Self {
        Self { max, window_s: WINDOW_S, beyond: Beyond::Nothing, counted: Mutex::default() }
    }

    fn count(&self, key: K, by: u32, now: Instant) -> Result<(), Problem> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= KEYS_MAX && !counted.contains_key(&key) {
            make_room(&mut counted, now, self.window_s);
        }
        let window = counted.entry(key).or_insert(Window { began: now, last: now, count: 0 });
        if seconds(window.began, now) >= self.window_s {
            *window = Window { began: now, last: now, count: 0 };
        }
        if window.count.saturating_add(by) > self.max {
            let rest_s = match self.beyond {
                Beyond::Nothing => self.window_s.saturating_sub(seconds(window.began, now)),
                Beyond::Apart { seconds: apart } => apart.saturating_sub(seconds(window.last, now)),
            };
            if rest_s > 0 {
                return Err(Problem::refused(RefusalCode::TooMany).retry_after(rest_s));
            }
        }
        window.count = window.count.saturating_add(by);
        window.last = now;
        Ok(())
    }

    fn take_back(&self, key: &K) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = counted.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }
}

fn seconds(since: Instant, now: Instant) -> u32 {
    u32::try_from(now.duration_since(since).as_secs()).unwrap_or(u32::MAX)
}

/// Forgets the windows that are over; where that is not enough, the oldest. Those of others go on: nobody gets a new one by flooding us.
fn make_room<K: Eq + Hash>(counted: &mut HashMap<K, Window>, now: Instant, window_s: u32) {
    let span = Duration::from_secs(window_s.into());
    counted.retain(|_, window| now.duration_since(window.began) < span);
    if counted.len() < KEYS_MAX {
        return;
    }
    let mut began: Vec<Instant> = counted.values().map(|window| window.began).collect();
    let (_, oldest, _) = began.select_nth_unstable(FORGOTTEN_AT_ONCE);
    let (oldest, mut rest) = (*oldest, FORGOTTEN_AT_ONCE);
    counted.retain(|_, window| {
        let goes = rest > 0 && window.began <= oldest;
        rest -= usize::from(goes);
        !goes
    });
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
            apart(&own, Fair::new(1, 1).take(None, None)?, work).await.map(|_| ())
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

    // Wrong documents shown from everywhere slow the case down and keep nobody out; right ones are not counted, and who proved before is apart.
    #[test]
    fn strangers_do_not_keep_the_person_from_proving() {
        let (requests, case, now) = (Requests::default(), CaseId::from_bytes([7; 16]), Instant::now());
        let from = |n: u8| Prover::From(Some([198, 51, 100, n].into()));
        for _ in 0..PROOFS_HERE_MAX {
            assert!(requests.count_proof(case, from(1), now).is_ok());
        }
        assert!(requests.count_proof(case, from(1), now).is_err(), "one network guesses no further");
        for n in 2..=21 {
            assert!(requests.count_proof(case, from(n), now).is_ok());
        }
        let own = from(200);
        assert!(requests.count_proof(case, own, now).is_err(), "at once after all of them");
        let later = now + Duration::from_secs(PROOFS_APART_S.into());
        assert!(requests.count_proof(case, own, later).is_ok(), "some seconds later");
        let proved = SessionId::sent(&"A".repeat(43)).map(Prover::Known).unwrap();
        for _ in 0..PROOFS_MAX {
            assert!(requests.count_proof(case, proved, later).is_ok(), "a session of the person");
            requests.proof_was_right(case, proved);
        }
        for _ in 0..PROOFS_HERE_MAX {
            assert!(requests.count_proof(case, proved, later).is_ok());
        }
        assert!(requests.count_proof(case, proved, later).is_err(), "it may not guess either");
    }

    // Who sends picture after picture is stopped; another network is not.
    #[test]
    fn what_a_network_hands_in_is_bounded() {
        let (requests, now) = (Requests::default(), Instant::now());
        let (one, other) = (Some([10, 0, 0, 1].into()), Some([10, 0, 0, 2].into()));
        for _ in 0..8 {
            assert!(requests.count_handed_in(8 * 1024 * 1024, one, now).is_ok());
        }
        assert!(requests.count_handed_in(1, one, now).is_err());
        assert!(requests.count_handed_in(8 * 1024 * 1024, other, now).is_ok());
    }

    // Steps of signing in are bounded for one network, and for no other.
    #[test]
    fn ceremonies_are_limited() {
        let (requests, now) = (Requests::default(), Instant::now());
        let (one, other) = (Some([10, 0, 0, 1].into()), Some([10, 0, 0, 2].into()));
        for _ in 0..CEREMONIES_MAX {
            assert!(requests.count_ceremony(one, now).is_ok());
        }
        assert!(requests.count_ceremony(one, now).is_err());
        assert!(requests.count_ceremony(other, now).is_ok());
        let later = now + Duration::from_secs(CEREMONY_WINDOW_S.into());
        assert!(requests.count_ceremony(one, later).is_ok());
    }

    // Who fills the memory of keys makes the oldest windows forgotten, not the one that just stopped him.
    #[test]
    fn flooding_begins_no_new_window() {
        let (windows, start) = (Windows::new(2), Instant::now());
        for key in 0..KEYS_MAX - 1 {
            windows.count(key, 1, start).unwrap();
        }
        let now = start + Duration::from_secs(1);
        let own = usize::MAX;
        windows.count(own, 2, now).unwrap();
        for key in KEYS_MAX..KEYS_MAX + 10 {
            windows.count(key, 1, now).unwrap();
        }
        assert!(windows.count(own, 1, now).is_err());
        let kept = windows.counted.lock().unwrap().len();
        assert!((KEYS_MAX - FORGOTTEN_AT_ONCE..KEYS_MAX).contains(&kept), "{kept}");
    }

    // One case or one network has its share under way, and the others have theirs; a share ends with the work.
    #[test]
    fn shares_are_fair() {
        let fair = Fair::new(1, 2);
        let (case, from) = (|n| Some(CaseId::from_bytes([n; 16])), |n: u8| Some([10, 0, 0, n].into()));
        let first = fair.take(case(1), from(1)).unwrap();
        assert!(fair.take(case(1), from(2)).is_err(), "the case has its own");
        let second = fair.take(case(2), from(1)).unwrap();
        assert!(fair.take(case(3), from(1)).is_err(), "the network has both");
        assert!(fair.take(case(3), from(2)).is_ok());
        drop((first, second));
        assert!(fair.take(case(1), from(1)).is_ok());
        assert!(fair.held.lock().unwrap().cases.is_empty(), "nothing is kept of what is over");
    }

    // An IPv6 subscriber has a whole network: hopping through it begins no new count for a line.
    #[test]
    fn hopping_within_a_network_is_one_address_for_a_line() {
        let (requests, now) = (Requests::default(), Instant::now());
        let address = |last: u16| Some([0x2001, 0xdb8, 0, 1, 0, 0, 0, last].into());
        for at in 0..REQUESTS_MAX {
            let hop = u16::try_from(at).unwrap_or_default();
            assert!(requests.count(line("one"), address(hop), now).is_ok());
        }
        assert!(requests.count(line("one"), address(999), now).is_err());
    }
}
