//! Tests of the `audit` room.

mod cli;
