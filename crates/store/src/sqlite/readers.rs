//! The readers: a few connections that can only read, lent to one read at a time.

use std::sync::{Arc, Mutex};

use masalama_core::detail::Detail;
use masalama_core::port::StoreFault;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fault::Fault;

/// How many reads run side by side.
pub(super) const READERS: usize = 4;

/// The pool.
pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// A pool of these connections.
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self { idle: Mutex::new(connections), permits }
    }

    /// Runs `read` on a thread that may block, on one unchanging view of the database.
    ///
    /// # Errors
    ///
    /// [`StoreFault::Closed`], and what `read` fails with.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreFault::Closed)?;
        let lent = Lent { conn: Some(self.take()), pool: Arc::clone(self), _permit: permit };
        match tokio::task::spawn_blocking(move || lent.read(read)).await {
            Ok(made) => Ok(made?),
            Err(_) => Err(StoreFault::Database(Detail::of("a read did not come to its end"))),
        }
    }

    /// Lends no more.
    pub(super) fn close(&self) {
        self.permits.close();
    }

    fn take(&self) -> Connection {
        let mut idle = self.idle.lock().expect("nothing panics while it holds the pool");
        idle.pop().expect("there is a connection for each permit")
    }
}

/// A connection that goes back to its pool whatever happens, and only then makes room for the next.
struct Lent {
    conn: Option<Connection>,
    pool: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let conn = self.conn.as_ref().expect("it is only taken back on drop");
        let view = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
        read(&view)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.idle.lock().expect("nothing panics while it holds the pool").extend(self.conn.take());
    }
}
