//! Gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) with the reset gate after the recurrent product, as Keras's
//! `reset_after=True` and cuDNN have it; gates in Keras's order:
//! z, r = σ(x·W + b₀ + h·R + b₁), c = tanh(x·W + b₀ + r·(h·R + b₁)), h' = z·h + (1 − z)·c.
//!
//! Inside, everything is time-major; a step reads its inputs straight from the rows, which are a fixed distance apart.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{GruBackward, GruForward, Rows, add_rows, gemm, gemm_transposed, transpose};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, fill_rows, workspace};

/// A GRU layer.
#[derive(Debug)]
pub(crate) struct Gru<T> {
    sizes: Sizes,
    /// Whether all states go out, or the last one.
    sequence: bool,
    work: Workspace<T>,
}

#[derive(Debug, Clone, Copy)]
struct Sizes {
    steps: usize,
    inputs: usize,
    units: usize,
}

impl Sizes {
    /// Values of all gates.
    fn wide(self) -> usize {
        3 * self.units
    }

    /// Kernel, recurrent kernel and the two biases.
    fn split<T>(self, weights: &[T]) -> [&[T]; 4] {
        let (kernel, others) = weights.split_at(self.inputs * self.wide());
        let (recurrent, biases) = others.split_at(self.units * self.wide());
        let (bias, recurrent_bias) = biases.split_at(self.wide());
        [kernel, recurrent, bias, recurrent_bias]
    }
}

/// All arrays are (steps, rows, …) in this order.
#[derive(Debug, Default)]
struct Workspace<T> {
    /// The state before each step, and after the last one.
    states: Vec<T>,
    /// Gates; in backward the gradient by their inputs.
    gates: Vec<T>,
    /// What the states add to the gates; in backward the gradient by it.
    recurrent: Vec<T>,
    /// Gradient by the state of one step.
    by_state: Vec<T>,
    kernel_transposed: Vec<T>,
    recurrent_transposed: Vec<T>,
}

impl<T: Real> Gru<T> {
    pub(crate) fn new(units: usize, sequence: bool, input: Shape) -> Result<Self, String> {
        let (steps, inputs) = input.sequence()?;
        if units == 0 {
            return Err("needs at least 1 unit".to_owned());
        }
        Ok(Self { sizes: Sizes { steps, inputs, units }, sequence, work: Workspace::default() })
    }

    /// How many states of a row go out.
    fn sent(&self) -> usize {
        if self.sequence { self.sizes.steps } else { 1 }
    }
}

