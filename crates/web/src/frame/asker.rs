//! Who asks. A program shows a token or a case's credential in the header Authorization; a person's browser shows a session's cookie.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use masalama_access::{Access, CaseSession, Right, Rule, SessionId, Token, Who};
use masalama_core::case::CaseId;
use masalama_core::record::{Actor, StaffName};
use masalama_core::refusal::RefusalCode;
use masalama_core::role::Role;
use masalama_engine::{Credential, Doer};

use super::cookies::Cookie;
use super::gate::Surface;
use super::peer::address_of;
use crate::api::{Problem, Shared};

/// The header in which a member of staff says who he is, where all of them show the sandbox's one token.
pub(crate) const STAFF_NAME: &str = "x-staff-name";

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Asker {
    /// Nobody we know.
    Anyone,
    /// Who holds the credential of a case.
    Subscriber {
        /// That case.
        case: CaseId,
        /// Proved himself within the last minutes.
        is_fresh: bool,
        /// His session; a program has none.
        session: Option<SessionId>,
    },
    /// A member of staff.
    Staff(Arc<Member>),
}

/// A member of staff, let in.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The name, for what is recorded; absent only with the sandbox's token and no name said.
    pub(crate) name: Option<StaffName>,
    /// What he is there for.
    pub(crate) roles: BTreeSet<Role>,
    /// Proved himself within the last minutes.
    pub(crate) is_fresh: bool,
    /// The session; absent with the sandbox's token.
    pub(crate) session: Option<SessionId>,
}

impl Member {
    /// Has he this right?
    pub(crate) fn may(&self, right: Right) -> bool {
        let rule = masalama_access::rule(right);
        rule.anyone || self.roles.iter().any(|role| rule.allows(Who::Staff(*role)))
    }
}

impl Asker {
    /// Does the rule let him, for the case the address names?
    pub(crate) fn is_allowed(&self, rule: &Rule, named: Option<CaseId>) -> bool {
        match self {
            Self::Anyone => rule.anyone,
            Self::Subscriber { case, .. } => {
                rule.allows(Who::Subscriber) && named.is_none_or(|named| named == *case)
            }
            Self::Staff(member) => member.may(rule.right),
        }
    }

    /// Did he prove himself within the last minutes?
    pub(crate) fn is_fresh(&self) -> bool {
        match self {
            Self::Anyone => false,
            Self::Subscriber { is_fresh, .. } => *is_fresh,
            Self::Staff(member) => member.is_fresh,
        }
    }

    /// The session he came in by. It stays the same when its cookie is changed.
    pub(crate) fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Anyone => None,
            Self::Subscriber { session, .. } => session.as_ref(),
            Self::Staff(member) => member.session.as_ref(),
        }
    }

    /// The subscriber's case.
    pub(crate) fn case(&self) -> Option<CaseId> {
        match self {
            Self::Subscriber { case, .. } => Some(*case),
            Self::Anyone | Self::Staff(_) => None,
        }
    }

    /// The member of staff.
    pub(crate) fn staff(&self) -> Option<&Arc<Member>> {
        match self {
            Self::Staff(member) => Some(member),
            Self::Anyone | Self::Subscriber { .. } => None,
        }
    }
}

/// Learns who asks.
pub(super) async fn of(parts: &mut Parts, app: &Shared, surface: Surface) -> Result<Asker, Problem> {
    match surface {
        Surface::Program => program(parts, app).await,
        Surface::Console => match token(parts, Cookie::Staff) {
            Some(token) => Ok(app.access.staff(&token).await?.map_or(Asker::Anyone, member)),
            None => Ok(Asker::Anyone),
        },
        Surface::Portal => match token(parts, Cookie::Case) {
            Some(token) => {
                let session = app.access.case(&token).await?;
                Ok(session.map_or(Asker::Anyone, |session| Asker::Subscriber {
                    case: session.case,
                    is_fresh: session.fresh,
                    session: Some(session.session),
                }))
            }
            None => Ok(Asker::Anyone),
        },
    }
}

/// The session of a case that whoever asks had until its time ran out, when he has none now.
pub(super) async fn lapsed(
    parts: &Parts,
    app: &Shared,
    asker: &Asker,
) -> Result<Option<CaseSession>, Problem> {
    match (asker, token(parts, Cookie::Case)) {
        (Asker::Anyone, Some(token)) => Ok(app.access.case_of_lapsed(&token).await?),
        (Asker::Anyone, None) | (Asker::Subscriber { .. } | Asker::Staff(_), _) => Ok(None),
    }
}

