//! Sets a share of the values to 0 in training and divides the rest by 1 − share, so that nothing need be done at inference
//! (Srivastava et al. 2014, in the inverted form that Keras uses).

use super::super::shape::Shape;
use super::{Gradients, Layer, Learned, Pass, Real, workspace};

/// A dropout layer.
#[derive(Debug)]
pub(crate) struct Dropout<T> {
    input: Shape,
    rate: f64,
    /// 0 or 1 / (1 − rate) for every value of the last training batch.
    factors: Vec<T>,
}

impl<T: Real> Dropout<T> {
    pub(crate) fn new(rate: f64, input: Shape) -> Result<Self, String> {
        if !(0.0..1.0).contains(&rate) {
            return Err(format!("{rate} is no share in [0, 1)"));
        }
        Ok(Self { input, rate, factors: Vec::new() })
    }
}

impl<T: Real> Layer<T> for Dropout<T> {
    fn output(&self) -> Shape {
        self.input
    }

    fn forward(&mut self, _: Learned<'_, T>, x: &[T], y: &mut [T], pass: &mut Pass<'_>) {
        let Some(stream) = &mut pass.training else {
            y.copy_from_slice(x);
            return;
        };
        let kept = T::from_f64(1.0 / (1.0 - self.rate));
        let dropped_below = (self.rate * (1u64 << 32) as f64) as u64;
        let factors = workspace(&mut self.factors, x.len());
        for ((y, &x), factor) in y.iter_mut().zip(x).zip(factors) {
            *factor = if u64::from(stream.next_u32()) < dropped_below { T::ZERO } else { kept };
            *y = x * *factor;
        }
    }

    fn backward(&mut self, _: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        if let Some(dx) = gradients.dx {
            for ((dx, &dy), &factor) in dx.iter_mut().zip(&*gradients.dy).zip(&self.factors) {
                *dx = dy * factor;
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(Self { factors: Vec::new(), ..*self })
    }
}