impl<T: Real> Layer<T> for Gru<T> {
    fn output(&self) -> Shape {
        let Sizes { steps, units, .. } = self.sizes;
        if self.sequence { Shape::Sequence { steps, channels: units } } else { Shape::Vector(units) }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let Sizes { inputs, units, .. } = self.sizes;
        let wide = self.sizes.wide();
        vec![
            Parameter::new("kernel", &[inputs, wide], Initial::GlorotUniform { inputs, outputs: wide }),
            Parameter::new("recurrent_kernel", &[units, wide], Initial::Orthogonal),
            Parameter::new("bias", &[2, wide], Initial::Zeros),
        ]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Sizes { steps, inputs, units } = self.sizes;
        let (rows, wide, sent) = (pass.rows, self.sizes.wide(), self.sent());
        let [kernel, recurrent_kernel, bias, recurrent_bias] = self.sizes.split(learned.weights);
        let states = workspace(&mut self.work.states, (steps + 1) * rows * units);
        let gates = workspace(&mut self.work.gates, steps * rows * wide);
        let recurrent = workspace(&mut self.work.recurrent, steps * rows * wide);
        states[..rows * units].fill(T::ZERO);
        fill_rows(gates, bias);
        fill_rows(recurrent, recurrent_bias);
        let of_steps = gates.chunks_exact_mut(rows * wide).zip(recurrent.chunks_exact_mut(rows * wide));
        for (t, (gates, recurrent)) in of_steps.enumerate() {
            let (before, after) = states[t * rows * units..].split_at_mut(rows * units);
            let x = Rows::new(&x[t * inputs..], steps * inputs);
            gemm(pass.path, [rows, wide, inputs], x, Rows::new(kernel, wide), gates, wide);
            // The first state is zero.
            if t > 0 {
                let recurrent_kernel = Rows::new(recurrent_kernel, wide);
                gemm(pass.path, [rows, wide, units], Rows::new(&*before, units), recurrent_kernel, recurrent, wide);
            }
            let state = &mut after[..rows * units];
            GruForward { gates, recurrent, previous: before, state, units }.run_on(pass.path);
        }
        let vectors = (0..rows).flat_map(|r| (steps - sent..steps).map(move |t| (t + 1) * rows + r));
        for (y, vector) in y.chunks_exact_mut(units).zip(vectors) {
            y.copy_from_slice(&states[vector * units..][..units]);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, dy, dx, weights, .. } = gradients;
        let Sizes { steps, inputs, units } = self.sizes;
        let (rows, wide, sent) = (pass.rows, self.sizes.wide(), self.sent());
        let [kernel, recurrent_kernel, ..] = self.sizes.split(learned.weights);
        let work = &mut self.work;
        let recurrent_transposed = workspace(&mut work.recurrent_transposed, units * wide);
        transpose(pass.path, recurrent_kernel, [units, wide], recurrent_transposed);
        let states = &work.states[..steps * rows * units];
        let gates = &mut work.gates[..steps * rows * wide];
        let recurrent = &mut work.recurrent[..steps * rows * wide];
        let by_state = workspace(&mut work.by_state, rows * units);
        by_state.fill(T::ZERO);
        let of_steps = gates.chunks_exact_mut(rows * wide).zip(recurrent.chunks_exact_mut(rows * wide));
        for (t, (gates, recurrent)) in of_steps.enumerate().rev() {
            if let Some(place) = (t + sent).checked_sub(steps) {
                for (to, from) in by_state.chunks_exact_mut(units).zip(dy.chunks_exact(sent * units)) {
                    to.iter_mut().zip(&from[place * units..]).for_each(|(to, &from)| *to += from);
                }
            }
            let previous = &states[t * rows * units..][..rows * units];
            GruBackward { gates, recurrent: &mut *recurrent, previous, state: by_state, units }.run_on(pass.path);
            if t > 0 {
                let transposed = Rows::new(&*recurrent_transposed, units);
                gemm(pass.path, [rows, units, wide], Rows::new(&*recurrent, wide), transposed, by_state, units);
            }
        }

        weights.fill(T::ZERO);
        let (by_kernel, others) = weights.split_at_mut(inputs * wide);
        let (by_recurrent, by_biases) = others.split_at_mut(units * wide);
        let (by_bias, by_recurrent_bias) = by_biases.split_at_mut(wide);
        add_rows(pass.path, gates, by_bias);
        add_rows(pass.path, recurrent, by_recurrent_bias);
        let shape = [units, wide, steps * rows];
        gemm_transposed(pass.path, shape, Rows::new(states, units), Rows::new(&*recurrent, wide), by_recurrent, wide);
        for (t, gates) in gates.chunks_exact(rows * wide).enumerate() {
            let x = Rows::new(&x[t * inputs..], steps * inputs);
            gemm_transposed(pass.path, [inputs, wide, rows], x, Rows::new(gates, wide), by_kernel, wide);
        }

        let Some(dx) = dx else { return };
        let kernel_transposed = workspace(&mut work.kernel_transposed, inputs * wide);
        transpose(pass.path, kernel, [inputs, wide], kernel_transposed);
        dx.fill(T::ZERO);
        for (t, gates) in gates.chunks_exact(rows * wide).enumerate() {
            let (shape, dx) = ([rows, inputs, wide], &mut dx[t * inputs..]);
            gemm(pass.path, shape, Rows::new(gates, wide), Rows::new(kernel_transposed, inputs), dx, steps * inputs);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { sizes: self.sizes, sequence: self.sequence, work: Workspace::default() })
    }
}
