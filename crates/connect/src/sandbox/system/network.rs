//! `hlr` and `hss`: the home registers, and the nodes that serve a line by them.
//!
//! As in real cores, deleting the row tells the serving nodes nothing; only a Cancel Location does. And a device that is
//! withdrawn while its row gives it service attaches again at once.

use jiff::Timestamp;
use masalama_core::detail::Detail;
use masalama_core::effect::{EffectKind, Evidence, Finding, RejectedWhy};
use masalama_core::line::Line;

use super::{Answered, NotDone, done, no_such_line, not_offered, proof};
use crate::http::wire::Asked;
use crate::sandbox::state::{Barring, LineState, Register};

/// How soon to ask again whether any node still serves the line.
const ABSENT_AGAIN_S: u32 = 60;

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    Hlr,
    Hss,
}

impl Home {
    fn node(self) -> &'static str {
        match self {
            Self::Hlr => "sandbox-hlr-1",
            Self::Hss => "sandbox-hss-1",
        }
    }

    fn of(self, line: &mut LineState) -> &mut Register {
        match self {
            Self::Hlr => &mut line.hlr,
            Self::Hss => &mut line.hss,
        }
    }
}

pub(super) fn perform(home: Home, line: &mut LineState, asked: &Asked, now: Timestamp) -> Answered {
    let knows_imsi = asked.line.imsi.as_ref().is_none_or(|imsi| *imsi == line.numbers.imsi);
    let register = home.of(line);
    if asked.kind == EffectKind::ProveAbsent {
        return prove_absent(home, register, now);
    }
    if asked.kind == EffectKind::ProveDead {
        return prove_dead(home, register, now);
    }
    if !knows_imsi {
        return no_such_line();
    }
    let Some(row) = register.row.as_mut() else { return no_such_line() };
    if asked.kind == EffectKind::Bar {
        row.bar.get_or_insert(Barring::at(asked.at));
        done("BAR", asked)
    } else if asked.kind == EffectKind::Unbar {
        row.bar = None;
        register.served_by.clone_from(&register.camps_on);
        line.open_sessions_if_allowed();
        done("UNB", asked)
    } else if asked.kind == EffectKind::CancelLocation {
        if row.bar.is_some() {
            register.served_by.clear();
        }
        done("CXL", asked)
    } else if asked.kind == EffectKind::DeleteSubscriber {
        register.row = None;
        done("DEL", asked)
    } else {
        not_offered()
    }
}

/// Was the row deleted? One that was created after the order is another line.
pub(super) fn deleted(register: &Register, asked: &Asked) -> Finding<Line> {
    match register.row {
        Some(row) if row.created_at <= asked.at => Finding::NotDone,
        Some(_) | None => Finding::Done(Evidence::Reference(Detail::of("the row is not there"))),
    }
}

fn prove_absent(home: Home, register: &Register, now: Timestamp) -> Answered {
    if !register.served_by.is_empty() {
        return Err(NotDone::Pending { ask_after_s: ABSENT_AGAIN_S });
    }
    proof(home.node(), now, "which nodes serve the line?", "none")
}

fn prove_dead(home: Home, register: &Register, now: Timestamp) -> Answered {
    if register.row.is_some() {
        return Err(NotDone::Rejected(RejectedWhy::LineIsThere, "the subscriber's row is there"));
    }
    proof(
        home.node(),
        now,
        "is there a row, and are authentication vectors given?",
        "no row; authentication refused: unknown subscriber",
    )
}
