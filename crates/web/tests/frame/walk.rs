//! Everybody who could ask, and the cases they ask about: what the walk through the table of rights stands on.
//!
//! One bed, a case in each state, one of somebody else, and a seat for each persona. What a cell changed is made anew, and nothing else.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::ToSpan;
use masalama_access::{Access, By, Device, Token, Which};
use masalama_core::case::CaseId;
use masalama_core::line::{Line, LineKind};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::bed::{Answered, Bed, TOKEN, request};
use crate::browser::{Browser, HOST};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Persona {
    /// Nobody we know.
    Anyone,
    /// Who holds the credential of the case, and proved more just now.
    Owner,
    /// The same, who proved nothing more.
    OwnerNotFresh,
    /// The same, who left; the browser still shows the cookie.
    OwnerWhoLeft,
    /// Who holds the credential of another case.
    Other,
    /// Somebody of another case and a member of staff, each with the other's cookie; a browser's token where a program's should be.
    Misplaced,
    /// A member of staff in this role alone, who signed in just now.
    Staff(Role),
    /// One in every role, who proved nothing within the last minutes.
    StaffNotFresh,
    /// One in every role, whose account was disabled; the browser still shows the cookie.
    Disabled,
    /// One in every role, whose sessions were ended.
    SignedOut,
}

impl Persona {
    /// Everybody who can come there.
    pub(crate) fn at(surface: Surface) -> Vec<Self> {
        let staff = Role::ALL.iter().copied().map(Self::Staff);
        let known = [Self::Anyone, Self::Owner, Self::Other, Self::Misplaced, Self::StaffNotFresh];
        let gone = [Self::Disabled, Self::SignedOut];
        // A program shows the credential itself: it cannot leave, and has no session that grows old.
        let of_pages = [Self::OwnerNotFresh, Self::OwnerWhoLeft];
        let of_pages = of_pages.into_iter().filter(|_| surface != Surface::Program);
        known.into_iter().chain(gone).chain(of_pages).chain(staff).collect()
    }
}

/// For whom a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Program,
    Console,
    Portal,
}

impl Surface {
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with("/v1/") {
            Self::Program
        } else if path == "/console" || path.starts_with("/console/") {
            Self::Console
        } else {
            Self::Portal
        }
    }
}

/// In which state the case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Held,
    Ended,
}

/// What somebody shows: cookies and the tokens of forms on pages of the portal and of the console, or a token of a program.
#[derive(Clone, Default)]
pub(crate) struct Seat {
    cookies: String,
    portal_token: String,
    console_token: String,
    bearer: Option<String>,
}

impl Seat {
    /// Loads a page of each surface, as a browser that comes with these cookies does.
    async fn of(bed: &Bed, cookies: &[(&str, &Token)], bearer: Option<String>) -> Self {
        let browser = Browser::new(bed);
        for (name, token) in cookies {
            browser.keep(name, token.reveal());
        }
        browser.get("/case").await;
        let portal_token = browser.token();
        browser.get("/console/sign-in").await;
        let console_token = browser.token();
        let names = ["__Host-case", "__Host-staff", "__Host-visit"];
        let kept = names.iter().filter_map(|name| Some(format!("{name}={}", browser.cookie(name)?)));
        Self { cookies: kept.collect::<Vec<_>>().join("; "), portal_token, console_token, bearer }
    }

    /// The token of forms there.
    pub(crate) fn token(&self, surface: Surface) -> &str {
        match surface {
            Surface::Console => &self.console_token,
            Surface::Portal | Surface::Program => &self.portal_token,
        }
    }
}

/// What a form says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Says<'a> {
    pub(crate) token: Option<&'a str>,
    pub(crate) origin: Option<&'a str>,
    pub(crate) site: Option<&'a str>,
}

impl<'a> Says<'a> {
    /// What a form of ours says.
    pub(crate) fn ours(token: &'a str) -> Self {
        Self { token: Some(token), origin: Some(OURS), site: Some("same-origin") }
    }
}

