//! Gaussian kernel of pairs of rows from their inner products.

use super::elementary::exp;
use super::{Kernel, Path, Real, Simd};

/// Turns inner products a·b into exp(−‖a − b‖²), in place: row i of `products` belongs to aᵢ, column j to bⱼ, whose squared norms are
/// `rows` and `columns`.
///
/// A pair whose distance is not finite counts as infinitely far apart. Rounding never lifts a value above 1.
pub fn gaussian<T: Real>(path: Path, products: &mut [T], rows: &[T], columns: &[T]) {
    path.run(Gaussian { products, rows, columns });
}

struct Gaussian<'a, T> {
    products: &'a mut [T],
    rows: &'a [T],
    columns: &'a [T],
}

impl<T: Real> Kernel<T> for Gaussian<'_, T> {
    #[inline(always)]
    fn run<S: Simd<T>, const VECTORS: usize>(self, _: S) {
        let two = T::ONE + T::ONE;
        for (products, &a) in self.products.chunks_exact_mut(self.columns.len()).zip(self.rows) {
            for (product, &b) in products.iter_mut().zip(self.columns) {
                let exponent = product.mul_add(two, -(a + b));
                let below = if exponent < T::ZERO { exponent } else { T::ZERO };
                let known = if exponent.is_finite() { below } else { -T::EXP_LIMIT };
                *product = exp(known);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_distance() {
        let (a, b) = ([[1.0_f32, 2.0], [0.5, -0.25]], [[1.0_f32, 2.0], [0.0, 0.0], [-1.0, 1.0]]);
        let inner = |a: [f32; 2], b: [f32; 2]| a[0] * b[0] + a[1] * b[1];
        let products: Vec<f32> = a.iter().flat_map(|&a| b.map(|b| inner(a, b))).collect();
        for path in Path::available() {
            let mut values = products.clone();
            gaussian(path, &mut values, &a.map(|a| inner(a, a)), &b.map(|b| inner(b, b)));
            for (i, value) in values.iter().enumerate() {
                let (a, b) = (a[i / 3], b[i % 3]);
                let distance = (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
                let expected = libm::exp(-f64::from(distance));
                assert!((f64::from(*value) - expected).abs() < 1e-6, "{value} {expected}");
            }
            assert_eq!(values[0], 1.0);
        }
    }

    #[test]
    fn what_overflows_is_far_away() {
        let mut values = [f32::INFINITY, f32::NAN, f32::NEG_INFINITY];
        gaussian(Path::best(), &mut values, &[f32::INFINITY], &[f32::INFINITY, 1.0, 1.0]);
        assert!(values.iter().all(|&value| value < 1e-37), "{values:?}");
    }
}
