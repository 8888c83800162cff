//! What only a file of accounts can get wrong, and the list of methods of its port.

use std::fs;
use std::path::Path;

use std::collections::BTreeMap;

use masalama_core::port::{AccessStore, Account, Added, Change, Noted, NotedFilter};
use masalama_core::role::Role;
use masalama_store::suite::made::at;
use masalama_store::{Durability, SqliteAccess, SqliteStore};
use tempfile::TempDir;

const PORT: &str = include_str!("../../../core/src/port/access.rs");
const SUITE: &str = include_str!("../../src/suite/access.rs");

/// An empty store, and the folder that must outlive it.
pub(crate) fn fresh() -> (SqliteAccess, TempDir) {
    let dir = tempfile::tempdir().expect("tests may make folders");
    (open(&dir.path().join("access.db")), dir)
}

fn open(path: &Path) -> SqliteAccess {
    SqliteAccess::open(path, Durability::Full).expect("it opens")
}

fn care() -> Account {
    let name = "care-1".to_owned().try_into().expect("it is a name of staff");
    Account { name, roles: [].into(), made_at: at(0), disabled_at: None, tended: BTreeMap::new() }
}

#[tokio::test]
async fn two_processes_see_each_others_changes_at_once() {
    // `masalama staff disable` is another process than the server: what it wrote must hold for the server's next question.
    let (server, dir) = fresh();
    let command = open(&dir.path().join("access.db"));
    assert_eq!(server.account_add(care(), Vec::new()).await, Ok(Added::Added));
    let disabled = Account { disabled_at: Some(at(5)), ..care() };
    assert_eq!(command.account_disable(care().name, at(5), Role::Admin).await, Ok(Change::Made));
    assert_eq!(server.account(care().name).await, Ok(Some(disabled)));
    drop(command);
    assert_eq!(server.account_enable(care().name).await, Ok(true));
    drop(server);
    let again = open(&dir.path().join("access.db"));
    assert_eq!(again.account(care().name).await, Ok(Some(care())));
}

#[tokio::test]
async fn the_files_are_their_owners_only() {
    // Whoever shares the machine may not read who works here, nor what they sign in with.
    use std::os::unix::fs::PermissionsExt as _;
    let (store, dir) = fresh();
    assert_eq!(store.account_add(care(), Vec::new()).await, Ok(Added::Added));
    for entry in fs::read_dir(dir.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[tokio::test]
async fn a_line_of_the_log_cannot_be_changed() {
    // Who did something must not be able to have somebody else have done it, not by a fault of ours either.
    let (store, dir) = fresh();
    let line = Noted { at: at(1), account: None, what: "a".to_owned(), by: None, detail: String::new() };
    store.note(line.clone()).await.unwrap();
    let direct = rusqlite::Connection::open(dir.path().join("access.db")).unwrap();
    assert!(direct.execute("UPDATE noted SET what = 'b'", []).is_err());
    let all = NotedFilter { limit: 9, ..NotedFilter::default() };
    assert_eq!(store.noted(all).await, Ok(vec![line]));
}

#[test]
fn the_two_databases_are_not_taken_for_each_other() {
    // A path mixed up in a configuration must not write tables of accounts among cases.
    let dir = tempfile::tempdir().unwrap();
    let (cases, accounts) = (dir.path().join("cases.db"), dir.path().join("access.db"));
    drop(SqliteStore::open(&cases, Durability::Full).unwrap());
    drop(open(&accounts));
    assert!(SqliteAccess::open(&cases, Durability::Full).is_err());
    assert!(SqliteStore::open(&accounts, Durability::Full).is_err());
}

#[test]
fn the_suite_calls_every_method_and_tells_every_story() {
    // A method or story that is written but never called would hold for no store (I7).
    let (_, methods) = PORT.split_once("pub trait AccessStore").unwrap();
    let names: Vec<_> =
        methods.split("    fn ").skip(1).map(|rest| rest.split_once('(').unwrap().0).collect();
    assert!(names.contains(&"account_add") && names.len() >= 20, "{names:?}");
    for name in names {
        assert!(SUITE.contains(&format!("store.{name}(")), "no story calls {name}");
    }
    let (listed, _) = SUITE.split_once("(@each $fresh:expr; $($story").unwrap();
    for story in SUITE.split("\npub async fn ").skip(1) {
        let (name, _) = story.split_once('(').unwrap();
        assert!(listed.contains(&format!(" {name},")), "{name} is not listed");
    }
}
