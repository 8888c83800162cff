//! The gate of a route: it learns who asks, holds him against the row of the table that the route names, and tells our forms from
//! forged ones. What passes has the right; nothing else reaches a handler.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use masalama_access::{CaseSession, During, Fresh, Right, SessionId, rule};
use masalama_core::case::{CaseId, Stage};
use masalama_core::refusal::RefusalCode;
use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

use super::asker::{self, Asker};
use super::cookies::{Cookie, set_cookie};
use super::forgery;
use super::page::{Frame, Language, shows_only};
use super::peer::address_of;
use super::posted::FORM_BYTES_MAX;
use crate::api::{Problem, Share, Shared, read_body};
use crate::portal::{KeptForm, NotSent, held_by};

/// For whom a route is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    /// Programs: the header Authorization, no cookies.
    Program,
    /// Staff in a browser.
    Console,
    /// Everybody else in a browser.
    Portal,
}

impl Surface {
    /// The surface a path belongs to.
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with("/v1/") || path == "/v1" {
            Self::Program
        } else if path == "/console" || path.starts_with("/console/") {
            Self::Console
        } else {
            Self::Portal
        }
    }

    /// Where somebody signs in who has not.
    const fn entry(self) -> &'static str {
        match self {
            Self::Program | Self::Portal => "/case",
            Self::Console => "/console/sign-in",
        }
    }

    /// Where somebody proves himself anew.
    const fn proof(self) -> &'static str {
        match self {
            Self::Program | Self::Portal => "/my/prove",
            Self::Console => "/console/prove",
        }
    }
}

/// What a route asks of whoever comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate {
    /// The right that is needed.
    pub(crate) right: Right,
    /// For whom the route is.
    pub(crate) surface: Surface,
    /// The most bytes of a form.
    pub(crate) form_bytes_max: usize,
}

