//! Classification trees that vote: grows them in parallel, scores rows, and tells what they learned.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::super::{FitContext, FitProgress, ModelError, NamedTensor, guard, scores};
use super::binned::BinnedRows;
use super::grow::{Grown, RowSet, Soil, Workspace, grow};
use super::packed::{Layout, MOST_COLUMNS, MOST_ROWS, PackedTree};
use super::tensors::tensors;
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::text::thousands;

/// Rows scored by one task: a tree stays in the cache while they pass by.
const BLOCK: usize = 1024;

/// How a forest is grown.
#[derive(Debug)]
pub(in super::super) struct Plan {
    /// Number of trees, at least one.
    pub(in super::super) trees: u32,
    /// Columns tried per split.
    pub(in super::super) columns_per_split: usize,
    /// Largest depth; `None`: until pure.
    pub(in super::super) max_depth: Option<u32>,
    /// Fewest rows in a leaf; a row counts as often as it was drawn.
    pub(in super::super) min_leaf: u32,
    /// Whether a tree draws as many rows as there are, with replacement, or takes each once.
    pub(in super::super) bootstrap: bool,
    /// Whether it is kept which rows each tree drew, a bit a row and tree.
    pub(in super::super) keep_bags: bool,
}

/// Trees and the number of classes they tell apart.
#[derive(Debug)]
pub(in super::super) struct Forest {
    classes: usize,
    layout: Layout,
    trees: Vec<PackedTree>,
}

/// A forest and what its growing showed.
#[derive(Debug)]
pub(in super::super) struct GrownForest {
    pub(in super::super) forest: Forest,
    /// Decrease of the weighted Gini impurity by column; each tree that was split counts the same.
    pub(in super::super) gains: Vec<f64>,
    /// The rows that each tree drew, where they were to be kept.
    bags: Vec<RowSet>,
}

impl Forest {
    /// Grows the forest.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], unusable class weights, more rows, classes or columns than their numbers can count.
    pub(in super::super) fn fit(
        plan: &Plan,
        train: &Samples,
        context: &FitContext<'_>,
    ) -> Result<GrownForest, ModelError> {
        let (rows, classes) = (train.len(), context.classes);
        let columns = train.x.cols();
        if rows > MOST_ROWS || u16::try_from(classes).is_err() || columns > MOST_COLUMNS {
            let [most_rows, most_columns] = [MOST_ROWS, MOST_COLUMNS].map(thousands);
            let limits = format!("trees take at most {most_rows} rows, 65,535 classes and {most_columns} columns");
            let [rows, classes, columns] = [rows, classes, columns].map(thousands);
            return Err(ModelError::Unsupported(format!("{limits}, not {rows}, {classes} and {columns}")));
        }
        let class_weights = guard::classes(train, context)?.weights;
        let soil = Soil { plan, bins: BinnedRows::new(&train.x), classes: &train.y, class_weights };
        let layout = Layout::new(soil.bins.edges());
        let idle: Mutex<Vec<Workspace>> = Mutex::default();
        let idle = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        let done = AtomicU32::new(0);
        let grown = (0..plan.trees)
            .into_par_iter()
            .with_max_len(1)
            .map(|index| {
                let mut space = idle().pop().unwrap_or_default();
                let Grown { tree, in_bag, gains } = grow(&soil, index, &mut space, context)?;
                idle().push(space);
                let tree = PackedTree::new(&tree, soil.bins.edges(), &layout);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                let stage = "tree".to_owned();
                (context.on_progress)(&FitProgress { stage, done, total: plan.trees, loss: None, val_loss: None });
                Ok((tree, in_bag, gains))
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let mut gains = vec![0.0; columns];
        let (mut trees, mut bags) = (Vec::with_capacity(grown.len()), Vec::new());
        for (tree, in_bag, of_tree) in grown {
            gains.iter_mut().zip(of_tree).for_each(|(sum, gain)| *sum += gain);
            trees.push(tree);
            bags.extend(in_bag);
        }
        Ok(GrownForest { forest: Self { classes, layout, trees }, gains, bags })
    }

    /// Mean class shares of the leaves each row falls into.
    pub(in super::super) fn scores(&self, x: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(x.rows(), self.classes);
        let block = BLOCK * self.classes;
        out.as_mut_slice().par_chunks_mut(block).enumerate().for_each(|(place, scores)| {
            let sums = self.sum_shares(x, place * BLOCK, scores.len() / self.classes, |_, _| true);
            for (row, sums) in scores.chunks_exact_mut(self.classes).zip(sums.chunks_exact(self.classes)) {
                scores::write_shares(row, &mean(sums));
            }
        });
        out
    }

    /// Class shares of `count` rows from `start` on, summed in the order of the trees over those that `asks` (tree, row) admits.
    fn sum_shares(&self, x: &Matrix, start: usize, count: usize, asks: impl Fn(usize, usize) -> bool) -> Vec<f64> {
        let (columns, classes) = (x.cols(), self.classes);
        let block = &x.as_slice()[start * columns..(start + count) * columns];
        let mut sums = vec![0.0; count * classes];
        for (index, tree) in self.trees.iter().enumerate() {
            let places = (0..count).filter(|place| asks(index, start + place));
            tree.walk(&self.layout, block, columns, places, |place, leaf| {
                let shares = &tree.leaf_values[leaf * classes..(leaf + 1) * classes];
                let sums = &mut sums[place * classes..(place + 1) * classes];
                sums.iter_mut().zip(shares).for_each(|(sum, &share)| *sum += f64::from(share));
            });
        }
        sums
    }

    /// Nodes of all trees, leaves included.
    pub(in super::super) fn nodes(&self) -> u64 {
        self.trees.iter().map(|tree| tree.size() as u64).sum()
    }

    /// The trees as [`tensors`] writes them.
    pub(in super::super) fn tensors(&self) -> Vec<NamedTensor> {
        tensors(self.trees.iter().map(|tree| tree.unpack(&self.layout)), self.classes, "leaf_shares")
    }
}

impl GrownForest {
    /// Accuracy on the rows it was grown on, each judged by the trees that did not draw it; `None` where every tree drew every row, or
    /// the bags were not kept.
    pub(in super::super) fn out_of_bag_note(&self, train: &Samples) -> Option<String> {
        if self.bags.is_empty() {
            return None;
        }
        let classes = self.forest.classes;
        let (judged, correct) = train
            .y
            .par_chunks(BLOCK)
            .enumerate()
            .map(|(place, labels)| {
                let start = place * BLOCK;
                let sums =
                    self.forest.sum_shares(&train.x, start, labels.len(), |tree, row| !self.bags[tree].contains(row));
                let asked = sums.chunks_exact(classes).zip(labels).filter(|(sums, _)| sums.iter().any(|&s| s > 0.0));
                asked.fold((0_usize, 0), |(judged, correct), (sums, &class)| {
                    (judged + 1, correct + usize::from(scores::first_largest(sums) == class as usize))
                })
            })
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        (judged > 0).then(|| {
            let accuracy = correct as f64 / judged as f64;
            format!("out-of-bag accuracy {accuracy:.4} on {} rows", thousands(judged))
        })
    }
}

/// Sums scaled to shares; a forest has a tree, so the sum is positive.
fn mean(sums: &[f64]) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    sums.iter().map(|sum| sum / total).collect()
}
