//! A case in the words of its page: everything staff see of it, and which of it this reader may do.

use masalama_access::{During, Right, rule};
use masalama_core::approval::ProposalKind;
use masalama_core::attachment::{ATTACHMENTS_MAX, AttachmentKind};
use masalama_core::calendar::Zone;
use masalama_core::complaint::ComplaintAbout;
use masalama_core::effect::Evidence;
use masalama_core::next::NeedWhy;
use masalama_core::obligation::ObligationState;
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::record::{ParkedFor, PersonalField};
use masalama_engine::{CaseView, ObligationView, Revealed};
use masalama_language::{ConsoleText, Text, Told, Voice};

use super::super::clock;
use super::agree::{
    ComplaintWords, PictureWords, ProposalWords, complaints, pictures, proposable, proposal, proposal_of,
    shown_words,
};
use super::kept::Kept;
use super::tasks::{TaskView, tasks};
use super::timeline::{NoteWords, Timeline, notes, timeline};
use crate::api::Shared;
use crate::api::view::{CaseJson, ProgressWord, StepJson, case_json, zone_of};
use crate::frame::{Frame, Member};
use crate::pages::{CaseWords, Group, OfferedPaper, groups, offered};

/// The most notes that are shown beside the timeline.
const NOTES_MAX: usize = 20;

/// A value of a list, and how it is called.
pub(in crate::console) struct Named {
    /// Its word in forms.
    pub(in crate::console) value: String,
    /// Its name.
    pub(in crate::console) name: String,
}

impl Named {
    /// Every value of a kind.
    pub(in crate::console) fn every<T: Told>(voice: Voice) -> Vec<Self> {
        T::EVERY.iter().map(|value| Self { value: word(value), name: voice.tell(*value) }).collect()
    }
}

/// The word a value has in forms.
pub(in crate::console) fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned()
}

/// Something of the head of a case.
pub(in crate::console) struct FactWords {
    pub(in crate::console) label: String,
    pub(in crate::console) value: String,
    /// Is it read from the left in every language: a number, a date in figures?
    pub(in crate::console) is_number: bool,
}

/// A promise and its date.
pub(in crate::console) struct PromiseWords {
    pub(in crate::console) what: String,
    pub(in crate::console) due: String,
    pub(in crate::console) state: String,
    /// `bad`, `good` or nothing.
    pub(in crate::console) class: &'static str,
}

/// What came of a step.
pub(in crate::console) struct EvidenceWords {
    pub(in crate::console) step: String,
    pub(in crate::console) system: String,
    pub(in crate::console) said: String,
}

/// What this reader may do with this case now.
#[derive(Default)]
pub(in crate::console) struct May(Vec<Right>);

impl May {
    fn of(member: &Member, is_open: bool) -> Self {
        let fits =
            |right: &&Right| member.may(**right) && (is_open || rule(**right).during == During::Always);
        Self(Right::ALL.iter().filter(fits).copied().collect())
    }

    fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }
}

/// The case as the page shows it.
pub(in crate::console) struct Body {
    /// Its name.
    pub(in crate::console) case: String,
    /// Why what was sent was not done.
    pub(in crate::console) refusal: Option<String>,
    /// What was typed then.
    pub(in crate::console) kept: Option<Kept>,
    /// What stands in the way of the case.
    pub(in crate::console) alerts: Vec<String>,
    /// The head.
    pub(in crate::console) facts: Vec<FactWords>,
    /// The case in the words all faces share.
    pub(in crate::console) words: CaseWords,
    /// The plan by branch.
    pub(in crate::console) groups: Vec<Group>,
    /// How many steps are settled, and how many there are.
    pub(in crate::console) settled: (usize, usize),
    /// The case as data.
    pub(in crate::console) json: CaseJson,
    pub(in crate::console) tasks: Vec<TaskView>,
    pub(in crate::console) persons: Vec<TaskView>,
    pub(in crate::console) promises: Vec<PromiseWords>,
    pub(in crate::console) evidence: Vec<EvidenceWords>,
    pub(in crate::console) papers: Vec<OfferedPaper>,
    pub(in crate::console) contacts: Vec<(String, String)>,
    pub(in crate::console) revealed: Vec<(String, String)>,
    pub(in crate::console) proposals: Vec<ProposalWords>,
    pub(in crate::console) proposable: Vec<Named>,
    pub(in crate::console) complaints: Vec<ComplaintWords>,
    pub(in crate::console) pictures: Vec<PictureWords>,
    uploads_left: usize,
    pub(in crate::console) notes: Vec<NoteWords>,
    pub(in crate::console) timeline: Timeline,
    pub(in crate::console) methods: Vec<Named>,
    pub(in crate::console) is_held: bool,
    /// May the reader let it go on?
    may_lift: bool,
    pub(in crate::console) is_fresh: bool,
    /// What stands behind the address of each form: where to go back to.
    pub(in crate::console) after: &'static str,
    /// Where a fresh proof leads back to, as it stands in an address.
    pub(in crate::console) proved: String,
    voice: Voice,
    zone: Zone,
    may: May,
}

