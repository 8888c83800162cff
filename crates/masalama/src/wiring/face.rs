//! The sandbox operator as its routes see it: in the JSON of its own words.

use jiff::{Span, Timestamp};
use masalama_connect::sandbox::{EffectFilter, FaultRule, Happening, SandboxFault};
use masalama_core::detail::Detail;
use masalama_core::effect::EffectKind;
use masalama_core::line::Line;
use masalama_core::port::{Answer, LineFilter, LinePage};
use masalama_web::{SandboxFace, SandboxSaid};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::AnySandbox;

impl SandboxFace for AnySandbox {
    fn clock_show(&self) -> Timestamp {
        self.clock().now()
    }

    fn clock_advance(&self, by: Span) -> Answer<'_, Result<Timestamp, SandboxSaid>> {
        Box::pin(async move { self.advance(by).await.map_err(said) })
    }

    fn faults(&self) -> Answer<'_, Result<Value, SandboxSaid>> {
        Box::pin(async move {
            let rules = match self {
                Self::Here(sandbox) => sandbox.fault_list().await,
                Self::Elsewhere(remote) => remote.fault_list().await,
            };
            written(&rules.map_err(said)?)
        })
    }

    fn fault_set(&self, rule: Value) -> Answer<'_, Result<(), SandboxSaid>> {
        Box::pin(async move {
            let rule: FaultRule = read(rule)?;
            let set = match self {
                Self::Here(sandbox) => sandbox.fault_set(rule).await,
                Self::Elsewhere(remote) => remote.fault_set(rule).await,
            };
            set.map_err(said)
        })
    }

    fn fault_clear(&self, effect: Option<EffectKind>) -> Answer<'_, Result<usize, SandboxSaid>> {
        Box::pin(async move {
            let cleared = match self {
                Self::Here(sandbox) => sandbox.fault_clear(effect).await,
                Self::Elsewhere(remote) => remote.fault_clear(effect).await,
            };
            cleared.map_err(said)
        })
    }

    fn effects(&self, filter: Value) -> Answer<'_, Result<Value, SandboxSaid>> {
        Box::pin(async move {
            let filter: EffectFilter = read(filter)?;
            let arrivals = match self {
                Self::Here(sandbox) => sandbox.effects(filter).await,
                Self::Elsewhere(remote) => remote.effects(filter).await,
            };
            written(&arrivals.map_err(said)?)
        })
    }

    fn lines(&self, filter: LineFilter) -> Answer<'_, Result<LinePage, SandboxSaid>> {
        Box::pin(async move { self.find_lines(filter).await.map_err(said) })
    }

    fn happen<'a>(&'a self, line: &Line, happening: Value) -> Answer<'a, Result<(), SandboxSaid>> {
        let line = line.clone();
        Box::pin(async move {
            let happening: Happening = read(happening)?;
            self.world(&line, happening).await.map_err(said)
        })
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, SandboxSaid> {
    serde_json::from_value(value).map_err(|error| SandboxSaid::CannotBe(Detail::of(&error.to_string())))
}

fn written(value: &impl serde::Serialize) -> Result<Value, SandboxSaid> {
    serde_json::to_value(value).map_err(|error| SandboxSaid::Failed(Detail::of(&error.to_string())))
}

fn said(fault: SandboxFault) -> SandboxSaid {
    let detail = Detail::of(&fault.to_string());
    match fault {
        SandboxFault::CannotAdvance
        | SandboxFault::NoSuchLine
        | SandboxFault::BadFaultRule
        | SandboxFault::BadPage
        | SandboxFault::CannotHappen(_) => SandboxSaid::CannotBe(detail),
        SandboxFault::Database(_)
        | SandboxFault::Unreadable(_)
        | SandboxFault::Closed
        | SandboxFault::Elsewhere { .. } => SandboxSaid::Failed(detail),
    }
}
