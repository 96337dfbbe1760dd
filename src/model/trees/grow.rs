//! One tree, from the rows it draws to its leaves.

use std::ops::Range;

use super::super::{FitContext, ModelError};
use super::binned::BinnedRows;
use super::forest::Plan;
use super::partition::partition;
use super::split::{Draw, Ground, NodeRows, Split, SplitSearch, purity_of};
use super::tree::{Child, Node, Tree};
use crate::random::Stream;

/// A node of at most this many rows gets their cells copied side by side: what grows below it stays in the cache.
const COMPACT: usize = 2048;
/// So does one of so many times fewer rows than lie side by side: where they lie apart, each costs a walk to memory at every level.
pub(in super::super) const THIN: usize = 16;

/// What all trees of a forest grow from.
pub(super) struct Soil<'a> {
    pub(super) plan: &'a Plan,
    pub(super) bins: BinnedRows,
    /// Class of each row.
    pub(super) classes: &'a [u32],
    /// Weight of each class.
    pub(super) class_weights: Vec<f64>,
}

/// A tree and what its growing showed.
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) tree: Tree,
    /// Where the plan keeps it.
    pub(super) in_bag: Option<RowSet>,
    /// Decrease of the weighted Gini impurity by column; sums to 1 unless the tree is a single leaf.
    pub(super) gains: Vec<f64>,
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
    /// Split above it, and on which side it hangs; the root hangs nowhere.
    parent: Option<(usize, usize)>,
    rows: Range<usize>,
    depth: u32,
    counts: Vec<u32>,
}

/// Memory that trees are grown in, one after another.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    draws: Vec<Draw>,
    rows: Vec<u32>,
    /// Rows that go right, while a node's are parted.
    right: Vec<u32>,
    /// Room for copies of nodes' rows, the largest last.
    copies: Vec<Copied>,
}

/// Rows of a node side by side.
#[derive(Debug, Default)]
struct Copied {
    cells: Vec<u8>,
    draws: Vec<Draw>,
    rows: Vec<u32>,
}

struct Grower<'a> {
    soil: &'a Soil<'a>,
    context: &'a FitContext<'a>,
    search: SplitSearch<'a>,
    stream: Stream,
    right: &'a mut [u32],
    copies: &'a mut Vec<Copied>,
    /// A permutation of the columns, drawn from at every node.
    columns: Vec<u32>,
    tree: Tree,
    gains: Vec<f64>,
}

/// Grows tree number `index` of the forest of `context.seed`.
///
/// # Errors
/// [`ModelError::Cancelled`].
pub(super) fn grow(
    soil: &Soil<'_>,
    index: u32,
    space: &mut Workspace,
    context: &FitContext<'_>,
) -> Result<Grown, ModelError> {
    let mut stream = Stream::new(context.seed, &["forest", &index.to_string()]);
    let Workspace { draws, rows, right, copies } = space;
    draw_rows(soil, &mut stream, draws);
    let drawn = |row: &u32| draws[*row as usize].times > 0;
    let all = 0..draws.len() as u32;
    rows.clear();
    rows.reserve_exact(all.clone().filter(drawn).count());
    rows.extend(all.filter(drawn));
    if right.len() < rows.len() {
        *right = vec![0; rows.len()];
    }
    let mut counts = vec![0; soil.class_weights.len()];
    for draw in &*draws {
        counts[usize::from(draw.class)] += u32::from(draw.times);
    }
    let columns = soil.bins.columns();
    let mut grower = Grower {
        soil,
        context,
        search: SplitSearch::new(&soil.class_weights, soil.plan.min_leaf, soil.plan.columns_per_split),
        stream,
        right,
        copies,
        columns: (0..columns as u32).collect(),
        tree: Tree { root: Child::leaf(0), nodes: Vec::new(), leaf_values: pure_leaves(soil.class_weights.len()) },
        gains: vec![0.0; columns],
    };
    let ground = Ground { columns, cells: soil.bins.cells(), draws };
    let root = Pending { parent: None, rows: 0..rows.len(), depth: 0, counts };
    grower.grow(ground, rows, root)?;
    let (tree, gains) = grower.finish();
    Ok(Grown { tree, in_bag: soil.plan.keep_bags.then(|| RowSet::of_drawn(draws)), gains })
}

/// Every row once, or as many draws with replacement as there are rows.
fn draw_rows(soil: &Soil<'_>, stream: &mut Stream, draws: &mut Vec<Draw>) {
    let times = u16::from(!soil.plan.bootstrap);
    draws.clear();
    draws.extend(soil.classes.iter().map(|&class| Draw { class: class as u16, times }));
    if soil.plan.bootstrap {
        for _ in 0..draws.len() {
            let row = stream.below(draws.len() as u64) as usize;
            draws[row].times = draws[row].times.saturating_add(1);
        }
    }
}

/// One leaf a class that holds nothing else: most leaves of a tree grown until pure are such.
fn pure_leaves(classes: usize) -> Vec<f32> {
    (0..classes * classes).map(|cell| f32::from(u8::from(cell / classes == cell % classes))).collect()
}

impl Copied {
    /// Copies these rows of `ground`.
    fn take(&mut self, ground: Ground<'_>, rows: &[u32]) {
        self.cells.clear();
        self.cells.reserve_exact(rows.len() * ground.columns);
        rows.iter().for_each(|&row| self.cells.extend_from_slice(ground.row(row)));
        self.draws.clear();
        self.draws.reserve_exact(rows.len());
        self.draws.extend(rows.iter().map(|&row| ground.draws[row as usize]));
        self.rows.clear();
        self.rows.reserve_exact(rows.len());
        self.rows.extend(0..rows.len() as u32);
    }
}

