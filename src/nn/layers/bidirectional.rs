//! A recurrent layer that reads the sequence from its start, beside a second one that reads it from its end (Schuster & Paliwal
//! 1997, doi 10.1109/78.650093). Their states lie side by side, as with Keras's `merge_mode="concat"`.

use super::super::initial::Parameter;
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

/// Two recurrent layers of the same kind and size.
#[derive(Debug)]
pub(crate) struct Bidirectional<T> {
    /// From the start, from the end.
    ways: [Box<dyn Layer<T>>; 2],
    /// Weights of one way.
    weights: usize,
    steps: usize,
    channels: usize,
    /// The input from its end.
    reversed: Vec<T>,
    /// What goes out of each way, and the gradient by it.
    outputs: [Vec<T>; 2],
    gradients: [Vec<T>; 2],
    /// Gradient by `reversed`.
    by_reversed: Vec<T>,
}

impl<T: Real> Bidirectional<T> {
    /// Of two equal layers that take `input`.
    pub(crate) fn new(ways: [Box<dyn Layer<T>>; 2], input: Shape) -> Result<Self, String> {
        let (steps, channels) = input.sequence()?;
        Ok(Self::with(ways, steps, channels))
    }

    fn with(ways: [Box<dyn Layer<T>>; 2], steps: usize, channels: usize) -> Self {
        let empty = || [Vec::new(), Vec::new()];
        let weights = ways[0].parameters().iter().map(Parameter::len).sum();
        let (reversed, by_reversed) = (Vec::new(), Vec::new());
        Self { ways, weights, steps, channels, reversed, outputs: empty(), gradients: empty(), by_reversed }
    }
}

impl<T: Real> Layer<T> for Bidirectional<T> {
    fn output(&self) -> Shape {
        let one = self.ways[0].output();
        one.with_channels(2 * one.vectors().1)
    }

    fn parameters(&self) -> Vec<Parameter> {
        let [forward, backward] = self.ways.each_ref().map(|way| way.parameters());
        let forward = forward.into_iter().map(|parameter| parameter.within("forward"));
        forward.chain(backward.into_iter().map(|parameter| parameter.within("backward"))).collect()
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let (vectors, units) = self.ways[0].output().vectors();
        let weights = learned.weights.split_at(self.weights);
        let reversed = workspace(&mut self.reversed, x.len());
        reverse(x, self.steps, self.channels, reversed);
        let inputs = [(x, weights.0), (&*reversed, weights.1)];
        for ((way, output), (x, weights)) in self.ways.iter_mut().zip(&mut self.outputs).zip(inputs) {
            let output = workspace(output, pass.rows * vectors * units);
            way.forward(Learned { weights, ..learned }, x, output, pass);
        }
        for (i, y) in y.chunks_exact_mut(2 * units).enumerate() {
            let (first, second) = y.split_at_mut(units);
            first.copy_from_slice(&self.outputs[0][i * units..][..units]);
            second.copy_from_slice(&self.outputs[1][mirrored(i, vectors) * units..][..units]);
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, dy, dx, weights, .. } = gradients;
        let (vectors, units) = self.ways[0].output().vectors();
        let length = pass.rows * vectors * units;
        let [first, second] = self.gradients.each_mut().map(|gradient| workspace(gradient, length));
        for (i, dy) in dy.chunks_exact(2 * units).enumerate() {
            first[i * units..][..units].copy_from_slice(&dy[..units]);
            second[mirrored(i, vectors) * units..][..units].copy_from_slice(&dy[units..]);
        }
        let (learned, weights) = (learned.weights.split_at(self.weights), weights.split_at_mut(self.weights));
        let of = |weights| Learned { weights, state: &[] };
        let [forward, backward] = &mut self.ways;
        let [y, y_reversed] = self.outputs.each_ref().map(|output| &output[..length]);
        let reversed = &self.reversed[..x.len()];
        let Some(dx) = dx else {
            forward.backward(of(learned.0), Gradients { x, y, dy: first, dx: None, weights: weights.0 }, pass);
            let gradients = Gradients { x: reversed, y: y_reversed, dy: second, dx: None, weights: weights.1 };
            return backward.backward(of(learned.1), gradients, pass);
        };
        let by_reversed = workspace(&mut self.by_reversed, x.len());
        forward.backward(of(learned.0), Gradients { x, y, dy: first, dx: Some(&mut *dx), weights: weights.0 }, pass);
        let gradients =
            Gradients { x: reversed, y: y_reversed, dy: second, dx: Some(&mut *by_reversed), weights: weights.1 };
        backward.backward(of(learned.1), gradients, pass);
        for (i, dx) in dx.chunks_exact_mut(self.channels).enumerate() {
            let mirror = &by_reversed[mirrored(i, self.steps) * self.channels..];
            dx.iter_mut().zip(mirror).for_each(|(dx, &other)| *dx += other);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self::with(self.ways.each_ref().map(|way| way.fresh()), self.steps, self.channels))
    }
}

/// The place of vector `i` when each row of `vectors` is read from its end.
fn mirrored(i: usize, vectors: usize) -> usize {
    let (row, place) = (i / vectors, i % vectors);
    row * vectors + vectors - 1 - place
}

/// Writes each row of `x` from its last step to its first.
fn reverse<T: Real>(x: &[T], steps: usize, channels: usize, reversed: &mut [T]) {
    for (i, step) in x.chunks_exact(channels).enumerate() {
        reversed[mirrored(i, steps) * channels..][..channels].copy_from_slice(step);
    }
}
