//! Whether any confusion matrix gives the figures of a row.
//!
//! Answers are sound: [`Outcome::Impossible`] is only said where no matrix exists; [`Outcome::Possible`] carries one that was checked
//! with exact numbers; what took too long or has no method is [`Outcome::Undecided`].

pub mod binary;
pub mod multiclass;
pub mod share;

use super::score::Tally;

/// Whether the figures of a row can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This confusion matrix has them all.
    Possible(Tally),
    /// None has.
    Impossible,
    /// Neither was shown.
    Undecided(&'static str),
}
