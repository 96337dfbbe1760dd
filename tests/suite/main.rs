//! The integration tests, one binary: a module per room.

#![allow(clippy::unwrap_used, reason = "a test's helper that cannot go on ends the test")]

mod audit;
mod claim;
mod cli;
mod data_folder;
mod dataset;
mod docs;
mod metric;
mod model;
mod network;
mod prepare;
mod program;
mod report;
mod run;
mod spec;
mod standin;
mod stats;
