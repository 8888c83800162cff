//! After the end: the refund on its way, what to beware of, the records, and a complaint with its clock.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::calendar::Zone;
use masalama_core::complaint::{COMPLAINT_CHARS_MAX, Complaint, ComplaintAbout};
use masalama_core::record::Actor;
use masalama_engine::{CaseView, ComplaintView, Said};
use masalama_language::{PortalText, Sentence, Text, Told as _, Voice};
use serde::Deserialize;
use tokio::time::Instant;

use super::field::{Choice, Field, Input, Summary};
use super::part::word;
use super::shown::{SavedAsk, Shown, Tab, TabLink, is_quiet, number, own_case, shown};
use super::slip::{Slip, Slips};
use crate::api::view::{CaseJson, RefundState};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html, see_other};
use crate::guide;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::SeeCase,
            "/my/after",
            "after_page",
            "After the end: refund, fraud, records, complaint.",
            page,
        )
        .query("saved", "Says that something was done just now.")
        .answers_as(200, "text/html", "The page."),
        post(Right::Complain, "/my/complaint", "complain_page", "Complain about one's own case.", complain)
            .takes_as("application/x-www-form-urlencoded", "about, text.")
            .answers_as(303, "text/html", "The page again, with the day an answer is due."),
    ]
}

/// A stage of the refund.
struct RefundStage {
    text: String,
    class: &'static str,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "portal/after.html")]
struct AfterPage {
    head: Head,
    voice: Voice,
    tabs: Vec<TabLink>,
    is_quiet: bool,
    number: String,
    saved: Option<String>,
    summary: Option<Summary>,
    refund: Vec<String>,
    stages: Vec<RefundStage>,
    fraud: Vec<String>,
    complaints: Vec<String>,
    asked: Vec<Field>,
}

impl AfterPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ComplaintForm {
    about: String,
    text: String,
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<SavedAsk>,
) -> Result<Response, Problem> {
    let kept = app.notes.form(own_case(&frame.asker)?, "/my/after", Instant::now());
    let said = kept.as_ref().and_then(|kept| kept.say(frame.voice)).or_else(|| asked.notice(frame.voice));
    let form = kept.map(|kept| ComplaintForm { about: kept.field("about"), text: kept.field("text") });
    rendered(&app, &frame, &form.unwrap_or_default(), &Slips::default(), said).await
}

async fn complain(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ComplaintForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let mut slips = Slips::default();
    let about = serde_json::from_value::<ComplaintAbout>(form.about.clone().into()).map_err(|_| Slip::Choice);
    let about = slips.keep("about", about);
    if form.text.trim().is_empty() {
        slips.add("text", Slip::Missing);
    } else if form.text.chars().nth(COMPLAINT_CHARS_MAX).is_some() {
        slips.add("text", Slip::TooLong { most: COMPLAINT_CHARS_MAX });
    }
    if let Some(about) = about.filter(|_| slips.is_empty()) {
        // A double click is one complaint.
        if is_said_already(&app.desk.view(case).await?, about, form.text.trim()) {
            return Ok(see_other("/my/after?saved=1#complain"));
        }
        match app.desk.complain(case, Actor::Subscriber, about, form.text.trim()).await {
            Ok(_) => return Ok(see_other("/my/after?saved=1#complain")),
            Err(Said::Refused(code)) => slips.add("text", Slip::Refused(code)),
            Err(fault @ Said::Fault(_)) => return Err(fault.into()),
        }
    }
    let page = rendered(&app, &frame, &form, &slips, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Was the very same said before, and is it not answered yet?
pub(crate) fn is_said_already(view: &CaseView, about: ComplaintAbout, text: &str) -> bool {
    let is_same = |one: &ComplaintView| {
        one.complaint.about == about && one.complaint.answer.is_none() && one.text.as_deref() == Some(text)
    };
    view.complaints.iter().any(is_same)
}

async fn rendered(
    app: &Shared,
    frame: &Frame,
    form: &ComplaintForm,
    slips: &Slips,
    saved: Option<String>,
) -> Result<Response, Problem> {
    let Shown { view, case, words } = shown(app, frame).await?;
    let voice = frame.voice;
    let zone = Zone::named(&case.zone).unwrap_or_else(|_| app.zone.clone());
    let about = ComplaintAbout::EVERY.iter().map(|one| Choice::of(word(one), voice.tell(*one))).collect();
    let asked: Vec<_> = [
        Field::new("about", voice.text(PortalText::ComplainAbout), &form.about, Input::List(about)),
        Field::new("text", voice.text(PortalText::ComplainText), &form.text, Input::Lines),
    ]
    .into_iter()
    .map(|field| field.checked(slips, voice))
    .collect();
    Ok(html(&AfterPage {
        head: frame.head(Tab::After.name(voice)).holding("ask", "/my/complaint"),
        voice,
        tabs: Tab::After.links(voice),
        is_quiet: is_quiet(&view),
        number: number(&case, voice),
        saved,
        summary: Summary::of(&asked, slips, voice),
        stages: stages(&case, voice),
        refund: words.refund,
        fraud: guide::fraud(voice),
        complaints: view.case.complaints.iter().map(|one| complaint(one, &zone, voice)).collect(),
        asked,
    }))
}

/// Worked out, ordered, paid: as far as it is.
fn stages(case: &CaseJson, voice: Voice) -> Vec<RefundStage> {
    let Some(refund) = &case.settlement.refund else { return Vec::new() };
    let reached = match refund.state {
        RefundState::NothingOwed => return Vec::new(),
        RefundState::NotKnown => 0,
        RefundState::Owed => 1,
        RefundState::UnderWay | RefundState::NeedsStaff => 2,
        RefundState::Paid => 3,
    };
    [PortalText::RefundStepKnown, PortalText::RefundStepOrdered, PortalText::RefundStepPaid]
        .into_iter()
        .zip(1..)
        .map(|(text, place)| RefundStage {
            text: voice.text(text),
            class: if place <= reached { "done" } else { "" },
            is_here: place == reached,
        })
        .collect()
}

fn complaint(one: &Complaint, zone: &Zone, voice: Voice) -> String {
    let on = |at| voice.date(zone.date_at(at));
    let said = match &one.answer {
        Some(answer) => {
            let with = [("date", on(answer.at)), ("note", answer.note.as_str().to_owned())];
            voice.text_with(PortalText::ComplainAnswered, &with)
        }
        None => voice.text_with(PortalText::ComplainDue, &[("date", on(one.answer_due))]),
    };
    voice.text_with(Text::LabelValue, &[("label", voice.tell(one.about)), ("value", said)])
}
