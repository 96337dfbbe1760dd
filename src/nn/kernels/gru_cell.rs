//! One time step of a GRU's gates and state, after the matrix products and before those of the backward pass.
//!
//! Rows of `gates` and `recurrent` hold the three gates one after another in Keras's order: update, reset, candidate.

use super::elementary::{sigmoid, tanh};
use super::{Kernel, Path, Real, Simd};

/// z, r = σ(x + h), c = tanh(x + r·h), h' = z·h₀ + (1 − z)·c, from the gates' inputs x and recurrent inputs h.
#[derive(Debug)]
pub struct GruForward<'a, T> {
    /// In: the gates' inputs; out: the gates. Shape (rows, 3 × units).
    pub gates: &'a mut [T],
    /// What the state before adds to them. Shape (rows, 3 × units).
    pub recurrent: &'a [T],
    /// The state before the step. Shape (rows, units).
    pub previous: &'a [T],
    /// The state after the step.
    pub state: &'a mut [T],
    /// Units.
    pub units: usize,
}

impl<T: Real> GruForward<'_, T> {
    /// Does the step on `path`.
    pub fn run_on(self, path: Path) {
        path.run(self);
    }
}

impl<T: Real> Kernel<T> for GruForward<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let units = self.units;
        let rows = self.gates.chunks_exact_mut(3 * units).zip(self.recurrent.chunks_exact(3 * units));
        let states = self.state.chunks_exact_mut(units).zip(self.previous.chunks_exact(units));
        for ((gates, recurrent), (state, previous)) in rows.zip(states) {
            let [z, r, c] = thirds(gates, units);
            let (by_state, candidate) = recurrent.split_at(2 * units);
            let (for_z, for_r) = by_state.split_at(units);
            for j in 0..units {
                z[j] = sigmoid(z[j] + for_z[j]);
                r[j] = sigmoid(r[j] + for_r[j]);
            }
            for j in 0..units {
                c[j] = tanh(r[j].mul_add(candidate[j], c[j]));
            }
            for j in 0..units {
                state[j] = z[j].mul_add(previous[j] - c[j], c[j]);
            }
        }
    }
}

/// Gradients by the gates' inputs, by their recurrent inputs and, as far as it does not pass through these, by the state before.
#[derive(Debug)]
pub struct GruBackward<'a, T> {
    /// In: the gates; out: the gradient by their inputs. Shape (rows, 3 × units).
    pub gates: &'a mut [T],
    /// In: what the state before added to them; out: the gradient by it. Shape (rows, 3 × units).
    pub recurrent: &'a mut [T],
    /// The state before the step. Shape (rows, units).
    pub previous: &'a [T],
    /// In: the gradient by the state after the step; out: by the state before.
    pub state: &'a mut [T],
    /// Units.
    pub units: usize,
}

impl<T: Real> GruBackward<'_, T> {
    /// Does the step on `path`.
    pub fn run_on(self, path: Path) {
        path.run(self);
    }
}

impl<T: Real> Kernel<T> for GruBackward<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let units = self.units;
        let rows = self.gates.chunks_exact_mut(3 * units).zip(self.recurrent.chunks_exact_mut(3 * units));
        let states = self.state.chunks_exact_mut(units).zip(self.previous.chunks_exact(units));
        for ((gates, recurrent), (state, previous)) in rows.zip(states) {
            let [z, r, c] = thirds(gates, units);
            let [for_z, for_r, candidate] = thirds(recurrent, units);
            for j in 0..units {
                let (update, reset, by_state) = (z[j], r[j], state[j]);
                let by_candidate = by_state * (T::ONE - update) * (T::ONE - c[j] * c[j]);
                z[j] = by_state * (previous[j] - c[j]) * (update * (T::ONE - update));
                r[j] = by_candidate * candidate[j] * (reset * (T::ONE - reset));
                c[j] = by_candidate;
                for_z[j] = z[j];
                for_r[j] = r[j];
                candidate[j] = by_candidate * reset;
                state[j] = by_state * update;
            }
        }
    }
}

/// The three gates of one row.
#[inline(always)]
fn thirds<T>(gates: &mut [T], units: usize) -> [&mut [T]; 3] {
    let (z, others) = gates.split_at_mut(units);
    let (r, c) = others.split_at_mut(units);
    [z, r, &mut c[..units]]
}
