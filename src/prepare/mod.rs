//! Tables to matrices: clean, split, encode, scale, balance, view. Everything that is fitted is fitted on train only.
//!
//! The order is fixed: relabel → clean rows → split → fitted cleaning → encode → scale → view → balance (train only).
//! A split depends on the protocol and the seed, never on the model, so two models of one seed see the same rows.
//!
//! Three steps, so that a split can be stored on its own: [`classes_of_rows`], [`assign`], [`prepare`].

mod assignment;
mod balance;
mod clean;
mod columns;
mod control;
mod encode;
mod error;
mod features;
#[cfg(test)]
mod fixture;
mod impute;
mod note;
mod pipeline;
mod relabel;
mod scale;
mod split;
mod types;
mod view;

pub use assignment::{Assignment, SplitSide, assign};
pub use columns::{check_names, is_dropped};
pub use control::protocol_under;
pub use error::{PrepareError, UnknownColumn};
pub use pipeline::{check, input_shape, prepare};
pub use relabel::classes_of_rows;
pub use types::{InputShape, Prepared, Samples};
pub use view::{estimate_bytes, shape_of};
