//! The timeline: every record of a case, in order, as the reader may see it.

use jiff::Timestamp;
use masalama_core::calendar::Zone;
use masalama_core::record::{Actor, Fact, StepIndex};
use masalama_core::step::StepKind;
use masalama_engine::CaseView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::schema::StepWord;

/// Whose doing a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = By)]
#[serde(rename_all = "snake_case")]
pub enum ByJson {
    /// Masalama itself.
    System,
    /// The person, with the case's credential.
    Subscriber,
    /// A member of staff; the name is shown to staff only.
    Staff,
    /// Whoever followed the stop link in a message.
    StopLink,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TimelineEntry)]
pub struct TimelineEntryJson {
    /// Its place, from 1 without a gap.
    pub seq: u32,
    /// When, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The same on a wall clock in the zone.
    pub local: String,
    /// Whose doing.
    pub by: ByJson,
    /// What happened, in one word: `received`, `planned`, `answered`, `issued`, …
    pub what: String,
    /// The step it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u16>,
    /// What that step is.
    #[schema(value_type = Option<StepWord>)]
    #[serde(default, rename = "do", skip_serializing_if = "Option::is_none")]
    pub kind: Option<StepKind>,
    /// For staff: the name of the member of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// For staff: the record's own words. Nothing personal is in it.
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Value>,
}

/// Every record of a case, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Timeline)]
pub struct TimelineJson {
    /// The case.
    pub case: String,
    /// The zone of `local`, by its IANA name.
    pub zone: String,
    /// The records.
    pub records: Vec<TimelineEntryJson>,
}

/// The timeline, with what is for staff only when `is_staff`.
pub(crate) fn timeline_json(view: &CaseView, zone: &Zone, is_staff: bool) -> TimelineJson {
    let records = view.records.iter().map(|record| {
        let step = step_of(&record.fact);
        let name = match &record.by {
            Actor::Staff(name) => Some(name.as_str().to_owned()),
            Actor::System | Actor::Subscriber | Actor::StopLink => None,
        };
        TimelineEntryJson {
            seq: record.seq,
            at: record.at,
            local: zone.wall_clock(record.at),
            by: match &record.by {
                Actor::System => ByJson::System,
                Actor::Subscriber => ByJson::Subscriber,
                Actor::Staff(_) => ByJson::Staff,
                Actor::StopLink => ByJson::StopLink,
            },
            what: word_of(&record.fact).to_owned(),
            step: step.map(|step| step.0),
            kind: step.and_then(|step| view.case.plan.steps.get(step.get())).map(|step| step.kind),
            staff: name.filter(|_| is_staff),
            fact: is_staff.then(|| serde_json::to_value(&record.fact).ok()).flatten(),
        }
    });
    TimelineJson { case: view.id.to_string(), zone: zone.name().to_owned(), records: records.collect() }
}

/// The word a fact has in a record.
pub(crate) fn word_of(fact: &Fact) -> &'static str {
    match fact {
        Fact::Received(_) => "received",
        Fact::Planned(_) => "planned",
        Fact::Amended(_) => "amended",
        Fact::Intended { .. } => "intended",
        Fact::Answered { .. } => "answered",
        Fact::Found { .. } => "found",
        Fact::Elapsed { .. } => "elapsed",
        Fact::Skipped { .. } => "skipped",
        Fact::Attested { .. } => "attested",
        Fact::Resolved { .. } => "resolved",
        Fact::Chosen { .. } => "chosen",
        Fact::Issued { .. } => "issued",
        Fact::Parked { .. } => "parked",
        Fact::Decided { .. } => "decided",
        Fact::RetractAsked { .. } => "retract_asked",
        Fact::Held { .. } => "held",
        Fact::Resumed { .. } => "resumed",
        Fact::Revealed { .. } => "revealed",
        Fact::Proposed { .. } => "proposed",
        Fact::Approved { .. } => "approved",
        Fact::TurnedDown { .. } => "turned_down",
        Fact::Attached { .. } => "attached",
        Fact::Complained { .. } => "complained",
        Fact::ComplaintAnswered { .. } => "complaint_answered",
        Fact::ContactChanged { .. } => "contact_changed",
        Fact::Refused { .. } => "refused",
        Fact::Closed { .. } => "closed",
    }
}

/// The step a fact belongs to.
pub(crate) fn step_of(fact: &Fact) -> Option<StepIndex> {
    match fact {
        Fact::Amended(amended) => Some(amended.step),
        Fact::Intended { step, .. }
        | Fact::Answered { step, .. }
        | Fact::Found { step, .. }
        | Fact::Elapsed { step }
        | Fact::Skipped { step, .. }
        | Fact::Attested { step, .. }
        | Fact::Resolved { step, .. }
        | Fact::Issued { step, .. }
        | Fact::Parked { step, .. } => Some(*step),
        Fact::Received(_)
        | Fact::Planned(_)
        | Fact::Chosen { .. }
        | Fact::Decided { .. }
        | Fact::RetractAsked { .. }
        | Fact::Held { .. }
        | Fact::Resumed { .. }
        | Fact::Revealed { .. }
        | Fact::Proposed { .. }
        | Fact::Approved { .. }
        | Fact::TurnedDown { .. }
        | Fact::Attached { .. }
        | Fact::Complained { .. }
        | Fact::ComplaintAnswered { .. }
        | Fact::ContactChanged { .. }
        | Fact::Refused { .. }
        | Fact::Closed { .. } => None,
    }
}