fn token(parts: &Parts, cookie: Cookie) -> Option<Token> {
    Token::sent(cookie.of(&parts.headers)?)
}

fn member(staff: masalama_access::Staff) -> Asker {
    let masalama_access::Staff { name, roles, fresh, session } = staff;
    Asker::Staff(Arc::new(Member { name: Some(name), roles, is_fresh: fresh, session: Some(session) }))
}

async fn program(parts: &mut Parts, app: &Shared) -> Result<Asker, Problem> {
    let Some(shown) = bearer(parts).map(str::to_owned) else { return Ok(Asker::Anyone) };
    // The one token stands for nobody: it opens nothing once no system is the sandbox any more.
    if app.is_sandbox && app.staff_token.is(&shown) {
        let (name, roles) = (staff_name(parts)?, Role::ALL.iter().copied().collect());
        return Ok(Asker::Staff(Arc::new(Member { name, roles, is_fresh: true, session: None })));
    }
    let named = path(parts, app, "case").await.and_then(|text| CaseId::parse(&text));
    if let (Some(case), Some(credential)) = (named, Credential::typed(&shown)) {
        app.desk.admit(case, &credential).await?;
        return Ok(Asker::Subscriber { case, is_fresh: true, session: None });
    }
    Ok(program_of(&app.access, &shown).await?.map_or(Asker::Anyone, member))
}

async fn program_of(access: &Access, shown: &str) -> Result<Option<masalama_access::Staff>, Problem> {
    Ok(access.program(shown).await?)
}

fn staff_name(parts: &Parts) -> Result<Option<StaffName>, Problem> {
    let Some(sent) = parts.headers.get(STAFF_NAME) else { return Ok(None) };
    let name = sent.to_str().ok().and_then(|text| StaffName::try_from(text.to_owned()).ok());
    let wanted = "the header X-Staff-Name: 1 to 64 letters, digits, `.`, `-`, `_` or `@`";
    name.map(Some).ok_or_else(|| Problem::bad_input(wanted))
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

impl FromRequestParts<Shared> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::Anyone))
    }
}

/// A member of staff who has the right of the route.
pub(crate) struct Staff(pub(crate) Arc<Member>);

impl Staff {
    /// The name, for what is recorded.
    pub(crate) fn named(&self) -> Result<StaffName, Problem> {
        self.0.name.clone().ok_or_else(|| {
            Problem::bad_input("the header X-Staff-Name: say who you are; the record names who did it")
        })
    }
}

impl Staff {
    /// Who does a task, with the roles that let him.
    pub(crate) fn doer(&self) -> Result<Doer, Problem> {
        Ok(Doer { name: self.named()?, roles: self.0.roles.clone() })
    }
}

impl FromRequestParts<Shared> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let asker = Asker::from_request_parts(parts, app).await?;
        asker.staff().cloned().map(Self).ok_or(Problem::refused(RefusalCode::NotAllowed))
    }
}

/// Somebody who may see the case the address names.
pub(crate) struct Admitted {
    /// The case.
    pub(crate) case: CaseId,
    /// From where, unless it is staff: an office is many people at one address.
    pub(crate) from: Option<IpAddr>,
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

impl FromRequestParts<Shared> for Admitted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let named = path(parts, app, "case").await.and_then(|text| CaseId::parse(&text));
        let case = named.ok_or(Problem::refused(RefusalCode::NoSuchCase))?;
        let asker = Asker::from_request_parts(parts, app).await?;
        let staff = asker.staff().cloned().map(Staff);
        let from = address_of(parts).filter(|_| staff.is_none());
        Ok(Self { case, from, staff })
    }
}

/// A named member of staff and the case the address names.
pub(crate) struct OfStaff {
    /// The case.
    pub(crate) case: CaseId,
    /// Whose doing it will be.
    pub(crate) by: Actor,
}

impl FromRequestParts<Shared> for OfStaff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let by = Actor::Staff(Staff::from_request_parts(parts, app).await?.named()?);
        let case = Admitted::from_request_parts(parts, app).await?.case;
        Ok(Self { case, by })
    }
}
