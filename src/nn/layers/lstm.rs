//! Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000), gates in Keras's order:
//! i, f, o = σ(x·W + h·R + b), g = tanh(…), c' = f·c + i·g, h' = o·tanh c'.
//!
//! Inside, everything is time-major: the inputs and states of one step lie side by side as [x | h], so a step is one product
//! with [W; R], and the gradient by all weights is one product over all steps.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{
    CellBackward, CellForward, Rows, Start, add_rows, gemm, gemm_from, gemm_transposed_from, transpose,
};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

/// An LSTM layer.
#[derive(Debug)]
pub(crate) struct Lstm<T> {
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
    /// Values of [x | h].
    fn joined(self) -> usize {
        self.inputs + self.units
    }
}

/// All arrays are (steps, rows, …) in this order.
#[derive(Debug, Default)]
struct Workspace<T> {
    /// [x | h] before each step, and after the last one (where x is unused).
    joined: Vec<T>,
    /// Gates; in backward the gradient by their inputs.
    gates: Vec<T>,
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
        let (steps, inputs) = input.sequence()?;
        if units == 0 {
            return Err("needs at least 1 unit".to_owned());
        }
        Ok(Self { sizes: Sizes { steps, inputs, units }, sequence, work: Workspace::default() })
    }

    /// Where the state after step `t` of row `r` lies in `joined`.
    fn state_after(&self, t: usize, r: usize, rows: usize) -> usize {
        ((t + 1) * rows + r) * self.sizes.joined() + self.sizes.inputs
    }
}

impl<T: Real> Layer<T> for Lstm<T> {
    fn output(&self) -> Shape {
        let Sizes { steps, units, .. } = self.sizes;
        if self.sequence { Shape::Sequence { steps, channels: units } } else { Shape::Vector(units) }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let Sizes { inputs, units, .. } = self.sizes;
        vec![
            Parameter::new("kernel", &[inputs, 4 * units], Initial::GlorotUniform { inputs, outputs: 4 * units }),
            Parameter::new("recurrent_kernel", &[units, 4 * units], Initial::Orthogonal),
            Parameter::new("bias", &[4 * units], Initial::ForgetBias),
        ]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Sizes { steps, inputs, units } = self.sizes;
        let (rows, width) = (pass.rows, self.sizes.joined());
        let (kernels, bias) = learned.weights.split_at(width * 4 * units);
        let joined = workspace(&mut self.work.joined, (steps + 1) * rows * width);
        // Backward needs the gates of all steps; without it those of one step stay in the first-level cache.
        let kept = if pass.training.is_some() { steps } else { 1 };
        let gates = workspace(&mut self.work.gates, kept * rows * 4 * units);
        let cells = workspace(&mut self.work.cells, steps * rows * units);
        let tanh = workspace(&mut self.work.tanh, kept * rows * units);
        for (r, row) in x.chunks_exact(steps * inputs).enumerate() {
            joined[r * width + inputs..(r + 1) * width].fill(T::ZERO);
            for (t, step) in row.chunks_exact(inputs).enumerate() {
                joined[(t * rows + r) * width..][..inputs].copy_from_slice(step);
            }
        }
        for t in 0..steps {
            let (before, after) = joined[t * rows * width..].split_at_mut(rows * width);
            let gates = &mut gates[t % kept * rows * 4 * units..][..rows * 4 * units];
            // The first state is zero.
            let depth = if t == 0 { inputs } else { width };
            let shape = [rows, 4 * units, depth];
            let (before, kernels) = (Rows::new(before, width), Rows::new(kernels, 4 * units));
            gemm_from(pass.path, shape, Start::Row(bias), before, kernels, gates, 4 * units);
            let (past, present) = cells.split_at_mut(t * rows * units);
            CellForward {
                gates,
                previous: (t > 0).then(|| &past[(t - 1) * rows * units..]),
                cells: &mut present[..rows * units],
                tanh: &mut tanh[t % kept * rows * units..][..rows * units],
                hidden: &mut after[inputs..],
                stride: width,
                units,
            }
            .run_on(pass.path);
        }
        let sent = if self.sequence { 0 } else { steps - 1 };
        let vectors = (0..rows).flat_map(|r| (sent..steps).map(move |t| (t, r)));
        for (y, (t, r)) in y.chunks_exact_mut(units).zip(vectors) {
            y.copy_from_slice(&self.work.joined[self.state_after(t, r, rows)..][..units]);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { dy, dx, weights, .. } = gradients;
        let Sizes { steps, inputs, units } = self.sizes;
        let (rows, width, wide) = (pass.rows, self.sizes.joined(), 4 * units);
        let work = &mut self.work;
        let (kernel, recurrent) = learned.weights[..width * wide].split_at(inputs * wide);
        let recurrent_transposed = workspace(&mut work.recurrent_transposed, units * wide);
        transpose(pass.path, recurrent, [units, wide], recurrent_transposed);
        let by_state = workspace(&mut work.by_state, rows * units);
        let by_cells = workspace(&mut work.by_cells, rows * units);
        by_cells.fill(T::ZERO);
        let gates = &mut work.gates[..steps * rows * wide];
        let sent = if self.sequence { steps } else { 1 };
        for t in (0..steps).rev() {
            let (present, later) = gates[t * rows * wide..].split_at_mut(rows * wide);
            // What reaches the state after step t: through the output, and through the gates of step t + 1.
            match (t + sent).checked_sub(steps) {
                Some(place) => {
                    for (to, from) in by_state.chunks_exact_mut(units).zip(dy.chunks_exact(sent * units)) {
                        to.copy_from_slice(&from[place * units..][..units]);
                    }
                }
                None => by_state.fill(T::ZERO),
            }
            if t + 1 < steps {
                let later = Rows::new(&*later, wide);
                let shape = [rows, units, wide];
                gemm(pass.path, shape, later, Rows::new(recurrent_transposed, units), by_state, units);
            }
            CellBackward {
                gates: present,
                previous: (t > 0).then(|| &work.cells[(t - 1) * rows * units..][..rows * units]),
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
        gemm_transposed_from(pass.path, [width, wide, steps * rows], Start::Zero, joined, gates, by_kernels, wide);

        let Some(dx) = dx else { return };
        let kernel_transposed = workspace(&mut work.kernel_transposed, inputs * wide);
        transpose(pass.path, kernel, [inputs, wide], kernel_transposed);
        let by_inputs = workspace(&mut work.by_inputs, steps * rows * inputs);
        let shape = [steps * rows, inputs, wide];
        gemm_from(pass.path, shape, Start::Zero, gates, Rows::new(kernel_transposed, inputs), by_inputs, inputs);
        for (r, row) in dx.chunks_exact_mut(steps * inputs).enumerate() {
            for (t, step) in row.chunks_exact_mut(inputs).enumerate() {
                step.copy_from_slice(&by_inputs[(t * rows + r) * inputs..][..inputs]);
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { sizes: self.sizes, sequence: self.sequence, work: Workspace::default() })
    }
}
