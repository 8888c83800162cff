//! `inventory`: the operator's records of lines.

use jiff::Timestamp;
use masalama_core::effect::{EffectKind, Evidence};

use super::{Answered, done, not_offered};
use crate::http::wire::Asked;
use crate::sandbox::state::LineState;

pub(super) fn perform(line: &mut LineState, asked: &Asked, now: Timestamp) -> Answered {
    if asked.kind == EffectKind::ReadLine {
        return Ok(Evidence::Line(Box::new(line.line(now))));
    }
    if asked.kind == EffectKind::RetireIccid {
        line.card.retired_at.get_or_insert(asked.at);
        return done("RET", asked);
    }
    not_offered()
}
