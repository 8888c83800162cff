//! Cases in one SQLite file.
//!
//! One thread owns the only connection that writes; orders reach it through a bounded queue, and all that wait go into one
//! commit (`writer`). Reads run beside it on a few connections that can only read (`readers`). An answer to a write is given after its
//! commit was flushed to the disk. The file belongs to one process; `<file>.lock` beside it says so.

mod access;
mod fault;
mod migrate;
mod open;
mod order;
mod queue;
mod read;
mod readers;
mod table;
mod value;
mod write;
mod writer;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use jiff::Timestamp;
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::line::Line;
use masalama_core::port::{
    Answer, Append, CASE_PAGE_MAX, CaseFilter, CaseKeyDigest, CasePage, CaseRow, Claim, Claimed, Counting,
    Counts, LineFilter, LinePage, Opened, Opening, Refused, Store, StoreFault, Stored, StoredAttachment,
    TaskFilter, TaskRow,
};
use rusqlite::Connection;

pub use access::SqliteAccess;
pub use open::{Durability, OpenFault};

use crate::standing::follow_on;
use fault::Fault;
use order::{Afterwards, Work};
use queue::Queue;
use readers::{READERS, Readers};
use table::{attachment, cases, line};
use writer::Writer;

/// Cases in one SQLite file.
///
/// *Units*: instants are kept to the microsecond; what is finer is cut off.
///
/// After the first failed commit nothing more is written: every write is answered with that fault until the program is started
/// anew, which recovers all that was acknowledged. Reads go on.
pub struct SqliteStore {
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Held until the writer has ended: fields are dropped after [`SqliteStore::close`].
    _lock: File,
}

impl SqliteStore {
    /// Opens the database at `path`, and makes it if it is not there.
    ///
    /// # Errors
    ///
    /// [`OpenFault`], whose variants say what to do.
    pub fn open(path: &Path, durability: Durability) -> Result<Self, OpenFault> {
        let lock = open::lock(path)?;
        let conn = open::writing(path, durability)?;
        let readers = (0..READERS).map(|_| open::reading(path)).collect::<Result<_, _>>()?;
        let queue = Arc::new(Queue::new());
        let writer = Writer::new(conn, Arc::clone(&queue));
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(OpenFault::Thread)?;
        Ok(Self {
            queue,
            readers: Arc::new(Readers::new(readers)),
            writer: Mutex::new(Some(thread)),
            _lock: lock,
        })
    }

    /// Takes no more work, does what waits, empties the log and lets the writer end. Blocks until then. Whoever asks later is
    /// answered [`StoreFault::Closed`].
    pub fn close(&self) {
        self.queue.close();
        self.readers.close();
        let thread = self.writer.lock().expect("nothing panics while it holds the handle").take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!(
                "the thread that writes did not come to its end; a restart recovers what was committed"
            );
        }
    }

    /// Has the writer do `work` in its next commit.
    async fn order<T: Send + 'static>(
        &self,
        items: usize,
        afterwards: Afterwards,
        work: impl FnMut(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let (order, answer) = Work::new(items, afterwards, work);
        self.queue.push(order).await?;
        answer.await.unwrap_or(Err(StoreFault::Closed))
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl Store for SqliteStore {
    fn open(&self, openings: Vec<Opening>) -> Answer<'_, Result<Vec<Result<Opened, Refused>>, StoreFault>> {
        Box::pin(async move {
            for opening in &openings {
                follow_on(0, &opening.records)?;
            }
            self.order(openings.len(), Afterwards::Nothing, move |conn| {
                openings.iter().map(|opening| write::open(conn, opening)).collect()
            })
            .await
        })
    }

    fn claim(&self, claim: Claim) -> Answer<'_, Result<Vec<Claimed>, StoreFault>> {
        Box::pin(self.order(1, Afterwards::Nothing, move |conn| write::claim(conn, &claim)))
    }

    fn append(&self, appends: Vec<Append>) -> Answer<'_, Result<Vec<Result<(), Refused>>, StoreFault>> {
        Box::pin(async move {
            for append in &appends {
                follow_on(append.guard.head, &append.records)?;
            }
            self.order(appends.len(), Afterwards::Nothing, move |conn| {
                appends.iter().map(|append| write::append(conn, append)).collect()
            })
            .await
        })
    }

    fn load(&self, cases: Vec<CaseId>) -> Answer<'_, Result<Vec<Option<Stored>>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| cases.iter().map(|case| read::load(conn, *case)).collect()))
    }

    fn next_due(&self) -> Answer<'_, Result<Option<Timestamp>, StoreFault>> {
        Box::pin(self.readers.read(cases::next_due))
    }

    fn cases(&self, filter: CaseFilter) -> Answer<'_, Result<CasePage, StoreFault>> {
        Box::pin(self.readers.read(move |conn| read::cases(conn, &filter)))
    }

    fn tasks(&self, filter: TaskFilter) -> Answer<'_, Result<Vec<TaskRow>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| read::tasks(conn, &filter)))
    }

    fn find(&self, key: CaseKeyDigest, limit: u32) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        let limit = limit.min(CASE_PAGE_MAX);
        Box::pin(self.readers.read(move |conn| cases::newest_of_key(conn, &key, limit)))
    }

    fn owing(
        &self,
        after: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Answer<'_, Result<Vec<CaseRow>, StoreFault>> {
        let limit = limit.min(CASE_PAGE_MAX);
        Box::pin(self.readers.read(move |conn| cases::first_owing(conn, after, limit)))
    }

    fn count(&self, counting: Counting) -> Answer<'_, Result<Counts, StoreFault>> {
        Box::pin(self.readers.read(move |conn| read::count(conn, &counting)))
    }

    fn attachment(
        &self,
        case: CaseId,
        digest: Digest,
    ) -> Answer<'_, Result<Option<StoredAttachment>, StoreFault>> {
        Box::pin(self.readers.read(move |conn| attachment::find(conn, case, &digest)))
    }

    fn erase(&self, cases: Vec<CaseId>) -> Answer<'_, Result<(), StoreFault>> {
        Box::pin(self.order(cases.len(), Afterwards::EmptyLog, move |conn| {
            cases.iter().try_for_each(|case| write::erase(conn, *case))
        }))
    }

    fn import_lines(&self, lines: Vec<Line>) -> Answer<'_, Result<u64, StoreFault>> {
        Box::pin(self.order(lines.len(), Afterwards::Nothing, move |conn| line::take_in(conn, &lines)))
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, StoreFault>> {
        Box::pin(self.readers.read(move |conn| read::lines(conn, &filter)))
    }
}

