//! The formal closing of the account: only after the operator has checked all of it, and confirmed to the person.

use super::settlement::{dues_gate, unpaid};
use super::{
    Branch, Definition, Do, Judgement, PointOfReturn, Work, issue, plain, send_plain, settled, tell,
};
use crate::case::Case;
use crate::effect::{Effect, EffectKind, Evidence, Subject};
use crate::paper::PaperKind;
use crate::record::StepIndex;

/// How often an account with something open is looked at again, in seconds.
const LOOK_AGAIN_S: u32 = 24 * 3_600;

pub(super) const CHECK_ACCOUNT: Definition = Definition {
    branch: Branch::Money,
    work: Work::Effect { kind: EffectKind::ReadDues, needed: false },
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: send_plain,
    judge,
};

pub(super) const CLOSE_ACCOUNT: Definition =
    plain(Branch::Money, EffectKind::CloseAccount, false, PointOfReturn::Hard);

pub(super) const ISSUE_CLOSING_STATEMENT: Definition = Definition {
    branch: Branch::Money,
    work: Work::Paper(PaperKind::ClosingStatement),
    returns: PointOfReturn::Reversible,
    undone_by: None,
    go: issue,
    judge: settled,
};

pub(super) const CONFIRM_CLOSING: Definition = tell(Branch::Money, confirm);

/// Where dues gate, the account stays open until they are paid; where they do not, the closing statement lists what is owed.
fn judge(case: &Case, _: StepIndex, evidence: &Evidence) -> Judgement {
    if dues_gate(case) && unpaid(evidence).is_some() {
        Judgement::LookAgain { after_s: LOOK_AGAIN_S }
    } else {
        Judgement::Settled
    }
}

fn confirm(_: &Case, _: StepIndex) -> Do {
    Do::Effect(Effect::Tell { subject: Subject::Closed, on: None, amount: None })
}
