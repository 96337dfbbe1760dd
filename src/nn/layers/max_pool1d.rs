//! Maximum over windows of steps, without overlap; steps that do not fill a window are dropped, as in Keras.

use super::super::shape::{Shape, count};
use super::{Gradients, Layer, Learned, Pass, Real};

/// A pooling layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaxPool1d {
    size: usize,
    steps: usize,
    channels: usize,
}

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
        Ok(Self { size, steps, channels })
    }

    /// Values of one window, and of the steps of a row that fill windows.
    fn spans(self) -> (usize, usize) {
        let window = self.size * self.channels;
        (window, self.steps / self.size * window)
    }
}

impl<T: Real> Layer<T> for MaxPool1d {
    fn output(&self) -> Shape {
        Shape::Sequence { steps: self.steps / self.size, channels: self.channels }
    }

    fn forward(&mut self, _: Learned<'_, T>, x: &[T], y: &mut [T], _: &mut Pass<'_>) {
        let (window, used) = self.spans();
        let windows = x.chunks_exact(self.steps * self.channels).flat_map(|row| row[..used].chunks_exact(window));
        for (largest, window) in y.chunks_exact_mut(self.channels).zip(windows) {
            let (first, others) = window.split_at(self.channels);
            largest.copy_from_slice(first);
            for step in others.chunks_exact(self.channels) {
                for (largest, &v) in largest.iter_mut().zip(step) {
                    *largest = if v > *largest { v } else { *largest };
                }
            }
        }
    }

    /// The gradient goes to the first of the largest values.
    fn backward(&mut self, _: Learned<'_, T>, gradients: Gradients<'_, T>, _: &Pass<'_>) {
        let Gradients { x, y, dy, dx: Some(dx), .. } = gradients else { return };
        let (window, used) = self.spans();
        let row = self.steps * self.channels;
        let mut outputs = y.chunks_exact(self.channels).zip(dy.chunks_exact_mut(self.channels));
        for (x, dx) in x.chunks_exact(row).zip(dx.chunks_exact_mut(row)) {
            dx[used..].fill(T::ZERO);
            let windows = x[..used].chunks_exact(window).zip(dx[..used].chunks_exact_mut(window));
            for ((x, dx), (y, dy)) in windows.zip(&mut outputs) {
                for (x, dx) in x.chunks_exact(self.channels).zip(dx.chunks_exact_mut(self.channels)) {
                    for (((dx, &x), &y), dy) in dx.iter_mut().zip(x).zip(y).zip(&mut *dy) {
                        let largest = x == y;
                        *dx = if largest { *dy } else { T::ZERO };
                        *dy = if largest { T::ZERO } else { *dy };
                    }
                }
            }
        }
    }

    fn fresh(&self) -> Box<dyn Layer<T>> {
        Box::new(*self)
    }
}
