//! Proving oneself: whoever holds only the credential shows the document of the request once more before money can go elsewhere.

use std::net::IpAddr;

use masalama_core::case::CaseId;
use masalama_core::record::Actor;
use masalama_core::refusal::RefusalCode;
use tokio::time::Instant;

use super::ask::DocumentAsk;
use super::cases::document;
use super::limit::Prover;
use super::problem::Problem;
use super::route::Shared;

/// Refuses whoever does not show the document the request was made with. Staff are known, and need not.
pub(super) async fn check(
    app: &Shared,
    case: CaseId,
    from: Option<IpAddr>,
    by: &Actor,
    proof: Option<&DocumentAsk>,
) -> Result<(), Problem> {
    match by {
        Actor::Staff(_) => return Ok(()),
        Actor::Subscriber | Actor::StopLink | Actor::System => {}
    }
    let view = app.desk.view(case).await?;
    if view.case.ending.is_some() {
        return Err(RefusalCode::CaseClosed.into());
    }
    let wanted = "`proof`: give kind and number of the document the request was made with";
    let shown = proof.ok_or_else(|| Problem::refused(RefusalCode::NotVerified).saying(wanted))?;
    let shown = document(app, shown, "proof.number")?;
    app.requests.count_proof(case, Prover::From(from), Instant::now())?;
    if !app.desk.prove(case, &shown).await? {
        return Err(RefusalCode::NotVerified.into());
    }
    app.requests.proof_was_right(case, Prover::From(from));
    Ok(())
}
