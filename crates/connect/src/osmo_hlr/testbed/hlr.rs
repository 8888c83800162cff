//! A private OsmoHLR: its own folder, its own address, ended by its own process id.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use masalama_core::identity::Imsi;
use rusqlite::Connection;
use tempfile::TempDir;

use super::super::settings::{OsmoHlrSettings, PeerName};
use super::super::talk;
use super::super::wire::ctrl::{Ask, Row, row};
use super::super::{Domain, Service};
use super::{free_address, is_listening, wait_until};

/// What must be installed for [`Hlr::start`]. *Source*: the Debian package `osmo-hlr`.
pub const PROGRAMS: [&str; 2] = ["osmo-hlr", "osmo-hlr-db-tool"];

/// Its ports, which it has built in.
const PORT_VTY: u16 = 4258;
const PORT_CTRL: u16 = 4259;
const PORT_GSUP: u16 = 4222;

/// How many subscribers are made in one conversation.
const SUBSCRIBERS_AT_A_TIME: usize = 50;

/// A running OsmoHLR. It ends, and its folder goes, when this is dropped.
pub struct Hlr {
    process: Child,
    folder: TempDir,
    address: Ipv4Addr,
}

impl Hlr {
    /// Starts one with an empty database and waits until it answers.
    ///
    /// # Panics
    /// When it does not start; the text holds the end of its log.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the HLR can be made");
        let address = free_address(&[PORT_VTY, PORT_CTRL, PORT_GSUP]);
        make_database(folder.path());
        let process = spawn(folder.path(), address);
        let mut hlr = Self { process, folder, address };
        wait_until("the HLR listens", async || {
            let ended = hlr.process.try_wait().expect("a child process can be asked for its end");
            assert!(ended.is_none(), "the HLR ended at once: {}", hlr.log());
            is_listening(hlr.ctrl()).await && is_listening(hlr.gsup()).await
        })
        .await;
        hlr
    }

    /// Its control interface.
    #[must_use]
    pub fn ctrl(&self) -> SocketAddr {
        (self.address, PORT_CTRL).into()
    }

    /// Its interface to serving nodes.
    #[must_use]
    pub fn gsup(&self) -> SocketAddr {
        (self.address, PORT_GSUP).into()
    }

    /// Settings of a connector to it, without nodes that can be read.
    ///
    /// # Panics
    /// Never: the name in it is a good one.
    #[must_use]
    pub fn settings(&self) -> OsmoHlrSettings {
        OsmoHlrSettings {
            ctrl: self.ctrl(),
            gsup: self.gsup(),
            our_name: PeerName::parse("MASALAMA").expect("a good name"),
            timeout_ms: 10_000,
            at_once: 8,
            serving_nodes: Vec::new(),
        }
    }

    /// Makes subscribers with keys, served nowhere, both domains on.
    ///
    /// # Panics
    /// When the HLR does not make one.
    pub async fn subscribe(&self, imsis: &[Imsi]) {
        for some in imsis.chunks(SUBSCRIBERS_AT_A_TIME) {
            let asks: Vec<_> = some.iter().flat_map(|imsi| [Ask::Create(imsi), Ask::Key(imsi)]).collect();
            for reply in talk::ask(self.ctrl(), &asks).await.expect("the HLR answers") {
                assert_eq!(reply.refusal(), None, "the HLR makes a subscriber");
            }
        }
    }

    /// Makes a subscriber without keys: a row that cannot be authenticated.
    ///
    /// # Panics
    /// When the HLR does not make it.
    pub async fn subscribe_without_keys(&self, imsi: &Imsi) {
        let replies = talk::ask(self.ctrl(), &[Ask::Create(imsi)]).await.expect("the HLR answers");
        assert_eq!(replies[0].refusal(), None, "the HLR makes a subscriber");
    }

    /// Deletes the rows of subscribers and tells nobody, as somebody at its console would.
    ///
    /// # Panics
    /// When the HLR does not delete one.
    pub async fn remove(&self, imsis: &[Imsi]) {
        for some in imsis.chunks(SUBSCRIBERS_AT_A_TIME) {
            let asks: Vec<_> = some.iter().map(Ask::Delete).collect();
            for reply in talk::ask(self.ctrl(), &asks).await.expect("the HLR answers") {
                assert_eq!(reply.refusal(), None, "the HLR deletes a subscriber");
            }
        }
    }

    /// Switches one domain of a subscriber.
    ///
    /// # Panics
    /// When the HLR does not.
    pub async fn switch(&self, imsi: &Imsi, domain: Domain, service: Service) {
        let replies =
            talk::ask(self.ctrl(), &[Ask::Set(imsi, domain, service)]).await.expect("the HLR answers");
        assert_eq!(replies[0].refusal(), None, "the HLR switches a domain");
    }

    /// Is there a row for `imsi`?
    ///
    /// # Panics
    /// When the HLR does not say.
    pub async fn has_row(&self, imsi: &Imsi) -> bool {
        let replies = talk::ask(self.ctrl(), &[Ask::Read(imsi)]).await.expect("the HLR answers");
        row(&replies[0], imsi).expect("the answer can be read") != Row::Absent
    }

    /// Holds the write lock of its database until the guard is dropped: each of its writes fails meanwhile, its reads do not.
    ///
    /// # Panics
    /// When the lock cannot be had.
    #[must_use]
    pub fn lock_database(&self) -> DatabaseLock {
        let database = Connection::open(database(self.folder.path())).expect("the database can be opened");
        database.busy_timeout(super::PATIENCE).expect("a patience can be set");
        database.execute_batch("BEGIN IMMEDIATE").expect("the lock can be had");
        DatabaseLock(database)
    }

    /// Stops it as if its machine hung: connections are taken, nothing is answered.
    ///
    /// # Panics
    /// When it does not stop.
    pub async fn pause(&self) {
        self.signal("STOP");
        wait_until("the HLR is stopped", async || self.state() == 'T').await;
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// When it does not go on.
    pub async fn resume(&self) {
        self.signal("CONT");
        wait_until("the HLR goes on", async || self.state() != 'T').await;
    }

    /// Waits until it knows the node `name` as connected.
    ///
    /// # Panics
    /// When the node does not come.
    pub async fn wait_for_node(&self, name: &str) {
        self.wait_for_log(&format!("Adding GSUP route for {name} ")).await;
    }

    /// Waits until it has seen that the node `name` hung up.
    ///
    /// # Panics
    /// When it does not see it.
    pub async fn wait_for_node_gone(&self, name: &str) {
        self.wait_for_log(&format!("Removing GSUP route for \"{name}\\0\"")).await;
    }

    async fn wait_for_log(&self, text: &str) {
        wait_until(&format!("its log says {text}"), async || self.log().contains(text)).await;
    }

    fn log(&self) -> String {
        let log = fs::read(self.folder.path().join("hlr.log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status().expect("kill can be run");
        assert!(status.success(), "the signal {name} reaches the HLR");
    }

    /// The letter of its state. *Source*: proc(5), `/proc/pid/stat`.
    fn state(&self) -> char {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("the HLR runs");
        stat.rsplit(") ").next().and_then(|rest| rest.chars().next()).expect("a process has a state")
    }
}

impl Drop for Hlr {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The write lock of a HLR's database; let go when this is dropped.
pub struct DatabaseLock(Connection);

impl Drop for DatabaseLock {
    fn drop(&mut self) {
        // Closing the connection would let it go as well.
        let _ = self.0.execute_batch("ROLLBACK");
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("hlr.db")
}

fn make_database(folder: &Path) {
    let made = Command::new("osmo-hlr-db-tool")
        .arg("-l")
        .arg(database(folder))
        .arg("create")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("osmo-hlr-db-tool can be run");
    assert!(made.success(), "osmo-hlr-db-tool makes a database");
}

fn spawn(folder: &Path, address: Ipv4Addr) -> Child {
    let configuration = format!(
        "log stderr\n logging color 0\n logging level set-all notice\n logging level main info\nline vty\n bind {address} {PORT_VTY}\n\
         ctrl\n bind {address}\nhlr\n gsup\n  bind ip {address}\n"
    );
    let path = folder.join("osmo-hlr.cfg");
    fs::write(&path, configuration).expect("the configuration can be written");
    let log = File::create(folder.join("hlr.log")).expect("a log can be made");
    Command::new("osmo-hlr")
        .arg("-c")
        .arg(&path)
        .arg("-l")
        .arg(database(folder))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("osmo-hlr can be run")
}
