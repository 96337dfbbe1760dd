//! Normalisation of each channel over the rows and steps of the batch (Ioffe & Szegedy 2015, arXiv 1502.03167), with Keras's
//! defaults: y = γ·(x − μ) / √(σ² + 0.001) + β; at inference μ and σ² are moving averages of momentum 0.99.

use super::super::initial::{Initial, Parameter};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

const MOMENTUM: f64 = 0.99;
const EPSILON: f64 = 1e-3;

/// A batch normalisation layer.
#[derive(Debug)]
pub(crate) struct BatchNorm<T> {
    input: Shape,
    /// Of the last training batch, per channel.
    mean: Vec<T>,
    variance: Vec<T>,
    /// 1 / √(σ² + ε)
    inverse: Vec<T>,
    /// (x − μ) / √(σ² + ε) of the last training batch.
    normal: Vec<T>,
}

impl<T: Real> BatchNorm<T> {
    pub(crate) fn new(input: Shape) -> Self {
        let zeros = || vec![T::ZERO; input.vectors().1];
        Self { input, mean: zeros(), variance: zeros(), inverse: zeros(), normal: Vec::new() }
    }

    fn channels(&self) -> usize {
        self.input.vectors().1
    }

    /// Mean and variance of each channel of `x`, in two passes.
    fn measure(&mut self, x: &[T]) {
        let channels = self.channels();
        let share = T::from_f64(channels as f64 / x.len() as f64);
        self.mean.fill(T::ZERO);
        self.variance.fill(T::ZERO);
        for step in x.chunks_exact(channels) {
            self.mean.iter_mut().zip(step).for_each(|(mean, &v)| *mean += v);
        }
        self.mean.iter_mut().for_each(|mean| *mean = *mean * share);
        for step in x.chunks_exact(channels) {
            for ((variance, &mean), &v) in self.variance.iter_mut().zip(&self.mean).zip(step) {
                *variance += (v - mean) * (v - mean);
            }
        }
        self.variance.iter_mut().for_each(|variance| *variance = *variance * share);
    }
}

impl<T: Real> Layer<T> for BatchNorm<T> {
    fn output(&self) -> Shape {
        self.input
    }

    fn parameters(&self) -> Vec<Parameter> {
        let channels = [self.channels()];
        vec![Parameter::new("gamma", &channels, Initial::Ones), Parameter::new("beta", &channels, Initial::Zeros)]
    }

    fn state(&self) -> Vec<Parameter> {
        let channels = [self.channels()];
        vec![
            Parameter::new("moving_mean", &channels, Initial::Zeros),
            Parameter::new("moving_variance", &channels, Initial::Ones),
        ]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let channels = self.channels();
        if pass.training.is_some() {
            self.measure(x);
        } else {
            self.mean.copy_from_slice(&learned.state[..channels]);
            self.variance.copy_from_slice(&learned.state[channels..]);
        }
        for (inverse, &variance) in self.inverse.iter_mut().zip(&self.variance) {
            *inverse = T::ONE / (variance + T::from_f64(EPSILON)).sqrt();
        }
        let (gamma, beta) = learned.weights.split_at(channels);
        let normal = workspace(&mut self.normal, x.len());
        let steps = x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)).zip(normal.chunks_exact_mut(channels));
        for ((x, y), normal) in steps {
            for c in 0..channels {
                normal[c] = (x[c] - self.mean[c]) * self.inverse[c];
                y[c] = gamma[c] * normal[c] + beta[c];
            }
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        let Gradients { x, dy, dx, weights, .. } = gradients;
        let channels = self.channels();
        weights.fill(T::ZERO);
        let (by_gamma, by_beta) = weights.split_at_mut(channels);
        for (dy, normal) in dy.chunks_exact(channels).zip(self.normal.chunks_exact(channels)) {
            for c in 0..channels {
                by_gamma[c] += dy[c] * normal[c];
                by_beta[c] += dy[c];
            }
        }
        let Some(dx) = dx else { return };
        let share = T::from_f64(channels as f64 / x.len() as f64);
        let steps = dy.chunks_exact(channels).zip(self.normal.chunks_exact(channels));
        for (dx, (dy, normal)) in dx.chunks_exact_mut(channels).zip(steps) {
            for c in 0..channels {
                let centred = dy[c] - (by_beta[c] + normal[c] * by_gamma[c]) * share;
                dx[c] = learned.weights[c] * self.inverse[c] * centred;
            }
        }
    }

    fn update_state(&self, state: &mut [T]) {
        let (old, new) = (T::from_f64(MOMENTUM), T::from_f64(1.0 - MOMENTUM));
        for (moving, &batch) in state.iter_mut().zip(self.mean.iter().chain(&self.variance)) {
            *moving = *moving * old + batch * new;
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self::new(self.input))
    }
}
