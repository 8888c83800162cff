//! What people do around a case: hold it and let it go on, see its numbers, agree with four eyes, hand something in, complain, look for it.

use masalama_core::approval::Proposal;
use masalama_core::attachment::{AttachmentKind, Media, Shown, name_of};
use masalama_core::case::{Case, CaseId};
use masalama_core::commitment::Digest;
use masalama_core::complaint::{COMPLAINT_CHARS_MAX, ComplaintAbout};
use masalama_core::detail::Detail;
use masalama_core::hold::HeldWhy;
use masalama_core::identity::{Eid, Email, Iccid, IdDocument, Imsi, Msisdn};
use masalama_core::line::field;
use masalama_core::port::{CASE_PAGE_MAX, CaseRow, StoredAttachment};
use masalama_core::record::{Actor, Fact, PersonalField, StepIndex, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Contact, Personal, REPLACED_MAX};

use crate::Parts;
use crate::desk::{Desk, commit};
use crate::error::Said;
use crate::secret::{SearchKey, StopToken};
use crate::task::Doer;

pub use masalama_core::attachment::ATTACHMENT_BYTES_MAX;

/// A complaint is answered within this where no country's pack says otherwise.
const ANSWERED_WITHIN_DAYS: i64 = 7;

/// The personal fields of a case as staff see them once they said why. Each hides itself in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// The number on the card.
    pub iccid: Iccid,
    /// The line's number.
    pub msisdn: Option<Msisdn>,
    /// The subscription.
    pub imsi: Option<Imsi>,
    /// The eSIM chip.
    pub eid: Option<Eid>,
    /// The paper the caller is known by.
    pub document: IdDocument,
    /// The number the person can be reached on.
    pub contact_msisdn: Option<Msisdn>,
    /// The address the person reads mail at.
    pub contact_email: Option<Email>,
    /// Where a refund goes.
    pub refund_destination: Option<Hidden>,
    /// Where a device is picked up.
    pub pickup_address: Option<Hidden>,
    /// What was written in complaints, in the order they came.
    pub complaints: Vec<Hidden>,
}

/// A text that hides itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The text itself.
    #[must_use]
    pub fn unmasked(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("••••")
    }
}

impl Revealed {
    fn of(personal: &Personal) -> Self {
        let numbers = personal.numbers.as_ref();
        Self {
            iccid: numbers.map_or(&personal.claim.iccid, |numbers| &numbers.iccid).clone(),
            msisdn: numbers.and_then(|numbers| numbers.msisdn.clone()),
            imsi: numbers.map(|numbers| numbers.imsi.clone()),
            eid: numbers.and_then(|numbers| numbers.eid.clone()),
            document: personal.claim.document.clone(),
            contact_msisdn: personal.claim.contact_msisdn.clone(),
            contact_email: personal.claim.contact_email.clone(),
            refund_destination: personal.refund_destination.clone().map(Hidden),
            pickup_address: personal.pickup_address.clone().map(Hidden),
            complaints: personal.complaints.values().cloned().map(Hidden).collect(),
        }
    }

    /// The fields that have a value.
    #[must_use]
    pub fn fields(&self) -> Vec<PersonalField> {
        let maybe = [
            (PersonalField::Msisdn, self.msisdn.is_some()),
            (PersonalField::Imsi, self.imsi.is_some()),
            (PersonalField::Eid, self.eid.is_some()),
            (PersonalField::ContactMsisdn, self.contact_msisdn.is_some()),
            (PersonalField::ContactEmail, self.contact_email.is_some()),
            (PersonalField::RefundDestination, self.refund_destination.is_some()),
            (PersonalField::PickupAddress, self.pickup_address.is_some()),
            (PersonalField::Complaints, !self.complaints.is_empty()),
        ];
        let there = maybe.into_iter().filter(|(_, is_there)| *is_there).map(|(field, _)| field);
        [PersonalField::Iccid, PersonalField::Document].into_iter().chain(there).collect()
    }
}

