//! The flow without a runtime: plans, journals and every way a case can go, driven by scripted systems and people.
#![allow(clippy::unwrap_used, reason = "a test may stop where something is not as it must be")]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks at the few facts it is about")]

mod answers;
mod anybody;
mod around;
mod claim;
mod drive;
mod journal;
mod messages;
mod money;
mod operator;
mod order;
mod people;
mod plans;
mod retract;
mod settlement;
mod world;
