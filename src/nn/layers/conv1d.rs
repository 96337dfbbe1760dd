//! Convolution along the sequence, stride 1: y[t] = activation(b + Σ_j x[t + j]·W[j]).
//!
//! A window of the sequence is `kernel` × `channels` values in one piece, so the windows are the overlapping rows of a
//! matrix and all three products are plain matrix products without a copy. For the gradients `dy` is spread to one place
//! per (padded) input step with zeros between the rows of the batch; then the windows of the whole batch are one matrix: what
//! reaches from one row into the next meets a zero.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{Rows, Start, activate, activation_gradient, add_rows, gemm, gemm_transposed, transpose};
use super::super::shape::{Shape, count};
use super::{Gradients, Layer, Learned, Pass, Real, workspace};
use crate::spec::{Activation, Padding};

/// A convolution layer.
#[derive(Debug)]
pub(crate) struct Conv1d<T> {
    sizes: Sizes,
    activation: Activation,
    /// The input with zeros around each row, for `same`.
    padded: Vec<T>,
    /// `dy` with zeros between, see above.
    spread: Vec<T>,
    /// The kernel with its taps reversed and each tap transposed: (kernel × filters, channels).
    reversed: Vec<T>,
}

#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// Steps of the input.
    steps: usize,
    channels: usize,
    filters: usize,
    kernel: usize,
    /// Zeros before and in total around each row.
    before: usize,
    around: usize,
}

impl Sizes {
    fn padded_steps(self) -> usize {
        self.steps + self.around
    }

    fn output_steps(self) -> usize {
        self.padded_steps() + 1 - self.kernel
    }

    /// Values of a window.
    fn window(self) -> usize {
        self.kernel * self.channels
    }
}

impl<T: Real> Conv1d<T> {
    pub(crate) fn new(
        [filters, kernel]: [usize; 2],
        activation: Activation,
        padding: Padding,
        input: Shape,
    ) -> Result<Self, String> {
        let (steps, channels) = input.sequence()?;
        if filters == 0 || kernel == 0 {
            return Err("needs at least 1 filter and a kernel of at least 1 step".to_owned());
        }
        let around = match padding {
            Padding::Valid if kernel > steps => {
                let came = count(steps, "step");
                return Err(format!(
                    "kernel {kernel} after {came}; use a smaller kernel, padding same, or fewer pools before it"
                ));
            }
            Padding::Valid => 0,
            Padding::Same => kernel - 1,
        };
        let sizes = Sizes { steps, channels, filters, kernel, before: around / 2, around };
        Ok(Self::with(sizes, activation))
    }

    fn with(sizes: Sizes, activation: Activation) -> Self {
        Self { sizes, activation, padded: Vec::new(), spread: Vec::new(), reversed: Vec::new() }
    }
}

impl<T: Real> Layer<T> for Conv1d<T> {
    fn output(&self) -> Shape {
        Shape::Sequence { steps: self.sizes.output_steps(), channels: self.sizes.filters }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let Sizes { channels, filters, kernel, .. } = self.sizes;
        let glorot = Initial::GlorotUniform { inputs: kernel * channels, outputs: kernel * filters };
        vec![
            Parameter::new("kernel", &[kernel, channels, filters], glorot),
            Parameter::new("bias", &[filters], Initial::Zeros),
        ]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let sizes = self.sizes;
        let (kernel, bias) = learned.weights.split_at(sizes.window() * sizes.filters);
        let x = if sizes.around == 0 { x } else { pad(sizes, x, &mut self.padded) };
        let shape = [sizes.output_steps(), sizes.filters, sizes.window()];
        let rows = x.chunks_exact(sizes.padded_steps() * sizes.channels);
        for (x, y) in rows.zip(y.chunks_exact_mut(sizes.output_steps() * sizes.filters)) {
            let (x, kernel) = (Rows::new(x, sizes.channels), Rows::new(kernel, sizes.filters));
            gemm(pass.path, shape, Start::Row(bias), x, kernel, y, sizes.filters);
            activate(pass.path, self.activation, y);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, y, dy, dx, weights } = gradients;
        let sizes = self.sizes;
        let Sizes { channels, filters, kernel, .. } = sizes;
        activation_gradient(pass.path, self.activation, y, dy);
        let (by_kernel, by_bias) = weights.split_at_mut(sizes.window() * filters);
        by_bias.fill(T::ZERO);
        add_rows(pass.path, dy, by_bias);

        let spread = spread(sizes, dy, pass.rows, &mut self.spread);
        let x = if sizes.around == 0 { x } else { &self.padded };
        let windows = pass.rows * sizes.padded_steps() + 1 - kernel;
        let after_margin = Rows::new(&spread[(kernel - 1) * filters..], filters);
        let shape = [sizes.window(), filters, windows];
        gemm_transposed(pass.path, shape, Start::Zero, Rows::new(x, channels), after_margin, by_kernel, filters);

        let Some(dx) = dx else { return };
        let reversed = workspace(&mut self.reversed, kernel * filters * channels);
        let taps = learned.weights[..sizes.window() * filters].chunks_exact(channels * filters).rev();
        for (tap, reversed) in taps.zip(reversed.chunks_exact_mut(filters * channels)) {
            transpose(pass.path, tap, [channels, filters], reversed);
        }
        // Without padding the rows of the batch follow one another in `spread` as in `dx`.
        let steps = if sizes.around == 0 { pass.rows * sizes.steps } else { sizes.steps };
        for (row, dx) in dx.chunks_exact_mut(steps * channels).enumerate() {
            let spread = Rows::new(&spread[(row * sizes.padded_steps() + sizes.before) * filters..], filters);
            let shape = [steps, channels, kernel * filters];
            gemm(pass.path, shape, Start::Zero, spread, Rows::new(reversed, channels), dx, channels);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self::with(self.sizes, self.activation))
    }
}

/// Copies the rows of `x` with zeros around each.
fn pad<'a, T: Real>(sizes: Sizes, x: &[T], padded: &'a mut Vec<T>) -> &'a [T] {
    let width = sizes.steps * sizes.channels;
    let rows = x.len() / width;
    let padded = workspace(padded, rows * sizes.padded_steps() * sizes.channels);
    padded.fill(T::ZERO);
    for (x, padded) in x.chunks_exact(width).zip(padded.chunks_exact_mut(sizes.padded_steps() * sizes.channels)) {
        padded[sizes.before * sizes.channels..][..width].copy_from_slice(x);
    }
    padded
}

/// Spreads `dy`: kernel − 1 zero steps, then each row of the batch followed by kernel − 1 zero steps.
fn spread<'a, T: Real>(sizes: Sizes, dy: &[T], rows: usize, spread: &'a mut Vec<T>) -> &'a [T] {
    let margin = (sizes.kernel - 1) * sizes.filters;
    let padded = sizes.padded_steps() * sizes.filters;
    let width = sizes.output_steps() * sizes.filters;
    let spread = workspace(spread, margin + rows * padded);
    spread[..margin].fill(T::ZERO);
    for (dy, spread) in dy.chunks_exact(width).zip(spread[margin..].chunks_exact_mut(padded)) {
        spread[..width].copy_from_slice(dy);
        spread[width..].fill(T::ZERO);
    }
    spread
}
