//! The child is killed at random moments under load (SIGKILL); once as it is, and once with a sabotage that the check must find.

use std::path::Path;
use std::time::Duration;

use jiff::{Span, ToSpan as _};
use masalama_connect::sandbox::{Sandbox, serve};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::caller::Caller;
use super::chance::Chance;
use super::check::{Figures, Journals, Wrong, arrivals, only_asks};
use super::child::{Course, Settings};
use super::load;
use super::process::{Heard, Running, database_in};

/// How often the child is killed. The program itself is killed more often ([`real`](super::real)).
const KILLS: u32 = 25;
/// So many of each sort that it finds are shown.
const SHOWN_MAX: usize = 3;
/// New requests in each life.
pub(crate) const REQUESTS_IN_A_LIFE: usize = 2;
/// A life ends at most so long after the program was ready.
pub(crate) const LIFE_MS_MAX: u64 = 250;
/// How far the sandbox's clock goes in a whole run: past the ends of days that cases wait for, and not as far as the seven days after which
/// a case lapses that nobody could verify, for its lives may all have been too short.
pub(crate) const RUN_MINUTES: i64 = 5 * 24 * 60;
/// So many lives in a hundred end before the program is ready: in the middle of its start.
pub(crate) const ENDS_IN_START_PERCENT: u64 = 15;
/// A start takes about so long.
pub(crate) const START_MS: u64 = 60;
/// A start takes no longer than this, on a machine with much else to do.
pub(crate) const READY_WITHIN: Duration = Duration::from_secs(30);
/// At the end all cases are carried to their end within this.
pub(crate) const END_WITHIN: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_done_twice_however_often_the_child_is_killed() {
    // Killed again and again at random moments under load, every request that was acknowledged must be there exactly once and reach its
    // end, no effect may be done twice or without an intent, and every chain must be whole.
    let ran = run(KILLS, false).await;
    ran.expect_all_in_order(KILLS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_check_finds_intents_that_are_committed_after_the_call() {
    // With intents committed only together with what became of the call (against I2), the check above must fail, and name an effect
    // that left more than once.
    let ran = run(KILLS, true).await;
    println!("{KILLS} kills: {} acknowledged; {}", ran.acknowledged, ran.figures);
    let left_twice = ran
        .wrong
        .iter()
        .filter(|wrong| matches!(wrong, Wrong::LeftTwice { effect, .. } if !only_asks(*effect)));
    let never_ended = ran.wrong.iter().filter(|wrong| matches!(wrong, Wrong::Open { .. }));
    for wrong in left_twice.clone().take(SHOWN_MAX) {
        println!("found: {wrong}");
    }
    let never_ended = never_ended.count();
    println!("found {} in all, {never_ended} of them cases that never end", ran.wrong.len());
    assert!(left_twice.count() > 0, "{}", ran.figures);
}

/// What came of a run.
pub(crate) struct Ran {
    requests: usize,
    acknowledged: usize,
    figures: Figures,
    wrong: Vec<Wrong>,
}

impl Ran {
    /// Compares the books at the end, of which `wrong` was wrong before.
    pub(crate) async fn compare(
        mut wrong: Vec<Wrong>,
        caller: Caller,
        requests: usize,
        database: &Path,
        sandbox: &Sandbox,
    ) -> Self {
        let journals = Journals::read(database).await;
        let arrivals = arrivals(sandbox).await;
        wrong.extend(caller.wrong);
        wrong.extend(journals.against_acknowledged(&caller.acknowledged, requests));
        wrong.extend(journals.open());
        wrong.extend(journals.against_arrivals(&arrivals));
        let figures = journals.figures(&arrivals);
        Self { requests, acknowledged: caller.acknowledged.len(), figures, wrong }
    }

    /// Prints the figures, and fails where anything is wrong or the kills met nothing.
    pub(crate) fn expect_all_in_order(&self, kills: u32) {
        println!("{kills} kills: {} acknowledged; {}", self.acknowledged, self.figures);
        assert_eq!(self.wrong, []);
        assert_eq!((self.figures.cases, self.acknowledged), (self.requests, self.requests));
        let cut_off = self.figures.calls_cut_off;
        assert!(cut_off >= kills as usize / 10, "hardly any kill met a call: {}", self.figures);
    }
}

async fn run(kills: u32, commits_late: bool) -> Ran {
    let folder = tempfile::tempdir().expect("tests may make folders");
    let requests = kills as usize * REQUESTS_IN_A_LIFE;
    let sandbox = load::sandbox(u32::try_from(requests).expect("a run has few requests"));
    let settings = Settings {
        database: database_in(folder.path()),
        sandbox: Some(served(&sandbox).await),
        starts_before: 0,
        course: Course::UntilKilled,
        never_syncs: false,
        commits_late,
        notes: None,
    };
    let sent = load::requests(&sandbox, requests).await;
    let life = (RUN_MINUTES / i64::from(kills)).minutes();
    let mut run = Run { settings, chance: Chance::fresh("kill"), caller: Caller::new(sent), sandbox, life };
    for _ in 0..kills {
        run.one_life().await;
    }
    let journals = Journals::read(&run.settings.database).await;
    let wrong = journals.against_acknowledged(&run.caller.acknowledged, requests);
    let said_at_the_end = run.last_life().await;
    println!("the last child said {said_at_the_end}");
    Ran::compare(wrong, run.caller, requests, &run.settings.database, &run.sandbox).await
}

/// Serves the sandbox on a free port and says where.
pub(crate) async fn served(sandbox: &Sandbox) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(serve(sandbox.clone(), listener));
    format!("http://{address}")
}

/// One run on one database.
struct Run {
    settings: Settings,
    chance: Chance,
    caller: Caller,
    sandbox: Sandbox,
    /// So long is a life by the sandbox's clock.
    life: Span,
}

impl Run {
    /// A child is started, given requests, and killed.
    async fn one_life(&mut self) {
        let mut child = Running::start(&self.settings);
        self.settings.starts_before += 1;
        self.caller.begin_life(REQUESTS_IN_A_LIFE);
        self.caller.unanswered().for_each(|sent| child.send(sent));
        let in_start = self.chance.of_100(ENDS_IN_START_PERCENT);
        let lives_ms = self.chance.below(if in_start { START_MS } else { LIFE_MS_MAX });
        let born = Instant::now();
        if !in_start {
            self.hear(&mut child, born + READY_WITHIN, true).await;
        }
        let dies = if in_start { born } else { Instant::now() } + Duration::from_millis(lives_ms);
        self.hear(&mut child, dies, false).await;
        for line in child.kill().await {
            self.caller.hear(&line);
        }
        self.sandbox.clock_advance(self.life).await.expect("the clock goes forward");
    }

    /// Takes in what the child says until the deadline, or until it is ready.
    async fn hear(&mut self, child: &mut Running, deadline: Instant, until_ready: bool) {
        loop {
            match child.line_before(deadline).await {
                Heard::Line(line) if line == "ready" && until_ready => return,
                Heard::Line(line) => self.caller.hear(&line),
                Heard::Nothing => return assert!(!until_ready, "the child was not ready in time"),
                Heard::End => panic!("the child ended by itself"),
            }
        }
    }

    /// A child that is not killed: it answers what is unanswered and carries every case to its end.
    async fn last_life(&mut self) -> String {
        self.settings.course = Course::ToTheEnd;
        self.settings.commits_late = false;
        let mut child = Running::start(&self.settings);
        self.caller.begin_life(usize::MAX);
        self.caller.unanswered().for_each(|sent| child.send(sent));
        let (lines, status) = child.until_it_ends(END_WITHIN).await;
        assert!(status.success(), "{status}: {lines:#?}");
        lines.iter().for_each(|line| self.caller.hear(line));
        lines.into_iter().find(|line| line.starts_with("open ")).expect("the child says how many are open")
    }
}
