//! What must hold of whole cases.

mod changed;
mod claims;
mod crowd;
mod later;
mod money;
mod plain;
mod retract;
mod stop;
