//! What staff say of a case, each as a form of its page. What could not be done is shown on the page again, with what was typed.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use masalama_access::Right;
use masalama_core::case::CaseId;
use masalama_core::complaint::ComplaintAbout;
use masalama_core::detail::Detail;
use masalama_core::effect::{Bill, Evidence, Item, ItemKind};
use masalama_core::hold::HeldWhy;
use masalama_core::money::{Currency, Money};
use masalama_core::plan::AdviceKey;
use masalama_core::record::{Actor, Choice, Decision, StepIndex, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{RefundMethod, ReturnWay};
use serde::Deserialize;

use super::body::proposal_of;
use super::{Body, Kept, Place, read_digest};
use crate::api::{Problem, Route, Shared, post, typed_date};
use crate::console::{latin, see_other};
use crate::frame::{Frame, Member, OfStaff, Posted, Staff};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    works().into_iter().chain(decisions()).chain(persons()).collect()
}

fn form(route: Route, fields: &str) -> Route {
    route
        .takes_as("application/x-www-form-urlencoded", fields)
        .answers_as(200, "text/html", "The page of the case, with why it was not done.")
        .answers_as(303, "text/html", "Done: the page of the case.")
}

/// What is done with a case's tasks, and around them.
fn works() -> Vec<Route> {
    use Right::{AnswerComplaint, Complain, DoTask, Hold, ResolveUnknown, Resume, Reveal};
    vec![
        form(
            post(
                DoTask,
                "/console/cases/{case}/tasks/{step}",
                "console_attest",
                "A step was done by hand.",
                attest,
            ),
            "`note`",
        ),
        form(
            post(
                DoTask,
                "/console/cases/{case}/tasks/{step}/bill",
                "console_bill",
                "The bill that was issued by hand.",
                bill,
            ),
            "`number`, `currency`, and for each item `kind`, `amount`, `dated`",
        ),
        form(
            post(
                ResolveUnknown,
                "/console/cases/{case}/tasks/{step}/resolve",
                "console_resolve",
                "What became of an effect.",
                resolve,
            ),
            "`verdict`, `note`",
        ),
        form(post(Hold, "/console/cases/{case}/hold", "console_hold", "Hold a case.", hold), "`note`"),
        form(
            post(Resume, "/console/cases/{case}/resume", "console_resume", "Let a held case go on.", resume),
            "`note`",
        ),
        form(
            post(
                Reveal,
                "/console/cases/{case}/reveal",
                "console_reveal",
                "Show the numbers in full, for this once.",
                reveal,
            ),
            "`note`: the reason",
        ),
        form(
            post(
                Complain,
                "/console/cases/{case}/complaints",
                "console_complain",
                "Take down a complaint.",
                complain,
            ),
            "`about`, `note`",
        ),
        form(
            post(
                AnswerComplaint,
                "/console/cases/{case}/complaints/{complaint}",
                "console_answer",
                "Answer a complaint.",
                answer,
            ),
            "`note`",
        ),
    ]
}

/// What somebody decides, alone or with a second person.
fn decisions() -> Vec<Route> {
    use Right::{Approve, Decide, Propose};
    vec![
        form(
            post(
                Decide,
                "/console/cases/{case}/decide",
                "console_decide",
                "Let a parked case go on.",
                decide,
            ),
            "`decision`, `note`",
        ),
        form(
            post(
                Propose,
                "/console/cases/{case}/proposals",
                "console_propose",
                "Propose what needs a second person.",
                propose,
            ),
            "`what`, `note`",
        ),
        form(
            post(
                Approve,
                "/console/cases/{case}/proposals/{proposal}/approve",
                "console_approve",
                "Approve exactly what was proposed.",
                approve,
            ),
            "`content`",
        ),
        form(
            post(
                Approve,
                "/console/cases/{case}/proposals/{proposal}/turn-down",
                "console_turn_down",
                "Turn a proposal down.",
                turn_down,
            ),
            "`note`",
        ),
    ]
}

