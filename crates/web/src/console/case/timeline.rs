//! The records of a case in words, newest first, a page at a time; one of them in its own words when asked for.

use masalama_core::attachment::Shown;
use masalama_core::calendar::Zone;
use masalama_core::effect::{Finding, Outcome};
use masalama_core::record::{Actor, Fact, Record, StepIndex};
use masalama_engine::CaseView;
use masalama_language::{ConsoleText, Voice};

use super::super::clock;
use super::agree::shown_words;
use crate::api::view::step_of;

/// Records of a page.
const ROWS: usize = 25;

/// One record in words.
pub(in crate::console) struct RecordWords {
    /// Its place.
    pub(in crate::console) seq: u32,
    /// When.
    pub(in crate::console) at: String,
    /// What happened.
    pub(in crate::console) what: String,
    /// At which step.
    pub(in crate::console) step: Option<String>,
    /// Whose doing.
    pub(in crate::console) by: String,
    /// What a person wrote.
    pub(in crate::console) note: Option<String>,
    /// What was shown for it.
    pub(in crate::console) shown: Option<String>,
    /// The record itself, when it was asked for.
    pub(in crate::console) own: Option<String>,
}

/// A note somebody left.
pub(in crate::console) struct NoteWords {
    /// When.
    pub(in crate::console) at: String,
    /// By whom.
    pub(in crate::console) by: String,
    /// At what occasion.
    pub(in crate::console) what: String,
    /// The note.
    pub(in crate::console) note: String,
}

/// A page of the timeline.
#[derive(Default)]
pub(in crate::console) struct Timeline {
    /// Its records, newest first.
    pub(in crate::console) rows: Vec<RecordWords>,
    /// Older ones begin before this place.
    pub(in crate::console) older: Option<u32>,
    /// Newer ones were left out.
    pub(in crate::console) has_newer: bool,
}

/// The records before the place `before`, newest first; the record `open` in its own words.
pub(super) fn timeline(
    view: &CaseView,
    voice: Voice,
    zone: &Zone,
    before: Option<u32>,
    open: Option<u32>,
) -> Timeline {
    let last = view.records.last().map_or(0, |record| record.seq);
    let end = before.unwrap_or(u32::MAX).min(last.saturating_add(1));
    let rows: Vec<_> = view.records.iter().rev().filter(|record| record.seq < end).take(ROWS).collect();
    let oldest = rows.last().map_or(1, |record| record.seq);
    Timeline {
        older: (oldest > 1).then_some(oldest),
        has_newer: end <= last,
        rows: rows
            .into_iter()
            .map(|record| words(view, record, voice, zone, open == Some(record.seq)))
            .collect(),
    }
}

/// What people wrote, newest first.
pub(super) fn notes(view: &CaseView, voice: Voice, zone: &Zone, most: usize) -> Vec<NoteWords> {
    let staff = view.records.iter().rev().filter(|record| matches!(record.by, Actor::Staff(_)));
    let words = staff.filter_map(|record| {
        let note = note_of(&record.fact)?;
        let what = voice.text(word_of(&record.fact));
        Some(NoteWords { at: clock(zone, record.at), by: by_of(&record.by, voice), what, note })
    });
    words.take(most).collect()
}

fn words(view: &CaseView, record: &Record, voice: Voice, zone: &Zone, is_open: bool) -> RecordWords {
    let step = step_of(&record.fact).and_then(|step: StepIndex| view.case.plan.steps.get(step.get()));
    let what = voice.text(word_of(&record.fact));
    let what = match result_of(&record.fact) {
        Some(result) => {
            let with = [("label", what), ("value", voice.text(result))];
            voice.text_with(masalama_language::Text::LabelValue, &with)
        }
        None => what,
    };
    let own = || serde_json::to_string_pretty(&record.fact).ok();
    RecordWords {
        seq: record.seq,
        at: clock(zone, record.at),
        what,
        step: step.map(|planned| voice.tell_task(planned.kind)),
        by: by_of(&record.by, voice),
        note: note_of(&record.fact),
        shown: shown_of(&record.fact).map(|shown| shown_words(&view.case, shown, voice)),
        own: is_open.then(own).flatten(),
    }
}

/// Whose doing.
fn by_of(by: &Actor, voice: Voice) -> String {
    match by {
        Actor::System => voice.text(ConsoleText::BySystem),
        Actor::Subscriber => voice.text(ConsoleText::BySubscriber),
        Actor::StopLink => voice.text(ConsoleText::ByStopLink),
        Actor::Staff(name) => name.as_str().to_owned(),
    }
}

