//! The portal: a person ends a line, follows it, does a part of it and keeps what comes of it. Every page is complete without a script.
//!
//! Read it as the person does: `home`, then `find` → `before` → `request` → `receipt`; with the receipt `enter`; and in the case `follow`,
//! `part`, `papers` and `after`. Nothing is looked up before the receipt, so that nobody learns whose line it is.

mod after;
mod before;
mod check;
mod contact;
mod enter;
mod field;
mod find;
mod follow;
mod home;
mod kept;
mod notes;
mod papers;
mod part;
mod picture;
mod prove;
mod qr;
mod receipt;
mod refund;
mod request;
mod sessions;
mod shown;
mod slip;
mod stop;
mod typed;
mod upload;

use crate::api::Route;

/// What the pages are better with, and complete without.
const SCRIPT: &str = "/static/portal.js";

pub(crate) use after::is_said_already;
pub(crate) use enter::LEAVE;
pub(crate) use kept::{KeptForm, NotSent, held_by};
pub(crate) use notes::Notes;
pub(crate) use picture::NotTaken;
pub(crate) use upload::{READ_AT_ONCE, UPLOAD_BYTES_MAX, picture_anew};

/// The routes of the portal.
pub(crate) fn routes() -> Vec<Route> {
    [
        home::routes(),
        find::routes(),
        before::routes(),
        request::routes(),
        receipt::routes(),
        enter::routes(),
        follow::routes(),
        part::routes(),
        refund::routes(),
        contact::routes(),
        sessions::routes(),
        prove::routes(),
        upload::routes(),
        papers::routes(),
        after::routes(),
        check::routes(),
        stop::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
