//! The portal, as a person without scripts uses it: through the router, with cookies and the forms the pages really send.

mod alike;
mod form;
mod input;
mod journey;
mod pages;
mod part;
