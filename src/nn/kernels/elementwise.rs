//! Element by element: activations, their gradients, Adam, column sums.

use super::elementary::{sigmoid, tanh};
use super::{Kernel, Path, Real, Simd};
use crate::spec::Activation;

/// Applies `activation` in place.
pub fn activate<T: Real>(path: Path, activation: Activation, values: &mut [T]) {
    path.run(Activate { activation, values });
}

struct Activate<'a, T> {
    activation: Activation,
    values: &'a mut [T],
}

impl<T: Real> Kernel<T> for Activate<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let values = self.values.iter_mut();
        match self.activation {
            Activation::Linear => {}
            // Written so that NaN stays NaN.
            Activation::Relu => values.for_each(|v| *v = if *v < T::ZERO { T::ZERO } else { *v }),
            Activation::Sigmoid => values.for_each(|v| *v = sigmoid(*v)),
            Activation::Tanh => values.for_each(|v| *v = tanh(*v)),
        }
    }
}

/// Turns the gradient by the output `y` of `activation` into the gradient by its input, in place.
pub fn activation_gradient<T: Real>(path: Path, activation: Activation, y: &[T], gradient: &mut [T]) {
    path.run(ActivationGradient { activation, y, gradient });
}

struct ActivationGradient<'a, T> {
    activation: Activation,
    y: &'a [T],
    gradient: &'a mut [T],
}

impl<T: Real> Kernel<T> for ActivationGradient<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let pairs = self.gradient.iter_mut().zip(self.y);
        match self.activation {
            Activation::Linear => {}
            Activation::Relu => pairs.for_each(|(g, &y)| *g = if y > T::ZERO { *g } else { T::ZERO }),
            Activation::Sigmoid => pairs.for_each(|(g, &y)| *g = *g * (y * (T::ONE - y))),
            Activation::Tanh => pairs.for_each(|(g, &y)| *g = *g * (T::ONE - y * y)),
        }
    }
}

/// One step of Adam on every weight; `rate` holds the bias correction of both moments, as in Keras.
pub fn adam<T: Real>(path: Path, rate: T, gradient: &[T], moments: [&mut [T]; 2], weights: &mut [T]) {
    let [first, second] = moments;
    path.run(Adam { rate, gradient, first, second, weights });
}

struct Adam<'a, T> {
    rate: T,
    gradient: &'a [T],
    first: &'a mut [T],
    second: &'a mut [T],
    weights: &'a mut [T],
}

impl<T: Real> Kernel<T> for Adam<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let (new_first, new_second, epsilon) = (T::from_f64(1.0 - 0.9), T::from_f64(1.0 - 0.999), T::from_f64(1e-7));
        let moments = self.first.iter_mut().zip(self.second);
        for ((w, &g), (m, v)) in self.weights.iter_mut().zip(self.gradient).zip(moments) {
            *m += (g - *m) * new_first;
            *v += (g * g - *v) * new_second;
            *w = *w - *m * self.rate / (v.sqrt() + epsilon);
        }
    }
}

/// Adds every row of `rows` to `sum`, the first row first.
pub fn add_rows<T: Real>(path: Path, rows: &[T], sum: &mut [T]) {
    path.run(AddRows { rows, sum });
}

struct AddRows<'a, T> {
    rows: &'a [T],
    sum: &'a mut [T],
}

impl<T: Real> Kernel<T> for AddRows<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        for row in self.rows.chunks_exact(self.sum.len()) {
            for (sum, &v) in self.sum.iter_mut().zip(row) {
                *sum += v;
            }
        }
    }
}

/// Writes the transpose of `from`, of shape (`rows`, `columns`), to `to`.
pub fn transpose<T: Real>(path: Path, from: &[T], [rows, columns]: [usize; 2], to: &mut [T]) {
    path.run(Transpose { from: &from[..rows * columns], rows, columns, to: &mut to[..rows * columns] });
}

struct Transpose<'a, T> {
    from: &'a [T],
    rows: usize,
    columns: usize,
    to: &'a mut [T],
}

impl<T: Real> Kernel<T> for Transpose<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        const BLOCK: usize = 8;
        let Self { from, rows, columns, to } = self;
        for row in (0..rows).step_by(BLOCK) {
            for column in (0..columns).step_by(BLOCK) {
                if row + BLOCK <= rows && column + BLOCK <= columns {
                    transpose_block::<T, BLOCK>(
                        &from[row * columns + column..],
                        columns,
                        &mut to[column * rows + row..],
                        rows,
                    );
                } else {
                    for j in column..columns.min(column + BLOCK) {
                        for i in row..rows.min(row + BLOCK) {
                            to[j * rows + i] = from[i * columns + j];
                        }
                    }
                }
            }
        }
    }
}

/// A whole block, in registers.
#[inline(always)]
fn transpose_block<T: Real, const BLOCK: usize>(from: &[T], from_stride: usize, to: &mut [T], to_stride: usize) {
    let mut block = [[T::ZERO; BLOCK]; BLOCK];
    for i in 0..BLOCK {
        let row = &from[i * from_stride..][..BLOCK];
        for j in 0..BLOCK {
            block[j][i] = row[j];
        }
    }
    for j in 0..BLOCK {
        to[j * to_stride..][..BLOCK].copy_from_slice(&block[j]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn draw(stream: &mut Stream, n: usize) -> Vec<f32> {
        (0..n).map(|_| stream.normal() as f32 * 3.0).collect()
    }

    #[test]
    fn all_paths_give_the_same_bits() {
        let mut stream = Stream::new(1, &["elementwise"]);
        for n in [1, 7, 16, 33, 250] {
            let (x, g, m, v) = (draw(&mut stream, n), draw(&mut stream, n), draw(&mut stream, n), draw(&mut stream, n));
            let v: Vec<f32> = v.iter().map(|v| v.abs()).collect();
            let run = |path| {
                let mut results = Vec::new();
                for activation in [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
                    let (mut y, mut gradient) = (x.clone(), g.clone());
                    activate(path, activation, &mut y);
                    activation_gradient(path, activation, &y, &mut gradient);
                    results.extend([y, gradient]);
                }
                let (mut first, mut second, mut weights) = (m.clone(), v.clone(), x.clone());
                adam(path, 1e-3, &g, [&mut first, &mut second], &mut weights);
                let mut sum = vec![0.0; n.min(5)];
                add_rows(path, &x, &mut sum);
                results.extend([first, second, weights, sum]);
                results.into_iter().flatten().map(f32::to_bits).collect::<Vec<_>>()
            };
            let expected = run(Path::PORTABLE);
            assert!(Path::available().into_iter().all(|path| run(path) == expected), "{n}");
        }
    }

    #[test]
    fn a_transpose_swaps_rows_and_columns() {
        let from: Vec<f32> = (0..17 * 35).map(|v| v as f32).collect();
        let mut to = vec![0.0; from.len()];
        transpose(Path::best(), &from, [17, 35], &mut to);
        assert!((0..17).all(|i| (0..35).all(|j| to[j * 17 + i] == from[i * 35 + j])));
    }
}
