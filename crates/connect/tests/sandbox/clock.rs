//! The clock and the file.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use masalama_connect::sandbox::{
    Durability, EffectFilter, Fault, FaultRule, Pace, Sandbox, SandboxFault, SandboxSettings,
};
use masalama_core::effect::EffectKind;

use super::{Asker, line_where, sandbox, start, state_text};

// The clock stands still, moves when told, tells who listens, and never goes back.
#[tokio::test]
async fn a_frozen_clock_moves_only_when_told() {
    let sandbox = sandbox();
    let clock = sandbox.clock();
    let mut moved = sandbox.clock_moved();
    assert_eq!(clock.now(), start());
    let shown = sandbox.clock_advance(60.days()).await.unwrap();
    assert_eq!(shown, start() + SignedDuration::from_hours(60 * 24));
    assert_eq!(clock.now(), shown);
    assert!(moved.has_changed().unwrap());
    assert_eq!(*moved.borrow_and_update(), shown);
    assert_eq!(sandbox.clock_advance((-1).hours()).await, Err(SandboxFault::CannotAdvance));
    assert_eq!(sandbox.clock_advance(21.years()).await, Err(SandboxFault::CannotAdvance));
    assert_eq!(clock.now(), shown);
    assert_ne!(clock.fresh(), clock.fresh());
}

// A running clock goes by itself and keeps the lead it was given.
#[tokio::test]
async fn a_running_clock_keeps_its_lead() {
    let pace = Pace::running_from(start());
    let settings = SandboxSettings { path: None, pace, durability: Durability::Normal, lines: 1 };
    let sandbox = Sandbox::open_with(settings).unwrap();
    let before = sandbox.clock_show();
    assert!(before >= start() && before < start() + SignedDuration::from_mins(10));
    let after = sandbox.clock_advance(2.days()).await.unwrap();
    let moved = after.duration_since(before);
    assert!(moved >= SignedDuration::from_hours(48) && moved < SignedDuration::from_hours(49));
}

// Lines, log, faults and clock are there again when the file is opened anew; the start it is opened with then says nothing.
#[tokio::test]
async fn a_file_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let first = Sandbox::open(Some(&path), start()).unwrap();
    let asker = Asker::new(&first, line_where(&first, |_| true).await);
    asker.done_plain("hlr", EffectKind::Bar).await;
    first.fault_set(FaultRule::on(EffectKind::Tell, Fault::Refuse)).await.unwrap();
    let shown = first.clock_advance(10.days()).await.unwrap();
    let state = state_text(&first, asker.iccid()).await;
    let log = first.effects(EffectFilter::default()).await.unwrap();
    let left_over = first.clone();
    first.close().await.unwrap();
    assert_eq!(left_over.fault_list().await, Err(SandboxFault::Closed));
    let again = Sandbox::open(Some(&path), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(again.clock_show(), shown);
    assert_eq!(state_text(&again, asker.iccid()).await, state);
    assert_eq!(again.effects(EffectFilter::default()).await.unwrap(), log);
    assert_eq!(again.fault_list().await.unwrap().len(), 1);
}

// A file that is not a sandbox's is refused, not overwritten.
#[tokio::test]
async fn another_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    std::fs::write(&path, b"not a database at all, and long enough to look like one to somebody").unwrap();
    assert!(Sandbox::open(Some(&path), start()).is_err());
}
