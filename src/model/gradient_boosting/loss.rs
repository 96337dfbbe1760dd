//! Log loss of raw scores, and its derivatives.

use rayon::prelude::*;

use super::super::{guard, scores};
use super::histogram::Derivatives;

/// Rows of one task; the loss is summed task by task, so that its bits do not depend on the threads.
const BLOCK: usize = 4096;

/// What is learned from: places of the classes that train holds, and what each row weighs.
pub(super) struct Labels {
    /// Class of each row, a place in `weights`.
    classes_of: Vec<u32>,
    /// Weight of each class, of which there are at least two.
    weights: Vec<f64>,
    /// Total weight of each class's rows.
    class_sums: Vec<f64>,
}

impl Labels {
    /// Labels of rows, whose classes count from 0 and weigh `weights`.
    pub(super) fn new(classes_of: Vec<u32>, weights: Vec<f64>) -> Self {
        let counts = guard::class_counts(&classes_of, weights.len());
        let class_sums = counts.into_iter().zip(&weights).map(|(count, weight)| count as f64 * weight).collect();
        Self { classes_of, weights, class_sums }
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.classes_of.len()
    }

    /// Raw scores a row: the log odds of class 1 of two, else one a class.
    pub(super) fn outputs(&self) -> usize {
        if self.weights.len() == 2 { 1 } else { self.weights.len() }
    }

    /// Total weight of the rows.
    fn weight(&self) -> f64 {
        self.class_sums.iter().sum()
    }

    /// The raw scores that, the same for every row, have the least loss; those of several classes sum to 0.
    pub(super) fn baseline(&self) -> Vec<f64> {
        let logs: Vec<f64> = self.class_sums.iter().copied().map(libm::log).collect();
        if let [negative, positive] = logs[..] {
            return vec![positive - negative];
        }
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        logs.into_iter().map(|log| log - mean).collect()
    }

    /// Writes the derivatives of each row's loss by its raw scores; both hold `outputs` a row. Returns the mean loss.
    pub(super) fn derive(&self, raw: &[f64], derivatives: &mut [Derivatives]) -> f64 {
        let (outputs, block) = (self.outputs(), BLOCK * self.outputs());
        let losses: Vec<f64> = derivatives
            .par_chunks_mut(block)
            .zip(raw.par_chunks(block))
            .zip(self.classes_of.par_chunks(BLOCK))
            .map(|((derivatives, raw), classes)| {
                let mut shares = vec![0.0; outputs];
                let rows = derivatives.chunks_exact_mut(outputs).zip(raw.chunks_exact(outputs)).zip(classes);
                rows.map(|((derivatives, raw), &class)| {
                    let weight = self.weights[class as usize];
                    weight * derive_row(raw, class as usize, weight, &mut shares, derivatives)
                })
                .sum::<f64>()
            })
            .collect();
        losses.iter().sum::<f64>() / self.weight()
    }

    /// Mean loss of raw scores, `outputs` a row.
    pub(super) fn loss(&self, raw: &[f64]) -> f64 {
        let (outputs, block) = (self.outputs(), BLOCK * self.outputs());
        let losses: Vec<f64> = raw
            .par_chunks(block)
            .zip(self.classes_of.par_chunks(BLOCK))
            .map(|(raw, classes)| {
                let mut shares = vec![0.0; outputs];
                let rows = raw.chunks_exact(outputs).zip(classes);
                rows.map(|(raw, &class)| self.weights[class as usize] * loss_of_row(raw, class as usize, &mut shares))
                    .sum::<f64>()
            })
            .collect();
        losses.iter().sum::<f64>() / self.weight()
    }
}

/// Writes a row's derivatives; returns its loss without the weight.
fn derive_row(raw: &[f64], class: usize, weight: f64, shares: &mut [f64], derivatives: &mut [Derivatives]) -> f64 {
    let loss = loss_of_row(raw, class, shares);
    let one_hot = |output: usize| if raw.len() == 1 { class == 1 } else { class == output };
    for (output, (share, derivatives)) in shares.iter().zip(derivatives).enumerate() {
        let gradient = share - f64::from(u8::from(one_hot(output)));
        *derivatives =
            Derivatives { gradient: (weight * gradient) as f32, hessian: (weight * share * (1.0 - share)) as f32 };
    }
    loss
}

/// Log loss of a row; leaves its shares in `shares`.
fn loss_of_row(raw: &[f64], class: usize, shares: &mut [f64]) -> f64 {
    if let &[raw] = raw {
        let small = libm::exp(-raw.abs());
        shares[0] = if raw >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
        let towards = if class == 1 { raw } else { -raw };
        return libm::log1p(small) + (-towards).max(0.0);
    }
    shares.copy_from_slice(raw);
    let (largest, total) = scores::softmax(shares);
    libm::log(total) + largest - raw[class]
}

/// Probabilities of all classes from a row's raw scores.
pub(super) fn shares(raw: &[f64], shares: &mut [f64]) {
    if let (&[raw], [negative, positive]) = (raw, &mut *shares) {
        *positive = scores::logistic(raw);
        *negative = 1.0 - *positive;
    } else {
        shares.copy_from_slice(raw);
        scores::softmax(shares);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(classes_of: &[u32], weights: &[f64]) -> Labels {
        Labels::new(classes_of.to_vec(), weights.to_vec())
    }

    #[test]
    fn derivatives_are_those_of_the_loss() {
        for (class, weights) in [(0, vec![1.0, 2.5]), (1, vec![1.0, 2.5]), (2, vec![0.5, 1.0, 3.0])] {
            let of = labels(std::slice::from_ref(&class), &weights);
            let raw: Vec<f64> = (0..of.outputs()).map(|output| 0.7 - 0.9 * output as f64).collect();
            let mut derivatives = vec![Derivatives::default(); raw.len()];
            let loss = of.derive(&raw, &mut derivatives);
            assert!((loss - of.loss(&raw)).abs() < 1e-15);
            let step = 1e-4;
            for output in 0..raw.len() {
                let at = |step: f64| {
                    let mut raw = raw.clone();
                    raw[output] += step;
                    of.loss(&raw) * of.weight()
                };
                let gradient = (at(step) - at(-step)) / (2.0 * step);
                let hessian = (at(step) - 2.0 * at(0.0) + at(-step)) / (step * step);
                assert!((gradient - f64::from(derivatives[output].gradient)).abs() < 1e-6, "{gradient}");
                assert!((hessian - f64::from(derivatives[output].hessian)).abs() < 1e-5, "{hessian}");
            }
        }
    }

    #[test]
    fn the_baseline_is_the_prior() {
        let of = labels(&[0, 0, 0, 1], &[1.0, 1.0]);
        assert!((of.baseline()[0] - libm::log(1.0 / 3.0)).abs() < 1e-15);
        let of = labels(&[0, 1, 1, 2], &[2.0, 1.0, 4.0]);
        let mut found = [0.0; 3];
        shares(&of.baseline(), &mut found);
        assert!(found.iter().zip([0.25, 0.25, 0.5]).all(|(found, prior)| (found - prior).abs() < 1e-15), "{found:?}");
    }

    #[test]
    fn extreme_scores_keep_a_finite_loss() {
        let of = labels(&[0, 1], &[1.0, 1.0]);
        assert_eq!(of.loss(&[800.0, 800.0]), 400.0);
        assert_eq!(of.loss(&[-800.0, -800.0]), 400.0);
    }
}
