//! Stopping and starting: nothing stays claimed, and what was begun goes on.

use std::sync::atomic::Ordering;
use std::time::Duration;

use masalama_core::case::CaseId;
use masalama_core::effect::EffectKind;
use masalama_core::line::{Line, LineKind};
use masalama_core::record::Ending;
use masalama_engine::Limits;
use tokio::sync::watch;

use crate::bed::{Bed, Trick, papers};
use crate::sweep::violations;

/// No test waits longer than this for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

async fn cases(bed: &Bed) -> Vec<(CaseId, Line)> {
    let mut cases = Vec::new();
    for line in bed.lines().await {
        let facts = &line.facts;
        if facts.operator.as_str() == "sandbox-sohar" && facts.kind == LineKind::Prepaid && !facts.esim {
            cases.push((bed.open(&line).await, line));
        }
    }
    cases
}

/// Waits until it is so, while others work.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it comes in time");
}

/// A worker that is told to stop gives every case back: another goes on at once, without waiting for a lease.
#[tokio::test]
async fn a_worker_that_stops_leaves_nothing_claimed() {
    let mut bed = Bed::with(90, Limits { cases_in_commit: 4, ..Limits::default() });
    let cases = cases(&bed).await;
    for commits in [2, 6, 12] {
        let (_, worker) = bed.another();
        let (stop, stopped) = watch::channel(false);
        let working = tokio::spawn(worker.run(stopped));
        let enough = bed.script.commits.load(Ordering::Relaxed) + commits;
        until(async || bed.script.commits.load(Ordering::Relaxed) >= enough).await;
        stop.send(true).unwrap();
        working.await.unwrap().unwrap();
    }
    bed.run_to_rest(&mut []).await;
    for (case, line) in &cases {
        let view = bed.view(*case).await;
        assert_eq!(view.case.ending, Some(Ending::Ceased));
        assert_eq!(violations(&bed, &view, line).await, Vec::<String>::new());
    }
}

/// Nobody left who could say stop is a stop.
#[tokio::test]
async fn a_worker_whose_owner_is_gone_stops() {
    let bed = Bed::with(9, Limits::default());
    let (_, worker) = bed.another();
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker.run(stopped));
    drop(stop);
    tokio::time::timeout(PATIENCE, working).await.unwrap().unwrap().unwrap();
}

/// While a system is silent about more lines than a worker takes in hand, the others end.
#[tokio::test]
async fn a_silent_system_does_not_stop_the_others() {
    let bed = Bed::with(150, Limits { call_ms: 60_000, cases_in_hand: 4, ..Limits::default() });
    let cases = cases(&bed).await;
    let (silent, others) = cases.split_at(6);
    for (case, _) in silent {
        bed.script.tricks(*case, EffectKind::Bar, Trick::Silent);
    }
    let (_, worker) = bed.another();
    let (_stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker.run(stopped));
    for (case, _) in others {
        until(async || bed.view(*case).await.case.ending == Some(Ending::Ceased)).await;
    }
    for (case, _) in silent {
        assert_eq!(papers(&bed.view(*case).await), ["receipt"]);
    }
    working.abort();
}
