//! Who among the staff does what: roles, and the role in whose queue a step waits.

use serde::{Deserialize, Serialize};

use crate::approval::{Proposal, ProposalKind};
use crate::case::Case;
use crate::hold::HeldWhy;
use crate::next::NeedWhy;
use crate::record::{ParkedFor, StepIndex};
use crate::step::StepKind;

macro_rules! roles {
    ($( $(#[$doc:meta])* $role:ident ),+ $(,)?) => {
        /// What a member of staff is there for. One person may have several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $( $(#[$doc])* $role ),+ }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[ $( Self::$role ),+ ];
        }
    };
}

roles! {
    /// Takes requests and speaks with the person.
    Care,
    /// Sees papers and takes devices over the counter.
    Shop,
    /// Couriers and returned devices.
    Logistics,
    /// Dues, bills, refunds.
    Finance,
    /// Identity, changed lines, what smells of a trick.
    Fraud,
    /// The network and its registers.
    Network,
    /// Decides what needs a second person, and sees how all of it goes.
    Supervisor,
    /// Accounts and imports; has no part in cases.
    Admin,
}

impl Role {
    /// The word on the wire: `care`, `network`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Care => "care",
            Self::Shop => "shop",
            Self::Logistics => "logistics",
            Self::Finance => "finance",
            Self::Fraud => "fraud",
            Self::Network => "network",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == word)
    }

    /// In whose queue something waits when it waits for staff: of those who may do it, the first to look.
    #[must_use]
    pub fn needed(case: &Case, step: StepIndex, why: NeedWhy) -> Self {
        match why {
            NeedWhy::Step => Self::of(case.planned(step).kind),
            NeedWhy::Stuck if case.waits_for_papers(step) || case.waits_to_be_told(step) => {
                Self::of(case.planned(step).kind)
            }
            // Whatever did not fit of a claim, even the card: in whose queue it waits must not tell.
            NeedWhy::Stuck if case.planned(step).kind == StepKind::VerifyIdentity => Self::Shop,
            NeedWhy::Stuck => Self::looking(case.planned(step).kind),
            NeedWhy::Parked => match &case.parked {
                Some((_, ParkedFor::LineChanged { .. })) => Self::Fraud,
                Some((_, ParkedFor::DuesCameUp | ParkedFor::Poison { .. })) | None => Self::Supervisor,
            },
            NeedWhy::Held => match case.held.as_ref().map(|held| held.why) {
                Some(HeldWhy::BySubscriber | HeldWhy::ByStopLink) => Self::Fraud,
                Some(HeldWhy::ByStaff) | None => Self::Supervisor,
            },
            NeedWhy::RefundAbove => Self::Finance,
            NeedWhy::Proposed => Self::Supervisor,
            NeedWhy::Complained => Self::Care,
        }
    }

    /// In whose queue a step waits that was refused, or of which nobody can tell: who looks after the system that was asked, and may say what became
    /// of it.
    pub(crate) const fn looking(step: StepKind) -> Self {
        match Self::of(step) {
            Self::Finance => Self::Finance,
            // Identity and the last looks read the line in its registers.
            Self::Network | Self::Shop | Self::Fraud => Self::Network,
            Self::Care | Self::Logistics | Self::Supervisor | Self::Admin => Self::Supervisor,
        }
    }

    /// In whose queue a proposal waits for its second person, and at which step.
    #[must_use]
    pub fn approving(case: &Case, proposal: Proposal) -> (StepIndex, Self) {
        let at = |kinds: &[StepKind]| {
            let open = case
                .plan
                .indexed()
                .find(|(step, planned)| kinds.contains(&planned.kind) && !case.state(*step).is_settled());
            open.map_or(StepIndex(0), |(step, _)| step)
        };
        match proposal {
            Proposal::WaiveDues => (at(&[StepKind::SettleDues, StepKind::RereadDues]), Self::Finance),
            Proposal::WaiveDeviceFee => (at(&[StepKind::ChargeDeviceFee]), Self::Finance),
            Proposal::RefundAbove => (at(&[StepKind::PayRefund, StepKind::PayRemainder]), Self::Finance),
            Proposal::OverrideIdentity => (at(&[StepKind::VerifyIdentity]), Self::Fraud),
            Proposal::AcceptDifference => {
                (case.parked.as_ref().map_or(StepIndex(0), |(step, _)| *step), Self::Fraud)
            }
            Proposal::SkipWait { step } => (step, Self::Supervisor),
            Proposal::Settle { step, .. } => match case.plan.steps.get(step.get()) {
                Some(planned) if Self::looking(planned.kind) == Self::Finance => (step, Self::Finance),
                Some(_) | None => (step, Self::Supervisor),
            },
        }
    }

    /// May somebody in this role be the second person for such proposals? Those in whose queue they wait may, and a supervisor may all.
    #[must_use]
    pub const fn may_approve(self, kind: ProposalKind) -> bool {
        match self {
            Self::Supervisor => true,
            Self::Finance => match kind {
                ProposalKind::WaiveDues
                | ProposalKind::WaiveDeviceFee
                | ProposalKind::RefundAbove
                | ProposalKind::Settle => true,
                ProposalKind::OverrideIdentity | ProposalKind::SkipWait | ProposalKind::AcceptDifference => {
                    false
                }
            },
            Self::Fraud => match kind {
                ProposalKind::OverrideIdentity | ProposalKind::AcceptDifference => true,
                ProposalKind::WaiveDues
                | ProposalKind::WaiveDeviceFee
                | ProposalKind::SkipWait
                | ProposalKind::RefundAbove
                | ProposalKind::Settle => false,
            },
            Self::Care | Self::Shop | Self::Logistics | Self::Network | Self::Admin => false,
        }
    }

    /// The same of one proposal: what became of an order is approved by who looks after such steps.
    #[must_use]
    pub fn may_approve_this(self, case: &Case, proposal: Proposal) -> bool {
        let is_there = match proposal {
            Proposal::Settle { .. } => self == Self::Supervisor || Self::approving(case, proposal).1 == self,
            Proposal::WaiveDues
            | Proposal::WaiveDeviceFee
            | Proposal::OverrideIdentity
            | Proposal::SkipWait { .. }
            | Proposal::RefundAbove
            | Proposal::AcceptDifference => true,
        };
        is_there && self.may_approve(proposal.kind())
    }

    /// May somebody in this role say what became of such a step?
    #[must_use]
    pub fn may_resolve(self, step: StepKind) -> bool {
        self == Self::Supervisor || self == Self::looking(step)
    }

    /// May somebody in this role do the step when it waits for staff? Those it waits for may, and who decides may all; devices are taken over the
    /// counter too.
    #[must_use]
    pub fn may_do(self, step: StepKind) -> bool {
        match self {
            Self::Supervisor => true,
            Self::Shop => Self::of(step) == self || step == StepKind::ReturnDevices,
            Self::Care | Self::Logistics | Self::Finance | Self::Fraud | Self::Network | Self::Admin => {
                Self::of(step) == self
            }
        }
    }

    /// May somebody in this role lift a hold that is not his own? Whether the name fits too, [`Case::may_lift`] tells.
    #[must_use]
    pub const fn may_lift(self) -> bool {
        match self {
            Self::Fraud | Self::Supervisor => true,
            Self::Care | Self::Shop | Self::Logistics | Self::Finance | Self::Network | Self::Admin => false,
        }
    }

    /// In whose queue the step waits when it waits for staff.
    #[must_use]
    pub const fn of(step: StepKind) -> Self {
        match step {
            StepKind::VerifyIdentity => Self::Shop,
            StepKind::RereadBeforeBar | StepKind::RereadBeforeDelete => Self::Fraud,
            StepKind::ArrangeReturn
            | StepKind::BookPickup
            | StepKind::ReturnDevices
            | StepKind::CancelPickup
            | StepKind::SendDeviceBack => Self::Logistics,
            StepKind::QuotePrice
            | StepKind::SettleDues
            | StepKind::RereadDues
            | StepKind::CollectUsage
            | StepKind::IssueFinalBill
            | StepKind::PayRefund
            | StepKind::AwaitLateUsage
            | StepKind::CollectLateUsage
            | StepKind::PayRemainder
            | StepKind::ChargeDeviceFee
            | StepKind::CheckAccount
            | StepKind::CloseAccount
            | StepKind::UnfreezeBalance
            | StepKind::VoidFinalBill => Self::Finance,
            StepKind::Bar
            | StepKind::StopCharging
            | StepKind::HoldNumber
            | StepKind::PurgeSessions
            | StepKind::CancelLocation
            | StepKind::ProveAbsent
            | StepKind::DeleteSubscriber
            | StepKind::CloseCharging
            | StepKind::ProveDead
            | StepKind::QuarantineNumber
            | StepKind::ReleaseNumber
            | StepKind::RetireIccid
            | StepKind::ReleaseProfile
            | StepKind::Unbar
            | StepKind::ResumeCharging
            | StepKind::UnholdNumber
            | StepKind::SuspendLine => Self::Network,
            StepKind::IssueReceipt
            | StepKind::ConfirmReceipt
            | StepKind::AnnounceDate
            | StepKind::AnnounceBar
            | StepKind::AnnounceEnd
            | StepKind::ConfirmRefund
            | StepKind::ConfirmRemainder
            | StepKind::ServeNotice
            | StepKind::CoolOff
            | StepKind::AwaitDate
            | StepKind::ChooseRefund
            | StepKind::IssueCertificate
            | StepKind::IssueClosingStatement
            | StepKind::ConfirmClosing
            | StepKind::KeepRecords
            | StepKind::ErasePersonal
            | StepKind::IssueRetraction
            | StepKind::TellNews => Self::Care,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // What became of an effect is said by the network, finance or a supervisor; it must not wait in a queue whose readers may not say it.
    #[test]
    fn what_nobody_can_tell_waits_for_who_may_say_it() {
        for step in StepKind::ALL {
            let role = Role::looking(*step);
            assert!(matches!(role, Role::Network | Role::Finance | Role::Supervisor), "{step:?}: {role:?}");
        }
        assert_eq!(Role::looking(StepKind::BookPickup), Role::Supervisor);
        assert_eq!(Role::looking(StepKind::RereadBeforeDelete), Role::Network);
        assert_eq!(Role::looking(StepKind::PayRefund), Role::Finance);
    }

    // Each kind of proposal has its second persons: those who are there for it and a supervisor, and nobody else.
    #[test]
    fn each_proposal_has_its_approvers() {
        use ProposalKind::{
            AcceptDifference, OverrideIdentity, RefundAbove, Settle, SkipWait, WaiveDeviceFee, WaiveDues,
        };
        for role in Role::ALL {
            let may: Vec<_> = ProposalKind::ALL.into_iter().filter(|kind| role.may_approve(*kind)).collect();
            let expected = match role {
                Role::Supervisor => ProposalKind::ALL.to_vec(),
                Role::Finance => vec![WaiveDues, WaiveDeviceFee, RefundAbove, Settle],
                Role::Fraud => vec![OverrideIdentity, AcceptDifference],
                Role::Care | Role::Shop | Role::Logistics | Role::Network | Role::Admin => vec![],
            };
            assert_eq!(may, expected, "{role:?}");
        }
        assert!(Role::Supervisor.may_approve(SkipWait));
    }

    // A role is called the same on the wire, in configuration and in code.
    #[test]
    fn a_role_has_one_word() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::named(role.as_str()), Some(*role));
        }
        assert_eq!(Role::named("root"), None);
    }
}
