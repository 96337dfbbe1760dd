//! The way of one batch through the layers.
//!
//! Values are matrices of (rows × steps, channels). Convolution, pooling and LSTM take their steps out of them with one operation,
//! [`rows`], and are sums, maxima and products of what it gives.

use dfdx::shapes::{Axis, HasShape};
use dfdx::tensor::{Cpu, NoneTape, OwnedTape, SplitTape, Tensor, Trace};
use dfdx::tensor_ops::{BroadcastTo, Device, GatherTo, MeanTo, ReshapeTo, TryConcatAlong, TryMatMul, VarTo};

use super::Number;
use super::tensors::{Matrix, channels, indices, keep, matrix, places, rows};
use crate::nn::Real;
use crate::nn::loss::Head;
use crate::random::Stream;
use crate::spec::{Activation, Layer, Padding, Recurrent};

/// Of batch normalisation, Keras's defaults.
const MOMENTUM: f64 = 0.99;
const EPSILON: f64 = 1e-3;

/// What dropout and batch normalisation do.
pub(super) enum Mode<'a> {
    /// Dropout draws from the streams; normalisation measures the batch.
    Training {
        /// One after another, each for so many rows of the batch.
        dropout: &'a mut [Stream],
        /// Rows of each.
        rows: usize,
    },
    /// No dropout; normalisation by the moving statistics.
    Inference,
}

/// What a pass leaves.
pub(super) struct Computed<E: Number> {
    /// The last layer's values.
    pub(super) outputs: Matrix<E>,
    /// The weights that they were computed from: their gradient is asked for by this tensor.
    pub(super) weights: Tensor<(usize,), E, Cpu>,
    /// The moving statistics after the pass.
    pub(super) state: Vec<E>,
}

/// The way of one batch through the layers.
pub(super) struct Pass<'a, E: Number> {
    weights: Tensor<(usize,), E, Cpu>,
    state: Vec<E>,
    /// How many of the weights, and of the moving statistics, belong to the layers so far.
    used: usize,
    used_state: usize,
    pub(super) batch: usize,
    pub(super) steps: usize,
    mode: Mode<'a>,
}

