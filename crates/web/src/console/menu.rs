//! What stands above every page of the console: who is signed in, and where he may go.

use masalama_access::Right;
use masalama_language::{ConsoleText, Text, Voice};

use crate::frame::{Frame, Member};

/// A place in the menu.
pub(super) struct MenuItem {
    /// Its address.
    pub(super) href: &'static str,
    /// Its name.
    pub(super) name: String,
    /// The letter that goes there after `g`.
    pub(super) letter: &'static str,
    /// Is it this page?
    pub(super) is_here: bool,
}

/// The menu, with who is signed in.
pub(super) struct Menu {
    /// What the menu is called for those who do not see it.
    pub(super) label: String,
    /// Who is signed in, in a sentence.
    pub(super) who: String,
    /// The places he may go to.
    pub(super) items: Vec<MenuItem>,
}

/// Every place, with the right it needs.
const PLACES: [(&str, &str, ConsoleText, Right); 7] = [
    ("/console", "q", ConsoleText::NavQueue, Right::SeeTasks),
    ("/console/search", "s", ConsoleText::NavSearch, Right::Search),
    ("/console/call", "c", ConsoleText::NavCall, Right::TakeRequest),
    ("/console/board", "b", ConsoleText::NavBoard, Right::SeeBoard),
    ("/console/accounts", "a", ConsoleText::NavAccounts, Right::Accounts),
    ("/console/sessions", "o", ConsoleText::NavSessions, Right::OwnSession),
    ("/console/keys", "k", ConsoleText::NavKeys, Right::OwnSession),
];

impl Menu {
    /// The menu this member of staff sees on the page at `here`.
    pub(super) fn of(frame: &Frame, member: &Member, here: &str) -> Self {
        let voice = frame.voice;
        let item = |(href, letter, name, _): &(&'static str, &'static str, ConsoleText, Right)| MenuItem {
            href,
            name: voice.text(*name),
            letter,
            is_here: *href == here,
        };
        let items = PLACES.iter().filter(|(_, _, _, right)| member.may(*right)).map(item).collect();
        Self { label: voice.text(ConsoleText::ConsoleMenu), who: who(voice, member), items }
    }
}

fn who(voice: Voice, member: &Member) -> String {
    let name = member.name.as_ref().map_or_else(String::new, |name| name.as_str().to_owned());
    let roles: Vec<_> = member.roles.iter().map(|role| voice.tell(*role)).collect();
    let roles = roles.join(&voice.text(Text::ListSeparator));
    voice.text_with(ConsoleText::SignedInAs, &[("name", name), ("roles", roles)])
}
