//! The portal, as a person without scripts uses it: through the router, with cookies and the forms the pages really send.

mod after;
mod alike;
mod form;
mod hostile;
mod input;
mod journey;
mod kept;
mod languages;
mod large;
mod pages;
mod papers;
pub(crate) mod part;
mod quiet;
mod refusals;
mod sessions;
mod slips;
