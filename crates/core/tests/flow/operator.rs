//! A scripted operator: what its systems answer, and what they would say if asked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use masalama_core::case::Case;
use masalama_core::detail::Detail;
use masalama_core::effect::{
    Bill, Dues, Effect, EffectKey, EffectKind, Evidence, Finding, Item, ItemKind, Outcome, Price, Proof,
    RejectedWhy, Rejection, Usage,
};
use masalama_core::line::Line;
use masalama_core::money::Money;
use masalama_core::record::StepIndex;
use masalama_core::step::StepKind;

use crate::world::{World, key, omr};

/// What a system says to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Say {
    /// It does it, with believable evidence.
    Done,
    /// It works on it; asked then, it has done it.
    Pending(u32),
    /// It refuses.
    Reject(RejectedWhy),
    /// It does it, but the answer is lost.
    LostReply,
    /// The order is lost.
    LostOrder,
}

/// One effect that a system carried out.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    pub(crate) step: StepIndex,
    pub(crate) kind: StepKind,
    pub(crate) effect: Effect,
}

/// The systems of an operator, and what happened to them.
pub(crate) struct Operator {
    pub(crate) line: Line,
    /// Said to the next calls of such a step, one after the other; then it does as asked.
    pub(crate) script: BTreeMap<StepKind, VecDeque<Say>>,
    /// Said to every call of such a step.
    pub(crate) always: BTreeMap<StepKind, Say>,
    /// Asked about such a step, nobody answers.
    pub(crate) mute: BTreeSet<StepKind>,
    /// Asked about such a step, it is still being worked on.
    pub(crate) slow: BTreeMap<StepKind, u32>,
    /// Unpaid until then.
    pub(crate) dues: Option<(Money, Timestamp)>,
    /// The sums of the final bill, each dated at the charge stop.
    pub(crate) bill: Vec<(ItemKind, Money)>,
    /// A sum on the final bill dated so long after the charge stop.
    pub(crate) billed_after_stop_s: Option<i64>,
    /// Usage that partners report late.
    pub(crate) late: Vec<Money>,
    /// Everything carried out, once for each key.
    pub(crate) carried: Vec<Carried>,
    keys: BTreeMap<EffectKey, Evidence>,
}

impl Operator {
    pub(crate) fn of(world: &World) -> Self {
        Self {
            line: world.line.clone(),
            script: BTreeMap::new(),
            always: BTreeMap::new(),
            mute: BTreeSet::new(),
            slow: BTreeMap::new(),
            dues: None,
            bill: vec![(ItemKind::Recurring, omr(1_000))],
            billed_after_stop_s: None,
            late: vec![omr(300)],
            carried: Vec::new(),
            keys: BTreeMap::new(),
        }
    }

    pub(crate) fn scripted(mut self, kind: StepKind, says: &[Say]) -> Self {
        self.script.insert(kind, says.iter().copied().collect());
        self
    }

    pub(crate) fn always(mut self, kind: StepKind, say: Say) -> Self {
        self.always.insert(kind, say);
        self
    }

    pub(crate) fn mute(mut self, kind: StepKind) -> Self {
        self.mute.insert(kind);
        self
    }

    /// Answers a call; `case` has its intent already.
    pub(crate) fn perform(&mut self, case: &Case, step: StepIndex, now: Timestamp) -> Outcome {
        let kind = case.planned(step).kind;
        let say = self
            .script
            .get_mut(&kind)
            .and_then(VecDeque::pop_front)
            .or_else(|| self.always.get(&kind).copied())
            .unwrap_or(Say::Done);
        match say {
            Say::Done => Outcome::Done(self.carry(case, step, now)),
            Say::Pending(ask_after_s) => {
                self.carry(case, step, now);
                Outcome::Pending { ask_after_s }
            }
            Say::Reject(why) => Outcome::Rejected(Rejection { why, detail: Detail::of("no") }),
            Say::LostReply => {
                self.carry(case, step, now);
                Outcome::Unknown { cause: Detail::of("no answer") }
            }
            Say::LostOrder => Outcome::Unknown { cause: Detail::of("no answer") },
        }
    }

    /// Says what became of a call.
    pub(crate) fn inquire(&self, case: &Case, step: StepIndex) -> Finding {
        let kind = case.planned(step).kind;
        if self.mute.contains(&kind) {
            return Finding::Unknown { cause: Detail::of("no answer") };
        }
        if let Some(ask_after_s) = self.slow.get(&kind) {
            return Finding::Pending { ask_after_s: *ask_after_s };
        }
        match self.keys.get(&case.key(step)) {
            Some(evidence) => Finding::Done(evidence.clone()),
            None => Finding::NotDone,
        }
    }