impl Desk {
    /// Has the case held: nothing new begins. Held already by as much, it stays as it is.
    ///
    /// # Errors
    /// [`Said::Refused`]: `case-closed`, `not-asked` when nothing is left to hold.
    pub async fn hold(&self, case: CaseId, by: Actor, why: HeldWhy, note: &str) -> Result<(), Said> {
        let note = Detail::of(note);
        let held = self.say(case, by, |journal, _| {
            let case = &journal.case;
            if case.ending.is_some() {
                return Err(RefusalCode::CaseClosed);
            }
            if case.held.as_ref().is_some_and(|held| !held.takes(why)) {
                return Ok(None);
            }
            Ok(Some(Fact::Held { why, note: note.clone() }))
        });
        held.await.map(|_| ())
    }

    /// The person lets a case go on that he had held himself.
    ///
    /// # Errors
    /// [`Said::Refused`]: `case-closed`; `not-asked` when it is not held, or when only staff may let it go on.
    pub async fn resume(&self, case: CaseId, note: &str) -> Result<(), Said> {
        let note = Detail::of(note);
        self.change(case, Actor::Subscriber, |_, _| Ok(Fact::Resumed { note: note.clone() })).await
    }

    /// Staff let a held case go on: who held it himself, or who decides about such.
    ///
    /// # Errors
    /// [`Said::Refused`]: `case-closed`; `not-asked` when it is not held; `not-allowed` when it was held by somebody else and his roles do not lift
    /// that; `second-person-needed` when a person said stop and he is who took the request.
    pub async fn lift(&self, case: CaseId, by: &Doer, note: &str) -> Result<(), Said> {
        let note = Detail::of(note);
        self.change(case, by.actor(), |journal, _| {
            let held = journal.case.held.as_ref().ok_or(RefusalCode::NotAsked)?;
            if !by.may_lift(held) {
                return Err(RefusalCode::NotAllowed);
            }
            if !journal.case.may_lift(held, &by.actor()) {
                return Err(RefusalCode::SecondPersonNeeded);
            }
            Ok(Fact::Resumed { note: note.clone() })
        })
        .await
    }

    /// What a notice of this case carries, to have it held.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case`, or a fault.
    pub async fn stop_link(&self, case: CaseId) -> Result<StopToken, Said> {
        self.stored(case).await?;
        Ok(self.parts().secret.stop_token(case))
    }

    /// Somebody followed a stop link: the case is held, if there is anything left to hold. Says nothing about the case; again changes nothing.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case` for a token that is none of ours, or a fault.
    pub async fn stop(&self, token: &StopToken) -> Result<(), Said> {
        let case = self.parts().secret.stops(token).ok_or(RefusalCode::NoSuchCase)?;
        let why = HeldWhy::ByStopLink;
        let held = self.say(case, Actor::StopLink, |journal, _| {
            let case = &journal.case;
            // What is being given back already needs no stopping.
            let is_held = case.may_be_held(why) && case.retracting.is_none();
            Ok(is_held.then(|| Fact::Held { why, note: Detail::default() }))
        });
        held.await.map(|_| ())
    }

    /// The personal fields unmasked, for staff who say why. That they were seen is on record before they are shown.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-allowed` for who is not staff, `bad-input` without a reason, `not-asked` once they are erased.
    pub async fn reveal(&self, case: CaseId, by: Actor, reason: &str) -> Result<Revealed, Said> {
        let reason = said(reason)?;
        if !matches!(by, Actor::Staff(_)) {
            return Err(RefusalCode::NotAllowed.into());
        }
        let mut shown = None;
        self.say(case, by, |journal, _| {
            let personal = journal.personal.as_deref().ok_or(RefusalCode::NotAsked)?;
            let revealed = Revealed::of(personal);
            let fields = revealed.fields();
            shown = Some(revealed);
            Ok(Some(Fact::Revealed { fields, reason: reason.clone() }))
        })
        .await?;
        shown.ok_or_else(|| RefusalCode::NotAsked.into())
    }

