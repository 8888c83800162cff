//! A real browser through the pages of a real server. What it does stands in `drive.mjs`; here are the server, the lines, and the verdict.

mod chromium {
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use serde_json::{Value, json};

    use crate::cli::program::Server;

    /// Where the Node packages are that drive the browser.
    const NODE_VARIABLE: &str = "MASALAMA_TEST_NODE_MODULES";
    /// Where pictures of the pages are kept, when somebody wants to look at them.
    const SHOTS_VARIABLE: &str = "MASALAMA_TEST_PICTURES";

    fn modules() -> PathBuf {
        let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-node/node_modules");
        std::env::var_os(NODE_VARIABLE).map_or_else(usual, PathBuf::from)
    }

    /// The lines of a kind that nobody holds up, as the driver wants them.
    fn lines(server: &Server, kind: &str) -> Vec<Value> {
        let list = ["sandbox", "lines", "--kind", kind, "--limit", "300", "--json"];
        let page = server.run(&list).ends_with(0).json();
        let fits = |line: &&Value| {
            line["numbers"]["msisdn"].is_string()
                && line["facts"]["legal_hold"] != true
                && line["facts"]["port_pending"] != true
        };
        let told = |line: &Value| {
            json!({
                "iccid": line["numbers"]["iccid"],
                "document": line["owner"]["document"],
                "activated_on": line["facts"]["activated_on"],
                "contact": line["owner"]["contact_msisdn"],
            })
        };
        page["lines"].as_array().unwrap().iter().filter(fits).map(told).collect()
    }

    // Everybody's journeys, in three languages, on a phone and a desktop, with and without scripts; nothing of a page is unfit for anybody.
    #[test]
    fn people_find_their_way() {
        let server = Server::with("[sandbox]\nclock = \"frozen\"\nlines = 300\n");
        let shots = tempfile::tempdir().unwrap();
        let shots = std::env::var_os(SHOTS_VARIABLE).map_or_else(|| shots.path().to_owned(), PathBuf::from);
        let told = json!({
            "base": server.address(),
            "modules": modules(),
            "chromium": "/usr/bin/chromium",
            "shots": shots,
            "leave_on": "2027-03-31",
            "lines": {"prepaid": lines(&server, "prepaid"), "postpaid": lines(&server, "postpaid")},
        });
        let drive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/drive.mjs");
        let mut node = Command::new("node")
            .arg(drive)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        node.stdin.take().unwrap().write_all(told.to_string().as_bytes()).unwrap();
        let walked = node.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&walked.stdout);
        println!("{said}");
        assert!(walked.status.success(), "{said}");
    }
}
