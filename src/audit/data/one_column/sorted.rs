//! Training values in order, with the classes of each value.

use crate::audit::data::counts::largest;

/// Different values, ascending, with their class counts.
#[derive(Debug)]
pub(super) struct Sorted {
    values: Vec<f64>,
    /// Training rows by value and class, row-major.
    counts: Vec<u32>,
    classes: usize,
}

impl Sorted {
    /// Finite `values` and the class of each.
    pub(super) fn new(values: &[f64], of_rows: &[u32], classes: usize) -> Self {
        let mut rows: Vec<(f64, u32)> = values.iter().map(|value| value + 0.0).zip(of_rows.iter().copied()).collect();
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut sorted = Self { values: Vec::new(), counts: Vec::new(), classes };
        for same in rows.chunk_by(|a, b| a.0 == b.0) {
            let at = sorted.counts.len();
            sorted.values.push(same[0].0);
            sorted.counts.resize(at + classes, 0);
            same.iter().for_each(|&(_, class)| sorted.counts[at + class as usize] += 1);
        }
        sorted
    }

    /// Number of different values.
    pub(super) fn values(&self) -> usize {
        self.values.len()
    }

    /// Number of classes.
    pub(super) fn classes(&self) -> usize {
        self.classes
    }

    /// Value number `at`.
    pub(super) fn value(&self, at: usize) -> f64 {
        self.values[at]
    }

    /// Rows of value number `at` by class.
    pub(super) fn counts(&self, at: usize) -> &[u32] {
        &self.counts[at * self.classes..(at + 1) * self.classes]
    }

    /// Rows of these values by class.
    pub(super) fn sum(&self, values: std::ops::Range<usize>) -> Vec<u32> {
        let mut sum = vec![0; self.classes];
        for at in values {
            sum.iter_mut().zip(self.counts(at)).for_each(|(sum, count)| *sum += count);
        }
        sum
    }

    /// The largest class.
    pub(super) fn majority(&self) -> u32 {
        largest(&self.sum(0..self.values()))
    }

    /// The largest class among rows of that value.
    pub(super) fn class_of_value(&self, value: f64) -> Option<u32> {
        let at = self.values.binary_search_by(|probe| probe.total_cmp(&(value + 0.0))).ok()?;
        Some(largest(self.counts(at)))
    }

    /// The largest class among rows of the nearest value, the lower one of two.
    pub(super) fn class_of_nearest(&self, value: f64) -> u32 {
        let above = self.values.partition_point(|&probe| probe < value);
        let nearest = match (above.checked_sub(1), self.values.get(above)) {
            (Some(below), Some(&high)) if value - self.values[below] <= high - value => below,
            (_, Some(_)) => above,
            (below, None) => below.unwrap_or(0),
        };
        largest(self.counts(nearest))
    }
}

/// Test rows, ascending by value.
#[derive(Debug)]
pub(super) struct Test(Vec<(f64, u32)>);

impl Test {
    /// Finite `values` and the class of each.
    pub(super) fn new(values: Vec<f64>, classes: &[u32]) -> Self {
        let mut rows: Vec<(f64, u32)> = values.into_iter().zip(classes.iter().copied()).collect();
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        Self(rows)
    }

    /// Value and class of each row, ascending by value.
    pub(super) fn rows(&self) -> impl Iterator<Item = (f64, u32)> {
        self.0.iter().copied()
    }

    /// Rows of equal values together.
    pub(super) fn ties(&self) -> impl Iterator<Item = &[(f64, u32)]> {
        self.0.chunk_by(|a, b| a.0 == b.0)
    }
}
