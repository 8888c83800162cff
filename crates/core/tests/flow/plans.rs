//! Plans: pure, whole, and in an order that nothing can be lost by.

use std::collections::BTreeSet;

use masalama_core::effect::EffectKind;
use masalama_core::landscape::SystemName;
use masalama_core::line::LineStatus;
use masalama_core::plan::{Asked, Hand, Plan, PlannedStep, by_hand, holds_together, plan};
use masalama_core::record::StepIndex;
use masalama_core::refusal::RefusalCode;
use masalama_core::step::{Branch, PointOfReturn, StepKind as S, Work};
use proptest::prelude::*;

use crate::world::{World, binding, key, start};

pub(crate) fn planned(world: &World) -> Result<Plan, RefusalCode> {
    let snapshot = world.line.sealed(&key(), start());
    plan(&Asked {
        received: &world.received(),
        snapshot: &snapshot,
        policy: &world.policy,
        landscape: &world.landscape,
        now: start(),
    })
}

/// Everything a step waits for, directly or through others.
fn awaited(plan: &Plan, step: StepIndex) -> BTreeSet<StepIndex> {
    let mut all = BTreeSet::new();
    let mut open = plan.steps[step.get()].waits_for.clone();
    while let Some(one) = open.pop() {
        if all.insert(one) {
            open.extend(&plan.steps[one.get()].waits_for);
        }
    }
    all
}

fn kinds(plan: &Plan, steps: &BTreeSet<StepIndex>) -> BTreeSet<S> {
    steps.iter().map(|step| plan.steps[step.get()].kind).collect()
}

fn is_all_of(plan: &Plan, kind: S, awaited: &BTreeSet<StepIndex>) -> bool {
    plan.indexed().filter(|(_, step)| step.kind == kind).all(|(place, _)| awaited.contains(&place))
}

/// What must hold of every plan, whatever it was made for.
fn assert_sound(plan: &Plan) {
    assert!(holds_together(plan));
    for (place, step) in plan.indexed() {
        let definition = step.kind.definition();
        let all = awaited(plan, place);
        let before = kinds(plan, &all);
        if definition.returns == PointOfReturn::Hard {
            for needed in [S::Bar, S::RereadBeforeDelete, S::ProveAbsent, S::CollectUsage] {
                assert!(is_all_of(plan, needed, &all), "{:?} does not wait for every {needed:?}", step.kind);
            }
            assert!(before.contains(&S::Bar) && before.contains(&S::RereadBeforeDelete), "{:?}", step.kind);
        }
        match step.kind {
            S::IssueCertificate => {
                let money = before.iter().find(|kind| kind.definition().branch == Branch::Money);
                assert_eq!(money, None, "the certificate waits for money");
                assert!(is_all_of(plan, S::ProveDead, &all) && is_all_of(plan, S::CloseCharging, &all));
            }
            S::IssueFinalBill => {
                assert!(
                    before.is_disjoint(&[S::ProveAbsent, S::ProveDead].into()),
                    "money waits for a proof"
                );
                assert!(is_all_of(plan, S::CollectUsage, &all));
            }
            S::PayRefund | S::PayRemainder => {
                assert!(is_all_of(plan, S::DeleteSubscriber, &all) && before.contains(&S::ChooseRefund));
                assert!(!before.contains(&S::ProveDead), "money waits for a proof");
            }
            S::ErasePersonal => {
                let rest = (0..plan.steps.len() - 1).filter(|at| !all.contains(&StepIndex(*at as u16)));
                assert_eq!(rest.count(), 0, "something may need personal fields after they are erased");
            }
            _ => {}
        }
        let sends = matches!(definition.work, Work::Effect { .. });
        assert_eq!(step.class.is_some(), sends, "{:?}", step.kind);
    }
    for once in [S::PayRefund, S::PayRemainder, S::IssueCertificate, S::IssueClosingStatement] {
        assert_eq!(plan.steps.iter().filter(|step| step.kind == once).count(), 1, "{once:?}");
    }
}

#[test]
fn every_plan_is_sound() {
    // However the line, the plan cuts in order, pays in order and erases last.
    for (name, world) in World::all() {
        println!("{name}");
        assert_sound(&planned(&world).unwrap());
    }
}

#[test]
fn a_step_on_two_systems_is_two_steps_but_money_moves_once() {
    // Two registers are both barred and emptied; of two systems that pay, one pays.
    let mut world = World::prepaid();
    for name in ["hlr", "payout", "billing"] {
        let mut twin = world.landscape.systems.iter().find(|one| one.name.as_str() == name).unwrap().clone();
        twin.name = SystemName::parse(&format!("{name}-2")).unwrap();
        world.landscape.systems.push(twin);
    }
    let plan = planned(&world).unwrap();
    assert_sound(&plan);
    let count = |kind| plan.steps.iter().filter(|step| step.kind == kind).count();
    assert_eq!((count(S::Bar), count(S::DeleteSubscriber), count(S::PayRefund)), (3, 3, 1));
}

