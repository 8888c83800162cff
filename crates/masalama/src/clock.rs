//! The system's clock: business time once a real system is connected, and real time for leases always.

use jiff::Timestamp;
use masalama_core::port::Clock;

/// Real time and the system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that other code is told to ask")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn fresh(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("an operating system without randomness cannot run this program");
        bytes
    }
}
