//! Records: the facts of a case, one after the other, each chained to the one before.
//!
//! The journal of records is the truth; a case is their fold and everything else can be rebuilt from them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::approval::Proposal;
use crate::attachment::{AttachmentKind, Media, Shown};
use crate::commitment::{Commitment, Digest};
use crate::complaint::ComplaintAbout;
use crate::detail::Detail;
use crate::effect::{Effect, EffectKey, Finding, Outcome};
use crate::hold::HeldWhy;
use crate::line::{Difference, LineSnapshot};
use crate::paper::PaperKind;
use crate::plan::{Plan, PlannedStep};
use crate::refusal::RefusalCode;
use crate::request::{Received, RefundMethod, ReturnWay};

/// The most bytes one record may take, as JSON.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
/// The most records one case may have.
pub const RECORDS_MAX: u32 = 10_000;

/// A step's place in its plan. It never changes: a plan is only added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepIndex(pub u16);

impl StepIndex {
    /// As an index into the plan.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// A member of staff, by the name he signs in with. *Shape*: 1 to 64 of letters, digits, `.`, `-`, `_`, `@`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffName(String);

impl StaffName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StaffName {
    type Error = BadStaffName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_@".contains(&b));
        if fits { Ok(Self(text)) } else { Err(BadStaffName) }
    }
}

impl From<StaffName> for String {
    fn from(name: StaffName) -> Self {
        name.0
    }
}

/// A name no member of staff can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a staff name is 1 to 64 letters, digits, '.', '-', '_' or '@'")]
pub struct BadStaffName;

/// Whose doing a record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Masalama itself.
    System,
    /// The person, with the case's credential.
    Subscriber,
    /// A named member of staff.
    Staff(StaffName),
    /// Whoever followed the stop link in a message: nobody we know, and all it can do is have the case held.
    StopLink,
}

/// One fact of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its place, from 1 without a gap.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// Whose doing.
    pub by: Actor,
    /// What.
    pub fact: Fact,
}

/// What can happen to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    /// The request came in. Always the first record.
    Received(Box<Received>),
    /// The caller is verified and the plan is fixed (I3).
    Planned(Box<Planned>),
    /// A date of the plan was changed.
    Amended(Amended),
    /// An effect is about to leave (I2).
    Intended {
        /// The step.
        step: StepIndex,
        /// 1 for the first try.
        attempt: u16,
        /// The idempotency key.
        key: EffectKey,
        /// What will be asked.
        effect: Effect,
    },
    /// What became of it.
    Answered {
        /// The step.
        step: StepIndex,
        /// The try it answers.
        attempt: u16,
        /// The answer.
        outcome: Outcome,
    },
    /// What asking told.
    Found {
        /// The step.
        step: StepIndex,
        /// What was found.
        finding: Finding,
    },
    /// A wait ran out.
    Elapsed {
        /// The step.
        step: StepIndex,
    },
    /// A step was not needed.
    Skipped {
        /// The step.
        step: StepIndex,
        /// Why not.
        why: SkippedWhy,
    },
    /// A hand did a step, and says so by name.
    Attested {
        /// The step.
        step: StepIndex,
        /// What was seen or done.
        note: Detail,
    },
    /// A person found out what became of an effect nobody could tell (I5).
    Resolved {
        /// The step.
        step: StepIndex,
        /// What the person found.
        verdict: Verdict,
        /// What was seen or said.
        note: Detail,
        /// With which evidence.
        shown: Shown,
    },
    /// The person chose something.
    Chosen {
        /// What.
        choice: Choice,
    },
    /// A paper was issued and signed.
    Issued {
        /// The step that asked for it.
        step: StepIndex,
        /// Which.
        paper: PaperKind,
        /// Digest of the signed paper's bytes.
        digest: Digest,
    },
    /// The case waits for a person, and why.
    Parked {
        /// The step that met it.
        step: StepIndex,
        /// Why.
        reason: ParkedFor,
    },
    /// A person decided how a parked case or step goes on.
    Decided {
        /// How.
        decision: Decision,
        /// Why.
        note: Detail,
    },
    /// The person takes the request back; these steps undo what was done.
    RetractAsked {
        /// Appended to the plan.
        undo: Vec<PlannedStep>,
        /// Pause the line until this day in place of restoring service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        suspend_until: Option<Date>,
    },
    /// Nothing new begins until a person lets the case go on. Deadlines do not stop.
    Held {
        /// Who had it held.
        why: HeldWhy,
        /// What was said.
        note: Detail,
    },
    /// A person lets a held case go on.
    Resumed {
        /// Why.
        note: Detail,
    },
    /// A member of staff saw numbers unmasked. Changes nothing but the record.
    Revealed {
        /// Which; never their values.
        fields: Vec<PersonalField>,
        /// Why.
        reason: Detail,
    },
    /// A member of staff proposes what a second one must approve. The record's place is its name.
    Proposed {
        /// What.
        proposal: Proposal,
        /// Its content: [`Case::weigh_shown`](crate::case::Case::weigh_shown).
        content: Digest,
        /// Why.
        note: Detail,
        /// With which evidence; only where it says what became of an order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<Shown>,
    },
    /// Another member of staff approves, and it is carried out.
    Approved {
        /// Which proposal.
        proposal: u32,
        /// What was approved; nothing else is.
        content: Digest,
    },
    /// A proposal is turned down.
    TurnedDown {
        /// Which.
        proposal: u32,
        /// Why.
        note: Detail,
    },
    /// A picture or document was handed in; its bytes are kept where they can be erased.
    Attached {
        /// What it shows.
        what: AttachmentKind,
        /// In which form.
        media: Media,
        /// How many bytes.
        bytes: u32,
        /// Its name: [`attachment::name_of`](crate::attachment::name_of).
        digest: Digest,
    },
    /// The person complains. May follow the closing.
    Complained {
        /// What about.
        about: ComplaintAbout,
        /// Commitment to the text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Commitment>,
        /// The answer is due then.
        answer_due: Timestamp,
    },
    /// A complaint is answered. May follow the closing.
    ComplaintAnswered {
        /// Which: the place of its record.
        complaint: u32,
        /// The answer.
        note: Detail,
    },
    /// The person is to be reached elsewhere; what is absent stays as it was.
    ContactChanged {
        /// Commitment to the address of mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Commitment>,
        /// Commitment to the number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        msisdn: Option<Commitment>,
    },
    /// The case ends without a cease, and why.
    Refused {
        /// Why.
        code: RefusalCode,
    },
    /// The case ends; nothing more will happen.
    Closed {
        /// How it ended.
        ending: Ending,
    },
}

