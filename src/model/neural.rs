//! What the models on top of [`nn`](crate::nn) share: checks, settings, scores, stored arrays.

use super::{AttentionMap, EpochRecord, FitContext, ModelError, NamedTensor, guard};
use crate::matrix::Matrix;
use crate::nn::{self, BuildError, Epoch, Head, Reference, Sequential, Settings, Trained};
use crate::prepare::Samples;
use crate::spec::{Engine, Layer, Train};
use crate::text::thousands;

/// Most training rows of the reference engine, which takes about ten times the native engine's time: a CNN-LSTM of 45 steps sees
/// some 4,000 rows a second, so ten epochs of these take minutes, and those of a whole edition would take hours.
const REFERENCE_ROWS: usize = 100_000;

/// A network of either engine.
pub(super) type Network = dyn nn::Network<f32>;

/// `network`, which was built from `layers`, computed by `engine`.
pub(super) fn computed_by(
    engine: Engine,
    network: Sequential<f32>,
    layers: &[Layer],
) -> Result<Box<Network>, ModelError> {
    Ok(match engine {
        Engine::Native => Box::new(network),
        Engine::Reference => Box::new(Reference::new(network, layers).map_err(build_error)?),
    })
}

/// Refuses more rows than `engine` can train on in reasonable time.
pub(super) fn check_size(engine: Engine, train: &Samples) -> Result<(), ModelError> {
    if engine == Engine::Native || train.len() <= REFERENCE_ROWS {
        return Ok(());
    }
    Err(ModelError::Unsupported(format!(
        "the reference engine trains networks on at most {} rows, not {}, because it is about ten times slower than the native one; set engine: native, or train on fewer rows",
        thousands(REFERENCE_ROWS),
        thousands(train.len())
    )))
}

/// What is said of a model whose arithmetic is not ours.
pub(super) fn engine_note(engine: Engine) -> Option<String> {
    (engine == Engine::Reference).then(|| "computed by the reference engine (dfdx), not by ours".to_owned())
}

/// Refuses what no network can be trained on.
pub(super) fn check_samples(train: &Samples, validation: &Samples, context: &FitContext<'_>) -> Result<(), ModelError> {
    if train.is_empty() {
        return Err(ModelError::NoRows);
    }
    for (side, samples) in [("train", train), ("validation", validation)] {
        if samples.is_empty() {
            continue;
        }
        check_width(&samples.x, context.input.width())?;
        if !samples.x.is_finite() {
            return Err(ModelError::NonFinite { side });
        }
    }
    Ok(())
}

/// Refuses rows that the network cannot take.
pub(super) fn check_width(x: &Matrix, expected: usize) -> Result<(), ModelError> {
    if x.cols() == expected { Ok(()) } else { Err(ModelError::Width { expected, got: x.cols() }) }
}

/// The settings of one training, checked.
pub(super) fn settings<'a>(train: &'a Train, context: &FitContext<'a>) -> Result<Settings<'a>, ModelError> {
    if train.batch == 0 {
        return Err(ModelError::Unsupported("train.batch is 0; it must be at least 1".to_owned()));
    }
    if !(train.learning_rate > 0.0 && train.learning_rate.is_finite()) {
        let problem = format!("train.learning_rate is {}; it must be a number above 0", train.learning_rate);
        return Err(ModelError::Unsupported(problem));
    }
    Ok(Settings {
        learning_rate: train.learning_rate,
        batch: train.batch as usize,
        epochs: train.epochs,
        early_stopping: train.early_stopping.as_ref(),
        class_weights: context.class_weights,
        seed: context.seed,
    })
}

/// A list of layers that is no network is something that this model cannot do.
#[allow(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(super) fn build_error(error: BuildError) -> ModelError {
    ModelError::Unsupported(error.to_string())
}

/// What is said when early stopping was asked for and cannot be.
pub(super) fn early_stopping_note(train: &Train, validation_rows: usize) -> Option<String> {
    let unwatched = train.early_stopping.is_some() && validation_rows == 0;
    unwatched.then(|| guard::unwatched_note(&format!("{} epochs", train.epochs)))
}

/// The history as it is stored; reconstruction has no accuracy.
pub(super) fn history(trained: &Trained, head: Head) -> Vec<EpochRecord> {
    let accuracy = |tally: nn::Tally| Epoch::has_accuracy(head).then(|| tally.accuracy());
    let record = |epoch: &Epoch| EpochRecord {
        epoch: epoch.number,
        loss: epoch.training.mean_loss(),
        accuracy: accuracy(epoch.training),
        val_loss: epoch.validation.map(nn::Tally::mean_loss),
        val_accuracy: epoch.validation.and_then(accuracy),
    };
    trained.history.iter().map(record).collect()
}

/// The epoch whose weights were kept, if any was trained.
pub(super) fn best_epoch(trained: &Trained) -> Option<u32> {
    (trained.best_epoch > 0).then_some(trained.best_epoch)
}

fn check_test_rows(network: &Network, x: &Matrix) -> Result<(), ModelError> {
    check_width(x, network.input_width())?;
    if x.is_finite() { Ok(()) } else { Err(ModelError::NonFinite { side: "test" }) }
}

/// Where the attention layers look, mean over the rows of `x`.
pub(super) fn attention(network: &Network, x: &Matrix) -> Result<Vec<AttentionMap>, ModelError> {
    check_test_rows(network, x)?;
    Ok(network.attention(x.as_slice()))
}

/// The network's answers, one row per row of `x`.
pub(super) fn answers(network: &Network, x: &Matrix) -> Result<Matrix, ModelError> {
    check_test_rows(network, x)?;
    let mut answers = Matrix::zeros(x.rows(), network.head().width());
    network.predict(x.as_slice(), answers.as_mut_slice());
    Ok(answers)
}

/// A classifier's probabilities, one column per class: a single sigmoid p becomes (1 − p, p).
pub(super) fn scores(network: &Network, x: &Matrix) -> Result<Matrix, ModelError> {
    let answers = answers(network, x)?;
    Ok(match network.head() {
        Head::Binary => two_columns(answers.as_slice().iter().copied()),
        Head::Classes(_) | Head::Values(_) => answers,
    })
}

/// (1 − p, p) for every p.
pub(super) fn two_columns(scores: impl ExactSizeIterator<Item = f32>) -> Matrix {
    let rows = scores.len();
    Matrix::from_vec(rows, 2, scores.flat_map(|p| [1.0 - p, p]).collect())
}

/// All learned arrays, in Keras's layouts; see [`nn::Tensor`].
pub(super) fn tensors(network: &Network) -> Vec<NamedTensor> {
    let named = |tensor: nn::Tensor<'_, f32>| NamedTensor {
        name: tensor.name.to_owned(),
        shape: tensor.shape.to_vec(),
        values: tensor.values.to_vec(),
    };
    network.tensors().into_iter().map(named).collect()
}
