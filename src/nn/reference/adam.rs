//! dfdx's Adam, set so that it computes Keras's formula.

use dfdx::tensor::{Cpu, Storage, Tensor, TensorFromVec, Trace};
use dfdx::tensor_ops::{AdamConfig, Backward, Device, SumTo};

use super::Number;
use crate::nn::engine::Optimiser;

/// Why an allocation is not checked for failure.
const MEMORY: &str = "the system ends a program that asks for too much memory";

type Moment<E> = <Cpu as Storage<E>>::Vec;

/// The optimiser and its moments.
#[derive(Debug)]
pub(super) struct ReferenceAdam<E: Number> {
    rate: f64,
    steps: i32,
    moments: [Moment<E>; 2],
}

impl<E: Number> ReferenceAdam<E>
where
    Cpu: Device<E>,
{
    /// For `n` weights, with step size `rate`.
    pub(super) fn new(rate: f64, n: usize) -> Self {
        Self { rate, steps: 0, moments: [zeros(n), zeros(n)] }
    }
}

fn zeros<E: Number>(n: usize) -> Moment<E>
where
    Cpu: Device<E>,
{
    Storage::<E>::try_alloc_len(&Cpu::default(), n).expect(MEMORY)
}

fn tensor<E: Number>(values: &[E]) -> Tensor<(usize,), E, Cpu>
where
    Cpu: Device<E>,
{
    Cpu::default().tensor_from_vec(values.to_vec(), (values.len(),))
}

impl<E: Number> Optimiser<E> for ReferenceAdam<E>
where
    Cpu: Device<E>,
{
    fn step(&mut self, gradient: &[E], weights: &mut [E]) {
        self.steps = self.steps.saturating_add(1);
        // dfdx adds ε to the corrected root √(v / (1 − β₂ᵗ)), Keras to √v: an ε that is corrected alike makes both the same formula.
        let eps = 1e-7 / libm::sqrt(1.0 - libm::pow(0.999, f64::from(self.steps)));
        let adam = AdamConfig { lr: self.rate, betas: [0.9, 0.999], eps, weight_decay: None };
        let mut moved = tensor(weights);
        // dfdx steps along a gradient from its tape only: that of Σ w·g is the g that is given.
        let mut gradients = (moved.leaky_trace() * tensor(gradient)).sum().backward();
        let by_weights = gradients.get_or_alloc_mut(&moved).expect(MEMORY);
        let [first, second] = &mut self.moments;
        adam.try_update(self.steps, &mut moved, first, second, by_weights).expect("on the CPU a step cannot fail");
        weights.copy_from_slice(&moved.as_vec());
    }

    fn moments(&self) -> (i32, [&[E]; 2]) {
        (self.steps, self.moments.each_ref().map(E::values))
    }

    fn set_moments(&mut self, steps: i32, moments: [&[E]; 2]) {
        self.steps = steps;
        self.moments.iter_mut().zip(moments).for_each(|(own, given)| E::values_mut(own).copy_from_slice(given));
    }
}
