//! A decision tree on one column: intervals of values, each with a class.
//!
//! Breiman, Friedman, Olshen, Stone, *Classification and Regression Trees*, 1984, with the Gini index; grown best cut first, as scikit-learn's
//! `DecisionTreeClassifier` does with `max_leaf_nodes`. A cut lies half-way between two values.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::sorted::Sorted;
use crate::audit::data::counts::largest;

/// Intervals, ascending.
#[derive(Debug)]
pub(super) struct Tree {
    /// Upper end of each interval, included; the last one is infinite.
    ends: Vec<f64>,
    classes: Vec<u32>,
}

/// Values that could be cut, and where best.
#[derive(Debug)]
struct Cut {
    /// How much the weighted Gini impurity falls.
    gain: f64,
    values: std::ops::Range<usize>,
    /// First value of the upper part.
    at: usize,
}

impl Tree {
    /// A tree of at most `leaves` leaves.
    pub(super) fn grow(train: &Sorted, leaves: usize) -> Self {
        let mut starts = vec![0];
        let mut waiting = BinaryHeap::new();
        waiting.extend(best_cut(train, 0..train.values()));
        while starts.len() < leaves {
            let Some(Cut { values, at, .. }) = waiting.pop() else { break };
            starts.push(at);
            waiting.extend(best_cut(train, values.start..at));
            waiting.extend(best_cut(train, at..values.end));
        }
        starts.sort_unstable();
        let between = |&at: &usize| f64::midpoint(train.value(at - 1), train.value(at));
        let ends = starts.iter().skip(1).map(between).chain([f64::INFINITY]).collect();
        let next = starts.iter().skip(1).copied().chain([train.values()]);
        let classes = starts.iter().zip(next).map(|(&start, end)| largest(&train.sum(start..end))).collect();
        Self { ends, classes }
    }

    /// The class of the interval that holds a finite value.
    pub(super) fn class_of(&self, value: f64) -> u32 {
        self.classes[self.ends.partition_point(|&end| end < value)]
    }
}

/// The cut that leaves the purest parts, the first of several; none where the values are of one class or one value.
fn best_cut(train: &Sorted, values: std::ops::Range<usize>) -> Option<Cut> {
    let all = train.sum(values.clone());
    let squares = |counts: &[u32]| counts.iter().map(|&count| f64::from(count) * f64::from(count)).sum::<f64>();
    let total: u32 = all.iter().sum();
    let whole = squares(&all) / f64::from(total);
    if all.iter().filter(|&&count| count > 0).count() < 2 {
        return None;
    }
    let (mut left, mut right, mut left_rows) = (vec![0_u32; all.len()], all, 0_u32);
    let mut best: Option<(f64, usize)> = None;
    for at in values.start + 1..values.end {
        for ((left, right), &count) in left.iter_mut().zip(&mut right).zip(train.counts(at - 1)) {
            *left += count;
            *right -= count;
            left_rows += count;
        }
        let purity = squares(&left) / f64::from(left_rows) + squares(&right) / f64::from(total - left_rows);
        if best.is_none_or(|(most, _)| purity > most) {
            best = Some((purity, at));
        }
    }
    best.map(|(purity, at)| Cut { gain: purity - whole, values, at })
}

impl Ord for Cut {
    /// The largest gain first, then the lowest values.
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.values.start.cmp(&self.values.start))
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cut {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cut {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_lie_between_the_classes() {
        let sorted = Sorted::new(&[1.0, 2.0, 4.0, 8.0, 8.0, 9.0], &[0, 0, 1, 1, 1, 0], 2);
        let stump = Tree::grow(&sorted, 2);
        assert_eq!((&stump.ends[..], &stump.classes[..]), (&[3.0, f64::INFINITY][..], &[0, 1][..]));
        let tree = Tree::grow(&sorted, usize::MAX);
        assert_eq!(tree.ends, [3.0, 8.5, f64::INFINITY]);
        assert_eq!([0.0, 3.0, 3.1, 8.5, 100.0].map(|value| tree.class_of(value)), [0, 0, 1, 1, 0]);
    }

    #[test]
    fn one_class_and_one_value_have_no_cut() {
        for (values, classes) in [([1.0, 2.0], [1, 1]), ([5.0, 5.0], [0, 1])] {
            let tree = Tree::grow(&Sorted::new(&values, &classes, 2), usize::MAX);
            assert_eq!(tree.ends, [f64::INFINITY]);
        }
    }
}
