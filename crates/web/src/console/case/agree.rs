//! What several people say of a case: proposals that need a second one, complaints with their clock, pictures that were handed in.

use masalama_core::approval::{Proposal, ProposalKind};
use masalama_core::attachment::{AttachmentKind, Shown};
use masalama_core::calendar::Zone;
use masalama_core::case::Case;
use masalama_core::record::{Actor, StepIndex, Verdict};
use masalama_core::step::StepKind;
use masalama_engine::{CaseView, ProposalState, ProposalView};
use masalama_language::{ConsoleText, Text, Voice};

use super::super::clock;
use super::body::{Named, word};
use crate::frame::Member;

/// A proposal in words.
pub(in crate::console) struct ProposalWords {
    pub(in crate::console) seq: u32,
    pub(in crate::console) what: String,
    pub(in crate::console) by: String,
    pub(in crate::console) note: String,
    pub(in crate::console) amount: Option<String>,
    pub(in crate::console) state: String,
    /// Exactly what is approved.
    pub(in crate::console) content: String,
    /// What of the case it is bound to, in words.
    pub(in crate::console) bound: Vec<(String, String)>,
    pub(in crate::console) is_open: bool,
    pub(in crate::console) is_own: bool,
    /// Is the reader there to be the second person for it?
    pub(in crate::console) is_for_reader: bool,
}

/// A complaint in words.
pub(in crate::console) struct ComplaintWords {
    pub(in crate::console) seq: u32,
    pub(in crate::console) about: String,
    pub(in crate::console) came: String,
    /// Its text, long numbers masked.
    pub(in crate::console) text: Option<String>,
    pub(in crate::console) standing: String,
    pub(in crate::console) is_open: bool,
    pub(in crate::console) answer: Option<String>,
}

/// A picture that was handed in.
pub(in crate::console) struct PictureWords {
    pub(in crate::console) digest: String,
    pub(in crate::console) what: String,
    pub(in crate::console) at: String,
    /// An identity paper is shown with the numbers only.
    pub(in crate::console) is_paper: bool,
}

pub(super) fn proposal(
    view: &CaseView,
    one: &ProposalView,
    voice: Voice,
    zone: &Zone,
    member: &Member,
) -> ProposalWords {
    let state = match one.state {
        ProposalState::Open => ConsoleText::ProposedOpen,
        ProposalState::Outdated => ConsoleText::ProposedStale,
        ProposalState::Approved => ConsoleText::ProposedApproved,
        ProposalState::TurnedDown => ConsoleText::ProposedTurnedDown,
    };
    let by = [("name", one.by.as_str().to_owned()), ("date", clock(zone, one.at))];
    let mut bound = vec![(voice.text(ConsoleText::ColumnCase), view.id.to_string())];
    bound.extend(view.card.clone().map(|card| (voice.text(ConsoleText::LineCard), card)));
    let policy = view.case.plan.policy.as_ref();
    bound.extend(policy.map(|policy| {
        (voice.text(ConsoleText::PolicyFollowed), format!("{} {}", policy.id, policy.version))
    }));
    if let Proposal::SkipWait { step } = one.proposal {
        bound.push((voice.text(ConsoleText::ProposeStep), voice.tell_task(view.case.planned(step).kind)));
    }
    if let Proposal::Settle { step, verdict } = one.proposal {
        bound.push((voice.text(ConsoleText::ColumnStep), voice.tell_task(view.case.planned(step).kind)));
        bound.push((voice.text(ConsoleText::ResolveHeading), verdict_word(verdict, voice)));
        let shown = one.shown.as_ref().map(|shown| shown_words(&view.case, shown, voice));
        bound.extend(shown.map(|shown| (voice.text(ConsoleText::ShownHeading), shown)));
    }
    if let (Proposal::AcceptDifference, Some((_, reason))) = (one.proposal, &view.case.parked)
        && one.state == ProposalState::Open
    {
        bound.push((voice.text(ConsoleText::ColumnWhat), voice.tell_parked(reason)));
    }
    if one.proposal == Proposal::RefundAbove && one.state == ProposalState::Open {
        bound.extend(refund_bound(view, voice, zone));
    }
    let amount = one
        .amount
        .map(|amount| voice.text_with(ConsoleText::ProposalAmount, &[("amount", voice.money(amount))]));
    ProposalWords {
        seq: one.seq,
        what: voice.tell(one.proposal.kind()),
        by: voice.text_with(ConsoleText::ProposalBy, &by),
        note: one.note.as_str().to_owned(),
        amount,
        state: voice.text(state),
        content: one.content.to_string(),
        bound,
        is_open: one.state == ProposalState::Open,
        is_own: member.name.as_ref() == Some(&one.by),
        is_for_reader: is_for(view, one, member),
    }
}

