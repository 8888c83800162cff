//! The work queue: what waits for staff, the earliest due first, in the reader's roles or in all.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use masalama_access::Right;
use masalama_core::next::NeedWhy;
use masalama_core::plan::Hand;
use masalama_core::port::{TaskFilter, TaskPlace, TaskRow};
use masalama_core::role::Role;
use masalama_language::{ConsoleText, Sentence, Text, Voice};
use serde::Deserialize;

use super::menu::Menu;
use super::{SCRIPTS, clock};
use crate::api::{Asked, Problem, Route, Shared, get};
use crate::frame::{Frame, Head, Member, Staff, html};

/// Rows of a page of the queue.
const ROWS: u32 = 50;
/// What is due within so many hours is marked.
const SOON_HOURS: i64 = 24;

/// Why something waits that a person must decide, and not only do.
const DECIDED: [NeedWhy; 5] =
    [NeedWhy::Stuck, NeedWhy::Parked, NeedWhy::Held, NeedWhy::RefundAbove, NeedWhy::Proposed];

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let page = "What waits for staff, the earliest due first.";
    vec![
        get(Right::SeeTasks, "/console", "console_queue_page", page, show)
            .query("role", "Only this role's: a role's word, `mine`, `all`, or `decide` for what waits for a decision; `decide` for a supervisor and `mine` for others when absent.")
            .query("after", "The place the page before ended at.")
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
    ]
}

/// Which part of the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct QueueAsk {
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
}

/// Whose tasks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// What waits in the reader's roles.
    Mine,
    /// What waits for a person's decision, whosever role it is.
    Decide,
    All,
    One(Role),
}

impl Whose {
    fn read(asked: Option<&str>, member: &Member) -> Result<Self, Problem> {
        match asked {
            None | Some("") if member.roles.contains(&Role::Supervisor) => Ok(Self::Decide),
            None | Some("" | "mine") => Ok(Self::Mine),
            Some("decide") => Ok(Self::Decide),
            Some("all") => Ok(Self::All),
            Some(word) => Role::named(word)
                .map(Self::One)
                .ok_or_else(|| Problem::bad_input("`role`: a role's word, `mine`, `decide` or `all`")),
        }
    }

    fn roles(self, member: &Member) -> Vec<Role> {
        match self {
            Self::Mine => member.roles.iter().copied().collect(),
            Self::All | Self::Decide => Vec::new(),
            Self::One(role) => vec![role],
        }
    }

    fn whys(self) -> Vec<NeedWhy> {
        match self {
            Self::Decide => DECIDED.to_vec(),
            Self::Mine | Self::All | Self::One(_) => Vec::new(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Decide => "decide",
            Self::All => "all",
            Self::One(role) => role.as_str(),
        }
    }
}

/// A part of the queue that can be chosen.
struct Part {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

/// One task in words.
pub(super) struct TaskWords {
    /// Its case.
    pub(super) case: String,
    /// What is to be done.
    pub(super) what: String,
    /// In whose queue.
    pub(super) role: String,
    /// By when.
    pub(super) due: String,
    /// `overdue`, `soon` or nothing, for the style sheet.
    pub(super) class: &'static str,
    /// The same in a word, so that colour never speaks alone.
    pub(super) urgency: String,
    /// Since when it waits.
    pub(super) since: String,
}

#[derive(Template)]
#[template(path = "console/queue.html")]
struct QueuePage {
    head: Head,
    voice: Voice,
    menu: Menu,
    parts: Vec<Part>,
    rows: Vec<TaskWords>,
    role: &'static str,
    is_first: bool,
    next: Option<String>,
}

impl QueuePage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn show(
    State(app): State<Shared>,
    frame: Frame,
    Staff(member): Staff,
    Asked(asked): Asked<QueueAsk>,
) -> Result<Response, Problem> {
    let whose = Whose::read(asked.role.as_deref(), &member)?;
    let after = asked.after.as_deref().map(|text| {
        TaskPlace::parse(text)
            .ok_or_else(|| Problem::bad_input("`after`: follow the link of the page before"))
    });
    let after = after.transpose()?;
    let filter = TaskFilter {
        hand: Some(Hand::Staff),
        roles: whose.roles(&member),
        whys: whose.whys(),
        after,
        limit: ROWS,
        ..TaskFilter::default()
    };
    let rows = app.desk.tasks(filter).await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|count| count >= ROWS);
    let next = rows.last().filter(|_| is_full).map(|row| row.at().to_string());
    let (voice, now) = (frame.voice, app.desk.now());
    let words = rows.iter().map(|row| task_words(row, voice, now, &app.zone)).collect();
    Ok(html(&QueuePage {
        head: frame.head(voice.text(ConsoleText::NavQueue)).with_scripts(SCRIPTS),
        voice,
        menu: Menu::of(&frame, &member, "/console"),
        parts: parts(voice, whose),
        rows: words,
        role: whose.word(),
        is_first: after.is_none(),
        next,
    }))
}

fn parts(voice: Voice, whose: Whose) -> Vec<Part> {
    let part = |value: Whose, name: String| Part { value: value.word(), name, is_chosen: value == whose };
    let mut parts = vec![
        part(Whose::Mine, voice.text(ConsoleText::QueueMine)),
        part(Whose::Decide, voice.text(ConsoleText::QueueDecide)),
        part(Whose::All, voice.text(ConsoleText::QueueAll)),
    ];
    let roles = Role::ALL.iter().filter(|role| **role != Role::Admin);
    parts.extend(roles.map(|role| part(Whose::One(*role), voice.tell(*role))));
    parts
}

/// A task in words.
fn task_words(
    row: &TaskRow,
    voice: Voice,
    now: Timestamp,
    zone: &masalama_core::calendar::Zone,
) -> TaskWords {
    let task = &row.task;
    let (class, urgency) = match task.due {
        None => ("", None),
        Some(due) if due < now => ("overdue", Some(ConsoleText::DueOverdue)),
        Some(due) if due.duration_since(now) <= SignedDuration::from_hours(SOON_HOURS) => {
            ("soon", Some(ConsoleText::DueSoon))
        }
        Some(_) => ("", None),
    };
    TaskWords {
        case: row.case.to_string(),
        what: super::case::what_to_do(voice, task.kind, task.why),
        role: voice.tell(task.role),
        due: task.due.map_or_else(|| voice.text(ConsoleText::DueNone), |due| clock(zone, due)),
        class,
        urgency: urgency.map(|text| voice.text(text)).unwrap_or_default(),
        since: clock(zone, task.since),
    }
}
