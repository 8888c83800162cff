//! Drives a case as the engine would, with a clock that jumps and nobody to wait for.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use masalama_core::approval::Proposal;
use masalama_core::attachment::Shown;
use masalama_core::case::{Case, IllegalRecord, Progress};
use masalama_core::commitment::Digest;
use masalama_core::detail::Detail;
use masalama_core::effect::{Evidence, Finding};
use masalama_core::money::Money;
use masalama_core::next::{Move, Moves, NeedHand, NeedWhy, RetrySchedule, next};
use masalama_core::paper::{Content, compose};
use masalama_core::plan::{Asked, Hand, plan, undo};
use masalama_core::record::{Actor, Fact, Planned, Record, StepIndex, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::step::{Do, StepKind, Work};

use crate::operator::Operator;
use crate::world::{World, case_id, staff};

/// No case of these tests needs so many rounds to come to rest.
const ROUNDS_MAX: usize = 6_000;

/// A reference somebody found in the other system.
pub(crate) fn reference() -> Option<Shown> {
    Shown::reference("BRM-4711")
}

/// A person found out what became of a step, and shows a reference.
pub(crate) fn resolved(step: StepIndex, verdict: Verdict, note: &str) -> Fact {
    Fact::Resolved { step, verdict, note: Detail::of(note), shown: reference().unwrap() }
}

/// A call that left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Perform(StepIndex, u16),
    Inquire(StepIndex),
}

/// A case under way.
pub(crate) struct Drive {
    pub(crate) world: World,
    pub(crate) operator: Operator,
    pub(crate) case: Case,
    pub(crate) records: Vec<Record>,
    pub(crate) papers: Vec<Content>,
    pub(crate) now: Timestamp,
    pub(crate) retry: RetrySchedule,
    /// Does staff do what is planned for its hand?
    pub(crate) people_act: bool,
    /// Does staff find out what became of what nobody could tell, and send again what was refused?
    pub(crate) staff_resolves: bool,
    /// A refund above this needs two members of staff.
    pub(crate) refund_limit: Option<Money>,
}

impl Drive {
    pub(crate) fn new(world: World) -> Self {
        let operator = Operator::of(&world);
        Self::with(world, operator)
    }

    pub(crate) fn with(world: World, operator: Operator) -> Self {
        let first = world.first_record();
        Self {
            case: world.opened(),
            now: first.at,
            records: vec![first],
            operator,
            papers: Vec::new(),
            world,
            retry: RetrySchedule::default(),
            people_act: true,
            staff_resolves: false,
            refund_limit: None,
        }
    }

    /// Takes a case up where `records` leave it.
    pub(crate) fn resumed(world: World, operator: Operator, records: &[Record]) -> Self {
        let mut drive = Self::with(world, operator);
        drive.case = Case::fold(case_id(), records).unwrap();
        drive.records = records.to_vec();
        drive.now = drive.case.head_at;
        drive.operator.remember(&drive.case);
        drive
    }

    /// What the next record would be.
    pub(crate) fn record(&self, by: Actor, fact: Fact) -> Record {
        Record { seq: self.case.head + 1, at: self.now, by, fact }
    }

    pub(crate) fn try_add(&mut self, by: Actor, fact: Fact) -> Result<(), IllegalRecord> {
        let record = self.record(by, fact);
        let before = self.case.clone();
        match self.case.apply(&record) {
            Ok(()) => {
                self.records.push(record);
                Ok(())
            }
            Err(illegal) => {
                assert_eq!(before, self.case, "a refused record changed the case");
                Err(illegal)
            }
        }
    }

    pub(crate) fn add(&mut self, by: Actor, fact: Fact) {
        let record = self.record(by, fact);
        if let Err(illegal) = self.case.apply(&record) {
            panic!(
                "{illegal}: {record:?}\nafter {:#?}",
                self.records.iter().rev().take(6).collect::<Vec<_>>()
            );
        }
        self.records.push(record);
    }

    pub(crate) fn moves(&self) -> Moves {
        next(&self.case, &self.retry, self.now)
    }