/// The origin of our pages.
const OURS: &str = "https://masalama.test";

/// A case in a state, with the sessions that were opened for it.
pub(crate) struct Subject {
    pub(crate) case: String,
    credential: String,
    seats: HashMap<Persona, Seat>,
    tokens: HashMap<Persona, Token>,
    records: String,
}

/// The bed, the cases, and everybody's seat.
pub(crate) struct Stand {
    bed: Bed,
    lines: Vec<Line>,
    own: Vec<Subject>,
    other: Subject,
    staff: HashMap<Persona, Seat>,
    tokens: HashMap<Persona, Token>,
}

/// Lines enough for the cases that are made anew.
const LINES: usize = 40;
/// A path's names, filled in.
const NAMES: [(&str, &str); 9] = [
    ("{kind}", "receipt"),
    ("{code}", "too-many"),
    ("{file}", "portal.js"),
    ("{step}", "1"),
    ("{proposal}", "1"),
    ("{complaint}", "1"),
    ("{digest}", "none"),
    ("{token}", "00000000000000000000000000"),
    ("{case}", ""),
];

fn staff_name(name: &str) -> StaffName {
    StaffName::try_from(name.to_owned()).unwrap()
}

/// A member of staff: a session in a browser, and the token of a program that may act unless it is `late`.
async fn member(access: &Access, name: &str, roles: &[Role], acts: bool) -> (Token, String) {
    let token = access.signed_in(name, roles).await;
    let program = access.make_program(&staff_name(name), "walk", 1, acts, &By::CommandLine).await.unwrap();
    (token, program)
}

/// Opens a session for a case.
async fn session(access: &Access, case: &str, is_fresh: bool) -> Token {
    let token = access.open_case(CaseId::parse(case).unwrap(), &Device::default()).await.unwrap();
    if is_fresh { access.prove_case(&token).await.unwrap() } else { token }
}

/// Every record of a case, as staff read it.
async fn records(bed: &Bed, case: &str) -> String {
    let read = bed.get(&format!("/v1/cases/{case}/timeline"), TOKEN).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text());
    read.text()
}

/// Sends a request as it is: nothing it is answered with is kept.
async fn send(bed: &Bed, seat: &Seat, verb: &str, address: &str, form: Option<&Says<'_>>) -> Answered {
    let mut request = Request::builder().method(verb).uri(address).header(header::HOST, HOST);
    if let (Surface::Program, Some(bearer)) = (Surface::of(address), &seat.bearer) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
    }
    if Surface::of(address) == Surface::Program {
        let request = request.header(header::CONTENT_TYPE, "application/json");
        return bed.send(request.body(Body::from("{}")).unwrap()).await;
    }
    if !seat.cookies.is_empty() {
        request = request.header(header::COOKIE, &seat.cookies);
    }
    let Some(form) = form else { return bed.send(request.body(Body::empty()).unwrap()).await };
    for (name, value) in [("origin", form.origin), ("sec-fetch-site", form.site)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = form.token.map(|token| format!("csrf={token}")).unwrap_or_default();
    bed.send(request.body(Body::from(body)).unwrap()).await
}

/// Lets time pass until the case has ended and is settled.
async fn end(bed: &mut Bed, case: &str) {
    for _ in 0..60 {
        if bed.case(case, TOKEN).await["stage"] == "closed" {
            return;
        }
        bed.pass(20.days()).await;
    }
    panic!("the case does not come to rest");
}

