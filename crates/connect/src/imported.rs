//! Lines from an operator's export, kept in Masalama's own store: records for an operator whose own cannot be asked.
//!
//! They are as old as the last import. What they cannot know (a port that began today) they do not say.

use std::sync::Arc;

use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding, Order, Outcome, RejectedWhy, Rejection};
use masalama_core::landscape::{Class, Offer};
use masalama_core::line::Line;
use masalama_core::port::{
    Answer, Connector, Inventory, InventoryFault, LineFilter, LinePage, Store, StoreFault,
};

/// The imported lines: records for people who search, and a system that reads a line for a case.
#[derive(Clone)]
pub struct Imported {
    store: Arc<dyn Store>,
}

impl Imported {
    /// The lines in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    async fn read(&self, order: &Order) -> Outcome<Line> {
        if order.effect.kind() != EffectKind::ReadLine {
            return rejected(RejectedWhy::Invalid, "imported lines can only be read");
        }
        let numbers = order.personal.numbers.as_ref();
        let iccid = numbers.map_or(&order.personal.claim.iccid, |numbers| &numbers.iccid);
        let filter = LineFilter { iccid: Some(iccid.clone()), limit: 1, ..LineFilter::default() };
        match self.store.lines(filter).await {
            Ok(page) => match page.lines.into_iter().next() {
                Some(line) => Outcome::Done(Evidence::Line(Box::new(line))),
                None => rejected(RejectedWhy::NoSuchLine, "no imported line has this card"),
            },
            Err(fault) => Outcome::Unknown { cause: Detail::of(&fault.to_string()) },
        }
    }
}

impl Connector for Imported {
    fn offers(&self) -> Vec<Offer> {
        vec![Offer { effect: EffectKind::ReadLine, class: Class::Idempotent }]
    }

    fn perform<'a>(&'a self, order: &'a Order) -> Answer<'a, Outcome<Line>> {
        Box::pin(self.read(order))
    }

    /// A read leaves no trace, so asking what became of it is reading.
    fn inquire<'a>(&'a self, order: &'a Order) -> Answer<'a, Finding<Line>> {
        Box::pin(async move {
            match self.read(order).await {
                Outcome::Done(evidence) => Finding::Done(evidence),
                Outcome::Pending { ask_after_s } => Finding::Pending { ask_after_s },
                Outcome::Rejected(rejection) => Finding::Rejected(rejection),
                Outcome::Unknown { cause } => Finding::Unknown { cause },
            }
        })
    }
}

impl Inventory for Imported {
    fn lines<'a>(&'a self, filter: &'a LineFilter) -> Answer<'a, Result<LinePage, InventoryFault>> {
        Box::pin(async move { self.store.lines(filter.clone()).await.map_err(silent) })
    }

    fn import(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, InventoryFault>> {
        Box::pin(async move { self.store.import_lines(lines).await.map_err(silent) })
    }
}

fn rejected(why: RejectedWhy, detail: &str) -> Outcome<Line> {
    Outcome::Rejected(Rejection { why, detail: Detail::of(detail) })
}

fn silent(fault: StoreFault) -> InventoryFault {
    InventoryFault::Silent(Detail::of(&fault.to_string()))
}
