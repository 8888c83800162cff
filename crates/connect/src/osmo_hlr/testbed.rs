//! Test support: a private OsmoHLR of the real make, and nodes that attach subscribers to it.
//!
//! Behind the feature `test-parts`; nothing of the product uses it. Everything in it panics with a sentence when the machine does not let it
//! work, because there is nothing a test could do about it.

mod hlr;
mod msc;
mod node;
mod phone;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep};

pub use hlr::{DatabaseLock, Hlr, PROGRAMS};
pub use msc::{MSC_PROGRAMS, Msc};
pub use node::{Attached, Node, Withdrawal};
pub use phone::{Admission, Mme};

/// How long anything real may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How many addresses are tried.
const ADDRESSES_MAX: u8 = 200;

/// Are all `programs` installed? If not, says on standard error that `test` is skipped.
///
/// # Panics
/// Where the environment says `CI=true` and one is missing: there, a skipped test is a failed one.
#[must_use]
pub fn is_ready(test: &str, programs: &[&str]) -> bool {
    let Some(missing) = programs.iter().find(|program| !is_installed(program)) else { return true };
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{missing} is not installed");
    // Past the harness, which hides what a test that passes prints; if nobody can read it, nobody misses it.
    let _ = std::io::stderr().write_all(format!("skipped: {test}: {missing} is not installed\n").as_bytes());
    false
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder: PathBuf| folder.join(program).is_file())
}

/// An address of this machine on which all of `ports` are free: the real programs have their ports built in, so each gets an address of
/// its own.
///
/// # Panics
/// When none of [`ADDRESSES_MAX`] is free.
#[must_use]
pub fn free_address(ports: &[u16]) -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    let [_, _, high, low] = process::id().to_be_bytes();
    for _ in 0..ADDRESSES_MAX {
        let last = 2 + NEXT.fetch_add(1, Ordering::Relaxed) % ADDRESSES_MAX;
        let address = Ipv4Addr::new(127, high | 0x80, low, last);
        let held: Result<Vec<_>, _> = ports.iter().map(|port| TcpListener::bind((address, *port))).collect();
        if held.is_ok() {
            return address;
        }
    }
    panic!("no address of 127.0.0.0/8 has the ports {ports:?} free");
}

/// Waits until `condition` holds.
///
/// # Panics
/// With `what` when it does not hold within [`PATIENCE`].
pub async fn wait_until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        sleep(LOOK_EVERY).await;
    }
}

/// Does somebody listen there?
pub async fn is_listening(address: SocketAddr) -> bool {
    tokio::net::TcpStream::connect(address).await.is_ok()
}
