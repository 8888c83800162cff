//! After the end: the refund on its way, what to beware of, the records, and a complaint with its clock.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use masalama_access::Right;
use masalama_core::calendar::Zone;
use masalama_core::complaint::{COMPLAINT_CHARS_MAX, ComplaintAbout};
use masalama_core::record::Actor;
use masalama_engine::{CaseView, ComplaintView};
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
use crate::guide::{self, RegulatorWords};

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

/// One payment, from stage to stage.
struct Payment {
    title: Option<String>,
    stages: Vec<RefundStage>,
}

/// A complaint in words.
struct Said {
    standing: String,
    text: Option<String>,
}

/// A stage of a payment.
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
    payments: Vec<Payment>,
    fraud: Vec<String>,
    complaints: Vec<Said>,
    regulator: Option<RegulatorWords>,
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
            Err(masalama_engine::Said::Refused(code)) => slips.add("text", Slip::Refused(code)),
            Err(fault @ masalama_engine::Said::Fault(_)) => return Err(fault.into()),
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
        payments: payments(&case, voice),
        refund: words.refund,
        fraud: guide::fraud(voice),
        complaints: view.complaints.iter().map(|one| complaint(one, &zone, voice)).collect(),
        regulator: guide::regulator_of(&app.policies, case.operator.as_deref(), voice),
        asked,
    }))
}

/// What is paid back at once, and the rest once late usage has come in: each as far as it is.
fn payments(case: &CaseJson, voice: Voice) -> Vec<Payment> {
    let Some(refund) = &case.settlement.refund else { return Vec::new() };
    let first = stages(refund.state, voice);
    let rest = match refund.remainder_state {
        RefundState::NotKnown => Vec::new(),
        RefundState::NothingOwed
        | RefundState::Owed
        | RefundState::UnderWay
        | RefundState::NeedsStaff
        | RefundState::Paid => stages(refund.remainder_state, voice),
    };
    let rest = Payment { title: Some(voice.text(PortalText::RefundRest)), stages: rest };
    let all = [Payment { title: None, stages: first }, rest];
    all.into_iter().filter(|payment| !payment.stages.is_empty()).collect()
}

/// Worked out, ordered, paid: as far as it is. What staff must look at is not ordered any more.
fn stages(state: RefundState, voice: Voice) -> Vec<RefundStage> {
    use PortalText::{RefundStepKnown, RefundStepLooked, RefundStepOrdered, RefundStepPaid};
    let (reached, texts) = match state {
        RefundState::NothingOwed => return Vec::new(),
        RefundState::NotKnown => (0, [RefundStepKnown, RefundStepOrdered, RefundStepPaid]),
        RefundState::Owed => (1, [RefundStepKnown, RefundStepOrdered, RefundStepPaid]),
        RefundState::UnderWay => (2, [RefundStepKnown, RefundStepOrdered, RefundStepPaid]),
        RefundState::NeedsStaff => (2, [RefundStepKnown, RefundStepLooked, RefundStepPaid]),
        RefundState::Paid => (3, [RefundStepKnown, RefundStepOrdered, RefundStepPaid]),
    };
    let stage = |(text, place): (PortalText, usize)| RefundStage {
        text: voice.text(text),
        class: if text == RefundStepLooked {
            "stuck"
        } else if place <= reached {
            "done"
        } else {
            ""
        },
        is_here: place == reached,
    };
    texts.into_iter().zip(1..).map(stage).collect()
}

/// What became of a complaint, with what the person wrote while that is kept.
fn complaint(one: &ComplaintView, zone: &Zone, voice: Voice) -> Said {
    let on = |at| voice.date(zone.date_at(at));
    let said = match &one.complaint.answer {
        Some(answer) => {
            let with = [("date", on(answer.at)), ("note", answer.note.as_str().to_owned())];
            voice.text_with(PortalText::ComplainAnswered, &with)
        }
        None => voice.text_with(PortalText::ComplainDue, &[("date", on(one.complaint.answer_due))]),
    };
    let with = [("label", voice.tell(one.complaint.about)), ("value", said)];
    let text = one.text.as_ref();
    Said {
        standing: voice.text_with(Text::LabelValue, &with),
        text: text.map(|text| voice.text_with(PortalText::ComplainSaid, &[("text", text.clone())])),
    }
}
