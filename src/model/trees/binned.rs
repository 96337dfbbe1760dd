//! Training rows as bin numbers, one byte a cell.

use rayon::prelude::*;

use super::super::bins::Edges;
use crate::matrix::Matrix;

/// Most bins of a column: what a byte can name.
pub(in super::super) const BINS: usize = 256;

/// Edges come from all rows up to twice this many; of more, from evenly spaced ones.
const ROWS_FOR_EDGES: usize = 200_000;

/// Rows binned by one task.
const BLOCK: usize = 4096;

/// Rows whose cells of one column are looked up side by side.
const STRIP: usize = 32;

/// Edges of every column of `x`, at most `limit` bins each.
pub(in super::super) fn fit_edges(x: &Matrix, limit: usize) -> Vec<Edges> {
    let step = (x.rows() / ROWS_FOR_EDGES).max(1);
    (0..x.cols())
        .into_par_iter()
        .map(|column| {
            let mut values: Vec<f32> = (0..x.rows()).step_by(step).map(|row| x.get(row, column)).collect();
            Edges::fit(&mut values, limit)
        })
        .collect()
}

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
        let columns = x.cols();
        let edges = fit_edges(x, BINS);
        let mut cells = vec![0; x.rows() * columns];
        cells.par_chunks_mut(BLOCK * columns).zip(x.as_slice().par_chunks(BLOCK * columns)).for_each(
            |(cells, values)| {
                let strips = cells.chunks_mut(STRIP * columns).zip(values.chunks(STRIP * columns));
                strips.for_each(|(cells, values)| bin_strip(&edges, cells, values));
            },
        );
        Self { columns, edges, cells }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// The bins of each column.
    pub(super) fn edges(&self) -> &[Edges] {
        &self.edges
    }

    /// All cells, row after row.
    pub(super) fn cells(&self) -> &[u8] {
        &self.cells
    }
}

/// Column after column, so that the searches of neighbouring rows overlap.
fn bin_strip(edges: &[Edges], cells: &mut [u8], values: &[f32]) {
    let columns = edges.len();
    for (column, edges) in edges.iter().enumerate() {
        let values = values[column..].iter().step_by(columns);
        for (cell, &value) in cells[column..].iter_mut().step_by(columns).zip(values) {
            *cell = edges.bin(value) as u8;
        }
    }
}
