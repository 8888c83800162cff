//! The frame around every route: who may, forged forms, headers, languages.

mod alike;
mod forgery;
mod headers;
mod matrix;
pub(crate) mod measure;
mod walk;