impl Body {
    /// The case as this reader sees it.
    pub(in crate::console) fn of(app: &Shared, view: &CaseView, frame: &Frame, member: &Member) -> Self {
        let (voice, zone) = (frame.voice, zone_of(&view.case, &app.zone));
        let json = case_json(view, &app.zone, true);
        let (tasks, persons) = tasks(view, voice, zone, member, app.desk.now());
        let methods =
            json.settlement.refund.as_ref().map(|refund| refund.methods.clone()).unwrap_or_default();
        let named = |method| Named { value: word(&method), name: voice.tell(method) };
        let mut words = CaseWords::of(&json, voice);
        let settled = (words.settled(), words.steps.len());
        Self {
            case: view.id.to_string(),
            refusal: None,
            kept: None,
            alerts: alerts(view, voice, zone),
            facts: facts(view, &json, voice, zone),
            groups: groups(&json, std::mem::take(&mut words.steps), voice, |step| is_looked_at(step, view)),
            settled,
            words,
            tasks,
            persons,
            promises: view.obligations.iter().map(|one| promise(one, voice, zone)).collect(),
            evidence: evidence(view, voice),
            papers: offered(app, view, &json, voice),
            contacts: contacts(view, voice),
            revealed: Vec::new(),
            proposals: view
                .proposals
                .iter()
                .rev()
                .map(|one| proposal(view, one, voice, zone, member))
                .collect(),
            proposable: proposable(view, voice),
            complaints: complaints(view, voice, zone),
            pictures: pictures(view, voice, zone),
            uploads_left: ATTACHMENTS_MAX.saturating_sub(view.attachments.len()),
            notes: notes(view, voice, zone, NOTES_MAX),
            timeline: timeline(view, voice, zone, None, None),
            methods: methods.into_iter().map(named).collect(),
            is_held: view.held.is_some(),
            may_lift: super::tasks::may_lift(view, member),
            is_fresh: member.is_fresh,
            after: "",
            proved: format!("/console/cases/{}", view.id),
            may: May::of(member, view.case.ending.is_none()),
            voice,
            zone: zone.clone(),
            json,
        }
    }

    /// The same on the page of a call: what is said there, and a fresh proof, lead back to it. What stands behind the case in its address is given.
    pub(in crate::console) fn on_call(mut self, after: &str) -> Self {
        self.after = "?from=call";
        self.proved =
            format!("/console/call?case={}{after}", self.case).replace('?', "%3F").replace('&', "%26");
        self
    }

    /// Shows the records before a place, and one of them in its own words.
    pub(super) fn open(&mut self, view: &CaseView, before: Option<u32>, record: Option<u32>) {
        self.timeline = timeline(view, self.voice, &self.zone, before, record);
    }

    /// Shows the numbers in full.
    pub(super) fn reveal(&mut self, shown: &Revealed) {
        let mut add = |field: PersonalField, value: Option<String>| {
            self.revealed.extend(value.map(|value| (self.voice.tell(field), value)));
        };
        add(PersonalField::Iccid, Some(shown.iccid.unmasked().to_owned()));
        add(PersonalField::Msisdn, shown.msisdn.as_ref().map(|one| one.unmasked().to_owned()));
        add(PersonalField::Imsi, shown.imsi.as_ref().map(|one| one.unmasked().to_owned()));
        add(PersonalField::Eid, shown.eid.as_ref().map(|one| one.unmasked().to_owned()));
        let document = &shown.document;
        let with = [("label", self.voice.tell(document.kind())), ("value", document.unmasked().to_owned())];
        add(PersonalField::Document, Some(self.voice.text_with(Text::LabelValue, &with)));
        add(PersonalField::ContactMsisdn, shown.contact_msisdn.as_ref().map(|one| one.unmasked().to_owned()));
        add(PersonalField::ContactEmail, shown.contact_email.as_ref().map(|one| one.unmasked().to_owned()));
        add(
            PersonalField::RefundDestination,
            shown.refund_destination.as_ref().map(|one| one.unmasked().to_owned()),
        );
        add(PersonalField::PickupAddress, shown.pickup_address.as_ref().map(|one| one.unmasked().to_owned()));
        for complaint in &shown.complaints {
            add(PersonalField::Complaints, Some(complaint.unmasked().to_owned()));
        }
    }

