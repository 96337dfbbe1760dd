//! Gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) with the reset gate after the recurrent product, as Keras's
//! `reset_after=True` and cuDNN have it; gates in Keras's order:
//! z, r = σ(x·W + b₀ + h·R + b₁), c = tanh(x·W + b₀ + r·(h·R + b₁)), h' = z·h + (1 − z)·c.
//!
//! Inside, everything is time-major; a step reads its inputs straight from the rows, which are a fixed distance apart.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{GruBackward, GruForward, Rows, Start, add_rows, gemm, gemm_transposed, transpose};
use super::super::shape::Shape;
use super::recurrence::Recurrence;
use super::{Gradients, Layer, Learned, Pass, Real, fill_rows, workspace};

/// A GRU layer.
#[derive(Debug)]
pub(crate) struct Gru<T> {
    sizes: Recurrence,
    work: Workspace<T>,
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
        Ok(Self { sizes: Recurrence::new(units, sequence, input)?, work: Workspace::default() })
    }
}

/// Kernel, recurrent kernel and the two biases.
fn split<T>(weights: &[T], Recurrence { inputs, units, .. }: Recurrence) -> [&[T]; 4] {
    let wide = 3 * units;
    let (kernel, others) = weights.split_at(inputs * wide);
    let (recurrent, biases) = others.split_at(units * wide);
    let (bias, recurrent_bias) = biases.split_at(wide);
    [kernel, recurrent, bias, recurrent_bias]
}

impl<T: Real> Layer<T> for Gru<T> {
    fn output(&self) -> Shape {
        self.sizes.output()
    }

    fn parameters(&self) -> Vec<Parameter> {
        let bias = Parameter::new("bias", &[2, 3 * self.sizes.units], Initial::Zeros);
        self.sizes.kernels(3).into_iter().chain([bias]).collect()
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Recurrence { steps, inputs, units, .. } = self.sizes;
        let (rows, wide) = (pass.rows, 3 * units);
        let [kernel, recurrent_kernel, bias, recurrent_bias] = split(learned.weights, self.sizes);
        let states = workspace(&mut self.work.states, (steps + 1) * rows * units);
        let gates = workspace(&mut self.work.gates, steps * rows * wide);
        let recurrent = workspace(&mut self.work.recurrent, steps * rows * wide);
        // The first state is zero, and adds only the bias.
        states[..rows * units].fill(T::ZERO);
        fill_rows(&mut recurrent[..rows * wide], recurrent_bias);
        let of_steps = gates.chunks_exact_mut(rows * wide).zip(recurrent.chunks_exact_mut(rows * wide));
        for (t, (gates, recurrent)) in of_steps.enumerate() {
            let (before, after) = states[t * rows * units..].split_at_mut(rows * units);
            let x = Rows::new(&x[t * inputs..], steps * inputs);
            gemm(pass.path, [rows, wide, inputs], Start::Row(bias), x, Rows::new(kernel, wide), gates, wide);
            if t > 0 {
                let (before, kernel) = (Rows::new(&*before, units), Rows::new(recurrent_kernel, wide));
                let shape = [rows, wide, units];
                gemm(pass.path, shape, Start::Row(recurrent_bias), before, kernel, recurrent, wide);
            }
            let state = &mut after[..rows * units];
            GruForward { gates, recurrent, previous: before, state: &mut *state, units }.run_on(pass.path);
            self.sizes.send(t, Rows::new(state, units), y);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, dy, dx, weights, .. } = gradients;
        let Recurrence { steps, inputs, units, .. } = self.sizes;
        let (rows, wide) = (pass.rows, 3 * units);
        let [kernel, recurrent_kernel, ..] = split(learned.weights, self.sizes);
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
            for (to, from) in by_state.chunks_exact_mut(units).zip(self.sizes.sent_back(dy, t).into_iter().flatten()) {
                to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
            }
            let previous = &states[t * rows * units..][..rows * units];
            GruBackward { gates, recurrent: &mut *recurrent, previous, state: by_state, units }.run_on(pass.path);
            if t > 0 {
                let (recurrent, transposed) = (Rows::new(&*recurrent, wide), Rows::new(&*recurrent_transposed, units));
                gemm(pass.path, [rows, units, wide], Start::Old, recurrent, transposed, by_state, units);
            }
        }

        let (by_kernel, others) = weights.split_at_mut(inputs * wide);
        let (by_recurrent, by_biases) = others.split_at_mut(units * wide);
        by_biases.fill(T::ZERO);
        let (by_bias, by_recurrent_bias) = by_biases.split_at_mut(wide);
        add_rows(pass.path, gates, by_bias);
        add_rows(pass.path, recurrent, by_recurrent_bias);
        let (shape, recurrent) = ([units, wide, steps * rows], Rows::new(&*recurrent, wide));
        gemm_transposed(pass.path, shape, Start::Zero, Rows::new(states, units), recurrent, by_recurrent, wide);
        for (t, gates) in gates.chunks_exact(rows * wide).enumerate() {
            let x = Rows::new(&x[t * inputs..], steps * inputs);
            let start = if t == 0 { Start::Zero } else { Start::Old };
            gemm_transposed(pass.path, [inputs, wide, rows], start, x, Rows::new(gates, wide), by_kernel, wide);
        }

        let Some(dx) = dx else { return };
        let kernel_transposed = workspace(&mut work.kernel_transposed, inputs * wide);
        transpose(pass.path, kernel, [inputs, wide], kernel_transposed);
        for (t, gates) in gates.chunks_exact(rows * wide).enumerate() {
            let (gates, kernel) = (Rows::new(gates, wide), Rows::new(&*kernel_transposed, inputs));
            let (shape, dx) = ([rows, inputs, wide], &mut dx[t * inputs..]);
            gemm(pass.path, shape, Start::Zero, gates, kernel, dx, steps * inputs);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { sizes: self.sizes, work: Workspace::default() })
    }
}
