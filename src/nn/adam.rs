//! Adam (Kingma & Ba 2015, arXiv 1412.6980) as Keras computes it: the bias corrections of both moments go into the step size,
//! so ε = 1e-7 is added to the uncorrected root; β₁ 0.9, β₂ 0.999.

use super::engine::Optimiser;
use super::kernels::{Path, Real, adam};

/// The optimiser and its moments.
#[derive(Debug)]
pub struct Adam<T> {
    rate: f64,
    step: i32,
    first: Vec<T>,
    second: Vec<T>,
}

impl<T: Real> Adam<T> {
    /// For `n` weights, with step size `rate`.
    pub fn new(rate: f64, n: usize) -> Self {
        Self { rate, step: 0, first: vec![T::ZERO; n], second: vec![T::ZERO; n] }
    }

    /// Moves `weights` against `gradient`.
    pub fn step(&mut self, path: Path, gradient: &[T], weights: &mut [T]) {
        self.step = self.step.saturating_add(1);
        let t = f64::from(self.step);
        let correction = libm::sqrt(1.0 - libm::pow(0.999, t)) / (1.0 - libm::pow(0.9, t));
        let rate = T::from_f64(self.rate * correction);
        adam(path, rate, gradient, [&mut self.first, &mut self.second], weights);
    }
}

/// Adam on one instruction set.
#[derive(Debug)]
pub(super) struct NativeAdam<T> {
    pub(super) adam: Adam<T>,
    pub(super) path: Path,
}

impl<T: Real> Optimiser<T> for NativeAdam<T> {
    fn step(&mut self, gradient: &[T], weights: &mut [T]) {
        self.adam.step(self.path, gradient, weights);
    }

    fn moments(&self) -> (i32, [&[T]; 2]) {
        (self.adam.step, [&self.adam.first, &self.adam.second])
    }

    fn set_moments(&mut self, steps: i32, [first, second]: [&[T]; 2]) {
        self.adam.step = steps;
        self.adam.first.copy_from_slice(first);
        self.adam.second.copy_from_slice(second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_is_the_step_size_against_the_sign() {
        let mut weights = [1.0f64, 1.0, 1.0];
        Adam::new(0.1, 3).step(Path::best(), &[5.0, -0.01, 0.0], &mut weights);
        for (weight, expected) in weights.into_iter().zip([0.9, 1.1, 1.0]) {
            assert!((weight - expected).abs() < 1e-4, "{weight}");
        }
    }
}
