//! `esim`: the SM-DP+. A profile is gone when its device came online and heard so, which may take weeks.

use jiff::{SignedDuration, Timestamp};
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding};
use masalama_core::line::Line;

use super::{Answered, NotDone, not_offered};
use crate::http::wire::Asked;
use crate::sandbox::state::{LineState, Profile};

/// A device that nobody brings online before comes online by itself after so long.
const OFFLINE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How soon to ask again.
const ONLINE_AGAIN_S: u32 = 24 * 3600;

const NO_PROFILE: &str = "a plastic card has no profile";
const RELEASED: &str = "profile deleted; the device confirmed";

pub(super) fn perform(line: &mut LineState, asked: &Asked, now: Timestamp) -> Answered {
    if asked.kind != EffectKind::ReleaseProfile {
        return not_offered();
    }
    match line.card.profile {
        None => Ok(Evidence::Reference(Detail::of(NO_PROFILE))),
        Some(Profile::Enabled) => {
            line.card.profile = Some(Profile::ReleaseOrdered { at: now });
            Err(NotDone::Pending { ask_after_s: ONLINE_AGAIN_S })
        }
        Some(Profile::ReleaseOrdered { .. } | Profile::Released { .. }) => {
            super::refused("the release was ordered before; ask for its state")
        }
    }
}

/// How far is the release?
pub(super) fn released(line: &LineState, now: Timestamp) -> Finding<Line> {
    match line.card.profile {
        None => Finding::Done(Evidence::Reference(Detail::of(NO_PROFILE))),
        Some(Profile::Enabled) => Finding::NotDone,
        Some(Profile::ReleaseOrdered { at }) if now.duration_since(at) < OFFLINE => {
            Finding::Pending { ask_after_s: ONLINE_AGAIN_S }
        }
        Some(Profile::ReleaseOrdered { .. } | Profile::Released { .. }) => {
            Finding::Done(Evidence::Reference(Detail::of(RELEASED)))
        }
    }
}
