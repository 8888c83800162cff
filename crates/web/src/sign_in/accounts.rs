//! The accounts, for who looks after them: made, given roles, disabled, sent a link; their sessions ended.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use masalama_access::{AccountView, By, EnrolLink, Right, Said, Which};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use masalama_language::{SignInText, Text, Voice};
use serde::Deserialize;

use super::device::Signed;
use super::enter::On;
use super::said;
use crate::api::{Asked, Problem, Route, Shared, get, post};
use crate::frame::{Frame, Head, Posted, html};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(Right::Accounts, "/console/accounts", "accounts_page", "The accounts of staff.", page)
            .query("lang", "`en`, `ar` or `zh`.")
            .answers_as(200, "text/html", "The page."),
        post(Right::Accounts, "/console/accounts", "accounts_change", "Makes and changes accounts.", change)
            .takes_as(
                "application/x-www-form-urlencoded",
                "name; `do`: add, roles, link, end, disable or enable; role, for each of the roles.",
            )
            .answers_as(200, "text/html", "The page, with the link where one was made."),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    name: String,
    #[serde(rename = "do")]
    done: Change,
    #[serde(default)]
    role: Vec<Role>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Add,
    Roles,
    Link,
    End,
    Disable,
    Enable,
}

struct RoleBox {
    word: &'static str,
    name: String,
    has: bool,
}

struct AccountRow {
    name: String,
    state: String,
    is_disabled: bool,
    roles: Vec<RoleBox>,
}

struct LinkRow {
    means: String,
    address: String,
}

#[derive(Template)]
#[template(path = "sign_in/accounts.html")]
struct AccountsPage {
    head: Head,
    voice: Voice,
    no: Option<String>,
    link: Option<LinkRow>,
    accounts: Vec<AccountRow>,
    every_role: Vec<RoleBox>,
}

impl AccountsPage {
    fn say(&self, text: Text) -> String {
        self.voice.text(text)
    }

    fn text(&self, text: SignInText) -> String {
        self.voice.text(text)
    }
}

fn boxes(voice: Voice, has: &BTreeSet<Role>) -> Vec<RoleBox> {
    let one = |role: &Role| RoleBox { word: role.as_str(), name: voice.tell(*role), has: has.contains(role) };
    Role::ALL.iter().map(one).collect()
}

fn account_row(voice: Voice, view: AccountView) -> AccountRow {
    let AccountView { account, credentials, sessions } = view;
    let state = match (account.disabled_at, credentials.is_empty()) {
        (Some(_), _) => voice.text(SignInText::AccountDisabled),
        (None, true) => voice.text(SignInText::AccountNotEnrolled),
        (None, false) => voice.text_with(SignInText::AccountSessions, &[("count", sessions.to_string())]),
    };
    AccountRow {
        name: account.name.as_str().to_owned(),
        state,
        is_disabled: account.disabled_at.is_some(),
        roles: boxes(voice, &account.roles),
    }
}

async fn rendered(
    app: &Shared,
    frame: &Frame,
    no: Option<String>,
    link: Option<LinkRow>,
) -> Result<Response, Problem> {
    let voice = frame.voice;
    let accounts = app.access.accounts().await?;
    let is_refused = no.is_some();
    let mut response = html(&AccountsPage {
        head: frame.head(voice.text(SignInText::AccountsTitle)),
        voice,
        no,
        link,
        accounts: accounts.into_iter().map(|view| account_row(voice, view)).collect(),
        every_role: boxes(voice, &BTreeSet::new()),
    });
    if is_refused {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

async fn page(State(app): State<Shared>, frame: Frame, _: Asked<On>) -> Result<Response, Problem> {
    rendered(&app, &frame, None, None).await
}

async fn change(
    State(app): State<Shared>,
    frame: Frame,
    signed: Signed,
    Posted(form): Posted<ChangeForm>,
) -> Result<Response, Problem> {
    let voice = frame.voice;
    let Ok(name) = StaffName::try_from(form.name.trim().to_owned()) else {
        return rendered(&app, &frame, Some(voice.text(SignInText::BadName)), None).await;
    };
    let by = By::Account(signed.staff.name);
    match changed(&app, &name, form.done, form.role, &by).await {
        Ok(link) => {
            let row = link.map(|link| link_row(&app, voice, &name, &link));
            rendered(&app, &frame, None, row).await
        }
        Err(said) => {
            let no = said::sentence(voice, said)?;
            rendered(&app, &frame, Some(no), None).await
        }
    }
}

async fn changed(
    app: &Shared,
    name: &StaffName,
    done: Change,
    roles: Vec<Role>,
    by: &By,
) -> Result<Option<EnrolLink>, Said> {
    let roles: BTreeSet<Role> = roles.into_iter().collect();
    match done {
        Change::Add => app.access.add(name, roles, by).await.map(Some),
        Change::Link => app.access.link(name, by).await.map(Some),
        Change::Roles => app.access.set_roles(name, roles, by).await.map(|()| None),
        Change::Disable => app.access.disable(name, by).await.map(|()| None),
        Change::Enable => app.access.enable(name, by).await.map(|()| None),
        Change::End => {
            app.access.end_sessions(name, Which::All, by).await?;
            Ok(None)
        }
    }
}

fn link_row(app: &Shared, voice: Voice, name: &StaffName, link: &EnrolLink) -> LinkRow {
    let base = app.public_url.as_deref().unwrap_or_default();
    LinkRow {
        means: voice.text_with(SignInText::LinkFor, &[("name", name.as_str().to_owned())]),
        address: format!("{base}/console/enrol/{}", link.code.reveal()),
    }
}