#[cfg(test)]
mod tests {
    use masalama_core::detail::Detail;

    use super::*;
    use crate::suite::made::{append_to, appended, case, line, loaded, open_new};

    #[tokio::test]
    async fn after_the_first_failure_of_the_disk_nothing_is_written_until_a_restart() {
        // When the disk is full, the write must be refused, and every later one too, even when there is room again: nothing tells
        // what reached the disk. Reads go on, and a restart must find all that was acknowledged.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.db");
        let store = SqliteStore::open(&path, Durability::Full).unwrap();
        open_new(&store, 1..=3).await;
        let room =
            |pages: i64| move |conn: &Connection| Ok(conn.pragma_update(None, "max_page_count", pages)?);
        store.order(1, Afterwards::Nothing, room(1)).await.unwrap();
        let fault = store.import_lines((1..500).map(line).collect()).await.unwrap_err();
        assert_eq!(fault, StoreFault::Database(Detail::of("database or disk is full")));
        assert_eq!(store.order(1, Afterwards::Nothing, room(1_000_000)).await, Err(fault.clone()));
        let append = append_to(&loaded(&store, 1).await, 1);
        assert_eq!(store.append(vec![append.clone()]).await, Err(fault));
        drop(store);
        let store = SqliteStore::open(&path, Durability::Full).unwrap();
        assert_eq!(appended(&store, append).await, Ok(()));
        assert!(store.load((1..=3).map(case).collect()).await.unwrap().iter().all(Option::is_some));
    }

    #[tokio::test]
    async fn a_fault_of_ours_in_the_writer_leaves_nobody_waiting() {
        // When the writer itself comes to a bad end, whoever waits and whoever comes later must be answered.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cases.db");
        let store = SqliteStore::open(&path, Durability::Full).unwrap();
        open_new(&store, [1]).await;
        let append = append_to(&loaded(&store, 1).await, 1);
        let bad = store.order(1, Afterwards::Nothing, |_| -> Result<(), Fault> { panic!("on purpose") });
        let (bad, waiting) = tokio::join!(bad, store.append(vec![append.clone()]));
        assert_eq!((bad, waiting), (Err(StoreFault::Closed), Err(StoreFault::Closed)));
        assert_eq!(store.append(vec![append.clone()]).await, Err(StoreFault::Closed));
        drop(store);
        let store = SqliteStore::open(&path, Durability::Full).unwrap();
        assert_eq!(appended(&store, append).await, Ok(()));
    }

    #[tokio::test]
    async fn a_read_that_comes_to_a_bad_end_gives_its_connection_back() {
        // More bad reads than there are connections must leave all of them for the reads after.
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&dir.path().join("cases.db"), Durability::Full).unwrap();
        for _ in 0..=READERS {
            let bad = store.readers.read(|_| -> Result<(), Fault> { panic!("on purpose") }).await;
            assert!(matches!(bad, Err(StoreFault::Database(_))), "{bad:?}");
        }
        assert_eq!(store.next_due().await, Ok(None));
    }
}
