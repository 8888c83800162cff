//! What only a file can get wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::port::{Append, CaseFilter, LineFilter, Store, StoreFault, TaskFilter};
use masalama_store::suite::made::{
    append_to, appended, assert_chained, attachment, case, claim_at, claimed, key, line, loaded, open_new,
    opening, personal,
};
use masalama_store::{Durability, OpenFault, SqliteStore};
use tempfile::TempDir;

/// An empty store, and the folder that must outlive it.
pub(crate) fn fresh() -> (SqliteStore, TempDir) {
    let dir = tempfile::tempdir().expect("tests may make folders");
    (open(&database(&dir)), dir)
}

fn database(dir: &TempDir) -> PathBuf {
    dir.path().join("cases.db")
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Durability::Full).expect("it opens")
}

fn open_fault(path: &Path) -> OpenFault {
    SqliteStore::open(path, Durability::Full).err().expect("it must not open")
}

#[tokio::test]
async fn a_file_opened_again_holds_what_it_held() {
    // After a restart every case, claim, task, paper, key and line must be as it was.
    let (store, dir) = fresh();
    open_new(&store, 1..=3).await;
    claimed(&store, claim_at(1, 0)).await;
    let append = Append { takes_line: true, ..append_to(&loaded(&store, 2).await, 5) };
    appended(&store, append).await.unwrap();
    store.erase(vec![case(3)]).await.unwrap();
    store.import_lines(vec![line(1), line(2)]).await.unwrap();
    let before = everything(&store).await;
    drop(store);
    let store = open(&database(&dir));
    assert_eq!(everything(&store).await, before);
    assert_eq!(claimed(&store, claim_at(1, 30)).await, [], "the lease still stands");
    assert_eq!(claimed(&store, claim_at(1, 31)).await, [(case(1), 2)]);
    assert_chained(case(2), &loaded(&store, 2).await.records);
}

async fn everything(store: &SqliteStore) -> String {
    let cases: Vec<CaseId> = (1..=4).map(case).collect();
    let all = TaskFilter { limit: 9, ..TaskFilter::default() };
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        store.load(cases).await,
        store.cases(CaseFilter { limit: 9, ..CaseFilter::default() }).await,
        store.tasks(all).await,
        store.lines(LineFilter { limit: 9, ..LineFilter::default() }).await,
        store.next_due().await,
    )
}

#[tokio::test]
async fn a_killed_program_loses_nothing_it_was_told_is_written() {
    // The files as they lie on the disk while the store is open, copied without its help, must open with all that was answered.
    let (store, dir) = fresh();
    open_new(&store, 1..=3).await;
    appended(&store, append_to(&loaded(&store, 2).await, 5)).await.unwrap();
    let before = everything(&store).await;
    let copy = tempfile::tempdir().unwrap();
    for name in ["cases.db", "cases.db-wal"] {
        fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
    }
    assert_eq!(everything(&open(&database(&copy))).await, before);
}

#[tokio::test]
async fn erased_fields_are_nowhere_in_the_files() {
    // Once erasing is answered, no byte of the personal fields, of what was handed in and of what the case is found by may be found in any file
    // of the database (I15). Many cases, so
    // that the tables have grown, been rewritten and been rearranged; every second one is erased.
    const CASES: u32 = 400;
    let (store, dir) = fresh();
    open_new(&store, 1..=CASES).await;
    for round in [1000, 30] {
        let mut appends = Vec::new();
        for n in 1..=CASES {
            let grown = Some(with_canary(n, round + n as usize % 7 * 40));
            let handed_in = format!("{}{}", "z".repeat(round * 9), canary(n));
            appends.push(Append {
                personal: grown,
                attachments: vec![attachment(handed_in.as_bytes())],
                ..append_to(&loaded(&store, n).await, 1)
            });
        }
        assert_eq!(store.append(appends).await, Ok(vec![Ok(()); CASES as usize]));
    }
    let (erased, kept): (Vec<u32>, Vec<u32>) = (1..=CASES).partition(|n| n % 2 == 0);
    store.erase(erased.iter().copied().map(case).collect()).await.unwrap();
    assert_eq!(found_in_files(dir.path(), &erased), Vec::<u32>::new());
    assert_eq!(found_in_files(dir.path(), &kept), kept, "the search itself must be able to find");
    let records = loaded(&store, 2).await.records;
    assert_chained(case(2), &records);
    assert_eq!(records.len(), 4);
}

#[tokio::test]
async fn erased_fields_stay_gone_while_their_neighbours_grow_and_go() {
    // Found by chance: when rows grow and others go between them, the database moves what lies beside them, and what it left behind
    // was not wiped. This course of changes left the fields of one case in the file.
    const CASES: u32 = 300;
    const CHANGES: u32 = 200;
    let (store, dir) = fresh();
    open_new(&store, 1..=CASES).await;
    let mut chance = 40_u64.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut erased = BTreeSet::new();
    for _ in 0..CHANGES {
        let n = u32::try_from(drawn(&mut chance) % u64::from(CASES)).unwrap() + 1;
        if erased.contains(&n) {
            continue;
        }
        if drawn(&mut chance).is_multiple_of(3) {
            store.erase(vec![case(n)]).await.unwrap();
            erased.insert(n);
        } else {
            let filler_bytes = usize::try_from(drawn(&mut chance) % 1500).unwrap();
            let grown = Some(with_canary(n, filler_bytes));
            let append = Append { personal: grown, ..append_to(&loaded(&store, n).await, 1) };
            appended(&store, append).await.unwrap();
        }
    }
    store.close();
    let erased: Vec<u32> = erased.into_iter().collect();
    assert!(erased.len() > 40);
    assert_eq!(found_in_files(dir.path(), &erased), Vec::<u32>::new());
}

