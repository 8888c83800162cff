//! A case: one cease from receipt to last record, as the fold of its records (I4).

mod apply;
mod check;
mod day;
mod news;
mod people;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::approval::Proposed;
use crate::attachment::{Attachment, AttachmentKind, Shown};
use crate::commitment::{Commitment, Digest};
use crate::complaint::Complaint;
use crate::effect::{Effect, EffectKey, Evidence, Subject};
use crate::hold::Held;
use crate::line::LineSnapshot;
use crate::money::Money;
use crate::paper::PaperKind;
use crate::plan::{AdviceKey, Plan, PlannedStep};
use crate::record::{Actor, Ending, ParkedFor, Record, SkippedWhy, StaffName, StepIndex};
use crate::refusal::RefusalCode;
use crate::request::{Received, RefundMethod, ReturnWay};
use crate::step::{PointOfReturn, StepKind, Work};

pub use check::IllegalRecord;

/// Papers that came in time are looked at within this, or the request lapses after all.
const PAPERS_WAIT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A case's name. *Shape*: 16 bytes, of which the first six are the instant in milliseconds; as text 26 characters of Crockford's base 32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseId([u8; 16]);

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl CaseId {
    /// A new name from the instant and fresh bytes; names sort by time.
    #[must_use]
    pub fn new(now: Timestamp, fresh: [u8; 32]) -> Self {
        let mut bytes = [0; 16];
        let ms = now.as_millisecond().max(0).to_be_bytes();
        bytes[..6].copy_from_slice(&ms[2..]);
        bytes[6..].copy_from_slice(&fresh[..10]);
        Self(bytes)
    }

    /// A name read back from storage.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads a name as typed: 26 characters, upper or lower case, dashes and spaces ignored.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: Vec<u8> = typed.bytes().filter(|b| !b" -".contains(b)).collect();
        if digits.len() != 26 {
            return None;
        }
        let mut value: u128 = 0;
        for (at, digit) in digits.iter().enumerate() {
            let digit = match digit.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let five = CROCKFORD.iter().position(|c| *c == digit)?;
            if at == 0 && five > 7 {
                return None;
            }
            value = (value << 5) | five as u128;
        }
        Some(Self(value.to_be_bytes()))
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = u128::from_be_bytes(self.0);
        for at in (0..26).rev() {
            let five = usize::try_from((value >> (at * 5)) & 31).expect("five bits fit");
            write!(f, "{}", char::from(CROCKFORD[five]))?;
        }
        Ok(())
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for CaseId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("a case's name is 26 characters of Crockford's base 32"))
    }
}

/// How far a case is, in the words people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The request came in; the caller is not verified yet.
    Received,
    /// The plan is fixed; nothing is cut.
    Preparing,
    /// The line is barred; it can still come back.
    Barred,
    /// The point of no return is passed.
    Ending,
    /// The line is proven off; money, number or chip are still on their way.
    Settling,
    /// The case waits for a person to decide.
    Parked,
    /// The request is being taken back.
    Retracting,
    /// Nothing more will happen.
    Closed,
}

impl Stage {
    /// Every stage, in the order a case meets them.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Preparing,
        Self::Barred,
        Self::Ending,
        Self::Settling,
        Self::Parked,
        Self::Retracting,
        Self::Closed,
    ];
}

/// How far one step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not begun, or to be done anew.
    Waiting,
    /// An effect left, or is about to; no answer yet.
    InFlight,
    /// The other side works on it; ask at this instant.
    Pending {
        /// When.
        ask_at: Timestamp,
    },
    /// Sent, no answer; so many questions had no answer either.
    Unknown {
        /// Questions without an answer.
        asked: u16,
        /// Since when.
        since: Timestamp,
    },
    /// Answered, but not yet as it must be (dues unpaid): look again then.
    Again {
        /// When.
        at: Timestamp,
    },
    /// Staff must look: refused, or nobody can tell what became of it.
    Stuck {
        /// Since when.
        since: Timestamp,
        /// Why.
        why: StuckWhy,
    },
    /// Done.
    Done {
        /// When.
        at: Timestamp,
    },
    /// Not needed.
    Skipped {
        /// Why not.
        why: SkippedWhy,
    },
}

