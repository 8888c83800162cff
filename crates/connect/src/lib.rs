//! Speaks to foreign systems: the sandbox operator, OsmoHLR, and any back office over HTTP.

pub mod http;
pub mod imported;
pub mod notice;
pub mod osmo_hlr;
pub mod sandbox;
