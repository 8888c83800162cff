//! The program, configured for a mail server and a message centre that are not ours, tells every contact at each stage.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use masalama_connect::sandbox::{Durability, Pace, Sandbox, SandboxSettings};
use masalama_core::line::{Line, LineKind};
use masalama_core::port::LineFilter;
use masalama_engine::StopToken;
use serde_json::Value;
use tempfile::TempDir;

use super::program::Server;

/// Where the interpreter and the folder that have the servers' libraries are named.
const PYTHON: &str = "MASALAMA_TEST_PYTHON";
const NODE_MODULES: &str = "MASALAMA_TEST_NODE_MODULES";
/// As many lines as it takes to have one of each sort.
const LINES: u32 = 60;

/// A server that came from elsewhere, in a folder of its own. Ended by its own handle.
struct Foreign {
    process: Child,
    folder: TempDir,
    port: u16,
}

impl Foreign {
    fn start(mut interpreter: Command, script: &str, folder: TempDir) -> Self {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../connect/tests/notice");
        let mut process = interpreter
            .arg(scripts.join(script))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let port = said.trim().parse().expect("the server says its port before it ends");
        Self { process, folder, port }
    }

    fn came(&self, log: &str) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join(log)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn mail_server(python: std::ffi::OsString) -> Foreign {
    let folder = tempfile::tempdir().unwrap();
    let config = "[req]\ndistinguished_name = name\nx509_extensions = own\nprompt = no\n[name]\nCN = localhost\n\
                  [own]\nsubjectAltName = DNS:localhost\nbasicConstraints = critical,CA:FALSE\n";
    std::fs::write(folder.path().join("openssl.cnf"), config).unwrap();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-config", "openssl.cnf", "-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success(), "a certificate is made");
    Foreign::start(Command::new(python), "mail_server.py", folder)
}

fn message_centre(modules: std::ffi::OsString) -> Foreign {
    let mut node = Command::new("node");
    node.env("NODE_PATH", modules);
    Foreign::start(node, "message_centre.js", tempfile::tempdir().unwrap())
}

/// All systems are the sandbox's but those that write to people.
fn configuration(mail: &Foreign, texts: &Foreign, secrets: &Path) -> String {
    let others =
        ["inventory", "hlr", "hss", "charging", "billing", "numbering", "esim", "logistics", "payout"]
            .map(|name| {
                format!("[[system]]\nname = \"{name}\"\nkind = \"{name}\"\nconnector = \"sandbox\"\n")
            })
            .concat();
    let (certificate, secret) = (mail.folder.path().join("cert.pem"), secrets.display());
    format!(
        "[server]\ntrusted_proxies = [\"127.0.0.1\"]\n[access]\npublic_url = \"https://lines.example.om/\"\n[sandbox]\nlines = {LINES}\n{others}\
         [[system]]\nname = \"mail\"\nkind = \"messaging\"\nconnector = \"smtp\"\n\
         smtp = {{ host = \"localhost\", port = {}, from = \"lines@operator.example\", user = \"masalama\", \
         password_file = \"{secret}\", ca_file = \"{}\" }}\n\
         [[system]]\nname = \"texts\"\nkind = \"messaging\"\nconnector = \"smpp\"\n\
         smpp = {{ host = \"127.0.0.1\", port = {}, system_id = \"masalama\", password_file = \"{secret}\", source = \"Operator\" }}\n",
        mail.port,
        certificate.display(),
        texts.port,
    )
}

/// A prepaid line of the operator whose terms wait for nothing, with a number and an address on record.
fn line() -> Line {
    let settings = SandboxSettings {
        path: None,
        pace: Pace::Running { ahead_us: 0 },
        durability: Durability::Normal,
        lines: LINES,
    };
    let sandbox = Sandbox::open_with(settings).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let filter = LineFilter { limit: LINES, ..LineFilter::default() };
    let lines = runtime.block_on(sandbox.find_lines(filter)).unwrap().lines;
    let fits = |line: &Line| {
        line.facts.operator.as_str() == "sandbox-sohar"
            && line.facts.kind == LineKind::Prepaid
            && line.numbers.msisdn.is_some()
            && line.owner.contact_email.is_some()
            && line.facts.balance.is_some_and(|balance| balance.is_positive())
    };
    lines.into_iter().find(fits).expect("some line of the sandbox fits")
}

fn ask(line: &Line) -> Value {
    serde_json::json!({
        "iccid": line.numbers.iccid.unmasked(),
        "document": { "kind": line.owner.document.kind(), "number": line.owner.document.unmasked() },
        "activated_on": line.facts.activated_on,
        "contact_msisdn": line.owner.contact_msisdn.as_ref().map(|number| number.unmasked()),
        "contact_email": "given@mail.example",
        "language": "ar",
    })
}

