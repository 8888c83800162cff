//! `demo`: one prepaid and one postpaid line, from start to certificate and closing statement, on a clock that stands still until it is moved.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use jiff::{SignedDuration, Span, Timestamp, ToSpan as _};
use masalama_connect::sandbox::Happening;
use masalama_core::case::{CaseId, Progress};
use masalama_core::line::{Line, LineKind};
use masalama_core::paper::{Content, Owing, PaperKind, Verified, VerifyingKey, verify};
use masalama_core::plan::Hand;
use masalama_core::port::{Clock as _, LINE_PAGE_MAX, LineFilter, StoredPaper};
use masalama_core::record::{Actor, StaffName, StepIndex};
use masalama_core::request::{
    Channel, Claim, ClaimedDate, Language, Reason, RefundMethod, Request, ReturnWay,
};
use masalama_core::role::Role;
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Desk, Doer};

use crate::clock::SystemClock;
use crate::config::{ClockPace, Settings};
use crate::exit::{Exit, Failure};
use crate::keys::{DataFolder, SIGNING_PUB};
use crate::progress::{Drawing, DrawnPlan, Reached, Seen};
use crate::say;
use crate::wiring::{AnySandbox, Built, build};

/// The clock is moved at most so often.
const MOVES_MAX: usize = 500;
/// Lines the demo chooses among.
const LINES: u32 = 1_000;
/// On a terminal each move is left to be seen for so long.
const SEEN_FOR: Duration = Duration::from_millis(60);

/// Arguments of `demo`.
#[derive(Args)]
#[command(after_help = "Examples:\n  masalama demo\n  masalama demo --json")]
pub(super) struct DemoArgs {
    /// Print the paths of papers and key as JSON
    #[arg(long)]
    json: bool,
}

/// One line on its way out.
struct Leaving {
    label: &'static str,
    line: Line,
    case: CaseId,
    plan: DrawnPlan,
    papers: Vec<(PaperKind, PathBuf)>,
    /// Steps that found something unpaid, and for which the person paid.
    paid_for: Vec<StepIndex>,
}

/// What is printed of one paper.
#[derive(serde::Serialize)]
struct Kept {
    line: &'static str,
    paper: &'static str,
    path: PathBuf,
    verified: bool,
}

/// What is printed at the end.
#[derive(serde::Serialize)]
struct Ended {
    sandbox: bool,
    key: PathBuf,
    papers: Vec<Kept>,
}

pub(super) async fn demo(args: DemoArgs) -> Result<Exit, Failure> {
    let began = Instant::now();
    let path = fresh_folder();
    let folder = DataFolder::open(&path)?;
    say::note(
        "Masalama ends two lines of an invented operator. This is a sandbox: no real line is touched, and every paper says so.",
    );
    say::note(format_args!(
        "Its clock is moved from one step to the next; everything is kept in {}.\n",
        path.display()
    ));
    let mut settings = Settings::default();
    settings.sandbox.clock = ClockPace::Frozen;
    settings.sandbox.lines = LINES;
    let mut built = build(&folder, &settings).await?;
    let sandbox = built.sandbox.clone().ok_or(Failure::DemoLine)?;
    let drawing = Drawing::new(built.zone.clone());
    let mut leaving = Vec::new();
    for (label, line) in [("prepaid", prepaid(&sandbox).await?), ("postpaid", postpaid(&sandbox).await?)] {
        leaving.push(start(&built, &drawing, label, line).await?);
    }
    live(&mut built, &sandbox, &mut leaving, &path).await?;
    let ended = Ended {
        sandbox: true,
        key: path.join(SIGNING_PUB),
        papers: check_papers(&leaving, &built.public_key),
    };
    for one in leaving {
        one.plan.finish();
    }
    say::note(format_args!("\nBoth lines have ended, in {} ms of real time.", began.elapsed().as_millis()));
    print(&ended, args.json);
    Ok(if ended.papers.iter().all(|paper| paper.verified) { Exit::Done } else { Exit::No })
}

