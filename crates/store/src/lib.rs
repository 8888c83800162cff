//! Keeps cases: SQLite and memory under one conformance suite.