/// Opens a case on this line and brings it into the state.
async fn subject(bed: &mut Bed, line: &Line, state: State) -> Subject {
    let (case, credential) = bed.open(&request(line)).await;
    bed.drain().await;
    assert_eq!(bed.case(&case, TOKEN).await["stage"], "preparing", "the line is ours, and free");
    let mut made =
        Subject { case, credential, seats: HashMap::new(), tokens: HashMap::new(), records: String::new() };
    for who in [Persona::Owner, Persona::OwnerNotFresh, Persona::OwnerWhoLeft] {
        made.seat(bed, who).await;
    }
    match state {
        State::Open => {}
        State::Held => {
            let seat = &made.seats[&Persona::Owner];
            let held = send(bed, seat, "POST", "/my/hold", Some(&Says::ours(&seat.portal_token))).await;
            assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text());
        }
        State::Ended => {
            end(bed, &made.case).await;
            for who in [Persona::Owner, Persona::OwnerNotFresh, Persona::OwnerWhoLeft] {
                made.seat(bed, who).await;
            }
        }
    }
    made.records = records(bed, &made.case).await;
    made
}

impl Subject {
    /// Opens the session of one of those who hold the credential.
    async fn seat(&mut self, bed: &Bed, who: Persona) {
        let token = session(&bed.access, &self.case, who == Persona::Owner).await;
        let seat = Seat::of(bed, &[("__Host-case", &token)], Some(self.credential.clone())).await;
        if who == Persona::OwnerWhoLeft {
            bed.access.end(&token).await.unwrap();
        }
        self.seats.insert(who, seat);
        self.tokens.insert(who, token);
    }

