//! What people answer: the person of his case, staff of any.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use masalama_access::Right;
use masalama_core::effect::Evidence;
use masalama_core::plan::Hand;
use masalama_core::port::{CASE_PAGE_MAX, TaskFilter};
use masalama_core::record::{Actor, Choice, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::ReturnWay;
use serde::{Deserialize, Serialize};
use utoipa::openapi::Required;

use super::ask::{
    AmendAsk, AttestAsk, BillAsk, CourierAsk, DecideAsk, RefundAsk, ResolveAsk, RetractAsk, ReturnAsk,
    TickAsk,
};
use super::cases::page_rows;
use super::input::{Asked, Sent, at};
use super::problem::Problem;
use super::proof;
use super::route::{Route, Shared, get, post};
use super::view::{self, CaseJson, TasksJson};
use crate::frame::{self, Admitted, OfStaff, Staff};

/// The answer to whatever was said of a case: the case as it is now.
type Now = Result<Json<CaseJson>, Problem>;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    persons().into_iter().chain(staffs()).collect()
}

/// What the person answers, or staff in his name.
fn persons() -> Vec<Route> {
    use RefusalCode::{
        CaseClosed, ChangedOften, DateInPast, DateTooFar, MethodNotAllowed, NotAsked, NotVerified,
        PastNoReturn, TooMany,
    };
    let about = |route: Route, codes: &[RefusalCode]| {
        route
            .header("X-Staff-Name", Required::False, "With a staff token: who says it in the person's name.")
            .answers::<CaseJson>(200, "The case as it is now.")
            .refuses(codes)
    };
    vec![
        about(
            post(
                Right::Retract, "/v1/cases/{case}/retract", "retract",
                "Take the request back.\nService, number, charging and the recurring plan come back; payments stand, as credit.",
                retract,
            )
            .takes::<RetractAsk>(),
            &[PastNoReturn, CaseClosed, NotAsked],
        ),
        about(
            post(
                Right::ChooseRefund, "/v1/cases/{case}/refund", "choose_refund",
                "Choose how money is paid back.\nThe credential alone moves no money: the person shows the document of the request once more, as `proof`.",
                refund,
            )
            .takes::<RefundAsk>(),
            &[MethodNotAllowed, NotAsked, CaseClosed, ChangedOften, NotVerified, TooMany],
        ),
        about(
            post(Right::Choose, "/v1/cases/{case}/return", "choose_return", "Choose how devices come back.", give_back)
                .takes::<ReturnAsk>(),
            &[NotAsked, CaseClosed, ChangedOften],
        ),
        about(
            post(Right::Choose, "/v1/cases/{case}/amend", "amend", "Ask for another day.", amend).takes::<AmendAsk>(),
            &[DateInPast, DateTooFar, NotAsked, CaseClosed, ChangedOften],
        ),
        about(
            post(Right::Choose, "/v1/cases/{case}/tick", "tick", "Tick an item of the checklist.", tick).takes::<TickAsk>(),
            &[NotAsked, CaseClosed, ChangedOften],
        ),
        about(
            post(Right::Choose, "/v1/cases/{case}/offer/decline", "decline_offer", "Decline the offer.\nTaking it up is a retract.", decline),
            &[NotAsked, CaseClosed, ChangedOften],
        ),
    ]
}

/// What only staff answer.
fn staffs() -> Vec<Route> {
    use RefusalCode::{BadInput, CaseClosed, NoSuchCase, NotAsked, SecondPersonNeeded};
    let about = |route: Route, codes: &[RefusalCode]| {
        route
            .header("X-Staff-Name", Required::True, "Who says it; the record names him.")
            .answers::<CaseJson>(200, "The case as it is now.")
            .refuses(&[NoSuchCase, NotAsked, CaseClosed])
            .refuses(codes)
    };
    vec![
        about(
            post(
                Right::DoTask,
                "/v1/cases/{case}/tasks/{step}",
                "attest",
                "Say that a step was done by hand.",
                attest,
            )
            .takes::<AttestAsk>(),
            &[SecondPersonNeeded],
        ),
        about(
            post(
                Right::DoTask,
                "/v1/cases/{case}/tasks/{step}/bill",
                "show_bill",
                "Show the final bill that was issued by hand.",
                show_bill,
            )
            .takes::<BillAsk>(),
            &[BadInput],
        ),
        about(
            post(
                Right::ResolveUnknown,
                "/v1/cases/{case}/resolve",
                "resolve",
                "Say what became of an effect nobody could tell.",
                resolve,
            )
            .takes::<ResolveAsk>(),
            &[BadInput, SecondPersonNeeded],
        ),
        about(
            post(Right::Decide, "/v1/cases/{case}/decide", "decide", "Let a parked case go on.", decide)
                .takes::<DecideAsk>(),
            &[],
        ),
        get(Right::SeeTasks, "/v1/tasks", "list_tasks", "Open tasks, the longest waiting first.", tasks)
            .query("hand", "Only this hand's: `system`, `staff` or `subscriber`; `staff` when absent.")
            .query("limit", "At most so many: 1 to 500; 50 when absent.")
            .answers::<TasksJson>(200, "The tasks.")
            .refuses(&[BadInput]),
    ]
}

