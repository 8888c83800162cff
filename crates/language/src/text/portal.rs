//! Texts of the portal. Their messages: `portal.ftl`.

use super::texts;

texts! {
    /// Texts of the portal.
    PortalText:
    // The first page.
    PortalTitle, HomeLead, EndLineMeans, OtherSituations, EndLines, EndLinesMeans, EndDeath, EndDeathMeans,
    EndLeaving, EndLeavingMeans, EndAbroad, EndAbroadMeans, EndPause, EndPauseMeans, EndQuiet, EndQuietMeans, QuietHow, QuickExit, QuickExitMeans, CheckTitle, CheckMeans, HomePrograms,
    // Finding the line. Nothing is looked up before the receipt.
    PageStep, FindTitle, FindLead, FindNumber, FindNumberHint, HaveLegend, HaveCard, HaveEsim, HaveLost,
    KindLegend, KindPrepaidMeans, KindPostpaidMeans, KindUnsure, OperatorLabel, OperatorUnsure, GoOn,
    // Before you start: what is needed, what it costs, what is lost.
    BeforeTitle, NeedHeading, WhereCardHeading, WhereOnCard, WhereInDevice, WhereOnPaper, WhereAtShop,
    NumberOnlyNote, SaveHeading, PriceHeading, PriceGeneral, LoseHeading, LoseService, LoseNumber, LoseCodes,
    LoseBalance, LoseNotThis, BeforeNothingYet, TermsOf, DeathHeading, DeathPapers, DeathHow, DeathSorry,
    AbroadHow, PauseHow, AllHow,
    // Proving who asks.
    RequestTitle, RequestLead, CardNumber, CardNumberOf, DateOf, DocumentKind, DocumentPassport,
    DocumentResidentCard, DocumentCivilNumber, DocumentNumber, DateKind, DateActivated, DatePurchased, KnownDate,
    KnownDateHint, ContactNumber, ContactNumberHint, ContactEmail, ContactEmailHint, Optional, ReasonHeading,
    ReasonLabel, ReasonCustomerRequest, ReasonLeavingCountry, ReasonChangingOperator, ReasonDeath, ReasonSurvivor,
    ReasonQuietHint, WantedOn, WantedOnHint, PaperLanguage, SendRequest, SendMeans,
    // What cannot be read in a form. Each says what would be right.
    ErrorSummary, ErrorKept, BadEmpty, BadTooLong, BadDigits, BadLetters, BadLength, BadCardPrefix, BadCheckDigit,
    BadIban, BadPhone, BadFind, BadDate, BadDateNone, BadDateFuture, BadEmail, BadChoice, BadContact, BadTwice,
    // The receipt.
    ReceiptTitle, ReceiptKeep, ReceiptOnce, ReceiptGone, Credential, ReceiptQr, ReceiptLink, ReceiptPrint,
    ReceiptFile, ReceiptNext, ReceiptNextCheck, ReceiptNextElse, GoToCase, EarlierReceipt,
    // Entering a case.
    EnterLead, EnterLink, SignedOut, LeaveCase, OpenOnTitle, OpenOnMeans, OpenOn, OpenOnThis, OpenOnEnd,
    // The case: where it stands.
    NavFollow, NavDo, NavPapers, NavAfter, NavLabel, NowHeading, NextByYou, NextByStaff, NextBySystem, NextSoon,
    LapsesOn, LaterThanWished, PapersWanted, PapersWantedBy, ChangeMindHeading, BackFreeUntil, BackFreeUntilBar, BackCosts, BackCostsUsual, BackNeverOn,
    BackNever, StepsDone, GroupPreparation, GroupSpine, GroupMoney, GroupNumber, GroupChip, GroupData,
    GroupRetract, HeldByYou, HeldByLink, HeldByStaff, SlotTaken, LiveStopped,
    // The case: my part.
    Choose, Change, SavedNotice, NotSentSignedOut, NotSentProofStale, NotSentPicture, DuesPayHow, DuesNever, ItemNumbered, RefundStands, RefundStandsTo, RefundDestinationHint, ReturnStandsCourier,
    ReturnStandsShop, ReturnSlot, ReturnHow, ShopsHeading, ShopsUnknown, ShopsToChoose, ShopOpen, ShopDays, ShopHolidays, UploadHeading, UploadMeans, UploadFile,
    UploadKind, UploadReturnReceipt, UploadIdentityPaper, UploadSystemAnswer, UploadOther, UploadSend, UploadDone, UploadListed,
    UploadTooLarge, UploadNotPicture, UploadMissing, UploadTooManyPixels, DayHeading, DayMeans, PauseHeading,
    PauseCaseMeans, PauseCaseButton, ResumeCaseButton, SuspendHeading, SuspendUntil, SuspendUntilHint, SuspendButton, RetractHeading,
    RetractMeans, OfferTake, ContactHeading, ContactMeans,
    // The step-up.
    StepUpTitle, StepUpMeans, StepUpWrong, StepUpHolds, StepUpButton,
    // Papers.
    PapersLead, PaperPdf, PaperData, CertificateYet, CertificateYetUndated, CertificateQr, RecordsHeading,
    RecordsMeans, RecordsGet,
    // After the end.
    RefundTracker, RefundStepKnown, RefundStepOrdered, RefundStepPaid, RefundStepLooked, RefundRest, FraudHeading, ComplainHeading,
    ComplainMeans, ComplainText, ComplainAbout, ComplainSend, ComplainDue, ComplainAnswered, ComplainSaid, ComplainNext,
    // The channel checker.
    CheckLabel, CheckButton, CheckOfficial, CheckUnconfirmed, CheckDisputed, CheckLookAlike, CheckNotKnown,
    // The stop link.
    StopTitle, StopMeans, StopButton, StopDoneTitle, StopDone, StopNext,
    // The guide's progress.
    GuideProgressNote,
}
