//! A session at a terminal: from the first request to papers that anyone can verify.

use std::path::Path;

use serde_json::Value;

use super::program::{Server, run_in};

fn has_number(line: &Value) -> bool {
    line["numbers"]["msisdn"].is_string()
}

/// Writes the paper to a file and says its name.
fn keep(server: &Server, case: &str, kind: &str) -> String {
    let name = format!("{kind}.json");
    server.run(&["cease", "paper", case, kind, "--to", &name]).ends_with(0);
    name
}

fn verify(folder: &Path, paper: &str, status: i32) -> String {
    run_in(folder, &["verify", paper, "--key", "data/signing.pub"]).ends_with(status).out
}

#[test]
fn a_prepaid_line_goes_from_request_to_papers_that_verify() {
    // What a newcomer does first must work: start, move the clock, certificate, closing statement, each paper verified offline; and
    // a paper with one byte changed must be refused wherever the byte is.
    let server = Server::start();
    let line = server.line("prepaid", has_number);
    let (case, credential) = server.start_cease(&line);
    let quote = server.run(&["cease", "quote", &case, "--credential", &credential]);
    assert!(quote.status == 0 && !quote.out.contains("8996"), "{quote:?}");
    server.go_on(&case, "certificate", |_| {});
    server.go_on(&case, "closing-statement", |_| {});
    let folder = server.folder.path();
    for kind in ["receipt", "certificate", "closing-statement"] {
        let paper = keep(&server, &case, kind);
        let said = verify(folder, &paper, 0);
        assert!(said.starts_with("trusted: ") && said.contains("SANDBOX: nothing real ended"), "{said}");
        let unknown = run_in(folder, &["verify", &paper]).ends_with(3);
        assert!(unknown.out.starts_with("intact, signer unknown: "), "{}", unknown.out);
        let bytes = std::fs::read(server.path(&paper)).unwrap();
        for at in [0, 1, bytes.len() / 3, bytes.len() / 2, bytes.len() - 60, bytes.len() - 2, bytes.len() - 1]
        {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            std::fs::write(server.path("changed.json"), changed).unwrap();
            assert!(verify(folder, "changed.json", 1).starts_with("broken: "), "byte {at} of {kind}");
        }
    }
}

#[test]
fn a_postpaid_line_waits_for_its_device_and_its_dues() {
    // The whole postpaid path must be walkable from the command line: dues paid, a device given back, staff's word, the closing statement.
    let server = Server::start();
    let line = server.line("postpaid", |line| !line["facts"]["devices"].as_array().is_none_or(Vec::is_empty));
    let iccid = line["numbers"]["iccid"].as_str().unwrap();
    let (case, _) = server.start_cease(&line);
    let mut has_scanned = false;
    server.go_on(&case, "closing-statement", |now| {
        server.run(&["sandbox", "pay", iccid]).ends_with(0);
        let tasks = server.run(&["task", "list", "--json"]).ends_with(0).json();
        let scan = tasks["tasks"].as_array().unwrap().iter().find(|task| task["do"] == "return_devices");
        if let (Some(task), false, true) = (scan, has_scanned, now["charge_stop"].is_string()) {
            let step = task["step"].to_string();
            let done = server.run(&["task", "done", &case, &step, "--note", "scanned at the shop"]);
            assert!(done.ends_with(0).out.contains("[x] Devices are scanned"));
            has_scanned = true;
        }
    });
    let shown = server.case(&case);
    assert_eq!(shown["stage"], "settling");
    let returned =
        shown["steps"].as_array().unwrap().iter().find(|step| step["do"] == "return_devices").unwrap();
    assert_eq!(returned["progress"], if has_scanned { "done" } else { "skipped" });
    verify(server.folder.path(), &keep(&server, &case, "closing-statement"), 0);
}

#[test]
fn what_was_asked_can_be_taken_back_and_followed_to_its_end() {
    // Before anything is cut, taking it back must bring a signed confirmation and end the case.
    let server = Server::start();
    let line = server.line("prepaid", |line| line["facts"]["operator"] == "sandbox-muscat");
    let (case, credential) = server.start_cease(&line);
    let show = ["cease", "show", &case, "--credential", &credential];
    assert!(server.run_without_token(&show).ends_with(0).out.contains("it can still be taken back"));
    server.run_without_token(&["cease", "retract", &case, "--credential", &credential]).ends_with(0);
    let followed = server.run(&["cease", "follow", &case, "--timeout", "20", "--json"]);
    assert_eq!(followed.json()["papers"].as_array().unwrap().last().unwrap()["kind"], "retraction");
    let said = verify(server.folder.path(), &keep(&server, &case, "retraction"), 0);
    assert!(said.contains("confirmation that the request was taken back"), "{said}");
}

#[test]
fn a_case_is_exported_as_one_archive() {
    // Everything kept of a case must come out as one archive: in words, as records, and as papers that verify with what is in it.
    let server = Server::start();
    let (case, credential) = server.start_cease(&server.line("prepaid", has_number));
    let export = ["export", &case, "--to", "case.tar", "--credential", &credential, "--json"];
    let exported = server.run_without_token(&export).ends_with(0).json();
    let files: Vec<&str> = exported["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let expected = [
        "README.txt",
        "case.json",
        "plan.json",
        "records.jsonl",
        "hashes.txt",
        "signing.pub",
        "papers/receipt.json",
    ];
    assert_eq!(files, expected);
    let folder = server.folder.path();
    tar::Archive::new(std::fs::File::open(server.path("case.tar")).unwrap()).unpack(folder).unwrap();
    let inside = format!("masalama-{case}");
    let (paper, key) = (format!("{inside}/papers/receipt.json"), format!("{inside}/signing.pub"));
    run_in(folder, &["verify", &paper, "--key", &key]).ends_with(0);
    assert!(std::fs::read_to_string(folder.join(inside).join("README.txt")).unwrap().contains(&case));
}
