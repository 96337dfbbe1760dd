//! Layers with a bypass (He et al. 2016, arXiv 1512.03385): y = x + layers(x).

use super::super::initial::Parameter;
use super::super::shape::Shape;
use super::super::stack::{LearnedBy, Stack};
use super::{Gradients, Layer, Learned, Pass, Real};

/// Layers whose input is added to their output.
#[derive(Debug)]
pub(crate) struct Residual<T> {
    input: Shape,
    inner: Stack<T>,
}

impl<T: Real> Residual<T> {
    pub(crate) fn new(inner: Stack<T>, input: Shape) -> Result<Self, String> {
        let shapes = inner.shapes();
        let Some(&(_, output)) = shapes.last() else { return Err("needs at least 1 layer within".to_owned()) };
        if output != input {
            let hint = match input {
                Shape::Sequence { channels, .. } => {
                    format!(
                        "add a conv1d of {channels} filters with padding same at its end, and shorten nothing within"
                    )
                }
                Shape::Vector(width) => format!("add a dense of {width} units at its end"),
            };
            return Err(format!("{input} comes in, but its layers make {output} of it, and both are added; {hint}"));
        }
        Ok(Self { input, inner })
    }

    fn arrays(&self, by: LearnedBy) -> Vec<Parameter> {
        self.inner.arrays().filter(|(_, learned_by)| *learned_by == by).map(|(parameter, _)| parameter).collect()
    }
}

impl<T: Real> Layer<T> for Residual<T> {
    fn output(&self) -> Shape {
        self.input
    }

    fn parameters(&self) -> Vec<Parameter> {
        self.arrays(LearnedBy::Optimiser)
    }

    fn state(&self) -> Vec<Parameter> {
        self.arrays(LearnedBy::MovingAverage)
    }

    fn forward(&mut self, learned: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        self.inner.forward(learned, x, pass);
        for ((y, &x), &inner) in y.iter_mut().zip(x).zip(self.inner.output()) {
            *y = x + inner;
        }
    }

    fn backward(&mut self, learned: Learned<'_, T>, gradients: Gradients<'_, T>, pass: &Pass<'_>) {
        let Gradients { x, dy, mut dx, weights, .. } = gradients;
        self.inner.output_to_gradient().copy_from_slice(dy);
        self.inner.backward(learned, x, dx.as_deref_mut(), weights, pass);
        if let Some(dx) = dx {
            dx.iter_mut().zip(&*dy).for_each(|(dx, &dy)| *dx += dy);
        }
    }

    fn update_state(&self, state: &mut [T]) {
        self.inner.update_state(state);
    }

    fn inner(&self) -> Option<&Stack<T>> {
        Some(&self.inner)
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { input: self.input, inner: self.inner.fresh() })
    }
}
