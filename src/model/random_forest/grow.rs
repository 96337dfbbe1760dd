//! One tree, from its bootstrap sample to its leaves.

use super::super::{FitContext, ModelError};
use super::binned::BinnedRows;
use super::split::{Draw, NodeRows, Split, SplitSearch};
use super::tree::{Node, Tree};
use crate::random::Stream;

/// What all trees of a forest grow from.
pub(super) struct Soil<'a> {
    pub(super) bins: BinnedRows,
    /// Class of each row.
    pub(super) classes: &'a [u32],
    /// Weight of each class.
    pub(super) class_weights: Vec<f64>,
    pub(super) columns_per_split: usize,
    pub(super) max_depth: u32,
    /// Fewest draws in a leaf.
    pub(super) min_leaf: u32,
}

/// A tree and what its growing showed.
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) tree: Tree,
    pub(super) in_bag: RowSet,
    /// Decrease of the weighted Gini impurity by column; sums to 1 unless the tree is a single leaf.
    pub(super) importances: Vec<f64>,
}

/// One bit a row.
#[derive(Debug)]
pub(super) struct RowSet(Vec<u64>);

impl RowSet {
    fn of_drawn(draws: &[Draw]) -> Self {
        let word = |draws: &[Draw]| {
            draws.iter().enumerate().fold(0, |word, (bit, draw)| word | u64::from(draw.times > 0) << bit)
        };
        Self(draws.chunks(64).map(word).collect())
    }

    pub(super) fn contains(&self, row: usize) -> bool {
        self.0[row / 64] >> (row % 64) & 1 == 1
    }
}

/// A node that still has to become a split or a leaf.
struct Pending {
    node: usize,
    start: usize,
    end: usize,
    depth: u32,
    counts: Vec<u32>,
}

struct Grower<'a> {
    soil: &'a Soil<'a>,
    search: SplitSearch<'a>,
    stream: Stream,
    draws: Vec<Draw>,
    /// Drawn rows; each node owns a stretch.
    rows: Vec<u32>,
    /// Rows that go right, while a stretch is parted.
    right: Vec<u32>,
    /// A permutation of the columns, drawn from at every node.
    columns: Vec<u32>,
    tree: Tree,
    importances: Vec<f64>,
}

/// Grows tree number `index` of the forest of `context.seed`.
///
/// # Errors
/// [`ModelError::Cancelled`].
pub(super) fn grow(soil: &Soil<'_>, index: u32, context: &FitContext<'_>) -> Result<Grown, ModelError> {
    let mut stream = Stream::new(context.seed, &["forest", &index.to_string()]);
    let draws = bootstrap(soil.classes, &mut stream);
    let rows: Vec<u32> = (0..draws.len() as u32).filter(|&row| draws[row as usize].times > 0).collect();
    let mut counts = vec![0; soil.class_weights.len()];
    for draw in &draws {
        counts[usize::from(draw.class)] += u32::from(draw.times);
    }
    let columns = soil.bins.columns();
    let mut grower = Grower {
        soil,
        search: SplitSearch::new(&soil.bins, &soil.class_weights, soil.min_leaf, soil.columns_per_split),
        stream,
        right: Vec::with_capacity(rows.len()),
        draws,
        columns: (0..columns as u32).collect(),
        tree: Tree { nodes: vec![Node::leaf(0)], leaf_shares: Vec::new() },
        importances: vec![0.0; columns],
        rows,
    };
    let mut pending = vec![Pending { node: 0, start: 0, end: grower.rows.len(), depth: 0, counts }];
    while let Some(next) = pending.pop() {
        context.check_cancelled()?;
        match grower.find_split(&next) {
            Some(split) => pending.extend(grower.part(&next, split)),
            None => grower.close(&next),
        }
    }
    Ok(grower.finish())
}

/// As many draws with replacement as there are rows.
fn bootstrap(classes: &[u32], stream: &mut Stream) -> Vec<Draw> {
    let mut draws: Vec<Draw> = classes.iter().map(|&class| Draw { class: class as u16, times: 0 }).collect();
    for _ in 0..classes.len() {
        let row = stream.below(classes.len() as u64) as usize;
        draws[row].times = draws[row].times.saturating_add(1);
    }
    draws
}

impl Grower<'_> {
    /// Tries the columns per split and then, while none of them can be cut, one more at a time, as scikit-learn does.
    fn find_split(&mut self, node: &Pending) -> Option<Split> {
        let total: u32 = node.counts.iter().sum();
        let pure = node.counts.contains(&total);
        if pure || node.depth >= self.soil.max_depth || total / 2 < self.soil.min_leaf {
            return None;
        }
        let rows = NodeRows { rows: &self.rows[node.start..node.end], counts: &node.counts };
        let mut tried = 0;
        let mut batch = self.soil.columns_per_split;
        while tried < self.columns.len() {
            let end = tried + batch;
            for place in tried..end {
                let left = (self.columns.len() - place) as u64;
                self.columns.swap(place, place + self.stream.below(left) as usize);
            }
            let split = self.search.best(&rows, &self.columns[tried..end], &self.draws);
            if split.is_some() {
                return split;
            }
            (tried, batch) = (end, 1);
        }
        None
    }

    /// Turns a node into a split; its children are pending, the left one last so that it is grown first.
    fn part(&mut self, node: &Pending, split: Split) -> [Pending; 2] {
        let column = split.column as usize;
        self.importances[column] += split.purity - self.search.purity(&node.counts);
        let middle = node.start + self.move_left(node.start..node.end, column, split.bin);
        let left = self.tree.nodes.len();
        self.tree.nodes.extend([Node::leaf(0); 2]);
        let threshold = self.soil.bins.edges(column).upper(split.bin);
        self.tree.nodes[node.node] = Node::split(split.column, threshold, left as u32);
        let depth = node.depth + 1;
        let right_counts = node.counts.iter().zip(&split.left).map(|(all, left)| all - left).collect();
        [
            Pending { node: left + 1, start: middle, end: node.end, depth, counts: right_counts },
            Pending { node: left, start: node.start, end: middle, depth, counts: split.left },
        ]
    }

    /// Brings the rows that go left to the front, keeping the order on both sides; returns how many go left.
    fn move_left(&mut self, stretch: std::ops::Range<usize>, column: usize, bin: usize) -> usize {
        let rows = &mut self.rows[stretch];
        self.right.clear();
        let mut kept = 0;
        for i in 0..rows.len() {
            let row = rows[i];
            if usize::from(self.soil.bins.row(row as usize)[column]) <= bin {
                rows[kept] = row;
                kept += 1;
            } else {
                self.right.push(row);
            }
        }
        rows[kept..].copy_from_slice(&self.right);
        kept
    }

    /// Turns a node into a leaf.
    fn close(&mut self, node: &Pending) {
        let weights = &self.soil.class_weights;
        let place = self.tree.leaf_shares.len() / weights.len();
        let weighted = || node.counts.iter().zip(weights).map(|(&count, weight)| f64::from(count) * weight);
        let total: f64 = weighted().sum();
        self.tree.leaf_shares.extend(weighted().map(|weight| (weight / total) as f32));
        self.tree.nodes[node.node] = Node::leaf(place as u32);
    }

    fn finish(mut self) -> Grown {
        let total: f64 = self.importances.iter().sum();
        if total > 0.0 {
            self.importances.iter_mut().for_each(|importance| *importance /= total);
        }
        self.tree.nodes.shrink_to_fit();
        self.tree.leaf_shares.shrink_to_fit();
        Grown { tree: self.tree, in_bag: RowSet::of_drawn(&self.draws), importances: self.importances }
    }
}
