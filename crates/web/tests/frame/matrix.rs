//! The table of rights, walked cell by cell: who asks, every route, whose case, in which state. What the table does not allow is refused; what it
//! allows reaches the rules of the case.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use masalama_access::{By, Rule, Token, Who, rule};
use masalama_core::case::CaseId;
use masalama_core::line::LineKind;
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use masalama_web::rights;
use serde_json::json;

use crate::bed::{Answered, Bed, request};
use crate::browser::{Browser, HOST};

/// Who asks, and for whose case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Persona {
    Anyone,
    Owner,
    /// Holds the credential of another case.
    Other,
    Staff(Role),
}

impl Persona {
    fn all() -> Vec<Self> {
        let staff = Role::ALL.iter().copied().map(Self::Staff);
        [Self::Anyone, Self::Owner, Self::Other].into_iter().chain(staff).collect()
    }

    /// What the table says: a page of one's own session knows only one's own case, so there another's is one's own.
    fn may(self, rule: &Rule, path: &str) -> bool {
        let is_console = is_console(path);
        match self {
            Self::Anyone => rule.anyone,
            Self::Owner => rule.anyone || (rule.subscriber && !is_console),
            Self::Other => rule.anyone || (rule.subscriber && !is_console && !path.contains("{case}")),
            Self::Staff(role) => {
                let is_portal = !is_console && !path.starts_with("/v1/");
                rule.anyone || (!is_portal && rule.allows(Who::Staff(role)))
            }
        }
    }
}

fn is_console(path: &str) -> bool {
    path == "/console" || path.starts_with("/console/")
}

/// A case, its credential and its session, in a state.
struct Subject {
    case: String,
    credential: String,
    session: Token,
}

async fn subject(bed: &mut Bed, is_open: bool) -> Subject {
    let line = bed.line(LineKind::Postpaid).await;
    let (case, credential) = bed.open(&request(&line)).await;
    bed.drain().await;
    if !is_open {
        let back = bed.post(&format!("/v1/cases/{case}/retract"), &credential, &json!({})).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text());
        bed.drain().await;
    }
    let id = CaseId::parse(&case).unwrap();
    let session = bed.access.open_case(id, &masalama_access::Device::default()).await.unwrap();
    let session = bed.access.prove_case(&session).await.unwrap();
    Subject { case, credential, session }
}

/// A token of a program that acts for staff in this role.
async fn program(bed: &Bed, role: Role) -> String {
    let name = format!("{}-1", role.as_str());
    bed.access.signed_in(&name, &[role]).await;
    let name = StaffName::try_from(name).unwrap();
    bed.access.make_program(&name, "matrix", 1, true, &By::CommandLine).await.unwrap()
}

/// The path with its names filled in.
fn filled(path: &str, case: &str) -> String {
    let names = [
        ("{case}", case),
        ("{step}", "1"),
        ("{kind}", "receipt"),
        ("{code}", "too-many"),
        ("{file}", "portal.js"),
    ];
    let path = names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    let mut parts: Vec<_> = path.split('/').map(str::to_owned).collect();
    for part in &mut parts {
        if part.starts_with('{') {
            *part = "1".to_owned();
        }
    }
    parts.join("/")
}

async fn ask(
    bed: &Bed,
    persona: Persona,
    verb: &str,
    path: &str,
    own: &Subject,
    other: &Subject,
) -> Answered {
    let shown = match persona {
        Persona::Anyone | Persona::Staff(_) => None,
        Persona::Owner => Some(own),
        Persona::Other => Some(other),
    };
    let address = filled(path, &own.case);
    let method = Method::from_bytes(verb.as_bytes()).unwrap();
    let browser = Browser::new(bed);
    if path.starts_with("/v1/") {
        let mut request = browser.request(method, &address).header(header::CONTENT_TYPE, "application/json");
        let bearer = match persona {
            Persona::Staff(role) => Some(program(bed, role).await),
            Persona::Anyone | Persona::Owner | Persona::Other => {
                shown.map(|subject| subject.credential.clone())
            }
        };
        if let Some(bearer) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        return bed.send(request.body(Body::from("{}")).unwrap()).await;
    }
    if let Some(subject) = shown {
        browser.keep("__Host-case", subject.session.reveal());
    }
    if let Persona::Staff(role) = persona {
        let token = bed.access.signed_in(&format!("{}-1", role.as_str()), &[role]).await;
        browser.keep("__Host-staff", token.reveal());
    }
    browser.get(if is_console(path) { "/console/sign-in" } else { "/case" }).await;
    let request = browser
        .request(method.clone(), &address)
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = if method == Method::GET { String::new() } else { format!("csrf={}", browser.token()) };
    bed.send(request.body(Body::from(body)).unwrap()).await
}

/// Was it refused for who asked? What else may be wrong with an empty form is no matter here.
fn is_refused(answered: &Answered, path: &str) -> bool {
    let text = answered.text();
    let place = answered.header("location");
    let is_turned = answered.status == StatusCode::SEE_OTHER
        && ["/case", "/console/sign-in", "/console/prove", "/my/prove"]
            .iter()
            .any(|entry| place == *entry || place.starts_with(&format!("{entry}?to=")));
    let said = |code: &str| {
        text.contains(&format!("\"code\":\"{code}\"")) || text.contains(&format!("/errors/{code}"))
    };
    assert!(!said("form-not-ours"), "{path}: the test's own form was taken for a forged one");
    match answered.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => said("not-allowed"),
        StatusCode::NOT_FOUND => said("no-such-case") && path.contains("{case}"),
        _ => is_turned,
    }
}

// Every route x every role x own or another's case x open or ended: refused exactly where the table does not allow it.
#[tokio::test]
async fn the_table_of_rights_holds() {
    let mut wrong = Vec::new();
    let mut cells = 0;
    for is_open in [true, false] {
        let mut bed = Bed::new();
        for (verb, path, right) in rights() {
            let rule = rule(right);
            // Entering shows a credential; an empty form is no credential, whoever sends it.
            if matches!(right, masalama_access::Right::EnterCase) && verb == "POST" {
                continue;
            }
            for persona in Persona::all() {
                let (own, other) = (subject(&mut bed, is_open).await, subject(&mut bed, true).await);
                let answered = ask(&bed, persona, &verb, path, &own, &other).await;
                let (may, refused) = (persona.may(rule, path), is_refused(&answered, path));
                cells += 1;
                if may == refused {
                    wrong.push(format!(
                        "{persona:?} {verb} {path} ({right:?}), open: {is_open}: the table says {may}, the answer was {} {}",
                        answered.status,
                        answered.header("location")
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells > 500, "{cells}");
}
