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
    /// Where the pictures of the documentation are kept when they are taken anew.
    const PICTURES_VARIABLE: &str = "MASALAMA_PICTURES";
    /// Where pictures of all pages are kept, when somebody wants to look at them.
    const SHOTS_VARIABLE: &str = "MASALAMA_TEST_SHOTS";
    /// How many lines the sandbox has.
    const LINES: u32 = 400;
    /// The languages of the pages.
    const LANGUAGES: [&str; 3] = ["en", "ar", "zh"];
    /// The windows of one language: two sizes, with and without scripts.
    const WINDOWS: usize = 4;
    /// A day far enough ahead for the guide, in the years the packs know.
    const LEAVE_ON: &str = "2027-03-31";

    /// A server that browsers know as a safe place, with invented lines and a clock that stands still.
    fn server() -> Server {
        Server::with(&format!("[sandbox]\nclock = \"frozen\"\nlines = {LINES}\n"))
    }

    /// The lines of a kind that nothing holds up, as the walks want them; of operators whose terms leave the person time to do a part.
    fn lines(server: &Server, kind: &str) -> Vec<Value> {
        let list = ["sandbox", "lines", "--kind", kind, "--limit", "300", "--json"];
        let page = server.run(&list).ends_with(0).json();
        let fits = |line: &&Value| {
            line["numbers"]["msisdn"].is_string()
                && line["facts"]["operator"] != "sandbox-sohar"
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
            "languages": LANGUAGES,
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

    /// Ends lines of this kind in every window. Each language has a server of its own: time passes in a journey, and the next begins today.
    fn end_lines(kind: &str) {
        for language in LANGUAGES {
            let server = server();
            walk(&server, kind, json!({ "languages": [language], "lines": { kind: lines(&server, kind) } }));
            verify_papers(&server, WINDOWS);
        }
    }

    // A person with a prepaid line must get from the first page to papers that verify, whatever the language, telephone or script.
    #[test]
    fn a_prepaid_line_ends_from_the_first_page_to_the_certificate() {
        end_lines("prepaid");
    }

    // The same with a contract: dues, devices to give back, and the closing statement.
    #[test]
    fn a_postpaid_line_ends_from_the_first_page_to_the_certificate() {
        end_lines("postpaid");
    }

    // Whoever's operator does not run this gets an honest guide, and every other open page is fit for everybody.
    #[test]
    fn the_guide_and_the_open_pages_are_for_everybody() {
        let server = server();
        walk(&server, "guide", json!({}));
        walk(&server, "open", json!({}));
    }

    /// A new account's link for each, as the walks want them.
    fn links(server: &Server, accounts: &[(&str, &str)]) -> Value {
        accounts.iter().map(|(name, role)| ((*name).to_owned(), json!(link(server, name, role)))).collect()
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
        let list = ["sandbox", "lines", "--kind", "postpaid", "--limit", "60", "--json"];
        let page = server.run(&list).ends_with(0).json();
        let of_people =
            page["lines"].as_array().unwrap().iter().filter(|line| line["numbers"]["msisdn"].is_string());
        let known: Vec<Value> = of_people
            .take(2)
            .map(|line| json!({ "case": server.start_cease(line).0, "iccid": line["numbers"]["iccid"] }))
            .collect();
        assert_eq!(known.len(), 2);
        let told = json!({
            "links": links(&server, &accounts),
            "known": known,
            "lines": { "prepaid": lines(&server, "prepaid") },
        });
        walk(&server, "console", told);
    }

    // Every picture the documentation shows can be taken from the pages as they are, and none is shown that is not.
    #[test]
    fn the_pictures_of_the_documentation_can_be_taken() {
        let server = server();
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let pictures =
            std::env::var_os(PICTURES_VARIABLE).map_or_else(|| server.path("pictures"), PathBuf::from);
        let told = json!({
            "pictures": pictures,
            "links": links(&server, &[("admin-1", "admin"), ("supervisor-1", "supervisor")]),
            "lines": { "prepaid": lines(&server, "prepaid"), "postpaid": lines(&server, "postpaid") },
        });
        walk(&server, "pictures", told);
        let taken = names_in(&pictures, ".png");
        assert_eq!(taken, names_in(&docs.join("pictures"), ".png"), "take them anew: cargo xtask pictures");
        let people = docs.join("people");
        let pages = names_in(&people, ".md")
            .into_iter()
            .map(|page| std::fs::read_to_string(people.join(page)).unwrap());
        let said = pages.collect::<String>();
        for name in taken {
            assert!(said.contains(&format!("../pictures/{name}")), "{name} is shown on no page");
        }
    }

    /// The files of a folder with this ending, in order.
    fn names_in(folder: &Path, ending: &str) -> Vec<String> {
        let all = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<String> = all
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(ending))
            .collect();
        names.sort_unstable();
        names
    }
}
