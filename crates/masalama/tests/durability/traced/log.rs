//! The shim's log, read.

use std::path::Path;

use masalama_core::case::CaseId;

/// A file of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The database itself.
    Database,
    /// Its write-ahead log.
    WriteAheadLog,
    /// What the database is restored from while it has no write-ahead log yet: the first start writes one and removes it.
    RollbackJournal,
}

/// What the store had acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// The case's records up to this one.
    Head { case: CaseId, seq: u32 },
    /// That the case's personal fields are erased.
    Erased { case: CaseId },
}

/// One entry, in the order of the calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Bytes were written.
    Write { which: Which, offset: usize, bytes: Vec<u8> },
    /// The file was cut, or made longer.
    Cut { which: Which, length: usize },
    /// The file was removed, which is sure once its folder is flushed.
    Remove { which: Which },
    /// All that was written before is on the disk.
    Sync { which: Which },
    /// All that was removed before is gone.
    SyncFolder,
    /// Something was acknowledged.
    Noted(Note),
}

/// The length of an entry without its bytes.
const HEAD_BYTES: usize = 24;

/// Reads the whole log. Its shape stands in `watch.c`.
pub(super) fn read(path: &Path) -> Vec<Entry> {
    let log = std::fs::read(path).expect("the shim wrote a log");
    let mut rest = log.as_slice();
    let mut entries = Vec::new();
    while let Some((head, after)) = rest.split_at_checked(HEAD_BYTES) {
        let number = |from: usize| u64::from_le_bytes(head[from..from + 8].try_into().expect("eight bytes"));
        let size = |from| usize::try_from(number(from)).expect("a file of a test fits into memory");
        let (offset, length) = (size(8), size(16));
        let (bytes, after) = after.split_at(if head[0] == b'W' { length } else { 0 });
        entries.push(entry(head[0], head[1], offset, length, bytes));
        rest = after;
    }
    assert!(rest.is_empty(), "the log ends in the middle of an entry");
    entries
}

fn entry(what: u8, file: u8, offset: usize, length: usize, bytes: &[u8]) -> Entry {
    let which = match file {
        b'd' => Which::Database,
        b'w' => Which::WriteAheadLog,
        b'j' => Which::RollbackJournal,
        b'f' => return Entry::SyncFolder,
        b'n' => return Entry::Noted(note(bytes)),
        other => panic!("the log speaks of a file {other}"),
    };
    match what {
        b'W' => Entry::Write { which, offset, bytes: bytes.to_vec() },
        b'T' => Entry::Cut { which, length },
        b'R' => Entry::Remove { which },
        b'S' => Entry::Sync { which },
        other => panic!("the log has an entry {other}"),
    }
}

fn note(bytes: &[u8]) -> Note {
    let line = std::str::from_utf8(bytes).expect("a note is text").trim_end();
    let words: Vec<&str> = line.split(' ').collect();
    let case = CaseId::parse(words[1]).expect("a note names a case");
    match words[0] {
        "head" => Note::Head { case, seq: words[2].parse().expect("a head is a number") },
        "erased" => Note::Erased { case },
        other => panic!("a note says {other}"),
    }
}