    /// Records everything that is ready, in the order it is offered: each must be legal after those before it.
    fn commit(&mut self, ready: Vec<Move>) -> Vec<Call> {
        let mut calls = Vec::new();
        for one in ready {
            match one {
                Move::Perform { step, attempt, effect } => {
                    let key = self.case.key(step);
                    self.add(Actor::System, Fact::Intended { step, attempt, key, effect });
                    calls.push(Call::Perform(step, attempt));
                }
                Move::Inquire { step } => calls.push(Call::Inquire(step)),
                Move::Note(fact) => self.add(Actor::System, fact),
                Move::Issue { step, paper } => {
                    let zone = self.world.policy.calendar.zone().clone();
                    let landscape = &self.world.landscape;
                    let head = Digest::of(&[b"head"]);
                    let content = compose(paper, &self.case, None, head, &zone, landscape, self.now)
                        .expect("a paper that is due can be composed");
                    self.papers.push(content);
                    self.add(Actor::System, Fact::Issued { step, paper, digest: Digest::of(&[b"paper"]) });
                }
                Move::MakePlan => {
                    let fact = self.make_plan();
                    self.add(Actor::System, fact);
                }
            }
        }
        calls
    }

    fn make_plan(&self) -> Fact {
        let Some(Evidence::Line(snapshot)) = self.case.evidence(StepKind::VerifyIdentity) else {
            panic!("a plan is asked for without a line");
        };
        let asked = Asked {
            received: &self.case.received,
            snapshot,
            policy: &self.world.policy,
            landscape: &self.world.landscape,
            now: self.now,
        };
        match plan(&asked) {
            Ok(mut plan) => {
                plan.rules.as_mut().unwrap().refund_limit = self.refund_limit;
                Fact::Planned(Box::new(Planned { plan, snapshot: (**snapshot).clone() }))
            }
            Err(code) => Fact::Refused { code },
        }
    }

    /// The calls that are out.
    fn answer(&mut self, calls: Vec<Call>) {
        for call in calls {
            match call {
                Call::Perform(step, attempt) => {
                    let outcome = self.operator.perform(&self.case, step, self.now);
                    self.add(Actor::System, Fact::Answered { step, attempt, outcome });
                }
                Call::Inquire(step) => {
                    let finding = self.operator.inquire(&self.case, step);
                    self.add(Actor::System, Fact::Found { step, finding });
                }
            }
        }
    }

    /// What was under way when the case was taken up is answered now.
    pub(crate) fn answer_in_flight(&mut self) {
        let calls = self
            .case
            .plan
            .indexed()
            .map(|(step, _)| step)
            .filter(|step| matches!(self.case.state(*step).progress, Progress::InFlight))
            .map(|step| Call::Perform(step, self.case.state(step).attempt))
            .collect();
        self.answer(calls);
    }

    /// One round; says whether anything happened.
    pub(crate) fn round(&mut self) -> bool {
        let moves = self.moves();
        if !moves.ready.is_empty() {
            let calls = self.commit(moves.ready);
            self.answer(calls);
            return true;
        }
        if self.people_act && moves.hands.iter().any(|need| self.act(need)) {
            return true;
        }
        match moves.wake_at {
            Some(at) => {
                assert!(at > self.now, "woken for nothing at {at}");
                self.now = at;
                true
            }
            None => false,
        }
    }

    /// Runs until nothing more happens.
    pub(crate) fn run(&mut self) -> &mut Self {
        self.run_until(|_| false)
    }

    /// Runs until nothing more happens or the case is as wanted.
    pub(crate) fn run_until(&mut self, is_wanted: impl Fn(&Self) -> bool) -> &mut Self {
        for _ in 0..ROUNDS_MAX {
            if is_wanted(self) || !self.round() {
                return self;
            }
        }
        panic!(
            "the case does not come to rest: {:#?}",
            self.records.iter().rev().take(6).collect::<Vec<_>>()
        );
    }

    /// Runs until an instant, and no further.
    pub(crate) fn run_to(&mut self, at: Timestamp) -> &mut Self {
        self.run_until(|drive| {
            drive.moves().ready.is_empty() && drive.moves().wake_at.is_none_or(|wake| wake > at)
        });
        self.now = self.now.max(at);
        self
    }