impl Gate {
    /// Lets the request pass, or answers it.
    pub(crate) async fn pass(self, State(app): State<Shared>, request: Request, next: Next) -> Response {
        let (mut parts, body) = request.into_parts();
        let asker = asker::of(&mut parts, &app, self.surface).await;
        let visit = Visit::of(&parts, asker.as_ref().ok());
        let language = Language::of(&parts);
        let let_in = match asker {
            Ok(asker) => self.let_in(&app, &mut parts, body, &visit, asker).await,
            Err(problem) => Err(problem.into()),
        };
        let mut response = match let_in {
            // What was sent is in memory until it is answered; so long the place is taken.
            Ok((request, _held)) => next.run(request).await,
            Err(Turned::To(place)) => see_other(&place),
            Err(Turned::Away(problem)) => problem.into_response(),
        };
        if self.surface == Surface::Program || is_data(parts.uri.path()) {
            return response;
        }
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            let frame = Frame::of(&parts, &app, &visit);
            response = crate::pages::problem_page(frame.head(""), frame.voice, &problem);
        }
        let is_page = parts.method == Method::GET && response.status() != StatusCode::NOT_MODIFIED;
        if let (true, Some(fresh)) = (is_page, visit.fresh()) {
            set_cookie(response.headers_mut(), Cookie::Visit.set(fresh));
        }
        if let Some(chosen) = language.chosen() {
            set_cookie(response.headers_mut(), Cookie::Language.set(chosen));
        }
        response
    }

    async fn let_in<'a>(
        self,
        app: &'a Shared,
        parts: &mut Parts,
        body: Body,
        visit: &Visit,
        asker: Asker,
    ) -> Result<(Request, Held<'a>), Turned> {
        let from = address_of(parts);
        if self.is_ceremony(parts) {
            app.requests.count_ceremony(from, Instant::now())?;
        }
        let is_change = is_change(&parts.method);
        let is_form = self.surface != Surface::Program && is_change;
        let lapsed = match self.surface {
            Surface::Portal if is_form => asker::lapsed(parts, app, &asker).await?,
            Surface::Portal | Surface::Console | Surface::Program => None,
        };
        let checked = self.check_right(app, parts, &asker).await;
        let case = asker.case();
        let mut held = Held::default();
        if is_form && self.form_bytes_max > FORM_BYTES_MAX && (checked.is_ok() || lapsed.is_some()) {
            let of = case.or(lapsed.as_ref().map(|lapsed| lapsed.case));
            held.share = Some(app.requests.share_for_large(of, from)?);
            held.place = app.requests.place_for_large().await;
        }
        if let Err(turned) = checked {
            let sent = Sent { body, asker: &asker, lapsed: lapsed.as_ref() };
            return Err(self.kept(app, parts, sent, visit, turned).await);
        }
        parts.extensions.insert(asker);
        if self.right == Right::OpenCase && is_change {
            held.place = app.requests.place().await;
        }
        if self.surface == Surface::Program {
            return Ok((Request::from_parts(parts.clone(), body), held));
        }
        let body =
            if is_form { self.check_form(app, parts, body, visit, lapsed.as_ref()).await? } else { body };
        if let Some(case) = case.filter(|_| is_form) {
            app.notes.forget_form_to(case, parts.uri.path());
            if let Some(form) = held_by(parts.uri.path()).filter(|_| shows_only(parts)) {
                let unread = || Problem::bad_input("the form ended before it was whole");
                let bytes = to_bytes(body, self.form_bytes_max).await.map_err(|_| unread())?;
                let kept = KeptForm::of(form, &parts.headers, &bytes, NotSent::OnlyShown);
                app.notes.keep_form(case, kept, Instant::now());
                return Err(Turned::To(form.page.to_owned()));
            }
        }
        parts.extensions.insert(Frame::of(parts, app, visit));
        Ok((Request::from_parts(parts.clone(), body), held))
    }

    /// Is it a step of signing in, enrolling or entering a case? Each may be a try, and costs us work whoever comes.
    fn is_ceremony(self, parts: &Parts) -> bool {
        let is_of_them = matches!(self.right, Right::SignIn | Right::EnterCase);
        let path = parts.uri.path();
        // Leaving at once is no try, and must never wait.
        is_of_them
            && path != crate::portal::LEAVE
            && (is_change(&parts.method) || path == masalama_access::CALLBACK)
    }

    async fn check_right(self, app: &Shared, parts: &mut Parts, asker: &Asker) -> Result<(), Turned> {
        let rule = rule(self.right);
        let named = match asker::path(parts, app, "case").await {
            Some(text) => Some(CaseId::parse(&text).ok_or(Problem::refused(RefusalCode::NoSuchCase))?),
            None => None,
        };
        if !asker.is_allowed(rule, named) {
            let route = parts.extensions.get::<axum::extract::MatchedPath>();
            tracing::warn!(route = route.map_or("", |route| route.as_str()), "access was refused");
            return Err(self.refusal(parts, asker));
        }
        if !rule.anyone
            && let Some(case) = named.or(asker.case())
        {
            self.check_state(app, case).await?;
        }
        let asks_proof = match rule.fresh {
            Fresh::Nobody => false,
            Fresh::Staff => matches!(asker, Asker::Staff(_)),
            Fresh::Everybody => !matches!(asker, Asker::Anyone),
        };
        if asks_proof && !asker.is_fresh() {
            return Err(match self.surface {
                Surface::Program => Problem::refused(RefusalCode::NotAllowed)
                    .saying(
                        "this needs a session that proved itself within the last minutes: use the console",
                    )
                    .with_status(StatusCode::FORBIDDEN)
                    .into(),
                Surface::Console | Surface::Portal => Turned::To(back_to(self.surface.proof(), parts)),
            });
        }
        Ok(())
    }

    /// What holds only until a case has ended is refused afterwards, before a handler looks at what was sent. In a case that
    /// ends in this very moment, its rules refuse it.
    async fn check_state(self, app: &Shared, case: CaseId) -> Result<(), Problem> {
        match rule(self.right).during {
            During::Always => Ok(()),
            During::Open => match app.desk.view(case).await?.stage {
                Stage::Closed => Err(Problem::refused(RefusalCode::CaseClosed)),
                Stage::Received
                | Stage::Preparing
                | Stage::Barred
                | Stage::Ending
                | Stage::Settling
                | Stage::Parked
                | Stage::Retracting => Ok(()),
            },
        }
    }

    fn refusal(self, parts: &Parts, asker: &Asker) -> Turned {
        let is_of_cases = rule(self.right).subscriber;
        match (self.surface, asker) {
            (Surface::Console | Surface::Portal, Asker::Anyone) => {
                Turned::To(back_to(self.surface.entry(), parts))
            }
            (_, Asker::Staff(_)) => {
                Problem::refused(RefusalCode::NotAllowed).with_status(StatusCode::FORBIDDEN).into()
            }
            (_, Asker::Anyone | Asker::Subscriber { .. }) if is_of_cases => {
                Problem::refused(RefusalCode::NoSuchCase).into()
            }
            (_, Asker::Anyone | Asker::Subscriber { .. }) => Problem::refused(RefusalCode::NotAllowed).into(),
        }
    }

    /// What somebody typed for his case is not lost when his session or proof ran out before he sent it: the form is kept for him to look
    /// at once he is back, and goes nowhere by itself.
    async fn kept(
        self,
        app: &Shared,
        parts: &Parts,
        sent: Sent<'_>,
        visit: &Visit,
        turned: Turned,
    ) -> Turned {
        let case = sent.asker.case().or(sent.lapsed.map(|lapsed| lapsed.case));
        let held = held_by(parts.uri.path()).filter(|_| parts.method == Method::POST);
        let (Turned::To(place), Surface::Portal, Some(case), Some(form)) =
            (&turned, self.surface, case, held)
        else {
            return turned;
        };
        let why = if sent.asker.case().is_some() { NotSent::ProofStale } else { NotSent::SignedOut };
        let Ok(body) = self.check_form(app, parts, sent.body, visit, sent.lapsed).await else {
            return turned;
        };
        let Ok(bytes) = to_bytes(body, self.form_bytes_max).await else { return turned };
        app.notes.keep_form(case, KeptForm::of(form, &parts.headers, &bytes, why), Instant::now());
        let entry = place.split('?').next().unwrap_or_default();
        Turned::To(format!("{entry}?to={}", form.page))
    }

    /// Reads a form and refuses it unless it came from a page of ours, sent to this very visitor.
    async fn check_form(
        self,
        app: &Shared,
        parts: &Parts,
        body: Body,
        visit: &Visit,
        lapsed: Option<&CaseSession>,
    ) -> Result<Body, Problem> {
        let forged = || Problem::refused(RefusalCode::FormNotOurs);
        if !forgery::is_from_here(parts, app.public_url.as_deref()) {
            return Err(forged());
        }
        let bytes = read_body(&parts.headers, body, self.form_bytes_max).await?;
        let shown = forgery::shown(parts, &bytes).await;
        // A form that anybody may send is ours too when it was made before this visitor's session began: he went back, or has two tabs. It is
        // no way around the token. The cookie of the visit is random, `__Host-` and HttpOnly, so that nobody else can know it, or give a
        // browser another one; origin and site were checked above in any case; and what anybody may do is done in nobody's
        // name: nothing there is the session's. Where a session is asked for, only its own token is taken. One whose time has run out gave its
        // pages a token too: it lets nobody in, and is good for leaving, and for keeping what was typed.
        let sent = Cookie::Visit.of(&parts.headers).filter(|_| rule(self.right).anyone);
        let fits = shown.is_some_and(|shown| {
            let is_of = |session: &str| app.form_key.is_of_session(session, &shown);
            visit.session.as_deref().is_some_and(is_of)
                || sent.is_some_and(|visit| app.form_key.is_of_visit(visit, &shown))
                || lapsed.is_some_and(|lapsed| is_of(&of_session(&lapsed.session)))
        });
        if fits { Ok(Body::from(bytes)) } else { Err(forged()) }
    }
}

