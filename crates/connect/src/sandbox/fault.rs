//! How the sandbox is told to misbehave, and how it fails by itself.

use masalama_core::detail::Detail;
use masalama_core::effect::EffectKind;
use masalama_core::identity::Iccid;
use masalama_core::landscape::SystemName;
use serde::{Deserialize, Serialize};

/// The most faults that may be set at a time.
pub const FAULTS_MAX: usize = 1_000;
/// The longest a slow answer takes.
pub const SLOW_MS_MAX: u32 = 600_000;

/// A way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The system refuses, and says so.
    Refuse,
    /// The order gets lost on its way: nothing happens, no answer comes.
    LostRequest,
    /// The order is done, but its answer gets lost.
    LostReply,
    /// The answer takes so long.
    Slow {
        /// How long.
        ms: u32,
    },
    /// The order arrives twice. A key protects against it, where the system takes one.
    Duplicate,
    /// A well-formed answer that is wrong: "done" for what was not, or what was once true of the line.
    WrongButValid,
    /// Asking what became of it has no answer.
    DeafInquiry,
}

/// A fault, and for what it is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// On this effect.
    pub effect: EffectKind,
    /// What happens.
    pub fault: Fault,
    /// Only on this system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemName>,
    /// Only for this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iccid: Option<Iccid>,
    /// So many times; until cleared when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

impl FaultRule {
    /// `fault` on every `effect`, until cleared.
    #[must_use]
    pub fn on(effect: EffectKind, fault: Fault) -> Self {
        Self { effect, fault, system: None, iccid: None, times: None }
    }

    /// The same for one line only.
    #[must_use]
    pub fn for_line(mut self, iccid: Iccid) -> Self {
        self.iccid = Some(iccid);
        self
    }

    /// The same on one system only.
    #[must_use]
    pub fn at(mut self, system: SystemName) -> Self {
        self.system = Some(system);
        self
    }

    /// The same so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    fn is_sound(&self) -> bool {
        let slow_fits = match self.fault {
            Fault::Slow { ms } => ms <= SLOW_MS_MAX,
            Fault::Refuse
            | Fault::LostRequest
            | Fault::LostReply
            | Fault::Duplicate
            | Fault::WrongButValid
            | Fault::DeafInquiry => true,
        };
        slow_fits && self.times != Some(0)
    }

    fn fits(&self, system: &str, effect: EffectKind, iccid: &Iccid, asking: bool) -> bool {
        self.effect == effect
            && (self.fault == Fault::DeafInquiry) == asking
            && self.system.as_ref().is_none_or(|name| name.as_str() == system)
            && self.iccid.as_ref().is_none_or(|only| only == iccid)
    }
}

/// The faults that are set, the one that speaks of a line before the one that does not, else the older first.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    rules: Vec<FaultRule>,
    pub(super) is_changed: bool,
}

impl Faults {
    pub(super) fn of(rules: Vec<FaultRule>) -> Self {
        Self { rules, is_changed: false }
    }

    pub(super) fn set(&mut self, rule: FaultRule) -> Result<(), SandboxFault> {
        if !rule.is_sound() || self.rules.len() >= FAULTS_MAX {
            return Err(SandboxFault::BadFaultRule);
        }
        self.rules.push(rule);
        self.is_changed = true;
        Ok(())
    }

    /// Clears those on `effect`, or all; says how many.
    pub(super) fn clear(&mut self, effect: Option<EffectKind>) -> usize {
        let before = self.rules.len();
        self.rules.retain(|rule| effect.is_some_and(|effect| rule.effect != effect));
        self.is_changed = true;
        before - self.rules.len()
    }

    pub(super) fn list(&self) -> &[FaultRule] {
        &self.rules
    }

    /// The fault that strikes now, counted down.
    pub(super) fn strikes(
        &mut self,
        system: &str,
        effect: EffectKind,
        iccid: &Iccid,
        asking: bool,
    ) -> Option<Fault> {
        let mut fitting =
            self.rules.iter().enumerate().filter(|(_, rule)| rule.fits(system, effect, iccid, asking));
        let first = fitting.next()?.0;
        let at = std::iter::once(first)
            .chain(fitting.map(|(at, _)| at))
            .find(|at| self.rules[*at].iccid.is_some())
            .unwrap_or(first);
        let fault = self.rules[at].fault;
        if let Some(times) = self.rules[at].times.as_mut() {
            *times = times.saturating_sub(1);
            self.is_changed = true;
            if *times == 0 {
                self.rules.remove(at);
            }
        }
        Some(fault)
    }
}

/// The sandbox could not do what was asked of it. Not a fault that was set: those look like a system's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxFault {
    /// Its database failed; nothing of this was written. Look at the disk and the file.
    #[error("the sandbox's database failed: {0}")]
    Database(Detail),
    /// Its database has the lines of another version, or is not a sandbox's. Delete the file to begin anew.
    #[error("the sandbox's database cannot be read: {0}")]
    Unreadable(Detail),
    /// It was closed.
    #[error("the sandbox is closed")]
    Closed,
    /// The clock goes forward only, and at most [`ADVANCE_YEARS_MAX`](super::ADVANCE_YEARS_MAX) years at once.
    #[error("the clock goes forward only, and not that far at once")]
    CannotAdvance,
    /// No line has this card. Ask for the list of lines.
    #[error("the sandbox has no such line")]
    NoSuchLine,
    /// The rule of a fault makes no sense: zero times, or too slow, or too many rules.
    #[error(
        "this fault cannot be set: it strikes at least once, an answer takes at most {SLOW_MS_MAX} ms, and {FAULTS_MAX} may be set"
    )]
    BadFaultRule,
    /// What was to happen in the world cannot happen to this line.
    #[error("this cannot happen to the line: {0}")]
    CannotHappen(&'static str),
    /// The page does not begin where a page ended. Begin with the first.
    #[error("no page begins there: take `next` of the page before")]
    BadPage,
    /// The sandbox in another process did not answer, or said that it could not.
    #[error("the sandbox in its own process: {cause}")]
    Elsewhere {
        /// What it said, or how it was silent.
        cause: Detail,
    },
}
