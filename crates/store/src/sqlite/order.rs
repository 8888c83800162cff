//! An order to the writer: what to do inside the transaction, and whom to answer after the commit.

use masalama_core::port::StoreFault;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::fault::Fault;

/// What must follow the commit before the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// Nothing.
    Nothing,
    /// The write-ahead log is emptied, for it may still hold what was erased.
    EmptyLog,
}

/// An order, whatever its answer.
pub(super) trait Order: Send {
    /// How many things it is about.
    fn items(&self) -> usize;

    /// What must follow the commit before the answer.
    fn afterwards(&self) -> Afterwards;

    /// Does it, inside the writer's transaction. May be called again after a rollback.
    ///
    /// # Errors
    ///
    /// Any [`Fault`]; the writer rolls back.
    fn run(&mut self, conn: &Connection) -> Result<(), Fault>;

    /// Answers, after the commit or when there will be none.
    fn answer(self: Box<Self>, outcome: Result<(), StoreFault>);
}

/// Work and the one who waits for its result.
pub(super) struct Work<F, T> {
    items: usize,
    afterwards: Afterwards,
    work: F,
    made: Option<T>,
    reply: oneshot::Sender<Result<T, StoreFault>>,
}

impl<F, T> Work<F, T>
where
    F: FnMut(&Connection) -> Result<T, Fault> + Send,
    T: Send,
{
    /// An order and where its answer arrives.
    pub(super) fn new(
        items: usize,
        afterwards: Afterwards,
        work: F,
    ) -> (Box<Self>, oneshot::Receiver<Result<T, StoreFault>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { items, afterwards, work, made: None, reply }), answer)
    }
}

impl<F, T> Order for Work<F, T>
where
    F: FnMut(&Connection) -> Result<T, Fault> + Send,
    T: Send,
{
    fn items(&self) -> usize {
        self.items
    }

    fn afterwards(&self) -> Afterwards {
        self.afterwards
    }

    fn run(&mut self, conn: &Connection) -> Result<(), Fault> {
        self.made = Some((self.work)(conn)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreFault>) {
        let Self { made, reply, .. } = *self;
        let answer = outcome.map(|()| made.expect("what was committed was run"));
        // Who does not wait any more has no use for the answer; the commit stands.
        let _ = reply.send(answer);
    }
}
