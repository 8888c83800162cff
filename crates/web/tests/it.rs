//! What must hold of the languages and the guide, seen from outside.

mod guide;
mod language;
