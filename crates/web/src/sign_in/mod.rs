//! Signing in: staff accounts, enrolment, sessions. Plain forms that work without scripts; a passkey needs ours.

mod accounts;
mod device;
mod enrol;
mod enter;
mod onward;
mod passkey;
mod prove;
mod said;
mod sessions;

use masalama_access::{Right, SignedIn, Who, rule};
use masalama_core::case::CaseId;
use masalama_core::role::Role;

use crate::api::Route;
use crate::frame::{Cookie, see_other, set_cookie};

/// Where people go who came to sign in and nowhere else.
const CONSOLE: &str = "/console";

/// Where admins go.
const ACCOUNTS: &str = "/console/accounts";

/// The routes of all its pages.
pub(crate) fn routes() -> Vec<Route> {
    [enter::routes(), enrol::routes(), prove::routes(), sessions::routes(), accounts::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// A place of the console to go to next, as a form or address named it; the console itself for anything else. A call goes on with its case, by its
/// channel and in the caller's language; no other query is gone to.
fn place(named: &str) -> &str {
    if let Some(asked) = named.strip_prefix("/console/call?") {
        return if asked.split('&').all(is_of_call) { named } else { CONSOLE };
    }
    let is_plain = named.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b));
    let is_ours = named.starts_with("/console/") && !named.contains("//");
    if is_plain && is_ours && named.len() <= 200 { named } else { CONSOLE }
}

/// Is this part of a query one of the call's?
fn is_of_call(part: &str) -> bool {
    match part.split_once('=') {
        Some(("case", case)) => CaseId::parse(case).is_some(),
        Some(("channel", word)) => word.len() <= 10 && word.bytes().all(|b| b.is_ascii_lowercase()),
        Some(("speak", word)) => masalama_language::of_code(word).is_some(),
        _ => false,
    }
}

/// Somebody is in: the browser gets its cookies and goes on.
fn let_in(signed: &SignedIn, to: &str) -> axum::response::Response {
    let to = match place(to) {
        CONSOLE if !has_tasks(&signed.roles) => ACCOUNTS,
        to => to,
    };
    let mut response = see_other(to);
    set_cookie(response.headers_mut(), Cookie::Staff.set(signed.token.reveal()));
    set_cookie(response.headers_mut(), Cookie::Device.set_for(signed.device.reveal(), DEVICE_S));
    response
}

/// Do tasks wait for somebody in these roles? Admins have no part in cases.
fn has_tasks<'a>(roles: impl IntoIterator<Item = &'a Role>) -> bool {
    roles.into_iter().any(|role| rule(Right::SeeTasks).allows(Who::Staff(*role)))
}

/// How long the browser keeps what tells it again. *Units*: seconds.
const DEVICE_S: i64 = masalama_access::DEVICE_KNOWN_FOR.as_secs();

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever is admin and nothing else has no queue: it would greet him with a no.
    #[test]
    fn an_admin_has_no_tasks() {
        assert!(!has_tasks(&[Role::Admin]) && has_tasks(&[Role::Admin, Role::Care]));
    }

    // Only places of the console may be gone to: an address of somebody else's must not be reached through our sign-in.
    #[test]
    fn only_places_of_the_console_are_gone_to() {
        assert_eq!(
            place("/console/cases/01KAN0V2P5J3T9Q7XW8Z4M6B1C"),
            "/console/cases/01KAN0V2P5J3T9Q7XW8Z4M6B1C"
        );
        for call in [
            "/console/call",
            "/console/call?case=01KAN0V2P5J3T9Q7XW8Z4M6B1C",
            "/console/call?case=01KAN0V2P5J3T9Q7XW8Z4M6B1C&channel=phone&speak=ar",
        ] {
            assert_eq!(place(call), call);
        }
        for bad in [
            "",
            "//evil.example",
            "/console/..//evil.example",
            "https://evil.example",
            "/my",
            "/console/a?b",
            "/console/call?",
            "/console/call?case=",
            "/console/call?case=01KAN0V2P5J3T9Q7XW8Z4M6B1C&to=//evil.example",
            "/console/call?case=01KAN0V2P5J3T9Q7XW8Z4M6B1C\r\nx",
            "/console/call?channel=//evil",
            "/console/call?speak=ar&speak=xx",
            "/console/call/?speak=ar",
            "/console/\r\nx",
        ] {
            assert_eq!(place(bad), CONSOLE, "{bad}");
        }
    }
}
