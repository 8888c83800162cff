//! The child as its parent holds it.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::child::{SETTINGS_VARIABLE, Settings, TEST};
use super::load::Sent;

/// A child that runs, or ran. Killed with this value.
pub(crate) struct Running {
    process: Child,
    input: Option<ChildStdin>,
    said: mpsc::UnboundedReceiver<String>,
}

impl Running {
    /// Starts a child.
    pub(crate) fn start(settings: &Settings) -> Self {
        Self::start_under(settings, &[])
    }

    /// Starts a child with more in its environment.
    pub(crate) fn start_under(settings: &Settings, environment: &[(&str, OsString)]) -> Self {
        let program = std::env::current_exe().expect("a test knows its own program");
        let settings = serde_json::to_string(settings).expect("settings are JSON");
        let mut process = Command::new(program)
            .args(["--exact", TEST, "--ignored", "--nocapture", "--test-threads=1"])
            .env(SETTINGS_VARIABLE, settings)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test binary starts again");
        let input = process.stdin.take();
        let output = process.stdout.take().expect("it was asked for");
        let (sender, said) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut line = String::new();
            // A line without an end was cut off by the kill: nobody was told it.
            while output.read_line(&mut line).is_ok_and(|bytes| bytes > 0) && line.ends_with('\n') {
                if sender.send(line.trim_end().to_owned()).is_err() {
                    return;
                }
                line.clear();
            }
        });
        Self { process, input, said }
    }

    /// Hands it a request. That it is dead shows elsewhere.
    pub(crate) fn send(&mut self, sent: &Sent) {
        let mut line = serde_json::to_string(sent).expect("a request is JSON");
        line.push('\n');
        if let Some(input) = &mut self.input {
            drop(input.write_all(line.as_bytes()));
        }
    }

    /// There will be no more requests.
    pub(crate) fn end_input(&mut self) {
        self.input = None;
    }

    /// The next line it says before the deadline, or that there was none.
    pub(crate) async fn line_before(&mut self, deadline: Instant) -> Heard {
        match tokio::time::timeout_at(deadline, self.said.recv()).await {
            Ok(Some(line)) => Heard::Line(line),
            Ok(None) => Heard::End,
            Err(_elapsed) => Heard::Nothing,
        }
    }

    /// Ends it at once (SIGKILL), and gives what it had said and nobody had read.
    pub(crate) async fn kill(mut self) -> Vec<String> {
        let ended_itself = self.process.try_wait().expect("a child can be asked");
        assert!(ended_itself.is_none(), "the child ended by itself: {ended_itself:?}");
        self.process.kill().expect("one's own child can be killed");
        let status = self.process.wait().expect("a killed child ends");
        assert!(!status.success(), "{status}");
        let mut rest = Vec::new();
        while let Some(line) = self.said.recv().await {
            rest.push(line);
        }
        rest
    }

    /// Waits until it ends by itself, and gives all it says until then.
    pub(crate) async fn until_it_ends(mut self, within: Duration) -> (Vec<String>, ExitStatus) {
        self.end_input();
        let deadline = Instant::now() + within;
        let mut lines = Vec::new();
        loop {
            match self.line_before(deadline).await {
                Heard::Line(line) => lines.push(line),
                Heard::End => break,
                Heard::Nothing => panic!("the child did not end within {within:?}; it said {lines:#?}"),
            }
        }
        (lines, self.process.wait().expect("it ended"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What was heard of a child before a deadline.
pub(crate) enum Heard {
    /// A line.
    Line(String),
    /// Nothing yet.
    Nothing,
    /// It has ended.
    End,
}

/// The database inside a folder.
pub(crate) fn database_in(folder: &Path) -> std::path::PathBuf {
    folder.join("cases.db")
}
