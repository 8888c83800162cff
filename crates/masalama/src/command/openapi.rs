//! `openapi`: the description of the HTTP interface, for the committed copy.

use crate::exit::{Exit, Failure};
use crate::say;

pub(super) fn print() -> Result<Exit, Failure> {
    say::data(masalama_web::openapi().trim_end());
    Ok(Exit::Done)
}
