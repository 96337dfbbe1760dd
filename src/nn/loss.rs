//! What a network's last values mean, and the loss on them.
//!
//! Cross-entropies are computed from the logits, so no clipping of probabilities is needed and the gradient is p − y.

use serde::{Deserialize, Serialize};

use super::kernels::{Path, Real, sigmoid, softmax};

/// What a network answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// One logit, the log-odds of class 1; binary cross-entropy.
    Binary,
    /// One logit per class; categorical cross-entropy.
    Classes(usize),
    /// Plain values; mean squared error.
    Values(usize),
}

/// What it should answer, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a, T> {
    /// Class indices.
    Classes(&'a [u32]),
    /// Values, as wide as the head.
    Values(&'a [T]),
}

impl<'a, T> Target<'a, T> {
    /// The targets of parts of `rows` rows of a head of `width` values.
    pub(super) fn parts(self, rows: usize, width: usize) -> Box<dyn Iterator<Item = Self> + 'a> {
        match self {
            Self::Classes(classes) => Box::new(classes.chunks(rows).map(Self::Classes)),
            Self::Values(values) => Box::new(values.chunks(rows * width).map(Self::Values)),
        }
    }
}

/// Loss and hits of some rows, each summed in row order.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Rows.
    pub rows: usize,
    /// Sum of the rows' (weighted) losses.
    pub loss: f64,
    /// Rows whose predicted class is right.
    pub hits: usize,
}

impl Tally {
    /// Takes the rows of `other`, too.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.loss += other.loss;
        self.hits += other.hits;
    }

    /// Mean loss per row.
    pub fn mean_loss(self) -> f64 {
        self.loss / self.rows as f64
    }

    /// Share of rows predicted right.
    pub fn accuracy(self) -> f64 {
        self.hits as f64 / self.rows as f64
    }
}

impl Head {
    /// What a classifier of that many classes answers.
    pub(super) fn of_task(classes: usize, binary: bool) -> Self {
        if binary && classes == 2 { Self::Binary } else { Self::Classes(classes) }
    }

    /// Values per row.
    pub fn width(self) -> usize {
        match self {
            Self::Binary => 1,
            Self::Classes(n) | Self::Values(n) => n,
        }
    }

    /// Turns logits into probabilities, in place.
    pub(crate) fn activate<T: Real>(self, path: Path, values: &mut [T]) {
        match self {
            Self::Binary => super::kernels::activate(path, crate::spec::Activation::Sigmoid, values),
            Self::Classes(n) => softmax(path, values, n),
            Self::Values(_) => {}
        }
    }

    /// The loss of `outputs` (before [`activate`](Self::activate)), each row weighted by `class_weights` of its class (1 where that
    /// is empty). The gradient of the weighted sum divided by `batch`, as Keras weights, replaces `outputs`; `batch` is
    /// the number of rows of the whole batch, of which these may be a part.
    ///
    /// # Panics
    /// If `target` is of another kind than the head, or a class index is too large: the caller built both.
    pub(crate) fn loss<T: Real>(
        self,
        path: Path,
        outputs: &mut [T],
        target: Target<'_, T>,
        class_weights: &[f32],
        batch: usize,
    ) -> Tally {
        let rows = outputs.len() / self.width();
        let share = T::ONE / T::from_f64(batch as f64);
        let weight = |class: u32| class_weights.get(class as usize).map_or(1.0, |&w| w);
        let mut tally = Tally { rows, ..Tally::default() };
        match (self, target) {
            (Self::Binary, Target::Classes(classes)) => {
                for (z, &class) in outputs.iter_mut().zip(classes) {
                    let weight = weight(class);
                    // ln(1 + e^s) with s = −z for class 1, z for class 0.
                    let s = if class == 1 { -z.to_f64() } else { z.to_f64() };
                    tally.loss += f64::from(weight) * (s.max(0.0) + libm::log1p(libm::exp(-s.abs())));
                    tally.hits += usize::from((*z >= T::ZERO) == (class == 1));
                    let label = if class == 1 { T::ONE } else { T::ZERO };
                    *z = (sigmoid(*z) - label) * T::from_f32(weight) * share;
                }
            }
            (Self::Classes(n), Target::Classes(classes)) => {
                for (row, &class) in outputs.chunks_exact(n).zip(classes) {
                    let largest = argmax(row);
                    let sum: f64 = row.iter().map(|&z| libm::exp((z - row[largest]).to_f64())).sum();
                    let loss = libm::log(sum) - (row[class as usize] - row[largest]).to_f64();
                    tally.loss += f64::from(weight(class)) * loss;
                    tally.hits += usize::from(largest == class as usize);
                }
                softmax(path, outputs, n);
                for (row, &class) in outputs.chunks_exact_mut(n).zip(classes) {
                    row[class as usize] = row[class as usize] - T::ONE;
                    let factor = T::from_f32(weight(class)) * share;
                    row.iter_mut().for_each(|p| *p = *p * factor);
                }
            }
            (Self::Values(n), Target::Values(values)) => {
                let factor = share * T::from_f64(2.0 / n as f64);
                for (row, values) in outputs.chunks_exact_mut(n).zip(values.chunks_exact(n)) {
                    let mut squares = 0.0;
                    for (y, &value) in row.iter_mut().zip(values) {
                        let difference = *y - value;
                        squares += (difference * difference).to_f64();
                        *y = difference * factor;
                    }
                    tally.loss += squares / n as f64;
                }
            }
            (head, _) => unreachable!("a {head:?} head was given a target of another kind"),
        }
        tally
    }
}

