//! What answers look like: one type for each, shared with whoever reads them.
//!
//! A field the reader may not see is absent, never blanked: what is only for staff stands under `staff`. Instants are UTC; the zone of civil
//! days is named beside them. Personal numbers are masked in all of these.

mod case;
mod line;
mod make;
mod money;
mod timeline;

pub use case::{
    AdviceJson, CaseJson, CaseRowJson, CasesJson, ChoicesJson, CoveredJson, CoversJson, HowCovered,
    OfferJson, OpenedJson, PaperJson, PolicyJson, ProgressWord, StaffJson, StepJson, StepStaffJson,
    SuspendJson, TaskJson, TasksJson, TranslatedJson,
};
pub use line::{DeviceJson, ImportedJson, LineJson, LinesJson};
pub use money::{BillJson, ItemJson, MoneyJson, OwedJson, RefundJson, RefundState, SettlementJson, SumJson};
pub use timeline::{ByJson, TimelineEntryJson, TimelineJson};

pub(crate) use make::{case_json, links, zone_of};
pub(crate) use timeline::timeline_json;

pub use super::problem::ProblemJson;
