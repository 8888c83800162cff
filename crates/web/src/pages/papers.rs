//! The papers of a case as they are offered: what was signed, what is made whenever somebody asks, and from when there is the rest.

use masalama_core::case::Stage;
use masalama_core::commitment::Digest;
use masalama_core::landscape::Landscape;
use masalama_core::paper::{PaperKind, compose};
use masalama_core::step::StepKind;
use masalama_engine::CaseView;
use masalama_language::{Text, Voice};

use crate::api::App;
use crate::api::view::{CaseJson, zone_of};

/// A paper as it is offered.
pub(crate) struct OfferedPaper {
    /// Its name in routes.
    pub(crate) name: &'static str,
    /// Its title.
    pub(crate) title: String,
    /// The day it was issued, that it is made now, or from when there is one.
    pub(crate) when: String,
    /// Is there one to take?
    pub(crate) is_there: bool,
}

/// Every paper of a case, those that were issued first. What makes no sense for the case is left out.
pub(crate) fn offered(app: &App, view: &CaseView, case: &CaseJson, voice: Voice) -> Vec<OfferedPaper> {
    let (zone, now) = (zone_of(&view.case, &app.zone), app.desk.now());
    let paper = |kind: PaperKind, when: String, is_there: bool| OfferedPaper {
        name: kind.as_str(),
        title: voice.tell(kind),
        when,
        is_there,
    };
    let issued = case
        .papers
        .iter()
        .map(|issued| paper(issued.kind, voice.date(zone.date_at(issued.issued_at)), true))
        .collect::<Vec<_>>();
    // Whether there is something to say in it decides what composes it; its heading is of no matter here.
    let none = Landscape::default();
    let can_be_made = |kind| compose(kind, &view.case, None, Digest::of(&[]), zone, &none, now).is_some();
    let on_demand = PaperKind::ALL.into_iter().filter(|kind| kind.is_on_demand()).filter_map(|kind| {
        if kind == PaperKind::Archive || can_be_made(kind) {
            return Some(paper(kind, voice.text(Text::PaperMadeNow), true));
        }
        from_when(kind, case, voice).map(|when| paper(kind, when, false))
    });
    issued.into_iter().chain(on_demand).collect()
}

/// From when there is one; nothing when there will be none.
fn from_when(kind: PaperKind, case: &CaseJson, voice: Voice) -> Option<String> {
    if case.ending.is_some() || case.stage == Stage::Retracting {
        return None;
    }
    let has = |step| case.steps.iter().any(|one| one.kind == step);
    match kind {
        PaperKind::Quote => {
            (case.policy.is_none() || has(StepKind::QuotePrice)).then(|| voice.text(Text::PaperQuoteYet))
        }
        PaperKind::FinalBill if has(StepKind::IssueFinalBill) => Some(match case.effective_on {
            Some(day) if case.charge_stop.is_none() => {
                voice.text_with(Text::PaperBillOn, &[("date", voice.date(day))])
            }
            Some(_) | None => voice.text(Text::PaperBillYet),
        }),
        PaperKind::Receipt
        | PaperKind::Certificate
        | PaperKind::ClosingStatement
        | PaperKind::Retraction
        | PaperKind::FinalBill
        | PaperKind::ReturnSlip
        | PaperKind::Archive => None,
    }
}