    pub(in crate::console) fn may_change_contact(&self) -> bool {
        self.may.has(Right::ChangeContact) && self.json.card.is_some()
    }

    pub(in crate::console) fn may_upload(&self) -> bool {
        self.may.has(Right::Upload) && self.json.card.is_some() && self.uploads_left > 0
    }

    pub(in crate::console) fn may_export(&self) -> bool {
        self.may.has(Right::ExportCase)
    }

    /// What a picture may show.
    pub(in crate::console) fn picture_kinds(&self) -> Vec<Named> {
        Named::every::<AttachmentKind>(self.voice)
    }

    pub(in crate::console) fn may_hold(&self) -> bool {
        self.may.has(Right::Hold) && !self.is_held
    }

    pub(in crate::console) fn may_resume(&self) -> bool {
        self.may.has(Right::Resume) && self.may_lift
    }

    pub(in crate::console) fn may_reveal(&self) -> bool {
        self.may.has(Right::Reveal) && self.json.card.is_some() && self.revealed.is_empty()
    }

    pub(in crate::console) fn may_propose(&self) -> bool {
        self.may.has(Right::Propose) && !self.proposable.is_empty()
    }

    /// Is there an order of which two may say what became of it?
    pub(in crate::console) fn may_propose_settle(&self) -> bool {
        self.proposable
            .iter()
            .any(|one| proposal_of(&one.value).is_some_and(|one| one.kind() == ProposalKind::Settle))
    }

    pub(in crate::console) fn may_take_back(&self) -> bool {
        self.may.has(Right::Propose)
    }

    pub(in crate::console) fn may_approve(&self) -> bool {
        self.may.has(Right::Approve)
    }

    pub(in crate::console) fn may_complain(&self) -> bool {
        self.may.has(Right::Complain)
    }

    pub(in crate::console) fn may_answer(&self) -> bool {
        self.may.has(Right::AnswerComplaint)
    }

    pub(in crate::console) fn may_retract(&self) -> bool {
        self.may.has(Right::Retract) && self.json.can_retract
    }

    pub(in crate::console) fn may_suspend(&self) -> bool {
        self.may_retract() && self.json.suspend.as_ref().is_some_and(|terms| terms.can_be_asked)
    }

    pub(in crate::console) fn may_choose_refund(&self) -> bool {
        self.may.has(Right::ChooseRefund) && self.json.choices.can_choose_refund
    }

    pub(in crate::console) fn may_choose_return(&self) -> bool {
        self.may.has(Right::Choose) && self.json.choices.can_choose_return
    }

    pub(in crate::console) fn may_amend(&self) -> bool {
        self.may.has(Right::Choose) && self.json.choices.can_amend
    }

    pub(in crate::console) fn may_tick(&self) -> bool {
        self.may.has(Right::Choose)
    }

    /// The word of a piece of advice in forms.
    pub(in crate::console) fn advice_word(&self, key: &AdviceKey) -> String {
        word(key)
    }

    /// What a complaint may be about.
    pub(in crate::console) fn abouts(&self) -> Vec<Named> {
        Named::every::<ComplaintAbout>(self.voice)
    }
}

/// Is the step under way, or does it wait for staff?
fn is_looked_at(step: &StepJson, view: &CaseView) -> bool {
    let waits = view
        .tasks
        .iter()
        .any(|need| need.hand == Hand::Staff && need.why != NeedWhy::Complained && need.step.0 == step.step);
    let under_way = match step.progress {
        ProgressWord::InFlight
        | ProgressWord::Pending
        | ProgressWord::Unknown
        | ProgressWord::Again
        | ProgressWord::Stuck => true,
        ProgressWord::Waiting | ProgressWord::Done | ProgressWord::Skipped => false,
    };
    waits || under_way
}

fn alerts(view: &CaseView, voice: Voice, zone: &Zone) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(held) = &view.held {
        let since = [("date", clock(zone, held.since))];
        said.push(format!("{} {}", voice.text_with(ConsoleText::HeldSince, &since), voice.tell(held.why)));
    }
    let parked: Option<&ParkedFor> = view.case.parked.as_ref().map(|(_, reason)| reason);
    said.extend(
        parked
            .map(|reason| format!("{} {}", voice.text(ConsoleText::ParkedSince), voice.tell_parked(reason))),
    );
    said
}

