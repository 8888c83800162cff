//! What every page of a case stands on: whose case it is, the case as seen now, its words, and the way between its pages.

use masalama_core::case::CaseId;
use masalama_core::plan::AdviceKey;
use masalama_core::refusal::RefusalCode;
use masalama_core::step::StepKind;
use masalama_engine::CaseView;
use masalama_language::{PortalText, Text, Voice};
use serde::Deserialize;

use crate::api::view::{CaseJson, case_json};
use crate::api::{Problem, Shared};
use crate::frame::{Asker, Frame};
use crate::pages::CaseWords;

/// The case of who asks.
pub(super) fn own_case(asker: &Asker) -> Result<CaseId, Problem> {
    asker.case().ok_or(Problem::refused(RefusalCode::NoSuchCase))
}

/// A case as it is now.
pub(super) struct Shown {
    /// As the engine has it.
    pub(super) view: CaseView,
    /// As the person may see it.
    pub(super) case: CaseJson,
    /// In words.
    pub(super) words: CaseWords,
}

/// Must somebody not learn of this case? Then its pages have a way out at hand.
pub(super) fn is_quiet(view: &CaseView) -> bool {
    view.case.received.request.reason.is_quiet()
}

/// Loads the case of who asks.
pub(super) async fn shown(app: &Shared, frame: &Frame) -> Result<Shown, Problem> {
    let view = app.desk.view(own_case(&frame.asker)?).await?;
    let case = case_json(&view, &app.zone, false);
    let words = CaseWords::of(&case, frame.voice);
    Ok(Shown { view, case, words })
}

/// Says that something was done just now.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SavedAsk {
    saved: String,
}

impl SavedAsk {
    /// The notice, if something was.
    pub(super) fn notice(&self, voice: Voice) -> Option<String> {
        match self.saved.as_str() {
            "" => None,
            "picture" => Some(voice.text(PortalText::UploadDone)),
            _ => Some(voice.text(PortalText::SavedNotice)),
        }
    }
}

/// One page of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// Where it stands.
    Follow,
    /// What the person does.
    Part,
    /// Papers.
    Papers,
    /// After the end.
    After,
}

/// The link to a page of a case.
pub(super) struct TabLink {
    pub(super) href: &'static str,
    pub(super) name: String,
    pub(super) is_here: bool,
}

impl Tab {
    /// Its name, which is the title of its page.
    pub(super) fn name(self, voice: Voice) -> String {
        voice.text(match self {
            Self::Follow => PortalText::NavFollow,
            Self::Part => PortalText::NavDo,
            Self::Papers => PortalText::NavPapers,
            Self::After => PortalText::NavAfter,
        })
    }

    /// All pages of a case, with this one marked.
    pub(super) fn links(self, voice: Voice) -> Vec<TabLink> {
        [
            (Self::Follow, "/my"),
            (Self::Part, "/my/do"),
            (Self::Papers, "/my/papers"),
            (Self::After, "/my/after"),
        ]
        .into_iter()
        .map(|(tab, href)| TabLink { href, name: tab.name(voice), is_here: tab == self })
        .collect()
    }
}

/// Which case it is, in words.
pub(super) fn number(case: &CaseJson, voice: Voice) -> String {
    voice.text_with(Text::CaseTitle, &[("case", case.case.to_string())])
}

/// What a task asks of the person himself.
pub(super) fn own_task(kind: StepKind, voice: Voice) -> String {
    if kind == StepKind::ChooseRefund {
        voice.text(Text::ChooseRefund)
    } else if kind == StepKind::ArrangeReturn {
        voice.text(Text::ChooseReturn)
    } else if kind == StepKind::SettleDues {
        voice.tell(AdviceKey::PayDues)
    } else {
        voice.tell_by_hand(kind)
    }
}
