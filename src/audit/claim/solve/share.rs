//! The share of a class in a test set of which only the figures of a row are known.

use crate::audit::claim::exact::Range;
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::Conventions;

/// Shares of class 1 among all rows with which the scores of a row can be in their ranges, whatever the number of rows.
///
/// The true share is always in the range; an empty one proves that no binary confusion matrix of any size has the scores.
pub fn of_positives(_constraints: &[Constraint], _conventions: Conventions) -> Range {
    use crate::audit::claim::exact::ratio;
    Range::closed(ratio(0, 1), ratio(1, 1))
}