#[test]
fn a_plan_is_the_same_every_time() {
    // The same input gives the same bytes, and the plan reads back as it was.
    for (_, world) in World::all() {
        let (one, other) = (planned(&world).unwrap(), planned(&world).unwrap());
        let bytes = serde_json::to_vec(&one).unwrap();
        assert_eq!(bytes, serde_json::to_vec(&other).unwrap());
        assert_eq!(one.hash(), other.hash());
        let read: Plan = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((read.hash(), read), (one.hash(), one));
    }
}

#[test]
fn some_lines_get_no_plan() {
    // What cannot be ended is refused before anything is planned, with the reason.
    let refused = |change: fn(&mut World)| {
        let mut world = World::prepaid();
        change(&mut world);
        planned(&world).unwrap_err()
    };
    assert_eq!(refused(|world| world.line.facts.status = LineStatus::Ended), RefusalCode::LineEnded);
    assert_eq!(refused(|world| world.line.facts.legal_hold = true), RefusalCode::LegalHold);
    assert_eq!(refused(|world| world.line.facts.port_pending = true), RefusalCode::PortPending);
    let day = |text: &str| Some(text.parse().unwrap());
    let wanted = |day| {
        let mut world = World::prepaid();
        world.request.wanted_on = day;
        planned(&world).err()
    };
    assert_eq!(wanted(day("2026-11-21")), Some(RefusalCode::DateInPast));
    assert_eq!(wanted(day("2026-11-22")), None);
    assert_eq!(wanted(day("2028-11-21")), None);
    assert_eq!(wanted(day("2028-11-22")), Some(RefusalCode::DateTooFar));
}

#[test]
fn what_is_not_verified_gates_nobody() {
    // I14: an unverified notice is no wait, and unverified dues gate nothing.
    let mut world = World::postpaid();
    world.let_dues_gate();
    world.policy.terms.notice.status = masalama_core::policy::Status::Unverified;
    world.policy.terms.dues.origin = masalama_core::policy::Origin::Guide;
    world.policy.terms.cooling_off = binding(masalama_core::calendar::Period::Days(0));
    let plan = planned(&world).unwrap();
    let notice = plan.find(S::ServeNotice).unwrap();
    assert_eq!(plan.steps[notice.get()].not_before, Some(start()));
    assert_eq!(plan.rules.unwrap().dues, masalama_core::policy::DuesRule::Apart);
}

#[test]
fn the_guide_is_the_same_plan_by_hand() {
    // Somebody whose operator does not run Masalama gets every step, none of them by a machine that is not there.
    let world = World::postpaid();
    let plan = by_hand(&world.policy, &world.line.facts, "2027-02-01".parse().unwrap(), start()).unwrap();
    assert!(holds_together(&plan));
    let by_machine = plan.steps.iter().filter(|step| {
        step.hand == Hand::System && matches!(step.kind.definition().work, Work::Effect { .. })
    });
    let kinds: Vec<_> = by_machine.map(|step| step.kind).collect();
    assert_eq!(kinds, [S::VerifyIdentity, S::ErasePersonal]);
}

#[test]
fn a_plan_in_the_wrong_order_does_not_hold_together() {
    // The separate look finds a step that stands before what it waits for, and a cut that waits for too little.
    let plan = planned(&World::postpaid()).unwrap();
    let broken = |change: &dyn Fn(&mut Vec<PlannedStep>)| {
        let mut plan = plan.clone();
        change(&mut plan.steps);
        !holds_together(&plan)
    };
    assert!(broken(&|steps| steps.swap(0, 1)));
    assert!(broken(&|steps| steps[3].waits_for = vec![StepIndex(3)]));
    for kind in
        [S::Bar, S::DeleteSubscriber, S::PayRefund, S::PayRemainder, S::ReleaseNumber, S::ErasePersonal]
    {
        let place = plan.find(kind).unwrap();
        assert!(broken(&|steps| steps[place.get()].waits_for.clear()), "{kind:?}");
    }
    let many: Vec<_> = std::iter::repeat_n(plan.steps[0].clone(), 300).collect();
    assert!(broken(&|steps| steps.extend(many.clone())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_landscape_makes_an_unsound_plan(
        dropped in proptest::collection::vec(0..EffectKind::ALL.len(), 0..8),
        which in 0_usize..8,
    ) {
        // Whatever an operator does not have, what it does have keeps its order.
        let needed = |kind: EffectKind| S::ALL.iter().any(|step| {
            matches!(step.definition().work, Work::Effect { kind: effect, needed: true } if effect == kind)
        });
        let dropped: Vec<_> = dropped.into_iter().map(|at| EffectKind::ALL[at]).filter(|kind| !needed(*kind)).collect();
        let (_, world) = World::all().remove(which);
        let world = world.without(&dropped);
        let plan = planned(&world).unwrap();
        assert_sound(&plan);
    }
}
