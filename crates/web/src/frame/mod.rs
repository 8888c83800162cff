//! The frame around every route: who asks, whether he may, whether a form is ours, which headers go out, and what every page has.
//!
//! A request passes [`serve`] (limits, headers, log), then the [`gate`] of its route (who asks, the right, forged forms), then its handler.
//! Routes under `/v1` are for programs and know only the header Authorization; all others are pages and know only cookies.

mod asker;
mod cookies;
mod forgery;
mod gate;
mod page;
mod peer;
mod posted;
mod serve;

pub(crate) use asker::{Admitted, Asker, Member, OfStaff, Staff, path};
pub(crate) use cookies::{Cookie, set_cookie};
pub(crate) use forgery::{FIELD, FormKey};
pub(crate) use gate::{Gate, Surface, see_other};
pub(crate) use page::{Frame, Head, html, voice_of};
pub(crate) use posted::{FORM_BYTES_MAX, Posted, read_upload};
pub(crate) use serve::{Outside, fresh, guarded};
