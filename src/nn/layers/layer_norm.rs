//! Normalisation of each vector over its own channels (Ba et al. 2016, arXiv 1607.06450), with Keras's ε:
//! y = γ·(x − μ) / √(σ² + 0.001) + β. A sequence is normalised step by step.

use super::super::initial::{Initial, Parameter};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

const EPSILON: f64 = 1e-3;

/// A layer normalisation.
#[derive(Debug)]
pub(crate) struct LayerNorm<T> {
    input: Shape,
    /// 1 / √(σ² + ε) of each vector.
    inverse: Vec<T>,
    /// (x − μ) / √(σ² + ε)
    normal: Vec<T>,
}

impl<T: Real> LayerNorm<T> {
    pub(crate) fn new(input: Shape) -> Result<Self, String> {
        if input.vectors().1 == 1 {
            return Err(format!(
                "normalises over the channels, but {input} comes in, and a single one always becomes 0; put it after a conv1d or dense, or use batch_norm"
            ));
        }
        Ok(Self::with(input))
    }

    fn with(input: Shape) -> Self {
        Self { input, inverse: Vec::new(), normal: Vec::new() }
    }

    fn channels(&self) -> usize {
        self.input.vectors().1
    }
}

fn mean<T: Real>(values: impl ExactSizeIterator<Item = T>) -> T {
    let n = T::from_f64(values.len() as f64);
    values.fold(T::ZERO, |sum, v| sum + v) / n
}

impl<T: Real> Layer<T> for LayerNorm<T> {
    fn output(&self) -> Shape {
        self.input
    }

    fn parameters(&self) -> Vec<Parameter> {
        let channels = [self.channels()];
        vec![Parameter::new("gamma", &channels, Initial::Ones), Parameter::new("beta", &channels, Initial::Zeros)]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], _: &mut Pass<'_>) {
        let channels = self.channels();
        let (gamma, beta) = learned.weights.split_at(channels);
        let inverse = workspace(&mut self.inverse, x.len() / channels);
        let normal = workspace(&mut self.normal, x.len());
        let vectors = x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)).zip(normal.chunks_exact_mut(channels));
        for (((x, y), normal), inverse) in vectors.zip(inverse) {
            let centre = mean(x.iter().copied());
            let variance = mean(x.iter().map(|&v| (v - centre) * (v - centre)));
            *inverse = T::ONE / (variance + T::from_f64(EPSILON)).sqrt();
            for c in 0..channels {
                normal[c] = (x[c] - centre) * *inverse;
                y[c] = gamma[c] * normal[c] + beta[c];
            }
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        let Gradients { dy, dx, weights, .. } = gradients;
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
        let gamma = &learned.weights[..channels];
        let vectors = dy.chunks_exact_mut(channels).zip(self.normal.chunks_exact(channels)).zip(&self.inverse);
        for (dx, ((by_normal, normal), &inverse)) in dx.chunks_exact_mut(channels).zip(vectors) {
            by_normal.iter_mut().zip(gamma).for_each(|(g, &gamma)| *g = *g * gamma);
            let shift = mean(by_normal.iter().copied());
            let slope = mean(by_normal.iter().zip(normal).map(|(&g, &normal)| g * normal));
            for c in 0..channels {
                dx[c] = inverse * (by_normal[c] - shift - normal[c] * slope);
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self::with(self.input))
    }
}
