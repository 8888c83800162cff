//! The headers that every answer has, whoever asked and whatever became of it.

use crate::bed::Answered;

/// What is the same for everybody, and may be kept.
const OPEN: [&str; 5] = ["/health", "/v1/key", "/openapi.json", "/static/{file}", "/style.css"];

/// What the policy of every answer says; beside it scripts by a nonce, and nothing else.
const POLICY: [&str; 8] = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
];

/// What an answer of this route lacks of its headers, or has too much. The bed is reached in the clear: nothing is said of encrypted transport.
pub(super) fn amiss(answered: &Answered, route: &str) -> Vec<String> {
    let mut amiss = Vec::new();
    let policy = answered.header("content-security-policy");
    let (scripts, fixed): (Vec<_>, Vec<_>) =
        policy.split(';').map(str::trim).partition(|part| part.starts_with("script-src"));
    if fixed != POLICY || !matches!(scripts.as_slice(), [one] if one.starts_with("script-src 'nonce-")) {
        amiss.push(format!("the policy is {policy}"));
    }
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", ""),
    ] {
        if answered.header(name) != wanted {
            amiss.push(format!("{name} is {:?}", answered.header(name)));
        }
    }
    if !OPEN.contains(&route) && answered.header("cache-control") != "no-store" {
        amiss.push(format!("it may be kept: {:?}", answered.header("cache-control")));
    }
    let of_cors = answered.headers.keys().filter(|name| name.as_str().starts_with("access-control-"));
    amiss.extend(of_cors.map(|name| format!("another site may read it: {name}")));
    amiss
}