/// The case as it is now, for whoever changed it.
async fn now(app: &Shared, case: masalama_core::case::CaseId, by: &Actor) -> Now {
    let view = app.desk.view(case).await?;
    let is_staff = match by {
        Actor::Staff(_) => true,
        Actor::Subscriber | Actor::System | Actor::StopLink => false,
    };
    Ok(Json(view::case_json(&view, &app.zone, is_staff)))
}

async fn retract(State(app): State<Shared>, who: Admitted, Sent(asked): Sent<RetractAsk>) -> Now {
    let (case, by) = (who.case, who.actor()?);
    app.desk.retract(case, by.clone(), asked.suspend_until).await?;
    now(&app, case, &by).await
}

async fn refund(State(app): State<Shared>, who: Admitted, Sent(asked): Sent<RefundAsk>) -> Now {
    let (case, from, by) = (who.case, who.from, who.actor()?);
    proof::check(&app, case, from, &by, asked.proof.as_ref()).await?;
    let typed = asked.destination.as_deref().unwrap_or_default();
    let to = asked.method.destination(typed, app.region().as_deref());
    let to = to.map_err(|error| at("destination", error))?;
    app.desk.choose_refund(case, by.clone(), asked.method, to).await?;
    now(&app, case, &by).await
}

async fn give_back(State(app): State<Shared>, who: Admitted, Sent(asked): Sent<ReturnAsk>) -> Now {
    let (case, by) = (who.case, who.actor()?);
    let (way, address) = match asked {
        ReturnAsk::Shop => (ReturnWay::Shop, None),
        ReturnAsk::Courier(CourierAsk { on, from_hour, address }) => {
            (ReturnWay::Courier { on, from_hour }, Some(address))
        }
    };
    app.desk.choose_return(case, by.clone(), way, address).await?;
    now(&app, case, &by).await
}

async fn amend(State(app): State<Shared>, who: Admitted, Sent(asked): Sent<AmendAsk>) -> Now {
    let (case, by) = (who.case, who.actor()?);
    app.desk.amend(case, by.clone(), asked.wanted_on).await?;
    now(&app, case, &by).await
}

async fn tick(State(app): State<Shared>, who: Admitted, Sent(asked): Sent<TickAsk>) -> Now {
    let (case, by) = (who.case, who.actor()?);
    app.desk.note(case, by.clone(), Choice::Ticked { advice: asked.advice }).await?;
    now(&app, case, &by).await
}

async fn decline(State(app): State<Shared>, who: Admitted) -> Now {
    let (case, by) = (who.case, who.actor()?);
    app.desk.note(case, by.clone(), Choice::OfferDeclined).await?;
    now(&app, case, &by).await
}

/// The step a path names.
struct StepNamed(StepIndex);

impl FromRequestParts<Shared> for StepNamed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let step = frame::path(parts, app, "step").await.and_then(|text| text.parse().ok());
        let step =
            step.ok_or_else(|| Problem::bad_input("the step in the address is its place, a number"))?;
        Ok(Self(StepIndex(step)))
    }
}

async fn attest(
    State(app): State<Shared>,
    OfStaff { case, by }: OfStaff,
    staff: Staff,
    StepNamed(step): StepNamed,
    Sent(asked): Sent<AttestAsk>,
) -> Now {
    app.desk.attest(case, &staff.doer()?, step, &asked.note).await?;
    now(&app, case, &by).await
}

async fn show_bill(
    State(app): State<Shared>,
    OfStaff { case, by }: OfStaff,
    staff: Staff,
    StepNamed(step): StepNamed,
    Sent(asked): Sent<BillAsk>,
) -> Now {
    let bill = asked.bill().ok_or(RefusalCode::BadInput)?;
    app.desk.show(case, &staff.doer()?, step, Evidence::Bill(bill)).await?;
    now(&app, case, &by).await
}

async fn resolve(
    State(app): State<Shared>,
    OfStaff { case, by }: OfStaff,
    staff: Staff,
    Sent(asked): Sent<ResolveAsk>,
) -> Now {
    let shown = asked.shown.shown().ok_or(RefusalCode::BadInput)?;
    app.desk.resolve(case, &staff.doer()?, StepIndex(asked.step), asked.verdict, shown, &asked.note).await?;
    now(&app, case, &by).await
}

async fn decide(
    State(app): State<Shared>,
    OfStaff { case, by }: OfStaff,
    Sent(asked): Sent<DecideAsk>,
) -> Now {
    app.desk.decide(case, by.clone(), asked.decision, &asked.note).await?;
    now(&app, case, &by).await
}

/// Which tasks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TasksAsk {
    #[serde(default)]
    hand: Option<Hand>,
    #[serde(default)]
    limit: Option<u32>,
}

async fn tasks(
    State(app): State<Shared>,
    _: Staff,
    Asked(asked): Asked<TasksAsk>,
) -> Result<Json<TasksJson>, Problem> {
    let limit = page_rows(asked.limit, CASE_PAGE_MAX)?;
    let hand = Some(asked.hand.unwrap_or(Hand::Staff));
    let rows = app.desk.tasks(TaskFilter { hand, limit, ..TaskFilter::default() }).await?;
    Ok(Json(TasksJson { tasks: rows.into_iter().map(Into::into).collect() }))
}
