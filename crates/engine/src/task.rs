//! Tasks: steps that wait for staff, done by a member of staff who is there for them.

use std::collections::BTreeSet;

use masalama_core::approval::Proposal;
use masalama_core::case::{Case, CaseId};
use masalama_core::detail::Detail;
use masalama_core::effect::{Evidence, Finding};
use masalama_core::hold::Held;
use masalama_core::record::{Actor, Fact, StaffName, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::role::Role;

use crate::desk::Desk;
use crate::error::Said;

/// Who does a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The name, for the record.
    pub name: StaffName,
    /// What he is there for.
    pub roles: BTreeSet<Role>,
}

impl Doer {
    pub(crate) fn actor(&self) -> Actor {
        Actor::Staff(self.name.clone())
    }

    /// Do his roles lift this hold, or is it his own?
    #[must_use]
    pub fn may_lift(&self, held: &Held) -> bool {
        let is_own = held.of_person().is_none() && held.by.as_ref() == Some(&self.name);
        is_own || self.roles.iter().any(|role| role.may_lift())
    }

    /// Is he there to be the second person for this?
    #[must_use]
    pub fn may_approve(&self, case: &Case, proposal: Proposal) -> bool {
        self.roles.iter().any(|role| role.may_approve_this(case, proposal))
    }

    /// Does he look after such steps, so that he may say what became of one?
    pub(crate) fn may_resolve(&self, case: &Case, step: StepIndex) -> Result<(), RefusalCode> {
        let planned = case.plan.steps.get(step.get()).ok_or(RefusalCode::NotAsked)?;
        let is_his = self.roles.iter().any(|role| role.may_resolve(planned.kind));
        if is_his { Ok(()) } else { Err(RefusalCode::NotAllowed) }
    }

    /// Is the step there, and one that he may do?
    fn may_do(&self, case: &Case, step: StepIndex) -> Result<(), RefusalCode> {
        let planned = case.plan.steps.get(step.get()).ok_or(RefusalCode::NotAsked)?;
        let is_his = self.roles.iter().any(|role| role.may_do(planned.kind));
        if is_his { Ok(()) } else { Err(RefusalCode::NotAllowed) }
    }
}

impl Desk {
    /// A hand did a step. For the check of papers two members of staff are needed.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked`, `not-allowed` when the step is for other roles, or `second-person-needed` when the same one vouches twice.
    pub async fn attest(&self, case: CaseId, by: &Doer, step: StepIndex, note: &str) -> Result<(), Said> {
        let note = Detail::of(note);
        self.change(case, by.actor(), |journal, _| {
            by.may_do(&journal.case, step)?;
            if journal.case.state(step).attested_by.contains(&by.name) {
                return Err(RefusalCode::SecondPersonNeeded);
            }
            Ok(Fact::Attested { step, note: note.clone() })
        })
        .await
    }

    /// Staff did by hand what a system would have done, and show what came of it: the final bill of a billing system nobody connected, say.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked`, also when what is shown is not what the step is about; `not-allowed` when the step is for other roles.
    pub async fn show(
        &self,
        case: CaseId,
        by: &Doer,
        step: StepIndex,
        evidence: Evidence,
    ) -> Result<(), Said> {
        self.change(case, by.actor(), |journal, _| {
            by.may_do(&journal.case, step)?;
            Ok(Fact::Found { step, finding: Finding::Done(evidence.clone()) })
        })
        .await
    }
}
