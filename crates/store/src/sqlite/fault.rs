//! What can go wrong inside the database, and which of it ends all writing.

use masalama_core::detail::Detail;
use masalama_core::port::StoreFault;
use rusqlite::{Error, ErrorCode};

/// Why a statement or its mapping did not work.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite said so.
    Sql(Error),
    /// A stored value is not what was written.
    Unreadable(Detail),
}

impl Fault {
    /// A column that cannot be understood. Its value is not told: it may be personal.
    pub(super) fn unreadable(column: &str) -> Self {
        Self::Unreadable(Detail::of(column))
    }

    /// Whether only the work itself was at fault, so that others may go on. Anything else (the disk, the file, memory)
    /// ends all writing: after a failed write nothing tells what is on the disk, and only a restart recovers.
    pub(super) fn is_of_the_work(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::Sql(Error::SqliteFailure(error, _)) => [
                ErrorCode::ConstraintViolation,
                ErrorCode::TypeMismatch,
                ErrorCode::TooBig,
                ErrorCode::DatabaseBusy,
                ErrorCode::DatabaseLocked,
            ]
            .contains(&error.code),
            Self::Sql(_) => true,
        }
    }

    /// Whether another program holds the lock that was needed.
    pub(super) fn is_busy(&self) -> bool {
        self.has_code(ErrorCode::DatabaseBusy) || self.has_code(ErrorCode::DatabaseLocked)
    }

    /// Whether SQLite gave this code.
    pub(super) fn has_code(&self, code: ErrorCode) -> bool {
        matches!(self, Self::Sql(Error::SqliteFailure(error, _)) if error.code == code)
    }

    /// In words, masked and bounded.
    pub(super) fn detail(&self) -> Detail {
        match self {
            Self::Sql(error) => Detail::of(&error.to_string()),
            Self::Unreadable(detail) => detail.clone(),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Fault> for StoreFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sql(_) => Self::Database(fault.detail()),
            Fault::Unreadable(detail) => Self::Unreadable(detail),
        }
    }
}
