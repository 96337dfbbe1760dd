//! One regression tree on the derivatives of the loss, the best leaf split first.

use std::ops::Range;

use rayon::prelude::*;

use super::super::trees::{Child, Node, Tree, partition};
use super::histogram::{self, Column, Derivatives, GROUP, GroupedBins, Sums};
use super::split::{self, Limits, Split};

/// How a tree is grown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) max_leaves: usize,
    pub(super) max_depth: Option<u32>,
    pub(super) limits: Limits,
    pub(super) learning_rate: f64,
}

/// A tree, one value a leaf.
pub(super) struct Grown {
    pub(super) tree: Tree,
    /// Gain of each split of `tree`, in their order.
    pub(super) gains: Vec<f64>,
    /// The stretch of [`Scratch::rows`] and the value of each leaf.
    pub(super) leaves: Vec<(Range<usize>, f64)>,
}

/// Memory that one tree leaves to the next.
#[derive(Default)]
pub(super) struct Scratch {
    /// Row numbers; each leaf owns a stretch.
    pub(super) rows: Vec<u32>,
    /// Rows that go right, while a leaf's are parted.
    right: Vec<u32>,
    /// Derivatives of the rows that are counted, in their order.
    ordered: Vec<Derivatives>,
    /// Histograms that no leaf needs any more.
    histograms: Vec<Vec<Column>>,
}

/// A leaf that may still be split.
struct Leaf {
    /// Split above it, and on which side it hangs; the root hangs nowhere.
    parent: Option<(usize, usize)>,
    rows: Range<usize>,
    depth: u32,
    sums: Sums,
    /// Empty where it cannot be split.
    histogram: Vec<Column>,
    split: Option<Split>,
}

struct Grower<'a> {
    plan: Plan,
    bins: &'a GroupedBins,
    derivatives: &'a [Derivatives],
    scratch: &'a mut Scratch,
    nodes: Vec<Node>,
    gains: Vec<f64>,
}

/// Grows a tree on all rows of `bins`.
pub(super) fn grow(plan: Plan, bins: &GroupedBins, derivatives: &[Derivatives], scratch: &mut Scratch) -> Grown {
    scratch.rows.clear();
    scratch.rows.extend(0..derivatives.len() as u32);
    scratch.right.resize(derivatives.len(), 0);
    let mut grower = Grower { plan, bins, derivatives, scratch, nodes: Vec::new(), gains: Vec::new() };
    let mut leaves = vec![grower.root()];
    while leaves.len() < plan.max_leaves {
        let gain = |leaf: &Leaf| leaf.split.map_or(0.0, |split| split.gain);
        let best = (0..leaves.len()).rev().max_by(|&a, &b| gain(&leaves[a]).total_cmp(&gain(&leaves[b])));
        let Some((place, split)) = best.and_then(|place| Some((place, leaves[place].split?))) else { break };
        let last = leaves.len() + 1 == plan.max_leaves;
        let leaf = leaves.swap_remove(place);
        leaves.extend(grower.part(leaf, split, last));
    }
    grower.finish(leaves)
}

