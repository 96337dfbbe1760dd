//! The layers, one file each: forward, and backward written by hand.

mod attention;
mod batch_norm;
mod bidirectional;
mod conv1d;
mod dense;
mod dropout;
mod flatten;
mod global_pool;
mod gru;
mod layer_norm;
mod lstm;
mod max_pool1d;
mod recurrence;
mod residual;

use std::fmt::Debug;

pub(crate) use attention::Attention;
pub(crate) use batch_norm::BatchNorm;
pub(crate) use bidirectional::Bidirectional;
pub(crate) use conv1d::Conv1d;
pub(crate) use dense::Dense;
pub(crate) use dropout::Dropout;
pub(crate) use flatten::Flatten;
pub(crate) use global_pool::{GlobalPool, Take};
pub(crate) use gru::Gru;
pub(crate) use layer_norm::LayerNorm;
pub(crate) use lstm::Lstm;
pub(crate) use max_pool1d::MaxPool1d;
pub(crate) use residual::Residual;

use super::initial::Parameter;
use super::shape::Shape;
use super::stack::Stack;
use super::{Path, Real};
use crate::random::Stream;

/// What a pass through the network is told.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    /// Instruction set.
    pub(crate) path: Path,
    /// Rows in this batch.
    pub(crate) rows: usize,
    /// The stream of dropout in training; `None` at inference.
    pub(crate) training: Option<&'a mut Stream>,
}

/// What a layer has learned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Learned<'a, T> {
    /// Moved by the optimiser.
    pub(crate) weights: &'a [T],
    /// Not moved by the optimiser: moving statistics.
    pub(crate) state: &'a [T],
}

/// The values around a layer that backward works on. Everything is row-major, `rows` × the shape's width.
#[derive(Debug)]
pub(crate) struct Gradients<'a, T> {
    /// What came in.
    pub(crate) x: &'a [T],
    /// What went out.
    pub(crate) y: &'a [T],
    /// Gradient of the loss by `y`; may be overwritten.
    pub(crate) dy: &'a mut [T],
    /// Gradient of the loss by `x`, to be written; `None` for the first layer.
    pub(crate) dx: Option<&'a mut [T]>,
    /// Gradient of the loss by the weights, to be written.
    pub(crate) weights: &'a mut [T],
}

/// A layer: its sizes, and the workspace that backward needs, which is kept from batch to batch.
pub(crate) trait Layer<T: Real>: Debug + Send + Sync {
    /// What goes out.
    fn output(&self) -> Shape;

    /// Its weights, in the order in which they lie.
    fn parameters(&self) -> Vec<Parameter> {
        Vec::new()
    }

    /// Its moving statistics, in the order in which they lie.
    fn state(&self) -> Vec<Parameter> {
        Vec::new()
    }

    /// Computes `y` from `x` and keeps what backward needs.
    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>);

    /// Computes the gradients; called after `forward` in training on the same rows.
    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>);

    /// Takes the last training batch into the moving statistics.
    fn update_state(&self, _state: &mut [T]) {}

    /// The layers within, for a layer that is made of others.
    fn inner(&self) -> Option<&Stack<T>> {
        None
    }

    /// The attention weights of the last forward pass, (rows × heads, steps, steps), for a layer that has some.
    fn attention(&self) -> Option<&[T]> {
        None
    }

    /// The same layer with a workspace of its own.
    fn fresh(&self) -> Box<dyn Layer<T>>;
}

/// The first `len` values of a workspace that grows when it must; what they hold is undefined.
fn workspace<T: Real>(buffer: &mut Vec<T>, len: usize) -> &mut [T] {
    if buffer.len() < len {
        buffer.resize(len, T::ZERO);
    }
    &mut buffer[..len]
}

/// Writes `bias` to every row of `y`.
fn fill_rows<T: Real>(y: &mut [T], bias: &[T]) {
    for row in y.chunks_exact_mut(bias.len()) {
        row.copy_from_slice(bias);
    }
}