    pub(crate) fn after_days(&self, days: i64) -> Timestamp {
        self.now + SignedDuration::from_hours(24 * days)
    }

    /// A willing person does what the plan wants of him by hand, with evidence where figures are needed. Choices are left open.
    fn act(&mut self, need: &NeedHand) -> bool {
        let planned = self.case.planned(need.step);
        if self.staff_resolves && planned.hand == Hand::System {
            let is_done = matches!(self.case.state(need.step).progress, Progress::Unknown { .. })
                && self.operator.has_carried(self.case.key(need.step));
            let is_undone = self.case.is_called_off(need.step);
            let is_word = planned.kind.may_be_vouched() || is_undone;
            let verdict = if is_done && is_word { Verdict::Done } else { Verdict::NotDone };
            let mut fact = resolved(need.step, verdict, "phoned them");
            if is_done && planned.kind == StepKind::IssueFinalBill && self.case.retracting.is_none() {
                let effect = self.case.state(need.step).effect.clone().unwrap();
                let finding = Finding::Done(self.operator.evidence(&effect, self.now));
                fact = Fact::Found { step: need.step, finding };
            }
            if self.case.needs_two(need.step) {
                return self.settle(need.step, verdict).is_ok();
            }
            return self.try_add(staff("shop-1"), fact).is_ok();
        }
        let is_step = need.why == NeedWhy::Step;
        if need.hand != Hand::Staff || planned.hand != Hand::Staff || self.case.stands_still() || !is_step {
            return false;
        }
        let kind = planned.kind;
        if kind == StepKind::ReturnDevices {
            return false;
        }
        let fact = match ((kind.definition().go)(&self.case, need.step), kind.definition().work) {
            (Do::Effect(effect), Work::Effect { .. }) => {
                let finding = Finding::Done(self.operator.evidence(&effect, self.now));
                Fact::Found { step: need.step, finding }
            }
            (_, _) => Fact::Attested { step: need.step, note: Detail::of("done") },
        };
        self.try_add(staff("shop-1"), fact).is_ok()
    }

    /// Two agree on what became of a step.
    pub(crate) fn settle(&mut self, step: StepIndex, verdict: Verdict) -> Result<(), IllegalRecord> {
        let proposal = Proposal::Settle { step, verdict };
        let shown = reference();
        let weighed = self.case.weigh_shown(proposal, shown.as_ref());
        let content = weighed.map_or(Digest::of(&[]), |weighed| weighed.content);
        let note = Detail::of("phoned them");
        self.try_add(staff("network-1"), Fact::Proposed { proposal, content, note, shown })?;
        self.try_add(staff("lead-1"), Fact::Approved { proposal: self.case.head, content })
    }

    pub(crate) fn retract(&mut self, suspend_until: Option<Date>) -> Result<(), RefusalCode> {
        let undo = undo(&self.case, &self.world.landscape, suspend_until.is_some())?;
        self.add(Actor::Subscriber, Fact::RetractAsked { undo, suspend_until });
        Ok(())
    }

    pub(crate) fn find(&self, kind: StepKind) -> StepIndex {
        self.case.plan.find(kind).unwrap_or_else(|| panic!("the plan has no {kind:?}"))
    }

    pub(crate) fn progress(&self, kind: StepKind) -> &Progress {
        &self.case.state(self.find(kind)).progress
    }

    pub(crate) fn progress_if(&self, kind: StepKind) -> Option<&Progress> {
        self.case.plan.find(kind).map(|step| &self.case.state(step).progress)
    }

    /// The tasks open for staff.
    pub(crate) fn staff_tasks(&self) -> Vec<StepKind> {
        let hands = self.moves().hands;
        hands
            .iter()
            .filter(|need| need.hand == Hand::Staff)
            .map(|need| self.case.planned(need.step).kind)
            .collect()
    }

    /// How often the effect of such a step was sent.
    pub(crate) fn sent(&self, kind: StepKind) -> usize {
        self.records
            .iter()
            .filter(|record| {
                matches!(record.fact, Fact::Intended { step, .. } if self.case.planned(step).kind == kind)
            })
            .count()
    }
}
