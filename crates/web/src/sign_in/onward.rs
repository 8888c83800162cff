//! The page from which the browser goes on to the provider of identities.
//!
//! It is a page and no redirection: a form may lead to this host only (`form-action 'self'`), and browsers hold what a form is redirected to
//! against that as well, at every station of the way. A page that goes on by itself is outside of it, and the policy stays as narrow as it is.

use askama::Template;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use masalama_access::{Journey, Said};
use masalama_language::{SignInText, Text, Voice};

use crate::api::{Problem, Shared};
use crate::frame::{Cookie, Frame, Head, html, set_cookie};

#[derive(Template)]
#[template(path = "sign_in/onward.html")]
struct OnwardPage {
    head: Head,
    voice: Voice,
    address: String,
    onward: String,
}

impl OnwardPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

/// What the button to the provider says, where there is one.
pub(super) fn button(app: &Shared, voice: Voice, journey: Journey) -> Option<String> {
    let text = match journey {
        Journey::SignIn => SignInText::SignInProvider,
        Journey::ProveAnew => SignInText::ProveProvider,
    };
    app.access.provider().map(|name| voice.text_with(text, &[("name", name.to_owned())]))
}

/// Departs: the page goes on to the provider at once, with a link for browsers that do not.
pub(super) async fn depart(
    app: &Shared,
    frame: &Frame,
    journey: Journey,
    to: &str,
) -> Result<Result<Response, Said>, Problem> {
    let departure = match app.access.depart(journey, to).await {
        Ok(departure) => departure,
        Err(said) => return Ok(Err(said)),
    };
    let (voice, address) = (frame.voice, departure.address.to_string());
    let refresh =
        HeaderValue::from_str(&format!("0;url={address}")).map_err(|error| Problem::fault(&error))?;
    let mut response = html(&OnwardPage {
        head: frame.head(voice.text(SignInText::SignInTitle)),
        voice,
        address,
        onward: button(app, voice, journey).unwrap_or_default(),
    });
    response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    set_cookie(response.headers_mut(), Cookie::Journey.set(departure.ticket.reveal()));
    Ok(Ok(response))
}
