//! What staff answer in the person's name: another day, where money goes, how devices come back, a tick, and taking it all back.

use axum::response::Response;
use jiff::civil::Date;
use masalama_access::Right;
use masalama_core::identity::IdentityError;
use masalama_core::plan::AdviceKey;
use masalama_core::record::Choice;
use masalama_core::request::{RefundMethod, ReturnWay};
use masalama_language::PortalText;
use serde::Deserialize;

use super::say::{Speaker, form, not_read};
use super::{Kept, word};
use crate::api::{Problem, Route, post, typed_date};
use crate::console::latin;
use crate::frame::Posted;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    use Right::{Choose, ChooseRefund, Retract};
    vec![
        form(
            post(
                Retract,
                "/console/cases/{case}/retract",
                "console_retract",
                "Take the request back.",
                retract,
            ),
            "`suspend_until`",
        ),
        form(
            post(
                ChooseRefund,
                "/console/cases/{case}/refund",
                "console_refund",
                "Choose how money is paid back.",
                refund,
            ),
            "`method`, `destination`",
        ),
        form(
            post(
                Choose,
                "/console/cases/{case}/return",
                "console_return",
                "Choose how devices come back.",
                give_back,
            ),
            "`way`, `on`, `from_hour`, `address`",
        ),
        form(
            post(Choose, "/console/cases/{case}/amend", "console_amend", "Ask for another day.", amend),
            "`wanted_on`",
        ),
        form(
            post(
                Choose,
                "/console/cases/{case}/tick",
                "console_tick",
                "Tick an item of the checklist.",
                tick,
            ),
            "`advice`",
        ),
        form(
            post(
                Choose,
                "/console/cases/{case}/offer",
                "console_decline_offer",
                "Decline the offer.",
                decline,
            ),
            "nothing",
        ),
    ]
}

/// A form with nothing in it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EmptyForm {}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RetractForm {
    suspend_until: String,
}

async fn retract(who: Speaker, Posted(form): Posted<RetractForm>) -> Result<Response, Problem> {
    let said = match day_if_any(&form.suspend_until) {
        Ok(until) => who.app.desk.retract(who.case, who.by.clone(), until).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    who.after(said, Kept::of("retract", form.suspend_until)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundForm {
    method: RefundMethod,
    #[serde(default)]
    destination: String,
}

async fn refund(who: Speaker, Posted(form): Posted<RefundForm>) -> Result<Response, Problem> {
    let to = form.method.destination(&form.destination, who.app.region().as_deref());
    let kept = Kept::with("refund", [("method", word(&form.method)), ("destination", form.destination)]);
    let to = match to {
        Ok(to) => to,
        Err(IdentityError::Iban) => return who.slipped(PortalText::BadIban, kept).await,
        Err(_) => return who.slipped(PortalText::BadPhone, kept).await,
    };
    let said = who.app.desk.choose_refund(who.case, who.by.clone(), form.method, to).await;
    who.after(said.map_err(Problem::from), kept).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReturnForm {
    way: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    from_hour: String,
    #[serde(default)]
    address: String,
}

impl ReturnForm {
    fn way(&self) -> Result<(ReturnWay, Option<String>), Problem> {
        if self.way == "shop" {
            return Ok((ReturnWay::Shop, None));
        }
        let on = typed_date(&self.on).map_err(|_| not_read())?;
        let hour = latin(self.from_hour.trim());
        let from_hour = hour.parse().map_err(|_| not_read())?;
        Ok((ReturnWay::Courier { on, from_hour }, some(&self.address)))
    }
}

async fn give_back(who: Speaker, Posted(form): Posted<ReturnForm>) -> Result<Response, Problem> {
    let said = match form.way() {
        Ok((way, address)) => {
            who.app.desk.choose_return(who.case, who.by.clone(), way, address).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    let ReturnForm { way, on, from_hour, address } = form;
    let kept = [("way", way), ("on", on), ("from_hour", from_hour), ("address", address)];
    who.after(said, Kept::with("return", kept)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AmendForm {
    wanted_on: String,
}

async fn amend(who: Speaker, Posted(form): Posted<AmendForm>) -> Result<Response, Problem> {
    let said = match typed_date(&form.wanted_on) {
        Ok(day) => who.app.desk.amend(who.case, who.by.clone(), day).await.map_err(Problem::from),
        Err(_) => Err(not_read()),
    };
    who.after(said, Kept::of("amend", form.wanted_on)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TickForm {
    advice: AdviceKey,
}

async fn tick(who: Speaker, Posted(form): Posted<TickForm>) -> Result<Response, Problem> {
    let choice = Choice::Ticked { advice: form.advice };
    let said = who.app.desk.note(who.case, who.by.clone(), choice).await;
    who.after(said.map_err(Problem::from), Kept::of("", "")).await
}

async fn decline(who: Speaker, Posted(EmptyForm {}): Posted<EmptyForm>) -> Result<Response, Problem> {
    let said = who.app.desk.note(who.case, who.by.clone(), Choice::OfferDeclined).await;
    who.after(said.map_err(Problem::from), Kept::of("", "")).await
}

fn day_if_any(typed: &str) -> Result<Option<Date>, Problem> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed_date(typed).map(Some).map_err(|_| not_read()),
    }
}

/// What was typed, if anything was.
fn some(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}