/// What was shown for what became of an effect.
pub(super) fn shown_words(case: &Case, shown: &Shown, voice: Voice) -> String {
    match shown {
        Shown::Reference(reference) => {
            voice.text_with(ConsoleText::ShownByReference, &[("reference", reference.as_str().to_owned())])
        }
        Shown::Attached(digest) => {
            let found = case.attachments.iter().find(|one| one.digest == *digest);
            let what = found.map(|one| voice.tell(one.what)).unwrap_or_default();
            voice.text_with(ConsoleText::ShownByAttachment, &[("what", what)])
        }
    }
}

/// Is the reader there to be the second person for it? The desk asks the same.
fn is_for(view: &CaseView, one: &ProposalView, member: &Member) -> bool {
    let is_there = member.roles.iter().any(|role| role.may_approve_this(&view.case, one.proposal));
    let is_second = match (view.case.proposed(one.seq), &member.name) {
        (Some(proposed), Some(name)) => view.case.is_second(proposed, name),
        (_, _) => false,
    };
    is_there && is_second
}

/// How a refund goes, where to, and who said so.
fn refund_bound(view: &CaseView, voice: Voice, zone: &Zone) -> Vec<(String, String)> {
    let choices = &view.case.choices;
    let way = choices.refund.map(|(method, _)| (ConsoleText::RefundWay, voice.tell(method)));
    let to = view.refund_to.clone().map(|to| (ConsoleText::RefundTo, to));
    let chosen = choices.refund_by.as_ref().map(|(by, at)| {
        let name = match by {
            Actor::Staff(name) => name.as_str().to_owned(),
            Actor::Subscriber => voice.text(ConsoleText::BySubscriber),
            Actor::System | Actor::StopLink => voice.text(ConsoleText::BySystem),
        };
        (ConsoleText::RefundChosen, format!("{name} · {}", clock(zone, *at)))
    });
    let all = [way, to, chosen].into_iter().flatten();
    all.map(|(label, value)| (voice.text(label), value)).collect()
}

/// What could be proposed as the case stands, each with the word the form sends.
pub(super) fn proposable(view: &CaseView, voice: Voice) -> Vec<Named> {
    let plain = [
        Proposal::WaiveDues,
        Proposal::WaiveDeviceFee,
        Proposal::OverrideIdentity,
        Proposal::RefundAbove,
        Proposal::AcceptDifference,
    ];
    let skips = view.case.plan.indexed().map(|(step, _)| Proposal::SkipWait { step });
    let settles = view.case.plan.indexed().flat_map(|(step, _)| {
        [Verdict::Done, Verdict::NotDone].map(|verdict| Proposal::Settle { step, verdict })
    });
    let is_open = |proposal: &Proposal| {
        view.proposals.iter().any(|one| one.state == ProposalState::Open && one.proposal == *proposal)
    };
    let fits = |proposal: &Proposal| view.case.weigh(*proposal).is_some() && !is_open(proposal);
    let named = |proposal: Proposal| Named {
        value: proposal_word(proposal),
        name: proposal_name(view, proposal, voice),
    };
    plain.into_iter().chain(skips).chain(settles).filter(fits).map(named).collect()
}

/// The word of a proposal in forms: its kind, and for a wait its step.
fn proposal_word(proposal: Proposal) -> String {
    match proposal {
        Proposal::SkipWait { step } => format!("skip_wait.{}", step.0),
        Proposal::Settle { step, verdict } => format!("settle.{}.{}", step.0, word(&verdict)),
        Proposal::WaiveDues
        | Proposal::WaiveDeviceFee
        | Proposal::OverrideIdentity
        | Proposal::RefundAbove
        | Proposal::AcceptDifference => word(&proposal.kind()),
    }
}

/// The proposal of a word.
pub(super) fn proposal_of(text: &str) -> Option<Proposal> {
    if let Some(step) = text.strip_prefix("skip_wait.") {
        return Some(Proposal::SkipWait { step: StepIndex(step.parse().ok()?) });
    }
    if let Some(settle) = text.strip_prefix("settle.") {
        let (step, verdict) = settle.split_once('.')?;
        let verdict = serde_json::from_value(serde_json::Value::String(verdict.to_owned())).ok()?;
        return Some(Proposal::Settle { step: StepIndex(step.parse().ok()?), verdict });
    }
    match serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()? {
        ProposalKind::WaiveDues => Some(Proposal::WaiveDues),
        ProposalKind::WaiveDeviceFee => Some(Proposal::WaiveDeviceFee),
        ProposalKind::OverrideIdentity => Some(Proposal::OverrideIdentity),
        ProposalKind::RefundAbove => Some(Proposal::RefundAbove),
        ProposalKind::AcceptDifference => Some(Proposal::AcceptDifference),
        ProposalKind::SkipWait | ProposalKind::Settle => None,
    }
}

