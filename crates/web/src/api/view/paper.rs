//! Papers in answers, and what the certificate among them covers.

use jiff::Timestamp;
use masalama_core::landscape::SystemKind;
use masalama_core::paper::PaperKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::schema::{PaperWord, SystemWord};

/// How far a certificate can speak for a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HowCovered {
    /// It was asked and answered.
    Proven,
    /// It was ordered; there is no way to read back.
    Ordered,
    /// A named member of staff vouches for it.
    Attested,
}

/// One system in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Covered)]
pub struct CoveredJson {
    /// Its name.
    pub system: String,
    /// What it is; absent in certificates of 0.1.
    #[schema(value_type = Option<SystemWord>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SystemKind>,
    /// How far the certificate speaks for it.
    pub covered: HowCovered,
    /// When it was asked, or the order confirmed; UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Which node answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// What it answered; for an order its reference there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What the certificate covers, and what it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Covers)]
pub struct CoversJson {
    /// Each system, once there is a certificate.
    pub systems: Vec<CoveredJson>,
    /// Kinds of system that give service and that nobody declared.
    #[schema(value_type = Vec<SystemWord>)]
    pub not_covered: Vec<SystemKind>,
}

/// A signed paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Paper)]
pub struct PaperJson {
    /// Which.
    #[schema(value_type = PaperWord)]
    pub kind: PaperKind,
    /// When it was issued, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
    /// Where its exact bytes are.
    pub link: String,
}
