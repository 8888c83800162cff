//! What people do around a case: hold it, agree on something with four eyes, complain, hand something in. Checked and taken in here.

use jiff::Timestamp;

use super::{Case, Progress, StepState, StuckWhy};
use crate::approval::{PROPOSALS_MAX, Proposal, Proposed, Settled};
use crate::attachment::{
    ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, Attachment, AttachmentKind, Shown, UNVERIFIED_ATTACHMENTS_MAX,
};
use crate::commitment::{Commitment, Digest};
use crate::complaint::{COMPLAINTS_MAX, Complaint, ComplaintAnswer};
use crate::detail::Detail;
use crate::effect::{Effect, Subject};
use crate::hold::{Held, HeldWhy};
use crate::record::{Actor, Fact, Record, SkippedWhy, StaffName, StepIndex, Verdict};
use crate::refusal::RefusalCode;
use crate::step::{StepKind, is_above_limit, refund_above};

use super::IllegalRecord;

/// So many members of staff see papers.
pub(super) const PAPERS_SEEN_BY: usize = 2;

/// May the fact follow the closing? What is said of a case may; what changes it may not.
pub(super) fn outlives_closing(fact: &Fact) -> bool {
    matches!(fact, Fact::Complained { .. } | Fact::ComplaintAnswered { .. } | Fact::Revealed { .. })
}

/// Whose hold is it? Nobody holds in another's name.
pub(super) fn holds_as(by: &Actor, why: HeldWhy) -> bool {
    match by {
        Actor::System => false,
        Actor::Subscriber => why == HeldWhy::BySubscriber,
        Actor::StopLink => why == HeldWhy::ByStopLink,
        Actor::Staff(_) => why == HeldWhy::ByStaff,
    }
}

impl Case {
    /// May a case be held now, or held by more than it is? A stop link holds what can still be stopped, and not again what staff looked at and let go
    /// on, until a further notice gives somebody a reason to use it.
    #[must_use]
    pub fn may_be_held(&self, why: HeldWhy) -> bool {
        let is_worn = self.stop_link_is_spent || self.is_past_no_return();
        !(why == HeldWhy::ByStopLink && is_worn)
            && self.ending.is_none()
            && self.refused.is_none()
            && self.held.as_ref().is_none_or(|held| held.takes(why))
    }

    /// May a hold be lifted by this one, as far as names tell? The person lifts what he held himself. Who took the request lifts no stop of a person's:
    /// whoever said stop may have meant him. Which roles may, the desk asks.
    #[must_use]
    pub fn may_lift(&self, held: &Held, by: &Actor) -> bool {
        match by {
            Actor::Subscriber => held.why == HeldWhy::BySubscriber,
            Actor::Staff(name) => held.of_person().is_none() || self.received_by.as_ref() != Some(name),
            Actor::System | Actor::StopLink => false,
        }
    }

