//! Accounts on the command line, and what they are to a server that runs.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::program::{Ran, Server, program, run_in};

/// Runs a command on the server's data folder, as somebody at its machine.
fn staff(server: &Server, arguments: &[&str]) -> Ran {
    run_in(server.folder.path(), &[&["staff"], arguments, &["--data", "data"]].concat())
}

/// Asks the server with a token of a program.
fn asked_with(server: &Server, token: &str) -> Ran {
    let output = program()
        .args(["task", "list", "--server", server.address(), "--data", "nowhere"])
        .env("MASALAMA_TOKEN", token)
        .current_dir(server.folder.path())
        .output()
        .unwrap();
    Ran {
        status: output.status.code().expect("no signal ends it"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_first_start_makes_no_account_and_prints_a_link_once_for_the_first() {
    // An account nobody asked for is the one that is forgotten: the first start must have none, and say how the first is made.
    let folder = tempfile::tempdir().unwrap();
    let mut server = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data", "data"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let told = lines.map_while(Result::ok).find(|line| line.contains("/console/enrol/"));
    let listed = run_in(folder.path(), &["staff", "list", "--data", "data"]).ends_with(0);
    server.kill().unwrap();
    server.wait().unwrap();
    let link = told.expect("the link is told").trim().to_owned();
    let (base, code) = link.split_once("/console/enrol/").unwrap();
    assert!(base.starts_with("http://localhost:") && code.len() == 43, "{link}");
    assert_eq!(listed.out, "");
    assert!(listed.err.contains("there is no account"), "{}", listed.err);
}

#[test]
fn a_disabled_account_is_out_within_a_second_while_the_server_runs() {
    // Whoever must go at once must be out at once: the time from the order to the first refusal is measured, sessions of programs included.
    let server = Server::start();
    let link = staff(&server, &["add", "care-1", "--role", "care"]).ends_with(0);
    assert!(link.out.contains("/console/enrol/"), "{}", link.out);
    let token = staff(&server, &["token", "care-1", "--for", "a test"]).ends_with(0).out.trim().to_owned();
    asked_with(&server, &token).ends_with(0);
    let ordered = Instant::now();
    staff(&server, &["disable", "care-1"]).ends_with(0);
    let refused = asked_with(&server, &token).ends_with(4);
    let took = ordered.elapsed();
    assert!(refused.err.contains("(not-allowed)"), "{}", refused.err);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn accounts_are_made_changed_listed_and_noted() {
    // What is done to an account must be seen in the list and in the log, with who did it; the last admin must stay.
    let server = Server::start();
    staff(&server, &["add", "root-1", "--role", "admin"]).ends_with(0);
    staff(&server, &["add", "care-1", "--role", "care", "--role", "shop"]).ends_with(0);
    let again = staff(&server, &["add", "care-1", "--role", "care"]).ends_with(4);
    assert!(again.err.contains("care-1: there is an account of that name"), "{}", again.err);
    let last = staff(&server, &["disable", "root-1"]).ends_with(4);
    assert!(last.err.contains("make another admin first"), "{}", last.err);
    staff(&server, &["roles", "care-1", "--role", "fraud"]).ends_with(0);
    staff(&server, &["token", "care-1", "--for", "export", "--days", "2"]).ends_with(0);
    let sessions = staff(&server, &["sessions", "care-1"]).ends_with(0).out;
    assert!(sessions.contains("program") && sessions.trim_end().ends_with("export"), "{sessions}");
    let id = sessions.split_whitespace().next().unwrap();
    assert_eq!(staff(&server, &["end", "care-1", id]).ends_with(0).err, "1 sessions ended\n");
    let list = staff(&server, &["list"]).ends_with(0).out;
    let care = list.lines().find(|line| line.starts_with("care-1")).unwrap();
    assert!(care.contains("fraud") && care.ends_with("not enrolled yet"), "{care}");
    let log = staff(&server, &["log", "care-1"]).ends_with(0).out;
    let told: Vec<_> = log.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    assert_eq!(told, ["sessions_ended", "token_made", "roles_changed", "link_made", "account_made"]);
    assert!(log.lines().all(|line| line.contains("by command line")), "{log}");
    staff(&server, &["roles", "care-1", "--role", "nobody"]).ends_with(2);
}