fn verdict_word(verdict: Verdict, voice: Voice) -> String {
    voice.text(match verdict {
        Verdict::Done => ConsoleText::ResolveDone,
        Verdict::NotDone => ConsoleText::ResolveNotDone,
    })
}

fn proposal_name(view: &CaseView, proposal: Proposal, voice: Voice) -> String {
    let name = voice.tell(proposal.kind());
    match proposal {
        Proposal::SkipWait { step } => {
            let kind: StepKind = view.case.planned(step).kind;
            voice.text_with(Text::LabelValue, &[("label", name), ("value", voice.tell_task(kind))])
        }
        Proposal::Settle { step, verdict } => {
            let task = voice.tell_task(view.case.planned(step).kind);
            let value = [("label", task), ("value", verdict_word(verdict, voice))];
            voice.text_with(
                Text::LabelValue,
                &[("label", name), ("value", voice.text_with(Text::LabelValue, &value))],
            )
        }
        Proposal::WaiveDues
        | Proposal::WaiveDeviceFee
        | Proposal::OverrideIdentity
        | Proposal::RefundAbove
        | Proposal::AcceptDifference => name,
    }
}

pub(super) fn complaints(view: &CaseView, voice: Voice, zone: &Zone) -> Vec<ComplaintWords> {
    let words = view.complaints.iter().rev().map(|one| {
        let complaint = &one.complaint;
        let day = |at| voice.date(zone.date_at(at));
        let standing = match &complaint.answer {
            Some(answer) => voice.text_with(ConsoleText::ComplaintAnswered, &[("date", day(answer.at))]),
            None => voice.text_with(ConsoleText::ComplaintDue, &[("date", day(complaint.answer_due))]),
        };
        ComplaintWords {
            seq: complaint.seq,
            about: voice.tell(complaint.about),
            came: clock(zone, complaint.at),
            text: one.text.as_deref().map(masked),
            standing,
            is_open: complaint.answer.is_none(),
            answer: complaint.answer.as_ref().map(|answer| answer.note.as_str().to_owned()),
        }
    });
    words.collect()
}

/// How many digits in a row are masked, whatever script they are written in.
const DIGITS_MASKED: usize = 6;

/// A text without its long numbers: each shows its last two digits.
fn masked(text: &str) -> String {
    let (mut kept, mut run) = (String::with_capacity(text.len()), Vec::new());
    let flush = |kept: &mut String, run: &mut Vec<char>| {
        let digits = run.iter().filter(|c| c.is_numeric()).count();
        if digits < DIGITS_MASKED {
            kept.extend(run.iter());
        } else {
            let last: Vec<char> = run.iter().copied().filter(|c| c.is_numeric()).skip(digits - 2).collect();
            kept.push_str("•••");
            kept.extend(last);
            kept.extend(
                run.iter().rev().take_while(|c| !c.is_numeric()).collect::<Vec<_>>().into_iter().rev(),
            );
        }
        run.clear();
    };
    for c in text.chars() {
        if c.is_numeric() || (!run.is_empty() && matches!(c, ' ' | '-')) {
            run.push(c);
        } else {
            flush(&mut kept, &mut run);
            kept.push(c);
        }
    }
    flush(&mut kept, &mut run);
    kept
}

pub(super) fn pictures(view: &CaseView, voice: Voice, zone: &Zone) -> Vec<PictureWords> {
    let words = view.attachments.iter().filter(|_| view.card.is_some()).map(|one| PictureWords {
        digest: one.digest.to_string(),
        what: voice.tell(one.what),
        at: clock(zone, one.at),
        is_paper: one.what == AttachmentKind::IdentityPaper,
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Long numbers in a complaint are masked in any script and spacing; days, sums and words stay.
    #[test]
    fn a_complaint_shows_no_number() {
        assert_eq!(masked("my number +968 9212-3456, bill 120.500"), "my number +•••56, bill 120.500");
        assert_eq!(masked("رقمي ٩٢١٢٣٤٥٦ من"), "رقمي •••٥٦ من");
        assert_eq!(masked("3 days, 12 OMR"), "3 days, 12 OMR");
        assert_eq!(masked("89968001234567890"), "•••90");
    }
}
