//! The archive: how the case went, its papers, and each record by its hash.

use masalama_core::paper::{Archive, PaperIssued, RecordKept};
use masalama_language::DocumentText;

use super::words::Teller;
use super::{Cell, Column, Fact, Part, Section, Step, standing};

pub(super) fn archive(paper: &Archive, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = paper.standing.as_ref().map(|one| standing(one, say)).unwrap_or_default();
    facts.push(say.fact(DocumentText::DocumentStage, Cell::words(say.tell(paper.stage))));
    if let Some(ending) = paper.ending {
        facts.push(say.fact(DocumentText::DocumentEnding, Cell::words(say.tell(ending))));
    }
    if let Some(stop) = &paper.charge_stop {
        facts.push(say.fact(DocumentText::DocumentChargeStop, say.instant(stop.utc)));
    }
    if let Some(closed) = &paper.closed_at {
        facts.push(say.fact(DocumentText::DocumentClosed, say.instant(closed.utc)));
    }
    let mut sections = vec![timeline(paper, say), papers(&paper.papers, say), records(&paper.journal, say)];
    let first = paper.journal.first().map_or(1, |first| first.seq);
    if first > 1 {
        let with = [("last", (first - 1).to_string())];
        let notes = vec![say.text_with(DocumentText::DocumentRecordsBefore, &with)];
        sections.push(Section { title: String::new(), part: Part::Notes { notes } });
    }
    (facts, sections)
}

fn timeline(paper: &Archive, say: &Teller) -> Section {
    let steps = paper.done.iter().map(|done| Step {
        when: say.stamp(done.at),
        what: say.tell(done.step),
        place: done.system.as_ref().map(Cell::code),
    });
    Section { title: say.text(DocumentText::DocumentTimeline), part: Part::Steps { steps: steps.collect() } }
}

fn papers(papers: &[PaperIssued], say: &Teller) -> Section {
    let columns = vec![
        Column::new(say.text(DocumentText::DocumentPaper), 2),
        Column::new(say.text(DocumentText::DocumentWhen), 0),
        Column::new(say.text(DocumentText::DocumentFileHash), 0),
    ];
    let row = |paper: &PaperIssued| {
        vec![
            vec![Cell::words(say.tell(paper.paper))],
            vec![say.stamp(paper.at)],
            vec![Cell::code(hex::encode(paper.digest.as_bytes()))],
        ]
    };
    let rows = papers.iter().map(row).collect();
    let part = Part::Listing { dense: true, columns, rows, total: None };
    Section { title: say.text(DocumentText::DocumentPapers), part }
}

fn records(records: &[RecordKept], say: &Teller) -> Section {
    let columns = vec![
        Column { head: say.text(DocumentText::DocumentPlace), wide: 0, end: true },
        Column::new(say.text(DocumentText::DocumentWhen), 0),
        Column::new(say.text(DocumentText::DocumentFact), 1),
        Column::new(say.text(DocumentText::DocumentHash), 0),
    ];
    let row = |record: &RecordKept| {
        vec![
            vec![Cell::code(record.seq)],
            vec![say.stamp(record.at)],
            vec![Cell::code(&record.fact)],
            vec![Cell::code(record.hash)],
        ]
    };
    let rows = records.iter().map(row).collect();
    let part = Part::Listing { dense: true, columns, rows, total: None };
    Section { title: say.text(DocumentText::DocumentRecords), part }
}
