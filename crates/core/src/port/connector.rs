//! What speaks to one declared system.

use super::Answer;
use crate::effect::{Finding, Order, Outcome};
use crate::landscape::Offer;
use crate::line::Line;

/// A stateless speaker to one system. Neither method has a default body: whoever adds a connector says how an effect is done **and** how to
/// learn what became of it.
pub trait Connector: Send + Sync {
    /// The effects it offers, and the class of each.
    fn offers(&self) -> Vec<Offer>;

    /// Does the effect. Whatever cannot be told apart from silence is [`Outcome::Unknown`] (I5).
    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>>;

    /// Asks what became of the effect. Never does it.
    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>>;
}