impl Grower<'_> {
    fn root(&mut self) -> Leaf {
        let mut sums = Sums::default();
        for derivatives in self.derivatives {
            let (gradient, hessian) = (f64::from(derivatives.gradient), f64::from(derivatives.hessian));
            sums.add(&Sums { gradient, hessian, rows: 1 });
        }
        let mut root =
            Leaf { parent: None, rows: 0..self.derivatives.len(), depth: 0, sums, histogram: Vec::new(), split: None };
        if self.may_be_split(&root) {
            root.histogram = self.spare_histogram();
            let (bins, derivatives, limits) = (self.bins, self.derivatives, self.plan.limits);
            let rows = &self.scratch.rows;
            let groups = root.histogram.par_chunks_mut(GROUP).zip(bins.edges().par_chunks(GROUP)).enumerate();
            root.split = first_best(groups.map(|(place, (columns, edges))| {
                histogram::fill(columns, bins.group(place), rows, derivatives);
                split::best(columns, edges, place * GROUP, &sums, limits)
            }));
        }
        root
    }

    fn may_be_split(&self, leaf: &Leaf) -> bool {
        let deep = self.plan.max_depth.is_some_and(|depth| leaf.depth >= depth);
        !deep && leaf.sums.rows / 2 >= self.plan.limits.min_leaf
    }

    /// Splits a leaf; the children of the `last` split need no split of their own.
    fn part(&mut self, leaf: Leaf, split: Split, last: bool) -> [Leaf; 2] {
        let middle = leaf.rows.start + self.move_left(leaf.rows.clone(), split.column, split.bin);
        let place = self.nodes.len();
        let threshold = self.bins.edges()[split.column].upper(split.bin);
        self.nodes.push(Node { column: split.column as u32, threshold, children: [Child::leaf(0); 2] });
        self.gains.push(split.gain);
        self.hang(&leaf, Child::split(place));
        let child = |side, rows, sums| Leaf {
            parent: Some((place, side)),
            rows,
            depth: leaf.depth + 1,
            sums,
            histogram: Vec::new(),
            split: None,
        };
        let mut left = child(0, leaf.rows.start..middle, split.left);
        let mut right = child(1, middle..leaf.rows.end, leaf.sums.minus(&split.left));
        if !last && (self.may_be_split(&left) || self.may_be_split(&right)) {
            if left.rows.len() <= right.rows.len() {
                self.find_splits(leaf.histogram, &mut left, &mut right);
            } else {
                self.find_splits(leaf.histogram, &mut right, &mut left);
            }
        } else {
            self.scratch.histograms.push(leaf.histogram);
        }
        [left, right]
    }

    /// Counts the rows of the smaller child only: the other one has what is left of the parent's histogram.
    fn find_splits(&mut self, parent: Vec<Column>, small: &mut Leaf, large: &mut Leaf) {
        let asked = [self.may_be_split(small), self.may_be_split(large)];
        (small.histogram, large.histogram) = (self.spare_histogram(), parent);
        let Scratch { rows, ordered, .. } = &mut *self.scratch;
        let rows = &rows[small.rows.clone()];
        ordered.clear();
        ordered.extend(rows.iter().map(|&row| self.derivatives[row as usize]));
        let (bins, ordered, limits) = (self.bins, &*ordered, self.plan.limits);
        let (small_sums, large_sums) = (small.sums, large.sums);
        let groups = small.histogram.par_chunks_mut(GROUP).zip(large.histogram.par_chunks_mut(GROUP));
        let splits: Vec<[Option<Split>; 2]> = groups
            .zip(bins.edges().par_chunks(GROUP))
            .enumerate()
            .map(|(place, ((small, large), edges))| {
                histogram::fill(small, bins.group(place), rows, ordered);
                histogram::subtract(large, small);
                let best = |columns: &[Column], sums| split::best(columns, edges, place * GROUP, sums, limits);
                [
                    asked[0].then(|| best(small, &small_sums)).flatten(),
                    asked[1].then(|| best(large, &large_sums)).flatten(),
                ]
            })
            .collect();
        small.split = splits.iter().map(|[small, _]| *small).fold(None, better);
        large.split = splits.iter().map(|[_, large]| *large).fold(None, better);
        for leaf in [small, large] {
            if leaf.split.is_none() {
                self.scratch.histograms.push(std::mem::take(&mut leaf.histogram));
            }
        }
    }

    /// A histogram of all columns, of any content.
    fn spare_histogram(&mut self) -> Vec<Column> {
        self.scratch.histograms.pop().unwrap_or_else(|| self.bins.histogram())
    }

    /// Brings the rows that go left to the front; returns how many.
    fn move_left(&mut self, stretch: Range<usize>, column: usize, bin: usize) -> usize {
        let goes_left = self.bins.goes_left(column, bin);
        let Scratch { rows, right, .. } = &mut *self.scratch;
        partition(&mut rows[stretch], right, goes_left)
    }

    /// Hangs what a leaf has become on its parent.
    fn hang(&mut self, leaf: &Leaf, child: Child) {
        if let Some((split, side)) = leaf.parent {
            self.nodes[split].children[side] = child;
        }
    }

    fn finish(mut self, leaves: Vec<Leaf>) -> Grown {
        let values = leaves.iter().map(|leaf| self.plan.learning_rate * self.plan.limits.value(&leaf.sums));
        let leaf_values: Vec<f32> = values.map(|value| value as f32).collect();
        for (place, leaf) in leaves.iter().enumerate() {
            self.hang(leaf, Child::leaf(place));
        }
        let root = if self.nodes.is_empty() { Child::leaf(0) } else { Child::split(0) };
        let stretches = leaves.iter().zip(&leaf_values).map(|(leaf, &value)| (leaf.rows.clone(), f64::from(value)));
        let stretches = stretches.collect();
        let histograms = leaves.into_iter().map(|leaf| leaf.histogram).filter(|histogram| !histogram.is_empty());
        self.scratch.histograms.extend(histograms);
        Grown { tree: Tree { root, nodes: self.nodes, leaf_values }, gains: self.gains, leaves: stretches }
    }
}

/// The split that gains most, the first one on ties.
fn first_best(splits: impl IndexedParallelIterator<Item = Option<Split>>) -> Option<Split> {
    splits.collect::<Vec<_>>().into_iter().fold(None, better)
}

fn better(best: Option<Split>, next: Option<Split>) -> Option<Split> {
    match (best, next) {
        (Some(best), Some(next)) if next.gain <= best.gain => Some(best),
        (best, next) => next.or(best),
    }
}
