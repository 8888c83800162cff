//! What staff say of a case, each as a form of its page. What could not be done is shown on the page again, with what was typed.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::approval::Proposal;
use masalama_core::attachment::Shown;
use masalama_core::case::CaseId;
use masalama_core::complaint::ComplaintAbout;
use masalama_core::effect::Evidence;
use masalama_core::hold::HeldWhy;
use masalama_core::record::{Actor, Decision, StepIndex, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_language::{ConsoleText, Sentence};
use serde::Deserialize;

use super::agree::proposal_of;
use super::bill::BillForm;
use super::{Body, Kept, Place, read_digest, word};
use crate::api::{Problem, Route, Shared, post};
use crate::console::see_other;
use crate::frame::{Frame, Member, OfStaff, Posted, Staff};
use crate::portal::is_said_already;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    works().into_iter().chain(decisions()).chain(super::choose::routes()).collect()
}

pub(super) fn form(route: Route, fields: &str) -> Route {
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
            "`verdict`, `note`, and one of `reference`, `attachment`",
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
            "`what`, `note`; for what became of an order one of `reference`, `attachment`",
        ),
        form(
            post(
                Propose,
                "/console/cases/{case}/proposals/{proposal}/take-back",
                "console_take_back",
                "Take one's own proposal back.",
                take_back,
            ),
            "`note`",
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

/// Who speaks of which case: what every handler here begins with.
pub(super) struct Speaker {
    pub(super) app: Shared,
    frame: Frame,
    member: Arc<Member>,
    pub(super) case: CaseId,
    pub(super) by: Actor,
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
    pub(super) async fn after(self, said: Result<(), Problem>, kept: Kept) -> Result<Response, Problem> {
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

    /// The page with what is wrong and what was typed.
    pub(super) async fn slipped(self, slip: impl Sentence, kept: Kept) -> Result<Response, Problem> {
        let mut body = self.body().await?;
        body.refusal = Some(self.frame.voice.text(slip));
        body.kept = Some(kept);
        let mut response = self.place.page(&self.frame, &self.member, body);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    }

    /// The case as it is now.
    async fn body(&self) -> Result<Body, Problem> {
        let view = self.app.desk.view(self.case).await?;
        Ok(Body::of(&self.app, &view, &self.frame, &self.member))
    }
}

pub(super) fn not_read() -> Problem {
    Problem::refused(RefusalCode::BadInput)
}

/// A form with a note.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NoteForm {
    note: String,
}

type Placed = Path<(String, u16)>;

async fn attest(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            let doer = Staff(Arc::clone(&who.member)).doer()?;
            who.app.desk.attest(who.case, &doer, StepIndex(step), note).await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of(format!("task-{step}"), form.note)).await
}

async fn bill(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<BillForm>,
) -> Result<Response, Problem> {
    let said = match form.bill(&who.app.zone) {
        Some(bill) => {
            let doer = Staff(Arc::clone(&who.member)).doer()?;
            let shown = who.app.desk.show(who.case, &doer, StepIndex(step), Evidence::Bill(bill));
            shown.await.map_err(Problem::from)
        }
        None => Err(not_read()),
    };
    who.after(said, form.kept(format!("task-{step}"))).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolveForm {
    verdict: Verdict,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    attachment: String,
}

/// What is shown, of the two fields in which it may be: exactly one of them.
fn shown(reference: &str, attachment: &str) -> Option<Shown> {
    match (Shown::reference(reference), attachment.trim()) {
        (Some(reference), "") => Some(reference),
        (None, digest) => read_digest(digest).map(Shown::Attached),
        (Some(_), _) => None,
    }
}

async fn resolve(
    who: Speaker,
    Path((_, step)): Placed,
    Posted(form): Posted<ResolveForm>,
) -> Result<Response, Problem> {
    let shown = shown(&form.reference, &form.attachment);
    let kept = Kept::with(
        format!("task-{step}"),
        [
            ("verdict", word(&form.verdict)),
            ("note", form.note.clone()),
            ("reference", form.reference),
            ("attachment", form.attachment),
        ],
    );
    let Some(shown) = shown else { return who.slipped(ConsoleText::ShownMissing, kept).await };
    let said = match form.note.trim() {
        "" => Err(not_read()),
        note => {
            let doer = Staff(Arc::clone(&who.member)).doer()?;
            let found = who.app.desk.resolve(who.case, &doer, StepIndex(step), form.verdict, shown, note);
            found.await.map_err(Problem::from)
        }
    };
    who.after(said, kept).await
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
        note => {
            let doer = Staff(Arc::clone(&who.member)).doer()?;
            who.app.desk.lift(who.case, &doer, note).await.map_err(Problem::from)
        }
    };
    who.after(said, Kept::of("hold", form.note)).await
}

