//! The journeys that are swept.

use masalama_connect::sandbox::{Fault, Happening};
use masalama_core::case::CaseId;
use masalama_core::line::{Line, LineKind};
use masalama_core::money::{Currency, Money};
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, Limits};

use super::check::violations;
use super::end::End;
use super::{Row, Swept, Wrong};
use crate::bed::{Aim, Bed, Death, Errand, People, Point, is, step_of};

/// A line and what its holder does.
pub(super) struct Journey {
    pub(super) name: &'static str,
    line: Sort,
    errand: Errand,
    is_taken_back: bool,
}

/// Which line.
#[derive(Clone, Copy)]
enum Sort {
    /// On a plastic card, at Sandbox Muscat.
    Prepaid,
    /// The same with an eSIM.
    Esim,
    /// At Sandbox Salalah, where dues gate, with a device and a bill unpaid.
    Postpaid,
}

pub(super) const JOURNEYS: &[Journey] = &[
    Journey { name: "prepaid", line: Sort::Prepaid, errand: Errand::All, is_taken_back: false },
    Journey { name: "esim", line: Sort::Esim, errand: Errand::PaysOnly, is_taken_back: false },
    Journey { name: "postpaid", line: Sort::Postpaid, errand: Errand::All, is_taken_back: false },
    Journey { name: "keeps-device", line: Sort::Postpaid, errand: Errand::PaysOnly, is_taken_back: false },
    Journey { name: "taken-back", line: Sort::Postpaid, errand: Errand::All, is_taken_back: true },
];

impl Journey {
    /// Runs it to rest, one step going wrong; says what came of it and which steps there were.
    pub(super) async fn runs(&self, job: Option<(Swept, Wrong)>) -> (Row, Vec<Swept>) {
        self.runs_with(job, false).await
    }

    /// The same; each try may have a key of its own, as if I2 were not kept.
    pub(super) async fn runs_with(
        &self,
        job: Option<(Swept, Wrong)>,
        key_per_attempt: bool,
    ) -> (Row, Vec<Swept>) {
        let mut bed = self.bed();
        bed.script.key_per_attempt.store(key_per_attempt, std::sync::atomic::Ordering::Relaxed);
        let line = self.line(&bed).await;
        let case = bed.open(&line).await;
        let mut people = People::new(case, &line, self.errand);
        if let Some((swept, wrong)) = &job {
            goes_wrong(&bed, Aim { case, step: swept.step }, swept.kind, *wrong);
        }
        if self.is_taken_back {
            people.takes_back_after = Some(dies_before_delete(&mut bed, case, &line, self.errand).await);
        }
        let mut people = [people];
        bed.run_to_rest(&mut people).await;
        let name = job.as_ref().map_or("done", |(swept, wrong)| {
            assert!(bed.script.is_used_up(), "{} {swept:?} {wrong:?} never happened", self.name);
            wrong.name()
        });
        let view = bed.view(case).await;
        let row = Row {
            journey: self.name,
            wrong: name,
            tries: job.as_ref().map_or(0, |(swept, _)| view.case.state(swept.step).attempt),
            swept: job.map(|(swept, _)| swept),
            staff_did: people[0].staff_did,
            violations: violations(&bed, &view, &line).await,
            end: End::of(&bed, &view, &line).await,
        };
        (row, steps(&view))
    }

    pub(super) fn kind(&self) -> LineKind {
        match self.line {
            Sort::Prepaid | Sort::Esim => LineKind::Prepaid,
            Sort::Postpaid => LineKind::Postpaid,
        }
    }

    /// With no more lines than are needed to have such a one.
    fn bed(&self) -> Bed {
        let lines = match self.line {
            Sort::Prepaid => 22,
            Sort::Esim => 4,
            Sort::Postpaid => 59,
        };
        Bed::with(lines, Limits::default())
    }

    async fn line(&self, bed: &Bed) -> Line {
        match self.line {
            Sort::Prepaid => bed.prepaid().await,
            Sort::Esim => {
                bed.line_where(|line| is(line, "sandbox-muscat", LineKind::Prepaid) && line.facts.esim).await
            }
            Sort::Postpaid => {
                let line = bed.postpaid().await;
                let amount = Money::new(7_500, Currency::OMR);
                bed.happens(&line, Happening::BillIssued { amount }).await;
                line
            }
        }
    }
}

fn goes_wrong(bed: &Bed, aim: Aim, kind: StepKind, wrong: Wrong) {
    if kind == StepKind::ErasePersonal {
        bed.script.erases_at(aim);
    }
    match wrong {
        Wrong::Rejected => bed.script.fails(aim, Fault::Refuse),
        Wrong::UnknownButDone => bed.script.fails(aim, Fault::LostReply),
        Wrong::UnknownNotDone => bed.script.fails(aim, Fault::LostRequest),
        Wrong::Dies(point) => bed.script.dies(Death::At(aim, point)),
    }
}

/// The process dies before the first intent that cannot be taken back; where that is, the plan of another such line says.
async fn dies_before_delete(bed: &mut Bed, case: CaseId, line: &Line, errand: Errand) -> Death {
    let step = step_of(line, errand, StepKind::DeleteSubscriber).await;
    let death = Death::At(Aim { case, step }, Point::BeforeIntent);
    bed.script.dies(death);
    death
}

fn steps(view: &CaseView) -> Vec<Swept> {
    let steps = view.case.plan.indexed().zip(&view.case.steps);
    steps.filter_map(|((step, planned), state)| Swept::of(step, planned, state)).collect()
}
