//! A dense row-major matrix of `f32`: the one shape in which rows reach the models.

/// Row-major matrix: `data[row * cols + col]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f32>,
}

impl Matrix {
    /// A matrix of zeros of shape (`rows`, `cols`).
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// Takes `data`, row after row.
    ///
    /// # Panics
    /// If `data.len() != rows * cols`: the caller computed a shape wrongly.
    pub fn from_vec(rows: usize, cols: usize, data: Vec<f32>) -> Self {
        assert_eq!(data.len(), rows * cols, "{rows} x {cols} matrix from {} values", data.len());
        Self { rows, cols, data }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Row `i`, `cols` long.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// Row `i`, writable.
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// The value at (`row`, `col`).
    pub fn get(&self, row: usize, col: usize) -> f32 {
        self.data[row * self.cols + col]
    }

    /// All values, row after row.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// All values, writable.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// The rows in order. A matrix without columns yields `rows()` empty slices.
    pub fn iter_rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        (0..self.rows).map(|i| self.row(i))
    }

    /// A new matrix of the rows named by `index`, in that order.
    pub fn select_rows(&self, index: &[usize]) -> Self {
        let mut data = Vec::with_capacity(index.len() * self.cols);
        for &i in index {
            data.extend_from_slice(self.row(i));
        }
        Self { rows: index.len(), cols: self.cols, data }
    }

    /// Whether every value is finite.
    pub fn is_finite(&self) -> bool {
        self.data.iter().all(|v| v.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_contiguous_and_selectable() {
        let m = Matrix::from_vec(3, 2, vec![1., 2., 3., 4., 5., 6.]);
        assert_eq!(m.row(1), [3., 4.]);
        let s = m.select_rows(&[2, 0, 2]);
        assert_eq!(s.as_slice(), [5., 6., 1., 2., 5., 6.]);
        assert_eq!(s.iter_rows().len(), 3);
    }

    #[test]
    fn a_matrix_without_columns_keeps_its_rows() {
        let m = Matrix::zeros(4, 0);
        assert_eq!(m.iter_rows().count(), 4);
    }

    #[test]
    fn finiteness_sees_every_cell() {
        let mut m = Matrix::zeros(2, 2);
        assert!(m.is_finite());
        m.row_mut(1)[1] = f32::NAN;
        assert!(!m.is_finite());
    }
}