/// A folder of a name nobody can guess; what is in it stays when the demo has ended.
fn fresh_folder() -> PathBuf {
    let name: String = SystemClock.fresh()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    std::env::temp_dir().join(format!("masalama-demo-{name}"))
}

/// A prepaid line with a number and something on it.
async fn prepaid(sandbox: &AnySandbox) -> Result<Line, Failure> {
    let worth = |line: &Line| line.facts.balance.map_or(0, |balance| balance.minor());
    let worth = |line: &Line| if line.numbers.msisdn.is_some() { worth(line) } else { 0 };
    lines(sandbox, LineKind::Prepaid).await?.into_iter().max_by_key(worth).ok_or(Failure::DemoLine)
}

/// A postpaid line with a device to give back, an open bill, and a deposit that is more than what the last bill will be, if there is one.
async fn postpaid(sandbox: &AnySandbox) -> Result<Line, Failure> {
    let today = sandbox.clock().now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut best = None;
    for line in lines(sandbox, LineKind::Postpaid).await? {
        let Some(contract) = &line.facts.contract else { continue };
        let state = sandbox.line_state(&line).await?;
        let instalments = state["account"]["instalments"]["minor"].as_i64().unwrap_or(0);
        let is_free = contract.minimum_until < today;
        let wishes = [
            (4, !line.facts.devices.is_empty()),
            (2, has_open_bill(&state)),
            (8, is_free && contract.deposit.minor() > instalments + 3 * contract.monthly.minor()),
            (1, line.facts.operator.as_str() == "sandbox-salalah"),
        ];
        let worth: u32 = wishes.into_iter().filter(|(_, is_met)| *is_met).map(|(worth, _)| worth).sum();
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, line));
        }
    }
    best.map(|(_, line)| line).ok_or(Failure::DemoLine)
}

/// The sandbox's own word on a line: a bill that nobody paid.
fn has_open_bill(state: &serde_json::Value) -> bool {
    let bills = state["account"]["bills"].as_array();
    bills.is_some_and(|bills| {
        bills.iter().any(|bill| bill.get("paid_at").is_none_or(serde_json::Value::is_null))
    })
}

async fn lines(sandbox: &AnySandbox, kind: LineKind) -> Result<Vec<Line>, Failure> {
    let filter = LineFilter { kind: Some(kind), limit: LINE_PAGE_MAX, ..LineFilter::default() };
    Ok(sandbox.find_lines(filter).await?.lines)
}

async fn start(
    built: &Built,
    drawing: &Drawing,
    label: &'static str,
    line: Line,
) -> Result<Leaving, Failure> {
    let request = Request {
        claim: Claim {
            iccid: line.numbers.iccid.clone(),
            document: line.owner.document.clone(),
            date: ClaimedDate::ActivatedOn(line.facts.activated_on),
            contact_msisdn: line.owner.contact_msisdn.clone(),
            contact_email: None,
        },
        channel: Channel::Portal,
        reason: Reason::LeavingCountry,
        wanted_on: None,
        language: Language::En,
    };
    let receipted = built.desk.open(request, Actor::Subscriber, None).await?;
    let plan = drawing.plan(label);
    plan.remark(
        built.desk.now(),
        &format!("card {} of {}: the request comes in", line.numbers.iccid, line.facts.operator),
    );
    Ok(Leaving { label, line, case: receipted.case, plan, papers: Vec::new(), paid_for: Vec::new() })
}

