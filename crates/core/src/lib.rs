//! The rules of ending a mobile line: no input or output, no clock, no randomness (I1).
//!
//! Read it in the order of the flow: [`request`], [`case`], [`plan`], [`step`], [`effect`], [`record`]; then the three pure functions
//! [`plan::plan`], [`next::next`] and [`case::Case::apply`].

pub mod approval;
pub mod attachment;
pub mod audience;
pub mod calendar;
pub mod case;
pub mod channel;
pub mod commitment;
pub mod complaint;
pub mod detail;
pub mod effect;
pub mod hold;
pub mod identity;
pub mod landscape;
pub mod line;
pub mod money;
pub mod next;
pub mod obligation;
pub mod paper;
pub mod plan;
pub mod policy;
pub mod port;
pub mod record;
pub mod refusal;
pub mod request;
pub mod role;
pub mod settlement;
pub mod step;
