//! Fully connected: y = activation(x·W + b) on the last axis, for a vector or for each step of a sequence.
//!
//! The output layer is one of these, linear; its sigmoid or softmax belongs to the loss.

use super::super::initial::{Initial, Parameter};
use super::super::kernels::{Rows, Start, activate, activation_gradient, add_rows, gemm, gemm_transposed, transpose};
use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};
use crate::spec::Activation;

/// A dense layer.
#[derive(Debug)]
pub(crate) struct Dense<T> {
    input: Shape,
    units: usize,
    activation: Activation,
    kernel_transposed: Vec<T>,
}

impl<T: Real> Dense<T> {
    pub(crate) fn new(units: usize, activation: Activation, input: Shape) -> Result<Self, String> {
        if units == 0 {
            return Err("needs at least 1 unit".to_owned());
        }
        Ok(Self { input, units, activation, kernel_transposed: Vec::new() })
    }
}

impl<T: Real> Layer<T> for Dense<T> {
    fn output(&self) -> Shape {
        self.input.with_channels(self.units)
    }

    fn parameters(&self) -> Vec<Parameter> {
        let (_, inputs) = self.input.vectors();
        let glorot = Initial::GlorotUniform { inputs, outputs: self.units };
        vec![
            Parameter::new("kernel", &[inputs, self.units], glorot),
            Parameter::new("bias", &[self.units], Initial::Zeros),
        ]
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let (vectors, inputs) = self.input.vectors();
        let (kernel, bias) = learned.weights.split_at(inputs * self.units);
        let shape = [pass.rows * vectors, self.units, inputs];
        let (x, kernel) = (Rows::new(x, inputs), Rows::new(kernel, self.units));
        gemm(pass.path, shape, Start::Row(bias), x, kernel, y, self.units);
        activate(pass.path, self.activation, y);
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, y, dy, dx, weights } = gradients;
        let (vectors, inputs) = self.input.vectors();
        let rows = pass.rows * vectors;
        activation_gradient(pass.path, self.activation, y, dy);
        let (kernel, bias) = weights.split_at_mut(inputs * self.units);
        bias.fill(T::ZERO);
        add_rows(pass.path, dy, bias);
        let dy = Rows::new(&*dy, self.units);
        let shape = [inputs, self.units, rows];
        gemm_transposed(pass.path, shape, Start::Zero, Rows::new(x, inputs), dy, kernel, self.units);
        if let Some(dx) = dx {
            let transposed = workspace(&mut self.kernel_transposed, inputs * self.units);
            transpose(pass.path, learned.weights, [inputs, self.units], transposed);
            let shape = [rows, inputs, self.units];
            gemm(pass.path, shape, Start::Zero, dy, Rows::new(transposed, inputs), dx, inputs);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { kernel_transposed: Vec::new(), ..*self })
    }
}
