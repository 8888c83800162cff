//! The table of rights as a document: `docs/access.md` is what this writes, and a test says when it is stale.

use std::fmt::Write as _;

use masalama_core::role::Role;

use crate::right::{During, Fresh, Right, Who, rule};

/// What stands before the table.
const HEAD: &str = "# Who may do what

This page is written from the table of rights in `crates/access/src/right.rs`, which the server enforces for every route; a test
says when the page is stale (`MASALAMA_GOLDEN=write cargo test -p masalama-access the_page` writes it anew). What is not in the table is not allowed.

- *anyone*: without signing in. *subscriber*: who showed the credential of a case, for that case and no other.
- The other columns are roles of staff; one person may have several. A role gives no right but its own column's.
- *fresh*: the session must have proved itself within the last five minutes, with password and code, a passkey or the provider, or the document of a case; *fresh (staff)*: that of staff.
- *open*: only until the case has ended: settled, and erased where it must be. What is finer than that, the rules of the case decide.
- A program that shows the credential of a case counts as fresh: it has shown it in this very request. To say where money goes it names the
  document too, as a person does on the page.
- Somebody is always an admin: the last one can be neither disabled nor demoted, not by a provider of identities either. Where its roles take
  that one away, the person keeps it beside them until another admin is there, and the log says so.
- A stop link names its case itself: the rules of the case see that nothing happens once it has ended.
- Whoever proposes what needs a second person cannot approve it, whatever the roles: the engine compares names, and the content by its digest; the console also refuses who made or changed the account of the other within seven days.
";

/// The document.
#[must_use]
pub fn page() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n| right | what | anyone | subscriber |");
    for role in Role::ALL {
        let _infallible = write!(text, " {} |", role.as_str());
    }
    text.push_str(" asks for |\n|---|---|---|---|");
    text.push_str(&"---|".repeat(Role::ALL.len() + 1));
    text.push('\n');
    for right in Right::ALL {
        text.push_str(&row(*right));
    }
    text
}

fn row(right: Right) -> String {
    let rule = rule(right);
    let mark = |who: Who| if rule.allows(who) { " yes |" } else { "  |" };
    let name = serde_json::to_string(&right).unwrap_or_default().replace('"', "");
    let mut text = format!("| `{name}` | {} |{}{}", rule.means, mark(Who::Anyone), mark(Who::Subscriber));
    for role in Role::ALL {
        text.push_str(mark(Who::Staff(*role)));
    }
    let open = match rule.during {
        During::Always => None,
        During::Open => Some("open"),
    };
    let fresh = match rule.fresh {
        Fresh::Nobody => None,
        Fresh::Staff => Some("fresh (staff)"),
        Fresh::Everybody => Some("fresh"),
    };
    let asks: Vec<_> = [open, fresh].into_iter().flatten().collect();
    let _infallible = writeln!(text, " {} |", asks.join(", "));
    text
}