impl Grower<'_> {
    /// Grows `root` and all below it on `ground`; its nodes own stretches of `rows`.
    fn grow(&mut self, ground: Ground<'_>, rows: &mut [u32], root: Pending) -> Result<(), ModelError> {
        let compact = if ground.draws.len() > COMPACT { COMPACT.max(ground.draws.len() / THIN) } else { 0 };
        let mut pending = vec![root];
        while let Some(node) = pending.pop() {
            self.context.check_cancelled()?;
            let of_node = &mut rows[node.rows.clone()];
            if of_node.len() <= compact {
                self.grow_compact(ground, of_node, node)?;
                continue;
            }
            match self.find_split(ground, of_node, &node) {
                Some(split) => pending.extend(self.part(ground, of_node, &node, split)),
                None => self.close(&node),
            }
        }
        Ok(())
    }

    /// As [`grow`](Self::grow) on a copy of the node's rows.
    fn grow_compact(&mut self, ground: Ground<'_>, rows: &[u32], node: Pending) -> Result<(), ModelError> {
        let mut copied = self.copies.pop().unwrap_or_default();
        copied.take(ground, rows);
        let Copied { cells, draws, rows } = &mut copied;
        let ground = Ground { columns: ground.columns, cells, draws };
        self.grow(ground, rows, Pending { rows: 0..draws.len(), ..node })?;
        self.copies.push(copied);
        Ok(())
    }

    /// Tries the columns per split and then, while none of them can be cut, one more at a time, as scikit-learn does.
    fn find_split(&mut self, ground: Ground<'_>, rows: &[u32], node: &Pending) -> Option<Split> {
        let total: u32 = node.counts.iter().sum();
        let plan = self.soil.plan;
        let deep = plan.max_depth.is_some_and(|depth| node.depth >= depth);
        if is_pure(&node.counts) || deep || total / 2 < plan.min_leaf {
            return None;
        }
        let rows = NodeRows { rows, counts: &node.counts };
        let mut tried = 0;
        let mut batch = self.soil.plan.columns_per_split;
        while tried < self.columns.len() {
            let end = tried + batch;
            for place in tried..end {
                let left = (self.columns.len() - place) as u64;
                self.columns.swap(place, place + self.stream.below(left) as usize);
            }
            let split = self.search.best(ground, &rows, &self.columns[tried..end]);
            if split.is_some() {
                return split;
            }
            (tried, batch) = (end, 1);
        }
        None
    }

    /// Turns a node into a split; its children are pending, the left one last so that it is grown first.
    fn part(&mut self, ground: Ground<'_>, rows: &mut [u32], node: &Pending, split: Split) -> [Pending; 2] {
        let column = split.column as usize;
        self.gains[column] += split.purity - purity_of(&node.counts, &self.soil.class_weights);
        let middle = node.rows.start + self.move_left(ground, rows, column, split.bin);
        let place = self.tree.nodes.len();
        let threshold = self.soil.bins.edges()[column].upper(split.bin);
        self.tree.nodes.push(Node { column: split.column, threshold, children: [Child::leaf(0); 2] });
        self.hang(node, Child::split(place));
        let right_counts = node.counts.iter().zip(&split.left).map(|(all, left)| all - left).collect();
        let child = |side, rows, counts| Pending { parent: Some((place, side)), rows, depth: node.depth + 1, counts };
        [child(1, middle..node.rows.end, right_counts), child(0, node.rows.start..middle, split.left)]
    }

    /// Brings the rows that go left to the front; returns how many.
    fn move_left(&mut self, ground: Ground<'_>, rows: &mut [u32], column: usize, bin: usize) -> usize {
        partition(rows, self.right, |row| usize::from(ground.row(row)[column]) <= bin)
    }

    /// Turns a node into a leaf.
    fn close(&mut self, node: &Pending) {
        let weights = &self.soil.class_weights;
        let leaf = if is_pure(&node.counts) {
            node.counts.iter().position(|&count| count > 0).unwrap_or(0)
        } else {
            let weighted = || node.counts.iter().zip(weights).map(|(&count, weight)| f64::from(count) * weight);
            let total: f64 = weighted().sum();
            self.tree.leaf_values.extend(weighted().map(|weight| (weight / total) as f32));
            self.tree.leaf_values.len() / weights.len() - 1
        };
        self.hang(node, Child::leaf(leaf));
    }

    /// Hangs what a node has become on its parent.
    fn hang(&mut self, node: &Pending, child: Child) {
        match node.parent {
            Some((split, side)) => self.tree.nodes[split].children[side] = child,
            None => self.tree.root = child,
        }
    }

    fn finish(mut self) -> (Tree, Vec<f64>) {
        self.keep_only_leaf();
        let total: f64 = self.gains.iter().sum();
        if total > 0.0 {
            self.gains.iter_mut().for_each(|gain| *gain /= total);
        }
        self.tree.nodes.shrink_to_fit();
        self.tree.leaf_values.shrink_to_fit();
        (self.tree, self.gains)
    }

    /// A tree without splits keeps the values of the one leaf it is.
    fn keep_only_leaf(&mut self) {
        if let Some(leaf) = self.tree.root.as_leaf() {
            let classes = self.soil.class_weights.len();
            self.tree.leaf_values = self.tree.leaf_values[leaf * classes..(leaf + 1) * classes].to_vec();
            self.tree.root = Child::leaf(0);
        }
    }
}

/// Whether at most one class has draws.
fn is_pure(counts: &[u32]) -> bool {
    counts.iter().filter(|&&count| count > 0).count() <= 1
}
