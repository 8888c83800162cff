//! The operator, and requests for its lines.

use jiff::Timestamp;
use masalama_connect::sandbox::{Durability, Pace, Sandbox, SandboxSettings};
use masalama_core::line::{Line, OperatorId};
use masalama_core::port::LineFilter;
use masalama_core::request::{Channel, Claim, ClaimedDate, Language, Reason, Request};
use serde::{Deserialize, Serialize};

/// Its terms wait for nothing, so that a case reaches its end as soon as the clock is moved by days.
const OPERATOR: &str = "sandbox-sohar";
/// The generator deals its lines out to so many operators in turn.
const OPERATORS: u32 = 3;

/// The instant every sandbox here begins at.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().expect("this is an instant")
}

/// One request under its idempotency key, as it is handed to the child.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// The key: a caller that had no answer sends the same again.
    pub(crate) key: String,
    /// What is asked.
    pub(crate) request: Request,
}

/// A sandbox in memory with so many lines of the operator, its clock standing still.
pub(crate) fn sandbox(lines: u32) -> Sandbox {
    Sandbox::open_with(SandboxSettings {
        path: None,
        pace: Pace::Frozen { at: start() },
        durability: Durability::Normal,
        lines: lines * OPERATORS,
    })
    .expect("a sandbox in memory opens")
}

/// One request for each of `count` lines, each as its holder would make it.
pub(crate) async fn requests(sandbox: &Sandbox, count: usize) -> Vec<Sent> {
    let operator = OperatorId::try_from(OPERATOR.to_owned()).expect("this is an id");
    let mut filter = LineFilter { operator: Some(operator), limit: 500, ..LineFilter::default() };
    let mut sent = Vec::new();
    loop {
        let page = sandbox.find_lines(filter.clone()).await.expect("the sandbox lists its lines");
        sent.extend(page.lines.iter().map(request_for));
        filter.after = page.next;
        if sent.len() >= count || filter.after.is_none() {
            sent.truncate(count);
            assert_eq!(sent.len(), count, "the sandbox has too few lines");
            return sent;
        }
    }
}

fn request_for(line: &Line) -> Sent {
    let claim = Claim {
        iccid: line.numbers.iccid.clone(),
        document: line.owner.document.clone(),
        date: ClaimedDate::ActivatedOn(line.facts.activated_on),
        contact_msisdn: line.owner.contact_msisdn.clone(),
        contact_email: None,
    };
    let request = Request {
        claim,
        channel: Channel::Api,
        reason: Reason::CustomerRequest,
        wanted_on: None,
        language: Language::En,
    };
    Sent { key: format!("request-{}", line.numbers.iccid.unmasked()), request }
}
