//! The person's part: dues, how money and devices come back, pictures, the checklist, another day, pausing, taking it back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use masalama_access::Right;
use masalama_core::attachment::ATTACHMENTS_MAX;
use masalama_core::calendar::Zone;
use masalama_core::hold::HeldWhy;
use masalama_core::plan::AdviceKey;
use masalama_core::record::{Actor, Choice as Chosen};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{ReturnWay, TYPED_CHARS_MAX};
use masalama_core::step::StepKind;
use masalama_engine::Said;
use masalama_language::{PortalText, Sentence, Text, Voice};
use serde::Deserialize;
use tokio::time::Instant;

use super::field::{Choice, Field, Input, Summary, choices};
use super::follow::{dated, papers_wanted};
use super::kept::KeptForm;
use super::shown::{SavedAsk, Shown, Tab, TabLink, is_quiet, number, own_case, own_task, shown};
use super::slip::{Slip, Slips};
use super::{typed, upload};
use crate::api::view::{CaseJson, ProgressWord};
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html, see_other};
use crate::guide::{self, ContactWords};
use crate::pages::{OfferWords, SumWords};

/// The hours at which a courier's slot may begin; a slot lasts two.
const SLOTS: [u8; 6] = [8, 10, 12, 14, 16, 18];
/// How long a slot lasts, in hours.
const SLOT_HOURS: u8 = 2;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let form = "application/x-www-form-urlencoded";
    let done = |route: Route, fields| {
        route.takes_as(form, fields).answers_as(303, "text/html", "The page again.").answers_as(
            422,
            "text/html",
            "The page with what is wrong.",
        )
    };
    vec![
        get(Right::SeeCase, "/my/do", "part_page", "What the person does for one's own case.", page)
            .query("saved", "Says that something was done just now.")
            .answers_as(200, "text/html", "The page."),
        done(
            post(Right::Choose, "/my/return", "part_return", "Choose how devices come back.", choose_return),
            "way, on, from_hour, address.",
        ),
        done(post(Right::Choose, "/my/tick", "part_tick", "Tick a checklist item.", tick), "advice."),
        done(post(Right::Choose, "/my/decline", "part_decline", "Decline the offer.", decline), "nothing."),
        done(post(Right::Choose, "/my/day", "part_day", "Ask for another day.", another_day), "wanted_on."),
        done(
            post(
                Right::Retract,
                "/my/retract",
                "part_retract",
                "Take the request back, or pause the line in its place.",
                retract,
            ),
            "suspend_until, or nothing.",
        ),
        done(post(Right::Hold, "/my/hold", "part_hold", "Pause one's own case.", hold), "nothing."),
    ]
}

/// An item of the checklist.
struct Item {
    key: String,
    text: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "portal/part.html")]
struct PartPage {
    head: Head,
    voice: Voice,
    tabs: Vec<TabLink>,
    is_quiet: bool,
    number: String,
    saved: Option<String>,
    summary: Option<Summary>,
    case: CaseJson,
    to_do: Vec<String>,
    sums: Vec<SumWords>,
    has_dues: bool,
    refund_stands: Option<String>,
    draws: Draws,
    slot_taken: bool,
    return_stands: Option<String>,
    return_fields: Vec<Field>,
    shops: Vec<ContactWords>,
    contacts: Vec<ContactWords>,
    uploaded: Vec<String>,
    upload_bytes_max: usize,
    upload_kind: Field,
    picture_wrong: Option<String>,
    advice: Vec<Item>,
    can_tick: bool,
    day_field: Field,
    offer: Option<OfferWords>,
    can_hold: bool,
    held: Option<String>,
    can_resume: bool,
    can_change_contact: bool,
    suspend: Option<String>,
    suspend_field: Field,
    charges_again: Option<String>,
}

impl PartPage {
    fn say(&self, text: impl Sentence) -> String {
        self.voice.text(text)
    }
}

/// How a form is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    /// It can be sent.
    Open,
    /// It was sent and refused, and cannot be sent again: what was typed stands there to be read.
    Shut,
    /// Not at all.
    Not,
}

impl Drawn {
    fn of(is_open: bool, was_sent: bool) -> Self {
        if is_open {
            Self::Open
        } else if was_sent {
            Self::Shut
        } else {
            Self::Not
        }
    }

    fn is_open(self) -> bool {
        self == Self::Open
    }

    fn is_shut(self) -> bool {
        self == Self::Shut
    }

    fn is_there(self) -> bool {
        self != Self::Not
    }
}

/// How each form of the page with fields in it is drawn.
struct Draws {
    has_devices: bool,
    returns: Drawn,
    day: Drawn,
    suspend: Drawn,
    upload: Drawn,
    retract: Drawn,
}

