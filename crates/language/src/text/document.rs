//! Texts of printed documents. Their messages: `document.ftl`.

use super::texts;

texts! {
    /// Texts of printed documents.
    DocumentText:
    DocumentPage, DocumentInstant, DocumentZone, DocumentSandboxMark, DocumentCase, DocumentCard, DocumentOperator, DocumentLine,
    DocumentReceived, DocumentIssued, DocumentPolicy, DocumentPolicyVersion, DocumentChargeStop, DocumentKey,
    DocumentFileHash, DocumentScan, DocumentScanBrief, DocumentScanAlt, DocumentLeadReceipt, DocumentLeadCertificate,
    DocumentLeadClosingStatement, DocumentLeadRetraction, DocumentLeadQuote, DocumentLeadFinalBill,
    DocumentLeadReturnSlip, DocumentLeadArchive, DocumentChannel, DocumentWantedOn, DocumentAsSoonAsMayBe,
    DocumentLapses, DocumentSystems, DocumentSystem, DocumentKnownHow, DocumentEvidence, DocumentServingNodes,
    DocumentProven, DocumentOrdered, DocumentAttested, DocumentProvenMeans, DocumentOrderedMeans,
    DocumentAttestedMeans, DocumentReading, DocumentNotCoveredMeans, DocumentItem, DocumentDated, DocumentReference, DocumentAmount,
    DocumentTotal, DocumentBill, DocumentSums, DocumentSettlement, DocumentRefunded, DocumentRefundedLater,
    DocumentRefundWay, DocumentLateUsage, DocumentStillOwed, DocumentDevices, DocumentDevicesBack,
    DocumentDevicesNotBack, DocumentRetractAsked, DocumentSuspendedUntil, DocumentUndone, DocumentPriced,
    DocumentEndsOn, DocumentRefundWays, DocumentRefundWithin, DocumentHeldBack, DocumentDeviceFee, DocumentRefundNow,
    DocumentRefundBy, DocumentLateUsageUntil, DocumentDevice, DocumentLabel, DocumentReturnWay, DocumentCourier,
    DocumentShop, DocumentWayOpen, DocumentPickup, DocumentReturnWithin, DocumentReturnBy, DocumentCameBack,
    DocumentTakenInBy, DocumentHandOver, DocumentSignHanded, DocumentSignTaken, DocumentStage, DocumentEnding,
    DocumentClosed, DocumentTimeline, DocumentPapers, DocumentPaper, DocumentRecords, DocumentPlace, DocumentWhen,
    DocumentFact, DocumentHash, DocumentRecordsBefore, DocumentVerify, DocumentVerifyFile, DocumentVerifyCode,
    DocumentVerifyKey, DocumentVerifyChain,
}
