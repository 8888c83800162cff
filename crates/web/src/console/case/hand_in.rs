//! How the person is reached, pictures that staff hand in for him, and taking along all that is on record.

use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use masalama_access::Right;
use masalama_core::attachment::AttachmentKind;
use masalama_core::commitment::Digest;
use masalama_core::identity::Email;
use masalama_core::record::{Actor, Fact};
use masalama_core::refusal::RefusalCode;
use masalama_engine::CaseView;
use masalama_language::PortalText;
use serde::Deserialize;

use super::say::{Speaker, form};
use super::{Kept, read_digest};
use crate::api::{Problem, Route, Shared, export_of, get, msisdn, post};
use crate::frame::{Member, OfStaff, Posted, Staff, read_upload};
use crate::portal::{NotTaken, UPLOAD_BYTES_MAX, picture_anew};

/// The most characters of a number or an address that are looked at.
const CONTACT_CHARS_MAX: usize = 300;

/// How long pictures of identity papers are shown to whoever said why.
const SEEN_FOR: SignedDuration = SignedDuration::from_mins(5);

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        form(
            post(
                Right::ChangeContact,
                "/console/cases/{case}/contact",
                "console_contact",
                "Change how the person is reached.",
                contact,
            ),
            "`contact`, `email`",
        ),
        post(
            Right::Upload,
            "/console/cases/{case}/upload",
            "console_upload",
            "Hand in a picture for the person.\nIt is read and written anew.",
            upload,
        )
        .form_bytes_max(UPLOAD_BYTES_MAX)
        .takes_as("multipart/form-data", "`what`, `picture`: JPEG or PNG.")
        .answers_as(200, "text/html", "The page of the case, with why it was not done.")
        .answers_as(303, "text/html", "Done: the page of the case.")
        .refuses(&[RefusalCode::TooLarge, RefusalCode::FormNotOurs]),
        get(
            Right::SeeCase,
            "/console/cases/{case}/pictures/{digest}",
            "console_picture",
            "A picture that was handed in.\nOf an identity paper only for whoever may see the numbers in full, said why within the last minutes, and is fresh.",
            picture,
        )
        .answers_as(200, "image/*", "The picture, made anew from what was handed in.")
        .answers_as(403, "text/html", "It is of an identity paper, and not for this reader or not now."),
        get(
            Right::ExportCase,
            "/console/cases/{case}/records",
            "console_records",
            "Everything kept of a case, as one file.",
            records,
        )
        .answers_as(200, "application/json", "The document."),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ContactForm {
    contact: String,
    email: String,
}

async fn contact(who: Speaker, Posted(form): Posted<ContactForm>) -> Result<Response, Problem> {
    let some = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
    let is_long = |typed: &String| typed.chars().nth(CONTACT_CHARS_MAX).is_some();
    let number = some(&form.contact).map(|typed| match is_long(&typed) {
        true => None,
        false => msisdn(&who.app, &typed).ok(),
    });
    let email = some(&form.email).map(|typed| match is_long(&typed) {
        true => None,
        false => Email::parse(&typed).ok(),
    });
    let slip = match (&number, &email) {
        (None, None) => Some(PortalText::BadContact),
        (Some(None), _) => Some(PortalText::BadPhone),
        (_, Some(None)) => Some(PortalText::BadEmail),
        (None | Some(Some(_)), None | Some(Some(_))) => None,
    };
    let kept = Kept::with("contact", [("contact", form.contact), ("email", form.email)]);
    if let Some(slip) = slip {
        return who.slipped(slip, kept).await;
    }
    let said = who.app.desk.change_contact(who.case, who.by.clone(), number.flatten(), email.flatten()).await;
    who.after(said.map_err(Problem::from), kept).await
}

async fn upload(who: Speaker, request: Request) -> Result<Response, Problem> {
    let parts = Multipart::from_request(request, &who.app).await;
    let parts = parts.map_err(|_| Problem::bad_input("this is not what the form sends"))?;
    let sent = read_upload(parts).await?;
    let what = sent.field("what").to_owned();
    let kept = Kept::with("upload", [("what", what.clone())]);
    let kind: Option<AttachmentKind> = serde_json::from_value(what.into()).ok();
    let Some(kind) = kind else { return who.slipped(PortalText::BadChoice, kept).await };
    if sent.file.is_empty() {
        return who.slipped(PortalText::UploadMissing, kept).await;
    }
    match picture_anew(&who.app, who.case, None, sent.file).await? {
        Ok((media, bytes)) => {
            let said = who.app.desk.attach(who.case, who.by.clone(), kind, media, bytes).await;
            who.after(said.map(|_| ()).map_err(Problem::from), kept).await
        }
        Err(NotTaken::NotPicture) => who.slipped(PortalText::UploadNotPicture, kept).await,
        Err(NotTaken::TooManyPixels) => who.slipped(PortalText::UploadTooManyPixels, kept).await,
    }
}

async fn picture(
    State(app): State<Shared>,
    Staff(member): Staff,
    OfStaff { case, by }: OfStaff,
    Path((_, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let missing = || Problem::http(StatusCode::NOT_FOUND, "unknown-address", "there is no such picture");
    let digest: Digest = read_digest(&digest).ok_or_else(missing)?;
    let view = app.desk.view(case).await?;
    let what = view.attachments.iter().find(|one| one.digest == digest).ok_or_else(missing)?.what;
    if what == AttachmentKind::IdentityPaper && !may_see_papers(&member, &by, &view, app.desk.now()) {
        return Err(Problem::refused(RefusalCode::NotAllowed).with_status(StatusCode::FORBIDDEN));
    }
    let (media, bytes) = app.desk.attachment(case, digest).await?;
    Ok(([(header::CONTENT_TYPE, media.as_str())], bytes).into_response())
}

/// Pictures of identity papers are for whoever may see the numbers in full, is fresh, and said why just now: that is on record.
fn may_see_papers(member: &Member, by: &Actor, view: &CaseView, now: Timestamp) -> bool {
    let mut just_now = view.records.iter().rev().take_while(|one| now.duration_since(one.at) < SEEN_FOR);
    let said_why = just_now.any(|one| one.by == *by && matches!(one.fact, Fact::Revealed { .. }));
    member.may(Right::Reveal) && member.is_fresh && said_why
}

async fn records(State(app): State<Shared>, OfStaff { case, .. }: OfStaff) -> Result<Response, Problem> {
    export_of(&app, case, true).await
}
