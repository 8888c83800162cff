//! The rules of ending a mobile line: no input or output, no clock, no randomness.
