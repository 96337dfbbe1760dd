//! Three and more classes.

use super::Outcome;
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::Conventions;

/// Whether a confusion matrix with these class sizes has all scores in their ranges.
pub fn solve(_test: &TestSet, _constraints: &[Constraint], _conventions: Conventions) -> Outcome {
    Outcome::Undecided("no method yet")
}
