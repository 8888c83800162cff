//! Texts of messages to the person. Their messages: `notice.ftl`.

use super::texts;

texts! {
    /// Texts of messages to the person.
    NoticeText:
    SmsReceived,
    SmsEffectiveDate,
    SmsBeforeCut,
    SmsEnded,
    SmsRefundPaid,
    SmsClosed,
    SmsStop,
    MailReceived,
    MailEffectiveDate,
    MailBeforeCut,
    MailEnded,
    MailRefundPaid,
    MailClosed,
    MoreReceived,
    MoreEffectiveDate,
    MoreBeforeCut,
    MoreEnded,
    MoreRefundPaid,
    MoreClosed,
    MailStop,
    MailStopLink,
    MailCase,
    MailAutomatic,
    NoticeSandbox,
    RefundUnsaid,
}
