//! What answers look like: one type for each, shared with whoever reads them.
//!
//! A field the reader may not see is absent, never blanked: what is only for staff stands under `staff`. Instants are UTC; the zone of civil
//! days is named beside them. Personal numbers are masked in all of these.

mod case;
mod line;
mod make;
mod money;
mod paper;
mod step;
mod terms;
mod timeline;

pub use case::{CaseJson, CaseRowJson, CasesJson, OpenedJson, StaffJson};
pub use line::{DeviceJson, ImportedJson, LineJson, LinesJson};
pub use money::{BillJson, ItemJson, MoneyJson, OwedJson, RefundJson, RefundState, SettlementJson, SumJson};
pub use paper::{CoveredJson, CoversJson, HowCovered, PaperJson};
pub use step::{ProgressWord, StepJson, StepStaffJson, TaskJson, TasksJson};
pub use terms::{AdviceJson, ChoicesJson, OfferJson, PolicyJson, SuspendJson, TranslatedJson};
pub use timeline::{ByJson, TimelineEntryJson, TimelineJson};

pub(crate) use make::{case_json, links, zone_of};
pub(crate) use timeline::{step_of, timeline_json};

pub use super::problem::ProblemJson;