/// The texts to this number, put together from their parts as a telephone does: by the reference in each part's header,
/// whatever else came between. In the order their first parts came.
fn texts_to(came: &[Value], to: &str) -> Vec<String> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for part in came.iter().filter(|part| part["to"] == to.trim_start_matches('+')) {
        let text = part["text"].as_str().unwrap();
        let header = part["header"][0].as_str().unwrap_or_default();
        // The last byte of the header is the part's place; what stands before it is the same for all parts of one text.
        let reference = header.get(..header.len().saturating_sub(2)).unwrap_or_default();
        match texts.iter_mut().find(|(known, _)| !reference.is_empty() && known == reference) {
            Some((_, begun)) => begun.push_str(text),
            None => texts.push((reference.to_owned(), text.to_owned())),
        }
    }
    texts.into_iter().map(|(_, text)| text).collect()
}

/// What each message of a journey says first, in Arabic.
const STAGES: [&str; 6] = ["ورد إلينا طلب", "ينتهي يوم", "تنبيه أخير", "أُنهي خطك", "رُدّ إليك", "أُقفل حساب"];

fn assert_stages(texts: &[String], stages: &[&str]) {
    assert_eq!(texts.len(), stages.len(), "{texts:#?}");
    // Up to the bar one follows the other; what comes after it stands on branches that wait for nobody.
    for stage in &stages[3.min(stages.len())..] {
        assert_eq!(texts.iter().filter(|text| text.contains(stage)).count(), 1, "{stage}: {texts:#?}");
    }
    for (place, (text, stage)) in texts.iter().zip(stages).enumerate() {
        assert!(place >= 3 || text.contains(stage), "{stage} is not in {text}");
        assert!(text.contains("بيئة تجريبية"), "the sandbox says so: {text}");
        assert_eq!(text.contains("https://lines.example.om/stop/"), place < 3, "{text}");
    }
}

#[test]
fn a_whole_cease_is_told_through_aiosmtpd_and_npm_smpp() {
    // Every stage reaches every contact in order, by mail and by text message; the line itself hears nothing once it is barred.
    let (Some(python), Some(modules)) = (std::env::var_os(PYTHON), std::env::var_os(NODE_MODULES)) else {
        println!(
            "skipped: aiosmtpd, npm_smpp: {PYTHON} or {NODE_MODULES} is not set; `cargo xtask test` brings both"
        );
        return;
    };
    let (mail, texts) = (mail_server(python), message_centre(modules));
    let secrets = tempfile::tempdir().unwrap();
    let secret = secrets.path().join("password");
    std::fs::write(&secret, "s3cret\n").unwrap();
    let server = Server::with(&configuration(&mail, &texts, &secret));
    let line = line();
    std::fs::write(server.path("request.json"), ask(&line).to_string()).unwrap();
    let opened = server.run(&["cease", "start", "--json", "--request", "request.json"]).ends_with(0).json();
    let case = opened["case"].as_str().unwrap();
    server.run(&["cease", "follow", case, "--until", "closed", "--timeout", "90", "--json"]).ends_with(0);

    let mails = mail.came("mails.ndjson");
    for address in ["given@mail.example", line.owner.contact_email.as_ref().unwrap().unmasked()] {
        let to: Vec<_> = mails.iter().filter(|mail| mail["to"][0] == address).collect();
        for part in ["plain", "html"] {
            let said =
                to.iter().map(|mail| mail[part].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], ""));
            assert_stages(&said.collect::<Vec<_>>(), &STAGES);
        }
    }
    let came = texts.came("parts.ndjson");
    let contact = line.owner.contact_msisdn.as_ref().unwrap().unmasked();
    assert_stages(&texts_to(&came, contact), &STAGES);
    assert_stages(&texts_to(&came, line.numbers.msisdn.as_ref().unwrap().unmasked()), &STAGES[..3]);
    let known = [contact, line.numbers.msisdn.as_ref().unwrap().unmasked()];
    assert!(came.iter().all(|part| known.iter().any(|number| part["to"] == number.trim_start_matches('+'))));

    let link = texts_to(&came, contact)[0].rsplit("/stop/").next().unwrap().trim().to_owned();
    let link = link.strip_suffix("?lang=ar").expect("the page speaks the language of the message").to_owned();
    assert!(StopToken::parse(&link).is_some(), "{link}");
    let credential = opened["credential"].as_str().unwrap();
    let export = ["export", case, "--to", "case.tar", "--credential", credential];
    server.run_without_token(&export).ends_with(0);
    let kept = String::from_utf8_lossy(&std::fs::read(server.path("case.tar")).unwrap()).into_owned();
    assert!(kept.contains("contacts 2: reached 2"), "{kept}");
    for personal in ["given@mail.example", contact.trim_start_matches('+')] {
        assert!(!kept.contains(personal), "the case repeats a contact");
    }
}
