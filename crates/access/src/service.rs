//! The service: a store, a clock, a secret.

use std::sync::Arc;

use jiff::Timestamp;
use masalama_core::port::{AccessStore, Clock};

/// What an installation may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessSettings {}

/// Accounts, credentials and sessions. Clones share everything.
#[derive(Clone)]
pub struct Access {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Access {
    /// The service over a store. `clock` is real time, never the sandbox's; `secret` is kept apart from the store.
    #[must_use]
    pub fn new(
        store: Arc<dyn AccessStore>,
        clock: Arc<dyn Clock>,
        _secret: [u8; 32],
        _settings: AccessSettings,
    ) -> Self {
        Self { inner: Arc::new(Inner { store, clock }) }
    }

    pub(crate) fn store(&self) -> &dyn AccessStore {
        self.inner.store.as_ref()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.clock.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
}
