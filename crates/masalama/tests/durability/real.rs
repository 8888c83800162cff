//! The program as it is installed, killed at random moments under load (SIGKILL): nothing that was acknowledged is lost, nothing is done
//! twice.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::{Span, ToSpan as _};
use masalama_connect::sandbox::Sandbox;
use masalama_core::case::{CaseId, Stage};
use masalama_core::request::ClaimedDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use super::caller::Caller;
use super::chance::Chance;
use super::check::{Acknowledged, Journals, Wrong};
use super::kill::{
    END_WITHIN, ENDS_IN_START_PERCENT, LIFE_MS_MAX, READY_WITHIN, REQUESTS_IN_A_LIFE, RUN_MINUTES, Ran,
    START_MS, served,
};
use super::load::{self, Sent};

/// How often the program is killed; more with `MASALAMA_DURABILITY_KILLS`.
const KILLS: u32 = 200;
/// What the program says, before its address, once it serves.
const SERVES_AT: &str = "Masalama serves at ";
/// A caller waits so long for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// So often it is looked whether all cases are closed.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_done_twice_however_often_the_program_is_killed() {
    // Killed again and again at random moments under load, every request that was acknowledged must be there exactly once and reach its
    // end, no effect may be done twice or without an intent, and every chain must be whole.
    let kills = std::env::var("MASALAMA_DURABILITY_KILLS").ok().and_then(|text| text.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let requests = kills as usize * REQUESTS_IN_A_LIFE;
    let sandbox = load::sandbox(u32::try_from(requests).expect("a run has few requests"));
    let caller = Caller::new(load::requests(&sandbox, requests).await);
    let mut run = Run {
        installed: Installed::new(&served(&sandbox).await),
        client: reqwest::Client::new(),
        chance: Chance::fresh("kill"),
        life: (RUN_MINUTES / i64::from(kills)).minutes(),
        caller,
        sandbox,
    };
    for _ in 0..kills {
        run.one_life().await;
    }
    let database = run.installed.database();
    let journals = Journals::read(&database).await;
    let wrong: Vec<Wrong> = journals.against_acknowledged(&run.caller.acknowledged, requests);
    run.last_life().await;
    Ran::compare(wrong, run.caller, requests, &database, &run.sandbox).await.expect_all_in_order(kills);
}

/// A data folder and a configuration.
struct Installed {
    folder: TempDir,
}

impl Installed {
    /// One that ends lines of the sandbox at this address. What a life of a quarter of a second has no time for is made short.
    fn new(sandbox_url: &str) -> Self {
        let folder = tempfile::tempdir().expect("tests may make folders");
        let text = format!(
            "[sandbox]\nurl = \"{sandbox_url}\"\n\
             [engine]\ncases_in_hand = 16\ncases_in_commit = 16\nlease_s = 5\nidle_ms = 20\n\
             [retry]\nfirst_s = 1\nfactor = 1\ncap_s = 1\njitter_percent = 0\nattempts_max = 1000\n"
        );
        let installed = Self { folder };
        std::fs::write(installed.configuration(), text).expect("the configuration can be written");
        installed
    }

    fn configuration(&self) -> PathBuf {
        self.folder.path().join("masalama.toml")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn database(&self) -> PathBuf {
        self.data().join("cases.db")
    }

    fn staff_token(&self) -> String {
        let token =
            std::fs::read_to_string(self.data().join("staff.token")).expect("the first start made it");
        token.trim().to_owned()
    }
}

/// The program, running. Killed with this value.
struct Serving {
    process: Child,
    said: mpsc::UnboundedReceiver<String>,
}

impl Serving {
    fn start(installed: &Installed) -> Self {
        let mut process = Command::new(Path::new(env!("CARGO_BIN_EXE_masalama")))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(installed.data())
            .arg("--config")
            .arg(installed.configuration())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let errors = process.stderr.take().expect("it was asked for");
        let (sender, said) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { process, said }
    }

    /// Where it serves, once it says so. Nothing, where it has ended before.
    async fn address(&mut self) -> Option<String> {
        while let Some(line) = self.said.recv().await {
            if let Some(rest) = line.strip_prefix(SERVES_AT) {
                return rest.split(' ').next().map(str::to_owned);
            }
        }
        None
    }

