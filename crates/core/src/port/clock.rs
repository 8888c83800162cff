//! Where time and fresh randomness come from.

use jiff::Timestamp;

/// Time and chance (I1). In sandbox mode this is the sandbox's clock.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Thirty-two fresh bytes that nobody can guess.
    fn fresh(&self) -> [u8; 32];
}
