//! What recurrent layers have in common: sizes, and which of their states go out.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::Rows;
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

    /// Copies the states after step `t`, one a row, to their places in `y`, if they go out.
    pub(super) fn send<T: Copy>(self, t: usize, states: Rows<'_, T>, y: &mut [T]) {
        let (units, sent) = (self.units, self.sent());
        let Some(place) = (t + sent).checked_sub(self.steps) else { return };
        for (y, state) in y.chunks_exact_mut(sent * units).zip(states.values.chunks(states.stride)) {
            y[place * units..][..units].copy_from_slice(&state[..units]);
        }
    }

    /// The gradients by the states after step `t`, row after row, in `dy`, the one by what goes out; none where that state stays inside.
    pub(super) fn sent_back<T>(self, dy: &[T], t: usize) -> Option<impl Iterator<Item = &[T]>> {
        let (units, sent) = (self.units, self.sent());
        let place = (t + sent).checked_sub(self.steps)?;
        Some(dy.chunks_exact(sent * units).map(move |row| &row[place * units..][..units]))
    }
}
