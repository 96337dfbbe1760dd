//! LSTM and GRU, step by step, and two of them in opposite directions.

use dfdx::shapes::Axis;
use dfdx::tensor::{Cpu, OwnedTape, SplitTape, Trace, WithEmptyTape};
use dfdx::tensor_ops::{Device, ReshapeTo, TryConcatAlong, TryMatMul, TryStack};

use super::Number;
use super::pass::Pass;
use super::tensors::{Matrix, channels, keep, matrix, places, rows};
use crate::nn::Real;
use crate::spec::Recurrent;

impl<E: Number> Pass<'_, E>
where
    Cpu: Device<E>,
{
    pub(super) fn recurrent(&mut self, layer: Recurrent, x: Matrix<E>) -> Matrix<E> {
        match layer {
            Recurrent::Lstm { units, sequence } => self.lstm(units as usize, sequence, x),
            Recurrent::Gru { units, sequence } => self.gru(units as usize, sequence, x),
        }
    }

    /// One layer reads from the start, a second one from the end; their states lie side by side.
    pub(super) fn bidirectional(&mut self, one: Recurrent, x: Matrix<E>) -> Matrix<E> {
        let (batch, steps) = (self.batch, self.steps);
        let (x, tape) = x.split_tape();
        let from_start = self.recurrent(one, x.retaped::<OwnedTape<E, Cpu>>());
        self.steps = steps;
        let from_end = self.recurrent(one, rows(&x, mirrored(batch, steps)));
        let (from_end, end_tape) = from_end.split_tape();
        let from_end = keep(rows(&from_end, mirrored(batch, self.steps)), end_tape);
        keep((from_start, from_end).concat_along(Axis::<1>), tape)
    }

    /// Gates i, f, g, o: c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c).
    fn lstm(&mut self, units: usize, sequence: bool, x: Matrix<E>) -> Matrix<E> {
        let (batch, steps) = (self.batch, self.steps);
        let kernel = self.matrix([channels(&x), 4 * units]);
        let recurrent = self.matrix([units, 4 * units]);
        let bias = self.row((batch, 4 * units));
        let (x, tape) = x.split_tape();
        let (mut state, mut cell) = (zeros(batch, units), zeros(batch, units));
        let mut states = Vec::with_capacity(steps);
        for t in 0..steps {
            let step = rows(&x, (0..batch).map(|row| row * steps + t));
            let gates = step.matmul(kernel.with_empty_tape())
                + state.matmul(recurrent.with_empty_tape())
                + bias.with_empty_tape();
            let ([input, forget, candidate, output], gates_tape) = gates_of(gates, batch, units);
            cell = keep(forget.sigmoid() * cell + input.sigmoid() * candidate.tanh(), gates_tape);
            state = output.sigmoid() * cell.with_empty_tape().tanh();
            states.push(state.with_empty_tape());
        }
        let tapes = [kernel.split_tape().1, recurrent.split_tape().1, bias.split_tape().1, cell.split_tape().1, tape];
        let last = tapes.into_iter().fold(state, keep);
        self.sent(states, last, sequence)
    }

    /// Gates z, r, c of the input and of the state, each with a bias: c ← tanh(c + σ(r)·c'), h ← σ(z)·h + (1 − σ(z))·c.
    fn gru(&mut self, units: usize, sequence: bool, x: Matrix<E>) -> Matrix<E> {
        let (batch, steps) = (self.batch, self.steps);
        let kernel = self.matrix([channels(&x), 3 * units]);
        let recurrent = self.matrix([units, 3 * units]);
        let [bias, state_bias] = [(); 2].map(|()| self.row((batch, 3 * units)));
        let (x, tape) = x.split_tape();
        let mut state = zeros(batch, units);
        let mut states = Vec::with_capacity(steps);
        for t in 0..steps {
            let step = rows(&x, (0..batch).map(|row| row * steps + t));
            let by_input = step.matmul(kernel.with_empty_tape()) + bias.with_empty_tape();
            let by_state = state.with_empty_tape().matmul(recurrent.with_empty_tape()) + state_bias.with_empty_tape();
            let ([update, reset, candidate], input_tape) = gates_of(by_input, batch, units);
            let ([state_update, state_reset, state_candidate], state_tape) = gates_of(by_state, batch, units);
            let candidate = (candidate + (reset + state_reset).sigmoid() * state_candidate).tanh();
            let difference = state - candidate.with_empty_tape();
            let moved = candidate + (update + state_update).sigmoid() * difference;
            state = keep(keep(moved, input_tape), state_tape);
            states.push(state.with_empty_tape());
        }
        let weights = [kernel.split_tape().1, recurrent.split_tape().1, bias.split_tape().1, state_bias.split_tape().1];
        let last = weights.into_iter().chain([tape]).fold(state, keep);
        self.sent(states, last, sequence)
    }

    /// What goes out: all states, row by row, or the last one. `last` remembers everything.
    fn sent(&mut self, states: Vec<Matrix<E>>, last: Matrix<E>, sequence: bool) -> Matrix<E> {
        if !sequence {
            self.steps = 1;
            return last;
        }
        let (batch, steps, units) = (self.batch, self.steps, channels(&last));
        let (by_step, states_tape) = states.stack().reshape_like(&(steps * batch, units)).split_tape();
        let by_row = rows(&by_step, places(batch, steps).map(|(row, t)| t * batch + row));
        keep(keep(by_row, states_tape), last.split_tape().1)
    }
}

/// The gates that lie side by side in each row, and what their computation remembers.
fn gates_of<E: Number, const N: usize>(
    gates: Matrix<E>,
    batch: usize,
    units: usize,
) -> ([Matrix<E>; N], OwnedTape<E, Cpu>)
where
    Cpu: Device<E>,
{
    let (gates, tape) = gates.reshape_like(&(batch * N, units)).split_tape();
    (std::array::from_fn(|gate| rows(&gates, (0..batch).map(|row| row * N + gate))), tape)
}

fn zeros<E: Number>(batch: usize, units: usize) -> Matrix<E>
where
    Cpu: Device<E>,
{
    matrix(vec![<E as Real>::ZERO; batch * units], [batch, units]).leaky_trace()
}

/// Each row's steps from its last to its first.
fn mirrored(batch: usize, steps: usize) -> impl Iterator<Item = usize> {
    places(batch, steps).map(move |(row, step)| row * steps + steps - 1 - step)
}
