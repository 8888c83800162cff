//! A case in words: once, for its page and for the text of its export.

use jiff::{SignedDuration, Timestamp};
use masalama_core::calendar::Zone;
use masalama_core::case::Stage;
use masalama_core::money::{Currency, Money};
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::request::Language;

use crate::api::view::{
    CaseJson, CoveredJson, HowCovered, ItemJson, MoneyJson, ProgressWord, RefundState, StepJson,
    TranslatedJson,
};
use masalama_language::{PortalText, Text, Voice};

/// One step in words.
pub(crate) struct StepWords {
    /// What it is.
    pub(crate) title: String,
    /// On which system, for those who know their names: ` (hlr)`.
    pub(crate) on: String,
    /// Who does it.
    pub(crate) hand: String,
    /// How far it is.
    pub(crate) standing: String,
    /// `done`, `stuck` or nothing, for the style sheet.
    pub(crate) class: &'static str,
}

/// Sums under a heading.
pub(crate) struct SumWords {
    /// The heading.
    pub(crate) title: String,
    /// What for, and how much.
    pub(crate) items: Vec<(String, String)>,
    /// The total, in a sentence.
    pub(crate) total: Option<String>,
}

/// An item of the checklist.
pub(crate) struct AdviceWords {
    /// Which.
    pub(crate) key: AdviceKey,
    /// What to do.
    pub(crate) text: String,
    /// Is it done?
    pub(crate) ticked: bool,
}

/// The offer.
pub(crate) struct OfferWords {
    /// What it is.
    pub(crate) text: String,
    /// Worth, dates, conditions and effect.
    pub(crate) lines: Vec<String>,
}

/// A paper that was issued.
pub(crate) struct PaperWords {
    /// Its title.
    pub(crate) title: String,
    /// The day it was issued.
    pub(crate) issued_on: String,
}

/// A case in words.
pub(crate) struct CaseWords {
    /// The title.
    pub(crate) title: String,
    /// Says that it is the sandbox.
    pub(crate) sandbox: Option<String>,
    /// Where it stands, in sentences.
    pub(crate) summary: Vec<String>,
    /// Until when it can be taken back.
    pub(crate) take_back: String,
    /// The steps.
    pub(crate) steps: Vec<StepWords>,
    /// What waits for the person.
    pub(crate) to_do: Vec<String>,
    /// The checklist.
    pub(crate) advice: Vec<AdviceWords>,
    /// The offer, unless declined.
    pub(crate) offer: Option<OfferWords>,
    /// Pausing in place of ending, in a sentence.
    pub(crate) suspend: Option<String>,
    /// What is charged each month again once it is taken back.
    pub(crate) charges_again: Option<String>,
    /// The money, as far as it is known.
    pub(crate) sums: Vec<SumWords>,
    /// Paying back, in sentences.
    pub(crate) refund: Vec<String>,
    /// What the certificate covers.
    pub(crate) covers: Vec<String>,
    /// What it does not.
    pub(crate) not_covered: Vec<String>,
    /// The papers.
    pub(crate) papers: Vec<PaperWords>,
    headings: [String; 7],
}

/// Says dates of one case in one language.
struct Teller {
    voice: Voice,
    zone: Zone,
}

impl Teller {
    fn day(&self, at: Timestamp) -> String {
        self.voice.date(self.zone.date_at(at))
    }

    fn money(&self, money: &MoneyJson) -> String {
        let currency = Currency::parse(&money.currency).ok();
        let amount = currency.and_then(|currency| Money::try_new(money.minor, currency).ok());
        amount
            .map_or_else(|| format!("{} {}", money.currency, money.minor), |amount| self.voice.money(amount))
    }

