//! The papers about a request: that it came in, that it was taken back.

use masalama_core::paper::{Receipt, Retraction};
use masalama_language::DocumentText;

use super::words::Teller;
use super::{Cell, Fact, Part, Section};

pub(super) fn receipt(paper: &Receipt, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let wanted = match paper.wanted_on {
        Some(day) => say.day(day),
        None => Cell::words(say.text(DocumentText::DocumentAsSoonAsMayBe)),
    };
    let facts = vec![
        say.fact(DocumentText::DocumentChannel, Cell::words(say.tell(paper.channel))),
        say.fact(DocumentText::DocumentWantedOn, wanted),
        say.fact(DocumentText::DocumentLapses, say.instant(paper.lapses_at.utc)),
    ];
    (facts, Vec::new())
}

pub(super) fn retraction(paper: &Retraction, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = vec![say.fact(DocumentText::DocumentRetractAsked, say.instant(paper.asked_at.utc))];
    facts.extend(
        paper.suspended_until.map(|day| say.fact(DocumentText::DocumentSuspendedUntil, say.day(day))),
    );
    let notes: Vec<String> = paper.undone.iter().map(|step| say.tell(*step)).collect();
    let undone = Section { title: say.text(DocumentText::DocumentUndone), part: Part::Notes { notes } };
    (facts, if paper.undone.is_empty() { Vec::new() } else { vec![undone] })
}
