//! The program itself: configured for a real register, it ends a line that is asked for over HTTP.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use masalama_connect::osmo_hlr::testbed::{self, Hlr};
use masalama_core::landscape::SystemKind;
use masalama_core::line::Line;
use masalama_core::paper::{self, Content};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::rig::{Lines, assert_proven_dead};
use super::{Nodes, has_hlr};

const PROGRAM: &str = env!("CARGO_BIN_EXE_masalama");

/// A server that runs. Ended by its process id when this is dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts it on a free port and waits until it says where it serves.
    async fn start(data: &Path, config: &Path) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .arg("--config")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, told) = oneshot::channel();
        let output = BufReader::new(process.stderr.take().unwrap());
        std::thread::spawn(move || {
            let mut tell = Some(tell);
            // Read to its end, so that the server never waits for a reader.
            for line in output.lines().map_while(Result::ok) {
                let address = line.split("serves at ").nth(1).and_then(|rest| rest.split(' ').next());
                if let Some((address, tell)) = address.and_then(|address| Some((address, tell.take()?))) {
                    // Whoever waited may have given up.
                    let _ = tell.send(address.to_owned());
                }
            }
        });
        let address = timeout(testbed::PATIENCE, told).await;
        let mut server = Self { process, address: String::new() };
        server.address = address.unwrap().expect("the server says where it serves before it ends");
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The register is real, the other systems are the sandbox's, and there is no HSS.
fn configuration(hlr: &Hlr) -> String {
    let sandbox = ["charging", "billing", "numbering", "esim", "logistics", "payout", "messaging"];
    let others = sandbox
        .map(|name| format!("[[system]]\nname = \"{name}\"\nkind = \"{name}\"\nconnector = \"sandbox\"\n"))
        .concat();
    format!(
        "[sandbox]\nlines = 3\n[[system]]\nname = \"inventory\"\nkind = \"inventory\"\nconnector = \"sandbox\"\n\
         [[system]]\nname = \"hlr\"\nkind = \"hlr\"\nconnector = \"osmo-hlr\"\n\
         osmo_hlr = {{ ctrl = \"{}\", gsup = \"{}\" }}\n{others}",
        hlr.ctrl(),
        hlr.gsup()
    )
}

fn cease(line: &Line) -> Value {
    json!({
        "iccid": line.numbers.iccid.unmasked(),
        "document": { "kind": line.owner.document.kind(), "number": line.owner.document.unmasked() },
        "activated_on": line.facts.activated_on,
        "contact_msisdn": line.owner.contact_msisdn.as_ref().map(|number| number.unmasked()),
    })
}

/// The certificate's bytes, once there is one.
async fn certificate(client: &Client, server: &Server, opened: &Value) -> Vec<u8> {
    let case = opened["case"].as_str().unwrap();
    let credential = opened["credential"].as_str().unwrap();
    let address = format!("{}/v1/cases/{case}/papers/certificate", server.address);
    let mut body = Vec::new();
    testbed::wait_until("the certificate", async || {
        let answer = client.get(&address).bearer_auth(credential).send().await.unwrap();
        let is_there = answer.status() == StatusCode::OK;
        body = answer.bytes().await.unwrap().to_vec();
        is_there
    })
    .await;
    body
}

fn verify(paper: &Path, key: &Path) -> ExitStatus {
    let verified = Command::new(PROGRAM).arg("verify").arg(paper).arg("--key").arg(key).output();
    verified.unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_ends_a_real_subscriber_asked_for_over_http() {
    // What is tested in parts must hold for the program as it is run: by configuration, over HTTP, with a certificate that verifies offline.
    if !has_hlr("the program and a real register") {
        return;
    }
    let hlr = Hlr::start().await;
    let lines = Lines::new(&hlr, 1).await;
    let nodes = Nodes::start(&hlr).await;
    nodes.attach(&lines.imsis).await;
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("masalama.toml"));
    fs::write(&config, configuration(&hlr)).unwrap();
    let server = Server::start(&data, &config).await;
    let client = Client::new();

    let asked = client.post(format!("{}/v1/cases", server.address)).json(&cease(&lines.lines[0]));
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    let body = certificate(&client, &server, &answer.json().await.unwrap()).await;
    let Content::Certificate(content) = paper::verify(&body, None).unwrap().content else {
        panic!("another paper")
    };
    assert_proven_dead(&content, &hlr);
    assert!(content.not_covered.contains(&SystemKind::Hss));
    nodes.assert_refused_as_unknown(&lines.imsis).await;
    nodes.assert_told_once_each(&lines.imsis).await;

    let token = fs::read_to_string(data.join("staff.token")).unwrap();
    let clock = client.get(format!("{}/v1/sandbox/clock", server.address)).bearer_auth(token.trim());
    assert_eq!(clock.send().await.unwrap().status(), StatusCode::NOT_FOUND, "real time cannot be moved");

    let (paper, changed) = (folder.path().join("certificate.json"), folder.path().join("changed.json"));
    fs::write(&paper, &body).unwrap();
    let mut other = body;
    other[100] ^= 1;
    fs::write(&changed, other).unwrap();
    let key = data.join("signing.pub");
    assert_eq!(verify(&paper, &key).code(), Some(0));
    assert_eq!(verify(&changed, &key).code(), Some(1));
}
