//! Waiting before anything is cut: notice, time to think again, the day the person wants. Taking it back is free meanwhile.

use super::{Branch, Definition, PointOfReturn, Work, settled, wait_as_planned};

const fn wait() -> Definition {
    Definition {
        branch: Branch::Preparation,
        work: Work::Wait,
        returns: PointOfReturn::Reversible,
        undone_by: None,
        go: wait_as_planned,
        judge: settled,
    }
}

pub(super) const SERVE_NOTICE: Definition = wait();
pub(super) const COOL_OFF: Definition = wait();
pub(super) const AWAIT_DATE: Definition = wait();
