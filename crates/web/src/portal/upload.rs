//! Handing in a picture: of the receipt of a device that was returned, or of a paper staff asked for.

use std::net::IpAddr;

use axum::extract::{Multipart, State};
use axum::response::Response;
use masalama_access::Right;
use masalama_core::attachment::{ATTACHMENT_BYTES_MAX, Attachment, AttachmentKind};
use masalama_core::case::CaseId;
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use masalama_engine::Said;
use masalama_language::{PortalText, Voice};
use tokio::time::Instant;

use super::field::{Field, Input, choices};
use super::part::{Typed, again};
use super::picture::{self, NotTaken};
use super::shown::own_case;
use super::slip::{Slip, Slips};
use crate::api::{Problem, Route, Shared, apart, post};
use crate::frame::{Frame, read_upload, see_other};

/// The most bytes of a picture.
pub(super) const PICTURE_BYTES_MAX: usize = ATTACHMENT_BYTES_MAX;
/// What a form has around its picture, in bytes.
const FORM_AROUND_BYTES: usize = 16 * 1024;
/// The most bytes of a form with a picture.
pub(crate) const UPLOAD_BYTES_MAX: usize = PICTURE_BYTES_MAX + FORM_AROUND_BYTES;
/// Pictures read at the same time: each takes much memory for a moment.
pub(crate) const READ_AT_ONCE: usize = 2;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        post(
            Right::Upload,
            "/my/upload",
            "upload_picture",
            "Hand in a picture.\nIt is read and written anew.",
            hand_in,
        )
        .form_bytes_max(UPLOAD_BYTES_MAX)
        .takes_as(
            "multipart/form-data",
            "what: `return_receipt`, `identity_paper` or `other`; picture: JPEG or PNG.",
        )
        .answers_as(303, "text/html", "The page again.")
        .answers_as(422, "text/html", "The page with what is wrong.")
        .refuses(&[RefusalCode::TooLarge, RefusalCode::TooMany, RefusalCode::FormNotOurs]),
    ]
}

/// The field that asks what the picture shows.
pub(super) fn kind_field(typed: &str, voice: Voice) -> Field {
    let kinds = choices(
        voice,
        [
            ("return_receipt", PortalText::UploadReturnReceipt),
            ("identity_paper", PortalText::UploadIdentityPaper),
            ("other", PortalText::UploadOther),
        ],
    );
    Field::new("what", voice.text(PortalText::UploadKind), typed, Input::List(kinds))
}

/// A picture that is in the case, in words.
pub(super) fn listed(one: &Attachment, voice: Voice) -> String {
    let what = voice.text(match one.what {
        AttachmentKind::ReturnReceipt => PortalText::UploadReturnReceipt,
        AttachmentKind::IdentityPaper => PortalText::UploadIdentityPaper,
        AttachmentKind::SystemAnswer => PortalText::UploadSystemAnswer,
        AttachmentKind::Other => PortalText::UploadOther,
    });
    let size = one.bytes.div_ceil(1_000).to_string();
    voice.text_with(PortalText::UploadListed, &[("what", what), ("size", size)])
}

async fn hand_in(State(app): State<Shared>, frame: Frame, parts: Multipart) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let sent = read_upload(parts).await?;
    let what = sent.field("what").to_owned();
    let mut slips = Slips::default();
    let kind = slips.keep("what", kind_of(&what).ok_or(Slip::Choice));
    let slip = match (kind, sent.file) {
        (None, _) => {
            return again(&app, &frame, Typed { at: Some("/my/upload"), what, slips, ..Typed::default() })
                .await;
        }
        (Some(_), file) if file.is_empty() => Slip::NoPicture,
        (Some(_), file) if file.len() > PICTURE_BYTES_MAX => Slip::PictureTooLarge,
        (Some(kind), file) => match picture_anew(&app, case, frame.from, file).await? {
            Ok((media, bytes)) => {
                app.requests.count_handed_in(bytes.len(), frame.from, Instant::now())?;
                match app.desk.attach(case, Actor::Subscriber, kind, media, bytes).await {
                    Ok(_) => return Ok(see_other("/my/do?saved=picture#upload")),
                    Err(Said::Refused(code)) => Slip::Refused(code),
                    Err(fault @ Said::Fault(_)) => return Err(fault.into()),
                }
            }
            Err(NotTaken::NotPicture) => Slip::NotPicture,
            Err(NotTaken::TooManyPixels) => Slip::TooManyPixels,
        },
    };
    slips.add("picture", slip);
    again(&app, &frame, Typed { at: Some("/my/upload"), what, slips, ..Typed::default() }).await
}

/// A picture anew, or why there is none.
pub(crate) type Read = Result<(masalama_core::attachment::Media, Vec<u8>), NotTaken>;

/// Reads the picture where it holds nobody up: one of a case, and two from one address.
pub(crate) async fn picture_anew(
    app: &Shared,
    case: CaseId,
    from: Option<IpAddr>,
    file: Vec<u8>,
) -> Result<Read, Problem> {
    let share = app.requests.reading.take(Some(case), from)?;
    apart(&app.reading, share, move || picture::anew(&file)).await
}

fn kind_of(word: &str) -> Option<AttachmentKind> {
    match word {
        "return_receipt" => Some(AttachmentKind::ReturnReceipt),
        "identity_paper" => Some(AttachmentKind::IdentityPaper),
        "other" => Some(AttachmentKind::Other),
        _ => None,
    }
}