impl Draws {
    fn of(case: &CaseJson, has_room: bool, typed: &Typed) -> Self {
        let was_sent = |form| typed.at == Some(form) && !typed.slips.is_empty();
        let is_retract = was_sent("/my/retract");
        let pauses = !typed.suspend_until.is_empty();
        let can_suspend = case.can_retract && case.suspend.as_ref().is_some_and(|terms| terms.can_be_asked);
        Self {
            has_devices: case.steps.iter().any(|step| step.kind == StepKind::ArrangeReturn),
            returns: Drawn::of(case.choices.can_choose_return, was_sent("/my/return")),
            day: Drawn::of(case.choices.can_amend, was_sent("/my/day")),
            suspend: Drawn::of(can_suspend, is_retract && pauses),
            upload: Drawn::of(case.ending.is_none() && has_room, was_sent("/my/upload")),
            retract: Drawn::of(case.can_retract, is_retract && !pauses),
        }
    }

    /// The form in which something may be typed already: the one that was sent, or the first.
    fn form(&self, typed: &Typed) -> Option<&'static str> {
        let forms = [
            (self.returns, "/my/return"),
            (self.day, "/my/day"),
            (self.suspend, "/my/retract"),
            (self.upload, "/my/upload"),
        ];
        let open: Vec<_> =
            forms.into_iter().filter(|(drawn, _)| drawn.is_open()).map(|(_, form)| form).collect();
        open.iter().find(|form| Some(**form) == typed.at).or(open.first()).copied()
    }
}

/// What was typed on the page, to be kept when something is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// The form it was typed in, by where that is sent.
    pub(super) at: Option<&'static str>,
    pub(super) way: String,
    pub(super) on: String,
    pub(super) from_hour: String,
    pub(super) address: String,
    pub(super) wanted_on: String,
    pub(super) suspend_until: String,
    pub(super) what: String,
    pub(super) slips: Slips,
}

impl Typed {
    /// What was typed in a form that could not be sent.
    fn of(kept: &KeptForm) -> Self {
        Self {
            at: Some(kept.address()),
            way: kept.field("way"),
            on: kept.field("on"),
            from_hour: kept.field("from_hour"),
            address: kept.field("address"),
            wanted_on: kept.field("wanted_on"),
            suspend_until: kept.field("suspend_until"),
            what: kept.field("what"),
            slips: Slips::default(),
        }
    }
}

async fn page(
    State(app): State<Shared>,
    frame: Frame,
    Asked(asked): Asked<SavedAsk>,
) -> Result<Response, Problem> {
    let kept = app.notes.form(own_case(&frame.asker)?, "/my/do", Instant::now());
    let said = kept.as_ref().and_then(|kept| kept.say(frame.voice)).or_else(|| asked.notice(frame.voice));
    rendered(&app, &frame, kept.as_ref().map(Typed::of).unwrap_or_default(), said).await
}

