//! Four eyes: what one member of staff proposes and another approves, bound to exactly what was proposed.
//!
//! The content of a proposal is a digest over the case, the proposal, the line, the policy and what it touches. An approval names the
//! content; when anything in it changed meanwhile, neither the proposal nor an approval of it stands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attachment::Shown;
use crate::case::{Case, Progress, StuckWhy};
use crate::commitment::Digest;
use crate::detail::Detail;
use crate::effect::{Effect, Evidence};
use crate::line::{Difference, LineSnapshot};
use crate::money::Money;
use crate::record::{ParkedFor, StaffName, StepIndex, Verdict};
use crate::step::{StepKind, is_behind_refund, refund_above, undecided_fee, unpaid_dues};

/// The most proposals of one case.
pub const PROPOSALS_MAX: usize = 100;

/// Something that needs a second member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Proposal {
    /// Let the cease go on although these dues are unpaid; they are settled apart.
    WaiveDues,
    /// Ask no fee for the devices that did not come back.
    WaiveDeviceFee,
    /// Take the caller for the holder of the line, although the claim does not fit the records.
    OverrideIdentity,
    /// Do not wait any longer: for the end of the notice, or for late usage.
    SkipWait {
        /// The wait.
        step: StepIndex,
    },
    /// Pay a refund that is above the limit, that goes where staff said, or that a bill entered by hand pays out.
    RefundAbove,
    /// End the line as it is now, although it is not what it was when the plan was made.
    AcceptDifference,
    /// Say what became of an order that cannot be undone, that paid, or after which the line came back.
    Settle {
        /// Which step sent it.
        step: StepIndex,
        /// What was found.
        verdict: Verdict,
    },
}

/// A proposal without its particulars, for lists and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// See [`Proposal::WaiveDues`].
    WaiveDues,
    /// See [`Proposal::WaiveDeviceFee`].
    WaiveDeviceFee,
    /// See [`Proposal::OverrideIdentity`].
    OverrideIdentity,
    /// See [`Proposal::SkipWait`].
    SkipWait,
    /// See [`Proposal::RefundAbove`].
    RefundAbove,
    /// See [`Proposal::AcceptDifference`].
    AcceptDifference,
    /// See [`Proposal::Settle`].
    Settle,
}

impl ProposalKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::WaiveDues,
        Self::WaiveDeviceFee,
        Self::OverrideIdentity,
        Self::SkipWait,
        Self::RefundAbove,
        Self::AcceptDifference,
        Self::Settle,
    ];
}

impl Proposal {
    /// The proposal without its particulars.
    #[must_use]
    pub fn kind(self) -> ProposalKind {
        match self {
            Self::WaiveDues => ProposalKind::WaiveDues,
            Self::WaiveDeviceFee => ProposalKind::WaiveDeviceFee,
            Self::OverrideIdentity => ProposalKind::OverrideIdentity,
            Self::SkipWait { .. } => ProposalKind::SkipWait,
            Self::RefundAbove => ProposalKind::RefundAbove,
            Self::AcceptDifference => ProposalKind::AcceptDifference,
            Self::Settle { .. } => ProposalKind::Settle,
        }
    }
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Approved, and carried out.
    Approved {
        /// By whom.
        by: StaffName,
        /// When.
        at: Timestamp,
    },
    /// Turned down.
    TurnedDown {
        /// By whom.
        by: StaffName,
        /// When.
        at: Timestamp,
        /// Why.
        note: Detail,
    },
}

/// A proposal as the records tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Its record's place: its name.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffName,
    /// What.
    pub proposal: Proposal,
    /// Its content when it was proposed.
    pub content: Digest,
    /// The money it touched then.
    pub amount: Option<Money>,
    /// Why.
    pub note: Detail,
    /// What was shown for it, where it says what became of an order.
    pub shown: Option<Shown>,
    /// What became of it.
    pub settled: Option<Settled>,
}

/// A proposal that could be made now: its content, and the money it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Digest over everything it touches.
    pub content: Digest,
    /// How much money, if any.
    pub amount: Option<Money>,
}

impl Weighed {
    /// The same with what is shown for it: who approves, approves on that too.
    #[must_use]
    pub fn with(self, shown: Option<&Shown>) -> Self {
        let Some(shown) = shown else { return self };
        let content = Digest::of(&[b"masalama/shown/1", self.content.as_bytes(), &json(shown)]);
        Self { content, ..self }
    }
}

