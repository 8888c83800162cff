//! Who asks. Until the full access model is there: one staff token for all staff, who say their name in `X-Staff-Name`; one credential per case.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use masalama_core::case::CaseId;
use masalama_core::record::{Actor, StaffName};
use masalama_core::refusal::RefusalCode;
use masalama_engine::Credential;

use super::problem::Problem;
use super::route::Shared;

/// The header in which a member of staff says who he is.
pub(crate) const STAFF_NAME: &str = "x-staff-name";

/// Staff, let in.
pub(crate) struct Staff {
    name: Option<StaffName>,
}

impl Staff {
    /// The name, for what is recorded.
    pub(crate) fn named(self) -> Result<StaffName, Problem> {
        self.name.ok_or_else(|| {
            Problem::bad_input("the header X-Staff-Name: say who you are; the record names who did it")
        })
    }
}

/// Somebody who may see this case.
pub(crate) struct Admitted {
    /// The case.
    pub(crate) case: CaseId,
    staff: Option<Staff>,
}

impl Admitted {
    /// Is it staff?
    pub(crate) fn is_staff(&self) -> bool {
        self.staff.is_some()
    }

    /// Whose doing it will be.
    pub(crate) fn actor(self) -> Result<Actor, Problem> {
        match self.staff {
            None => Ok(Actor::Subscriber),
            Some(staff) => staff.named().map(Actor::Staff),
        }
    }
}

impl FromRequestParts<Shared> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        if let Some(staff) = staff(parts, app)? {
            return Ok(staff);
        }
        let route = parts.extensions.get::<axum::extract::MatchedPath>();
        tracing::warn!(route = route.map_or("", |route| route.as_str()), "access was refused");
        Err(Problem::refused(RefusalCode::NotAllowed))
    }
}

impl FromRequestParts<Shared> for Admitted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let staff = staff(parts, app)?;
        let case = path(parts, app, "case").await.and_then(|text| CaseId::parse(&text));
        let case = case.ok_or(Problem::refused(RefusalCode::NoSuchCase))?;
        if staff.is_none() {
            let shown = bearer(parts).and_then(Credential::typed);
            let credential = shown.ok_or(Problem::refused(RefusalCode::NoSuchCase))?;
            app.desk.admit(case, &credential).await?;
        }
        Ok(Self { case, staff })
    }
}

/// Staff, if the token was shown; a name that is none is refused.
pub(crate) fn staff(parts: &Parts, app: &Shared) -> Result<Option<Staff>, Problem> {
    let Some(shown) = bearer(parts) else { return Ok(None) };
    if !app.staff_token.is(shown) {
        return Ok(None);
    }
    let name = match parts.headers.get(STAFF_NAME) {
        None => None,
        Some(sent) => {
            let name = sent.to_str().ok().and_then(|text| StaffName::try_from(text.to_owned()).ok());
            let wanted = "the header X-Staff-Name: 1 to 64 letters, digits, `.`, `-`, `_` or `@`";
            Some(name.ok_or_else(|| Problem::bad_input(wanted))?)
        }
    };
    Ok(Some(Staff { name }))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, shown) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(shown.trim())
}

/// A part of the path, by name.
pub(crate) async fn path(parts: &mut Parts, app: &Shared, name: &str) -> Option<String> {
    let path = Path::<HashMap<String, String>>::from_request_parts(parts, app).await;
    path.ok()?.0.remove(name)
}
