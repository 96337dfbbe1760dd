//! Maximum over windows of steps, and where its gradient goes.
//!
//! Vector by vector: left to itself the compiler takes four at a time, and tens of channels one by one.

use super::{Kernel, Path, Real, Simd};
/// Windows of `size` steps of `channels` values, one after another; steps of a row that do not fill a window are skipped.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    /// Steps of a window.
    pub size: usize,
    /// Steps of a row.
    pub steps: usize,
    /// Values of a step.
    pub channels: usize,
}

impl Windows {
    /// Values of one window, of the steps of a row that fill windows, and of a row.
    fn spans(self) -> [usize; 3] {
        let window = self.size * self.channels;
        [window, self.steps / self.size * window, self.steps * self.channels]
    }
}

/// The largest value of each window and channel of `x` (rows, steps, channels), written to `y`. NaN is kept only where it comes first.
pub fn max_pool<T: Real>(path: Path, windows: Windows, x: &[T], y: &mut [T]) {
    path.run(MaxPool { windows, x, y });
}

struct MaxPool<'a, T> {
    windows: Windows,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Real> Kernel<T> for MaxPool<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, simd: S) {
        let [window, used, row] = self.windows.spans();
        let channels = self.windows.channels;
        let whole = channels - channels % S::LANES;
        let mut outputs = self.y.chunks_exact_mut(channels);
        for x in self.x.chunks_exact(row) {
            for (x, y) in x[..used].chunks_exact(window).zip(&mut outputs) {
                y.copy_from_slice(&x[..channels]);
                for x in x[channels..].chunks_exact(channels) {
                    for c in (0..whole).step_by(S::LANES) {
                        let larger = simd.larger(simd.load(&x[c..]), simd.load(&y[c..]));
                        simd.store(larger, &mut y[c..]);
                    }
                    for c in whole..channels {
                        y[c] = if x[c] > y[c] { x[c] } else { y[c] };
                    }
                }
            }
        }
    }
}

/// The gradient `dx` by `x` from the one by `y` = [`max_pool`] of `x`: it goes to the first of the largest values. `dy` is used up.
pub fn max_pool_gradient<T: Real>(path: Path, windows: Windows, [x, y]: [&[T]; 2], dy: &mut [T], dx: &mut [T]) {
    path.run(MaxPoolGradient { windows, x, y, dy, dx });
}

struct MaxPoolGradient<'a, T> {
    windows: Windows,
    x: &'a [T],
    y: &'a [T],
    dy: &'a mut [T],
    dx: &'a mut [T],
}

impl<T: Real> Kernel<T> for MaxPoolGradient<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, simd: S) {
        let [window, used, row] = self.windows.spans();
        let channels = self.windows.channels;
        let whole = channels - channels % S::LANES;
        let mut outputs = self.y.chunks_exact(channels).zip(self.dy.chunks_exact_mut(channels));
        for (x, dx) in self.x.chunks_exact(row).zip(self.dx.chunks_exact_mut(row)) {
            dx[used..].fill(T::ZERO);
            let windows = x[..used].chunks_exact(window).zip(dx[..used].chunks_exact_mut(window));
            for ((x, dx), (y, dy)) in windows.zip(&mut outputs) {
                for (x, dx) in x.chunks_exact(channels).zip(dx.chunks_exact_mut(channels)) {
                    let zero = simd.splat(T::ZERO);
                    for c in (0..whole).step_by(S::LANES) {
                        let (x, y, due) = (simd.load(&x[c..]), simd.load(&y[c..]), simd.load(&dy[c..]));
                        simd.store(simd.if_equal(x, y, due, zero), &mut dx[c..]);
                        // So that it is given once.
                        simd.store(simd.if_equal(x, y, zero, due), &mut dy[c..]);
                    }
                    for c in whole..channels {
                        let largest = x[c] == y[c];
                        dx[c] = if largest { dy[c] } else { T::ZERO };
                        dy[c] = if largest { T::ZERO } else { dy[c] };
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn the_first_of_the_largest_gets_the_gradient_and_leftover_steps_nothing() {
        let windows = Windows { size: 2, steps: 5, channels: 2 };
        let x = [1.0f32, 5.0, 3.0, 5.0, 2.0, 0.0, 2.0, -1.0, 9.0, 9.0];
        for path in Path::available() {
            let (mut y, mut dx, mut dy) = ([0.0; 4], [7.0; 10], [10.0, 20.0, 30.0, 40.0]);
            max_pool(path, windows, &x, &mut y);
            assert_eq!(y, [3.0, 5.0, 2.0, 0.0]);
            max_pool_gradient(path, windows, [&x, &y], &mut dy, &mut dx);
            assert_eq!(dx, [0.0, 20.0, 10.0, 0.0, 30.0, 40.0, 0.0, 0.0, 0.0, 0.0]);
        }
    }

    #[test]
    fn all_paths_give_the_same_bits_on_odd_sizes() {
        let mut stream = Stream::new(2, &["pool"]);
        for (size, steps, channels) in [(1, 3, 1), (2, 7, 3), (3, 10, 17), (2, 43, 32), (5, 5, 33)] {
            let windows = Windows { size, steps, channels };
            let mut draw = |n: usize| (0..n).map(|_| (stream.normal() * 4.0).round() as f32).collect::<Vec<_>>();
            let (x, dy) = (draw(3 * steps * channels), draw(3 * (steps / size) * channels));
            let run = |path| {
                let (mut y, mut dx, mut dy) = (dy.clone(), x.clone(), dy.clone());
                max_pool(path, windows, &x, &mut y);
                max_pool_gradient(path, windows, [&x, &y], &mut dy, &mut dx);
                (y, dx)
            };
            let expected = run(Path::PORTABLE);
            assert!(Path::available().into_iter().all(|path| run(path) == expected), "{windows:?}");
            assert_eq!(expected.1.iter().sum::<f32>(), dy.iter().sum::<f32>());
        }
    }
}
