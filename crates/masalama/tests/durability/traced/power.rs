//! The power is cut at random moments: what was acknowledged must be there when the machine comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use masalama_core::case::CaseId;
use masalama_store::{Durability, SqliteStore};

use super::image::Disk;
use super::log::{Entry, Note, Which};
use super::{Traced, traced};
use crate::durability::chance::Chance;
use crate::durability::check::Journals;
use crate::durability::child::Course;

/// Cases carried from receipt to their end in the traced run.
const CASES: usize = 6;
/// Moments at which the power is cut; more with `MASALAMA_DURABILITY_IMAGES`.
const IMAGES: usize = 500;
/// Images at each moment of the first start.
const IMAGES_AT_FIRST: usize = 8;
/// As [`IMAGES`], in the run that must lose something.
const IMAGES_WITHOUT_FLUSH: usize = 60;

#[tokio::test]
async fn what_was_acknowledged_survives_a_loss_of_power() {
    // Whatever of the unflushed writes is thrown away, the database must open, every acknowledged record be there, everything erased stay
    // erased, and every chain be whole.
    let images = std::env::var("MASALAMA_DURABILITY_IMAGES").ok().and_then(|text| text.parse().ok());
    let Some(traced) = traced("power with FULL", Course::ToTheEnd, CASES, false).await else { return };
    let found = cut_power(&traced, anywhere(&traced, images.unwrap_or(IMAGES))).await;
    println!("FULL: {found:?}");
    assert!(found.acknowledged > found.images, "most images had something to lose");
    assert_eq!((found.unreadable, found.lost, found.not_erased, found.broken), (0, 0, 0, 0));
}

#[tokio::test]
async fn a_loss_of_power_while_the_database_is_made_leaves_one_that_opens() {
    // Cut at each moment of the very first start, before anything was acknowledged, the next start must find a database it can open.
    let Some(traced) = traced("power at the first start", Course::OpenOnly, 1, false).await else { return };
    let first_note = traced.entries.iter().position(|entry| matches!(entry, Entry::Noted(_)));
    let made_by =
        u64::try_from(first_note.expect("one request was acknowledged")).expect("a log is not that long");
    let moments = (0..made_by).flat_map(|at| [at; IMAGES_AT_FIRST]).collect();
    let found = cut_power(&traced, moments).await;
    println!("first start: {found:?}");
    assert!(
        traced.entries.contains(&Entry::Remove { which: Which::RollbackJournal }),
        "a journal was watched"
    );
    assert_eq!((found.unreadable, found.broken), (0, 0));
}

#[tokio::test]
async fn without_flushes_a_loss_of_power_loses_what_was_acknowledged() {
    // With flushing off the same images must lose acknowledged records: else they throw nothing away.
    let Some(traced) = traced("power with OFF", Course::ToTheEnd, CASES, true).await else { return };
    let found = cut_power(&traced, anywhere(&traced, IMAGES_WITHOUT_FLUSH)).await;
    println!("OFF: {found:?}");
    assert!(found.lost > 0, "{found:?}");
}

/// What the images had, in all.
#[derive(Debug, Default)]
struct Found {
    images: usize,
    /// Images the store does not open.
    unreadable: usize,
    /// Cases of which something was acknowledged, over all images.
    acknowledged: usize,
    /// Of these, the ones without their last acknowledged record.
    lost: usize,
    /// Cases whose personal fields were acknowledged as erased and are there.
    not_erased: usize,
    /// Cases whose chain does not verify or whose records do not fold.
    broken: usize,
}

/// What was acknowledged up to a moment.
#[derive(Default)]
struct Acknowledged {
    heads: BTreeMap<CaseId, u32>,
    erased: BTreeSet<CaseId>,
}

impl Acknowledged {
    fn take(&mut self, note: Note) {
        match note {
            Note::Head { case, seq } => drop(self.heads.insert(case, seq)),
            Note::Erased { case } => drop(self.erased.insert(case)),
        }
    }
}

/// So many moments of a run, in order.
fn anywhere(traced: &Traced, images: usize) -> Vec<u64> {
    let mut chance = Chance::fresh("moments");
    let entries = u64::try_from(traced.entries.len()).expect("a log is not that long");
    let mut moments: Vec<u64> = (0..images).map(|_| chance.below(entries)).collect();
    moments.sort_unstable();
    moments
}

/// Cuts the power at each of `moments`, which are entries of the log in their order.
async fn cut_power(traced: &Traced, moments: Vec<u64>) -> Found {
    let mut chance = Chance::fresh("power");
    let mut moments = moments.into_iter().peekable();
    let (mut disk, mut acknowledged, mut found) =
        (Disk::default(), Acknowledged::default(), Found::default());
    for (at, entry) in (0..).zip(&traced.entries) {
        while moments.next_if_eq(&at).is_some() {
            let folder = tempfile::tempdir_in(traced.folder.path()).expect("tests may make folders");
            let path = folder.path().join("cases.db");
            disk.cut_power(&mut chance, &path);
            look_at(&path, &acknowledged, &mut found).await;
        }
        disk.take(entry);
        if let Entry::Noted(note) = entry {
            acknowledged.take(*note);
        }
    }
    found
}

/// Opens the image as the next start would, and compares.
async fn look_at(path: &Path, acknowledged: &Acknowledged, found: &mut Found) {
    found.images += 1;
    found.acknowledged += acknowledged.heads.len();
    let Ok(store) = SqliteStore::open(path, Durability::Full) else {
        found.unreadable += 1;
        found.lost += acknowledged.heads.len();
        return;
    };
    let Ok(journals) = Journals::read_from(&store).await else {
        found.unreadable += 1;
        found.lost += acknowledged.heads.len();
        return;
    };
    found.broken += journals.broken().len();
    let is_lost = |(case, seq): &(&CaseId, &u32)| journals.head(**case).is_none_or(|head| head < **seq);
    found.lost += acknowledged.heads.iter().filter(is_lost).count();
    found.not_erased += acknowledged.erased.iter().filter(|case| journals.is_personal(**case)).count();
}