impl<'a, E: Number> Pass<'a, E>
where
    Cpu: Device<E>,
{
    pub(super) fn new(
        weights: Tensor<(usize,), E, Cpu>,
        state: &[E],
        [batch, steps]: [usize; 2],
        mode: Mode<'a>,
    ) -> Self {
        Self { weights, state: state.to_vec(), used: 0, used_state: 0, batch, steps, mode }
    }

    /// Computes all layers.
    pub(super) fn through(mut self, layers: &[Layer], head: Head, x: &Tensor<(usize, usize), E, Cpu>) -> Computed<E> {
        let outputs = self.all(layers, head, x.leaky_trace());
        Computed { outputs, weights: self.weights, state: self.state }
    }

    fn all(&mut self, layers: &[Layer], head: Head, x: Matrix<E>) -> Matrix<E> {
        layers.iter().fold(x, |x, layer| self.layer(layer, head, x))
    }

    fn layer(&mut self, layer: &Layer, head: Head, x: Matrix<E>) -> Matrix<E> {
        match *layer {
            Layer::Conv1d { filters, kernel, activation, padding } => {
                activate(activation, self.convolution(filters as usize, kernel as usize, padding, x))
            }
            Layer::MaxPool1d(size) => self.maximum(size as usize, x),
            Layer::Flatten => {
                let width = self.steps * channels(&x);
                self.steps = 1;
                x.reshape_like(&(self.batch, width))
            }
            Layer::GlobalMaxPool => self.maximum(self.steps, x),
            Layer::GlobalAveragePool => self.average(x),
            Layer::Lstm { units, sequence } => self.recurrent(Recurrent::Lstm { units, sequence }, x),
            Layer::Gru { units, sequence } => self.recurrent(Recurrent::Gru { units, sequence }, x),
            Layer::Bidirectional(one) => self.bidirectional(one, x),
            Layer::Dense { units, activation } => activate(activation, self.dense(units as usize, x)),
            Layer::Output => self.dense(head.width(), x),
            Layer::BatchNorm => self.normalise_batch(x),
            Layer::LayerNorm => self.normalise_vectors(x),
            Layer::Dropout(rate) => self.dropout(rate, x),
            Layer::Residual(ref layers) => {
                let (x, tape) = x.split_tape();
                let inner = self.all(layers, head, x.retaped::<OwnedTape<E, Cpu>>());
                keep(inner + x, tape)
            }
            Layer::Attention { .. } => unreachable!("Reference::new refuses it"),
        }
    }

    /// The next weights, as a matrix.
    pub(super) fn matrix(&mut self, [rows, columns]: [usize; 2]) -> Matrix<E> {
        let place = self.used..self.used + rows * columns;
        self.used = place.end;
        let values: Tensor<(usize,), E, Cpu, _> = self.weights.retaped::<OwnedTape<E, Cpu>>().gather(indices(place));
        values.reshape_like(&(rows, columns))
    }

    /// The next weights, one per channel, the same in each row of a matrix of `shape`.
    pub(super) fn row(&mut self, shape: (usize, usize)) -> Matrix<E> {
        self.matrix([1, shape.1]).reshape_like(&(shape.1,)).broadcast_like::<_, Axis<0>>(&shape)
    }

    fn dense(&mut self, units: usize, x: Matrix<E>) -> Matrix<E> {
        let kernel = self.matrix([channels(&x), units]);
        x.matmul(kernel) + self.row((self.batch * self.steps, units))
    }

    /// The sum over the taps of what a dense layer makes of the steps that the tap sees.
    fn convolution(&mut self, filters: usize, kernel: usize, padding: Padding, x: Matrix<E>) -> Matrix<E> {
        let (batch, steps, channels) = (self.batch, self.steps, channels(&x));
        let (before, after) = if padding == Padding::Same { ((kernel - 1) / 2, kernel / 2) } else { (0, 0) };
        self.steps = before + steps + after + 1 - kernel;
        let outside = matrix(vec![E::ZERO; channels], [1, channels]);
        let x = (x, outside.leaky_trace()).concat_along(Axis::<0>);
        let (x, tape) = x.split_tape();
        let taps: Vec<Matrix<E>> = (0..kernel).map(|_| self.matrix([channels, filters])).collect();
        let bias = self.row((batch * self.steps, filters));
        taps.into_iter().enumerate().fold(keep(bias, tape), |y, (j, tap)| {
            let seen = places(batch, self.steps).map(|(row, t)| match (t + j).checked_sub(before) {
                Some(step) if step < steps => row * steps + step,
                _ => batch * steps,
            });
            y + rows(&x, seen).matmul(tap)
        })
    }

    fn maximum(&mut self, size: usize, x: Matrix<E>) -> Matrix<E> {
        let (x, tape) = x.split_tape();
        let steps = self.steps;
        self.steps = steps / size;
        let of_windows = |j| rows(&x, places(self.batch, self.steps).map(move |(row, t)| row * steps + t * size + j));
        keep((1..size).fold(of_windows(0), |largest, j| largest.maximum(of_windows(j))), tape)
    }

    fn normalise_batch(&mut self, x: Matrix<E>) -> Matrix<E> {
        let shape @ (_, channels) = *x.shape();
        let [gamma, beta] = [self.row(shape), self.row(shape)];
        let moving = &mut self.state[self.used_state..][..2 * channels];
        self.used_state += 2 * channels;
        let normal = match self.mode {
            Mode::Training { .. } => {
                let batch = x.retaped::<NoneTape>();
                let mean: Tensor<(usize,), E, Cpu> = batch.clone().mean::<_, Axis<0>>();
                let variance: Tensor<(usize,), E, Cpu> = batch.var::<_, Axis<0>>();
                let [old, new] = [MOMENTUM, 1.0 - MOMENTUM].map(<E as Real>::from_f64);
                for (moving, batch) in moving.iter_mut().zip(mean.as_vec().into_iter().chain(variance.as_vec())) {
                    *moving = *moving * old + batch * new;
                }
                x.normalize::<Axis<0>>(EPSILON)
            }
            Mode::Inference => {
                let (mean, variance) = moving.split_at(channels);
                let row = |values: &[E]| {
                    matrix(values.to_vec(), [1, channels])
                        .reshape_like(&(channels,))
                        .broadcast_like::<_, Axis<0>>(&shape)
                };
                let deviation = (row(variance) + <E as Real>::from_f64(EPSILON)).sqrt();
                (x - row(mean)) / deviation
            }
        };
        normal * gamma + beta
    }

    fn normalise_vectors(&mut self, x: Matrix<E>) -> Matrix<E> {
        let shape = *x.shape();
        let [gamma, beta] = [self.row(shape), self.row(shape)];
        x.normalize::<Axis<1>>(EPSILON) * gamma + beta
    }

    fn average(&mut self, x: Matrix<E>) -> Matrix<E> {
        let shape = (self.batch, self.steps, channels(&x));
        self.steps = 1;
        x.reshape_like(&shape).mean::<_, Axis<1>>()
    }

    /// Draws for each value in turn, as the native engine does, so that both drop the same ones.
    fn dropout(&mut self, rate: f64, x: Matrix<E>) -> Matrix<E> {
        let Mode::Training { dropout, rows } = &mut self.mode else { return x };
        let &(vectors, columns) = x.shape();
        let of_a_stream = *rows * (vectors / self.batch) * columns;
        let kept = <E as Real>::from_f64(1.0 / (1.0 - rate));
        let dropped_below = (rate * (1u64 << 32) as f64) as u64;
        let factor = |stream: &mut Stream| if u64::from(stream.next_u32()) < dropped_below { E::ZERO } else { kept };
        let factors = (0..vectors * columns).map(|i| factor(&mut dropout[i / of_a_stream])).collect();
        x * matrix(factors, [vectors, columns])
    }
}

fn activate<E: Number>(activation: Activation, x: Matrix<E>) -> Matrix<E>
where
    Cpu: Device<E>,
{
    match activation {
        Activation::Linear => x,
        Activation::Relu => x.relu(),
        Activation::Sigmoid => x.sigmoid(),
        Activation::Tanh => x.tanh(),
    }
}
