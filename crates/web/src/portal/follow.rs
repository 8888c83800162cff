//! Where the case stands: what is now, who acts next, until when it can be taken back and what that costs, and the whole plan.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use masalama_access::Right;
use masalama_core::calendar::Zone;
use masalama_core::case::Stage;
use masalama_core::hold::HeldWhy;
use masalama_core::plan::Hand;
use masalama_core::record::{Actor, Fact};
use masalama_engine::CaseView;
use masalama_language::{PortalText, Sentence, Text, Voice};

use super::shown::{SavedAsk, Shown, Tab, TabLink, is_quiet, number, own_task, shown};
use crate::api::view::CaseJson;
use crate::api::{Asked, Problem, Route, Shared, get};
use crate::frame::{Frame, Head, html};
use crate::pages::{Group, groups};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::SeeCase, "/my", "follow_page", "Where one's own case stands.", page)
            .query("saved", "Says that something was done just now.")
            .answers_as(200, "text/html", "The page."),
    ]
}

/// What holds about taking it back, from one moment to the next.
struct Back {
    icon: &'static str,
    class: &'static str,
    text: String,
}

/// Who acts next.
struct Next {
    text: String,
    is_yours: bool,
}

#[derive(Template)]
#[template(path = "portal/follow.html")]
struct FollowPage {
    head: Head,
    voice: Voice,
    tabs: Vec<TabLink>,
    is_quiet: bool,
    number: String,
    case: String,
    saved: Option<String>,
    summary: Vec<String>,
    numbers: Vec<String>,
    held: Option<String>,
    next: Vec<Next>,
    back: Vec<Back>,
    done: usize,
    all: usize,
    progress: String,
    groups: Vec<Group>,
    is_live: bool,
}

impl FollowPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<SavedAsk>,
) -> Result<Response, Problem> {
    let Shown { view, case, words } = shown(&app, &frame).await?;
    let voice = frame.voice;
    let zone = Zone::named(&case.zone).unwrap_or_else(|_| app.zone.clone());
    let (done, all) = (words.settled(), words.steps.len());
    let counted = [("done", done.to_string()), ("all", all.to_string())];
    let numbers = case.card.iter().chain(&case.number).cloned().collect();
    let held = view.case.held.as_ref().map(|held| voice.text(held_text(held.why)));
    Ok(html(&FollowPage {
        head: frame.head(Tab::Follow.name(voice)).with_scripts(&[super::SCRIPT]),
        voice,
        tabs: Tab::Follow.links(voice),
        is_quiet: is_quiet(&view),
        number: number(&case, voice),
        case: case.case.to_string(),
        saved: asked.notice(voice),
        summary: words.summary.iter().cloned().chain(later(&view, &zone, voice)).collect(),
        numbers,
        held,
        next: next(&case, &zone, voice),
        back: back(&case, &zone, voice),
        done,
        all,
        progress: voice.text_with(PortalText::StepsDone, &counted),
        groups: groups(&case, words.steps, voice, |_| false),
        is_live: case.stage != Stage::Closed,
    }))
}

/// That the line ends later than was asked, while its end is still to come.
fn later(view: &CaseView, zone: &Zone, voice: Voice) -> Option<String> {
    let case = &view.case;
    let is_to_come = case.charge_stop.is_none() && case.retracting.is_none() && case.ending.is_none();
    let ends_on = case.plan.effective_on.filter(|_| is_to_come)?;
    let wished_on = wished_on(view, zone).filter(|day| *day < ends_on)?;
    Some(dated(PortalText::LaterThanWished, wished_on, voice))
}

/// The day that was last asked for.
fn wished_on(view: &CaseView, zone: &Zone) -> Option<Date> {
    let asked_anew = view.records.iter().rev().find_map(|record| match (&record.fact, &record.by) {
        (Fact::Amended(amended), Actor::Subscriber | Actor::Staff(_)) => Some(amended.not_before),
        (_, _) => None,
    });
    asked_anew.map(|at| zone.date_at(at)).or(view.case.received.request.wanted_on)
}

