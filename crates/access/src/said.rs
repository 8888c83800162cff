//! Why somebody was not let in, or a change of accounts was not made.

use masalama_core::port::StoreFault;

use crate::fault::AccessFault;
use crate::password::Flaw;

/// The person can act on it; each has a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Something of what was shown is wrong. It is not said what, nor whether there is such an account.
    NotRight,
    /// Too many wrong tries: try again after so many seconds, or use a passkey.
    Later {
        /// How long to wait.
        seconds: u32,
    },
    /// The link was used, is too old, or never was one.
    LinkOver,
    /// The password will not do.
    Password(Flaw),
    /// The code of the generator does not fit: look at the clock of the device.
    Code,
    /// This way in is not set up here.
    NotSetUp,
    /// There is an account of that name.
    NameTaken,
    /// There are as many accounts as there can be.
    TooManyAccounts,
    /// There is no account of that name.
    NoSuchAccount,
    /// Nobody would be left who may tend accounts.
    LastAdmin,
    /// Nobody changes his own roles.
    OwnRoles,
    /// It is the only way left to sign in to this account.
    LastWay,
    /// The provider of identities did not vouch for the person as it must.
    NotVouched,
}

/// A refusal for the person, or a fault for us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Said {
    /// The person can act on it.
    #[error("refused: {0:?}")]
    Refused(Refused),
    /// We can act on it; the person is let in nowhere.
    #[error(transparent)]
    Fault(#[from] AccessFault),
}

impl From<StoreFault> for Said {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<Refused> for Said {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
