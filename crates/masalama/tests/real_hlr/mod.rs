//! Lines of a real home location register, ended by the real engine.

mod osmo;
