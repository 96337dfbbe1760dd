//! The native forest: grows its trees in parallel, scores rows, and tells what it learned.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::super::{FitContext, FitProgress, ModelError, NamedTensor, guard, scores};
use super::binned::BinnedRows;
use super::grow::{Grown, RowSet, Soil, grow};
use super::tree::{Kind, Tree};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::RandomForest;
use crate::text::thousands;

/// Rows scored by one task: their sums stay in the cache while the trees pass by.
const BLOCK: usize = 1024;

/// Columns named in the note on importance.
const COLUMNS_NAMED: usize = 5;

/// Trees and the number of classes they tell apart.
#[derive(Debug)]
pub(super) struct Forest {
    classes: usize,
    trees: Vec<Tree>,
}

impl Forest {
    /// Grows the forest; the notes give its out-of-bag accuracy and its most important columns.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], unusable class weights, more rows or classes than their numbers can count.
    pub(super) fn fit(
        settings: &RandomForest,
        columns_per_split: usize,
        train: &Samples,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        let (rows, classes) = (train.len(), context.classes);
        if u32::try_from(rows).is_err() || u16::try_from(classes).is_err() {
            let limits = "a forest takes at most 4,294,967,295 rows and 65,535 classes";
            return Err(ModelError::Unsupported(format!("{limits}, not {rows} and {classes}")));
        }
        let class_weights = guard::class_weights(context, &guard::class_counts(&train.y, classes))?;
        let soil = Soil {
            bins: BinnedRows::new(&train.x),
            classes: &train.y,
            class_weights,
            columns_per_split,
            max_depth: settings.max_depth.unwrap_or(u32::MAX),
            min_leaf: settings.min_samples_leaf.max(1),
        };
        let done = AtomicU32::new(0);
        let grown = (0..settings.trees)
            .into_par_iter()
            .with_max_len(1)
            .map(|index| {
                let grown = grow(&soil, index, context)?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                let stage = "tree".to_owned();
                (context.on_progress)(&FitProgress { stage, done, total: settings.trees, loss: None, val_loss: None });
                Ok(grown)
            })
            .collect::<Result<Vec<Grown>, ModelError>>()?;
        let mut importances = vec![0.0; train.x.cols()];
        let (mut trees, mut bags) = (Vec::with_capacity(grown.len()), Vec::with_capacity(grown.len()));
        for Grown { tree, in_bag, importances: of_tree } in grown {
            importances.iter_mut().zip(of_tree).for_each(|(sum, of_tree)| *sum += of_tree / f64::from(settings.trees));
            trees.push(tree);
            bags.push(in_bag);
        }
        let forest = Self { classes, trees };
        let notes = [forest.out_of_bag_note(train, &bags), importance_note(&importances, context)];
        Ok((forest, notes.into_iter().flatten().collect()))
    }

    /// Mean class shares of the leaves each row falls into.
    pub(super) fn scores(&self, x: &Matrix) -> Matrix {
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
        let mut sums = vec![0.0; count * self.classes];
        for (index, tree) in self.trees.iter().enumerate() {
            for (offset, sums) in sums.chunks_exact_mut(self.classes).enumerate() {
                let row = start + offset;
                if asks(index, row) {
                    let shares = tree.shares(x.row(row), self.classes);
                    sums.iter_mut().zip(shares).for_each(|(sum, &share)| *sum += f64::from(share));
                }
            }
        }
        sums
    }

    /// Accuracy on the rows of train, each judged by the trees that did not draw it.
    fn out_of_bag_note(&self, train: &Samples, bags: &[RowSet]) -> Option<String> {
        let (judged, correct) = train
            .y
            .par_chunks(BLOCK)
            .enumerate()
            .map(|(place, labels)| {
                let start = place * BLOCK;
                let sums = self.sum_shares(&train.x, start, labels.len(), |tree, row| !bags[tree].contains(row));
                let asked =
                    sums.chunks_exact(self.classes).zip(labels).filter(|(sums, _)| sums.iter().any(|&s| s > 0.0));
                asked.fold((0, 0), |(judged, correct), (sums, &class)| {
                    (judged + 1, correct + usize::from(scores::first_largest(sums) == class as usize))
                })
            })
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        (judged > 0).then(|| {
            let accuracy = correct as f64 / judged as f64;
            format!("out-of-bag accuracy {accuracy:.4} on {} rows", thousands(judged))
        })
    }

    /// Nodes of all trees, leaves included.
    pub(super) fn nodes(&self) -> u64 {
        self.trees.iter().map(|tree| tree.nodes.len() as u64).sum()
    }

    /// The trees one after another. `column`, `left` and `right` are −1 in leaves; children are counted within their tree; the class
    /// shares stand in the order of the leaves.
    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        let nodes = self.nodes() as usize;
        let mut columns: [Vec<f32>; 4] = std::array::from_fn(|_| Vec::with_capacity(nodes));
        let mut leaf_shares = Vec::new();
        for tree in &self.trees {
            for node in &tree.nodes {
                let cells = match node.kind() {
                    Kind::Split(column, threshold, left) => [column as f32, threshold, left as f32, (left + 1) as f32],
                    Kind::Leaf(place) => {
                        let start = place as usize * self.classes;
                        leaf_shares.extend_from_slice(&tree.leaf_shares[start..start + self.classes]);
                        [-1.0, 0.0, -1.0, -1.0]
                    }
                };
                columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
            }
        }
        let sizes: Vec<f32> = self.trees.iter().map(|tree| tree.nodes.len() as f32).collect();
        let leaves = leaf_shares.len() / self.classes;
        let mut tensors = vec![
            NamedTensor { name: "nodes_per_tree".into(), shape: vec![sizes.len()], values: sizes },
            NamedTensor { name: "leaf_shares".into(), shape: vec![leaves, self.classes], values: leaf_shares },
        ];
        for (name, values) in ["column", "threshold", "left", "right"].into_iter().zip(columns) {
            tensors.push(NamedTensor { name: name.into(), shape: vec![nodes], values });
        }
        tensors
    }
}

/// Sums scaled to shares; a forest has a tree, so the sum is positive.
fn mean(sums: &[f64]) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    sums.iter().map(|sum| sum / total).collect()
}

fn importance_note(importances: &[f64], context: &FitContext<'_>) -> Option<String> {
    let mut order: Vec<usize> = (0..importances.len()).filter(|&column| importances[column] > 0.0).collect();
    order.sort_by(|&a, &b| importances[b].total_cmp(&importances[a]));
    let named: Vec<String> = order
        .into_iter()
        .take(COLUMNS_NAMED)
        .map(|column| format!("{} {:.3}", context.column_name(column), importances[column]))
        .collect();
    (!named.is_empty()).then(|| format!("most important columns by Gini decrease: {}", named.join(", ")))
}