    fn text(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn with(&self, text: Text, name: &'static str, value: String) -> String {
        self.voice.text_with(text, &[(name, value)])
    }

    fn translated(&self, text: &TranslatedJson) -> String {
        match self.voice.language() {
            Language::En => text.en.clone(),
            Language::Ar => text.ar.clone(),
            Language::Zh => text.zh.clone(),
        }
    }
}

impl CaseWords {
    /// The case in the voice's words.
    pub(crate) fn of(case: &CaseJson, voice: Voice) -> Self {
        let zone = Zone::named(&case.zone).or_else(|_| Zone::named("UTC"));
        let teller = Teller { voice, zone: zone.expect("the zone database has UTC") };
        Self {
            title: teller.with(Text::CaseTitle, "case", case.case.to_string()),
            sandbox: case.sandbox.then(|| teller.text(Text::SandboxNotice)),
            summary: summary(case, &teller),
            take_back: take_back(case, &teller),
            steps: case.steps.iter().map(|step| step_words(step, &teller)).collect(),
            to_do: case
                .tasks
                .iter()
                .filter(|task| task.hand == Hand::Subscriber)
                .map(|task| voice.tell(task.kind))
                .collect(),
            advice: case
                .advice
                .iter()
                .map(|one| AdviceWords { key: one.key, text: voice.tell(one.key), ticked: one.ticked })
                .collect(),
            offer: offer(case, &teller),
            suspend: suspend(case, &teller),
            charges_again: case.charges_again.as_ref().map(|monthly| teller.money(monthly)),
            sums: sums(case, &teller),
            refund: refund(case, &teller),
            covers: covers(&case.covers.systems, &teller),
            not_covered: case.covers.not_covered.iter().map(|kind| voice.tell(*kind)).collect(),
            papers: case
                .papers
                .iter()
                .map(|paper| PaperWords {
                    title: voice.tell(paper.kind),
                    issued_on: teller.day(paper.issued_at),
                })
                .collect(),
            headings: [
                Text::Timeline,
                Text::WhatYouCanDo,
                Text::Checklist,
                Text::RefundHeading,
                Text::CoversHeading,
                Text::NotCovered,
                Text::Papers,
            ]
            .map(|text| voice.text(text)),
        }
    }

    /// How many steps are done or not needed.
    pub(crate) fn settled(&self) -> usize {
        self.steps.iter().filter(|step| step.class == "done").count()
    }

