//! A network composed of dfdx's own tensor operations, differentiated by its tape and trained by its Adam.
//!
//! Values are matrices of (rows × steps, channels). One operation, [`rows`], takes a convolution's, a pooling's and an LSTM's
//! steps out of them; its gradient adds up where a step is taken twice, which that of dfdx 0.13's `slice` does not.

use dfdx::losses::{cross_entropy_with_logits_loss, mse_loss};
use dfdx::shapes::{Axis, Dtype, HasShape, Rank0};
use dfdx::tensor::{Cpu, Gradients, Merge, OwnedTape, PutTape, SplitTape, Tensor, TensorFromVec, Trace, WithEmptyTape};
use dfdx::tensor_ops::{
    AdamConfig, Backward, BroadcastTo, Device, GatherTo, MeanTo, ReshapeTo, TryConcatAlong, TryMatMul, TryStack,
};
use idsbench::nn::{Head, Real, Sequential, Shape, Target};
use idsbench::spec::{Activation, Layer, Padding};

/// A number type of both libraries.
pub(super) trait Number: Real + Dtype {}

impl Number for f32 {}
impl Number for f64 {}

/// A matrix that remembers how it was computed.
type Matrix<E> = Tensor<(usize, usize), E, Cpu, OwnedTape<E, Cpu>>;

/// The network, its weights in one array in the order of [`Sequential::weights`].
pub(super) struct Peer<E: Number> {
    layers: Vec<Layer>,
    input: Shape,
    head: Head,
    weights: Tensor<(usize,), E, Cpu>,
    moments: [Gradients<E, Cpu>; 2],
    steps: i32,
}

impl<E: Number> Peer<E>
where
    Cpu: Device<E>,
{
    /// Of the same layers and weights as `network`.
    pub(super) fn of(network: &Sequential<E>, layers: &[Layer]) -> Self {
        let weights = network.weights().to_vec();
        let shape = (weights.len(),);
        Self {
            layers: layers.to_vec(),
            input: network.shapes().0,
            head: network.head(),
            weights: Cpu::default().tensor_from_vec(weights, shape),
            moments: [Gradients::leaky(), Gradients::leaky()],
            steps: 0,
        }
    }

    pub(super) fn weights(&self) -> Vec<E> {
        self.weights.as_vec()
    }

    /// Mean loss of a batch and its gradient by the weights.
    pub(super) fn gradient(&self, x: &[E], target: Target<'_, E>, class_weights: &[f32]) -> (f64, Vec<E>) {
        let (loss, gradients) = self.differentiate(x, target, class_weights);
        (loss, gradients.get(&self.weights).as_vec())
    }

    /// One step of Adam; the loss before it.
    pub(super) fn train_batch(&mut self, x: &[E], target: Target<'_, E>, rate: f64) -> f64 {
        let (loss, mut gradients) = self.differentiate(x, target, &[]);
        self.steps += 1;
        // dfdx adds ε to the corrected root √(v / (1 − β₂ᵗ)), Keras to √v: an ε that is corrected alike makes both the same formula.
        let eps = 1e-7 / (1.0 - libm::pow(0.999, f64::from(self.steps))).sqrt();
        let adam = AdamConfig { lr: rate, betas: [0.9, 0.999], eps, weight_decay: None };
        let moments = self.moments.each_mut().map(|all| all.get_or_alloc_mut(&self.weights).expect("memory for them"));
        let [first, second] = moments;
        let gradient = gradients.get_or_alloc_mut(&self.weights).expect("memory for them");
        adam.try_update(self.steps, &mut self.weights, first, second, gradient).expect("a step on the CPU");
        loss
    }

    fn differentiate(&self, x: &[E], target: Target<'_, E>, class_weights: &[f32]) -> (f64, Gradients<E, Cpu>) {
        let (steps, channels) = match self.input {
            Shape::Sequence { steps, channels } => (steps, channels),
            Shape::Vector(width) => (1, width),
        };
        let batch = x.len() / (steps * channels);
        let x = matrix(x.to_vec(), [batch * steps, channels]).leaky_trace();
        let mut pass = Pass { weights: &self.weights, used: 0, batch, steps };
        let outputs = self.layers.iter().fold(x, |x, layer| pass.layer(layer, self.head, x));
        let loss = loss(self.head, outputs, target, class_weights);
        (loss.as_vec()[0].to_f64(), loss.backward())
    }
}

/// The way of one batch through the layers.
struct Pass<'a, E: Number> {
    weights: &'a Tensor<(usize,), E, Cpu>,
    /// How many of the weights belong to the layers so far.
    used: usize,
    batch: usize,
    steps: usize,
}

