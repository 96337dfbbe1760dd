//! One two-sided problem on the training rows, and what each row costs.

/// Share of the gradient's start at which a machine is solved, times the rarer side's share of the rows: LIBLINEAR's rule, ten times as
/// strict as scikit-learn's default, so that the coefficients are those of the minimum to four digits.
const TOLERANCE: f64 = 1e-5;

/// Which rows are positive, and what it costs to be on the wrong side of the margin.
pub(super) struct Side {
    pub(super) positive: Vec<bool>,
    /// C of the positive and of the other rows.
    pub(super) c: [f64; 2],
}

/// A row within the margin or on its wrong side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Active {
    /// 1 − y (w·x), positive.
    slack: f64,
    /// The label, ±1.
    y: f64,
    c: f64,
}

impl Active {
    /// C max(0, 1 − y p)² at the product p.
    pub(super) fn loss(self) -> f64 {
        self.c * self.slack * self.slack
    }

    /// The derivative of the loss by the product.
    pub(super) fn slope(self) -> f64 {
        -2.0 * self.c * self.y * self.slack
    }

    /// The second derivative.
    pub(super) fn curvature(self) -> f64 {
        2.0 * self.c
    }
}

impl Side {
    /// Share of its start at which the gradient is small enough.
    pub(super) fn tolerance(&self) -> f64 {
        let rows = self.positive.len();
        let positive = self.positive.iter().filter(|&&positive| positive).count();
        TOLERANCE * positive.min(rows - positive).max(1) as f64 / rows as f64
    }

    /// The row, if its product with the weights leaves it within the margin or on the wrong side.
    pub(super) fn active(&self, row: usize, product: f64) -> Option<Active> {
        let [positive, other] = self.c;
        let (y, c) = if self.positive[row] { (1.0, positive) } else { (-1.0, other) };
        let slack = 1.0 - y * product;
        (slack > 0.0).then_some(Active { slack, y, c })
    }

    /// The loss of a row with this product.
    pub(super) fn loss(&self, row: usize, product: f64) -> f64 {
        self.active(row, product).map_or(0.0, Active::loss)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::matrix::Matrix;
    use crate::random::Stream;

    /// Rows of noise whose first column tells the side, mostly.
    pub(in super::super) fn noisy_side(rows: usize, columns: usize) -> (Matrix, Side) {
        let mut stream = Stream::new(1, &["linear test"]);
        let x = Matrix::from_vec(rows, columns, (0..rows * columns).map(|_| stream.normal() as f32).collect());
        let positive = x.iter_rows().map(|row| f64::from(row[0]) + stream.normal() > 0.5).collect();
        (x, Side { positive, c: [2.0, 0.5] })
    }

    #[test]
    fn only_rows_within_the_margin_cost() {
        let side = Side { positive: vec![true, false], c: [2.0, 0.5] };
        assert_eq!([1.0, 0.5, -1.0].map(|product| side.loss(0, product)), [0.0, 0.5, 8.0]);
        assert_eq!([1.0, -0.5, -1.0].map(|product| side.loss(1, product)), [2.0, 0.125, 0.0]);
    }
}
