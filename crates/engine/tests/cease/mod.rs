//! What must hold of whole cases.

mod amend;
mod around;
mod changed;
mod claims;
mod crowd;
mod day;
mod later;
mod money;
mod paper;
mod plain;
mod retract;
mod stop;
mod told;