/// What came back, where something did.
fn result_of(fact: &Fact) -> Option<ConsoleText> {
    match fact {
        Fact::Answered { outcome: Outcome::Done(_), .. } | Fact::Found { finding: Finding::Done(_), .. } => {
            Some(ConsoleText::AnswerDone)
        }
        Fact::Answered { outcome: Outcome::Pending { .. }, .. }
        | Fact::Found { finding: Finding::Pending { .. }, .. } => Some(ConsoleText::AnswerPending),
        Fact::Answered { outcome: Outcome::Rejected(_), .. }
        | Fact::Found { finding: Finding::Rejected(_), .. } => Some(ConsoleText::AnswerRejected),
        Fact::Answered { outcome: Outcome::Unknown { .. }, .. }
        | Fact::Found { finding: Finding::Unknown { .. }, .. } => Some(ConsoleText::AnswerUnknown),
        Fact::Found { finding: Finding::NotDone, .. } => Some(ConsoleText::AnswerNotDone),
        Fact::Received(_)
        | Fact::Planned(_)
        | Fact::Amended(_)
        | Fact::Intended { .. }
        | Fact::Elapsed { .. }
        | Fact::Skipped { .. }
        | Fact::Attested { .. }
        | Fact::Resolved { .. }
        | Fact::Chosen { .. }
        | Fact::Issued { .. }
        | Fact::Parked { .. }
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

/// What a person wrote with it.
fn note_of(fact: &Fact) -> Option<String> {
    let note = match fact {
        Fact::Attested { note, .. }
        | Fact::Resolved { note, .. }
        | Fact::Decided { note, .. }
        | Fact::Held { note, .. }
        | Fact::Resumed { note }
        | Fact::Revealed { reason: note, .. }
        | Fact::Proposed { note, .. }
        | Fact::TurnedDown { note, .. }
        | Fact::ComplaintAnswered { note, .. } => note,
        Fact::Received(_)
        | Fact::Planned(_)
        | Fact::Amended(_)
        | Fact::Intended { .. }
        | Fact::Answered { .. }
        | Fact::Found { .. }
        | Fact::Elapsed { .. }
        | Fact::Skipped { .. }
        | Fact::Chosen { .. }
        | Fact::Issued { .. }
        | Fact::Parked { .. }
        | Fact::RetractAsked { .. }
        | Fact::Approved { .. }
        | Fact::Attached { .. }
        | Fact::Complained { .. }
        | Fact::ContactChanged { .. }
        | Fact::Refused { .. }
        | Fact::Closed { .. } => return None,
    };
    Some(note.as_str().to_owned()).filter(|note| !note.is_empty())
}

/// What a person showed with it.
fn shown_of(fact: &Fact) -> Option<&Shown> {
    match fact {
        Fact::Resolved { shown, .. } => Some(shown),
        Fact::Proposed { shown, .. } => shown.as_ref(),
        Fact::Received(_)
        | Fact::Planned(_)
        | Fact::Amended(_)
        | Fact::Intended { .. }
        | Fact::Answered { .. }
        | Fact::Found { .. }
        | Fact::Elapsed { .. }
        | Fact::Skipped { .. }
        | Fact::Attested { .. }
        | Fact::Chosen { .. }
        | Fact::Issued { .. }
        | Fact::Parked { .. }
        | Fact::Decided { .. }
        | Fact::RetractAsked { .. }
        | Fact::Held { .. }
        | Fact::Resumed { .. }
        | Fact::Revealed { .. }
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

/// A record in a word.
const fn word_of(fact: &Fact) -> ConsoleText {
    match fact {
        Fact::Received(_) => ConsoleText::FactReceived,
        Fact::Planned(_) => ConsoleText::FactPlanned,
        Fact::Amended(_) => ConsoleText::FactAmended,
        Fact::Intended { .. } => ConsoleText::FactIntended,
        Fact::Answered { .. } => ConsoleText::FactAnswered,
        Fact::Found { .. } => ConsoleText::FactFound,
        Fact::Elapsed { .. } => ConsoleText::FactElapsed,
        Fact::Skipped { .. } => ConsoleText::FactSkipped,
        Fact::Attested { .. } => ConsoleText::FactAttested,
        Fact::Resolved { .. } => ConsoleText::FactResolved,
        Fact::Chosen { .. } => ConsoleText::FactChosen,
        Fact::Issued { .. } => ConsoleText::FactIssued,
        Fact::Parked { .. } => ConsoleText::FactParked,
        Fact::Decided { .. } => ConsoleText::FactDecided,
        Fact::RetractAsked { .. } => ConsoleText::FactRetractAsked,
        Fact::Held { .. } => ConsoleText::FactHeld,
        Fact::Resumed { .. } => ConsoleText::FactResumed,
        Fact::Revealed { .. } => ConsoleText::FactRevealed,
        Fact::Proposed { .. } => ConsoleText::FactProposed,
        Fact::Approved { .. } => ConsoleText::FactApproved,
        Fact::TurnedDown { .. } => ConsoleText::FactTurnedDown,
        Fact::Attached { .. } => ConsoleText::FactAttached,
        Fact::Complained { .. } => ConsoleText::FactComplained,
        Fact::ComplaintAnswered { .. } => ConsoleText::FactComplaintAnswered,
        Fact::ContactChanged { .. } => ConsoleText::FactContactChanged,
        Fact::Refused { .. } => ConsoleText::FactRefused,
        Fact::Closed { .. } => ConsoleText::FactClosed,
    }
}