/// Works, lets the people act, moves the clock to the next wake, until both cases are closed.
async fn live(
    built: &mut Built,
    sandbox: &AnySandbox,
    leaving: &mut [Leaving],
    folder: &Path,
) -> Result<(), Failure> {
    for _ in 0..MOVES_MAX {
        built.worker.drain().await.map_err(Failure::Engine)?;
        let mut somebody_acted = false;
        let mut all_closed = true;
        for one in leaving.iter_mut() {
            let view = built.desk.view(one.case).await?;
            one.plan.update(&seen(&view));
            one.keep_papers(&view, folder)?;
            all_closed &= view.case.ending.is_some();
            one.pay(&built.desk, sandbox, &view).await?;
            somebody_acted |= one.act(&built.desk, sandbox, &view).await?;
        }
        if all_closed {
            return Ok(());
        }
        if somebody_acted {
            continue;
        }
        if say::can_draw() {
            tokio::time::sleep(SEEN_FOR).await;
        }
        let due = built.worker.next_due().await.map_err(Failure::Engine)?;
        let Some(by) = due.and_then(|due| until(due, built.desk.now())) else { break };
        sandbox.advance(by).await?;
    }
    Err(Failure::DemoStuck { steps: MOVES_MAX, folder: folder.to_owned() })
}

/// To the next whole second at or after the instant.
fn until(due: Timestamp, now: Timestamp) -> Option<Span> {
    let wait = due.duration_since(now).max(SignedDuration::ZERO);
    Some(wait.as_secs().checked_add(1)?.seconds())
}

/// What the drawing shows of a case.
fn seen(view: &CaseView) -> Vec<Seen> {
    let needs = |step: StepIndex| view.tasks.iter().any(|task| task.step == step);
    view.steps
        .iter()
        .map(|step| Seen {
            kind: step.kind,
            system: step.system.clone(),
            reached: match step.progress {
                Progress::Done { at } => Reached::Done(at),
                Progress::Skipped { .. } => Reached::NotNeeded,
                Progress::Stuck { .. } => Reached::NeedsHand,
                Progress::Waiting | Progress::Again { .. } if needs(step.step) => Reached::NeedsHand,
                Progress::Waiting => Reached::Waiting,
                Progress::InFlight
                | Progress::Pending { .. }
                | Progress::Unknown { .. }
                | Progress::Again { .. } => Reached::UnderWay,
            },
        })
        .collect()
}

impl Leaving {
    fn keep_papers(&mut self, view: &CaseView, folder: &Path) -> Result<(), Failure> {
        for paper in &view.papers {
            if self.papers.iter().any(|(kind, _)| *kind == paper.kind) {
                continue;
            }
            let path = folder.join(format!("{}-{}.json", self.label, paper.kind.as_str()));
            std::fs::write(&path, &paper.body).map_err(|source| Failure::File {
                path: path.clone(),
                verb: "written",
                source,
            })?;
            self.papers.push((paper.kind, path));
            self.tell_money(paper);
        }
        Ok(())
    }

    /// What a closing statement says of the money.
    fn tell_money(&self, paper: &StoredPaper) {
        let Ok(Verified { content: Content::ClosingStatement(statement), .. }) = verify(&paper.body, None)
        else {
            return;
        };
        let Owing { refunded, refunded_later, still_owed, .. } = &statement.owing;
        let text =
            format!("paid back: {refunded} and {refunded_later} after late usage; still owed: {still_owed}");
        self.plan.remark(paper.at, &text);
    }

