//! The slip for devices that go back.

use masalama_core::line::Device;
use masalama_core::paper::ReturnSlip;
use masalama_core::request::ReturnWay;
use masalama_language::DocumentText;

use super::words::Teller;
use super::{Cell, Column, Fact, Part, Section, standing};

pub(super) fn return_slip(paper: &ReturnSlip, say: &Teller) -> (Vec<Fact>, Vec<Section>) {
    let mut facts = standing(&paper.standing, say);
    facts.push(say.fact(DocumentText::DocumentReturnWay, Cell::words(way(paper.way, say))));
    facts
        .extend(paper.pickup.iter().map(|pickup| say.fact(DocumentText::DocumentPickup, Cell::code(pickup))));
    facts.push(match paper.due_on {
        Some(day) => say.fact(DocumentText::DocumentReturnBy, say.day(day)),
        None => say.fact(DocumentText::DocumentReturnWithin, say.within(paper.within)),
    });
    facts.extend(paper.fee.map(|fee| say.fact(DocumentText::DocumentDeviceFee, say.money(fee))));
    if let Some(at) = &paper.returned_at {
        facts.push(say.fact(DocumentText::DocumentCameBack, say.instant(at.utc)));
    }
    if !paper.taken_in_by.is_empty() {
        let names = paper.taken_in_by.iter().map(|name| name.as_str().to_owned());
        facts.push(say.fact(DocumentText::DocumentTakenInBy, Cell::code(say.list(names))));
    }
    let fields = vec![say.text(DocumentText::DocumentSignHanded), say.text(DocumentText::DocumentSignTaken)];
    let sign = Section { title: say.text(DocumentText::DocumentHandOver), part: Part::Sign { fields } };
    let mut sections = vec![devices(&paper.devices, say)];
    if paper.returned_at.is_none() {
        sections.push(sign);
    }
    (facts, sections)
}

fn way(way: Option<ReturnWay>, say: &Teller) -> String {
    match way {
        Some(ReturnWay::Courier { on, from_hour }) => {
            let with = [("date", say.day(on).text), ("time", format!("{from_hour:02}:00"))];
            say.text_with(DocumentText::DocumentCourier, &with)
        }
        Some(ReturnWay::Shop) => say.text(DocumentText::DocumentShop),
        None => say.text(DocumentText::DocumentWayOpen),
    }
}

fn devices(devices: &[Device], say: &Teller) -> Section {
    let columns = vec![
        Column::new(say.text(DocumentText::DocumentDevice), 1),
        Column::new(say.text(DocumentText::DocumentLabel), 2),
    ];
    let row =
        |device: &Device| vec![vec![Cell::words(say.tell(device.kind))], vec![Cell::code(&device.label)]];
    let rows = devices.iter().map(row).collect();
    let part = Part::Listing { dense: false, columns, rows, total: None };
    Section { title: say.text(DocumentText::DocumentDevices), part }
}
