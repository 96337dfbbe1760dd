//! One time step of an LSTM's gates and cells, after the matrix product and before the one of the backward pass.
//!
//! Rows of `gates` hold the four gates one after another in Keras's order: input, forget, candidate, output.

use super::elementary::{sigmoid, tanh};
use super::{Kernel, Path, Real, Simd};

/// c = f·c₀ + i·g, h = o·tanh c, from the gates' inputs.
#[derive(Debug)]
pub struct CellForward<'a, T> {
    /// In: the gates' inputs; out: the gates. Shape (rows, 4 × units).
    pub gates: &'a mut [T],
    /// The cells before the step; `None` before the first one.
    pub previous: Option<&'a [T]>,
    /// The cells after the step. Shape (rows, units).
    pub cells: &'a mut [T],
    /// Their hyperbolic tangent.
    pub tanh: &'a mut [T],
    /// The state; rows are `stride` apart.
    pub hidden: &'a mut [T],
    /// From one row of `hidden` to the next.
    pub stride: usize,
    /// Units.
    pub units: usize,
}

impl<T: Real> CellForward<'_, T> {
    /// Does the step on `path`.
    pub fn run_on(self, path: Path) {
        path.run(self);
    }
}

impl<T: Real> Kernel<T> for CellForward<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let units = self.units;
        for (r, gates) in self.gates.chunks_exact_mut(4 * units).enumerate() {
            let [i, f, g, o] = quarters(gates, units);
            let span = r * units..(r + 1) * units;
            let (cells, tanhs) = (&mut self.cells[span.clone()], &mut self.tanh[span.clone()]);
            let hidden = &mut self.hidden[r * self.stride..][..units];
            for j in 0..units {
                i[j] = sigmoid(i[j]);
                f[j] = sigmoid(f[j]);
                g[j] = tanh(g[j]);
                o[j] = sigmoid(o[j]);
            }
            match self.previous {
                Some(previous) => {
                    let previous = &previous[span];
                    for j in 0..units {
                        cells[j] = f[j].mul_add(previous[j], i[j] * g[j]);
                    }
                }
                None => {
                    for j in 0..units {
                        cells[j] = i[j] * g[j];
                    }
                }
            }
            for j in 0..units {
                tanhs[j] = tanh(cells[j]);
                hidden[j] = o[j] * tanhs[j];
            }
        }
    }
}

/// Gradients by the gates' inputs and by the cells before the step.
#[derive(Debug)]
pub struct CellBackward<'a, T> {
    /// In: the gates; out: the gradient by their inputs. Shape (rows, 4 × units).
    pub gates: &'a mut [T],
    /// The cells before the step; `None` before the first one.
    pub previous: Option<&'a [T]>,
    /// Hyperbolic tangent of the cells after the step. Shape (rows, units).
    pub tanh: &'a [T],
    /// Gradient by the state. Shape (rows, units).
    pub hidden: &'a [T],
    /// In: the gradient by the cells that came from the step after; out: by the cells before. Shape (rows, units).
    pub cells: &'a mut [T],
    /// Units.
    pub units: usize,
}

impl<T: Real> CellBackward<'_, T> {
    /// Does the step on `path`.
    pub fn run_on(self, path: Path) {
        path.run(self);
    }
}

impl<T: Real> Kernel<T> for CellBackward<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let units = self.units;
        for (r, gates) in self.gates.chunks_exact_mut(4 * units).enumerate() {
            let [i, f, g, o] = quarters(gates, units);
            let span = r * units..(r + 1) * units;
            let (tanhs, hidden) = (&self.tanh[span.clone()], &self.hidden[span.clone()]);
            let cells = &mut self.cells[span.clone()];
            let previous = self.previous.map(|previous| &previous[span]);
            for j in 0..units {
                let by_cell = cells[j] + hidden[j] * o[j] * (T::ONE - tanhs[j] * tanhs[j]);
                cells[j] = by_cell * f[j];
                let before = previous.map_or(T::ZERO, |previous| previous[j]);
                let (input, candidate) = (i[j], g[j]);
                i[j] = by_cell * candidate * (input * (T::ONE - input));
                f[j] = by_cell * before * (f[j] * (T::ONE - f[j]));
                g[j] = by_cell * input * (T::ONE - candidate * candidate);
                o[j] = hidden[j] * tanhs[j] * (o[j] * (T::ONE - o[j]));
            }
        }
    }
}

/// The four gates of one row.
#[inline(always)]
fn quarters<T>(gates: &mut [T], units: usize) -> [&mut [T]; 4] {
    let (first, second) = gates.split_at_mut(2 * units);
    let (i, f) = first.split_at_mut(units);
    let (g, o) = second.split_at_mut(units);
    [i, f, g, &mut o[..units]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn all_paths_give_the_same_bits_on_odd_sizes() {
        let mut stream = Stream::new(4, &["lstm cell"]);
        for (rows, units) in [(1, 1), (2, 7), (3, 16), (5, 33)] {
            let mut draw = |n: usize| (0..n).map(|_| stream.normal() as f32).collect::<Vec<_>>();
            let (inputs, previous, by_state) = (draw(rows * 4 * units), draw(rows * units), draw(rows * units));
            let run = |path, first: bool| {
                let stride = units + 2;
                let previous = (!first).then_some(&previous[..]);
                let mut gates = inputs.clone();
                let (mut cells, mut tanh) = (vec![0.0; rows * units], vec![0.0; rows * units]);
                let mut hidden = vec![0.0; rows * stride];
                CellForward {
                    gates: &mut gates,
                    previous,
                    cells: &mut cells,
                    tanh: &mut tanh,
                    hidden: &mut hidden,
                    stride,
                    units,
                }
                .run_on(path);
                let mut results = [cells.clone(), hidden].concat();
                let cells = &mut cells;
                CellBackward { gates: &mut gates, previous, tanh: &tanh, hidden: &by_state, cells, units }.run_on(path);
                results.extend(gates.iter().chain(&*cells));
                results.into_iter().map(f32::to_bits).collect::<Vec<_>>()
            };
            for first in [true, false] {
                let expected = run(Path::PORTABLE, first);
                assert!(Path::available().into_iter().all(|path| run(path, first) == expected), "{rows} × {units}");
            }
        }
    }
}
