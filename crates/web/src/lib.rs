//! What people and programs see: the HTTP API, pages, the guide, languages.
