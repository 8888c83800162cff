//! Lines in answers to staff: facts as they are, personal numbers masked.

use jiff::civil::Date;
use masalama_core::line::{DeviceKind, Line, LineKind, LineStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MoneyJson;
use crate::api::schema::{DeviceWord, KindWord, LineStatusWord};

/// A device bound to a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceJson {
    /// What it is.
    #[schema(value_type = DeviceWord)]
    pub kind: DeviceKind,
    /// Its label with the operator.
    pub label: String,
}

/// A line as the operator's records give it. Personal numbers are masked; one that is not known is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Line)]
pub struct LineJson {
    /// The card, masked. *Source*: ITU-T E.118.
    pub iccid: String,
    /// The subscription, masked. *Source*: ITU-T E.212.
    pub imsi: String,
    /// The number, masked; a data card may have none. *Source*: ITU-T E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<String>,
    /// The paper the line was registered with, masked.
    pub document: String,
    /// Who serves it.
    pub operator: String,
    /// How it is paid for.
    #[schema(value_type = KindWord)]
    pub kind: LineKind,
    /// Is it a card for data only?
    pub data_only: bool,
    /// Is it an eSIM?
    pub esim: bool,
    /// The day it went into service.
    #[schema(value_type = String, format = Date)]
    pub activated_on: Date,
    /// The day it was bought.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchased_on: Option<Date>,
    /// Whether it has service.
    #[schema(value_type = LineStatusWord)]
    pub status: LineStatus,
    /// Prepaid: what is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<MoneyJson>,
    /// The last day of the contract's minimum term.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_until: Option<Date>,
    /// Devices to return.
    pub devices: Vec<DeviceJson>,
    /// Is the number on its way to another operator?
    pub port_pending: bool,
    /// Is there an order of a court or authority not to touch it?
    pub legal_hold: bool,
}

impl From<&Line> for LineJson {
    fn from(line: &Line) -> Self {
        let facts = &line.facts;
        let device = |device: &masalama_core::line::Device| DeviceJson {
            kind: device.kind,
            label: device.label.clone(),
        };
        Self {
            iccid: line.numbers.iccid.to_string(),
            imsi: line.numbers.imsi.to_string(),
            msisdn: line.numbers.msisdn.as_ref().map(ToString::to_string),
            document: line.owner.document.to_string(),
            operator: facts.operator.to_string(),
            kind: facts.kind,
            data_only: facts.data_only,
            esim: facts.esim,
            activated_on: facts.activated_on,
            purchased_on: facts.purchased_on,
            status: facts.status,
            balance: facts.balance.map(MoneyJson::from),
            minimum_until: facts.contract.as_ref().map(|contract| contract.minimum_until),
            devices: facts.devices.iter().map(device).collect(),
            port_pending: facts.port_pending,
            legal_hold: facts.legal_hold,
        }
    }
}

/// A page of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Lines)]
pub struct LinesJson {
    /// The lines.
    pub lines: Vec<LineJson>,
    /// Give this as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Imported)]
pub struct ImportedJson {
    /// Lines taken in.
    pub lines: u64,
    /// How many of them were not there before.
    pub new: u64,
}
