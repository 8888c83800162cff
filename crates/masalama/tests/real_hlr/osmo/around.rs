//! Something that happens just before or just after an order reaches a connector.

use std::sync::Arc;

use masalama_core::effect::{Finding, Order, Outcome};
use masalama_core::landscape::Offer;
use masalama_core::line::Line;
use masalama_core::port::{Answer, Connector};

/// What happens around an order. An inquiry passes through untouched.
pub(super) trait Around: Send + Sync {
    /// Before the order leaves.
    fn before<'a>(&'a self, order: &'a Order) -> Answer<'a, ()> {
        let _ = order;
        Box::pin(async {})
    }

    /// After its outcome is known, and before the engine gets it.
    fn after<'a>(&'a self, order: &'a Order, outcome: &'a Outcome<Line>) -> Answer<'a, ()> {
        let _ = (order, outcome);
        Box::pin(async {})
    }
}

/// A connector with something around it.
pub(super) struct Wrapped {
    inner: Arc<dyn Connector>,
    around: Arc<dyn Around>,
}

impl Wrapped {
    pub(super) fn new(inner: Arc<dyn Connector>, around: Arc<dyn Around>) -> Self {
        Self { inner, around }
    }
}

impl Connector for Wrapped {
    fn offers(&self) -> Vec<Offer> {
        self.inner.offers()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            self.around.before(order).await;
            let outcome = self.inner.perform(order).await;
            self.around.after(order, &outcome).await;
            outcome
        })
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        self.inner.inquire(order)
    }
}