    /// A member of staff proposes what a second one must approve. Gives the proposal's name.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` when it cannot be proposed now or is proposed already, `bad-input` without a reason, and for what became of an
    /// order, which is proposed with what shows it.
    pub async fn propose(
        &self,
        case: CaseId,
        by: Actor,
        proposal: Proposal,
        note: &str,
    ) -> Result<u32, Said> {
        self.propose_with(case, by, proposal, None, note).await
    }

    /// A member of staff proposes to say what became of an order, with what shows it. Gives the proposal's name.
    ///
    /// # Errors
    /// [`Said::Refused`]: as for [`propose`](Self::propose); `bad-input` when nothing is shown: an empty reference, or what is no attachment of the case.
    pub async fn propose_settle(
        &self,
        case: CaseId,
        by: Actor,
        step: StepIndex,
        verdict: Verdict,
        shown: Shown,
        note: &str,
    ) -> Result<u32, Said> {
        self.propose_with(case, by, Proposal::Settle { step, verdict }, Some(shown), note).await
    }

    async fn propose_with(
        &self,
        case: CaseId,
        by: Actor,
        proposal: Proposal,
        shown: Option<Shown>,
        note: &str,
    ) -> Result<u32, Said> {
        let note = said(note)?;
        self.say(case, by, |journal, _| {
            open(&journal.case)?;
            let weighed = journal.case.weigh_shown(proposal, shown.as_ref());
            let content = weighed.ok_or(RefusalCode::NotAsked)?.content;
            Ok(Some(Fact::Proposed { proposal, content, note: note.clone(), shown: shown.clone() }))
        })
        .await
    }

    /// Another member of staff approves exactly what was proposed, and it is carried out.
    ///
    /// # Errors
    /// [`Said::Refused`]: `second-person-needed` for the proposer and who is behind what it pays, `content-changed` when it is not what was proposed any more, `not-asked` when there
    /// is no such proposal or it is settled, `not-allowed` when his roles approve no such thing.
    pub async fn approve(&self, case: CaseId, by: &Doer, seq: u32, content: Digest) -> Result<(), Said> {
        self.change(case, by.actor(), |journal, _| {
            let proposed = journal.case.proposed(seq).ok_or(RefusalCode::NotAsked)?;
            if proposed.settled.is_some() {
                return Err(RefusalCode::NotAsked);
            }
            if !journal.case.is_second(proposed, &by.name) {
                return Err(RefusalCode::SecondPersonNeeded);
            }
            if !by.may_approve(&journal.case, proposed.proposal) {
                return Err(RefusalCode::NotAllowed);
            }
            if proposed.content != content || !journal.case.is_open(proposed) {
                return Err(RefusalCode::ContentChanged);
            }
            if proposed.proposal == Proposal::AcceptDifference {
                // What is ended from now on carries the numbers that were seen.
                journal.change_personal(|personal| {
                    if let Some(seen) = personal.numbers_seen.take() {
                        personal.numbers = Some(seen);
                    }
                });
            }
            Ok(Fact::Approved { proposal: seq, content })
        })
        .await
    }

    /// A member of staff takes his own proposal back.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-allowed` for somebody else's, `not-asked` when there is no such proposal or it is settled, `bad-input` without a reason.
    pub async fn take_back(&self, case: CaseId, by: Actor, seq: u32, note: &str) -> Result<(), Said> {
        let note = said(note)?;
        self.change(case, by.clone(), |journal, _| {
            let proposed = journal.case.proposed(seq).ok_or(RefusalCode::NotAsked)?;
            if by != Actor::Staff(proposed.by.clone()) {
                return Err(RefusalCode::NotAllowed);
            }
            Ok(Fact::TurnedDown { proposal: seq, note: note.clone() })
        })
        .await
    }

    /// A member of staff turns a proposal down.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` when there is no such proposal or it is settled, `bad-input` without a reason.
    pub async fn turn_down(&self, case: CaseId, by: Actor, seq: u32, note: &str) -> Result<(), Said> {
        let note = said(note)?;
        self.change(case, by, |_, _| Ok(Fact::TurnedDown { proposal: seq, note: note.clone() })).await
    }

