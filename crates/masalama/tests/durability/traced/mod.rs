//! What the program asks of the disk, seen from below: a shim before libc logs each write, cut and flush of the database's files.

mod image;
mod log;
mod power;
mod sync;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::child::{Course, Settings};
use super::load;
use super::process::{Running, database_in};
use log::Entry;

/// A traced run ends within this.
const RUN_WITHIN: Duration = Duration::from_secs(120);

/// Builds the shim in `folder`. Without gcc: a failure where CI is set, else nothing, and the test says that it is left out.
fn shim(folder: &Path, test: &str) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/durability/traced/watch.c");
    let library = folder.join("watch.so");
    let built = Command::new("gcc")
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-pthread", "-o"])
        .args([&library, &source])
        .status();
    match built {
        Ok(status) => {
            assert!(status.success(), "gcc could not build the shim");
            Some(library)
        }
        Err(missing) => {
            assert!(std::env::var_os("CI").is_none(), "gcc is needed: {missing}");
            println!("left out: {test}, because there is no gcc here; try `apt-get install gcc libc6-dev`");
            None
        }
    }
}

/// What a traced run left behind.
struct Traced {
    /// All that was asked of the disk, and each note of what was acknowledged, in order.
    entries: Vec<Entry>,
    /// How many requests the child acknowledged.
    acknowledged: usize,
    folder: TempDir,
}

/// Runs a child under the shim from its first request to its end. Nothing, where there is no shim.
async fn traced(test: &str, course: Course, requests: usize, never_syncs: bool) -> Option<Traced> {
    let folder = tempfile::tempdir().expect("tests may make folders");
    let shim = shim(folder.path(), test)?;
    let log = folder.path().join("watched.log");
    let settings = Settings {
        database: database_in(folder.path()),
        sandbox: None,
        starts_before: 0,
        course,
        never_syncs,
        commits_late: false,
        notes: Some(folder.path().join("acknowledged.notes")),
    };
    let environment =
        [("LD_PRELOAD", OsString::from(shim)), ("MASALAMA_WATCH_LOG", log.clone().into_os_string())];
    let sent = load::requests(&load::sandbox(LINES), requests).await;
    let mut child = Running::start_under(&settings, &environment);
    sent.iter().for_each(|sent| child.send(sent));
    let (lines, status) = child.until_it_ends(RUN_WITHIN).await;
    assert!(status.success(), "{status}: {lines:#?}");
    let acknowledged = lines.iter().filter(|line| line.starts_with("ack ")).count();
    assert_eq!(acknowledged, requests);
    assert!(!lines.iter().any(|line| line.starts_with("open ") && line != "open 0"), "{lines:#?}");
    Some(Traced { entries: log::read(&log), acknowledged, folder })
}

/// As many as the child's own sandbox has.
const LINES: u32 = 1_000;
