//! The training loop: epochs of shuffled batches, validation, early stopping, as Keras's `fit`.

use super::engine::{Network, Optimiser};
use super::kernels::Real;
use super::loss::{Head, Tally, Target};
use crate::matrix::Matrix;
use crate::random::Stream;
use crate::spec::{EarlyStopping, Monitor};

/// Rows that are evaluated together.
const EVALUATION_BATCH: usize = 256;

/// Rows and what the network should answer for them.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// One row per sample.
    pub x: &'a Matrix,
    /// What the network should answer.
    pub goal: Goal<'a>,
}

/// What the network should answer.
#[derive(Debug, Clone, Copy)]
pub enum Goal<'a> {
    /// The class index of each row.
    Classes(&'a [u32]),
    /// The row itself.
    Reconstruct,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct Settings<'a> {
    /// Adam's step size.
    pub learning_rate: f64,
    /// Rows per step, at least 1; the last batch of an epoch may be smaller.
    pub batch: usize,
    /// Passes over the rows, at most.
    pub epochs: u32,
    /// When to stop before; needs validation rows.
    pub early_stopping: Option<&'a EarlyStopping>,
    /// Loss weight of each class; empty: all 1.
    pub class_weights: &'a [f32],
    /// The streams of batch order and dropout derive from it.
    pub seed: u64,
}

/// Who is told and asked during training.
pub struct Watch<'a> {
    /// Asked before every batch.
    pub cancelled: &'a dyn Fn() -> bool,
    /// Called after every epoch.
    pub on_epoch: &'a dyn Fn(&Epoch),
}

/// One pass over the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// From 1.
    pub number: u32,
    /// Loss (weighted) and hits over the batches as they were trained, dropout on: what Keras reports.
    pub training: Tally,
    /// Loss and hits on validation after the epoch; `None` without validation rows.
    pub validation: Option<Tally>,
}

/// What training leaves besides the weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Every epoch.
    pub history: Vec<Epoch>,
    /// The epoch whose weights were kept: the best one with early stopping, else the last one.
    pub best_epoch: u32,
}

/// Why training ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// The watch said so.
    #[error("cancelled")]
    Cancelled,
    /// The loss became NaN or infinite.
    #[error(
        "the {side} loss is no longer finite in epoch {epoch}; lower train.learning_rate, or bring the columns to one scale (protocol: scale: standard)"
    )]
    NotFinite {
        /// training or validation
        side: &'static str,
        /// From 1.
        epoch: u32,
    },
}

/// Trains `network` on `train`. Without validation rows `early_stopping` has nothing to watch and is ignored.
///
/// # Errors
/// Cancelled, or a loss that is no longer finite.
///
/// # Panics
/// If the goal does not fit the network's head: classes for classifiers, reconstruction for values as wide as the input.
pub fn train<T: Real, N: Network<T> + ?Sized>(
    network: &mut N,
    train: Data<'_>,
    validation: Data<'_>,
    settings: &Settings<'_>,
    watch: &Watch<'_>,
) -> Result<Trained, TrainError> {
    let mut trainer = Trainer {
        optimiser: network.optimiser(settings.learning_rate),
        gradient: vec![T::ZERO; network.weights().len()],
        dropout: Stream::new(settings.seed, &["dropout"]),
        batch: Batch::default(),
        network,
    };
    let mut shuffle = Stream::new(settings.seed, &["batch order"]);
    let mut patience = settings.early_stopping.filter(|_| validation.x.rows() > 0).map(Patience::new);
    let mut history = Vec::new();
    for number in 1..=settings.epochs {
        let order = shuffle.permutation(train.x.rows());
        let training = trainer.epoch(train, &order, settings, watch)?;
        let not_finite = |side| TrainError::NotFinite { side, epoch: number };
        if !training.loss.is_finite() {
            return Err(not_finite("training"));
        }
        let validation = (validation.x.rows() > 0).then(|| trainer.evaluate(validation));
        if validation.is_some_and(|tally| !tally.loss.is_finite()) {
            return Err(not_finite("validation"));
        }
        let epoch = Epoch { number, training, validation };
        history.push(epoch);
        (watch.on_epoch)(&epoch);
        if let (Some(patience), Some(tally)) = (&mut patience, validation)
            && patience.is_over(number, tally, trainer.network)
        {
            break;
        }
    }
    let best_epoch = match patience {
        Some(patience) => patience.restore(network),
        None => settings.epochs,
    };
    Ok(Trained { history, best_epoch })
}

