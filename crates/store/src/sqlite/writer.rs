//! The writer: one thread, the only writing connection, many orders in one commit.
//!
//! The time one commit takes to reach the disk is the time in which the next group gathers, so no timer is needed.

use std::sync::Arc;

use masalama_core::port::StoreFault;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::fault::Fault;
use super::order::{Afterwards, Order};
use super::queue::Queue;

/// The write-ahead log is copied into the database when it is this long. *Units*: pages.
const LOG_PAGES_MAX: i64 = 4000;

/// The thread's own.
pub(super) struct Writer {
    conn: Connection,
    queue: Arc<Queue>,
    /// The first failure of the disk or the file. From then on nothing is written: only a restart recovers.
    stopped_by: Option<StoreFault>,
    /// The log may still hold what was erased.
    log_must_be_emptied: bool,
}

/// Why a group was not committed.
enum Undone {
    /// The fault lies with the work: other groups may go on.
    Work(StoreFault),
    /// The fault lies with the disk or the file.
    Disk(StoreFault),
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        if fault.is_of_the_work() { Self::Work(fault.into()) } else { Self::Disk(fault.into()) }
    }
}

impl Writer {
    /// A writer on this connection.
    pub(super) fn new(conn: Connection, queue: Arc<Queue>) -> Self {
        Self { conn, queue, stopped_by: None, log_must_be_emptied: false }
    }

    /// Serves until the queue is closed and empty.
    pub(super) fn run(mut self) {
        while let Some(orders) = self.queue.next_group() {
            self.serve(orders);
        }
        // A clean end leaves no log behind; after a failure the log is what recovers.
        if self.stopped_by.is_none()
            && let Err(fault) = empty_log(&self.conn)
        {
            tracing::error!(detail = %fault.detail(), "the log could not be emptied at the end; the next start does it");
        }
    }

    fn serve(&mut self, mut orders: Vec<Box<dyn Order>>) {
        if let Some(fault) = &self.stopped_by {
            return refuse(orders, fault);
        }
        match commit(&self.conn, &mut orders) {
            Ok(()) => self.answer(orders),
            // One of them does not work: alone, each stands or falls for itself.
            Err(Undone::Work(_)) if orders.len() > 1 => {
                for order in orders {
                    self.serve(vec![order]);
                }
            }
            Err(Undone::Work(fault)) => refuse(orders, &fault),
            Err(Undone::Disk(fault)) => {
                self.stop(&fault);
                refuse(orders, &fault);
            }
        }
    }

    fn answer(&mut self, orders: Vec<Box<dyn Order>>) {
        let (at_once, after_emptying): (Vec<_>, Vec<_>) =
            orders.into_iter().partition(|order| order.afterwards() == Afterwards::Nothing);
        for order in at_once {
            order.answer(Ok(()));
        }
        self.log_must_be_emptied |= !after_emptying.is_empty();
        let outcome = self.tend_log();
        if let Err(fault) = &outcome {
            self.stop(fault);
        }
        for order in after_emptying {
            order.answer(outcome.clone());
        }
    }

    /// Checkpoints are asked for here and nowhere else: one that SQLite begins by itself does not report its failure.
    fn tend_log(&mut self) -> Result<(), StoreFault> {
        if self.log_must_be_emptied {
            self.log_must_be_emptied = !empty_log(&self.conn)?;
            if self.log_must_be_emptied {
                tracing::warn!(
                    "a reader keeps the log from being emptied of erased fields; tried again with the next commit"
                );
            }
        } else if log_pages(&self.conn)? >= LOG_PAGES_MAX {
            copy_log(&self.conn)?;
        }
        Ok(())
    }

    fn stop(&mut self, fault: &StoreFault) {
        tracing::error!(%fault, "writing has stopped; a restart recovers what was committed");
        self.stopped_by = Some(fault.clone());
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}

fn refuse(orders: Vec<Box<dyn Order>>, fault: &StoreFault) {
    for order in orders {
        order.answer(Err(fault.clone()));
    }
}

/// Runs the orders in one transaction. Once this returns, they are on the disk.
fn commit(conn: &Connection, orders: &mut [Box<dyn Order>]) -> Result<(), Undone> {
    let transaction =
        Transaction::new_unchecked(conn, TransactionBehavior::Immediate).map_err(Fault::from)?;
    for order in orders {
        order.run(&transaction)?;
    }
    transaction.commit().map_err(|error| Undone::Disk(Fault::from(error).into()))
}

/// How long the log is. *Units*: pages.
fn log_pages(conn: &Connection) -> Result<i64, Fault> {
    const SQL: &str = "PRAGMA wal_checkpoint(NOOP)";
    Ok(conn.prepare_cached(SQL)?.query_row([], |row| row.get("log"))?)
}

/// Copies what it can of the log into the database.
fn copy_log(conn: &Connection) -> Result<(), Fault> {
    const SQL: &str = "PRAGMA wal_checkpoint(PASSIVE)";
    Ok(conn.prepare_cached(SQL)?.query_row([], |_| Ok(()))?)
}

/// Copies the whole log into the database and cuts it to nothing. Says whether readers let it.
pub(super) fn empty_log(conn: &Connection) -> Result<bool, Fault> {
    const SQL: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
    Ok(conn.prepare_cached(SQL)?.query_row([], |row| Ok(row.get::<_, i64>("busy")? == 0))?)
}
