//! `numbering`: whose number it is. A line without a number has nothing to hold.

use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding};
use masalama_core::line::Line;

use super::{Answered, done, not_offered, refused};
use crate::http::wire::Asked;
use crate::sandbox::state::{LineState, NumberUse};

const NO_NUMBER: &str = "the line has no number";

pub(super) fn perform(line: &mut LineState, asked: &Asked) -> Answered {
    let held = Some(NumberUse::Held { since: asked.at });
    match (asked.kind, line.number) {
        (EffectKind::HoldNumber | EffectKind::UnholdNumber | EffectKind::ReleaseNumber, None) => {
            Ok(Evidence::Reference(Detail::of(NO_NUMBER)))
        }
        (EffectKind::HoldNumber | EffectKind::UnholdNumber, Some(NumberUse::Released { .. })) => {
            refused("the number is no longer this line's")
        }
        (EffectKind::HoldNumber, Some(NumberUse::Held { .. })) => done("HLD", asked),
        (EffectKind::HoldNumber, Some(NumberUse::Assigned)) => {
            line.number = held;
            done("HLD", asked)
        }
        (EffectKind::UnholdNumber, Some(NumberUse::Held { .. } | NumberUse::Assigned)) => {
            line.number = Some(NumberUse::Assigned);
            done("UNH", asked)
        }
        (EffectKind::ReleaseNumber, Some(NumberUse::Held { .. })) => {
            line.number = Some(NumberUse::Released { at: asked.at });
            done("REL", asked)
        }
        (EffectKind::ReleaseNumber, Some(NumberUse::Assigned)) => refused("the number is in use, not held"),
        (EffectKind::ReleaseNumber, Some(NumberUse::Released { .. })) => {
            refused("the number was released before and may be somebody else's")
        }
        _other => not_offered(),
    }
}

/// Whose number is it now?
pub(super) fn released(line: &LineState) -> Finding<Line> {
    match line.number {
        None => Finding::Done(Evidence::Reference(Detail::of(NO_NUMBER))),
        Some(NumberUse::Released { .. }) => {
            Finding::Done(Evidence::Reference(Detail::of("the number is no longer this line's")))
        }
        Some(NumberUse::Assigned | NumberUse::Held { .. }) => Finding::NotDone,
    }
}