    /// Opens sessions anew that a cell ended.
    async fn reseat(&mut self, bed: &Bed) {
        for who in [Persona::Owner, Persona::OwnerNotFresh] {
            let session = bed.access.case(&self.tokens[&who]).await.unwrap();
            if session.is_none_or(|session| session.fresh != (who == Persona::Owner)) {
                self.seat(bed, who).await;
            }
        }
    }
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let mut bed = Bed::new();
        let mut lines = bed.lines(LineKind::Prepaid, LINES).await;
        // First of all, for time passes with it, and sessions end.
        let mut ended = subject(&mut bed, &lines.pop().unwrap(), State::Ended).await;
        let mut staff = HashMap::new();
        let mut tokens = HashMap::new();
        let late = member(&bed.access, "late-1", Role::ALL, false).await;
        bed.pass(6.minutes()).await;
        let mut members = vec![(Persona::StaffNotFresh, late)];
        for role in Role::ALL {
            let name = format!("{}-1", role.as_str());
            members.push((Persona::Staff(*role), member(&bed.access, &name, &[*role], true).await));
        }
        for (who, name) in [(Persona::Disabled, "gone-1"), (Persona::SignedOut, "out-1")] {
            members.push((who, member(&bed.access, name, Role::ALL, true).await));
        }
        for (who, (token, program)) in members {
            staff.insert(who, Seat::of(&bed, &[("__Host-staff", &token)], Some(program)).await);
            tokens.insert(who, token);
        }
        bed.access.disable(&staff_name("gone-1"), &By::CommandLine).await.unwrap();
        bed.access.end_sessions(&staff_name("out-1"), Which::All, &By::CommandLine).await.unwrap();
        let mut own = Vec::new();
        for state in [State::Open, State::Held] {
            own.push(subject(&mut bed, &lines.pop().unwrap(), state).await);
        }
        ended.reseat(&bed).await;
        own.push(ended);
        let other = subject(&mut bed, &lines.pop().unwrap(), State::Open).await;
        let (of_case, (of_staff, _)) = (
            session(&bed.access, &other.case, true).await,
            member(&bed.access, "lost-1", Role::ALL, true).await,
        );
        let crossed = [("__Host-case", &of_staff), ("__Host-staff", &of_case)];
        let bearer = format!("masalama-{}", of_staff.reveal());
        staff.insert(Persona::Misplaced, Seat::of(&bed, &crossed, Some(bearer)).await);
        staff.insert(Persona::Anyone, Seat::of(&bed, &[], None).await);
        Self { bed, lines, own, other, staff, tokens }
    }

    /// The case in this state.
    pub(crate) fn own(&self, state: State) -> &Subject {
        &self.own[state as usize]
    }

    /// Where this one sits.
    pub(crate) fn seat(&self, who: Persona, state: State) -> &Seat {
        match who {
            Persona::Owner | Persona::OwnerNotFresh | Persona::OwnerWhoLeft => &self.own(state).seats[&who],
            Persona::Other => &self.other.seats[&Persona::Owner],
            Persona::Anyone
            | Persona::Misplaced
            | Persona::Staff(_)
            | Persona::StaffNotFresh
            | Persona::Disabled
            | Persona::SignedOut => &self.staff[&who],
        }
    }

    /// The path with its names filled in, for the case in this state.
    pub(crate) fn address(&self, path: &str, state: State) -> String {
        let case = &self.own(state).case;
        let path = path.replace("{case}", case);
        let path = NAMES.iter().fold(path, |path, (name, value)| path.replace(name, value));
        assert!(!path.contains('{'), "{path}: a name nobody fills in");
        path
    }

    /// Asks, with an empty form of ours where it is one.
    pub(crate) async fn ask(&self, who: Persona, verb: &str, path: &str, state: State) -> Answered {
        let seat = self.seat(who, state);
        let form = Says::ours(seat.token(Surface::of(path)));
        self.say(seat, verb, path, state, (verb != "GET").then_some(&form)).await
    }

    /// The same with a form that says what it is told to.
    pub(crate) async fn say(
        &self,
        seat: &Seat,
        verb: &str,
        path: &str,
        state: State,
        form: Option<&Says<'_>>,
    ) -> Answered {
        send(&self.bed, seat, verb, &self.address(path, state), form).await
    }

    /// Makes anew what this one's cell may have changed: the case, the other case, the sessions.
    pub(crate) async fn put_right(&mut self, who: Persona, state: State) {
        let at = state as usize;
        if records(&self.bed, &self.own[at].case).await != self.own[at].records {
            assert_ne!(state, State::Ended, "nothing changes a case that has ended");
            let line = self.lines.pop().expect("there are lines enough");
            self.own[at] = subject(&mut self.bed, &line, state).await;
        }
        match who {
            Persona::Owner | Persona::OwnerNotFresh => self.own[at].reseat(&self.bed).await,
            Persona::Other => {
                if records(&self.bed, &self.other.case).await != self.other.records {
                    let line = self.lines.pop().expect("there are lines enough");
                    self.other = subject(&mut self.bed, &line, State::Open).await;
                }
                self.other.reseat(&self.bed).await;
            }
            Persona::Staff(_) | Persona::StaffNotFresh => {
                let session = self.bed.access.staff(&self.tokens[&who]).await.unwrap();
                let is_fresh = session.expect("no empty form ends a session of staff").fresh;
                assert_eq!(is_fresh, who != Persona::StaffNotFresh);
            }
            Persona::Anyone
            | Persona::OwnerWhoLeft
            | Persona::Misplaced
            | Persona::Disabled
            | Persona::SignedOut => {}
        }
    }

    /// A second seat of the same kind: another session of somebody who may do as much.
    pub(crate) async fn double(&self, surface: Surface) -> Seat {
        let access = &self.bed.access;
        match surface {
            Surface::Console => {
                let token = access.signed_in("double-1", Role::ALL).await;
                Seat::of(&self.bed, &[("__Host-staff", &token)], None).await
            }
            Surface::Portal | Surface::Program => {
                let token = session(access, &self.own(State::Open).case, true).await;
                Seat::of(&self.bed, &[("__Host-case", &token)], None).await
            }
        }
    }

    /// A seat whose browser keeps the cookie of its visit from before the session, and the token of a form from then.
    pub(crate) async fn visited_before(&self, surface: Surface) -> (Seat, String) {
        let before = Seat::of(&self.bed, &[], None).await;
        let mut seat = self.double(surface).await;
        let session = seat.cookies.split("; ").find(|cookie| !cookie.starts_with("__Host-visit"));
        seat.cookies = format!("{}; {}", session.unwrap(), before.cookies);
        (seat, before.token(surface).to_owned())
    }
}
