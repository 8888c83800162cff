//! How much it carries: measured by hand.

use std::time::Instant;

use futures_util::StreamExt as _;
use futures_util::stream;
use masalama_connect::sandbox::{Durability, Pace, Sandbox, SandboxSettings};
use masalama_core::effect::{Effect, EffectKind, Outcome};

use super::{Asker, all_lines, start};

// How many effects a second the sandbox carries in this process. Run by hand: `cargo test --release -- --ignored --nocapture speed`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn effects_per_second() {
    let folder = tempfile::tempdir().unwrap();
    let (normal, full) = (folder.path().join("normal.db"), folder.path().join("full.db"));
    for (name, path, durability) in [
        ("in memory", None, Durability::Normal),
        ("in a file, NORMAL", Some(normal.as_path()), Durability::Normal),
        ("in a file, FULL", Some(full.as_path()), Durability::Full),
    ] {
        let settings =
            SandboxSettings { path, pace: Pace::Frozen { at: start() }, durability, lines: 10_000 };
        let began = Instant::now();
        let sandbox = Sandbox::open_with(settings).unwrap();
        println!("{name}: opened with 10,000 lines in {:?}", began.elapsed());
        let askers: Vec<_> =
            all_lines(&sandbox).await.into_iter().map(|line| Asker::new(&sandbox, line)).collect();
        let began = Instant::now();
        let sent: usize =
            stream::iter(&askers).map(cease).buffer_unordered(512).collect::<Vec<_>>().await.iter().sum();
        let took = began.elapsed();
        println!("{name}: {sent} effects in {took:?}: {} a second", sent as u128 * 1_000 / took.as_millis());
    }
}

/// The effects of one prepaid cease, one after the other.
async fn cease(asker: &Asker) -> usize {
    let plain = |name, kind| (name, Effect::Plain(kind));
    let effects = [
        plain("inventory", EffectKind::ReadLine),
        plain("billing", EffectKind::ReadPrice),
        plain("billing", EffectKind::ReadDues),
        plain("inventory", EffectKind::ReadLine),
        plain("hlr", EffectKind::Bar),
        plain("hss", EffectKind::Bar),
        plain("charging", EffectKind::StopCharging),
        plain("numbering", EffectKind::HoldNumber),
        plain("charging", EffectKind::PurgeSessions),
        ("charging", asker.collect_usage()),
        ("billing", asker.final_bill()),
        plain("hlr", EffectKind::CancelLocation),
        plain("hss", EffectKind::CancelLocation),
        plain("hlr", EffectKind::ProveAbsent),
        plain("hss", EffectKind::ProveAbsent),
        plain("inventory", EffectKind::ReadLine),
        plain("hlr", EffectKind::DeleteSubscriber),
        plain("hss", EffectKind::DeleteSubscriber),
        plain("charging", EffectKind::CloseCharging),
        plain("hlr", EffectKind::ProveDead),
        plain("hss", EffectKind::ProveDead),
        plain("charging", EffectKind::ProveDead),
        plain("inventory", EffectKind::RetireIccid),
    ];
    let sent = effects.len();
    for (name, effect) in effects {
        let kind = effect.kind();
        let outcome = asker.ask(name, effect).await;
        assert!(matches!(outcome, Outcome::Done(_)), "{kind:?}: {outcome:?}");
    }
    sent
}
