//! A private osmo-msc: its own folder, its own address, ended by its own process id.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use masalama_core::identity::Imsi;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::settings::PeerName;
use super::{Hlr, PATIENCE, free_address, is_listening, wait_until};

/// What must be installed for [`Msc::start`]. *Source*: the Debian packages `osmo-msc` and `gcc`.
pub const MSC_PROGRAMS: [&str; 2] = ["osmo-msc", "gcc"];

/// What lets it start on a kernel without SCTP.
const SCTP_OVER_TCP: &str = include_str!("sctp_over_tcp.c");

const PORT_VTY: u16 = 4254;
const PORT_CTRL: u16 = 4255;
const PORT_SGS: u16 = 29_118;

const PROMPT: &str = "OsmoMSC> ";

/// A running osmo-msc. It ends, and its folder goes, when this is dropped.
pub struct Msc {
    process: Child,
    folder: TempDir,
    address: Ipv4Addr,
    name: PeerName,
}

impl Msc {
    /// Starts one that is a node of `hlr` under `name`, and waits until the HLR knows it.
    ///
    /// # Panics
    /// When it does not start; the text holds its log.
    pub async fn start(hlr: &Hlr, name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the MSC can be made");
        let address = free_address(&[PORT_VTY, PORT_CTRL, PORT_SGS]);
        let configuration = configuration(address, hlr.gsup(), name);
        fs::write(folder.path().join("osmo-msc.cfg"), configuration)
            .expect("the configuration can be written");
        let process = spawn(folder.path());
        let name = PeerName::parse(name).expect("a node's name is a good one");
        let mut msc = Self { process, folder, address, name };
        wait_until("the MSC listens", async || {
            let log = || fs::read_to_string(msc.folder.path().join("msc.log")).unwrap_or_default();
            let ended = msc.process.try_wait().expect("a child process can be asked for its end");
            assert!(ended.is_none(), "the MSC ended at once: {}", log());
            is_listening(msc.vty()).await
        })
        .await;
        hlr.wait_for_node(msc.name.as_str()).await;
        msc
    }

    /// Its name among the HLR's peers.
    #[must_use]
    pub fn name(&self) -> &PeerName {
        &self.name
    }

    /// Its console.
    #[must_use]
    pub fn vty(&self) -> SocketAddr {
        (self.address, PORT_VTY).into()
    }

    /// Where an MME connects.
    #[must_use]
    pub fn sgs(&self) -> SocketAddr {
        (self.address, PORT_SGS).into()
    }

    /// How many subscribers its own table holds. It prints at most a hundred of them.
    ///
    /// # Panics
    /// When its console does not answer.
    pub async fn held(&self) -> usize {
        self.ask("show subscriber cache").await.matches("    IMSI: ").count()
    }

    /// Waits until the phone is attached for good: the MSC has its last word about its new temporary number.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until_attached(&self, imsi: &Imsi) {
        let question = format!("show subscriber imsi {}", imsi.unmasked());
        wait_until("the phone is attached", async || {
            let answer = self.ask(&question).await;
            answer.contains("SGs-ASSOCIATED") && answer.contains("TMSI: ") && !answer.contains("new TMSI: ")
        })
        .await;
    }

    async fn ask(&self, question: &str) -> String {
        let mut stream = TcpStream::connect(self.vty()).await.expect("the console listens");
        read_to_prompt(&mut stream).await;
        let line = format!("{question}\n");
        stream.write_all(line.as_bytes()).await.expect("the console takes a question");
        read_to_prompt(&mut stream).await
    }
}

impl Drop for Msc {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn read_to_prompt(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(PROMPT.as_bytes()) {
        let read = timeout(PATIENCE, stream.read_buf(&mut text)).await.expect("the console answers");
        let count = read.expect("the console can be read");
        assert!(count > 0, "the console hung up");
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn configuration(address: Ipv4Addr, hlr: SocketAddr, name: &str) -> String {
    format!(
        "log stderr\n logging color 0\n logging level set-all notice\nline vty\n bind {address} {PORT_VTY}\n\
         ctrl\n bind {address}\nnetwork\n network country code 901\n mobile network code 70\n\
         \x20authentication optional\n encryption a5 0\nmsc\n mgw remote-ip {address}\n assign-tmsi\n\
         hlr\n remote-ip {}\n remote-port {}\n ipa-name {name}\n\
         sgs\n local-ip {address}\n local-port {PORT_SGS}\n vlr-name vlr.example.net\nsmsc\n database sms.db\n",
        hlr.ip(),
        hlr.port()
    )
}

fn spawn(folder: &Path) -> Child {
    let source = folder.join("sctp_over_tcp.c");
    let library = folder.join("sctp_over_tcp.so");
    fs::write(&source, SCTP_OVER_TCP).expect("the source can be written");
    let built =
        Command::new("gcc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").status();
    assert!(built.expect("gcc can be run").success(), "the library in front of osmo-msc can be built");
    Command::new("osmo-msc")
        .args(["-c", "osmo-msc.cfg"])
        .env("LD_PRELOAD", &library)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join("msc.log")).expect("a log can be made"))
        .spawn()
        .expect("osmo-msc can be run")
}