    /// Keeps a picture or document with the case. The same bytes again change nothing. Gives their name.
    ///
    /// # Errors
    /// [`Said::Refused`]: `too-large`; `bad-input` when the bytes are not of that form; `not-asked` when there are too many, or the personal
    /// fields are erased; `not-verified` when it is more than a case takes whose caller is not verified.
    pub async fn attach(
        &self,
        case: CaseId,
        by: Actor,
        what: AttachmentKind,
        media: Media,
        body: Vec<u8>,
    ) -> Result<Digest, Said> {
        if body.len() > ATTACHMENT_BYTES_MAX {
            return Err(RefusalCode::TooLarge.into());
        }
        if !media.begins(&body) {
            return Err(RefusalCode::BadInput.into());
        }
        let bytes = u32::try_from(body.len()).map_err(|_| RefusalCode::TooLarge)?;
        let mut named = None;
        let who = by.clone();
        self.say(case, by, |journal, _| {
            open(&journal.case)?;
            journal.case.takes(&who, what)?;
            let key = &journal.personal.as_deref().ok_or(RefusalCode::NotAsked)?.key;
            let digest = name_of(key, &body);
            named = Some(digest);
            if journal.case.attachments.iter().any(|one| one.digest == digest) {
                return Ok(None);
            }
            journal.keep_attachment(StoredAttachment { digest, media, body: body.clone() });
            Ok(Some(Fact::Attached { what, media, bytes, digest }))
        })
        .await?;
        named.ok_or_else(|| RefusalCode::NotAsked.into())
    }

    /// What was handed in, as it was.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case` when there is none of that name, or it is erased.
    pub async fn attachment(&self, case: CaseId, digest: Digest) -> Result<(Media, Vec<u8>), Said> {
        let found = self.parts().store.attachment(case, digest).await?;
        found.map(|kept| (kept.media, kept.body)).ok_or_else(|| RefusalCode::NoSuchCase.into())
    }

