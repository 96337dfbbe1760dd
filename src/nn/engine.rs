//! What the training loop and the models need of a network, whoever does its arithmetic.

use std::fmt::Debug;

use super::attention::AttentionMap;
use super::kernels::Real;
use super::loss::{Head, Tally, Target};
use super::sequential::Tensor;
use crate::random::Stream;

/// A network of either engine: [`Sequential`](super::Sequential) is the native one, [`Reference`](super::Reference) the independent one.
pub trait Network<T: Real>: Debug + Send + Sync {
    /// What it answers.
    fn head(&self) -> Head;

    /// Values per row of input.
    fn input_width(&self) -> usize;

    /// All weights that the optimiser moves, layer after layer.
    fn weights(&self) -> &[T];

    /// The same, writable.
    fn weights_mut(&mut self) -> &mut [T];

    /// Moving statistics, layer after layer.
    fn state(&self) -> &[T];

    /// The same, writable.
    fn state_mut(&mut self) -> &mut [T];

    /// All learned arrays by name, layer after layer.
    fn tensors(&self) -> Vec<Tensor<'_, T>>;

    /// Replaces the values of the array called `name`.
    ///
    /// # Panics
    /// If there is none of that name, or it has another number of values.
    fn set_tensor(&mut self, name: &str, values: &[T]);

    /// Loss and gradient of one batch of `x` (rows × the input's width). The gradient by the weights, divided by the number of
    /// rows, is written to `gradient`; the batch goes into the moving statistics.
    fn train_batch(
        &mut self,
        x: &[T],
        target: Target<'_, T>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [T],
    ) -> Tally;

    /// Loss and hits of `x` (rows × the input's width) at inference, without class weights.
    fn evaluate(&mut self, x: &[T], target: Target<'_, T>) -> Tally;

    /// The answers for `x` (rows × the input's width): probabilities or values, written to `answers` (rows × the head's width).
    ///
    /// # Panics
    /// If `x` or `answers` holds a broken row.
    fn predict(&self, x: &[T], answers: &mut [T]);

    /// Where the attention layers look: for each the mean over the rows of `x` (rows × the input's width) and its heads.
    /// Empty where the network has no such layer, or the engine no version of it.
    ///
    /// # Panics
    /// If `x` holds a broken row.
    fn attention(&self, _x: &[T]) -> Vec<AttentionMap> {
        Vec::new()
    }

    /// The engine's own Adam for these weights, with step size `rate`.
    fn optimiser(&self, rate: f64) -> Box<dyn Optimiser<T>>;

    /// Number of learned values, moving statistics included, as Keras's `count_params`.
    fn parameters(&self) -> u64 {
        (self.weights().len() + self.state().len()) as u64
    }
}

/// Moves weights against a gradient.
pub trait Optimiser<T> {
    /// One step.
    fn step(&mut self, gradient: &[T], weights: &mut [T]);

    /// Steps done, and both moments of every weight.
    fn moments(&self) -> (i32, [&[T]; 2]);

    /// Goes on from what [`moments`](Self::moments) told.
    ///
    /// # Panics
    /// If there is not a moment for every weight.
    fn set_moments(&mut self, steps: i32, moments: [&[T]; 2]);
}
