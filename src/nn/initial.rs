//! First values of the weights, as Keras draws them.

use super::Real;
use crate::random::Stream;

/// A named array of a layer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameter {
    /// As Keras calls it: `kernel`, `recurrent_kernel`, `bias`, …; what lies within another layer has that layer's name before it.
    pub(crate) name: String,
    /// Dimensions, row-major, as Keras's.
    pub(crate) shape: Vec<usize>,
    /// How it begins.
    pub(crate) initial: Initial,
}

impl Parameter {
    pub(crate) fn new(name: &str, shape: &[usize], initial: Initial) -> Self {
        Self { name: name.to_owned(), shape: shape.to_vec(), initial }
    }

    /// The same array as part of something called `owner`.
    pub(crate) fn within(self, owner: &str) -> Self {
        Self { name: format!("{owner}.{}", self.name), ..self }
    }

    /// Number of values.
    pub(crate) fn len(&self) -> usize {
        self.shape.iter().product()
    }
}

/// How an array begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Initial {
    /// 0
    Zeros,
    /// 1
    Ones,
    /// Uniform in ± √(6 / (inputs + outputs)) (Glorot & Bengio 2010).
    GlorotUniform {
        /// Values that an output is computed from.
        inputs: usize,
        /// Values that an input goes into.
        outputs: usize,
    },
    /// Rows orthonormal (Saxe et al. 2014, arXiv 1312.6120): the Q of a normal matrix, with the signs that make R's diagonal positive.
    Orthogonal,
    /// An LSTM's bias: 1 for the forget gate (Jozefowicz et al. 2015), 0 for the others.
    ForgetBias,
}

/// Draws `parameter` into `values`.
pub(crate) fn draw<T: Real>(parameter: &Parameter, stream: &mut Stream, values: &mut [T]) {
    match parameter.initial {
        Initial::Zeros => values.fill(T::ZERO),
        Initial::Ones => values.fill(T::ONE),
        Initial::GlorotUniform { inputs, outputs } => {
            let limit = libm::sqrt(6.0 / (inputs + outputs) as f64);
            values.fill_with(|| T::from_f64(stream.range(-limit, limit)));
        }
        Initial::Orthogonal => {
            let width = values.len() / parameter.shape[0];
            let rows = orthonormal_rows(parameter.shape[0], width, stream);
            for (value, row) in values.iter_mut().zip(rows.into_iter().flatten()) {
                *value = T::from_f64(row);
            }
        }
        Initial::ForgetBias => {
            let units = values.len() / 4;
            values.fill(T::ZERO);
            values[units..2 * units].fill(T::ONE);
        }
    }
}

/// Gram–Schmidt, each row twice against the ones before, which is a QR decomposition with positive diagonal.
fn orthonormal_rows(n: usize, width: usize, stream: &mut Stream) -> Vec<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(n);
    for _ in 0..n {
        let mut row: Vec<f64> = (0..width).map(|_| stream.normal()).collect();
        for _ in 0..2 {
            for before in &rows {
                let share = dot(&row, before);
                row.iter_mut().zip(before).for_each(|(v, b)| *v -= share * b);
            }
        }
        let norm = libm::sqrt(dot(&row, &row));
        row.iter_mut().for_each(|v| *v /= norm);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(shape: &[usize], initial: Initial) -> Vec<f64> {
        let parameter = Parameter::new("kernel", shape, initial);
        let mut values = vec![0.0; parameter.len()];
        draw(&parameter, &mut Stream::new(0, &["weights"]), &mut values);
        values
    }

    #[test]
    fn recurrent_rows_are_orthonormal() {
        let values = drawn(&[24, 96], Initial::Orthogonal);
        let rows: Vec<&[f64]> = values.chunks(96).collect();
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate() {
                let dot: f64 = a.iter().zip(*b).map(|(a, b)| a * b).sum();
                assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn glorot_fills_its_interval_evenly() {
        let values = drawn(&[100, 50], Initial::GlorotUniform { inputs: 100, outputs: 50 });
        let largest = values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let variance = values.iter().map(|v| v * v).sum::<f64>() / 5000.0;
        assert!(largest < 0.2 && largest > 0.199, "{largest}");
        assert!((variance - 0.04 / 3.0).abs() < 0.001, "{variance}");
    }

    #[test]
    fn only_the_forget_gate_starts_open() {
        assert_eq!(drawn(&[8], Initial::ForgetBias), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
