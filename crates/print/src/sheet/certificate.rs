//! The certificate: each system, and how it is known to be off.

use masalama_core::landscape::SystemKind;
use masalama_core::paper::{Certificate, Covered, SystemCovered};
use masalama_language::DocumentText;

use super::words::Teller;
use super::{Cell, Column, Fact, Part, Section, standing};

pub(super) fn certificate(paper: &Certificate, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = standing(&paper.standing, say);
    facts.push(say.fact(DocumentText::DocumentChargeStop, say.instant(paper.charge_stop.utc)));
    let columns = vec![
        Column::new(say.text(DocumentText::DocumentSystem), 3),
        Column::new(say.text(DocumentText::DocumentKnownHow), 2),
        Column::new(say.text(DocumentText::DocumentEvidence), 6),
    ];
    let kinds: Vec<_> = paper.systems.iter().map(|system| system.kind).collect();
    let rows = paper.systems.iter().flat_map(|system| rows(system, &kinds, say)).collect();
    let known = Section {
        title: say.text(DocumentText::DocumentSystems),
        part: Part::Listing { dense: false, columns, rows, total: None },
    };
    (facts, vec![known, reading(paper, say)])
}

fn rows(system: &SystemCovered, kinds: &[Option<SystemKind>], say: &Teller) -> Vec<Vec<Vec<Cell>>> {
    let called = say.system(system.system.as_str(), system.kind, kinds);
    let name = match system.kind {
        Some(_) => Cell::words(called.clone()),
        None => Cell::code(&system.system),
    };
    let mut rows = vec![row(vec![name], &system.covered, say)];
    if let Some(covered) = &system.serving_nodes {
        let with = [("system", called)];
        let name = Cell::words(say.text_with(DocumentText::DocumentServingNodes, &with));
        rows.push(row(vec![name], covered, say));
    }
    rows
}

fn row(system: Vec<Cell>, covered: &Covered, say: &Teller) -> Vec<Vec<Cell>> {
    let (how, evidence) = match covered {
        Covered::Proven { node, asked_at, question, answer, .. } => {
            let place = Cell::code(format!("{node} · {}", say.stamp(asked_at.utc).text)).faint();
            (DocumentText::DocumentProven, vec![Cell::code(question), Cell::code(answer), place])
        }
        Covered::Ordered { at, reference } => {
            let mut evidence: Vec<Cell> = reference.iter().map(Cell::code).collect();
            evidence.extend(at.as_ref().map(|at| say.stamp(at.utc).faint()));
            (DocumentText::DocumentOrdered, evidence)
        }
        Covered::Attested { by } => {
            (DocumentText::DocumentAttested, by.iter().map(|name| Cell::code(name.as_str())).collect())
        }
    };
    vec![system, vec![Cell::words(say.text(how))], evidence]
}

/// What the words mean, and what the certificate does not speak of.
fn reading(paper: &Certificate, say: &Teller) -> Section {
    let mut notes = vec![
        say.text(DocumentText::DocumentProvenMeans),
        say.text(DocumentText::DocumentOrderedMeans),
        say.text(DocumentText::DocumentAttestedMeans),
    ];
    if !paper.not_covered.is_empty() {
        let kinds = say.list(paper.not_covered.iter().map(|kind| say.tell(*kind)));
        notes.push(say.text_with(DocumentText::DocumentNotCoveredMeans, &[("systems", kinds)]));
    }
    Section { title: say.text(DocumentText::DocumentReading), part: Part::Notes { notes } }
}
