//! What a browser says of itself with each request: its name, its address, and the tokens of its cookies.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use masalama_access::{Device, Staff, Token};
use masalama_core::refusal::RefusalCode;

use crate::api::{Problem, Shared};
use crate::frame::Cookie;

/// A browser.
pub(super) struct Browser {
    /// What it is and where it comes from.
    pub(super) device: Device,
    /// What tells it again.
    pub(super) known: Option<Token>,
    /// Its session before, if any.
    pub(super) session: Option<Token>,
    /// What goes with a journey to the provider of identities.
    pub(super) journey: Option<Token>,
}

impl FromRequestParts<Shared> for Browser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let token = |cookie: Cookie| Token::sent(cookie.of(&parts.headers)?);
        Ok(Self {
            device: Device::new(agent.unwrap_or_default(), address),
            known: token(Cookie::Device),
            session: token(Cookie::Staff),
            journey: token(Cookie::Journey),
        })
    }
}

/// A browser somebody is signed in with.
pub(super) struct Signed {
    /// Who.
    pub(super) staff: Staff,
    /// The token of the session.
    pub(super) token: Token,
    /// The browser.
    pub(super) device: Device,
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Browser { device, session, .. } = Browser::from_request_parts(parts, app).await?;
        let none = || Problem::refused(RefusalCode::NotAllowed);
        let token = session.ok_or_else(none)?;
        let staff = app.access.staff(&token).await?.ok_or_else(none)?;
        Ok(Self { staff, token, device })
    }
}
