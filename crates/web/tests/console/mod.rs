//! The console through the router: what staff find, see, do and decide, and what they may not.

mod board;
mod call;
mod case;
mod hand_in;
mod menu;
mod queue;
mod search;
mod shown;

use masalama_core::line::Line;
use masalama_core::role::Role;
use serde_json::json;

use crate::bed::{Bed, request};
use crate::browser::Browser;

/// A member of staff with these roles, signed in just now.
pub(crate) async fn staff<'a>(bed: &'a Bed, name: &str, roles: &[Role]) -> Browser<'a> {
    let browser = Browser::new(bed);
    browser.keep("__Host-staff", bed.access.signed_in(name, roles).await.reveal());
    browser
}

/// Opens a case whose claim does not fit the records, so that papers must be seen. Says its name.
pub(crate) async fn odd(bed: &Bed, line: &Line) -> String {
    let mut asked = request(line);
    asked["activated_on"] = json!("2001-01-01");
    bed.open(&asked).await.0
}

/// Every number of the line and its holder, as it must not be seen.
fn numbers(line: &Line) -> Vec<String> {
    let mut numbers = vec![
        line.numbers.iccid.unmasked().to_owned(),
        line.numbers.imsi.unmasked().to_owned(),
        line.owner.document.unmasked().to_owned(),
    ];
    let msisdn = line.numbers.msisdn.iter().chain(&line.owner.contact_msisdn);
    numbers.extend(msisdn.map(|number| number.unmasked().trim_start_matches('+').to_owned()));
    numbers
}

/// Nothing of the line stands in the text.
fn assert_masked(text: &str, line: &Line) {
    for number in numbers(line) {
        assert!(!text.contains(&number), "a number of the line is shown: {text}");
    }
}

/// What stands between two texts, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}")).1;
    rest.split_once(after).unwrap().0
}