    /// Does nothing new begin now: because it is held, or waits for a person to decide?
    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.held.is_some() || self.parked.is_some()
    }

    /// Does the step wait for somebody to see papers, because what was given does not match the records?
    #[must_use]
    pub fn waits_for_papers(&self, step: StepIndex) -> bool {
        let state = self.state(step);
        let is_claim = matches!(state.progress, Progress::Stuck { why: StuckWhy::NotMatched, .. });
        is_claim && state.evidence.is_some()
    }

    /// Did so many members of staff see the papers as the request needs? In quiet mode two, of the caller as she is reached now.
    #[must_use]
    pub(super) fn papers_are_seen(&self) -> bool {
        let seen = |(_, state): (_, &StepState)| state.is_done() && state.attested_by.len() >= PAPERS_SEEN_BY;
        !self.received.request.reason.is_quiet() || self.of_kind(StepKind::VerifyIdentity).any(seen)
    }

    /// Would the step begin the cut of a quiet case whose papers are not seen, or are to be seen anew?
    #[must_use]
    pub(crate) fn lacks_papers(&self, step: StepIndex) -> bool {
        let kind = self.planned(step).kind;
        let begins_cut = kind == StepKind::Bar || kind.is_read_before_bar();
        let is_uncut = !self.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        begins_cut && is_uncut && !self.papers_are_seen()
    }

    /// Whoever has the credential may have changed where a quiet case writes to: papers are seen anew before anything is cut.
    fn see_papers_anew(&mut self, at: Timestamp) {
        let is_uncut = !self.of_kind(StepKind::Bar).any(|(_, state)| state.has_begun());
        if !self.received.request.reason.is_quiet() || !is_uncut || self.retracting.is_some() {
            return;
        }
        if let Some(step) = self.plan.find(StepKind::VerifyIdentity) {
            let state = &mut self.steps[step.get()];
            state.attested_by.clear();
            if state.is_done() {
                state.progress = Progress::Stuck { since: at, why: StuckWhy::NotMatched };
            }
        }
    }

    /// Does the step wait for somebody to tell the person, because no message reached a contact?
    #[must_use]
    pub fn waits_to_be_told(&self, step: StepIndex) -> bool {
        matches!(self.state(step).progress, Progress::Stuck { why: StuckWhy::NobodyTold, .. })
    }

    /// Would the step pay a refund above the limit that no second member of staff has approved as it stands?
    #[must_use]
    pub fn awaits_release(&self, step: StepIndex) -> bool {
        if !matches!(self.planned(step).kind, StepKind::PayRefund | StepKind::PayRemainder) {
            return false;
        }
        let is_it = refund_above(self).is_some_and(|(above, _, _)| above == step);
        is_it && !self.is_released(step)
    }

    /// The same, of an effect that is about to leave.
    pub(super) fn may_pay(&self, step: StepIndex, effect: &Effect) -> bool {
        match effect {
            Effect::PayRefund { amount, .. } => !is_above_limit(self, *amount) || self.is_released(step),
            Effect::Plain(_)
            | Effect::Tell { .. }
            | Effect::BookPickup { .. }
            | Effect::CollectUsage { .. }
            | Effect::IssueFinalBill { .. }
            | Effect::PostDeviceFee { .. }
            | Effect::CollectLateUsage { .. }
            | Effect::ReleaseNumber { .. }
            | Effect::SuspendLine { .. } => true,
        }
    }

    /// What was approved is what stands now: amount, method and destination.
    fn is_released(&self, step: StepIndex) -> bool {
        let released = self.state(step).released;
        released.is_some() && released == self.weigh(Proposal::RefundAbove).map(|weighed| weighed.content)
    }

    /// Does the case take this from whoever brings it? Until the caller is verified only the papers a person is known by, and few: anybody can open
    /// a case, and fill our disks. Staff see what they take.
    ///
    /// # Errors
    /// [`RefusalCode::NotVerified`]; [`RefusalCode::NotAllowed`] for what only staff hand in.
    pub fn takes(&self, by: &Actor, what: AttachmentKind) -> Result<(), RefusalCode> {
        let is_staff = matches!(by, Actor::Staff(_));
        if what == AttachmentKind::SystemAnswer && !is_staff {
            return Err(RefusalCode::NotAllowed);
        }
        // Who was verified once stays known, also while papers are seen anew.
        let is_known = is_staff || self.snapshot.is_some() || self.all_done(StepKind::VerifyIdentity);
        let is_paper = what == AttachmentKind::IdentityPaper;
        if is_known || (is_paper && self.attachments.len() < UNVERIFIED_ATTACHMENTS_MAX) {
            return Ok(());
        }
        Err(RefusalCode::NotVerified)
    }

    /// Facts that people bring and that change no step by themselves; nothing when the fact is none of them.
    pub(super) fn may_people(&self, record: &Record) -> Result<Option<bool>, IllegalRecord> {
        let is_open = self.ending.is_none() && self.refused.is_none();
        Ok(Some(match &record.fact {
            Fact::Held { why, .. } => self.may_be_held(*why),
            Fact::Resumed { .. } => match &self.held {
                Some(held) if !self.may_lift(held, &record.by) => {
                    return Err(IllegalRecord::WrongHand { seq: record.seq });
                }
                Some(_) => true,
                None => false,
            },
            Fact::Revealed { fields, .. } => !fields.is_empty(),
            Fact::Proposed { proposal, content, shown, .. } => {
                if !self.is_shown_for(*proposal, shown.as_ref()) {
                    return Err(IllegalRecord::NothingShown { seq: record.seq });
                }
                self.may_propose(*proposal, *content, shown.as_ref())
            }
            Fact::Approved { proposal, content } => {
                return self.may_approve(record, *proposal, *content).map(Some);
            }
            Fact::TurnedDown { proposal, .. } => {
                is_open && self.proposed(*proposal).is_some_and(|one| one.settled.is_none())
            }
            Fact::Attached { bytes, digest, .. } => {
                let fits =
                    usize::try_from(*bytes).is_ok_and(|bytes| (1..=ATTACHMENT_BYTES_MAX).contains(&bytes));
                let is_new = self.attachments.iter().all(|one| one.digest != *digest);
                is_open && fits && is_new && self.attachments.len() < ATTACHMENTS_MAX && !self.is_erasing()
            }
            Fact::Complained { answer_due, .. } => {
                *answer_due >= record.at && self.complaints.len() < COMPLAINTS_MAX
            }
            Fact::ComplaintAnswered { complaint, .. } => {
                self.complaints.iter().any(|one| one.seq == *complaint && one.answer.is_none())
            }
            Fact::ContactChanged { email, msisdn } => {
                is_open && (email.is_some() || msisdn.is_some()) && !self.is_erasing()
            }
            Fact::Received(_)
            | Fact::Planned(_)
            | Fact::Amended(_)
            | Fact::Intended { .. }
            | Fact::Answered { .. }
            | Fact::Found { .. }
            | Fact::Elapsed { .. }
            | Fact::Skipped { .. }
            | Fact::Attested { .. }
            | Fact::Resolved { .. }
            | Fact::Chosen { .. }
            | Fact::Issued { .. }
            | Fact::Parked { .. }
            | Fact::Decided { .. }
            | Fact::RetractAsked { .. }
            | Fact::Refused { .. }
            | Fact::Closed { .. } => return Ok(None),
        }))
    }

    /// Once the erasure is intended, nothing personal is written any more: it might be written after it.
    #[must_use]
    pub fn is_erasing(&self) -> bool {
        self.of_kind(StepKind::ErasePersonal).any(|(_, state)| state.has_begun())
    }

    /// Is it something that can be looked at: a reference, or an attachment of this case?
    #[must_use]
    pub fn is_there(&self, shown: &Shown) -> bool {
        match shown {
            Shown::Reference(reference) => !reference.as_str().trim().is_empty(),
            Shown::Attached(digest) => self.attachments.iter().any(|one| one.digest == *digest),
        }
    }

    /// What became of an order is proposed with what shows it; nothing else is.
    fn is_shown_for(&self, proposal: Proposal, shown: Option<&Shown>) -> bool {
        match proposal {
            Proposal::Settle { .. } => shown.is_some_and(|shown| self.is_there(shown)),
            Proposal::WaiveDues
            | Proposal::WaiveDeviceFee
            | Proposal::OverrideIdentity
            | Proposal::SkipWait { .. }
            | Proposal::RefundAbove
            | Proposal::AcceptDifference => shown.is_none(),
        }
    }

    /// What is proposed is what stands now, and nobody proposes it already.
    fn may_propose(&self, proposal: Proposal, content: Digest, shown: Option<&Shown>) -> bool {
        let is_new = self.proposals.iter().all(|one| !(one.proposal == proposal && self.is_open(one)));
        let is_released = self.steps.iter().any(|state| state.released == Some(content));
        is_new
            && !is_released
            && self.proposals.len() < PROPOSALS_MAX
            && self.weigh_shown(proposal, shown).is_some_and(|weighed| weighed.content == content)
    }

    /// Another member of staff than the proposer, exactly what was proposed, and only while it still is what it was.
    fn may_approve(&self, record: &Record, seq: u32, content: Digest) -> Result<bool, IllegalRecord> {
        let Some(proposed) = self.proposed(seq) else { return Ok(false) };
        match &record.by {
            Actor::Staff(name) if self.is_second(proposed, name) => {}
            Actor::Staff(_) | Actor::System | Actor::Subscriber | Actor::StopLink => {
                return Err(IllegalRecord::WrongHand { seq: record.seq });
            }
        }
        Ok(proposed.content == content && self.is_open(proposed))
    }

    /// Takes in what [`may_people`](Self::may_people) let through.
    pub(super) fn take_people(&mut self, record: &Record) {
        let (seq, at) = (record.seq, record.at);
        match &record.fact {
            Fact::Held { why, note } => {
                self.take_hold(*why, note, &record.by, at);
                self.tell_news(Subject::Held);
            }
            Fact::Resumed { .. } => self.take_resumed(at),
            Fact::Proposed { proposal, content, note, shown } => {
                if let Actor::Staff(by) = &record.by {
                    let amount = self.weigh(*proposal).and_then(|weighed| weighed.amount);
                    let (by, note, shown) = (by.clone(), note.clone(), shown.clone());
                    let (proposal, content) = (*proposal, *content);
                    self.proposals.push(Proposed {
                        seq,
                        at,
                        by,
                        proposal,
                        content,
                        amount,
                        note,
                        shown,
                        settled: None,
                    });
                }
            }
            Fact::Approved { proposal, .. } => self.take_approved(*proposal, &record.by, at),
            Fact::TurnedDown { proposal, note } => {
                let note = note.clone();
                self.settle_proposal(*proposal, &record.by, |by| Settled::TurnedDown { by, at, note });
            }
            Fact::Attached { what, media, bytes, digest } => {
                let (what, media, bytes, digest) = (*what, *media, *bytes, *digest);
                self.attachments.push(Attachment { seq, at, what, media, bytes, digest });
            }
            Fact::Complained { about, text, answer_due } => {
                let (about, text, answer_due) = (*about, *text, *answer_due);
                self.complaints.push(Complaint { seq, at, about, text, answer_due, answer: None });
            }
            Fact::ComplaintAnswered { complaint, note } => {
                let found = self.complaints.iter_mut().find(|one| one.seq == *complaint);
                if let (Some(complaint), Actor::Staff(by)) = (found, &record.by) {
                    complaint.answer = Some(ComplaintAnswer { at, by: by.clone(), note: note.clone() });
                }
            }
            Fact::ContactChanged { email, msisdn } => self.take_contact(*email, *msisdn, at),
            // Seen numbers leave no trace but the record.
            Fact::Revealed { .. }
            | Fact::Received(_)
            | Fact::Planned(_)
            | Fact::Amended(_)
            | Fact::Intended { .. }
            | Fact::Answered { .. }
            | Fact::Found { .. }
            | Fact::Elapsed { .. }
            | Fact::Skipped { .. }
            | Fact::Attested { .. }
            | Fact::Resolved { .. }
            | Fact::Chosen { .. }
            | Fact::Issued { .. }
            | Fact::Parked { .. }
            | Fact::Decided { .. }
            | Fact::RetractAsked { .. }
            | Fact::Refused { .. }
            | Fact::Closed { .. } => {}
        }
    }

    /// A heavier hold takes a lighter one over; a person's stop stands beside a hold by staff, whichever came first.
    fn take_hold(&mut self, why: HeldWhy, note: &Detail, by: &Actor, at: Timestamp) {
        if let Some(held) = self.held.as_mut().filter(|held| held.why > why) {
            held.beside = Some(why);
            return;
        }
        let by = if let Actor::Staff(name) = by { Some(name.clone()) } else { None };
        let (since, beside) = match &self.held {
            Some(held) => (held.since, (why == HeldWhy::ByStaff).then_some(held.why)),
            None => (at, None),
        };
        self.held = Some(Held { since, why, by, beside, note: note.clone() });
    }

    fn take_resumed(&mut self, at: Timestamp) {
        self.waited_until = Some(at);
        let stop = self.held.take().and_then(|held| held.of_person());
        self.stop_link_is_spent |= stop == Some(HeldWhy::ByStopLink);
        self.tell_news(Subject::GoesOn);
    }

    fn take_contact(&mut self, email: Option<Commitment>, msisdn: Option<Commitment>, at: Timestamp) {
        self.contact_changed_at = Some(at);
        self.contact_email = email.or(self.contact_email);
        self.contact_msisdn = msisdn.or(self.contact_msisdn);
        self.see_papers_anew(at);
        self.tell_news(Subject::ContactChanged);
    }

    fn settle_proposal(&mut self, seq: u32, by: &Actor, how: impl FnOnce(StaffName) -> Settled) {
        let found = self.proposals.iter_mut().find(|one| one.seq == seq);
        if let (Some(proposed), Actor::Staff(by)) = (found, by) {
            proposed.settled = Some(how(by.clone()));
        }
    }

    /// An approval carries the proposal out.
    fn take_approved(&mut self, seq: u32, by: &Actor, at: Timestamp) {
        let Some(proposed) = self.proposed(seq).cloned() else { return };
        match proposed.proposal {
            Proposal::WaiveDues => self.waive_dues(proposed.amount, at),
            Proposal::WaiveDeviceFee => self.device_fee_waived = true,
            Proposal::OverrideIdentity => {
                if let Some(step) = self.plan.find(StepKind::VerifyIdentity) {
                    let state = &mut self.steps[step.get()];
                    state.attested_by = vec![proposed.by.clone()];
                    self.vouched_by(step, by);
                    self.set(step, Progress::Done { at });
                }
            }
            Proposal::SkipWait { step } => {
                self.set(step, Progress::Skipped { why: SkippedWhy::Waived });
                self.move_effective_day(at);
            }
            Proposal::AcceptDifference => self.take_difference(at),
            Proposal::Settle { step, verdict } => {
                if verdict == Verdict::Done {
                    self.vouched_by(step, &Actor::Staff(proposed.by.clone()));
                }
                if let Some(shown) = &proposed.shown {
                    self.take_resolved(step, verdict, shown, by, at);
                }
            }
            Proposal::RefundAbove => {
                if let Some((step, _, _)) = refund_above(self) {
                    self.steps[step.get()].released = Some(proposed.content);
                }
            }
        }
        self.settle_proposal(seq, by, |by| Settled::Approved { by, at });
    }

    /// What waited for these dues goes on.
    fn waive_dues(&mut self, waived: Option<crate::money::Money>, at: Timestamp) {
        self.waived_dues = waived;
        self.waited_until = Some(at);
        let parked_at = self.parked.take_if(|(_, why)| *why == crate::record::ParkedFor::DuesCameUp);
        if let Some((step, _)) = parked_at {
            self.set(step, Progress::Done { at });
        }
        let waiting: Vec<StepIndex> = self
            .plan
            .indexed()
            .filter(|(step, planned)| {
                planned.kind == StepKind::SettleDues
                    && matches!(self.state(*step).progress, Progress::Again { .. })
            })
            .map(|(step, _)| step)
            .collect();
        for step in waiting {
            self.set(step, Progress::Done { at });
        }
    }

    /// With a wait less, service ends as early as the waits that are left let it.
    fn move_effective_day(&mut self, at: Timestamp) {
        let Some(rules) = &self.plan.rules else { return };
        if self.charge_stop.is_some() {
            return;
        }
        let waits = [StepKind::ServeNotice, StepKind::CoolOff, StepKind::AwaitDate];
        let left = waits.into_iter().flat_map(|kind| self.of_kind(kind));
        let last = left
            .filter(|(_, state)| !state.is_settled())
            .filter_map(|(planned, _)| planned.not_before)
            .fold(at, Timestamp::max);
        let was_on = self.plan.effective_on.replace(rules.zone.date_at(last));
        self.plan.warn_before(last);
        self.plan_hash = self.plan.hash();
        self.warn_of_new_day(was_on, at);
    }
}
