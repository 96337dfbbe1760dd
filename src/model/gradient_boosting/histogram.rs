//! Binned columns in groups, and the gradients summed over their bins.

use rayon::prelude::*;

use super::super::bins::Edges;
use super::super::trees::{BINS, fit_edges};
use crate::matrix::Matrix;

/// Columns whose bins stand side by side: one look at a row serves them all, and their histograms share the innermost cache.
pub(super) const GROUP: usize = 4;

/// Rows binned at a time, so that their searches overlap.
const STRIP: usize = 32;

/// Bins of all rows, group of columns after group; the last group is filled up with columns that are always in bin 0.
pub(super) struct GroupedBins {
    edges: Vec<Edges>,
    groups: Vec<Vec<[u8; GROUP]>>,
}

impl GroupedBins {
    pub(super) fn new(x: &Matrix) -> Self {
        let edges = fit_edges(x, BINS);
        let groups = edges
            .par_chunks(GROUP)
            .enumerate()
            .map(|(place, edges)| {
                let mut cells = vec![[0; GROUP]; x.rows()];
                for (strip, cells) in cells.chunks_mut(STRIP).enumerate() {
                    for (offset, edges) in edges.iter().enumerate() {
                        for (row, cell) in cells.iter_mut().enumerate() {
                            cell[offset] = edges.bin(x.get(strip * STRIP + row, place * GROUP + offset)) as u8;
                        }
                    }
                }
                cells
            })
            .collect();
        Self { edges, groups }
    }

    /// Edges by column.
    pub(super) fn edges(&self) -> &[Edges] {
        &self.edges
    }

    /// Group number `place`: the bins of its columns, row after row.
    pub(super) fn group(&self, place: usize) -> &[[u8; GROUP]] {
        &self.groups[place]
    }

    /// Whether a row's bin in `column` is at most `bin`.
    pub(super) fn goes_left(&self, column: usize, bin: usize) -> impl Fn(u32) -> bool {
        let (group, offset) = (&self.groups[column / GROUP], column % GROUP);
        move |row| usize::from(group[row as usize][offset]) <= bin
    }

    /// An empty histogram of all columns.
    pub(super) fn histogram(&self) -> Vec<Column> {
        vec![[Sums::default(); BINS]; self.groups.len() * GROUP]
    }
}

/// First and second derivative of the loss by a row's raw score.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Derivatives {
    pub(super) gradient: f32,
    pub(super) hessian: f32,
}

/// Sums over rows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
    pub(super) rows: u32,
}

impl Sums {
    pub(super) fn add(&mut self, other: &Self) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.rows += other.rows;
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            hessian: self.hessian - other.hessian,
            rows: self.rows - other.rows,
        }
    }
}

/// One column's sums by bin.
pub(super) type Column = [Sums; BINS];

/// Adds the rows `rows`, whose derivatives stand in the same order, to emptied histograms of one group.
pub(super) fn fill(columns: &mut [Column], group: &[[u8; GROUP]], rows: &[u32], derivatives: &[Derivatives]) {
    let columns: &mut [Column; GROUP] = columns.try_into().expect("groups are filled up");
    columns.as_flattened_mut().fill(Sums::default());
    for (&row, derivatives) in rows.iter().zip(derivatives) {
        let (gradient, hessian) = (f64::from(derivatives.gradient), f64::from(derivatives.hessian));
        for (column, bin) in columns.iter_mut().zip(group[row as usize]) {
            let sums = &mut column[usize::from(bin)];
            sums.gradient += gradient;
            sums.hessian += hessian;
            sums.rows += 1;
        }
    }
}

/// Takes one child's histograms from the parent's, which become the other child's.
pub(super) fn subtract(parent: &mut [Column], child: &[Column]) {
    for (parent, child) in parent.iter_mut().flatten().zip(child.iter().flatten()) {
        *parent = parent.minus(child);
    }
}