/// Why staff must look at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StuckWhy {
    /// The other system refused.
    Rejected,
    /// Nobody can tell what became of it.
    Unknown,
    /// The claim does not fit the records; papers must be seen.
    NotMatched,
    /// The last word before the bar reached no contact.
    NobodyTold,
    /// The line came back before the proof.
    LineCameBack,
    /// The whole case is parked at this step.
    Parked,
}

/// One step of a case: how far, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepState {
    /// How far.
    pub progress: Progress,
    /// How many times its effect was sent.
    pub attempt: u16,
    /// Raised when the obligation itself changes, so that its key does.
    pub obligation: u16,
    /// How many of the attempts were made for earlier obligations, or before a person let it be tried anew.
    pub attempts_before: u16,
    /// How many times it was asked about while the other side worked on it.
    pub asked_pending: u16,
    /// When the effect of this obligation was first intended.
    pub first_intended: Option<Timestamp>,
    /// The effect of this obligation; a key never carries two.
    pub effect: Option<Effect>,
    /// What came of it.
    pub evidence: Option<Evidence>,
    /// Who vouches for it, when a hand did it.
    pub attested_by: Vec<StaffName>,
    /// What was shown for it, when a person found out that it was done.
    pub shown: Option<Shown>,
    /// The content under which a second member of staff released it: a refund above the limit.
    pub released: Option<Digest>,
}

impl StepState {
    fn new() -> Self {
        Self {
            progress: Progress::Waiting,
            attempt: 0,
            obligation: 0,
            attempts_before: 0,
            asked_pending: 0,
            first_intended: None,
            effect: None,
            evidence: None,
            attested_by: Vec::new(),
            shown: None,
            released: None,
        }
    }

    /// Is there nothing more to do?
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self.progress {
            Progress::Done { .. } | Progress::Skipped { .. } => true,
            Progress::Waiting
            | Progress::InFlight
            | Progress::Pending { .. }
            | Progress::Unknown { .. }
            | Progress::Again { .. }
            | Progress::Stuck { .. } => false,
        }
    }

    /// Was it done?
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.progress, Progress::Done { .. })
    }

    /// How many times the effect was sent for the obligation as it stands.
    #[must_use]
    pub fn tries(&self) -> u16 {
        self.attempt.saturating_sub(self.attempts_before)
    }

    /// Did an effect of it leave, so that it must be settled before anything can be undone?
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.attempt > 0 || self.is_done()
    }
}

/// What the person chose so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// How money is paid back, and the commitment to where.
    pub refund: Option<(RefundMethod, Option<Commitment>)>,
    /// Who said so, and when.
    pub refund_by: Option<(Actor, Timestamp)>,
    /// How devices come back.
    pub device_return: Option<ReturnWay>,
    /// Checklist items done.
    pub ticked: Vec<AdviceKey>,
    /// The offer was declined.
    pub offer_declined: bool,
}

/// A case as its records tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub id: CaseId,
    /// The last record's place.
    pub head: u32,
    /// The last record's instant.
    pub head_at: Timestamp,
    /// What was asked, and when.
    pub received: Received,
    /// Who of staff took it in, if one did.
    pub received_by: Option<StaffName>,
    /// The plan: before the caller is verified only the intake, then all of it.
    pub plan: Plan,
    /// Its digest, after the last amendment.
    pub plan_hash: Digest,
    /// One state for each step of the plan.
    pub steps: Vec<StepState>,
    /// The line as it is to be ended.
    pub snapshot: Option<LineSnapshot>,
    /// What the person chose.
    pub choices: Choices,
    /// Service and charges stop at this instant.
    pub charge_stop: Option<Timestamp>,
    /// Why the whole case waits for a person, and at which step.
    pub parked: Option<(StepIndex, ParkedFor)>,
    /// Nothing new begins until a person lets it go on.
    pub held: Option<Held>,
    /// The request is being taken back; pause until the day, if one is given.
    pub retracting: Option<Retracting>,
    /// It was refused.
    pub refused: Option<RefusalCode>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Papers issued, oldest first, each with its digest.
    pub papers: Vec<(PaperKind, Digest)>,
    /// What needs or needed a second member of staff, oldest first.
    pub proposals: Vec<Proposed>,
    /// Unpaid dues up to this sum do not hold the cease up.
    pub waived_dues: Option<Money>,
    /// No fee is asked for devices that did not come back.
    pub device_fee_waived: bool,
    /// What was handed in, oldest first.
    pub attachments: Vec<Attachment>,
    /// Complaints, oldest first.
    pub complaints: Vec<Complaint>,
    /// Commitment to the number the person is to be reached on now, when it was changed.
    pub contact_msisdn: Option<Commitment>,
    /// Commitment to the address of mail now, when it was changed.
    pub contact_email: Option<Commitment>,
    /// When the contact was last changed.
    pub contact_changed_at: Option<Timestamp>,
    /// When the last wait for a person ended that nobody knew the end of: dues, a hold, a decision, papers seen late.
    pub waited_until: Option<Timestamp>,
    /// Staff lifted what a stop link held, and no notice with a link went out since: the link holds nothing again.
    pub stop_link_is_spent: bool,
    /// The steps that tell news, oldest first, and what each tells.
    pub news: Vec<(StepIndex, Subject)>,
}

