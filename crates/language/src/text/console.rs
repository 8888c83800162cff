//! Texts of the console. Their messages: `console.ftl`.

use super::texts;

texts! {
    /// Texts of the console.
    ConsoleText:
    // Around every page.
    ConsoleTitle, ConsoleMenu, NavQueue, NavSearch, NavCall, NavBoard, NavSessions, NavAccounts, NavKeys, SignedInAs, NotFresh,
    ProveFirst, SaidNo, KeptAsTyped, None, NotKnown, FirstPage, NextPage, OpenCase, ColumnWhat, ColumnCount,
    ColumnDue, ColumnTask, ColumnCase, ColumnRole, ColumnSince, ColumnStage, ColumnKind, ColumnOperator,
    ColumnReceived, ColumnEnd, ColumnStanding, ColumnStep, ColumnHand,
    // The work queue.
    QueueMeans, QueueWhose, QueueShow, QueueMine, QueueDecide, QueueAll, QueueEmpty, DueOverdue, DueSoon, DueNone, BreachesSoon,
    // Search.
    SearchMeans, SearchWhat, SearchBy, SearchDetect, SearchGo, SearchNone, SearchCases, SearchLine,
    SearchUnreadable,
    // A case: its head.
    LineCard, LineMsisdn, Speaks, CameBy, ReasonGiven, PolicyFollowed, GoesOnAt, HeldSince, ParkedSince, OnThisPage,
    YoursHere, NothingForStaff, WaitsForPerson, ObligationsHeading, PlanHeading, MoneyHeading, NoMoneyYet,
    EvidenceHeading, NoEvidenceYet, NotesHeading, NoNotesYet, TimelineHeading, TimelineOlder, TimelineNewest,
    RecordItself, Attempts, MoreHeading,
    // A case: tasks.
    TaskNote, TaskDone, TaskSecond, TaskByYou, TaskRefusedBySystem, BillHeading, BillNumber, BillItem, BillAmount,
    BillDated, BillShow, ResolveHeading, ResolveMeans, ResolveDone, ResolveNotDone, ResolveNote, ResolveGo,
    ShownHeading, ShownMeans, ShownReference, ShownAttachment, ShownMissing, ShownForSettle, ShownByReference,
    ShownByAttachment,
    DecideHeading, DecideTryAgain, DecideByTwo, DecideWhy, DecideGo,
    // A case: holding it.
    HoldHeading, HoldMeans, HoldGo, ResumeHeading, ResumeGo,
    // A case: numbers in full.
    ContactsHeading, ContactsMasked, RevealHeading, RevealMeans, RevealReason, RevealGo, RevealedHeading,
    ContactChange, ContactPhone, ContactMail,
    // A case: a second person.
    ProposalsHeading, ProposeHeading, ProposeWhat, ProposeStep, ProposeNote, ProposeGo, ProposalBy, ProposalAmount,
    ProposalContent, ProposalOwn, TakeBackWhy, TakeBackGo, ApproveGo, TurnDownWhy, TurnDownGo, ProposedOpen, ProposedApproved,
    ProposedTurnedDown, ProposedStale, RefundWay, RefundTo, RefundChosen,
    // A case: complaints and pictures.
    ComplaintsHeading, ComplaintNew, ComplaintAbout, ComplaintText, ComplaintTake, ComplaintDue, ComplaintAnswered,
    ComplaintAnswer, ComplaintAnswerGo, PicturesHeading, PictureAlt, PictureOfPaper, PictureErased, PictureHandIn, PictureWhat,
    PictureFile, PictureGo, RecordsTake,
    // A case: what was chosen, and other days.
    InHisName, ReturnWay, RetractConfirm,
    // Taking a request.
    CallMeans, CallChannel, CallSpeaks, CallShow, CallScript, CallReadAloud, CallFind, CallFields, CallDocumentKind,
    CallDocumentNumber, CallDateKind, CallPurchased, CallActivated, CallDate, CallWanted, CallOpen, CallReceived,
    CallCredential, CallCredentialMeans, CallUnreadable, CallNoContact, CallAnother, CallPrint,
    // Sentences to read aloud.
    SayGreeting, SayNoCodes, SayCard, SayDocument, SayDate, SayContact, SayReason, SayDay, SayRepeat, SayReceipt,
    SayNext, SaySearch,
    // The board.
    BoardMeans, BoardStages, BoardKinds, BoardReasons, BoardAges, BoardTimeToEnd, BoardRefunds, BoardSum, BoardUpTo,
    BoardOver, BoardHeld, BoardPromises, BoardDueSoon, BoardBreached, BoardNothing, BoardHalf, BoardMost,
    BoardNearlyAll,
    // Keyboard.
    KeysMeans, KeysKey, KeysThis, KeysDown, KeysUp, KeysLeave, KeysGoThen, KeysSwitchOff, KeysSwitchOn,
    // What came of a step.
    EvidenceReference, EvidenceLine, EvidencePrice, EvidenceDues, EvidenceUsage, EvidenceBill, EvidenceProof,
    EvidenceAttested, PaperGet, SeeBelow, TaskNotYours, TaskByPerson, CardMasked, PictureSee,
    // Records in a word.
    FactReceived, FactPlanned, FactAmended, FactIntended, FactAnswered, FactFound, FactElapsed, FactSkipped,
    FactAttested, FactResolved, FactChosen, FactIssued, FactParked, FactDecided, FactRetractAsked, FactHeld,
    FactResumed, FactRevealed, FactProposed, FactApproved, FactTurnedDown, FactAttached, FactComplained,
    FactComplaintAnswered, FactContactChanged, FactRefused, FactClosed, BySystem, BySubscriber, ByStopLink,
    AnswerDone, AnswerPending, AnswerRejected, AnswerUnknown, AnswerNotDone,
    // Stages in a word.
    AtStageReceived, AtStagePreparing, AtStageBarred, AtStageEnding, AtStageSettling, AtStageParked,
    AtStageRetracting, AtStageClosed,
}
