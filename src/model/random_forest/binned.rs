//! Training rows as bin numbers, one byte a cell.

use rayon::prelude::*;

use super::super::bins::Edges;
use crate::matrix::Matrix;

/// Most bins of a column: what a byte can name.
pub(super) const BINS: usize = 256;

/// Edges come from all rows up to twice this many; of more, from evenly spaced ones.
const ROWS_FOR_EDGES: usize = 200_000;

/// Rows binned by one task.
const BLOCK: usize = 4096;

/// Row-major bin numbers and the edges they stand for.
#[derive(Debug)]
pub(super) struct BinnedRows {
    columns: usize,
    edges: Vec<Edges>,
    cells: Vec<u8>,
}

impl BinnedRows {
    /// Bins every column of `x`, which has at least one.
    pub(super) fn new(x: &Matrix) -> Self {
        let step = (x.rows() / ROWS_FOR_EDGES).max(1);
        let edges: Vec<Edges> = (0..x.cols())
            .into_par_iter()
            .map(|column| {
                let mut values: Vec<f32> = (0..x.rows()).step_by(step).map(|row| x.get(row, column)).collect();
                Edges::fit(&mut values, BINS)
            })
            .collect();
        let mut cells = vec![0; x.rows() * x.cols()];
        let block = BLOCK * x.cols();
        cells.par_chunks_mut(block).zip(x.as_slice().par_chunks(block)).for_each(|(cells, values)| {
            for (cells, values) in cells.chunks_exact_mut(x.cols()).zip(values.chunks_exact(x.cols())) {
                for ((cell, &value), edges) in cells.iter_mut().zip(values).zip(&edges) {
                    *cell = edges.bin(value) as u8;
                }
            }
        });
        Self { columns: x.cols(), edges, cells }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn edges(&self, column: usize) -> &Edges {
        &self.edges[column]
    }

    /// The bins of one row.
    pub(super) fn row(&self, row: usize) -> &[u8] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }
}
