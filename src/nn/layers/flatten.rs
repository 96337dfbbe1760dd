//! Steps × channels to one vector; the values already lie that way.

use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real};

/// A flattening layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flatten {
    width: usize,
}

impl Flatten {
    pub(crate) fn new(input: Shape) -> Self {
        Self { width: input.width() }
    }
}

impl<T: Real> Layer<T> for Flatten {
    fn output(&self) -> Shape {
        Shape::Vector(self.width)
    }

    fn forward(&mut self, _: Learned<'_, T>, x: &[T], y: &mut [T], _: &mut Pass<'_>) {
        y.copy_from_slice(x);
    }

    fn backward(&mut self, _: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        if let Some(dx) = gradients.dx {
            dx.copy_from_slice(gradients.dy);
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(*self)
    }
}
