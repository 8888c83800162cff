//! Intake: a request becomes a case with a signed receipt, in one commit. The answer is alike whatever the records say of the line.

use jiff::SignedDuration;
use masalama_core::case::{CaseId, Stage};
use masalama_core::commitment::{CaseKey, Digest};
use masalama_core::paper::{PaperKind, compose, sign};
use masalama_core::plan::WANTED_DAYS_MAX;
use masalama_core::port::{CaseRow, Opened, Opening, Refused};
use masalama_core::record::{Actor, Fact, StepIndex};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Personal, Received, Request};

use crate::desk::Desk;
use crate::error::{Fault, Said};
use crate::journal::Journal;
use crate::secret::Credential;

/// An unverified request lapses after so many days, so that nobody can hold a line he does not own.
pub const UNVERIFIED_LAPSE_DAYS: i64 = 7;

/// A request that was received.
#[derive(Debug)]
pub struct Receipted {
    /// The case.
    pub case: CaseId,
    /// The credential, to be given to the person once.
    pub credential: Credential,
    /// The signed receipt.
    pub receipt: Vec<u8>,
    /// The same request came before; this is its receipt.
    pub was_before: bool,
}

impl Desk {
    /// Receives a request. When this returns, the case exists and its receipt is durable.
    ///
    /// `idempotency` is the caller's key: the same key with the same request gets the same case.
    ///
    /// # Errors
    /// [`Said::Refused`] when the wanted day cannot be or the key was used with another request; [`Said::Fault`] when the store failed: send the same again.
    pub async fn open(
        &self,
        request: Request,
        by: Actor,
        idempotency: Option<&str>,
    ) -> Result<Receipted, Said> {
        self.check_wanted(&request)?;
        let opening = self.opening(&request, by, idempotency)?;
        let (case, receipt) = (opening.row.case, opening.papers[0].body.clone());
        let answer = self
            .parts()
            .store
            .open(vec![opening])
            .await?
            .pop()
            .ok_or(Said::Refused(RefusalCode::BadInput))?;
        let credential = self.parts().secret.credential(case);
        match answer {
            Ok(Opened::New) => {
                self.ring();
                tracing::info!(%case, "a request was received");
                Ok(Receipted { case, credential, receipt, was_before: false })
            }
            Ok(Opened::Before(case)) => self.receipted_before(case).await,
            Err(Refused::KeyReused) => Err(RefusalCode::KeyReused.into()),
            Err(
                Refused::Stale { .. } | Refused::Fenced | Refused::LineTaken { .. } | Refused::NoSuchCase,
            ) => Err(RefusalCode::BadInput.into()),
        }
    }

    async fn receipted_before(&self, case: CaseId) -> Result<Receipted, Said> {
        let stored = self.stored(case).await?;
        let receipt = stored
            .papers
            .into_iter()
            .find(|paper| paper.kind == PaperKind::Receipt)
            .ok_or(RefusalCode::NoSuchCase)?
            .body;
        Ok(Receipted { case, credential: self.parts().secret.credential(case), receipt, was_before: true })
    }

    /// A day in the past or too far ahead is refused before any case exists: it says nothing about the line.
    fn check_wanted(&self, request: &Request) -> Result<(), RefusalCode> {
        let Some(wanted) = request.wanted_on else { return Ok(()) };
        let today = self.parts().zone.date_at(self.parts().clock.now());
        if wanted < today {
            return Err(RefusalCode::DateInPast);
        }
        if (wanted - today).get_days() > WANTED_DAYS_MAX {
            return Err(RefusalCode::DateTooFar);
        }
        Ok(())
    }

    fn opening(&self, request: &Request, by: Actor, idempotency: Option<&str>) -> Result<Opening, Said> {
        let parts = self.parts();
        let now = parts.clock.now();
        let id = CaseId::new(now, parts.clock.fresh());
        let key = CaseKey::new(parts.clock.fresh());
        let lapse = SignedDuration::from_hours(24 * UNVERIFIED_LAPSE_DAYS);
        let received = Received {
            request: request.sealed(&key),
            received_at: now,
            lapses_at: now.saturating_add(lapse).unwrap_or(jiff::Timestamp::MAX),
            sandbox: parts.is_sandbox,
        };
        let row = CaseRow {
            case: id,
            line: parts.secret.line_key(&request.claim.iccid),
            operator: None,
            kind: None,
            stage: Stage::Received,
            ending: None,
            received_at: now,
            effective_on: None,
            reason: request.reason,
            held: false,
            off_at: None,
            refund_due: None,
            owes: None,
        };
        let personal = Personal {
            key,
            claim: request.claim.clone(),
            numbers: None,
            numbers_seen: None,
            on_record: None,
            replaced: Vec::new(),
            refund_destination: None,
            pickup_address: None,
            complaints: std::collections::BTreeMap::new(),
        };
        let mut journal = Journal::opened(id, now, by, Fact::Received(Box::new(received)), personal, row)
            .map_err(Fault::Journal)?;
        self.issue_receipt(&mut journal, now)?;
        let (row, records, papers, personal) = journal.opening();
        Ok(Opening {
            row,
            idempotency: idempotency.map(|key| (Digest::of(&[b"key", key.as_bytes()]), fingerprint(request))),
            credential: parts.secret.credential(id).digest(),
            records,
            papers,
            keys: parts.secret.keys_of(&personal),
            personal: (*personal).clone(),
            due: now,
        })
    }

    fn issue_receipt(&self, journal: &mut Journal, now: jiff::Timestamp) -> Result<(), Said> {
        let parts = self.parts();
        let content = compose(
            PaperKind::Receipt,
            &journal.case,
            journal.personal.as_deref(),
            journal.chain,
            &parts.zone,
            &parts.landscape,
            now,
        )
        .expect("a receipt needs nothing but the request");
        let body = sign(content, &parts.signing);
        let digest = Digest::of(&[&body]);
        let fact = Fact::Issued { step: StepIndex(0), paper: PaperKind::Receipt, digest };
        journal.add(now, Actor::System, fact).map_err(Fault::Journal)?;
        journal.keep_paper(PaperKind::Receipt, now, body);
        Ok(())
    }
}

/// What was asked, so that a key cannot be used for something else. When it came is no part of it.
fn fingerprint(request: &Request) -> Digest {
    let canonical = serde_json::to_vec(request).expect("a request has only string keys, so it is JSON");
    Digest::of(&[b"masalama/request/1", &canonical])
}
