//! A real browser through the pages of a real server, as people walk them: in every language, on a telephone and at a desk, with and without
//! scripts; nothing on any page may be out of anybody's reach. What the browser does stands in `drive.mjs` and what it loads; here are
//! the server, its lines and accounts, and the verdict.

mod chromium {
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use serde_json::{Value, json};

    use crate::cli::program::{Server, run_in};

    /// Where the Node packages are that drive the browser.
    const NODE_VARIABLE: &str = "MASALAMA_TEST_NODE_MODULES";
    /// Where pictures of all pages are kept, when somebody wants to look at them.
    const SHOTS_VARIABLE: &str = "MASALAMA_TEST_SHOTS";
    /// How many lines the sandbox has.
    const LINES: u32 = 400;
    /// A day far enough ahead for the guide, in the years the packs know.
    const LEAVE_ON: &str = "2027-03-31";

    /// A server that browsers know as a safe place, with invented lines and a clock that stands still.
    fn server() -> Server {
        Server::with(&format!("[sandbox]\nclock = \"frozen\"\nlines = {LINES}\n"))
    }

    /// The lines of a kind that nothing holds up, as the walks want them.
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

    /// A new account's one-time link.
    fn link(server: &Server, account: &str, role: &str) -> String {
        let add = ["staff", "add", account, "--role", role, "--data", "data"];
        let said = run_in(server.folder.path(), &add).ends_with(0).out;
        let path = said.split_whitespace().find_map(|word| word.split_once("/console/enrol/"));
        format!("{}/console/enrol/{}", base(server), path.expect("the link is printed").1)
    }

    /// As a browser on the same machine names it: a place passkeys may be bound to.
    fn base(server: &Server) -> String {
        server.address().trim_end_matches('/').replace("127.0.0.1", "localhost")
    }

    /// Walks; everything the browser found wrong is in the failure.
    fn walk(server: &Server, name: &str, told: Value) {
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-node/node_modules");
        let modules = std::env::var_os(NODE_VARIABLE).map_or(usual, PathBuf::from);
        let token = std::fs::read_to_string(server.path("data/staff.token")).unwrap();
        let mut all = json!({
            "base": base(server),
            "modules": modules,
            "chromium": "/usr/bin/chromium",
            "token": token.trim(),
            "shots": std::env::var_os(SHOTS_VARIABLE).map(PathBuf::from),
            "papers": server.folder.path(),
            "leave_on": LEAVE_ON,
        });
        all.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
        let mut node = Command::new("node")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/drive.mjs"))
            .arg(name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        node.stdin.take().unwrap().write_all(all.to_string().as_bytes()).unwrap();
        let walked = node.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&walked.stdout);
        println!("{said}");
        assert!(walked.status.success(), "{said}\n{}", String::from_utf8_lossy(&walked.stderr));
    }

    /// Every paper a walk kept must verify offline.
    fn verify_papers(server: &Server, walks: usize) {
        let folder = server.folder.path();
        let kept = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let papers: Vec<String> =
            kept.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".json")).collect();
        assert_eq!(papers.len(), 2 * walks, "a certificate and a closing statement of each walk: {papers:?}");
        for paper in papers {
            let said = run_in(folder, &["verify", &paper, "--key", "data/signing.pub"]).ends_with(0).out;
            assert!(said.starts_with("trusted: "), "{paper}: {said}");
        }
    }

    // A person with a prepaid line must get from the first page to papers that verify, whatever the language, telephone or script.
    #[test]
    fn a_prepaid_line_ends_from_the_first_page_to_the_certificate() {
        let server = server();
        walk(&server, "prepaid", json!({ "lines": { "prepaid": lines(&server, "prepaid") } }));
        verify_papers(&server, 12);
    }

    // The same with a contract: dues, devices to give back, and the closing statement.
    #[test]
    fn a_postpaid_line_ends_from_the_first_page_to_the_certificate() {
        let server = server();
        walk(&server, "postpaid", json!({ "lines": { "postpaid": lines(&server, "postpaid") } }));
        verify_papers(&server, 12);
    }

    // Whoever's operator does not run this gets an honest guide, and every other open page is fit for everybody.
    #[test]
    fn the_guide_and_the_open_pages_are_for_everybody() {
        let server = server();
        walk(&server, "guide", json!({}));
        walk(&server, "open", json!({}));
    }

    // An agent enrols, signs in with a code and with a passkey, takes a call on one page; a supervisor agrees to what the agent proposed.
    #[test]
    fn staff_sign_in_take_a_call_and_agree_by_two() {
        let server = server();
        let accounts = [
            ("care-1", "care"),
            ("care-2", "care"),
            ("supervisor-1", "supervisor"),
            ("supervisor-2", "supervisor"),
        ];
        let links: serde_json::Map<String, Value> = accounts
            .map(|(name, role)| (name.to_owned(), json!(link(&server, name, role))))
            .into_iter()
            .collect();
        let known: Vec<Value> = [0, 1]
            .map(|place| {
                let list = ["sandbox", "lines", "--kind", "postpaid", "--limit", "60", "--json"];
                let page = server.run(&list).ends_with(0).json();
                let line = page["lines"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|line| line["numbers"]["msisdn"].is_string());
                let line = line.clone().nth(place).unwrap().clone();
                let (case, _) = server.start_cease(&line);
                json!({ "case": case, "iccid": line["numbers"]["iccid"] })
            })
            .into();
        let told =
            json!({ "links": links, "known": known, "lines": { "prepaid": lines(&server, "prepaid") } });
        walk(&server, "console", told);
    }
}