struct Trainer<'n, T: Real, N: ?Sized> {
    network: &'n mut N,
    optimiser: Box<dyn Optimiser<T>>,
    gradient: Vec<T>,
    dropout: Stream,
    batch: Batch<T>,
}

impl<T: Real, N: Network<T> + ?Sized> Trainer<'_, T, N> {
    /// One pass over the rows in `order`; ends at the first loss that is not finite.
    fn epoch(
        &mut self,
        data: Data<'_>,
        order: &[usize],
        settings: &Settings<'_>,
        watch: &Watch<'_>,
    ) -> Result<Tally, TrainError> {
        let mut total = Tally::default();
        for rows in order.chunks(settings.batch) {
            if (watch.cancelled)() {
                return Err(TrainError::Cancelled);
            }
            self.batch.gather(data, rows.iter().copied());
            let (x, target) = self.batch.both(data.goal);
            let tally =
                self.network.train_batch(x, target, settings.class_weights, &mut self.dropout, &mut self.gradient);
            total.add(tally);
            if !total.loss.is_finite() {
                break;
            }
            self.optimiser.step(&self.gradient, self.network.weights_mut());
        }
        Ok(total)
    }

    fn evaluate(&mut self, data: Data<'_>) -> Tally {
        let mut total = Tally::default();
        for start in (0..data.x.rows()).step_by(EVALUATION_BATCH) {
            self.batch.gather(data, start..data.x.rows().min(start + EVALUATION_BATCH));
            let (x, target) = self.batch.both(data.goal);
            total.add(self.network.evaluate(x, target));
        }
        total
    }
}

/// The rows of one step, gathered into one piece.
#[derive(Debug, Default)]
struct Batch<T> {
    x: Vec<T>,
    classes: Vec<u32>,
}

impl<T: Real> Batch<T> {
    fn gather(&mut self, data: Data<'_>, rows: impl Iterator<Item = usize>) {
        self.x.clear();
        self.classes.clear();
        for row in rows {
            self.x.extend(data.x.row(row).iter().map(|&v| T::from_f32(v)));
            if let Goal::Classes(classes) = data.goal {
                self.classes.push(classes[row]);
            }
        }
    }

    fn both(&self, goal: Goal<'_>) -> (&[T], Target<'_, T>) {
        let target = match goal {
            Goal::Classes(_) => Target::Classes(&self.classes),
            Goal::Reconstruct => Target::Values(&self.x),
        };
        (&self.x, target)
    }
}

/// Keras's `EarlyStopping` with `restore_best_weights`.
struct Patience<'a, T> {
    rule: &'a EarlyStopping,
    waited: u32,
    /// Largest is best; the weights and moving statistics of that epoch.
    best: f64,
    epoch: u32,
    weights: Vec<T>,
    state: Vec<T>,
}

impl<'a, T: Real> Patience<'a, T> {
    fn new(rule: &'a EarlyStopping) -> Self {
        Self { rule, waited: 0, best: f64::NEG_INFINITY, epoch: 0, weights: Vec::new(), state: Vec::new() }
    }

    /// Takes note of an epoch; whether it was the last one.
    fn is_over<N: Network<T> + ?Sized>(&mut self, epoch: u32, validation: Tally, network: &N) -> bool {
        let goodness = match self.rule.monitor {
            Monitor::ValLoss => -validation.mean_loss(),
            Monitor::ValAccuracy => validation.accuracy(),
        };
        if goodness - self.rule.min_delta.abs() > self.best {
            self.best = goodness;
            self.waited = 0;
            self.epoch = epoch;
            network.weights().clone_into(&mut self.weights);
            network.state().clone_into(&mut self.state);
            return false;
        }
        self.waited += 1;
        self.waited >= self.rule.patience
    }

    /// Puts the best epoch's weights back; 0 if there was no epoch.
    fn restore<N: Network<T> + ?Sized>(self, network: &mut N) -> u32 {
        if self.epoch > 0 {
            network.weights_mut().copy_from_slice(&self.weights);
            network.state_mut().copy_from_slice(&self.state);
        }
        self.epoch
    }
}

impl Epoch {
    /// Whether the figures of [`Tally::accuracy`] mean something under `head`.
    pub fn has_accuracy(head: Head) -> bool {
        !matches!(head, Head::Values(_))
    }
}
