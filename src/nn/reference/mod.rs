//! The reference engine: the same layers composed of dfdx 0.13's tensor operations, differentiated by its tape and trained by its Adam.
//!
//! It shares no arithmetic with the native engine, so that the two can be held against each other. What it does share is what is not arithmetic:
//! the names, layouts and first values of the weights, the training loop, and the streams of batch order and dropout, so
//! that both engines take the same steps. It is slow: for small sizes.

mod adam;
mod loss;
mod pass;
mod recurrent;
mod tensors;

use std::slice;

use dfdx::shapes::Dtype;
use dfdx::tensor::{Cpu, Storage, TensorFromVec};
use dfdx::tensor_ops::{Backward, Device};

use super::engine::{Network, Optimiser};
use super::loss::{Head, Tally, Target};
use super::parts::{PART, is_parted, part_streams};
use super::sequential::{Sequential, Tensor};
use super::shape::BuildError;
use super::{Real, Shape};
use crate::random::Stream;
use crate::spec::Layer;

use adam::ReferenceAdam;
use pass::{Computed, Mode, Pass};
use tensors::matrix;

/// Rows that are predicted together.
const BLOCK: usize = 256;

/// A number type of both engines.
pub trait Number: Real + Dtype {
    /// What dfdx keeps in memory of its own, such as the moments of its Adam.
    #[doc(hidden)]
    fn values(kept: &<Cpu as Storage<Self>>::Vec) -> &[Self]
    where
        Cpu: Storage<Self>;

    /// The same, writable.
    #[doc(hidden)]
    fn values_mut(kept: &mut <Cpu as Storage<Self>>::Vec) -> &mut [Self]
    where
        Cpu: Storage<Self>;
}

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            fn values(kept: &<Cpu as Storage<Self>>::Vec) -> &[Self] {
                kept
            }

            fn values_mut(kept: &mut <Cpu as Storage<Self>>::Vec) -> &mut [Self] {
                kept
            }
        }
    };
}

number!(f32);
number!(f64);

/// A network whose arithmetic is dfdx's.
#[derive(Debug)]
pub struct Reference<E: Number> {
    layers: Vec<Layer>,
    /// Holds names, shapes, weights and moving statistics; nothing is computed with it.
    arrays: Sequential<E>,
}

impl<E: Number> Reference<E> {
    /// The network of `layers` with the weights of `arrays`, which was built from the same layers.
    ///
    /// # Errors
    /// A layer that this engine has no version of.
    pub fn new(arrays: Sequential<E>, layers: &[Layer]) -> Result<Self, BuildError> {
        let mut indexed = layers.iter().enumerate();
        match indexed.find_map(|(index, layer)| Some((index, layer.without_reference()?))) {
            Some((index, layer)) => Err(BuildError::Layer {
                index,
                kind: layer.name(),
                problem: "the reference engine has no such layer; set engine: native".to_owned(),
            }),
            None => Ok(Self { layers: layers.to_vec(), arrays }),
        }
    }
}

impl<E: Number> Reference<E>
where
    Cpu: Device<E>,
{
    /// The last layer's values, before sigmoid or softmax, for `x` (rows × the input's width).
    fn compute(&self, x: &[E], mode: Mode<'_>) -> Computed<E> {
        let (steps, channels) = match self.arrays.shapes().0 {
            Shape::Sequence { steps, channels } => (steps, channels),
            Shape::Vector(width) => (1, width),
        };
        let weights = self.arrays.weights().to_vec();
        let count = (weights.len(),);
        let weights = Cpu::default().tensor_from_vec(weights, count);
        let batch = x.len() / (steps * channels);
        let x = matrix(x.to_vec(), [batch * steps, channels]);
        Pass::new(weights, self.arrays.state(), [batch, steps], mode).through(&self.layers, self.head(), &x)
    }
}

impl<E: Number> Network<E> for Reference<E>
where
    Cpu: Device<E>,
{
    fn head(&self) -> Head {
        self.arrays.head()
    }

    fn input_width(&self) -> usize {
        self.arrays.input_width()
    }

    fn weights(&self) -> &[E] {
        self.arrays.weights()
    }

    fn weights_mut(&mut self) -> &mut [E] {
        self.arrays.weights_mut()
    }

    fn state(&self) -> &[E] {
        self.arrays.state()
    }

    fn state_mut(&mut self) -> &mut [E] {
        self.arrays.state_mut()
    }

    fn tensors(&self) -> Vec<Tensor<'_, E>> {
        self.arrays.tensors()
    }

    fn set_tensor(&mut self, name: &str, values: &[E]) {
        self.arrays.set_tensor(name, values);
    }

    fn train_batch(
        &mut self,
        x: &[E],
        target: Target<'_, E>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [E],
    ) -> Tally {
        let rows = x.len() / self.input_width();
        let mode = if is_parted(rows, !self.state().is_empty()) {
            Mode::Training { dropout: &mut part_streams(dropout, rows), rows: PART }
        } else {
            Mode::Training { dropout: slice::from_mut(dropout), rows }
        };
        let Computed { outputs, weights, state } = self.compute(x, mode);
        let hits = loss::hits(self.head(), &outputs.as_vec(), target);
        let loss = loss::mean(self.head(), outputs, target, class_weights);
        let tally = Tally { rows, loss: loss.as_vec()[0].to_f64() * rows as f64, hits };
        gradient.copy_from_slice(&loss.backward().get(&weights).as_vec());
        self.arrays.state_mut().copy_from_slice(&state);
        tally
    }

    fn evaluate(&mut self, x: &[E], target: Target<'_, E>) -> Tally {
        let outputs = self.compute(x, Mode::Inference).outputs;
        let hits = loss::hits(self.head(), &outputs.as_vec(), target);
        let rows = x.len() / self.input_width();
        Tally { rows, loss: loss::mean(self.head(), outputs, target, &[]).as_vec()[0].to_f64() * rows as f64, hits }
    }

    fn predict(&self, x: &[E], answers: &mut [E]) {
        let blocks = x.chunks(BLOCK * self.input_width()).zip(answers.chunks_mut(BLOCK * self.head().width()));
        for (x, answers) in blocks {
            let outputs = self.compute(x, Mode::Inference).outputs;
            answers.copy_from_slice(&loss::answers(self.head(), outputs));
        }
    }

    fn optimiser(&self, rate: f64) -> Box<dyn Optimiser<E>> {
        Box::new(ReferenceAdam::new(rate, self.weights().len()))
    }
}
