//! The one thread that works the database: it takes all that waits, does it in one transaction, and answers after the commit.

use masalama_core::detail::Detail;
use tokio::sync::{mpsc, oneshot};

use super::fault::SandboxFault;
use super::operator::Operator;

/// How many jobs may wait.
const WAITING_MAX: usize = 8_192;
/// How many jobs share one commit.
const BATCH_MAX: usize = 1_024;

/// What is done once the batch is committed, or is not.
type Reply = Box<dyn FnOnce(Result<(), SandboxFault>) + Send>;
/// One piece of work.
type Job = Box<dyn FnOnce(&mut Operator) -> Reply + Send>;

/// The way to the writer.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. It ends when the last way to it is gone.
    pub(super) fn start(operator: Operator) -> Result<Self, SandboxFault> {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        std::thread::Builder::new()
            .name("sandbox-writer".to_owned())
            .spawn(move || run(operator, waiting))
            .map_err(|error| SandboxFault::Database(Detail::of(&error.to_string())))?;
        Ok(Self { jobs })
    }

    /// Has `work` done, and answers when it is committed.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Operator) -> Result<T, SandboxFault> + Send + 'static,
    ) -> Result<T, SandboxFault> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |operator| {
            let done = work(operator);
            if matches!(done, Err(SandboxFault::Database(_) | SandboxFault::Unreadable(_))) {
                operator.is_broken = true;
            }
            Box::new(move |committed| {
                // Nobody may be waiting any more: then there is nobody to tell.
                drop(answer.send(committed.and(done)));
            })
        });
        self.jobs.send(job).await.map_err(|_closed| SandboxFault::Closed)?;
        answered.await.map_err(|_closed| SandboxFault::Closed)?
    }
}

fn run(mut operator: Operator, mut waiting: mpsc::Receiver<Job>) {
    let mut replies: Vec<Reply> = Vec::with_capacity(BATCH_MAX);
    while let Some(first) = waiting.blocking_recv() {
        if let Err(fault) = operator.database.begin() {
            tracing::error!(%fault, "the sandbox cannot begin to write; the job is dropped");
            continue;
        }
        let committed = work_batch(&mut operator, first, &mut waiting, &mut replies);
        if let Err(fault) = &committed {
            tracing::error!(%fault, jobs = replies.len(), "the sandbox took a batch back");
            operator.take_back();
        }
        if operator.is_closing {
            drop(operator);
            return replies.drain(..).for_each(|reply| reply(committed.clone()));
        }
        for reply in replies.drain(..) {
            reply(committed.clone());
        }
    }
}

fn work_batch(
    operator: &mut Operator,
    first: Job,
    waiting: &mut mpsc::Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), SandboxFault> {
    let mut next = Some(first);
    while let Some(job) = next {
        replies.push(job(operator));
        next = if replies.len() < BATCH_MAX { waiting.try_recv().ok() } else { None };
    }
    if operator.is_broken {
        return Err(SandboxFault::Database(Detail::of("a statement of the same commit failed")));
    }
    operator.commit()
}
