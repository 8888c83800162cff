//! The final bill that staff issued by hand, as it was typed.

use jiff::civil::Date;
use masalama_core::calendar::Zone;
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Item, ItemKind};
use masalama_core::money::{Currency, Money};
use serde::Deserialize;

use super::{Kept, word};
use crate::api::typed_date;
use crate::console::latin;

/// The bill as it was typed: items left empty are none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BillForm {
    pub(super) number: String,
    currency: String,
    kind: Vec<ItemKind>,
    amount: Vec<String>,
    dated: Vec<String>,
}

impl BillForm {
    /// All that was typed, to stand there again.
    pub(super) fn kept(self, form: String) -> Kept {
        let named = |name: &'static str, typed: Vec<String>| {
            typed
                .into_iter()
                .zip(1..)
                .map(move |(typed, place): (String, u8)| (format!("{name}-{place}"), typed))
        };
        let kinds = self.kind.iter().map(word).collect();
        let fields =
            named("kind", kinds).chain(named("amount", self.amount)).chain(named("dated", self.dated));
        Kept::with(form, fields.chain(std::iter::once(("number".to_owned(), self.number))))
    }

    /// The bill, each item dated at noon of its day in the zone.
    pub(super) fn bill(&self, zone: &Zone) -> Option<Bill> {
        let currency = Currency::parse(&self.currency).ok()?;
        let typed = self.kind.iter().zip(&self.amount).zip(&self.dated);
        let items =
            typed.filter(|((_, amount), _)| !amount.trim().is_empty()).map(|((kind, amount), dated)| {
                let day: Date = typed_date(dated).ok()?;
                let amount = latin(amount.trim());
                Some(Item {
                    kind: *kind,
                    amount: Money::parse(&amount, currency).ok()?,
                    dated: zone.start_of(day),
                    reference: None,
                })
            });
        let items = items.collect::<Option<Vec<Item>>>()?;
        let total = Money::sum(currency, items.iter().map(|item| item.amount)).ok()?;
        let is_whole = !items.is_empty() && !self.number.trim().is_empty();
        is_whole.then(|| Bill { number: Detail::of(&self.number), items, total })
    }
}
