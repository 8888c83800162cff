//! The frame around every route: forged forms, headers, languages.

mod forgery;