/// A retract under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retracting {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Pause in place of restoring service.
    pub suspend_until: Option<jiff::civil::Date>,
    /// The first of the steps that undo; those before it are not begun any more.
    pub first_undo: StepIndex,
}

impl Case {
    /// Folds a journal.
    ///
    /// # Errors
    /// [`IllegalRecord`] at the first record that cannot follow those before it: the journal was tampered with, or this program is older than it.
    pub fn fold(id: CaseId, records: &[Record]) -> Result<Self, IllegalRecord> {
        let (first, rest) = records.split_first().ok_or(IllegalRecord::NoRecords)?;
        let mut case = Self::opened(id, first)?;
        for record in rest {
            case.apply(record)?;
        }
        Ok(case)
    }

    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        if self.ending.is_some() {
            Stage::Closed
        } else if self.retracting.is_some() {
            Stage::Retracting
        } else if self.parked.is_some() {
            Stage::Parked
        } else if self.plan.rules.is_none() {
            Stage::Received
        } else if self.all_done(StepKind::IssueCertificate) {
            Stage::Settling
        } else if self.is_past_no_return() {
            Stage::Ending
        } else if self.charge_stop.is_some() {
            Stage::Barred
        } else {
            Stage::Preparing
        }
    }

    /// Has an effect left that cannot be taken back? From the intent on: whether it arrived, nobody can promise.
    #[must_use]
    pub fn is_past_no_return(&self) -> bool {
        self.plan.steps.iter().zip(&self.steps).any(|(planned, state)| {
            planned.kind.definition().returns == PointOfReturn::Hard && state.has_begun()
        })
    }

    /// Does the case still claim its line, so that no other case may? Until it ends, or the person has it back.
    #[must_use]
    pub fn holds_line(&self) -> bool {
        self.snapshot.is_some() && self.ending.is_none() && !self.all_done(StepKind::IssueRetraction)
    }

    /// When the request lapses unless the caller is verified: later where papers came in time and wait for somebody to look at them. Nobody loses a
    /// request because staff are slow, and nobody keeps one for ever.
    #[must_use]
    pub fn lapses_at(&self) -> Timestamp {
        let by = self.received.lapses_at;
        let wait = |one: &Attachment| one.what == AttachmentKind::IdentityPaper && one.at < by;
        if self.attachments.iter().any(wait) { by.saturating_add(PAPERS_WAIT).unwrap_or(by) } else { by }
    }

    /// Are papers to be shown, because what was given does not fit? Whatever did not fit, the answer is alike.
    #[must_use]
    pub fn wants_papers(&self) -> bool {
        let is_stuck = |(_, state): (_, &StepState)| matches!(state.progress, Progress::Stuck { .. });
        self.of_kind(StepKind::VerifyIdentity).any(is_stuck)
            && self.retracting.is_none()
            && self.refused.is_none()
            && self.ending.is_none()
    }

    /// How it ends, if it ends now: when every branch has, and no answer is under way.
    #[must_use]
    pub fn ending_at(&self, now: Timestamp) -> Option<Ending> {
        let in_flight = |state: &StepState| matches!(state.progress, Progress::InFlight);
        if self.ending.is_some() || self.steps.iter().any(in_flight) {
            return None;
        }
        if self.refused.is_some() {
            return Some(Ending::Refused);
        }
        let is_settled = self.steps.iter().all(StepState::is_settled);
        match self.retracting {
            Some(retract) if retract.suspend_until.is_some() => is_settled.then_some(Ending::Suspended),
            Some(_) => is_settled.then_some(Ending::Retracted),
            None if self.plan.rules.is_some() => is_settled.then_some(Ending::Ceased),
            None => {
                let is_verified = self.all_done(StepKind::VerifyIdentity);
                (!is_verified && now >= self.lapses_at()).then_some(Ending::Lapsed)
            }
        }
    }

    /// Is a retract under way and the step none of those that undo? Then it is not begun any more.
    #[must_use]
    pub fn is_called_off(&self, step: StepIndex) -> bool {
        self.retracting.is_some_and(|retract| step < retract.first_undo)
    }

    /// Is the step no longer needed in a retract? What was not begun and what was refused has nothing to undo, and what nothing undoes
    /// leaves nothing behind. An answer under way is waited for; what may have been done and can be undone is settled first.
    #[must_use]
    pub fn is_dropped(&self, step: StepIndex) -> bool {
        let leaves_nothing = self.planned(step).kind.definition().undone_by.is_none();
        self.is_called_off(step)
            && match self.state(step).progress {
                Progress::Waiting | Progress::Again { .. } => true,
                Progress::Stuck { why, .. } => match why {
                    StuckWhy::Rejected
                    | StuckWhy::NotMatched
                    | StuckWhy::NobodyTold
                    | StuckWhy::LineCameBack => true,
                    StuckWhy::Unknown | StuckWhy::Parked => leaves_nothing,
                },
                Progress::Pending { .. } | Progress::Unknown { .. } => leaves_nothing,
                Progress::InFlight | Progress::Done { .. } | Progress::Skipped { .. } => false,
            }
    }

    /// Does the step undo one that was not done after all?
    #[must_use]
    pub fn has_nothing_to_undo(&self, step: StepIndex) -> bool {
        let undone = self.planned(step).undoes.map(|undone| &self.state(undone).progress);
        matches!(undone, Some(Progress::Skipped { .. }))
    }

    /// Is everything it waits for settled, and its first instant come?
    #[must_use]
    pub(crate) fn may_begin_at(&self, step: StepIndex, now: Timestamp) -> bool {
        self.waits_settled(step) && self.planned(step).not_before.is_none_or(|first| first <= now)
    }

    /// Is this a wait whose end the plan fixed, so that it may be amended?
    fn is_dated_wait(&self, step: StepIndex) -> bool {
        let planned = self.planned(step);
        planned.not_before.is_some() && planned.kind.definition().work == Work::Wait
    }

    /// The planned step.
    #[must_use]
    pub fn planned(&self, step: StepIndex) -> &PlannedStep {
        &self.plan.steps[step.get()]
    }

    /// The step's state.
    #[must_use]
    pub fn state(&self, step: StepIndex) -> &StepState {
        &self.steps[step.get()]
    }

    /// The steps of one kind, with their states.
    pub fn of_kind(&self, kind: StepKind) -> impl Iterator<Item = (&PlannedStep, &StepState)> {
        self.plan.steps.iter().zip(&self.steps).filter(move |(planned, _)| planned.kind == kind)
    }

    /// Are there steps of this kind, and are all of them done?
    #[must_use]
    pub fn all_done(&self, kind: StepKind) -> bool {
        let mut any = false;
        self.of_kind(kind).all(|(_, state)| {
            any = true;
            state.is_done()
        }) && any
    }

    /// The evidence of the first step of this kind.
    #[must_use]
    pub fn evidence(&self, kind: StepKind) -> Option<&Evidence> {
        self.of_kind(kind).find_map(|(_, state)| state.evidence.as_ref())
    }

    /// The idempotency key of the step's effect as it stands.
    #[must_use]
    pub fn key(&self, step: StepIndex) -> EffectKey {
        EffectKey::new(self.id, step, self.state(step).obligation)
    }
}
