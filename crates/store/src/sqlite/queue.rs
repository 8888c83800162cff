//! The queue before the writer: bounded, and emptied in groups.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use masalama_core::port::StoreFault;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::order::Order;

/// The most orders that wait; who brings one more waits himself.
const ORDERS_WAITING_MAX: usize = 1024;
/// The most orders one commit carries.
const GROUP_ORDERS_MAX: usize = 256;
/// No order is added to a group that already has so many items (openings, appends, lines).
const GROUP_ITEMS_MAX: usize = 4096;

/// Orders on their way to the writer.
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    places: Arc<Semaphore>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(Box<dyn Order>, OwnedSemaphorePermit)>,
    is_closed: bool,
}

impl Queue {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::default(),
            filled: Condvar::new(),
            places: Arc::new(Semaphore::new(ORDERS_WAITING_MAX)),
        }
    }

    /// Hands an order to the writer, once there is a place.
    ///
    /// # Errors
    ///
    /// [`StoreFault::Closed`].
    pub(super) async fn push(&self, order: Box<dyn Order>) -> Result<(), StoreFault> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StoreFault::Closed)?;
        let mut state = self.state();
        if state.is_closed {
            return Err(StoreFault::Closed);
        }
        state.waiting.push_back((order, place));
        self.filled.notify_one();
        Ok(())
    }

    /// The next group of orders; waits for the first. `None` once closed and empty.
    pub(super) fn next_group(&self) -> Option<Vec<Box<dyn Order>>> {
        let mut state = self
            .filled
            .wait_while(self.state(), |state| state.waiting.is_empty() && !state.is_closed)
            .expect("nothing panics while it holds the queue");
        let mut group = Vec::new();
        let mut items = 0;
        while group.len() < GROUP_ORDERS_MAX && items < GROUP_ITEMS_MAX {
            let Some((order, _place)) = state.waiting.pop_front() else { break };
            items += order.items();
            group.push(order);
        }
        (!group.is_empty()).then_some(group)
    }

    /// Takes no more orders; what waits is still done.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.places.close();
        self.filled.notify_all();
    }

    /// Takes no more orders and drops those that wait, so that nobody waits for an answer that will not come.
    pub(super) fn abandon(&self) {
        self.close();
        self.state().waiting.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the queue")
    }
}