    /// The whole as plain text.
    pub(crate) fn plain_text(&self) -> String {
        let [timeline, to_do, checklist, refund, covers, not_covered, papers] = &self.headings;
        let mut text = format!("{}\n", self.title);
        let mut section = |heading: Option<&str>, lines: &mut dyn Iterator<Item = String>| {
            let lines: Vec<_> = lines.collect();
            if lines.is_empty() {
                return;
            }
            text.push('\n');
            if let Some(heading) = heading {
                text.push_str(heading);
                text.push('\n');
            }
            for line in lines {
                text.push_str(&line);
                text.push('\n');
            }
        };
        section(None, &mut self.sandbox.iter().chain(&self.summary).cloned());
        section(None, &mut std::iter::once(self.take_back.clone()));
        section(Some(to_do), &mut self.to_do.iter().map(|line| format!("- {line}")));
        let step =
            |step: &StepWords| format!("- {}{} ({}; {})", step.title, step.on, step.standing, step.hand);
        section(Some(timeline), &mut self.steps.iter().map(step));
        let item = |(what, amount): &(String, String)| format!("- {what}: {amount}");
        for sum in &self.sums {
            section(Some(&sum.title), &mut sum.items.iter().map(item).chain(sum.total.clone()));
        }
        section(Some(refund), &mut self.refund.iter().cloned());
        section(Some(covers), &mut self.covers.iter().map(|line| format!("- {line}")));
        section(Some(not_covered), &mut self.not_covered.iter().map(|line| format!("- {line}")));
        let paper = |paper: &PaperWords| format!("- {} ({})", paper.title, paper.issued_on);
        section(Some(papers), &mut self.papers.iter().map(paper));
        let advice = |one: &AdviceWords| format!("[{}] {}", if one.ticked { 'x' } else { ' ' }, one.text);
        section(Some(checklist), &mut self.advice.iter().map(advice));
        text
    }
}

fn summary(case: &CaseJson, teller: &Teller) -> Vec<String> {
    let voice = teller.voice;
    let mut said = vec![voice.tell(case.stage)];
    said.extend(case.ending.map(|ending| voice.tell(ending)));
    said.extend(case.refused.map(|code| voice.tell(code)));
    let parked = case.staff.as_ref().and_then(|staff| staff.parked.as_ref());
    said.extend(parked.map(|reason| voice.tell_parked(reason)));
    said.push(teller.with(Text::CaseOpenedOn, "date", teller.day(case.received_at)));
    let expected = case.effective_on.filter(|_| case.charge_stop.is_none() && case.stage != Stage::Closed);
    said.extend(expected.map(|day| teller.with(Text::CaseExpectedEnd, "date", voice.date(day))));
    let stopped = case.charge_stop.filter(|_| case.stage != Stage::Retracting);
    said.extend(stopped.map(|at| teller.with(Text::ChargeStopOn, "date", teller.day(at))));
    said
}

fn take_back(case: &CaseJson, teller: &Teller) -> String {
    match (case.can_retract, case.retract_until) {
        (false, _) => teller.text(Text::TakeBackNoMore),
        (true, None) => teller.text(Text::TakeBackUntilCut),
        // It begins with a day, so the day before is the last one that is whole.
        (true, Some(at)) => {
            let last = at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(at);
            teller.with(Text::TakeBackUntil, "date", teller.day(last))
        }
    }
}

fn step_words(step: &StepJson, teller: &Teller) -> StepWords {
    let hand = teller.with(Text::TimelineHand, "hand", teller.voice.tell(step.hand));
    let on = step.system.as_ref().map_or(String::new(), |system| format!(" ({system})"));
    let (class, standing) = match step.progress {
        ProgressWord::Done => {
            let day = step.at.map(|at| teller.with(Text::StepDoneOn, "date", teller.day(at)));
            ("done", day.unwrap_or_else(|| teller.text(Text::StepDone)))
        }
        ProgressWord::Skipped => {
            let why = step.skipped.map(|why| teller.voice.tell(why));
            ("done", why.unwrap_or_else(|| teller.text(Text::StepNotNeeded)))
        }
        ProgressWord::Waiting => {
            let until = step.not_before.map(|at| teller.with(Text::StepWaitingUntil, "date", teller.day(at)));
            ("", until.unwrap_or_else(|| teller.text(Text::StepWaiting)))
        }
        ProgressWord::InFlight | ProgressWord::Pending | ProgressWord::Again => {
            ("", teller.text(Text::StepUnderWay))
        }
        ProgressWord::Unknown => ("", teller.text(Text::StepUnknown)),
        ProgressWord::Stuck => ("stuck", teller.text(Text::StepStuck)),
    };
    StepWords { title: teller.voice.tell(step.kind), on, hand, standing, class }
}

fn offer(case: &CaseJson, teller: &Teller) -> Option<OfferWords> {
    let offer = case.offer.as_ref().filter(|offer| !offer.declined && case.can_retract)?;
    let dates = [("from", teller.voice.date(offer.from)), ("to", teller.voice.date(offer.until))];
    let labelled =
        |text, said: &TranslatedJson| format!("{}: {}", teller.text(text), teller.translated(said));
    Some(OfferWords {
        text: teller.translated(&offer.text),
        lines: vec![
            teller.with(Text::OfferWorth, "amount", teller.money(&offer.worth)),
            teller.voice.text_with(Text::OfferDates, &dates),
            labelled(Text::OfferConditions, &offer.conditions),
            labelled(Text::OfferEffect, &offer.effect_on_leaving),
        ],
    })
}

fn suspend(case: &CaseJson, teller: &Teller) -> Option<String> {
    let terms = case.suspend.as_ref().filter(|_| case.can_retract)?;
    let said = [("period", teller.voice.period(terms.longest)), ("amount", teller.money(&terms.monthly_fee))];
    let sentence = teller.voice.text_with(Text::SuspendTerms, &said);
    let standing =
        if terms.can_be_asked { String::new() } else { format!(" ({})", teller.text(Text::NotConfirmed)) };
    Some(sentence + &standing)
}

fn sums(case: &CaseJson, teller: &Teller) -> Vec<SumWords> {
    let settlement = &case.settlement;
    let listed = |items: &[ItemJson]| -> Vec<(String, String)> {
        let item = |item: &ItemJson| {
            let said = [("what", teller.voice.tell(item.kind)), ("date", teller.day(item.dated))];
            (teller.voice.text_with(Text::DatedItem, &said), teller.money(&item.amount))
        };
        items.iter().map(item).collect()
    };
    let sum = |title, items: &[ItemJson], total: Option<&MoneyJson>| SumWords {
        title: teller.text(title),
        items: listed(items),
        total: total.map(|total| balance(total, teller)),
    };
    let mut sums = Vec::new();
    sums.extend(
        settlement.price.as_ref().map(|price| sum(Text::PriceOfLeaving, &price.items, Some(&price.total))),
    );
    let dues = settlement.dues.as_ref().filter(|dues| !dues.items.is_empty());
    sums.extend(dues.map(|dues| {
        let mut sum = sum(Text::DuesHeading, &dues.items, Some(&dues.total));
        // Whoever pays must name it.
        for ((what, _), item) in sum.items.iter_mut().zip(&dues.items) {
            if let Some(reference) = &item.reference {
                let with = [("what", what.clone()), ("number", reference.clone())];
                *what = teller.voice.text_with(PortalText::ItemNumbered, &with);
            }
        }
        sum
    }));
    for (title, items) in [
        (Text::UsageAfterRequest, &settlement.usage_after_request),
        (Text::NotCharged, &settlement.not_charged),
    ] {
        if !items.is_empty() {
            sums.push(sum(title, items, None));
        }
    }
    let bill = settlement.final_bill.as_ref();
    sums.extend(bill.map(|bill| sum(Text::FinalBillHeading, &bill.items, Some(&bill.total))));
    sums
}

/// A total, seen from the person.
fn balance(total: &MoneyJson, teller: &Teller) -> String {
    let owed = MoneyJson { minor: total.minor.saturating_abs(), ..total.clone() };
    match total.minor {
        0 => teller.text(Text::NothingOwed),
        1.. => teller.with(Text::YouOwe, "amount", teller.money(&owed)),
        _ => teller.with(Text::YouGetBack, "amount", teller.money(&owed)),
    }
}

fn refund(case: &CaseJson, teller: &Teller) -> Vec<String> {
    let Some(refund) = &case.settlement.refund else { return Vec::new() };
    let mut said = Vec::new();
    if let Some(balance) = &case.settlement.balance {
        said.push(teller.with(Text::BalanceAtChargeStop, "amount", teller.money(balance)));
    }
    let method = refund.chosen.or(refund.methods.first().copied());
    said.extend(method.map(|method| teller.with(Text::RefundMethod, "method", teller.voice.tell(method))));
    if let Some(owed) = &case.settlement.owed {
        said.push(teller.with(Text::RefundNow, "amount", teller.money(&owed.now)));
        if owed.held_back.minor > 0 {
            said.push(teller.with(Text::RefundHeldBack, "amount", teller.money(&owed.held_back)));
        }
    }
    said.push(match refund.state {
        RefundState::NotKnown => teller.text(Text::RefundNotKnown),
        RefundState::NothingOwed => teller.text(Text::NothingOwed),
        RefundState::Owed => teller.text(Text::RefundOwed),
        RefundState::UnderWay => teller.text(Text::RefundUnderWay),
        RefundState::NeedsStaff => teller.text(Text::StepStuck),
        RefundState::Paid => {
            let on = refund.paid_at.map(|at| teller.day(at)).unwrap_or_default();
            teller.with(Text::RefundPaidOn, "date", on)
        }
    });
    let promised = refund.promised_by.filter(|_| refund.state == RefundState::Owed);
    said.extend(promised.map(|day| teller.with(Text::RefundPromisedBy, "date", teller.voice.date(day))));
    said
}

fn covers(systems: &[CoveredJson], teller: &Teller) -> Vec<String> {
    let kinds: Vec<_> = systems.iter().map(|one| one.kind).collect();
    systems
        .iter()
        .map(|one| covered(one, teller.voice.system(&one.system, one.kind, &kinds), teller))
        .collect()
}

fn covered(one: &CoveredJson, system: String, teller: &Teller) -> String {
    let on = one.at.map(|at| teller.day(at)).unwrap_or_default();
    let said = [("system", system.clone()), ("date", on)];
    match one.covered {
        HowCovered::Proven => teller.voice.text_with(Text::CoveredProven, &said),
        HowCovered::Ordered => teller.voice.text_with(Text::CoveredOrdered, &said),
        HowCovered::Attested => teller.with(Text::CoveredAttested, "system", system),
    }
}