async fn reveal(who: Speaker, Posted(form): Posted<NoteForm>) -> Result<Response, Problem> {
    match who.app.desk.reveal(who.case, who.by.clone(), &form.note).await {
        Ok(shown) => {
            let view = who.app.desk.view(who.case).await?;
            let mut body = Body::of(&who.app, &view, &who.frame, &who.member);
            body.reveal(&shown);
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
    // A double click is one complaint.
    let said = if is_said_already(&who.app.desk.view(who.case).await?, form.about, form.note.trim()) {
        Ok(())
    } else {
        let said = who.app.desk.complain(who.case, who.by.clone(), form.about, &form.note).await;
        said.map(|_| ()).map_err(Problem::from)
    };
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
    #[serde(default)]
    reference: String,
    #[serde(default)]
    attachment: String,
}

async fn propose(who: Speaker, Posted(form): Posted<ProposeForm>) -> Result<Response, Problem> {
    let (desk, by) = (&who.app.desk, who.by.clone());
    let shown = shown(&form.reference, &form.attachment);
    let kept = Kept::with(
        "propose",
        [
            ("what", form.what.clone()),
            ("note", form.note.clone()),
            ("reference", form.reference),
            ("attachment", form.attachment),
        ],
    );
    let proposed = match (proposal_of(&form.what), shown) {
        (None, _) => return who.after(Err(not_read()), kept).await,
        (Some(Proposal::Settle { .. }), None) => return who.slipped(ConsoleText::ShownMissing, kept).await,
        (Some(Proposal::Settle { step, verdict }), Some(shown)) => {
            desk.propose_settle(who.case, by, step, verdict, shown, &form.note).await
        }
        (Some(proposal), _) => desk.propose(who.case, by, proposal, &form.note).await,
    };
    who.after(proposed.map(|_| ()).map_err(Problem::from), kept).await
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
        Some(_) if !is_second(&who, proposal).await? => {
            Err(Problem::refused(RefusalCode::SecondPersonNeeded))
        }
        Some(content) => {
            let doer = Staff(Arc::clone(&who.member)).doer()?;
            who.app.desk.approve(who.case, &doer, proposal, content).await.map_err(Problem::from)
        }
        None => Err(not_read()),
    };
    who.after(said, Kept::of("", "")).await
}

/// Is he a second person beside who proposed it? Not where one of the two could be behind the other's account.
async fn is_second(who: &Speaker, proposal: u32) -> Result<bool, Problem> {
    let view = who.app.desk.view(who.case).await?;
    let proposed = view.case.proposed(proposal).map(|proposed| proposed.by.clone());
    match (proposed, &who.member.name) {
        (Some(first), Some(second)) => Ok(who.app.access.are_two(&first, second).await?),
        (None, _) | (_, None) => Ok(true),
    }
}

async fn take_back(
    who: Speaker,
    Path((_, proposal)): Path<(String, u32)>,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = who.app.desk.take_back(who.case, who.by.clone(), proposal, &form.note).await;
    who.after(said.map_err(Problem::from), Kept::of(format!("take-back-{proposal}"), form.note)).await
}

async fn turn_down(
    who: Speaker,
    Path((_, proposal)): Path<(String, u32)>,
    Posted(form): Posted<NoteForm>,
) -> Result<Response, Problem> {
    let said = who.app.desk.turn_down(who.case, who.by.clone(), proposal, &form.note).await;
    who.after(said.map_err(Problem::from), Kept::of(format!("turn-down-{proposal}"), form.note)).await
}
