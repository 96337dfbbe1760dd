//! What the training loop and the models need of a network, whoever does its arithmetic.

use std::fmt::Debug;

use super::adam::Adam;
use super::attention::AttentionMap;
use super::kernels::Real;
use super::loss::{Head, Tally, Target};
use super::sequential::{Sequential, Tensor};
use crate::random::Stream;

/// A network of either engine: [`Sequential`] is the native one, [`Reference`](super::Reference) the independent one.
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

    /// All learned arrays by name.
    fn tensors(&self) -> Vec<Tensor<'_, T>>;

    /// Replaces the values of an array, as [`Sequential::set_tensor`].
    fn set_tensor(&mut self, name: &str, values: &[T]);

    /// Loss and gradient of one batch, as [`Sequential::train_batch`].
    fn train_batch(
        &mut self,
        x: &[T],
        target: Target<'_, T>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [T],
    ) -> Tally;

    /// Loss and hits at inference, without class weights.
    fn evaluate(&mut self, x: &[T], target: Target<'_, T>) -> Tally;

    /// Answers for `x`, as [`Sequential::predict`].
    fn predict(&self, x: &[T], answers: &mut [T]);

    /// Where the attention layers look, as [`Sequential::attention`]; empty for an engine without such layers.
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
}

impl<T: Real> Network<T> for Sequential<T> {
    fn head(&self) -> Head {
        self.head()
    }

    fn input_width(&self) -> usize {
        self.input_width()
    }

    fn weights(&self) -> &[T] {
        self.weights()
    }

    fn weights_mut(&mut self) -> &mut [T] {
        self.weights_mut()
    }

    fn state(&self) -> &[T] {
        self.state()
    }

    fn state_mut(&mut self) -> &mut [T] {
        self.state_mut()
    }

    fn tensors(&self) -> Vec<Tensor<'_, T>> {
        self.tensors().collect()
    }

    fn set_tensor(&mut self, name: &str, values: &[T]) {
        self.set_tensor(name, values);
    }

    fn train_batch(
        &mut self,
        x: &[T],
        target: Target<'_, T>,
        class_weights: &[f32],
        dropout: &mut Stream,
        gradient: &mut [T],
    ) -> Tally {
        self.train_batch(x, target, class_weights, dropout, gradient)
    }

    fn evaluate(&mut self, x: &[T], target: Target<'_, T>) -> Tally {
        self.evaluate(x, target)
    }

    fn predict(&self, x: &[T], answers: &mut [T]) {
        self.predict(x, answers);
    }

    fn attention(&self, x: &[T]) -> Vec<AttentionMap> {
        self.attention(x)
    }

    fn optimiser(&self, rate: f64) -> Box<dyn Optimiser<T>> {
        let (adam, path) = (Adam::new(rate, self.weights().len()), self.path());
        Box::new(NativeAdam { adam, path })
    }
}

/// Adam on one instruction set.
#[derive(Debug)]
struct NativeAdam<T> {
    adam: Adam<T>,
    path: super::Path,
}

impl<T: Real> Optimiser<T> for NativeAdam<T> {
    fn step(&mut self, gradient: &[T], weights: &mut [T]) {
        self.adam.step(self.path, gradient, weights);
    }
}
