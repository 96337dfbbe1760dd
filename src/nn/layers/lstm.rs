//! Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000), gates in Keras's order:
//! i, f, o = σ(x·W + h·R + b), g = tanh(…), c' = f·c + i·g, h' = o·tanh c'.
//!
//! Inside, everything is time-major: the inputs and states of one step lie side by side as [x | h], so a step is one product
//! with [W; R], and the gradient by all weights is one product over all steps.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{CellBackward, CellForward, Rows, Start, add_rows, gemm, gemm_transposed, transpose};
use super::super::shape::Shape;
use super::recurrence::Recurrence;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

/// An LSTM layer.
#[derive(Debug)]
pub(crate) struct Lstm<T> {
    sizes: Recurrence,
    work: Workspace<T>,
}

/// All arrays are (steps, rows, …) in this order; at inference there are two places or one instead of all steps.
#[derive(Debug, Default)]
struct Workspace<T> {
    /// [x | h] before each step, and after the last one (where x is unused).
    joined: Vec<T>,
    /// Gates; in backward the gradient by their inputs.
    gates: Vec<T>,
    /// Before each step (where those of the first mean nothing), and after the last one.
    cells: Vec<T>,
    tanh: Vec<T>,
    /// Gradients by the state and by the cells of one step.
    by_state: Vec<T>,
    by_cells: Vec<T>,
    /// Gradient by the inputs.
    by_inputs: Vec<T>,
    kernel_transposed: Vec<T>,
    recurrent_transposed: Vec<T>,
}

impl<T: Real> Lstm<T> {
    pub(crate) fn new(units: usize, sequence: bool, input: Shape) -> Result<Self, String> {
        Ok(Self { sizes: Recurrence::new(units, sequence, input)?, work: Workspace::default() })
    }
}

impl<T: Real> Layer<T> for Lstm<T> {
    fn output(&self) -> Shape {
        self.sizes.output()
    }

    fn parameters(&self) -> Vec<Parameter> {
        let bias = Parameter::new("bias", &[4 * self.sizes.units], Initial::ForgetBias);
        self.sizes.kernels(4).into_iter().chain([bias]).collect()
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Recurrence { steps, inputs, units, .. } = self.sizes;
        let (rows, width) = (pass.rows, inputs + units);
        let (kernels, bias) = learned.weights.split_at(width * 4 * units);
        // Backward needs all steps. Without it those after and before a step take turns, and everything stays in the first-level cache.
        let kept = if pass.training.is_some() { steps } else { 1 };
        let joined = workspace(&mut self.work.joined, (kept + 1) * rows * width);
        let gates = workspace(&mut self.work.gates, kept * rows * 4 * units);
        let cells = workspace(&mut self.work.cells, (kept + 1) * rows * units);
        let tanh = workspace(&mut self.work.tanh, kept * rows * units);
        for first in joined.chunks_exact_mut(width).take(rows) {
            first[inputs..].fill(T::ZERO);
        }
        for t in 0..steps {
            let before = joined[t % (kept + 1) * rows * width..].chunks_exact_mut(width);
            for (before, row) in before.zip(x.chunks_exact(steps * inputs)) {
                before[..inputs].copy_from_slice(&row[t * inputs..][..inputs]);
            }
            let (before, after) = turns(joined, kept + 1, t);
            let gates = &mut gates[t % kept * rows * 4 * units..][..rows * 4 * units];
            // The first state is zero.
            let depth = if t == 0 { inputs } else { width };
            let shape = [rows, 4 * units, depth];
            let (before, kernels) = (Rows::new(before, width), Rows::new(kernels, 4 * units));
            gemm(pass.path, shape, Start::Row(bias), before, kernels, gates, 4 * units);
            let (past, present) = turns(cells, kept + 1, t);
            let hidden = &mut after[inputs..];
            CellForward {
                gates,
                previous: (t > 0).then_some(past),
                cells: present,
                tanh: &mut tanh[t % kept * rows * units..][..rows * units],
                hidden: &mut *hidden,
                stride: width,
                units,
            }
            .run_on(pass.path);
            self.sizes.send(t, Rows::new(hidden, width), y);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { dy, dx, weights, .. } = gradients;
        let Recurrence { steps, inputs, units, .. } = self.sizes;
        let (rows, width, wide) = (pass.rows, inputs + units, 4 * units);
        let work = &mut self.work;
        let (kernel, recurrent) = learned.weights[..width * wide].split_at(inputs * wide);
        let recurrent_transposed = workspace(&mut work.recurrent_transposed, units * wide);
        transpose(pass.path, recurrent, [units, wide], recurrent_transposed);
        let by_state = workspace(&mut work.by_state, rows * units);
        let by_cells = workspace(&mut work.by_cells, rows * units);
        by_cells.fill(T::ZERO);
        let gates = &mut work.gates[..steps * rows * wide];
        for t in (0..steps).rev() {
            let (present, later) = gates[t * rows * wide..].split_at_mut(rows * wide);
            // What reaches the state after step t: through the output, and through the gates of step t + 1.
            match self.sizes.sent_back(dy, t) {
                Some(rows) => {
                    by_state.chunks_exact_mut(units).zip(rows).for_each(|(to, from)| to.copy_from_slice(from));
                }
                None => by_state.fill(T::ZERO),
            }
            if t + 1 < steps {
                let later = Rows::new(&*later, wide);
                let shape = [rows, units, wide];
                gemm(pass.path, shape, Start::Old, later, Rows::new(recurrent_transposed, units), by_state, units);
            }
            CellBackward {
                gates: present,
                previous: (t > 0).then(|| &work.cells[t * rows * units..][..rows * units]),
                tanh: &work.tanh[t * rows * units..][..rows * units],
                hidden: by_state,
                cells: by_cells,
                units,
            }
            .run_on(pass.path);
        }

        let (by_kernels, by_bias) = weights.split_at_mut(width * wide);
        by_bias.fill(T::ZERO);
        add_rows(pass.path, gates, by_bias);
        let gates = Rows::new(&*gates, wide);
        let joined = Rows::new(&work.joined, width);
        gemm_transposed(pass.path, [width, wide, steps * rows], Start::Zero, joined, gates, by_kernels, wide);

        let Some(dx) = dx else { return };
        let kernel_transposed = workspace(&mut work.kernel_transposed, inputs * wide);
        transpose(pass.path, kernel, [inputs, wide], kernel_transposed);
        let by_inputs = workspace(&mut work.by_inputs, steps * rows * inputs);
        let shape = [steps * rows, inputs, wide];
        gemm(pass.path, shape, Start::Zero, gates, Rows::new(kernel_transposed, inputs), by_inputs, inputs);
        for (r, row) in dx.chunks_exact_mut(steps * inputs).enumerate() {
            for (t, step) in row.chunks_exact_mut(inputs).enumerate() {
                step.copy_from_slice(&by_inputs[(t * rows + r) * inputs..][..inputs]);
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { sizes: self.sizes, work: Workspace::default() })
    }
}

/// The places before and after step `t` among `count` equal places, at least two, that the steps go around.
fn turns<T>(places: &mut [T], count: usize, t: usize) -> (&[T], &mut [T]) {
    let size = places.len() / count;
    let (before, after) = (t % count * size, (t + 1) % count * size);
    if before < after {
        let (first, second) = places.split_at_mut(after);
        (&first[before..][..size], &mut second[..size])
    } else {
        let (first, second) = places.split_at_mut(before);
        (&second[..size], &mut first[after..][..size])
    }
}
