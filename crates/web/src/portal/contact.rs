//! How the person is reached: changed only by who has just proved himself again.

use axum::extract::State;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::record::Actor;
use masalama_language::{PortalText, Text};
use serde::Deserialize;
use tokio::time::Instant;

use super::field::{Field, Input};
use super::part::saved;
use super::refund::{Asks, OneForm, one_form, slipped, status};
use super::shown::{Shown, own_case, shown};
use super::slip::{Slip, Slips};
use super::typed;
use crate::api::{Problem, Route, Shared, get, post};
use crate::frame::{Frame, Posted};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    let page = |route: Route| route.answers_as(200, "text/html", "The page.");
    let done =
        |route: Route, fields| route.takes_as(form, fields).answers_as(303, "text/html", "The page again.");
    vec![
        page(get(
            Right::ChangeContact,
            "/my/contact",
            "contact_page",
            "How one is reached: the form.",
            contact_page,
        )),
        done(
            post(
                Right::ChangeContact,
                "/my/contact",
                "change_own_contact",
                "Change how one is reached.",
                contact,
            ),
            "contact, email.",
        ),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ContactForm {
    contact: String,
    email: String,
}

async fn contact_page(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    let kept = app.notes.form(own_case(&frame.asker)?, "/my/contact", Instant::now());
    let form =
        kept.as_ref().map(|kept| ContactForm { contact: kept.field("contact"), email: kept.field("email") });
    let mut page = contact_rendered(&app, &frame, &form.unwrap_or_default(), &Slips::default()).await?;
    page.not_sent = kept.and_then(|kept| kept.say(frame.voice));
    Ok(status(&page))
}

async fn contact(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ContactForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let mut slips = Slips::default();
    let number = slips.keep("contact", typed::contact(&app, &form.contact)).flatten();
    let email = slips.keep("email", typed::email(&form.email)).flatten();
    if slips.is_empty() && number.is_none() && email.is_none() {
        slips.add("contact", Slip::NoContact);
    }
    if slips.is_empty() {
        match app.desk.change_contact(case, Actor::Subscriber, number, email).await {
            Ok(()) => return Ok(saved()),
            Err(said) => slipped(&mut slips, "contact", said)?,
        }
    }
    Ok(status(&contact_rendered(&app, &frame, &form, &slips).await?))
}

async fn contact_rendered(
    app: &Shared,
    frame: &Frame,
    form: &ContactForm,
    slips: &Slips,
) -> Result<OneForm, Problem> {
    let Shown { view, .. } = shown(app, frame).await?;
    let voice = frame.voice;
    let phone = Input::Text { mode: "tel", complete: "tel", is_number: true };
    let mail = Input::Text { mode: "email", complete: "email", is_number: true };
    let fields = vec![
        Field::new("contact", voice.text(PortalText::ContactNumber), &form.contact, phone).optional(),
        Field::new("email", voice.text(PortalText::ContactEmail), &form.email, mail).optional(),
    ];
    let asks = Asks {
        heading: PortalText::ContactHeading,
        means: PortalText::ContactMeans,
        post_to: "/my/contact",
        button: voice.text(Text::Save),
    };
    Ok(one_form(frame, &view, asks, fields, slips))
}
