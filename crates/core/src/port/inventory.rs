//! The operator's records of lines, for people who search and for imports. A case reads its line through the effect `read_line`.

use super::Answer;
use crate::identity::{Iccid, Msisdn};
use crate::line::{Line, LineKind, OperatorId};

/// The most rows one page may have.
pub const LINE_PAGE_MAX: u32 = 500;

/// Which lines.
#[derive(Clone, Debug, Default)]
pub struct LineFilter {
    /// Only this card.
    pub iccid: Option<Iccid>,
    /// Only this number.
    pub msisdn: Option<Msisdn>,
    /// Only this operator's.
    pub operator: Option<OperatorId>,
    /// Only this kind.
    pub kind: Option<LineKind>,
    /// Only after this one, from an earlier page.
    pub after: Option<String>,
    /// At most so many, and never more than [`LINE_PAGE_MAX`].
    pub limit: u32,
}

/// A page of lines.
#[derive(Clone, Debug, Default)]
pub struct LinePage {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where the next page starts.
    pub next: Option<String>,
}

/// The records could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InventoryFault {
    /// No answer, or none that can be read.
    #[error("the operator's records did not answer: {0}")]
    Silent(crate::detail::Detail),
    /// These records cannot be imported into.
    #[error("these records take no import: set `inventory = \"imported\"` to keep lines here")]
    TakesNoImport,
}

/// The operator's records.
pub trait Inventory: Send + Sync {
    /// The lines that fit.
    fn lines<'a>(&'a self, filter: &'a LineFilter) -> Answer<'a, Result<LinePage, InventoryFault>>;

    /// Takes lines in, all of them or none; a line that is there already (by ICCID) is replaced. Says how many were new.
    fn import(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, InventoryFault>>;
}
