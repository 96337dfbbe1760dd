//! Maximum over windows of steps, without overlap; steps that do not fill a window are dropped, as in Keras.

use super::super::kernels::{Windows, max_pool, max_pool_gradient};
use super::super::shape::{Shape, count};
use super::{Gradients, Layer, Learned, Pass, Real};

/// A pooling layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaxPool1d(Windows);

impl MaxPool1d {
    pub(crate) fn new(size: usize, input: Shape) -> Result<Self, String> {
        let (steps, channels) = input.sequence()?;
        if size == 0 {
            return Err("needs a size of at least 1 step".to_owned());
        }
        if size > steps {
            let came = count(steps, "step");
            return Err(format!("{size} after {came}; use a smaller pool, or fewer pools and padding same before it"));
        }
        Ok(Self(Windows { size, steps, channels }))
    }
}

impl<T: Real> Layer<T> for MaxPool1d {
    fn output(&self) -> Shape {
        let Windows { size, steps, channels } = self.0;
        Shape::Sequence { steps: steps / size, channels }
    }

    fn forward(&mut self, _: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        max_pool(pass.path, self.0, x, y);
    }

    /// The gradient goes to the first of the largest values.
    fn backward(&mut self, _: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, y, dy, dx: Some(dx), .. } = gradients else { return };
        max_pool_gradient(pass.path, self.0, [x, y], dy, dx);
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(*self)
    }
}
