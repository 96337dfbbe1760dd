//! Re-runs published intrusion-detection experiments on identical splits with many seeds, puts the figures beside the
//! paper's, and says what the evidence is worth.
//!
//! The rooms, top to bottom; an arrow only ever points down this list (`ARCHITECTURE.md` says more):
//! [`cli`] → [`report`] → [`run`] → [`audit`] → [`claim`] → [`model`] → [`nn`] → [`prepare`] → [`dataset`] → [`metric`], [`stats`] → [`spec`].

#![forbid(unsafe_op_in_unsafe_fn)]

pub mod audit;
pub mod claim;
pub mod cli;
pub mod dataset;
pub mod error;
mod files;
pub mod matrix;
pub mod metric;
pub mod model;
pub mod nn;
pub mod prepare;
pub mod random;
pub mod report;
pub mod run;
pub mod spec;
pub mod stats;
mod text;
