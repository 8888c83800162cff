//! What the pack says, value by value, each with where it comes from and whether it binds.

use jiff::civil::Date;
use masalama_core::calendar::Period;
use masalama_core::line::LineKind;
use masalama_core::money::Money;
use masalama_core::policy::{
    Country, DuesRule, LateRule, NumberFate, Origin, Policy, Sourced, Status, UsageRule,
};
use masalama_core::request::RefundMethod;
use serde::Serialize;

use masalama_language::{Text, Voice};

/// Which value of a pack; its name on the wire is its key there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TermName {
    /// Notice, counted from the receipt.
    Notice,
    /// How long it normally takes.
    Expected,
    /// Time to take the request back.
    CoolingOff,
    /// What open bills do.
    Dues,
    /// What use after the request does.
    UsageAfterRequest,
    /// How long devices may take to come back.
    DeviceDeadline,
    /// The fee for those that do not.
    DeviceFee,
    /// Whether a balance is paid back.
    RefundBalance,
    /// How.
    RefundMethods,
    /// By when.
    RefundWithin,
    /// What is held back of it.
    RefundHeldBack,
    /// How long late usage may be reported.
    LateUsage,
    /// What it does.
    LateCharges,
    /// How long the number is held back.
    Quarantine,
    /// Where it goes then.
    NumberGoesTo,
    /// How long personal data are kept.
    KeepPersonal,
    /// How long the operator may take to answer a complaint.
    OperatorAnswersWithin,
    /// How long the regulator hears it after that.
    RegulatorHearsWithin,
}

impl TermName {
    /// Its name in words.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Notice => Text::TermNotice,
            Self::Expected => Text::TermExpected,
            Self::CoolingOff => Text::TermCoolingOff,
            Self::Dues => Text::TermDues,
            Self::UsageAfterRequest => Text::TermUsageAfterRequest,
            Self::DeviceDeadline => Text::TermDeviceDeadline,
            Self::DeviceFee => Text::TermDeviceFee,
            Self::RefundBalance => Text::TermRefundBalance,
            Self::RefundMethods => Text::TermRefundMethods,
            Self::RefundWithin => Text::TermRefundWithin,
            Self::RefundHeldBack => Text::TermRefundHeldBack,
            Self::LateUsage => Text::TermLateUsage,
            Self::LateCharges => Text::TermLateCharges,
            Self::Quarantine => Text::TermQuarantine,
            Self::NumberGoesTo => Text::TermNumberGoesTo,
            Self::KeepPersonal => Text::TermKeepPersonal,
            Self::OperatorAnswersWithin => Text::TermOperatorAnswers,
            Self::RegulatorHearsWithin => Text::TermRegulatorHears,
        }
    }
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermValue {
    /// A length of time.
    Period(Period),
    /// A sum.
    Money(Money),
    /// What open bills do.
    Dues(DuesRule),
    /// What use after the request does.
    Usage(UsageRule),
    /// What late usage does.
    Late(LateRule),
    /// Where the number goes.
    Number(NumberFate),
    /// Ways to pay back.
    Methods(Vec<RefundMethod>),
    /// Yes or no.
    YesNo(bool),
}

impl TermValue {
    /// Is it no time or no money at all?
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Period(Period::Days(count) | Period::Months(count) | Period::BusinessDays(count)) => {
                *count == 0
            }
            Self::Money(amount) => amount.is_zero(),
            Self::Dues(_)
            | Self::Usage(_)
            | Self::Late(_)
            | Self::Number(_)
            | Self::Methods(_)
            | Self::YesNo(_) => false,
        }
    }

    /// The value in words.
    pub(super) fn in_words(&self, voice: Voice) -> String {
        match self {
            Self::Period(_) if self.is_nothing() => voice.text(Text::ValueNoPeriod),
            Self::Period(period) => voice.period(*period),
            Self::Money(_) if self.is_nothing() => voice.text(Text::ValueNoMoney),
            Self::Money(amount) => voice.money(*amount),
            Self::Dues(rule) => voice.tell(*rule),
            Self::Usage(rule) => voice.tell(*rule),
            Self::Late(rule) => voice.tell(*rule),
            Self::Number(fate) => voice.tell(*fate),
            Self::Methods(methods) => {
                let methods: Vec<_> = methods.iter().map(|method| voice.tell(*method)).collect();
                methods.join(&voice.text(Text::ListSeparator))
            }
            Self::YesNo(true) => voice.text(Text::ValueYes),
            Self::YesNo(false) => voice.text(Text::ValueNo),
        }
    }
}

/// One value of the pack and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Which.
    pub name: TermName,
    /// What it says.
    pub value: TermValue,
    /// May it gate or charge anybody (I14)?
    pub is_binding: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// Document and address.
    pub source: String,
    /// The day someone read it.
    pub checked_on: Date,
    /// Whether that was the primary source.
    pub status: Status,
}

impl Term {
    fn of<T: Clone>(name: TermName, sourced: &Sourced<T>, value: impl FnOnce(T) -> TermValue) -> Self {
        let Sourced { origin, source, checked_on, status, .. } = sourced;
        Self {
            name,
            value: value(sourced.value.clone()),
            is_binding: sourced.is_binding(),
            origin: *origin,
            source: source.clone(),
            checked_on: *checked_on,
            status: *status,
        }
    }
}

/// The values a person who leaves should know, in the order of a cease.
pub(super) fn of(policy: &Policy, country: &Country) -> Vec<Term> {
    use TermValue as V;
    let terms = &policy.terms;
    let ladder = &country.complaint;
    let mut all = vec![
        Term::of(TermName::Notice, &terms.notice, V::Period),
        Term::of(TermName::Expected, &terms.expected, V::Period),
        Term::of(TermName::CoolingOff, &terms.cooling_off, V::Period),
        Term::of(TermName::Dues, &terms.dues, V::Dues),
        Term::of(TermName::UsageAfterRequest, &terms.usage_after_request, V::Usage),
    ];
    match policy.kind {
        LineKind::Postpaid => all.extend([
            Term::of(TermName::DeviceDeadline, &terms.device_deadline, V::Period),
            Term::of(TermName::DeviceFee, &terms.device_fee, V::Money),
        ]),
        LineKind::Prepaid => all.push(Term::of(TermName::RefundBalance, &terms.refund_balance, V::YesNo)),
    }
    all.extend([
        Term::of(TermName::RefundMethods, &terms.refund_methods, V::Methods),
        Term::of(TermName::RefundWithin, &terms.refund_within, V::Period),
        Term::of(TermName::RefundHeldBack, &terms.refund_held_back, V::Money),
        Term::of(TermName::LateUsage, &terms.late_usage, V::Period),
        Term::of(TermName::LateCharges, &terms.late_charges, V::Late),
        Term::of(TermName::Quarantine, &terms.quarantine, V::Period),
        Term::of(TermName::NumberGoesTo, &terms.number_goes_to, V::Number),
        Term::of(TermName::KeepPersonal, &terms.keep_personal, V::Period),
        Term::of(TermName::OperatorAnswersWithin, &ladder.operator_answers_within, V::Period),
        Term::of(TermName::RegulatorHearsWithin, &ladder.regulator_hears_within, V::Period),
    ]);
    all
}
