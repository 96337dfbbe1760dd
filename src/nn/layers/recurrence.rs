//! What recurrent layers have in common: sizes, and which of their states go out.

use super::super::initial::{Initial, Parameter};
use super::super::shape::Shape;

/// Sizes of a recurrent layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recurrence {
    /// Length of the sequence.
    pub(super) steps: usize,
    /// Values of a step.
    pub(super) inputs: usize,
    /// Values of a state.
    pub(super) units: usize,
    /// Whether all states go out, or the last one.
    sequence: bool,
}

impl Recurrence {
    /// Of `units` on `input`.
    pub(super) fn new(units: usize, sequence: bool, input: Shape) -> Result<Self, String> {
        let (steps, inputs) = input.sequence()?;
        if units == 0 {
            return Err("needs at least 1 unit".to_owned());
        }
        Ok(Self { steps, inputs, units, sequence })
    }

    /// What goes out.
    pub(super) fn output(self) -> Shape {
        let Self { steps, units, .. } = self;
        if self.sequence { Shape::Sequence { steps, channels: units } } else { Shape::Vector(units) }
    }

    /// How many states of a row go out: the last ones.
    pub(super) fn sent(self) -> usize {
        if self.sequence { self.steps } else { 1 }
    }

    /// Kernel and recurrent kernel of so many gates.
    pub(super) fn kernels(self, gates: usize) -> [Parameter; 2] {
        let Self { inputs, units, .. } = self;
        let wide = gates * units;
        [
            Parameter::new("kernel", &[inputs, wide], Initial::GlorotUniform { inputs, outputs: wide }),
            Parameter::new("recurrent_kernel", &[units, wide], Initial::Orthogonal),
        ]
    }

    /// Copies the states that go out to `y`, row by row; the state after step t of row r begins at `place(t, r)` of `states`.
    pub(super) fn send<T: Copy>(self, states: &[T], place: impl Fn(usize, usize) -> usize, y: &mut [T]) {
        let Self { steps, units, .. } = self;
        let sent = self.sent();
        for (i, y) in y.chunks_exact_mut(units).enumerate() {
            let (t, r) = (steps - sent + i % sent, i / sent);
            y.copy_from_slice(&states[place(t, r)..][..units]);
        }
    }

    /// The gradients by the states after step `t`, row after row, in `dy`, the one by what goes out; none where that state stays inside.
    pub(super) fn sent_back<T>(self, dy: &[T], t: usize) -> Option<impl Iterator<Item = &[T]>> {
        let (units, sent) = (self.units, self.sent());
        let place = (t + sent).checked_sub(self.steps)?;
        Some(dy.chunks_exact(sent * units).map(move |row| &row[place * units..][..units]))
    }
}
