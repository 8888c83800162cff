//! Papers for whoever asks: those that were issued as they are, the others composed and signed now.

use masalama_core::case::CaseId;
use masalama_core::paper::{Kept, PaperKind, archive, compose, sign};
use masalama_core::refusal::RefusalCode;

use crate::desk::Desk;
use crate::error::Said;
use crate::journal::Journal;

impl Desk {
    /// A signed paper, byte for byte: the newest that was issued, or one composed from the case as it is now.
    ///
    /// # Errors
    /// [`Said::Refused`]: `no-such-case`, or `not-asked` when the case has nothing to say for this paper yet; or a fault.
    pub async fn paper(&self, case: CaseId, kind: PaperKind) -> Result<Vec<u8>, Said> {
        let stored = self.stored(case).await?;
        if !kind.is_on_demand() {
            let issued = stored.papers.into_iter().rev().find(|paper| paper.kind == kind);
            return issued.map(|paper| paper.body).ok_or_else(|| RefusalCode::NotAsked.into());
        }
        let parts = self.parts();
        let journal = Journal::read(case, &stored.records, stored.personal, stored.row)?;
        let personal = journal.personal.as_deref();
        let now = self.now();
        let content = if kind == PaperKind::Archive {
            let kept = Kept { records: &stored.records, papers: &stored.papers, personal };
            Some(archive(&journal.case, kept, &parts.zone, now))
        } else {
            compose(kind, &journal.case, personal, journal.chain, &parts.zone, &parts.landscape, now)
        };
        let content = content.ok_or(RefusalCode::NotAsked)?;
        Ok(sign(content, &parts.signing))
    }
}
