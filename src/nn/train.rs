//! The training loop: epochs of shuffled batches, validation, early stopping, as Keras's `fit`.

use serde::{Deserialize, Serialize};

use super::engine::{Network, Optimiser};
use super::kernels::Real;
use super::loss::{Head, Tally, Target};
use super::patience::{Best, Patience};
use crate::matrix::Matrix;
use crate::random::Stream;
use crate::spec::EarlyStopping;

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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// From 1.
    pub number: u32,
    /// Loss (weighted) and hits over the batches as they were trained, dropout on: what Keras reports.
    pub training: Tally,
    /// Loss and hits on validation after the epoch; `None` without validation rows.
    pub validation: Option<Tally>,
}

/// What training leaves besides the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// All that a training is between two epochs: one that goes on from it ends in the same bits as one that was never interrupted.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot<T> {
    /// Every epoch so far.
    pub history: Vec<Epoch>,
    /// Weights of the network.
    pub weights: Vec<T>,
    /// Moving statistics of the network.
    pub state: Vec<T>,
    /// Steps of the optimiser.
    pub steps: i32,
    /// Its two moments of every weight.
    pub moments: [Vec<T>; 2],
    /// Positions of the streams of batch order and of dropout.
    pub streams: [u64; 2],
    /// Epochs since the best one.
    pub waited: u32,
    /// The best epoch, with early stopping.
    pub best: Option<Best<T>>,
}

/// A snapshot that is not of this network and these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot is of another network or of other settings")]
pub struct Misfit;

/// Trains `network` on `train`. Without validation rows `early_stopping` has nothing to watch and is ignored.
///
/// # Errors
/// Cancelled, or a loss that is no longer finite.
///
/// # Panics
/// As [`Training::new`].
pub fn train<T: Real, N: Network<T> + ?Sized>(
    network: &mut N,
    train: Data<'_>,
    validation: Data<'_>,
    settings: &Settings<'_>,
    watch: &Watch<'_>,
) -> Result<Trained, TrainError> {
    let mut training = Training::new(network, [train, validation], settings);
    while !training.is_over() {
        let epoch = training.epoch(watch.cancelled)?;
        (watch.on_epoch)(&epoch);
    }
    Ok(training.finish())
}

/// A training that is done epoch by epoch.
pub struct Training<'a, T: Real, N: ?Sized> {
    network: &'a mut N,
    data: Data<'a>,
    validation: Option<Data<'a>>,
    settings: &'a Settings<'a>,
    optimiser: Box<dyn Optimiser<T>>,
    gradient: Vec<T>,
    shuffle: Stream,
    dropout: Stream,
    patience: Option<Patience<'a, T>>,
    history: Vec<Epoch>,
    batch: Batch<T>,
}

