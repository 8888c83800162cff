//! Carries cases forward: intake, worker, retry, inquiry, and what people decide.
