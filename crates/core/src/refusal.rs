//! Refusals: the person can act on them. Each has a code, a page under `docs/errors/` and a sentence in each language.

use serde::{Deserialize, Serialize};

macro_rules! refusals {
    ($( $(#[$doc:meta])* $code:ident = $text:literal ),+ $(,)?) => {
        /// Why we say no, in a way the person can act on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum RefusalCode { $( $(#[$doc])* #[serde(rename = $text)] $code ),+ }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[ $( Self::$code ),+ ];

            /// The code as people see it; `docs/errors/<code>.md` explains it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$code => $text ),+ }
            }
        }
    };
}

refusals! {
    /// The claim does not fit; which part is not said.
    NotVerified = "not-verified",
    /// The line is already being ended.
    LineTaken = "line-taken",
    /// The line has ended already.
    LineEnded = "line-ended",
    /// A court or authority holds the line.
    LegalHold = "legal-hold",
    /// The number is on its way to another operator.
    PortPending = "port-pending",
    /// The wanted day is in the past.
    DateInPast = "date-in-past",
    /// The wanted day is too far ahead.
    DateTooFar = "date-too-far",
    /// No policy is known for this operator and kind of line.
    NoPolicy = "no-policy",
    /// The operator is not known.
    UnknownOperator = "unknown-operator",
    /// The point of no return is passed.
    PastNoReturn = "past-no-return",
    /// The case is closed.
    CaseClosed = "case-closed",
    /// There is no such case, or the credential is not its.
    NoSuchCase = "no-such-case",
    /// The step cannot be answered now, or not like this.
    NotAsked = "not-asked",
    /// A second member of staff is needed, another one than the first.
    SecondPersonNeeded = "second-person-needed",
    /// What was proposed is no longer what it was.
    ContentChanged = "content-changed",
    /// The case is held.
    CaseHeld = "case-held",
    /// The method is not among those the plan allows.
    MethodNotAllowed = "method-not-allowed",
    /// The same idempotency key came with another request.
    KeyReused = "key-reused",
    /// The input cannot be read; the text says where and what would be right.
    BadInput = "bad-input",
    /// The input is too large.
    TooLarge = "too-large",
    /// A staff token is needed.
    NotAllowed = "not-allowed",
    /// The sandbox clock cannot be moved once a real system is connected.
    ClockIsReal = "clock-is-real",
    /// The form did not come from a page of ours sent to this visitor, or the page is out of date.
    FormNotOurs = "form-not-ours",
    /// Too many requests from here.
    TooMany = "too-many",
    /// The person changed so much in this case that only staff change more.
    ChangedOften = "changed-often",
}

impl std::fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