impl<'a, T: Real, N: Network<T> + ?Sized> Training<'a, T, N> {
    /// Of `network` on training and validation rows, before its first epoch.
    ///
    /// # Panics
    /// When an epoch is done, if the goal does not fit the network's head: classes for classifiers, reconstruction for values as wide
    /// as the input.
    pub fn new(network: &'a mut N, [train, validation]: [Data<'a>; 2], settings: &'a Settings<'a>) -> Self {
        let validation = (validation.x.rows() > 0).then_some(validation);
        Self {
            data: train,
            validation,
            settings,
            optimiser: network.optimiser(settings.learning_rate),
            gradient: vec![T::ZERO; network.weights().len()],
            shuffle: Stream::new(settings.seed, &["batch order"]),
            dropout: Stream::new(settings.seed, &["dropout"]),
            patience: settings.early_stopping.filter(|_| validation.is_some()).map(Patience::new),
            history: Vec::new(),
            batch: Batch::default(),
            network,
        }
    }

    /// Whether all epochs are done, or early stopping found that enough are.
    pub fn is_over(&self) -> bool {
        self.history.len() >= self.settings.epochs as usize || self.patience.as_ref().is_some_and(Patience::is_over)
    }

    /// One more pass over the rows; `cancelled` is asked before every batch.
    ///
    /// # Errors
    /// Cancelled, or a loss that is no longer finite: the training cannot go on then.
    pub fn epoch(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Epoch, TrainError> {
        let number = self.history.len() as u32 + 1;
        let finite = |side, tally: Tally| {
            if tally.loss.is_finite() { Ok(tally) } else { Err(TrainError::NotFinite { side, epoch: number }) }
        };
        let training = finite("training", self.pass(cancelled)?)?;
        let validation = self.validation.map(|rows| finite("validation", self.evaluate(rows))).transpose()?;
        let epoch = Epoch { number, training, validation };
        self.history.push(epoch);
        if let (Some(patience), Some(tally)) = (&mut self.patience, validation) {
            patience.note(number, tally, self.network);
        }
        Ok(epoch)
    }

    /// Every epoch so far.
    pub fn history(&self) -> &[Epoch] {
        &self.history
    }

    /// Where the training is.
    pub fn snapshot(&self) -> Snapshot<T> {
        let (steps, moments) = self.optimiser.moments();
        Snapshot {
            history: self.history.clone(),
            weights: self.network.weights().to_vec(),
            state: self.network.state().to_vec(),
            steps,
            moments: moments.map(<[T]>::to_vec),
            streams: [self.shuffle.position(), self.dropout.position()],
            waited: self.patience.as_ref().map_or(0, |patience| patience.waited),
            best: self.patience.as_ref().and_then(|patience| patience.best.clone()),
        }
    }

    /// Goes on from a snapshot of the same training.
    ///
    /// # Errors
    /// When it cannot be one of this network and these settings; nothing is changed then.
    pub fn resume(&mut self, snapshot: Snapshot<T>) -> Result<(), Misfit> {
        let sizes = [self.network.weights().len(), self.network.state().len()];
        let fits = |weights: &[T], state: &[T]| [weights.len(), state.len()] == sizes;
        if !fits(&snapshot.weights, &snapshot.state)
            || snapshot.moments.iter().any(|moment| moment.len() != sizes[0])
            || snapshot.best.as_ref().is_some_and(|best| !fits(&best.weights, &best.state))
            || snapshot.history.len() > self.settings.epochs as usize
            || (self.patience.is_none() && snapshot.best.is_some())
        {
            return Err(Misfit);
        }
        self.network.weights_mut().copy_from_slice(&snapshot.weights);
        self.network.state_mut().copy_from_slice(&snapshot.state);
        self.optimiser.set_moments(snapshot.steps, snapshot.moments.each_ref().map(|moment| &moment[..]));
        self.shuffle.set_position(snapshot.streams[0]);
        self.dropout.set_position(snapshot.streams[1]);
        self.history = snapshot.history;
        if let Some(patience) = &mut self.patience {
            patience.waited = snapshot.waited;
            patience.best = snapshot.best;
        }
        Ok(())
    }

    /// Leaves the network with the weights that are kept: those of the best epoch with early stopping, else the last ones.
    pub fn finish(self) -> Trained {
        let best_epoch = match self.patience {
            Some(patience) => patience.restore(self.network),
            None => self.settings.epochs,
        };
        Trained { history: self.history, best_epoch }
    }

    /// One pass over the rows in a new order; ends at the first loss that is not finite.
    fn pass(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Tally, TrainError> {
        let order = self.shuffle.permutation(self.data.x.rows());
        let mut total = Tally::default();
        for rows in order.chunks(self.settings.batch) {
            if cancelled() {
                return Err(TrainError::Cancelled);
            }
            self.batch.gather(self.data, rows.iter().copied());
            let (x, target) = self.batch.both(self.data.goal);
            let class_weights = self.settings.class_weights;
            total.add(self.network.train_batch(x, target, class_weights, &mut self.dropout, &mut self.gradient));
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

impl Epoch {
    /// Whether the figures of [`Tally::accuracy`] mean something under `head`.
    pub fn has_accuracy(head: Head) -> bool {
        !matches!(head, Head::Values(_))
    }
}
