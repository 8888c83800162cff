//! What comes weeks and years after the cut.

use masalama_connect::sandbox::Happening;
use masalama_core::case::{Progress, Stage};
use masalama_core::line::LineKind;
use masalama_core::record::Ending;
use masalama_core::step::StepKind;

use crate::bed::{Bed, Errand, People, is, papers};

/// An eSIM whose device is off gates nothing; when it comes online, the profile is released.
#[tokio::test]
async fn a_profile_is_released_when_its_device_comes_online() {
    let mut bed = Bed::new();
    let line = bed.line_where(|line| is(line, "sandbox-muscat", LineKind::Prepaid) && line.facts.esim).await;
    let case = bed.open(&line).await;
    bed.run_days(10, &mut [People::new(case, &line, Errand::All)]).await;
    let view = bed.view(case).await;
    assert_eq!(papers(&view), ["receipt", "certificate"]);
    assert_eq!(view.stage, Stage::Settling);
    let release = view.case.plan.find(StepKind::ReleaseProfile).unwrap();
    assert!(matches!(view.case.state(release).progress, Progress::Pending { .. }));
    bed.happens(&line, Happening::DeviceOnline).await;
    bed.run_days(2, &mut []).await;
    assert!(bed.view(case).await.case.state(release).is_done());
}

/// At the end nothing personal is left with us: not in the table that can be erased, and never in a record or paper unmasked. The chain
/// still verifies and the case can still be read.
#[tokio::test]
async fn what_is_erased_is_gone_and_the_chain_holds() {
    let mut bed = Bed::new();
    let line = bed.postpaid().await;
    let case = bed.open(&line).await;
    bed.run_to_rest(&mut [People::new(case, &line, Errand::All)]).await;
    let stored = bed.store.load(vec![case]).await.unwrap().pop().flatten().unwrap();
    assert!(stored.personal.is_none());
    let view = bed.view(case).await;
    assert_eq!(view.case.ending, Some(Ending::Ceased));
    assert_eq!((view.card, view.number), (None, None));
    let numbers = &line.numbers;
    let mut personal = vec![
        numbers.iccid.unmasked().to_owned(),
        numbers.imsi.unmasked().to_owned(),
        line.owner.document.canonical(),
        "OM810180000001299123456".to_owned(),
        "Al Khuwair".to_owned(),
    ];
    let digits = |text: &str| text.trim_start_matches('+').to_owned();
    personal.extend(numbers.msisdn.as_ref().map(|number| digits(number.unmasked())));
    personal.extend(line.owner.contact_msisdn.as_ref().map(|number| digits(number.unmasked())));
    let mut texts: Vec<String> = stored.records.iter().map(|record| record.body.clone()).collect();
    texts.extend(stored.papers.iter().map(|paper| String::from_utf8(paper.body.clone()).unwrap()));
    for secret in &personal {
        assert!(texts.iter().all(|text| !text.contains(secret.as_str())));
    }
}
