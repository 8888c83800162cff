//! The texts that belong to no value of the core: headings, labels, and the sentences of the guide.

use serde::Serialize;

macro_rules! texts {
    ($($name:ident),+ $(,)?) => {
        /// A text of our own. What is put into it, and its words, stand in `locales/en/*.ftl` under the same name with dashes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Text {
            $( #[doc = concat!("The text `", stringify!($name), "`.")] $name ),+
        }

        impl Text {
            /// Every text.
            pub const EVERY: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

// Both languages and a case.
texts! {
    ListSeparator, LabelValue, Remarked, NotConfirmed, Official, SandboxNotice, ParkedLineChanged, ParkedDuesCameUp, ParkedPoison,
    // The page of a case.
    SkipToContent, ChooseLanguage, CaseTitle, CaseOpenedOn, CaseStage, CaseEnding, CaseExpectedEnd, CaseParked,
    Timeline, TimelineHand, WhatYouCanDo, NothingToDo, TakeBackUntil, TakeBackUntilCut, TakeBackNoMore, TakeBack,
    TakeBackConfirm, Checklist, Tick, Ticked, Papers, PaperOpen, PaperNotYet, PriceOfLeaving, YouOwe, YouGetBack,
    NothingOwed, ChooseRefund, RefundDestination, ChooseReturn, ReturnByCourier, ReturnAtShop, PickupAddress, PickupDay,
    PickupHour, Save, Offer, OfferWorth, OfferDates, OfferConditions, OfferEffect, OfferDecline, SuspendInstead,
    SuspendTerms, StepDone, StepDoneOn, StepWaiting, StepWaitingUntil, StepUnderWay, StepUnknown, StepStuck, StepNotNeeded,
    NotCovered, CaseNumber, CaseCredential, CaseFind, CaseFindTitle, RefusalTitle, RefusalMore, FaultTitle, FaultSentence,
    // The first page; the money and the proofs of a case.
    HomeTitle, HomeMeans, HomeCase, HomeGuide, HomeInterface, HomeKey, GoBack, ChargeStopOn, AnotherDay, DuesHeading,
    UsageAfterRequest, NotCharged, FinalBillHeading, RefundHeading, BalanceAtChargeStop, RefundMethod, RefundNow,
    RefundHeldBack, RefundNotKnown, RefundOwed, RefundUnderWay, RefundPaidOn, RefundPromisedBy, CoversHeading,
    CoveredProven, CoveredOrdered, CoveredAttested,
    // The guide: what it is about.
    GuideTitle, GuideAskedAs, GuideMadeOn, GuideWhat, GuideCallAtTheLatest, GuideCallToday, GuideEndsLater, GuideEndsOn,
    GuideSandbox, GuideNotLegalAdvice, GuideZone, GuidePause, GuideOffer,
    // The guide: its headings.
    GuideBring, GuideAsked, GuideScript, GuideBefore, GuideEnd, GuideAfter, GuideFraud, GuideContacts, GuideNotKnown,
    GuideConfirmed, GuideUnconfirmed, GuideUnconfirmedMeans, GuideNothingConfirmed, GuideComplaint, GuideLetter,
    GuideLetterMeans,
    // The guide: dated steps.
    AtPrepare, AtCall, AtPayDues, AtBackUp, AtReturnDevices, AtLineEnds, AtConfirmClosed, AtRefundDue, AtLateUsageEnds,
    AtNumberReleased, AtDataErased, AtComplain, AtOperatorAnswers, AtRegulatorHears, GatherPapers, PhoneAgain, RefundChase,
    LateBillChase, ComplainToOperator, OperatorAnswers, ComplainToRegulator, RestsOn, RestsOnValues, DateIsOurs, AskDeviceDeadline,
    // The guide: what is asked, and what to say.
    AskedCardNumber, AskedDate, AskedDocument, AskedContact, YouSay, MenuAsks, MenuSay, AgentAsks, AgentSay, IdentityAsks,
    IdentitySay, PriceAsks, PriceSay, NoticeAsks, NoticeSay, DevicesAsks, DevicesSay, RefundAsks, RefundSay, OfferAsks,
    OfferSay, CodeAsks, CodeSay, ReceiptAsks, ReceiptSay,
    // The guide: fraud, contacts, sources.
    FraudChannels, FraudCodes, FraudMessage, FraudHandOver, FraudRefund, ContactUnconfirmed, SourceChecked, NotKnownWays,
    NoOfficialContact, TermFromLaw, TermSaidToBe, LetterSubject, LetterBody,
    // The guide: the names of terms and their values.
    TermNotice, TermCoolingOff, TermExpected, TermDues, TermUsageAfterRequest, TermRefundBalance, TermRefundMethods,
    TermRefundWithin, TermRefundHeldBack, TermLateUsage, TermLateCharges, TermDeviceDeadline, TermDeviceFee, TermQuarantine,
    TermNumberGoesTo, TermKeepPersonal, TermOperatorAnswers, TermRegulatorHears, ValueYes, ValueNo, ValueNoPeriod,
    ValueNoMoney,
    // The form that asks for a guide.
    FormTitle, FormMeans, FormOperator, FormKind, FormLeaveOn, FormShow, FormCalendar, FormText, FormAgain,
    RefusedDateInPast, RefusedDateTooFar, RefusedUnknownOperator, RefusedNoPolicy,
}

impl Text {
    /// The name of its message.
    #[must_use]
    pub fn message_key(self) -> String {
        super::told::wire_name(self)
    }
}