    pub(crate) fn has_carried(&self, key: EffectKey) -> bool {
        self.keys.contains_key(&key)
    }

    /// Whatever the case says was done by a system was done by these.
    pub(crate) fn remember(&mut self, case: &Case) {
        for (step, planned) in case.plan.indexed() {
            let state = case.state(step);
            if let (true, Some(effect), Some(evidence)) = (state.is_done(), &state.effect, &state.evidence) {
                self.keys.insert(case.key(step), evidence.clone());
                self.carried.push(Carried { step, kind: planned.kind, effect: effect.clone() });
            }
        }
    }

    /// Does what was asked, once for each key.
    fn carry(&mut self, case: &Case, step: StepIndex, now: Timestamp) -> Evidence {
        let key = case.key(step);
        if let Some(before) = self.keys.get(&key) {
            return before.clone();
        }
        let state = case.state(step);
        let effect = state.effect.clone().unwrap();
        let evidence = self.evidence(&effect, now);
        let kind = case.planned(step).kind;
        self.carried.push(Carried { step, kind, effect });
        self.keys.insert(key, evidence.clone());
        evidence
    }

    /// Believable evidence that the effect was done.
    pub(crate) fn evidence(&self, effect: &Effect, now: Timestamp) -> Evidence {
        match effect {
            Effect::Plain(EffectKind::ReadLine) => Evidence::Line(Box::new(self.line.sealed(&key(), now))),
            Effect::Plain(EffectKind::ReadPrice) => {
                Evidence::Price(Price { items: Vec::new(), total: omr(0) })
            }
            Effect::Plain(EffectKind::ReadDues) => Evidence::Dues(self.unpaid(now)),
            Effect::Plain(EffectKind::ProveAbsent | EffectKind::ProveDead) => Evidence::Proof(Proof {
                node: Detail::of("hlr.example"),
                asked_at: now,
                question: Detail::of("is it there?"),
                answer: Detail::of("unknown subscriber"),
            }),
            Effect::CollectUsage { .. } => Evidence::Usage(Usage {
                frozen_balance: self.line.facts.balance,
                after_request: Vec::new(),
                after_charge_stop: Vec::new(),
                late: Vec::new(),
            }),
            Effect::CollectLateUsage { charge_stop } => Evidence::Usage(Usage {
                frozen_balance: None,
                after_request: Vec::new(),
                after_charge_stop: Vec::new(),
                late: self.late.iter().map(|sum| item(ItemKind::Usage, *sum, *charge_stop)).collect(),
            }),
            Effect::IssueFinalBill { charge_stop, .. } => Evidence::Bill(self.final_bill(*charge_stop)),
            Effect::Plain(_)
            | Effect::Tell { .. }
            | Effect::BookPickup { .. }
            | Effect::PostDeviceFee { .. }
            | Effect::PayRefund { .. }
            | Effect::ReleaseNumber { .. }
            | Effect::SuspendLine { .. } => Evidence::Reference(Detail::of("ref-1")),
        }
    }

    fn unpaid(&self, now: Timestamp) -> Dues {
        match self.dues {
            Some((sum, until)) if now < until => {
                Dues { items: vec![item(ItemKind::OpenBill, sum, now)], total: sum }
            }
            Some(_) | None => Dues { items: Vec::new(), total: omr(0) },
        }
    }

    fn final_bill(&self, charge_stop: Timestamp) -> Bill {
        let mut items: Vec<Item> =
            self.bill.iter().map(|(kind, sum)| item(*kind, *sum, charge_stop)).collect();
        if let Some(late_s) = self.billed_after_stop_s {
            let dated = charge_stop + jiff::SignedDuration::from_secs(late_s);
            items.push(item(ItemKind::Recurring, omr(100), dated));
        }
        let total = Money::sum(items[0].amount.currency(), items.iter().map(|item| item.amount)).unwrap();
        Bill { number: Detail::of("FB-1"), items, total }
    }

    /// Bills once more, now that somebody corrected it.
    pub(crate) fn correct_bill(&mut self, case: &Case) {
        self.billed_after_stop_s = None;
        let bill = self.final_bill(case.charge_stop.unwrap());
        for evidence in self.keys.values_mut() {
            if matches!(evidence, Evidence::Bill(_)) {
                *evidence = Evidence::Bill(bill.clone());
            }
        }
    }
}

fn item(kind: ItemKind, amount: Money, dated: Timestamp) -> Item {
    Item { kind, amount, dated, reference: None }
}