/// What a request holds until it is answered.
#[derive(Default)]
struct Held<'a> {
    place: Option<SemaphorePermit<'a>>,
    share: Option<Share>,
}

/// Does the verb change anything?
fn is_change(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Why a request does not reach its handler.
enum Turned {
    /// A page to go to first.
    To(String),
    /// A no.
    Away(Box<Problem>),
}

impl From<Problem> for Turned {
    fn from(problem: Problem) -> Self {
        Self::Away(Box::new(problem))
    }
}

/// A form that was not let in, and who sent it.
struct Sent<'a> {
    /// What was sent.
    body: Body,
    /// Who.
    asker: &'a Asker,
    /// The session he had until its time ran out.
    lapsed: Option<&'a CaseSession>,
}

/// What forms are bound to: the session, which stays while its cookie changes; and a cookie that only marks the visit.
pub(super) struct Visit {
    /// The session, if there is one.
    pub(super) session: Option<String>,
    /// The value of the cookie.
    pub(super) cookie: String,
    /// Was it sent, or is it new?
    is_known: bool,
}

impl Visit {
    fn of(parts: &Parts, asker: Option<&Asker>) -> Self {
        let session = asker.and_then(Asker::session).map(of_session);
        match Cookie::Visit.of(&parts.headers) {
            Some(cookie) => Self { session, cookie: cookie.to_owned(), is_known: true },
            None => Self { session, cookie: super::serve::fresh(), is_known: false },
        }
    }

    fn fresh(&self) -> Option<&str> {
        (!self.is_known).then_some(self.cookie.as_str())
    }
}

/// What forms of a session are bound to. No cookie of a visit looks like it.
fn of_session(session: &SessionId) -> String {
    format!("session/{session}")
}

/// Another page of ours, and from there back to this one; from a form, to the page it was on. Where that leads is looked at again there.
fn back_to(place: &str, parts: &Parts) -> String {
    let here = match parts.method {
        Method::GET => Some(parts.uri.path()),
        _ => page_before(parts),
    };
    let is_plain = |here: &&str| here.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b));
    match here.filter(is_plain) {
        Some(here) => format!("{place}?to={here}"),
        None => place.to_owned(),
    }
}

/// The path of the page of ours a form was on, as the browser names it.
fn page_before(parts: &Parts) -> Option<&str> {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let path = rest.strip_prefix(text(header::HOST)?).filter(|path| path.starts_with('/'))?;
    path.split(['?', '#']).next()
}

/// Is it a rendering for programs, `/guide.json` or a script? Then a no is a problem document, as under `/v1`.
fn is_data(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// Go and see there.
pub(crate) fn see_other(place: &str) -> Response {
    let place = HeaderValue::from_str(place).expect("a place of ours has only visible characters");
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