/// The next number of a sequence that looks like chance and is the same each time.
fn drawn(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn canary(n: u32) -> String {
    format!("canary-{n:05}-x")
}

fn with_canary(n: u32, filler_bytes: usize) -> masalama_core::request::Personal {
    let mut personal = personal(n);
    personal.pickup_address = Some(format!("{}{}", "y".repeat(filler_bytes), canary(n)));
    personal
}

/// Which of these cases can be found by canary or by card number in any file of the folder.
fn found_in_files(dir: &Path, cases: &[u32]) -> Vec<u32> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(dir).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        bytes.extend(fs::read(path).expect("the file can be read"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let keys: BTreeMap<[u8; 4], Digest> = cases.iter().map(|n| (first_four(key(*n).0), key(*n).0)).collect();
    let is_key = |window: &[u8]| {
        window
            .first_chunk()
            .and_then(|first| keys.get(first))
            .is_some_and(|digest| window == digest.as_bytes())
    };
    // One look per byte: a whole file is gone through.
    let mut is_first = [false; 256];
    keys.keys().for_each(|first| is_first[usize::from(first[0])] = true);
    let windows = bytes.windows(32).filter(|window| is_first[usize::from(window[0])]);
    let seen: BTreeSet<&[u8]> = windows.filter(|window| is_key(window)).collect();
    let has = |digest: Digest| seen.contains(digest.as_bytes().as_slice());
    let is_found = |n: &u32| {
        text.contains(&canary(*n)) || text.contains(personal(*n).claim.iccid.unmasked()) || has(key(*n).0)
    };
    cases.iter().copied().filter(is_found).collect()
}

fn first_four(digest: Digest) -> [u8; 4] {
    *digest.as_bytes().first_chunk().expect("a digest has 32 bytes")
}

#[tokio::test]
async fn a_file_belongs_to_one_store_at_a_time() {
    // A second store on the same file must be refused while the first is open, and welcome afterwards.
    let (store, dir) = fresh();
    let fault = open_fault(&database(&dir));
    assert!(matches!(fault, OpenFault::InUse), "{fault}");
    open_new(&store, [1]).await;
    drop(store);
    loaded(&open(&database(&dir)), 1).await;
}

#[test]
fn a_file_that_another_program_writes_to_is_not_opened() {
    // A lock of a foreign tool must be told as what it is, soon, and the file must be left alone.
    let dir = tempfile::tempdir().unwrap();
    let foreign = rusqlite::Connection::open(database(&dir)).unwrap();
    foreign.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let fault = open_fault(&database(&dir));
    assert!(matches!(fault, OpenFault::InUse), "{fault}");
}

#[test]
fn what_is_not_our_database_is_left_as_it_is() {
    // Neither rubbish nor another program's database may be written to.
    let dir = tempfile::tempdir().unwrap();
    let rubbish = "no database at all, but long enough to look at: ".repeat(100);
    fs::write(database(&dir), &rubbish).unwrap();
    let fault = open_fault(&database(&dir));
    assert!(matches!(fault, OpenFault::NotADatabase), "{fault}");
    assert_eq!(fs::read_to_string(database(&dir)).unwrap(), rubbish);

    let foreign = dir.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let before = fs::read(&foreign).unwrap();
    let fault = open_fault(&foreign);
    assert!(matches!(fault, OpenFault::Foreign), "{fault}");
    assert_eq!(fs::read(&foreign).unwrap(), before);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    // Nothing may be made in a place nobody named.
    let dir = tempfile::tempdir().unwrap();
    let fault = open_fault(&dir.path().join("missing").join("cases.db"));
    assert!(matches!(fault, OpenFault::LockFile(_)), "{fault}");
}

#[tokio::test]
async fn a_closed_store_says_so() {
    // After closing, every question must be answered, and with nothing but that.
    let (store, dir) = fresh();
    open_new(&store, [1]).await;
    store.close();
    store.close();
    assert_eq!(store.open(vec![opening(2)]).await, Err(StoreFault::Closed));
    assert_eq!(store.next_due().await, Err(StoreFault::Closed));
    assert!(!dir.path().join("cases.db-wal").metadata().is_ok_and(|log| log.len() > 0), "the log is empty");
}

#[tokio::test]
async fn orders_that_wait_together_are_answered_each_with_its_own() {
    // Many writers at once share commits; one that does not work must not take the others with it.
    let (store, _dir) = fresh();
    open_new(&store, 1..=60).await;
    let seen = store.load((1..=60).map(case).collect()).await.unwrap();
    let appends = seen.iter().flatten().map(|stored| store.append(vec![append_to(stored, 1)]));
    let twice = store.open(vec![opening(1)]);
    let (answers, twice) = tokio::join!(futures_util::future::join_all(appends), twice);
    assert!(matches!(twice, Err(StoreFault::Database(_))), "{twice:?}");
    assert_eq!(answers, vec![Ok(vec![Ok(())]); 60]);
}
