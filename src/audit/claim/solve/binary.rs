//! Two classes.

use super::Outcome;
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::Conventions;

/// Whether a binary confusion matrix with these class sizes (class 0 and 1 of `test`) has all scores in their ranges.
pub fn solve(_test: &TestSet, _constraints: &[Constraint], _conventions: Conventions) -> Outcome {
    Outcome::Undecided("no method yet")
}
