//! Tables to matrices: clean, split, encode, scale, balance, view. Everything that is fitted is fitted on train only.
//!
//! The order is fixed: relabel → clean rows → split → fitted cleaning → encode → scale → balance (train only) → view. A split depends
//! on the protocol and the seed, never on the model, so two models of one seed see the same rows.

mod types;

pub use types::{InputShape, Prepared, Samples};
