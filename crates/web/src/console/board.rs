//! The board: how all of it goes, in pictures, each with its table beneath; and the promises that are about to be broken.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use masalama_access::Right;
use masalama_core::port::CaseRow;
use masalama_engine::{AGE_DAYS, Board};
use masalama_language::{ConsoleText, Sentence, Text, Voice, direction};

use super::menu::Menu;
use super::picture::{Count, Picture};
use super::{SCRIPTS, clock};
use crate::api::{Problem, Route, Shared, get};
use crate::frame::{Frame, Head, Staff, html};

/// The most promises that are listed.
const PROMISES_MAX: u32 = 20;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            Right::SeeBoard,
            "/console/board",
            "console_board_page",
            "How all of it goes, in pictures.",
            show,
        )
        .query("lang", "`en`, `ar` or `zh`.")
        .answers_as(200, "text/html", "The page."),
    ]
}

/// A promise of a case that is due soon or broken.
struct Owed {
    case: String,
    what: String,
    due: String,
    is_broken: bool,
}

#[derive(Template)]
#[template(path = "console/board.html")]
struct BoardPage {
    head: Head,
    voice: Voice,
    menu: Menu,
    at: String,
    pictures: Vec<Picture>,
    refunds: Vec<(String, String)>,
    owed: Vec<Owed>,
}

impl BoardPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn show(State(app): State<Shared>, frame: Frame, Staff(member): Staff) -> Result<Response, Problem> {
    let board = app.desk.board().await?;
    let owing = app.desk.owing(None, PROMISES_MAX).await?;
    let (voice, now) = (frame.voice, app.desk.now());
    let soon = now.saturating_add(jiff::SignedDuration::from_hours(masalama_engine::OWED_SOON_HOURS));
    let soon = soon.unwrap_or(now);
    let owed = |row: &CaseRow| {
        let (what, due) = row.owes.filter(|(_, due)| *due <= soon)?;
        let (case, what) = (row.case.to_string(), voice.tell(what));
        Some(Owed { case, what, due: clock(&app.zone, due), is_broken: due < now })
    };
    Ok(html(&BoardPage {
        head: frame.head(voice.text(ConsoleText::NavBoard)).with_scripts(SCRIPTS),
        voice,
        menu: Menu::of(&frame, &member, "/console/board"),
        at: clock(&app.zone, board.at),
        pictures: pictures(&board, voice),
        refunds: refunds(&board, voice),
        owed: owing.iter().filter_map(owed).collect(),
    }))
}

/// Every picture of the board.
fn pictures(board: &Board, voice: Voice) -> Vec<Picture> {
    let is_from_right = direction(voice.language()) == "rtl";
    let draw = |id, title, counts| Picture::of(id, voice.text(title), counts, is_from_right);
    let count = |what: String, count: u64| Count::of(what, count);
    let stages = board
        .by_stage
        .iter()
        .map(|(stage, cases)| count(voice.text(super::case::stage_word(*stage)), *cases));
    let kinds = board.by_kind.iter().map(|(kind, cases)| {
        count(kind.map_or_else(|| voice.text(ConsoleText::NotKnown), |kind| voice.tell(kind)), *cases)
    });
    let reasons = board.by_reason.iter().map(|(reason, cases)| count(voice.tell(*reason), *cases));
    vec![
        draw("stages", ConsoleText::BoardStages, stages.collect()),
        draw("ages", ConsoleText::BoardAges, ages(board, voice)),
        draw("times", ConsoleText::BoardTimeToEnd, times(board, voice)),
        draw("promises", ConsoleText::BoardPromises, promises(board, voice)),
        draw("reasons", ConsoleText::BoardReasons, reasons.collect()),
        draw("kinds", ConsoleText::BoardKinds, kinds.collect()),
    ]
}

/// Open cases by age: up to each bound, and older than the last.
fn ages(board: &Board, voice: Voice) -> Vec<Count> {
    let days = |days: i64| voice.days(u32::try_from(days).unwrap_or(u32::MAX));
    let upto =
        AGE_DAYS.iter().map(|bound| voice.text_with(ConsoleText::BoardUpTo, &[("time", days(*bound))]));
    let last =
        AGE_DAYS.last().map(|bound| voice.text_with(ConsoleText::BoardOver, &[("time", days(*bound))]));
    upto.chain(last).zip(board.by_age).map(|(what, cases)| Count::of(what, cases)).collect()
}

/// How long it takes from the request to the certificate.
fn times(board: &Board, voice: Voice) -> Vec<Count> {
    let Some(took) = &board.took else { return Vec::new() };
    let time = |what, hours: u64| Count { said: lasting(voice, hours), ..Count::of(voice.text(what), hours) };
    vec![
        time(ConsoleText::BoardHalf, took.p50_hours),
        time(ConsoleText::BoardMost, took.p90_hours),
        time(ConsoleText::BoardNearlyAll, took.p99_hours),
    ]
}

/// Hours, and days from the third on.
fn lasting(voice: Voice, hours: u64) -> String {
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    if hours < 72 { voice.hours(small(hours)) } else { voice.days(small(hours.div_ceil(24))) }
}

fn promises(board: &Board, voice: Voice) -> Vec<Count> {
    let count = |what, cases, class| Count { class, ..Count::of(voice.text(what), cases) };
    vec![
        count(ConsoleText::BoardDueSoon, board.owed_soon, "soon"),
        count(ConsoleText::BoardBreached, board.breached, "bad"),
        count(ConsoleText::BoardHeld, board.held, ""),
    ]
}

/// Refunds due: how many, and their sum, for each currency.
fn refunds(board: &Board, voice: Voice) -> Vec<(String, String)> {
    board.refunds_due.iter().map(|(count, sum)| (count.to_string(), voice.money(*sum))).collect()
}