impl Case {
    /// The content of a proposal as the case stands; nothing when it cannot be proposed now.
    #[must_use]
    pub fn weigh(&self, proposal: Proposal) -> Option<Weighed> {
        if self.ending.is_some() || self.refused.is_some() || self.retracting.is_some() {
            return None;
        }
        let (touched, amount) = match proposal {
            Proposal::WaiveDues => {
                let unpaid = unpaid_dues(self)?;
                (vec![json(&unpaid)], Some(unpaid))
            }
            Proposal::WaiveDeviceFee => {
                let fee = undecided_fee(self)?;
                (vec![json(&fee)], Some(fee))
            }
            Proposal::OverrideIdentity => (vec![json(self.unmatched_line()?)], None),
            Proposal::SkipWait { step } => {
                self.is_skippable_wait(step).then_some(())?;
                (vec![json(&self.planned(step).not_before)], None)
            }
            Proposal::RefundAbove => {
                let (step, amount, method) = refund_above(self)?;
                let destination = self.choices.refund.map(|(_, destination)| destination);
                let obligation = self.state(step).obligation;
                let chosen_by = self.choices.refund_by.as_ref().map(|(by, _)| by);
                let how = vec![json(&method), json(&destination), json(&chosen_by)];
                let touched = [vec![json(&step), json(&obligation), json(&amount)], how].concat();
                (touched, Some(amount))
            }
            Proposal::AcceptDifference => {
                let (differences, line) = self.changed_line()?;
                (vec![json(&differences), json(line)], None)
            }
            Proposal::Settle { step, verdict } => {
                let state = self.steps.get(step.get())?;
                (self.needs_two(step) && self.may_resolve(step, verdict)).then_some(())?;
                let amount = match &state.effect {
                    Some(Effect::PayRefund { amount, .. }) => Some(*amount),
                    Some(_) | None => None,
                };
                (vec![json(&state.obligation), json(&state.attempt), json(&state.effect)], amount)
            }
        };
        Some(Weighed { content: self.content(proposal, &touched), amount })
    }

    /// The same with what is shown for it.
    #[must_use]
    pub fn weigh_shown(&self, proposal: Proposal, shown: Option<&Shown>) -> Option<Weighed> {
        self.weigh(proposal).map(|weighed| weighed.with(shown))
    }

    /// The proposal of this name.
    #[must_use]
    pub fn proposed(&self, seq: u32) -> Option<&Proposed> {
        self.proposals.iter().find(|one| one.seq == seq)
    }

    /// May this member of staff be the second person for it, as far as names tell? Not who proposed it, nor who is behind what it pays.
    #[must_use]
    pub fn is_second(&self, proposed: &Proposed, name: &StaffName) -> bool {
        let is_behind = proposed.proposal == Proposal::RefundAbove && is_behind_refund(self, name);
        *name != proposed.by && !is_behind
    }

    /// Waits the proposal for a second person, and is it still what was proposed?
    #[must_use]
    pub fn is_open(&self, proposed: &Proposed) -> bool {
        proposed.settled.is_none()
            && self
                .weigh_shown(proposed.proposal, proposed.shown.as_ref())
                .is_some_and(|weighed| weighed.content == proposed.content)
    }

    fn content(&self, proposal: Proposal, touched: &[Vec<u8>]) -> Digest {
        let line = self.snapshot.as_ref().map_or(self.received.request.iccid, |line| line.iccid).digest();
        let policy = self.plan.policy.as_ref().map_or(Digest::of(&[]), |policy| policy.hash);
        let proposal = json(&proposal);
        let mut parts: Vec<&[u8]> = vec![
            b"masalama/proposal/1",
            self.id.as_bytes(),
            line.as_bytes(),
            policy.as_bytes(),
            proposal.as_slice(),
        ];
        for one in touched {
            // Neither end of JSON is a zero byte, so what stands between two of them is one value.
            parts.extend([b"\0".as_slice(), one.as_slice()]);
        }
        Digest::of(&parts)
    }

    /// The line that was read for a claim that does not fit it.
    fn unmatched_line(&self) -> Option<&LineSnapshot> {
        let (_, state) = self.of_kind(StepKind::VerifyIdentity).next()?;
        match (&state.progress, &state.evidence) {
            (Progress::Stuck { why: StuckWhy::NotMatched, .. }, Some(Evidence::Line(line))) => Some(line),
            (_, _) => None,
        }
    }

    /// What differs, and the line as it is now, where the case is parked for it. What a court or an authority holds, and what is on its way to another
    /// operator, no plan would be made for: nobody accepts it.
    fn changed_line(&self) -> Option<(&[Difference], &LineSnapshot)> {
        let Some((step, ParkedFor::LineChanged { differences })) = &self.parked else { return None };
        let state = self.state(*step);
        match (&state.progress, &state.evidence) {
            (Progress::Stuck { why: StuckWhy::Parked, .. }, Some(Evidence::Line(line)))
                if !line.facts.legal_hold && !line.facts.port_pending =>
            {
                Some((differences, line))
            }
            (_, _) => None,
        }
    }

    /// May this wait be skipped by two members of staff? The time to think again is the person's, quarantine the next holder's, and how long
    /// data is kept the law's.
    fn is_skippable_wait(&self, step: StepIndex) -> bool {
        let is_there = step.get() < self.steps.len();
        is_there
            && matches!(self.planned(step).kind, StepKind::ServeNotice | StepKind::AwaitLateUsage)
            && matches!(self.state(step).progress, Progress::Waiting)
            && self.waits_settled(step)
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("what a proposal touches has only string keys, so it is JSON")
}
