//! What a loss of power leaves of a database's files: all that was flushed, and of the rest what chance would have it.
//!
//! The model: a write that was not flushed reached the disk in whole sectors, each or none, in any order; a cut that was not flushed, and a
//! removal whose folder was not, did or did not. Not in it: a sector torn in itself, a write to the wrong place, and a new file whose folder
//! was not flushed (a new file is there from its first write on; one that is removed is empty, which to SQLite is the same).

use std::path::Path;

use super::log::{Entry, Which};
use crate::durability::chance::Chance;

/// What reaches a disk whole or not at all. *Units*: bytes.
const SECTOR_BYTES: usize = 512;

/// The files of a database, as the disk has them for sure, and what is on its way.
#[derive(Default)]
pub(super) struct Disk {
    database: Shadow,
    write_ahead_log: Shadow,
    rollback_journal: Shadow,
}

/// One file.
#[derive(Default)]
struct Shadow {
    flushed: Vec<u8>,
    /// Writes and cuts since, in order.
    since: Vec<Change>,
}

enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Cut { length: usize },
    Removal,
}

/// How much of what was not flushed reached the disk in this cut of power.
#[derive(Clone, Copy, Debug)]
enum Reached {
    Nothing,
    Everything,
    /// Of a hundred sectors so many.
    Percent(u64),
}

impl Disk {
    /// The next thing that was asked of the disk.
    pub(super) fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Write { which, offset, bytes } => {
                self.shadow(*which).since.push(Change::Write { offset: *offset, bytes: bytes.clone() });
            }
            Entry::Cut { which, length } => {
                self.shadow(*which).since.push(Change::Cut { length: *length });
            }
            Entry::Remove { which } => self.shadow(*which).since.push(Change::Removal),
            Entry::Sync { which } => self.shadow(*which).flush(),
            Entry::SyncFolder => {
                let files = [&mut self.database, &mut self.write_ahead_log, &mut self.rollback_journal];
                files.into_iter().for_each(Shadow::settle_removals);
            }
            Entry::Noted(_) => {}
        }
    }

    fn shadow(&mut self, which: Which) -> &mut Shadow {
        match which {
            Which::Database => &mut self.database,
            Which::WriteAheadLog => &mut self.write_ahead_log,
            Which::RollbackJournal => &mut self.rollback_journal,
        }
    }

    /// Writes what a loss of power now would leave of the database at `path`.
    pub(super) fn cut_power(&self, chance: &mut Chance, path: &Path) {
        let reached = match chance.below(4) {
            0 => Reached::Nothing,
            1 => Reached::Everything,
            _half => Reached::Percent(5 + chance.below(91)),
        };
        for (shadow, ending) in
            [(&self.database, ""), (&self.write_ahead_log, "-wal"), (&self.rollback_journal, "-journal")]
        {
            let mut file = path.as_os_str().to_owned();
            file.push(ending);
            std::fs::write(file, shadow.left(chance, reached)).expect("an image can be written");
        }
    }
}

impl Shadow {
    /// What is flushed after a removal is a new file of that name, and its folder is flushed with it.
    fn flush(&mut self) {
        self.settle(self.since.len());
    }

    fn settle_removals(&mut self) {
        let removed = self.since.iter().rposition(|change| matches!(change, Change::Removal));
        self.settle(removed.map_or(0, |at| at + 1));
    }

    fn settle(&mut self, changes: usize) {
        for change in self.since.drain(..changes) {
            match change {
                Change::Write { offset, bytes } => put(&mut self.flushed, offset, &bytes),
                Change::Cut { length } => self.flushed.resize(length, 0),
                Change::Removal => self.flushed.clear(),
            }
        }
    }

    fn left(&self, chance: &mut Chance, reached: Reached) -> Vec<u8> {
        let mut reaches = || match reached {
            Reached::Nothing => false,
            Reached::Everything => true,
            Reached::Percent(percent) => chance.of_100(percent),
        };
        let mut left = self.flushed.clone();
        for change in &self.since {
            match change {
                Change::Cut { length } if reaches() => left.resize(*length, 0),
                Change::Cut { .. } => {}
                Change::Removal if reaches() => left.clear(),
                // The name is still that of the old file, whatever was written to a new one.
                Change::Removal => break,
                Change::Write { offset, bytes } => {
                    for (at, sector) in sectors(*offset, bytes) {
                        if reaches() {
                            put(&mut left, at, sector);
                        }
                    }
                }
            }
        }
        left
    }
}

/// The bytes by the sectors of the file they fall into.
fn sectors(offset: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let first = (SECTOR_BYTES - offset % SECTOR_BYTES).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let rest = rest
        .chunks(SECTOR_BYTES)
        .enumerate()
        .map(move |(at, sector)| (offset + first + at * SECTOR_BYTES, sector));
    std::iter::once((offset, head)).chain(rest)
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}

#[test]
fn an_image_keeps_what_was_flushed_and_whole_sectors_of_the_rest() {
    // What was flushed must be in every image, and of what was not, each sector wholly or not at all.
    let which = Which::Database;
    let write = |offset, byte, length| Entry::Write { which, offset, bytes: vec![byte; length] };
    let mut disk = Disk::default();
    for entry in
        [write(0, 1, 2_048), Entry::Sync { which }, write(256, 2, 1_024), Entry::Cut { which, length: 4_096 }]
    {
        disk.take(&entry);
    }
    let mut chance = Chance::fresh("image");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let left = disk.database.left(&mut chance, Reached::Percent(50));
        assert!(left.len() == 2_048 || left.len() == 4_096);
        assert!(left[..256].iter().chain(&left[1_280..2_048]).all(|byte| *byte == 1));
        let parts = [&left[256..512], &left[512..1_024], &left[1_024..1_280]];
        seen.insert(parts.map(|part| {
            assert!(part.iter().all(|byte| *byte == part[0]), "a sector is torn");
            part[0]
        }));
    }
    assert_eq!(seen.len(), 8, "every mixture of three sectors occurs");
    assert_eq!(disk.database.left(&mut chance, Reached::Nothing), vec![1; 2_048]);
}