/// The first of the largest values; 0 where all are NaN.
pub(crate) fn argmax<T: PartialOrd + Copy>(row: &[T]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(head: Head, outputs: &[f64], target: Target<'_, f64>, weights: &[f32]) -> (Tally, Vec<f64>) {
        let mut gradient = outputs.to_vec();
        let tally = head.loss(Path::best(), &mut gradient, target, weights, outputs.len() / head.width());
        (tally, gradient)
    }

    /// The gradient against central differences of the mean loss.
    fn check_gradient(head: Head, outputs: &[f64], target: Target<'_, f64>, weights: &[f32]) {
        let (_, gradient) = loss(head, outputs, target, weights);
        for (i, g) in gradient.into_iter().enumerate() {
            let shifted = |by: f64| {
                let mut outputs = outputs.to_vec();
                outputs[i] += by;
                loss(head, &outputs, target, weights).0.mean_loss()
            };
            let numeric = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
            assert!((numeric - g).abs() < 1e-9, "{head:?} {i}: {numeric} {g}");
        }
    }

    #[test]
    fn gradients_equal_differences() {
        let z = [0.3, -1.2, 4.0, 0.1, 0.0, -2.0];
        check_gradient(Head::Binary, &z, Target::Classes(&[0, 1, 1, 0, 1, 0]), &[0.5, 2.0]);
        check_gradient(Head::Classes(3), &z, Target::Classes(&[2, 0]), &[1.0, 3.0, 0.25]);
        check_gradient(Head::Values(2), &z, Target::Values(&[1.0, 0.0, 0.0, 1.0, 2.0, -2.0]), &[]);
    }

    #[test]
    fn a_sure_and_wrong_answer_costs_its_logit_and_not_infinity() {
        assert_eq!(loss(Head::Binary, &[800.0], Target::Classes(&[0]), &[]).0.loss, 800.0);
        assert_eq!(loss(Head::Classes(2), &[0.0, 800.0], Target::Classes(&[0]), &[]).0.loss, 800.0);
    }

    #[test]
    fn nan_makes_the_loss_nan() {
        assert!(loss(Head::Binary, &[f64::NAN], Target::Classes(&[0]), &[]).0.loss.is_nan());
        assert!(loss(Head::Classes(2), &[f64::NAN, 0.0], Target::Classes(&[1]), &[]).0.loss.is_nan());
    }

    #[test]
    fn class_weights_scale_the_loss_of_their_rows() {
        let (plain, _) = loss(Head::Binary, &[1.0, 1.0], Target::Classes(&[0, 1]), &[]);
        let (weighted, _) = loss(Head::Binary, &[1.0, 1.0], Target::Classes(&[0, 1]), &[3.0, 1.0]);
        assert_eq!((plain.hits, weighted.hits), (1, 1));
        assert!((weighted.loss - plain.loss - 2.0 * 1.313_261_687_518_222_6).abs() < 1e-12);
    }
}
