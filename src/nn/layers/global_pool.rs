//! A sequence to one vector: the maximum or the mean of each channel over all steps (Lin et al. 2014, arXiv 1312.4400, for the mean).

use super::super::kernels::{Windows, max_pool};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real};

/// What is taken of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// The largest value.
    Maximum,
    /// The mean.
    Average,
}

/// A pooling over the whole sequence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GlobalPool {
    take: Take,
    steps: usize,
    channels: usize,
}

impl GlobalPool {
    pub(crate) fn new(take: Take, input: Shape) -> Result<Self, String> {
        let (steps, channels) = input.sequence()?;
        Ok(Self { take, steps, channels })
    }
}

impl<T: Real> Layer<T> for GlobalPool {
    fn output(&self) -> Shape {
        Shape::Vector(self.channels)
    }

    fn forward(&mut self, _: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Self { take, steps, channels } = *self;
        if take == Take::Maximum {
            return max_pool(pass.path, Windows { size: steps, steps, channels }, x, y);
        }
        let count = T::from_f64(steps as f64);
        for (row, y) in x.chunks_exact(steps * channels).zip(y.chunks_exact_mut(channels)) {
            let (first, others) = row.split_at(channels);
            y.copy_from_slice(first);
            for step in others.chunks_exact(channels) {
                y.iter_mut().zip(step).for_each(|(y, &v)| *y += v);
            }
            y.iter_mut().for_each(|y| *y = *y / count);
        }
    }

    /// Equal maxima share the gradient in equal parts, as in Keras on TensorFlow.
    fn backward(&mut self, _: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        let Gradients { x, y, dy, dx: Some(dx), .. } = gradients else { return };
        let row = self.steps * self.channels;
        let outputs = y.chunks_exact(self.channels).zip(dy.chunks_exact_mut(self.channels));
        for ((x, dx), (y, dy)) in x.chunks_exact(row).zip(dx.chunks_exact_mut(row)).zip(outputs) {
            for (c, dy) in dy.iter_mut().enumerate() {
                let is_sharing = |v: &&T| self.take == Take::Average || **v == y[c];
                let sharing = x[c..].iter().step_by(self.channels).filter(is_sharing).count();
                *dy = *dy / T::from_f64(sharing as f64);
            }
            for (x, dx) in x.chunks_exact(self.channels).zip(dx.chunks_exact_mut(self.channels)) {
                for c in 0..self.channels {
                    let shares = self.take == Take::Average || x[c] == y[c];
                    dx[c] = if shares { dy[c] } else { T::ZERO };
                }
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(*self)
    }
}
