//! A server of the tests: a script that says its port and writes down what came.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A server that runs. Ended by its own handle when this is dropped.
pub(super) struct Server {
    process: Child,
    pub(super) folder: TempDir,
    pub(super) port: u16,
    log: &'static str,
}

impl Server {
    /// Starts `script`, of this folder, with the interpreter that the variable names or leads to.
    pub(super) fn start(mut interpreter: Command, script: &str, folder: TempDir, log: &'static str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notice").join(script);
        let mut process = interpreter
            .arg(script)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let port = said.trim().parse().expect("the server says its port before it ends");
        Self { process, folder, port, log }
    }

    /// What came, in order.
    pub(super) fn came(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join(self.log)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(super) fn stop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A folder with a certificate for this machine and its key.
pub(super) fn with_certificate() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let config = "[req]\ndistinguished_name = name\nx509_extensions = own\nprompt = no\n[name]\nCN = localhost\n\
                  [own]\nsubjectAltName = DNS:localhost\nbasicConstraints = critical,CA:FALSE\n";
    std::fs::write(at("openssl.cnf"), config).unwrap();
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
        .arg("-config")
        .arg(at("openssl.cnf"))
        .arg("-keyout")
        .arg(at("key.pem"))
        .arg("-out")
        .arg(at("cert.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success(), "a certificate is made");
    let certificate = at("cert.pem");
    (folder, certificate)
}