    /// The person complains; the clock of the answer starts. A closed case can be complained about too. Once the personal fields are erased, what
    /// it is about is kept and its text is not. Gives the complaint's name.
    ///
    /// # Errors
    /// [`Said::Refused`]: `too-large`, `bad-input` without a text, `not-asked` when there are too many.
    pub async fn complain(
        &self,
        case: CaseId,
        by: Actor,
        about: ComplaintAbout,
        text: &str,
    ) -> Result<u32, Said> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RefusalCode::BadInput.into());
        }
        if text.chars().count() > COMPLAINT_CHARS_MAX {
            return Err(RefusalCode::TooLarge.into());
        }
        self.say(case, by, |journal, parts| {
            let is_kept = !journal.case.is_erasing();
            let committed = commit(journal, field::COMPLAINT, Some(text)).filter(|_| is_kept);
            let seq = journal.case.head + 1;
            journal.change_personal(|personal| {
                personal.complaints.insert(seq, text.to_owned());
            });
            let answer_due = answer_due(&journal.case, parts);
            Ok(Some(Fact::Complained { about, text: committed, answer_due }))
        })
        .await
    }

    /// Staff answer a complaint.
    ///
    /// # Errors
    /// [`Said::Refused`]: `not-asked` when there is no such complaint or it is answered, `bad-input` without an answer.
    pub async fn answer_complaint(&self, case: CaseId, by: Actor, seq: u32, note: &str) -> Result<(), Said> {
        let note = said(note)?;
        let answered = self
            .say(case, by, |_, _| Ok(Some(Fact::ComplaintAnswered { complaint: seq, note: note.clone() })));
        answered.await.map(|_| ())
    }

    /// The person is to be reached elsewhere; what is absent stays as it was. Where the operator's records say he can be reached stays too, so that
    /// who held the line before is told as well.
    ///
    /// # Errors
    /// [`Said::Refused`]: `bad-input` when nothing is given, `changed-often`, `not-asked` once the personal fields are erased, `case-closed`.
    pub async fn change_contact(
        &self,
        case: CaseId,
        by: Actor,
        msisdn: Option<Msisdn>,
        email: Option<Email>,
    ) -> Result<(), Said> {
        if msisdn.is_none() && email.is_none() {
            return Err(RefusalCode::BadInput.into());
        }
        self.change_if(case, by.clone(), |journal, _| {
            let personal = journal.personal.as_deref().ok_or(RefusalCode::NotAsked)?;
            let claim = &personal.claim;
            let is_same = (msisdn.is_none() || msisdn == claim.contact_msisdn)
                && (email.is_none() || email == claim.contact_email);
            if is_same {
                return Ok(None);
            }
            let fact = Fact::ContactChanged {
                email: commit(journal, field::CONTACT_EMAIL, email.as_ref().map(Email::unmasked)),
                msisdn: commit(journal, field::CONTACT, msisdn.as_ref().map(Msisdn::unmasked)),
            };
            let replaced = Contact {
                msisdn: claim
                    .contact_msisdn
                    .clone()
                    .filter(|_| msisdn.is_some() && msisdn != claim.contact_msisdn),
                email: claim
                    .contact_email
                    .clone()
                    .filter(|_| email.is_some() && email != claim.contact_email),
            };
            // Whoever changes it again and again must not push the first one out.
            let is_full = personal.replaced.len() >= REPLACED_MAX;
            if is_full && by == Actor::Subscriber {
                return Err(RefusalCode::ChangedOften);
            }
            journal.change_personal(|personal| {
                if !is_full && replaced != Contact::default() {
                    personal.replaced.push(replaced.clone());
                }
                let claim = &mut personal.claim;
                claim.contact_msisdn = msisdn.clone().or(claim.contact_msisdn.take());
                claim.contact_email = email.clone().or(claim.contact_email.take());
            });
            Ok(Some(fact))
        })
        .await
    }

    /// Is this the paper the request was made with? For who must show once more that it is he.
    ///
    /// # Errors
    /// [`Said::Refused`] with `no-such-case`, or a fault.
    pub async fn prove(&self, case: CaseId, document: &IdDocument) -> Result<bool, Said> {
        let stored = self.stored(case).await?;
        let Some(personal) = &stored.personal else { return Ok(false) };
        let shown = personal.key.commit(field::DOCUMENT, &document.canonical());
        Ok(shown == personal.key.commit(field::DOCUMENT, &personal.claim.document.canonical()))
    }

    /// The cases of a card, a number or a paper, newest first. Erased cases are found by none of them.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn find(&self, by: &SearchKey) -> Result<Vec<CaseRow>, Said> {
        let key = self.parts().secret.search_key(by);
        Ok(self.parts().store.find(key, CASE_PAGE_MAX).await?)
    }
}

fn open(case: &Case) -> Result<(), RefusalCode> {
    if case.ending.is_some() { Err(RefusalCode::CaseClosed) } else { Ok(()) }
}

/// What must be said, fit for a record.
fn said(text: &str) -> Result<Detail, RefusalCode> {
    let text = text.trim();
    if text.is_empty() { Err(RefusalCode::BadInput) } else { Ok(Detail::of(text)) }
}

/// The end of the last working day on which a complaint that comes now is answered in time.
fn answer_due(case: &Case, parts: &Parts) -> jiff::Timestamp {
    let now = parts.clock.now().max(case.head_at);
    let code = case.plan.policy.as_ref().and_then(|policy| policy.id.split('/').next());
    let country = parts
        .policies
        .countries()
        .find(|country| code == Some(country.code.as_str()))
        .or_else(|| parts.policies.countries().next());
    match country {
        Some(country) => {
            let (calendar, within) = (&country.calendar, country.complaint.operator_answers_within.value);
            calendar.end_of(calendar.after(calendar.today(now), within))
        }
        None => now
            .saturating_add(jiff::SignedDuration::from_hours(24 * ANSWERED_WITHIN_DAYS))
            .unwrap_or(jiff::Timestamp::MAX),
    }
}
