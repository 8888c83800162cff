//! Texts of the pages there were first, and of the guide. Their messages: `page.ftl`, `case.ftl`, `guide.ftl`.

use super::texts;

texts! {
    /// Texts of pages and of the guide.
    Text:
    ListSeparator, LabelValue, DatedItem, Remarked, NotConfirmed, Official, SandboxNotice, ParkedLineChanged, ParkedDuesCameUp, ParkedPoison,
    // The page of a case.
    SkipToContent, ChooseLanguage, CaseTitle, CaseOpenedOn, CaseStage, CaseEnding, CaseExpectedEnd, CaseParked,
    Timeline, TimelineHand, WhatYouCanDo, NothingToDo, TakeBackUntil, TakeBackUntilCut, TakeBackNoMore, TakeBack,
    TakeBackConfirm, Checklist, Tick, Ticked, Papers, PaperOpen, PaperNotYet, PaperMadeNow, PaperQuoteYet, PaperBillOn, PaperBillYet, PriceOfLeaving, YouOwe, YouGetBack,
    NothingOwed, ChooseRefund, RefundDestination, ChooseReturn, ReturnByCourier, ReturnAtShop, PickupAddress, PickupDay,
    PickupHour, Save, Offer, OfferWorth, OfferDates, OfferConditions, OfferEffect, OfferDecline, SuspendInstead,
    SuspendTerms, StepDone, StepDoneOn, StepWaiting, StepWaitingUntil, StepUnderWay, StepUnknown, StepStuck, StepNotNeeded,
    NotCovered, CaseNumber, CaseCredential, CaseFind, CaseFindTitle, RefusalTitle, RefusalMore, FaultTitle, FaultSentence,
    NothingHereTitle, NothingHere, NotIssued, PressBusy, PressCannot, NotRead, WaysOn, NotYours,
    // The first page; the money and the proofs of a case.
    HomeTitle, HomeMeans, HomeCase, HomeGuide, HomeInterface, HomeKey, GoBack, ChargeStopOn, AnotherDay, DuesHeading,
    UsageAfterRequest, NotCharged, FinalBillHeading, RefundHeading, BalanceAtChargeStop, RefundMethod, RefundNow,
    RefundHeldBack, RefundNotKnown, RefundOwed, RefundUnderWay, RefundPaidOn, RefundPromisedBy, CoversHeading,
    CoveredProven, CoveredOrdered, CoveredAttested, CoveredSystemNamed,
    // The guide: what it is about.
    GuideTitle, GuideAskedAs, GuideMadeOn, GuideWhat, GuideCallAtTheLatest, GuideCallToday, GuideEndsLater, GuideEndsOn,
    GuideSandbox, GuideNotLegalAdvice, GuideZone, GuidePause, GuideOffer,
    // The guide: its headings.
    GuideBring, GuideAsked, GuideScript, GuideScriptMeans, GuideBefore, GuideEnd, GuideAfter, GuideFraud, GuideContacts, GuideNotKnown,
    GuideConfirmed, GuideUnconfirmed, GuideUnconfirmedMeans, GuideNothingConfirmed, GuideComplaint, GuideLetter,
    GuideLetterMeans, GuideLetterFields, GuideLetterCopy, GuideLetterCopied,
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
