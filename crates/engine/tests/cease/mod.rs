//! What must hold of whole cases.

mod plain;