/// The plan and the line it was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// The line as it was read.
    pub snapshot: LineSnapshot,
}

/// A changed date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amended {
    /// The wait that changed.
    pub step: StepIndex,
    /// It now ends then.
    pub not_before: Timestamp,
    /// The day service is expected to end.
    pub effective_on: Date,
    /// Digest of the plan as it is now.
    pub plan_hash: Digest,
}

/// Why a step was not needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkippedWhy {
    /// There is nothing to pay.
    NothingToPay,
    /// There is nothing to return, or it came back.
    NothingToReturn,
    /// No courier is needed.
    NoCourier,
    /// The person did not take it up, and it binds nobody.
    NotTakenUp,
    /// The request was taken back first.
    Retracted,
    /// Two members of staff agreed on it.
    Waived,
}

/// A personal field that staff may see unmasked, by its name only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalField {
    /// The number on the card.
    Iccid,
    /// The line's number.
    Msisdn,
    /// The subscription.
    Imsi,
    /// The eSIM chip.
    Eid,
    /// The paper the person is known by.
    Document,
    /// The number the person can be reached on.
    ContactMsisdn,
    /// The address the person reads mail at.
    ContactEmail,
    /// Where a refund goes.
    RefundDestination,
    /// Where a device is picked up.
    PickupAddress,
    /// What was written in complaints.
    Complaints,
}

/// What a person found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was done.
    Done,
    /// It was not done; it may be sent again.
    NotDone,
}

/// What the person may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Choice {
    /// How money is paid back.
    Refund {
        /// The method.
        method: RefundMethod,
        /// Commitment to the account, line or shop it goes to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        destination: Option<Commitment>,
    },
    /// How devices come back.
    Return {
        /// The way.
        way: ReturnWay,
        /// Commitment to the address of a pick-up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Commitment>,
    },
    /// A checklist item is done.
    Ticked {
        /// Its key in the plan's advice.
        advice: crate::plan::AdviceKey,
    },
    /// The offer was declined. Taking it up is a retract.
    OfferDeclined,
}

/// Why a case or step waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParkedFor {
    /// The line is not what it was (I13). The whole case waits.
    LineChanged {
        /// What differs.
        differences: Vec<Difference>,
    },
    /// Dues came up that the policy lets gate the cease. The whole case waits.
    DuesCameUp,
    /// A fault of ours that repeats. The whole case waits.
    Poison {
        /// What happens each time.
        detail: Detail,
    },
}

/// How a person lets a parked case go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Do the step anew and look again.
    TryAgain,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The line ended and every branch came to rest.
    Ceased,
    /// The request was taken back and service restored.
    Retracted,
    /// The line was paused instead.
    Suspended,
    /// Nobody showed that the line is his.
    Lapsed,
    /// It was refused.
    Refused,
}

/// The next hash of a case's chain. `body` is the record exactly as stored.
#[must_use]
pub fn chained(previous: &Digest, body: &[u8]) -> Digest {
    Digest::of(&[previous.as_bytes(), body])
}

/// What the first record is chained to.
#[must_use]
pub fn chain_start(case: crate::case::CaseId) -> Digest {
    Digest::of(&[b"masalama/chain/1", case.as_bytes()])
}
