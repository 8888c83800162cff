//! Running the program: one command to its end, or a server for as long as a test lasts.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What the server says, before its address, once it serves.
const SERVES_AT: &str = "Masalama serves at ";

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// It must have ended with this status.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Its output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Runs the program in `folder` to its end.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    run_with(folder, arguments, "")
}

/// The same, with `input` piped in.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut process = program()
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended already.
    drop(process.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = process.wait_with_output().unwrap();
    Ran {
        status: output.status.code().expect("no signal ends it"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The program, with nothing of the environment that would change what it does.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masalama"));
    for name in
        ["MASALAMA_SERVER", "MASALAMA_TOKEN", "MASALAMA_CONFIG", "MASALAMA_CREDENTIAL", "MASALAMA_LOG"]
    {
        command.env_remove(name);
    }
    command.env("MASALAMA_STAFF_NAME", "tester-1");
    command
}

/// A server in a folder of its own, whose sandbox clock stands still until it is moved.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    process: Child,
    address: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with("[sandbox]\nclock = \"frozen\"\nlines = 60\n")
    }

    /// One with this configuration.
    pub(crate) fn with(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("masalama.toml"), configuration).unwrap();
        Self::serve(folder)
    }

    /// The same folder once more, after a stop.
    pub(crate) fn start_again(mut self) -> Self {
        Self::serve(std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap()))
    }

    fn serve(folder: TempDir) -> Self {
        let mut process = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--data", "data"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(errors.read_line(&mut line).unwrap() > 0, "the server ended: {said}");
            said.push_str(&line);
            if let Some(rest) = line.strip_prefix(SERVES_AT) {
                break rest.split_whitespace().next().unwrap().to_owned();
            }
        };
        // Nobody reads on: the pipe must not fill up, nor break.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self { folder, process, address }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a client command against it, with its staff token.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let at = [arguments, &["--server", &self.address, "--data", "data"]].concat();
        run_in(self.folder.path(), &at)
    }

    /// The same without the token.
    pub(crate) fn run_without_token(&self, arguments: &[&str]) -> Ran {
        let at = [arguments, &["--server", &self.address, "--data", "nowhere"]].concat();
        run_in(self.folder.path(), &at)
    }

    /// Asks it to stop as the system does; how it ended.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The first invented line of this kind that `fits`.
    pub(crate) fn line(&self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let page =
            self.run(&["sandbox", "lines", "--kind", kind, "--limit", "60", "--json"]).ends_with(0).json();
        let lines = page["lines"].as_array().unwrap();
        lines.iter().find(|line| fits(line)).expect("the sandbox has such a line").clone()
    }

    /// Asks to end the line; the case and its credential.
    pub(crate) fn start_cease(&self, line: &Value) -> (String, String) {
        let opened = self.run_without_token(&start_arguments(line)).ends_with(0).json();
        let text = |key: &str| opened[key].as_str().unwrap().to_owned();
        (text("case"), text("credential"))
    }

    /// The case, as staff see it.
    pub(crate) fn case(&self, case: &str) -> Value {
        self.run(&["cease", "show", case, "--json"]).ends_with(0).json()
    }

    /// Moves the clock day by day until the case is so far; people do on the way what `act` does.
    pub(crate) fn go_on(&self, case: &str, until: &str, mut act: impl FnMut(&Value)) {
        for _ in 0..120 {
            let follow = ["cease", "follow", case, "--until", until, "--timeout", "1", "--json"];
            let followed = self.run(&follow);
            if followed.status == 0 {
                return;
            }
            act(&followed.json());
            self.run(&["sandbox", "clock", "advance", "31d"]).ends_with(0);
        }
        panic!("the case does not get as far as {until}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been stopped already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The arguments with which the holder of a line asks for its end.
pub(crate) fn start_arguments(line: &Value) -> Vec<&str> {
    let document = &line["owner"]["document"];
    let kind = match document["kind"].as_str().unwrap() {
        "passport" => "--passport",
        "resident_card" => "--resident-card",
        _ => "--civil-number",
    };
    vec![
        "cease",
        "start",
        "--json",
        "--iccid",
        line["numbers"]["iccid"].as_str().unwrap(),
        kind,
        document["number"].as_str().unwrap(),
        "--activated-on",
        line["facts"]["activated_on"].as_str().unwrap(),
        "--contact",
        line["owner"]["contact_msisdn"].as_str().unwrap(),
    ]
}

/// Holds `text` against the committed transcript of that name; `MASALAMA_GOLDEN=write` writes it.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden").join(name);
    if std::env::var("MASALAMA_GOLDEN").is_ok_and(|how| how == "write") {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name} differs; read it, then MASALAMA_GOLDEN=write");
}
