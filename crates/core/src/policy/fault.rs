//! What is wrong with a pack, and where.

use std::fmt;

use jiff::civil::Date;

use super::Origin;
use crate::calendar::CalendarError;
use crate::money::Currency;

/// The most faults one reading reports; what is wrong beyond them is found once these are mended.
pub const FAULTS_MAX: usize = 200;

/// One thing that is wrong with a pack: where it is, what it is, and what would be right.
///
/// *Shape*, shown: `policies/om/omantel.toml:12: prepaid.dues.value: …; write "gate" or "apart"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as its path was given.
    pub file: String,
    /// The line in it; the first is 1.
    pub line: usize,
    /// The key, from the top of the file: `prepaid.dues.value`. Empty for the file as a whole.
    pub key: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for Fault {}

/// What is wrong, and what would be right. Whoever wrote the pack corrects it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file cannot be read as TOML.
    #[error("this is not TOML: {}", one_line(why))]
    Syntax {
        /// What the parser says.
        why: toml::de::Error,
    },
    /// A key nobody reads; perhaps a slip of the pen.
    #[error("there is no such key here; the keys are {}", allowed.join(", "))]
    UnknownKey {
        /// The keys that are read here.
        allowed: Vec<&'static str>,
    },
    /// A key that must be there.
    #[error("it is missing; write {right}")]
    Missing {
        /// What would be right.
        right: &'static str,
    },
    /// A value of the wrong form.
    #[error("{}; write {right}", what_is_wrong(why))]
    WrongValue {
        /// What the reader says.
        why: toml::de::Error,
        /// What would be right.
        right: &'static str,
    },
    /// A value of the wrong sort.
    #[error("this is {found}; write {right}")]
    WrongSort {
        /// What was found.
        found: &'static str,
        /// What would be right.
        right: &'static str,
    },
    /// An empty text where something must be said.
    #[error("it is empty; write {right}")]
    Empty {
        /// What would be right.
        right: &'static str,
    },
    /// More than is read.
    #[error("there are {found} {unit}, and at most {max} are read")]
    TooMuch {
        /// How much there is.
        found: usize,
        /// Of what.
        unit: &'static str,
        /// The most that is read.
        max: usize,
    },
    /// A guide or a default that claims to be verified.
    #[error(
        "`verified` says that the primary source of a rule was read, and {} has none; write \"unverified\", or the \
         origin that has the rule",
        origin_in_words(*origin)
    )]
    VerifiedWithoutRule {
        /// Where the value comes from.
        origin: Origin,
    },
    /// Business days where the rule counts on without holidays.
    #[error(
        "this is counted in days or months, never in business days; write {{ days = 30 }} or {{ months = 2 }}"
    )]
    BusinessDays,
    /// Money in another currency than the country's.
    #[error("this is in {found}, and the country counts in {right}; write currency = \"{right}\"")]
    OtherCurrency {
        /// What was found.
        found: Currency,
        /// The country's.
        right: Currency,
    },
    /// An amount below nothing.
    #[error("an amount here cannot be below zero; write the amount without its sign")]
    Negative,
    /// A last day before the first.
    #[error("the last day is before the first, {first}; write that day or a later one")]
    DatesReversed {
        /// The first day.
        first: Date,
    },
    /// A day in two entries of the holiday list.
    #[error("{day} stands in two entries; write each day once")]
    SameHoliday {
        /// The day.
        day: Date,
    },
    /// Holidays that make no calendar.
    #[error("{why}")]
    Calendar {
        /// What the calendar says.
        why: CalendarError,
    },
    /// The same thing twice.
    #[error("it stands here twice; write it once")]
    Repeated,
    /// A name or an address that is somebody else's.
    #[error("this already belongs to `{owner}`; a name or an address has one owner")]
    Taken {
        /// Whose it is.
        owner: String,
    },
    /// A way that is said to be unknown and has an address.
    #[error("an address of this way is listed as a contact; remove the one or the other")]
    KnownAfterAll,
    /// Opening hours of what is no shop.
    #[error("only a shop has opening hours; remove them, or write way = \"shop\"")]
    HoursOfNoShop,
    /// A shop that closes before it opens.
    #[error("it closes before it opens; write a later time of the same day, at most \"24:00\"")]
    HoursReversed,
    /// A shop that is open twice at the same time.
    #[error("on one of these days another entry is open at the same time; write each hour once")]
    HoursOverlap,
    /// A name of a table that can be no id.
    #[error("this can be no id; write 1 to 40 characters of a-z, 0-9 and '-'")]
    BadId,
    /// An operator among the authorities, or the other way round.
    #[error(
        "an operator stands under [operator.…] in a file of operators, an authority under [authority.…] of its country"
    )]
    RoleElsewhere,
    /// Terms of an operator nobody names.
    #[error(
        "no such operator is named in the country; write one of them, or name it first with its contacts"
    )]
    UnknownOperator,
    /// A country that no file describes.
    #[error(
        "no file that holds the country itself is given for `{country}`; add one with holds = \"country\""
    )]
    NoCountry {
        /// The country.
        country: String,
    },
    /// Two terms for the same lines from the same day.
    #[error("`{other}` is in force from the same day for the same lines; write another day")]
    SameDay {
        /// The file of the other.
        other: String,
    },
    /// A version whose number does not follow its day.
    #[error("`{other}` has version {version}; a later day has a higher version")]
    VersionOrder {
        /// The file of the other.
        other: String,
        /// Its version.
        version: u32,
    },
}

/// The parser's words without its picture of the place, which the fault gives itself.
fn one_line(why: &toml::de::Error) -> String {
    why.message().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The reader's words without what it expected, for the fault says that better.
fn what_is_wrong(why: &toml::de::Error) -> String {
    let said = one_line(why);
    let wrong = said.split(", expected").next().unwrap_or(&said);
    let plain = [
        ("unknown variant ", "there is no "),
        ("unknown field ", "there is no key "),
        ("invalid type: ", "this is "),
    ];
    plain.iter().fold(wrong.to_owned(), |text, (theirs, ours)| text.replacen(theirs, ours, 1))
}

fn origin_in_words(origin: Origin) -> &'static str {
    match origin {
        Origin::Law => "a law",
        Origin::Regulator => "a regulator's decision",
        Origin::OperatorTerms => "an operator's terms",
        Origin::Guide => "a guide",
        Origin::Default => "a default of ours",
    }
}