/// The page with what is wrong.
pub(super) async fn again(app: &Shared, frame: &Frame, typed: Typed) -> Result<Response, Problem> {
    let page = rendered(app, frame, typed, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Where the page is, with the notice that it is saved.
pub(super) fn saved() -> Response {
    see_other("/my/do?saved=1")
}

async fn rendered(
    app: &Shared,
    frame: &Frame,
    typed: Typed,
    saved: Option<String>,
) -> Result<Response, Problem> {
    let Shown { view, case, words } = shown(app, frame).await?;
    let (voice, slips) = (frame.voice, &typed.slips);
    let zone = Zone::named(&case.zone).unwrap_or_else(|_| app.zone.clone());
    let contacts = guide::contacts_of(&app.policies, case.operator.as_deref(), voice);
    let (shops, contacts): (Vec<_>, Vec<_>) =
        contacts.into_iter().partition(|one| one.way == masalama_core::policy::Way::Shop);
    let is_open = case.ending.is_none();
    let held = view.case.held.as_ref();
    let [day_field, suspend_field] = [
        Field::new("wanted_on", voice.text(PortalText::WantedOn), &typed.wanted_on, Input::Day),
        until_field(&typed, view.case.pause_until(app.desk.now()), voice),
    ]
    .map(|field| field.checked(slips, voice));
    let return_fields = return_fields(&typed, voice);
    let upload_kind = upload::kind_field(&typed.what, voice).checked(slips, voice);
    let [picture, retract] = [("picture", PortalText::UploadFile), ("retract", PortalText::RetractHeading)]
        .map(|(name, label)| Field::new(name, voice.text(label), "", Input::Lines));
    let named = [&day_field, &suspend_field, &upload_kind, &picture, &retract];
    let all: Vec<_> = return_fields.iter().chain(named).cloned().collect();
    let dues = case.settlement.dues.as_ref();
    let draws = Draws::of(&case, view.case.attachments.len() < ATTACHMENTS_MAX, &typed);
    let form = draws.form(&typed);
    let head = frame.head(Tab::Part.name(voice)).with_scripts(&[super::SCRIPT]);
    Ok(html(&PartPage {
        head: match form {
            Some(form) => head.holding(form.replace("/my/", "ask-"), form),
            None => head,
        },
        voice,
        tabs: Tab::Part.links(voice),
        is_quiet: is_quiet(&view),
        number: number(&case, voice),
        saved,
        summary: Summary::of(&all, slips, voice),
        to_do: to_do(&case, &zone, voice),
        has_dues: dues.is_some_and(|dues| dues.total.minor > 0),
        refund_stands: refund_stands(&case, voice),
        draws,
        slot_taken: slot_taken(&case),
        return_stands: return_stands(&case, voice),
        return_fields,
        shops,
        contacts,
        uploaded: view.case.attachments.iter().map(|one| upload::listed(one, voice)).collect(),
        upload_bytes_max: upload::PICTURE_BYTES_MAX,
        upload_kind,
        picture_wrong: slips.of("picture").map(|slip| slip.say(voice)),
        advice: words
            .advice
            .iter()
            .map(|one| Item { key: word(&one.key), text: one.text.clone(), ticked: one.ticked })
            .collect(),
        can_tick: is_open && case.stage != masalama_core::case::Stage::Retracting,
        day_field,
        offer: words.offer,
        can_hold: is_open && held.is_none(),
        held: held.map(|held| voice.text(super::follow::held_text(held.why))),
        can_resume: is_open && held.is_some_and(|held| held.why == HeldWhy::BySubscriber),
        can_change_contact: is_open,
        suspend: words.suspend,
        suspend_field,
        charges_again: words.charges_again,
        sums: words.sums,
        case,
    }))
    .inspect(|_| tracing::trace!(zone = zone.name(), "the person's part was shown"))
}

/// Until when the line is to be paused, with the last day that can be.
fn until_field(typed: &Typed, last: Option<jiff::civil::Date>, voice: Voice) -> Field {
    let label = voice.text(PortalText::SuspendUntil);
    let field = Field::new("suspend_until", label, &typed.suspend_until, Input::Day);
    match last {
        Some(last) => field.hint(dated(PortalText::SuspendUntilHint, last, voice)),
        None => field,
    }
}

/// What waits for the person, said to the person.
fn to_do(case: &CaseJson, zone: &Zone, voice: Voice) -> Vec<String> {
    let own = case.tasks.iter().filter(|task| task.hand == masalama_core::plan::Hand::Subscriber);
    let own = own.map(|task| own_task(task.kind, voice));
    papers_wanted(case, zone, voice).into_iter().chain(own).collect()
}

fn refund_stands(case: &CaseJson, voice: Voice) -> Option<String> {
    let chosen = case.settlement.refund.as_ref()?.chosen?;
    Some(voice.text_with(PortalText::RefundStands, &[("method", voice.tell(chosen))]))
}

/// A slot that was refused is chosen anew.
fn slot_taken(case: &CaseJson) -> bool {
    let booking = case.steps.iter().find(|step| step.kind == StepKind::BookPickup);
    booking.is_some_and(|step| step.progress == ProgressWord::Stuck)
}

fn return_stands(case: &CaseJson, voice: Voice) -> Option<String> {
    Some(match case.choices.device_return? {
        ReturnWay::Shop => voice.text(PortalText::ReturnStandsShop),
        ReturnWay::Courier { on, from_hour } => {
            let with = [
                ("date", voice.date(on)),
                ("from", hour(from_hour)),
                ("to", hour(from_hour.saturating_add(SLOT_HOURS))),
            ];
            voice.text_with(PortalText::ReturnStandsCourier, &with)
        }
    })
}

fn hour(hour: u8) -> String {
    format!("{hour:02}:00")
}

fn return_fields(typed: &Typed, voice: Voice) -> Vec<Field> {
    let text = |text| voice.text(text);
    let ways = choices(voice, [("courier", Text::ReturnByCourier), ("shop", Text::ReturnAtShop)]);
    let slot = |from: u8| {
        let with = [("from", hour(from)), ("to", hour(from + SLOT_HOURS))];
        Choice::of(from.to_string(), voice.text_with(PortalText::ReturnSlot, &with))
    };
    let way = if typed.way.is_empty() { "courier" } else { typed.way.as_str() };
    let address = Input::Text { mode: "text", complete: "street-address", is_number: false };
    [
        Field::new("way", text(Text::ChooseReturn), way, Input::Radios(ways)),
        Field::new("on", text(Text::PickupDay), &typed.on, Input::Day).optional(),
        Field::new(
            "from_hour",
            text(Text::PickupHour),
            &typed.from_hour,
            Input::List(SLOTS.map(slot).into()),
        ),
        Field::new("address", text(Text::PickupAddress), &typed.address, address)
            .optional()
            .chars_max(TYPED_CHARS_MAX),
    ]
    .map(|field| field.checked(&typed.slips, voice))
    .into()
}

/// The word a value has on the wire.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned()
}

/// What the desk said to a form: done, or a slip at this field, with what was typed.
async fn settled(
    app: &Shared,
    frame: &Frame,
    field: &str,
    mut typed: Typed,
    said: Result<(), Said>,
) -> Result<Response, Problem> {
    match said {
        Ok(()) => Ok(saved()),
        Err(Said::Refused(code)) => {
            typed.slips.add(field, Slip::Refused(code));
            again(app, frame, typed).await
        }
        Err(fault @ Said::Fault(_)) => Err(fault.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReturnForm {
    way: String,
    on: String,
    from_hour: String,
    address: String,
}

async fn choose_return(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<ReturnForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let today = app.zone.date_at(app.desk.now());
    let ReturnForm { way, on, from_hour, address } = form;
    let mut typed = Typed { at: Some("/my/return"), way, on, from_hour, address, ..Typed::default() };
    let Some(way) = return_way(&mut typed, today) else { return again(&app, &frame, typed).await };
    let address = match way {
        ReturnWay::Shop => None,
        ReturnWay::Courier { .. } => Some(typed.address.clone()),
    };
    let said = app.desk.choose_return(case, Actor::Subscriber, way, address).await;
    settled(&app, &frame, "address", typed, said).await
}

fn return_way(typed: &mut Typed, today: Date) -> Option<ReturnWay> {
    let mut slips = Slips::default();
    let way = match typed.way.as_str() {
        "shop" => Some(ReturnWay::Shop),
        "courier" => {
            let on = slips.keep("on", typed::day(&typed.on));
            if on.is_some_and(|on| on < today) {
                slips.add("on", Slip::Refused(RefusalCode::DateInPast));
            }
            let hour = typed.from_hour.trim().parse().ok().filter(|hour| SLOTS.contains(hour));
            let from_hour = slips.keep("from-hour", hour.ok_or(Slip::Choice));
            if typed.address.trim().is_empty() {
                slips.add("address", Slip::Missing);
            } else if typed.address.chars().nth(TYPED_CHARS_MAX).is_some() {
                slips.add("address", Slip::TooLong { most: TYPED_CHARS_MAX });
            }
            on.zip(from_hour).map(|(on, from_hour)| ReturnWay::Courier { on, from_hour })
        }
        _ => {
            slips.add("way", Slip::Choice);
            None
        }
    };
    typed.slips = slips;
    way.filter(|_| typed.slips.is_empty())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TickForm {
    advice: AdviceKey,
}

async fn tick(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<TickForm>,
) -> Result<Response, Problem> {
    let choice = Chosen::Ticked { advice: form.advice };
    app.desk.note(own_case(&frame.asker)?, Actor::Subscriber, choice).await?;
    Ok(see_other("/my/do?saved=1#checklist"))
}

async fn decline(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    app.desk.note(own_case(&frame.asker)?, Actor::Subscriber, Chosen::OfferDeclined).await?;
    Ok(saved())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DayForm {
    wanted_on: String,
}

async fn another_day(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<DayForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let mut typed = Typed { at: Some("/my/day"), wanted_on: form.wanted_on, ..Typed::default() };
    match typed::day(&typed.wanted_on) {
        Ok(day) => {
            let said = app.desk.amend(case, Actor::Subscriber, day).await;
            settled(&app, &frame, "wanted-on", typed, said).await
        }
        Err(slip) => {
            typed.slips.add("wanted-on", slip);
            again(&app, &frame, typed).await
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RetractForm {
    suspend_until: Option<String>,
}

async fn retract(
    State(app): State<Shared>,
    frame: Frame,
    Posted(form): Posted<RetractForm>,
) -> Result<Response, Problem> {
    let case = own_case(&frame.asker)?;
    let suspend_until = form.suspend_until.clone().unwrap_or_default();
    let mut typed = Typed { at: Some("/my/retract"), suspend_until, ..Typed::default() };
    let until = match form.suspend_until.as_deref().map(typed::day).transpose() {
        Ok(until) => until,
        Err(slip) => {
            typed.slips.add("suspend-until", slip);
            return again(&app, &frame, typed).await;
        }
    };
    match app.desk.retract(case, Actor::Subscriber, until).await {
        Ok(()) => Ok(see_other("/my?saved=1")),
        said => {
            let field = if typed.suspend_until.is_empty() { "retract" } else { "suspend-until" };
            settled(&app, &frame, field, typed, said).await
        }
    }
}

async fn hold(State(app): State<Shared>, frame: Frame) -> Result<Response, Problem> {
    app.desk.hold(own_case(&frame.asker)?, Actor::Subscriber, HeldWhy::BySubscriber, "").await?;
    Ok(see_other("/my?saved=1"))
}
