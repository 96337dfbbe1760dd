//! Rows by class, and rows by what two answers make of them.

use crate::stats::PairedCounts;

/// Rows of each of `of` classes.
pub(super) fn by_class(classes: impl Iterator<Item = u32>, of: usize) -> Vec<u32> {
    let mut counts = vec![0; of];
    classes.for_each(|class| counts[class as usize] += 1);
    counts
}

/// The class with the most rows, the first one of several; 0 of no rows.
pub(super) fn largest(counts: &[u32]) -> u32 {
    let best = counts.iter().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(0, |(class, _)| class as u32)
}

/// No rows yet.
pub(super) const NO_PAIRS: PairedCounts = PairedCounts { both: 0, first_only: 0, second_only: 0, neither: 0 };

/// Adds a row and which of two answers is right of it.
pub(super) fn with_pair(mut counts: PairedCounts, is_right: (bool, bool)) -> PairedCounts {
    let count = match is_right {
        (true, true) => &mut counts.both,
        (true, false) => &mut counts.first_only,
        (false, true) => &mut counts.second_only,
        (false, false) => &mut counts.neither,
    };
    *count += 1;
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_classes_is_the_largest() {
        assert_eq!(by_class([2, 1, 2, 1].into_iter(), 4), [0, 2, 2, 0]);
        assert_eq!((largest(&[0, 2, 2, 0]), largest(&[])), (1, 0));
    }

    #[test]
    fn pairs_are_counted_by_which_answer_is_right() {
        let rows = [(true, true), (true, false), (true, false), (false, true), (false, false)];
        let counts = rows.into_iter().fold(NO_PAIRS, with_pair);
        assert_eq!(counts, PairedCounts { both: 1, first_only: 2, second_only: 1, neither: 1 });
    }
}