    /// Does what a person would: chooses, pays, hands the device in. Says whether anybody did anything.
    async fn act(&self, desk: &Desk, sandbox: &AnySandbox, view: &CaseView) -> Result<bool, Failure> {
        for task in &view.tasks {
            let kind = view.case.planned(task.step).kind;
            let acted = match (task.hand, kind) {
                (Hand::Subscriber, StepKind::ChooseRefund) => self.choose_refund(desk, view).await?,
                (Hand::Subscriber, StepKind::ArrangeReturn) => self.choose_return(desk).await?,
                (Hand::Staff, StepKind::ReturnDevices) => {
                    self.hand_in(desk, sandbox, view, task.step).await?
                }
                (Hand::System | Hand::Staff | Hand::Subscriber, _) => false,
            };
            if acted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where something unpaid was found, the person pays, once; the operator sees it when it looks again.
    async fn pay(&mut self, desk: &Desk, sandbox: &AnySandbox, view: &CaseView) -> Result<(), Failure> {
        for step in &view.steps {
            let waits = matches!(step.progress, Progress::Again { .. });
            if waits && !self.paid_for.contains(&step.step) {
                self.paid_for.push(step.step);
                sandbox.world(&self.line, Happening::PaysDues).await?;
                self.plan.remark(desk.now(), "the person pays what is open");
            }
        }
        Ok(())
    }

    async fn choose_refund(&self, desk: &Desk, view: &CaseView) -> Result<bool, Failure> {
        let allowed =
            view.case.plan.rules.as_ref().map(|rules| rules.refund_methods.as_slice()).unwrap_or_default();
        let Some(method) = allowed
            .iter()
            .copied()
            .find(|method| *method == RefundMethod::BankTransfer)
            .or(allowed.first().copied())
        else {
            return Ok(false);
        };
        let to = Some("account of the holder at an invented bank".to_owned());
        desk.choose_refund(self.case, Actor::Subscriber, method, to).await?;
        self.plan.remark(desk.now(), "the person chooses how money is paid back");
        Ok(true)
    }

    async fn choose_return(&self, desk: &Desk) -> Result<bool, Failure> {
        let on = desk.now().to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(3.days());
        let way = ReturnWay::Courier { on, from_hour: 10 };
        let address = Some("house 1, invented street, Muscat".to_owned());
        desk.choose_return(self.case, Actor::Subscriber, way, address).await?;
        self.plan.remark(desk.now(), &format!("the person books a courier for the device, {on} from 10:00"));
        Ok(true)
    }

    /// The courier brings the device, and staff scan it: after the charge stop, so that the person keeps it as long as the line.
    async fn hand_in(
        &self,
        desk: &Desk,
        sandbox: &AnySandbox,
        view: &CaseView,
        step: StepIndex,
    ) -> Result<bool, Failure> {
        if view.case.charge_stop.is_none() {
            return Ok(false);
        }
        for device in &self.line.facts.devices {
            let happening = Happening::DeviceArrives { label: device.label.clone() };
            sandbox.world(&self.line, happening).await?;
        }
        let name = StaffName::try_from("shop-1".to_owned()).expect("this is a name");
        let staff = Doer { name, roles: [Role::Shop].into() };
        desk.attest(self.case, &staff, step, "scanned at the shop").await?;
        self.plan.remark(desk.now(), "the device comes back, and staff scan it");
        Ok(true)
    }
}

fn check_papers(leaving: &[Leaving], public_key: &str) -> Vec<Kept> {
    let key = VerifyingKey::parse(public_key);
    let papers = leaving.iter().flat_map(|one| one.papers.iter().map(move |paper| (one.label, paper)));
    papers
        .map(|(line, (kind, path))| {
            let verified = std::fs::read(path)
                .is_ok_and(|bytes| verify(&bytes, key.as_ref()).is_ok_and(|paper| paper.is_trusted));
            Kept { line, paper: kind.as_str(), path: path.clone(), verified }
        })
        .collect()
}

fn print(ended: &Ended, as_json: bool) {
    if as_json {
        return say::json(ended);
    }
    say::data("This was a sandbox: an invented operator, nothing real ended.");
    for paper in &ended.papers {
        let verdict = if paper.verified { "verified" } else { "NOT VERIFIED" };
        say::data(format_args!("{:<9} {:<18} {verdict}  {}", paper.line, paper.paper, paper.path.display()));
    }
    say::data(format_args!("{:<9} {:<18}           {}", "both", "key", ended.key.display()));
    if let Some(paper) = ended.papers.iter().find(|paper| paper.paper == "certificate") {
        say::data(format_args!(
            "\nTry: masalama verify {} --key {}",
            paper.path.display(),
            ended.key.display()
        ));
    }
}