fn facts(view: &CaseView, json: &CaseJson, voice: Voice, zone: &Zone) -> Vec<FactWords> {
    let request = &view.case.received.request;
    let mut facts = Vec::new();
    let mut add = |label: ConsoleText, value: Option<String>| {
        use ConsoleText::{ColumnReceived, GoesOnAt, LineCard, LineMsisdn, PolicyFollowed};
        let is_number = matches!(label, LineCard | LineMsisdn | ColumnReceived | PolicyFollowed | GoesOnAt);
        let label = voice.text(label);
        facts.extend(value.map(|value| FactWords { label, value, is_number }));
    };
    add(ConsoleText::ColumnStage, Some(voice.text(super::stage_word(view.stage))));
    add(ConsoleText::LineCard, json.card.clone());
    add(ConsoleText::LineMsisdn, json.number.clone());
    add(ConsoleText::ColumnOperator, json.operator.clone());
    add(ConsoleText::ColumnKind, json.kind.map(|kind| voice.tell(kind)));
    add(ConsoleText::ColumnReceived, Some(clock(zone, json.received_at)));
    add(ConsoleText::ColumnEnd, json.effective_on.map(|day| voice.date(day)));
    add(ConsoleText::CameBy, Some(voice.tell(request.channel)));
    add(ConsoleText::ReasonGiven, Some(voice.tell(request.reason)));
    add(ConsoleText::Speaks, Some(masalama_language::own_name(request.language).to_owned()));
    let policy = json.policy.as_ref();
    add(ConsoleText::PolicyFollowed, policy.map(|policy| format!("{} {}", policy.id, policy.version)));
    add(ConsoleText::GoesOnAt, json.wakes_at.map(|at| clock(zone, at)));
    facts
}

fn promise(one: &ObligationView, voice: Voice, zone: &Zone) -> PromiseWords {
    let class = match one.state {
        ObligationState::Breached => "bad",
        ObligationState::Met => "good",
        ObligationState::Open | ObligationState::MetLate => "",
    };
    PromiseWords {
        what: voice.tell(one.what),
        due: clock(zone, one.due),
        state: voice.tell(one.state),
        class,
    }
}

fn evidence(view: &CaseView, voice: Voice) -> Vec<EvidenceWords> {
    let words = view.steps.iter().filter_map(|step| {
        let state = view.case.state(step.step);
        let mut said: Vec<String> =
            step.evidence.as_ref().map(|one| evidence_words(one, voice)).into_iter().collect();
        if !state.attested_by.is_empty() {
            let names: Vec<_> = state.attested_by.iter().map(|name| name.as_str().to_owned()).collect();
            let with = [("names", names.join(&voice.text(Text::ListSeparator)))];
            said.push(voice.text_with(ConsoleText::EvidenceAttested, &with));
        }
        if let Some(shown) = &state.shown {
            said.push(shown_words(&view.case, shown, voice));
        }
        let system = step.system.clone().unwrap_or_default();
        let said = said.join(&voice.text(Text::ListSeparator));
        (!said.is_empty()).then(|| EvidenceWords { step: voice.tell_task(step.kind), system, said })
    });
    words.collect()
}

fn evidence_words(evidence: &Evidence, voice: Voice) -> String {
    let with = |text, name, value: &masalama_core::detail::Detail| {
        voice.text_with(text, &[(name, value.as_str().to_owned())])
    };
    match evidence {
        Evidence::Reference(reference) => with(ConsoleText::EvidenceReference, "reference", reference),
        Evidence::Reached(reached) => with(ConsoleText::EvidenceReference, "reference", &reached.told),
        Evidence::Line(_) => voice.text(ConsoleText::EvidenceLine),
        Evidence::Price(_) => voice.text(ConsoleText::EvidencePrice),
        Evidence::Dues(_) => voice.text(ConsoleText::EvidenceDues),
        Evidence::Usage(_) => voice.text(ConsoleText::EvidenceUsage),
        Evidence::Bill(bill) => with(ConsoleText::EvidenceBill, "number", &bill.number),
        Evidence::Proof(proof) => with(ConsoleText::EvidenceProof, "node", &proof.node),
    }
}

fn contacts(view: &CaseView, voice: Voice) -> Vec<(String, String)> {
    let masked = [
        (PersonalField::Iccid, &view.card),
        (PersonalField::Msisdn, &view.number),
        (PersonalField::ContactMsisdn, &view.contact_number),
        (PersonalField::ContactEmail, &view.contact_email),
    ];
    let known = masked.into_iter().filter_map(|(field, value)| Some((voice.tell(field), value.clone()?)));
    known.collect()
}