impl<E: Number> Pass<'_, E>
where
    Cpu: Device<E>,
{
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
            Layer::Lstm { units, sequence } => self.lstm(units as usize, sequence, x),
            Layer::Dense { units, activation } => activate(activation, self.dense(units as usize, x)),
            Layer::Output => self.dense(head.width(), x),
            Layer::BatchNorm => {
                let shape = (self.batch * self.steps, channels(&x));
                let [gamma, beta] = [self.row(shape), self.row(shape)];
                x.normalize::<Axis<0>>(1e-3) * gamma + beta
            }
            Layer::Dropout(_) => panic!("dropout is random: two implementations cannot agree"),
            ref other => panic!("{} is compared with Keras only", other.name()),
        }
    }

    /// The next weights, as a matrix.
    fn matrix(&mut self, [rows, columns]: [usize; 2]) -> Matrix<E> {
        let place = self.used..self.used + rows * columns;
        self.used = place.end;
        let values: Tensor<(usize,), E, Cpu, _> = self.weights.retaped::<OwnedTape<E, Cpu>>().gather(indices(place));
        values.reshape_like(&(rows, columns))
    }

    /// The next weights, one per channel, the same in each row of a matrix of `shape`.
    fn row(&mut self, shape: (usize, usize)) -> Matrix<E> {
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

    /// Gates i, f, g, o: c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c).
    fn lstm(&mut self, units: usize, sequence: bool, x: Matrix<E>) -> Matrix<E> {
        let (batch, steps) = (self.batch, self.steps);
        let kernel = self.matrix([channels(&x), 4 * units]);
        let recurrent = self.matrix([units, 4 * units]);
        let bias = self.row((batch, 4 * units));
        let (x, tape) = x.split_tape();
        let start = || matrix(vec![E::ZERO; batch * units], [batch, units]).leaky_trace();
        let (mut state, mut cell) = (start(), start());
        let mut states = Vec::with_capacity(steps);
        for t in 0..steps {
            let step = rows(&x, (0..batch).map(|row| row * steps + t));
            let gates = step.matmul(kernel.with_empty_tape())
                + state.matmul(recurrent.with_empty_tape())
                + bias.with_empty_tape();
            let (gates, gates_tape) = gates.reshape_like(&(batch * 4, units)).split_tape();
            let [input, forget, candidate, output] =
                [0, 1, 2, 3].map(|gate| rows(&gates, (0..batch).map(|row| row * 4 + gate)));
            cell = keep(forget.sigmoid() * cell + input.sigmoid() * candidate.tanh(), gates_tape);
            state = output.sigmoid() * cell.with_empty_tape().tanh();
            states.push(state.with_empty_tape());
        }
        let tapes = [kernel.split_tape().1, recurrent.split_tape().1, bias.split_tape().1, cell.split_tape().1, tape];
        let last = tapes.into_iter().fold(state, keep);
        if !sequence {
            self.steps = 1;
            return last;
        }
        let (by_step, states_tape) = states.stack().reshape_like(&(steps * batch, units)).split_tape();
        let by_row = rows(&by_step, places(batch, steps).map(|(row, t)| t * batch + row));
        keep(keep(by_row, states_tape), last.split_tape().1)
    }
}

fn channels<E: Number>(x: &Matrix<E>) -> usize {
    x.shape().1
}

fn matrix<E: Number>(values: Vec<E>, [rows, columns]: [usize; 2]) -> Tensor<(usize, usize), E, Cpu>
where
    Cpu: Device<E>,
{
    Cpu::default().tensor_from_vec(values, (rows, columns))
}

fn indices(places: impl Iterator<Item = usize>) -> Tensor<(usize,), usize, Cpu> {
    let places: Vec<usize> = places.collect();
    let shape = (places.len(),);
    Cpu::default().tensor_from_vec(places, shape)
}

/// (row, step), row after row.
fn places(batch: usize, steps: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..batch).flat_map(move |row| (0..steps).map(move |step| (row, step)))
}

/// The rows of `x` at `places`, on a tape of their own.
fn rows<E: Number>(x: &Tensor<(usize, usize), E, Cpu>, places: impl Iterator<Item = usize>) -> Matrix<E>
where
    Cpu: Device<E>,
{
    x.retaped::<OwnedTape<E, Cpu>>().gather(indices(places))
}

/// `x` with what `tape` remembers, too.
fn keep<E: Number>(x: Matrix<E>, tape: OwnedTape<E, Cpu>) -> Matrix<E> {
    let (x, own) = x.split_tape();
    x.put_tape(own.merge(tape))
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

/// Mean loss, each row weighted by its class.
fn loss<E: Number>(
    head: Head,
    outputs: Matrix<E>,
    target: Target<'_, E>,
    class_weights: &[f32],
) -> Tensor<Rank0, E, Cpu, OwnedTape<E, Cpu>>
where
    Cpu: Device<E>,
{
    let weight = |class: u32| <E as Real>::from_f32(class_weights.get(class as usize).map_or(1.0, |&weight| weight));
    match (head, target) {
        (Head::Binary, Target::Classes(classes)) => {
            let column = |of: &dyn Fn(u32) -> E| matrix(classes.iter().map(|&c| of(c)).collect(), [classes.len(), 1]);
            let labels = column(&|class| if class == 1 { <E as Real>::ONE } else { E::ZERO });
            (outputs.bce_with_logits(labels) * column(&weight)).mean()
        }
        (Head::Classes(n), Target::Classes(classes)) => {
            let mut weighted = vec![E::ZERO; classes.len() * n];
            for (row, &class) in weighted.chunks_exact_mut(n).zip(classes) {
                row[class as usize] = weight(class);
            }
            cross_entropy_with_logits_loss(outputs, matrix(weighted, [classes.len(), n]))
        }
        (Head::Values(n), Target::Values(values)) => mse_loss(outputs, matrix(values.to_vec(), [values.len() / n, n])),
        (head, _) => panic!("a {head:?} head was given a target of another kind"),
    }
}
