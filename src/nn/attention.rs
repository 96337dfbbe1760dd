//! Where the attention layers of a network look.

/// The mean attention of one layer over rows and heads.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionMap {
    /// Its place in the network: `1.attention`, or `2.residual.0.attention` within a residual.
    pub layer: String,
    /// Steps of the sequence.
    pub steps: usize,
    /// Shape (steps, steps), row-major: how much step i (row) takes of step j (column). Rows sum to 1.
    pub weights: Vec<f64>,
}

impl AttentionMap {
    /// The sum over the heads and rows of `weights`, of shape (rows × heads, steps, steps).
    pub(super) fn sum(layer: String, steps: usize, weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = vec![0.0; steps * steps];
        for (i, weight) in weights.enumerate() {
            sum[i % (steps * steps)] += weight;
        }
        Self { layer, steps, weights: sum }
    }

    /// Adds the sums of other rows.
    pub(super) fn add(&mut self, other: &Self) {
        self.weights.iter_mut().zip(&other.weights).for_each(|(sum, &more)| *sum += more);
    }

    /// Turns sums into means: each row of weights sums to 1.
    pub(super) fn normalise(&mut self) {
        for row in self.weights.chunks_exact_mut(self.steps) {
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|weight| *weight /= total);
        }
    }
}