/// What is answered in the person's name.
fn persons() -> Vec<Route> {
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

/// Who speaks of which case: what every handler here begins with.
struct Speaker {
    app: Shared,
    frame: Frame,
    member: Arc<Member>,
    case: CaseId,
    by: Actor,
    place: Place,
}

impl axum::extract::FromRequestParts<Shared> for Speaker {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        app: &Shared,
    ) -> Result<Self, Problem> {
        let frame = Frame::from_request_parts(parts, app).await?;
        let Staff(member) = Staff::from_request_parts(parts, app).await?;
        let OfStaff { case, by } = OfStaff::from_request_parts(parts, app).await?;
        let is_call = parts.uri.query() == Some("from=call");
        let place = if is_call { Place::Call } else { Place::Case };
        Ok(Self { app: Arc::clone(app), frame, member, case, by, place })
    }
}

impl Speaker {
    /// Back to the case; or the page with why it was not done and what was typed.
    async fn after(self, said: Result<(), Problem>, kept: Kept) -> Result<Response, Problem> {
        let Err(problem) = said else { return Ok(see_other(&self.place.of(self.case))) };
        let Some(code) = problem.refusal() else { return Err(problem) };
        let mut body = self.body().await?;
        body.refusal = Some(self.frame.voice.tell(code));
        body.kept = Some(kept);
        let mut response = self.place.page(&self.frame, &self.member, body);
        *response.status_mut() = match problem.status() {
            StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
            status => status,
        };
        Ok(response)
    }

    /// The case as it is now.
    async fn body(&self) -> Result<Body, Problem> {
        let view = self.app.desk.view(self.case).await?;
        Ok(Body::of(&self.app, &view, &self.frame, &self.member))
    }
}

fn not_read() -> Problem {
    Problem::refused(RefusalCode::BadInput)
}

/// A form with a note.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NoteForm {
    note: String,
}

/// A form with nothing in it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EmptyForm {}

type Placed = Path<(String, u16)>;

async fn attest(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            who.app.desk.attest(who.case, who.by.clone(), StepIndex(step), note).await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of(format!("task-{step}"), form.note)).await
}

/// The bill as it was typed: items left empty are none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BillForm {
    number: String,
    currency: String,
    kind: Vec<ItemKind>,
    amount: Vec<String>,
    dated: Vec<String>,
}

impl BillForm {
    /// The bill, each item dated at noon of its day in the zone.
    fn bill(&self, zone: &masalama_core::calendar::Zone) -> Option<Bill> {
        let currency = Currency::parse(&self.currency).ok()?;
        let typed = self.kind.iter().zip(&self.amount).zip(&self.dated);
        let items =
            typed.filter(|((_, amount), _)| !amount.trim().is_empty()).map(|((kind, amount), dated)| {
                let day: Date = typed_date(dated).ok()?;
                let amount = latin(amount.trim());
                Some(Item {
                    kind: *kind,
                    amount: Money::parse(&amount, currency).ok()?,
                    dated: zone.start_of(day),
                    reference: None,
                })
            });
        let items = items.collect::<Option<Vec<Item>>>()?;
        let total = Money::sum(currency, items.iter().map(|item| item.amount)).ok()?;
        let is_whole = !items.is_empty() && !self.number.trim().is_empty();
        is_whole.then(|| Bill { number: Detail::of(&self.number), items, total })
    }
}

async fn bill(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<BillForm>,
) -> Result<Response, Problem> {
    let said = match form.bill(&who.app.zone) {
        Some(bill) => {
            let shown = who.app.desk.show(who.case, who.by.clone(), StepIndex(step), Evidence::Bill(bill));
            shown.await.map_err(Problem::from)
        }
        None => Err(not_read()),
    };
    who.after(said, Kept::of(format!("task-{step}"), form.number)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolveForm {
    verdict: Verdict,
    #[serde(default)]
    note: String,
}

async fn resolve(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<ResolveForm>,
) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            let found = who.app.desk.resolve(who.case, who.by.clone(), StepIndex(step), form.verdict, note);
            found.await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of(format!("task-{step}"), form.note)).await
}