    /// Ends it at once (SIGKILL).
    async fn kill(mut self) {
        if let Some(status) = self.process.try_wait().expect("a child can be asked") {
            let mut said = Vec::new();
            while let Some(line) = self.said.recv().await {
                said.push(line);
            }
            panic!("the program ended by itself, {status}: {said:#?}");
        }
        self.process.kill().expect("one's own child can be killed");
        let status = self.process.wait().expect("a killed child ends");
        assert!(!status.success(), "{status}");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// One run on one data folder.
struct Run {
    installed: Installed,
    client: reqwest::Client,
    chance: Chance,
    /// So long is a life by the sandbox's clock.
    life: Span,
    caller: Caller,
    sandbox: Sandbox,
}

impl Run {
    /// The program is started, asked, and killed.
    async fn one_life(&mut self) {
        let born = Instant::now();
        let mut serving = Serving::start(&self.installed);
        self.caller.begin_life(REQUESTS_IN_A_LIFE);
        let in_start = self.chance.of_100(ENDS_IN_START_PERCENT);
        let lives_ms = self.chance.below(if in_start { START_MS } else { LIFE_MS_MAX });
        let lives = Duration::from_millis(lives_ms);
        if in_start {
            drop(timeout_at(born + lives, serving.address()).await);
            serving.kill().await;
        } else if let Some(address) = self.ready(&mut serving).await {
            let dies = Instant::now() + lives;
            let mut asked = self.ask(&address);
            self.answers(&mut asked, dies).await;
            // All is answered; it works on until its time has come.
            tokio::time::sleep_until(dies).await;
            serving.kill().await;
            // An answer may have left before the kill and arrive after it.
            self.answers(&mut asked, Instant::now() + ANSWER_WITHIN).await;
        } else {
            serving.kill().await;
        }
        self.sandbox.clock_advance(self.life).await.expect("the clock goes forward");
    }

    async fn ready(&self, serving: &mut Serving) -> Option<String> {
        timeout(READY_WITHIN, serving.address()).await.expect("the program is ready in time")
    }

    /// Sends every request that has no answer, side by side.
    fn ask(&self, address: &str) -> JoinSet<Option<(String, Acknowledged)>> {
        let url = format!("{address}/v1/cases");
        self.caller.unanswered().map(|sent| ask_one(self.client.clone(), url.clone(), sent.clone())).collect()
    }

    /// Takes in the answers that come before the deadline.
    async fn answers(&mut self, asked: &mut JoinSet<Option<(String, Acknowledged)>>, deadline: Instant) {
        while let Ok(Some(answer)) = timeout_at(deadline, asked.join_next()).await {
            if let Some((key, told)) = answer.expect("asking comes to its end") {
                self.caller.take(&key, told);
            }
        }
    }

    /// The program once more, until every request is answered and every case is closed; then it is killed a last time.
    async fn last_life(&mut self) {
        let mut serving = Serving::start(&self.installed);
        let address = self.ready(&mut serving).await.expect("the program serves");
        self.caller.begin_life(usize::MAX);
        let deadline = Instant::now() + END_WITHIN;
        let mut asked = self.ask(&address);
        self.answers(&mut asked, deadline).await;
        let mut looks = tokio::time::interval(LOOK_AGAIN);
        while Instant::now() < deadline {
            looks.tick().await;
            let open = self.open_stages(&address).await;
            if open.is_empty() {
                break;
            }
            // A case that nobody verified yet lapses after some days: it is not hurried.
            let step = if open.contains(&Stage::Received) { 1.minute() } else { 12.hours() };
            self.sandbox.clock_advance(step).await.expect("the clock goes forward");
        }
        serving.kill().await;
    }

    /// The stages that have cases, but for those closed.
    async fn open_stages(&self, address: &str) -> Vec<Stage> {
        let mut open = Vec::new();
        for stage in Stage::ALL.into_iter().filter(|stage| *stage != Stage::Closed) {
            let word = serde_json::to_value(stage).expect("a stage is a word");
            let url = format!("{address}/v1/cases?limit=1&stage={}", word.as_str().unwrap_or_default());
            let answer = self.client.get(url).bearer_auth(self.installed.staff_token()).send().await;
            let page: Value = answer.expect("the program answers").json().await.expect("an answer is JSON");
            let rows = page["cases"].as_array().unwrap_or_else(|| panic!("this is no list of cases: {page}"));
            if !rows.is_empty() {
                open.push(stage);
            }
        }
        open
    }
}

/// Asks once. Nothing, where no answer came: the caller asks again in the next life, under the same key.
async fn ask_one(client: reqwest::Client, url: String, sent: Sent) -> Option<(String, Acknowledged)> {
    let asking = client.post(url).header("Idempotency-Key", &sent.key).json(&typed(&sent)).send();
    let answer = timeout(ANSWER_WITHIN, asking).await.ok()?.ok()?;
    let status = answer.status();
    let body: Value = answer.json().await.ok()?;
    assert!(status.is_success(), "a sound request is received: {status} {body}");
    let case = body["case"].as_str().and_then(CaseId::parse).expect("the answer names the case");
    let credential = body["credential"].as_str().expect("the answer gives the credential").to_owned();
    Some((sent.key, Acknowledged { case, credential }))
}

/// The request as a caller types it.
fn typed(sent: &Sent) -> Value {
    let claim = &sent.request.claim;
    let (purchased_on, activated_on) = match claim.date {
        ClaimedDate::PurchasedOn(on) => (Some(on), None),
        ClaimedDate::ActivatedOn(on) => (None, Some(on)),
    };
    let mut body = json!({
        "iccid": claim.iccid.unmasked(),
        "document": { "kind": claim.document.kind(), "number": claim.document.unmasked() },
        "contact_msisdn": claim.contact_msisdn.as_ref().map(|number| number.unmasked()),
        "purchased_on": purchased_on,
        "activated_on": activated_on,
    });
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    body
}
