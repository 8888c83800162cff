//! Killed at random moments under load (SIGKILL): nothing that was acknowledged is lost, nothing is done twice.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::{Span, ToSpan as _};
use masalama_connect::sandbox::{Sandbox, serve};
use masalama_core::case::CaseId;
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::chance::Chance;
use super::check::{Acknowledged, Figures, Journals, Wrong, arrivals, only_asks};
use super::child::{Course, Settings};
use super::load::{self, Sent};
use super::process::{Heard, Running, database_in};

/// How often the child is killed; more with `MASALAMA_DURABILITY_KILLS`.
const KILLS: u32 = 200;
/// How often in the run that must fail.
const KILLS_IN_SABOTAGE: u32 = 25;
/// So many of each sort that it finds are shown.
const SHOWN_MAX: usize = 3;
/// New requests in each life of the child.
const REQUESTS_IN_A_LIFE: usize = 2;
/// A life ends at most so long after the child said that it is ready.
const LIFE_MS_MAX: u64 = 250;
/// How far the sandbox's clock goes in a whole run: past the ends of days that cases wait for, and not as far as the seven days after which
/// a case lapses that nobody could verify, for its lives may all have been too short.
const RUN_MINUTES: i64 = 5 * 24 * 60;
/// So many lives in a hundred end before the child is ready: in the middle of its start.
const ENDS_IN_START_PERCENT: u64 = 15;
/// A start takes about so long.
const START_MS: u64 = 60;
/// A start takes no longer than this, on a machine with much else to do.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// At the end all cases are carried to their end within this.
const END_WITHIN: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_done_twice_however_often_the_program_is_killed() {
    // Killed again and again at random moments under load, every request that was acknowledged must be there exactly once and reach its
    // end, no effect may be done twice or without an intent, and every chain must be whole.
    let kills = std::env::var("MASALAMA_DURABILITY_KILLS").ok().and_then(|text| text.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let ran = run(kills, false).await;
    println!("{kills} kills: {} acknowledged; {}", ran.acknowledged, ran.figures);
    assert_eq!(ran.wrong_before_the_end, [], "after the last kill");
    assert_eq!(ran.wrong, [], "at the end");
    assert_eq!((ran.figures.cases, ran.acknowledged), (ran.requests, ran.requests));
    assert!(ran.figures.calls_cut_off >= kills as usize / 10, "hardly any kill met a call: {}", ran.figures);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_check_finds_intents_that_are_committed_after_the_call() {
    // With intents committed only together with what became of the call (against I2), the check above must fail, and name an effect
    // that left twice.
    let ran = run(KILLS_IN_SABOTAGE, true).await;
    println!("{KILLS_IN_SABOTAGE} kills: {} acknowledged; {}", ran.acknowledged, ran.figures);
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
struct Ran {
    requests: usize,
    acknowledged: usize,
    figures: Figures,
    wrong_before_the_end: Vec<Wrong>,
    wrong: Vec<Wrong>,
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
    let wrong_before_the_end = journals.against_acknowledged(&run.caller.acknowledged, requests);
    let said_at_the_end = run.last_life().await;
    println!("the last child said {said_at_the_end}");
    let journals = Journals::read(&run.settings.database).await;
    let arrivals = arrivals(&run.sandbox).await;
    let mut wrong = run.caller.wrong;
    wrong.extend(journals.against_acknowledged(&run.caller.acknowledged, requests));
    wrong.extend(journals.open());
    wrong.extend(journals.against_arrivals(&arrivals));
    Ran {
        requests,
        acknowledged: run.caller.acknowledged.len(),
        figures: journals.figures(&arrivals),
        wrong_before_the_end,
        wrong,
    }
}

/// Serves the sandbox on a free port and says where.
async fn served(sandbox: &Sandbox) -> String {
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

/// Who makes the requests: what had no answer is sent again under the same key.
struct Caller {
    to_send: VecDeque<Sent>,
    unanswered: BTreeMap<String, Sent>,
    acknowledged: BTreeMap<String, Acknowledged>,
    wrong: Vec<Wrong>,
}

impl Caller {
    fn new(requests: Vec<Sent>) -> Self {
        Self {
            to_send: requests.into(),
            unanswered: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// So many more requests are to be made.
    fn begin_life(&mut self, new: usize) {
        for sent in self.to_send.drain(..new.min(self.to_send.len())) {
            self.unanswered.insert(sent.key.clone(), sent);
        }
    }

    fn unanswered(&self) -> impl Iterator<Item = &Sent> {
        self.unanswered.values()
    }

    /// Takes in a line of the child: `ack KEY CASE CREDENTIAL`, or anything else, which is not for the caller.
    fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        if words.next() != Some("ack") {
            return;
        }
        let told = (|| Some((words.next()?, CaseId::parse(words.next()?)?, words.next()?)))();
        let (key, case, credential) = told.expect("an answer has a key, a case and a credential");
        self.unanswered.remove(key);
        let told = Acknowledged { case, credential: credential.to_owned() };
        if let Some(before) =
            self.acknowledged.insert(key.to_owned(), told).filter(|before| before.case != case)
        {
            self.wrong.push(Wrong::ToldTwoCases { key: key.to_owned(), first: before.case, then: case });
        }
    }
}