async fn hold(who: Speaker, Posted(form): Posted<NoteForm>) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            who.app.desk.hold(who.case, who.by.clone(), HeldWhy::ByStaff, note).await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of("hold", form.note)).await
}

async fn resume(who: Speaker, Posted(form): Posted<NoteForm>) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => who.app.desk.resume(who.case, who.by.clone(), note).await.map_err(Problem::from),
    };
    who.after(said, Kept::of("hold", form.note)).await
}

async fn reveal(who: Speaker, Posted(form): Posted<NoteForm>) -> Result<Response, Problem> {
    match who.app.desk.reveal(who.case, who.by.clone(), &form.note).await {
        Ok(shown) => {
            let view = who.app.desk.view(who.case).await?;
            let mut body = Body::of(&who.app, &view, &who.frame, &who.member);
            body.reveal(&view, &shown);
            Ok(who.place.page(&who.frame, &who.member, body))
        }
        Err(said) => who.after(Err(said.into()), Kept::of("reveal", form.note)).await,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComplainForm {
    about: ComplaintAbout,
    #[serde(default)]
    note: String,
}

async fn complain(who: Speaker, Posted(form): Posted<ComplainForm>) -> Result<Response, Problem> {
    let said = who.app.desk.complain(who.case, who.by.clone(), form.about, &form.note).await;
    let said = said.map(|_| ()).map_err(Problem::from);
    who.after(said, Kept::of("complain", form.note)).await
}

async fn answer(
    who: Speaker,
    Path((_, complaint)): Path<(String, u32)>,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = who.app.desk.answer_complaint(who.case, who.by.clone(), complaint, &form.note).await;
    who.after(said.map_err(Problem::from), Kept::of(format!("complaint-{complaint}"), form.note)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecideForm {
    decision: Decision,
    #[serde(default)]
    note: String,
}

async fn decide(who: Speaker, Posted(form): Posted<DecideForm>) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            who.app.desk.decide(who.case, who.by.clone(), form.decision, note).await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of("decide", form.note)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposeForm {
    what: String,
    #[serde(default)]
    note: String,
}

async fn propose(who: Speaker, Posted(form): Posted<ProposeForm>) -> Result<Response, Problem> {
    let said = match proposal_of(&form.what) {
        Some(proposal) => {
            let proposed = who.app.desk.propose(who.case, who.by.clone(), proposal, &form.note).await;
            proposed.map(|_| ()).map_err(Problem::from)
        }
        None => Err(not_read()),
    };
    who.after(said, Kept::of("propose", form.note)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApproveForm {
    content: String,
}

async fn approve(
    who: Speaker,
    Path((_, proposal)): Path<(String, u32)>,
    Posted(form): Posted<ApproveForm>,
) -> Result<Response, Problem> {
    let said = match read_digest(&form.content) {
        Some(content) => {
            who.app.desk.approve(who.case, who.by.clone(), proposal, content).await.map_err(Problem::from)
        }
        None => Err(not_read()),
    };
    who.after(said, Kept::of("", "")).await
}

async fn turn_down(
    who: Speaker,
    Path((_, proposal)): Path<(String, u32)>,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = who.app.desk.turn_down(who.case, who.by.clone(), proposal, &form.note).await;
    who.after(said.map_err(Problem::from), Kept::of(format!("turn-down-{proposal}"), form.note)).await
}

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
    let to = some(&form.destination);
    let said = who.app.desk.choose_refund(who.case, who.by.clone(), form.method, to).await;
    who.after(said.map_err(Problem::from), Kept::of("refund", form.destination)).await
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
    who.after(said, Kept::of("return", form.address)).await
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