/// Who paused it.
pub(super) fn held_text(why: HeldWhy) -> PortalText {
    match why {
        HeldWhy::BySubscriber => PortalText::HeldByYou,
        HeldWhy::ByStopLink => PortalText::HeldByLink,
        HeldWhy::ByStaff => PortalText::HeldByStaff,
    }
}

/// Who acts next: the person first, then staff, then time.
fn next(case: &CaseJson, zone: &Zone, voice: Voice) -> Vec<Next> {
    if case.stage == Stage::Closed {
        return Vec::new();
    }
    let of = |hand| case.tasks.iter().filter(move |task| task.hand == hand);
    let said = |text, what| voice.text_with(text, &[("what", what)]);
    let mut next: Vec<_> = of(Hand::Subscriber)
        .map(|task| Next { text: said(PortalText::NextByYou, own_task(task.kind, voice)), is_yours: true })
        .collect();
    if let Some(text) = papers_wanted(case, zone, voice) {
        return vec![Next { text, is_yours: true }];
    }
    let staff = of(Hand::Staff).map(|task| said(PortalText::NextByStaff, voice.tell(task.kind)));
    next.extend(staff.map(|text| Next { text, is_yours: false }));
    let by_itself = match case.wakes_at {
        Some(at) => {
            let on = voice.date(zone.date_at(at));
            voice.text_with(PortalText::NextBySystem, &[("date", on)])
        }
        None if next.is_empty() => voice.text(PortalText::NextSoon),
        None => return next,
    };
    next.push(Next { text: by_itself, is_yours: false });
    if let Some(at) = case.lapses_at {
        let on = voice.date(zone.date_at(at));
        let text = voice.text_with(PortalText::LapsesOn, &[("date", on)]);
        next.push(Next { text, is_yours: false });
    }
    next
}

/// What who made a request that does not fit can do, and until when.
pub(super) fn papers_wanted(case: &CaseJson, zone: &Zone, voice: Voice) -> Option<String> {
    let until = |at| voice.text_with(PortalText::PapersWantedBy, &[("date", voice.date(zone.date_at(at)))]);
    let text = || case.lapses_at.map_or_else(|| voice.text(PortalText::PapersWanted), until);
    case.wants_papers.then(text)
}

/// Free until, costs until, impossible after.
fn back(case: &CaseJson, zone: &Zone, voice: Voice) -> Vec<Back> {
    let row = |icon, class, text| Back { icon, class, text };
    if !case.can_retract {
        return vec![row("stop", "never", voice.text(Text::TakeBackNoMore))];
    }
    let mut rows = Vec::new();
    if case.charge_stop.is_none() {
        let text = match case.retract_until {
            Some(at) => dated(PortalText::BackFreeUntil, last_whole_day(at, zone), voice),
            None => voice.text(PortalText::BackFreeUntilBar),
        };
        rows.push(row("done", "free", text));
    }
    let money = |amount: &crate::api::view::MoneyJson| amount.amount().map(|amount| voice.money(amount));
    let costs = match case.charges_again.as_ref().and_then(money) {
        Some(amount) => voice.text_with(PortalText::BackCosts, &[("amount", amount)]),
        None => voice.text(PortalText::BackCostsUsual),
    };
    rows.push(row("money", "costs", costs));
    let never = match case.effective_on.filter(|_| case.charge_stop.is_none()) {
        Some(day) => voice.text_with(PortalText::BackNeverOn, &[("date", voice.date(day))]),
        None => voice.text(PortalText::BackNever),
    };
    rows.push(row("stop", "never", never));
    rows
}

pub(super) fn dated(text: PortalText, day: jiff::civil::Date, voice: Voice) -> String {
    voice.text_with(text, &[("date", voice.date(day))])
}

/// It ends as a day begins, so the day before is the last one that is whole.
fn last_whole_day(at: Timestamp, zone: &Zone) -> jiff::civil::Date {
    zone.date_at(at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(at))
}
