//! Lines of operators that are not served here are as if they did not exist.

use std::sync::Arc;

use masalama_core::detail::Detail;
use masalama_core::effect::{Finding, Order, Outcome, RejectedWhy, Rejection};
use masalama_core::landscape::Offer;
use masalama_core::line::{Line, OperatorId};
use masalama_core::port::{Answer, Connector, Inventory, InventoryFault, LineFilter, LinePage};

/// A connector or records, seen by those operators only that are served here.
pub(super) struct Served<T: ?Sized> {
    operators: Vec<OperatorId>,
    inner: Arc<T>,
}

impl<T: ?Sized> Served<T> {
    fn serves(&self, line: &Line) -> bool {
        self.operators.contains(&line.facts.operator)
    }
}

impl Served<dyn Connector> {
    /// The connector as it is where every operator is served.
    pub(super) fn over(inner: Arc<dyn Connector>, operators: &[OperatorId]) -> Arc<dyn Connector> {
        if operators.is_empty() { inner } else { Arc::new(Self { operators: operators.to_vec(), inner }) }
    }
}

impl Served<dyn Inventory> {
    /// The records as they are where every operator is served.
    pub(super) fn records(inner: Arc<dyn Inventory>, operators: &[OperatorId]) -> Arc<dyn Inventory> {
        if operators.is_empty() { inner } else { Arc::new(Self { operators: operators.to_vec(), inner }) }
    }
}

impl Connector for Served<dyn Connector> {
    fn offers(&self) -> Vec<Offer> {
        self.inner.offers()
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(async move {
            let outcome = self.inner.perform(order).await;
            match outcome.line() {
                Some(line) if !self.serves(line) => Outcome::Rejected(not_here()),
                Some(_) | None => outcome,
            }
        })
    }

    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move {
            let finding = self.inner.inquire(order).await;
            match finding.line() {
                Some(line) if !self.serves(line) => Finding::Rejected(not_here()),
                Some(_) | None => finding,
            }
        })
    }
}

impl Inventory for Served<dyn Inventory> {
    fn lines<'a>(&'a self, filter: &'a LineFilter) -> Answer<'a, Result<LinePage, InventoryFault>> {
        Box::pin(async move {
            let mut page = self.inner.lines(filter).await?;
            page.lines.retain(|line| self.serves(line));
            Ok(page)
        })
    }

    fn import(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, InventoryFault>> {
        self.inner.import(lines)
    }
}

fn not_here() -> Rejection {
    let detail = Detail::of("the line is of an operator that is not served here");
    Rejection { why: RejectedWhy::NoSuchLine, detail }
}
