//! Trainings that are interrupted and go on: they end in the bits of an undisturbed one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use idsbench::model::autoencoder::AutoencoderModel;
use idsbench::model::network::NetworkModel;
use idsbench::model::{Checkpoint, Checkpoints, Classifier, FitContext, FitReport, ModelError, NamedTensor};
use idsbench::nn::{Data, Goal, Misfit, Network, Reference, Sequential, Settings, Trained, Training};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::{
    self, Activation, Autoencoder, AutoencoderMode, EarlyStopping, Grid, Layer, Monitor, Optimizer, Train,
};

use super::{bumps, conv, dense};

const COLUMNS: usize = 12;

fn layers(norm: Layer) -> Vec<Layer> {
    vec![
        conv(4, 3, Activation::Relu),
        norm,
        Layer::Dropout(0.3),
        Layer::Flatten,
        dense(6, Activation::Tanh),
        Layer::Dropout(0.2),
        Layer::Output,
    ]
}

fn sequential(layers: &[Layer], seed: u64) -> Sequential<f32> {
    let input = InputShape { steps: COLUMNS, channels: 1 };
    Sequential::build(layers, input, 3, false, &mut Stream::new(seed, &["weights"])).expect("a valid network")
}

fn native(layers: &[Layer], seed: u64) -> Box<dyn Network<f32>> {
    Box::new(sequential(layers, seed))
}

fn reference(layers: &[Layer], seed: u64) -> Box<dyn Network<f32>> {
    Box::new(Reference::new(sequential(layers, seed), layers).expect("a version of every layer"))
}

/// What a training leaves, bit for bit.
type Left = (Trained, Vec<u32>, Vec<u32>);

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Trains a network of `build`; `interrupted` after so many epochs, another network with other weights goes on.
fn left(
    build: &dyn Fn(u64) -> Box<dyn Network<f32>>,
    sides: [&Samples; 2],
    settings: &Settings<'_>,
    interrupted: Option<usize>,
) -> Left {
    let data = sides.map(|side| Data { x: &side.x, goal: Goal::Classes(&side.y) });
    let mut network = build(0);
    let mut training = Training::new(network.as_mut(), data, settings);
    while !training.is_over() && interrupted.is_none_or(|after| training.history().len() < after) {
        training.epoch(&|| false).expect("trains");
    }
    if interrupted.is_none() {
        let trained = training.finish();
        return (trained, bits(network.weights()), bits(network.state()));
    }
    let snapshot = training.snapshot();
    let mut other = build(1);
    let mut training = Training::new(other.as_mut(), data, settings);
    training.resume(snapshot).expect("of the same network");
    while !training.is_over() {
        training.epoch(&|| false).expect("trains");
    }
    let trained = training.finish();
    (trained, bits(other.weights()), bits(other.state()))
}

#[test]
fn a_training_goes_on_from_any_epoch_with_the_same_bits() {
    let (rows, validation) = (bumps(75, COLUMNS, 3, 0), bumps(40, COLUMNS, 3, 1));
    let rule = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, min_delta: 0.05 };
    // In parts with a stream of dropout each, and whole with moving statistics.
    for (norm, batch) in [(Layer::LayerNorm, 75), (Layer::BatchNorm, 75), (Layer::BatchNorm, 16)] {
        let layers = layers(norm);
        for rule in [Some(&rule), None] {
            let epochs = if rule.is_some() { 40 } else { 4 };
            let settings =
                Settings { learning_rate: 2e-2, batch, epochs, early_stopping: rule, class_weights: &[], seed: 3 };
            for build in [native, reference] {
                let build = |seed| build(&layers, seed);
                let expected = left(&build, [&rows, &validation], &settings, None);
                let epochs = expected.0.history.len();
                assert_eq!(
                    epochs == expected.0.best_epoch as usize,
                    rule.is_none(),
                    "what is restored, too, is tested"
                );
                for after in 1..=epochs {
                    let resumed = left(&build, [&rows, &validation], &settings, Some(after));
                    assert!(resumed == expected, "batch {batch}, after epoch {after} of {epochs}");
                }
            }
        }
    }
}

#[test]
fn a_snapshot_of_another_network_is_refused() {
    let rows = bumps(20, COLUMNS, 3, 0);
    let data = [Data { x: &rows.x, goal: Goal::Classes(&rows.y) }; 2];
    let settings =
        Settings { learning_rate: 1e-3, batch: 8, epochs: 2, early_stopping: None, class_weights: &[], seed: 0 };
    let (mut one, mut other) = (native(&layers(Layer::BatchNorm), 0), native(&[Layer::Flatten, Layer::Output], 0));
    let mut training = Training::new(one.as_mut(), data, &settings);
    training.epoch(&|| false).expect("trains");
    let snapshot = training.snapshot();
    assert_eq!(Training::new(other.as_mut(), data, &settings).resume(snapshot), Err(Misfit));
}

/// Keeps the last checkpoint in memory.
#[derive(Default)]
struct Memory {
    kept: Mutex<Option<Checkpoint>>,
    /// Whether one is due after every epoch, or never.
    eager: bool,
    told: Mutex<Vec<String>>,
}

impl Checkpoints for Memory {
    fn load(&self) -> Option<Checkpoint> {
        self.kept.lock().unwrap().clone()
    }

    fn is_due(&self) -> bool {
        self.eager
    }

    fn save(&self, checkpoint: &Checkpoint) {
        *self.kept.lock().unwrap() = Some(checkpoint.clone());
    }

    fn resumed(&self, after: &str) {
        self.told.lock().unwrap().push(format!("resumed after {after}"));
    }

    fn refused(&self, why: &str) {
        self.told.lock().unwrap().push(format!("refused: {why}"));
    }
}

/// Fits; cancels after so many epochs of all trainings together.
fn fit(
    model: &mut dyn Classifier,
    [train, validation]: [&Samples; 2],
    checkpoints: Option<&dyn Checkpoints>,
    cancelled_after: Option<usize>,
) -> Result<(FitReport, Vec<NamedTensor>), ModelError> {
    let names = ["benign", "attack"].map(str::to_owned);
    let (cancel, epochs) = (AtomicBool::new(false), AtomicUsize::new(0));
    let context = FitContext {
        seed: 4,
        classes: 2,
        class_names: &names,
        feature_names: &[],
        binary: true,
        input: InputShape { steps: COLUMNS, channels: 1 },
        class_weights: &[1.0, 1.0],
        threads: 1,
        cancel: &cancel,
        checkpoints,
        on_progress: &|_| {
            let done = epochs.fetch_add(1, Ordering::Relaxed) + 1;
            cancel.store(cancelled_after.is_some_and(|after| done >= after), Ordering::Relaxed);
        },
    };
    model.fit(train, validation, &context).map(|report| (report, model.tensors()))
}

/// Interrupts a model after each of its epochs, by Ctrl-C and by a kill, and lets another one go on.
fn check(build: &dyn Fn() -> Box<dyn Classifier>, stages: &[(&str, usize)]) {
    let (rows, validation) = (bumps(75, COLUMNS, 2, 0), bumps(40, COLUMNS, 2, 1));
    let sides = [&rows, &validation];
    let expected = fit(build().as_mut(), sides, None, None).expect("fits");
    let epochs: Vec<String> = stages
        .iter()
        .flat_map(|(name, epochs)| (1..=*epochs).map(move |epoch| format!("resumed after {name} {epoch}/{epochs}")))
        .collect();
    for (i, place) in epochs.iter().enumerate() {
        for eager in [false, true] {
            let memory = Memory { eager, ..Memory::default() };
            let ended = fit(build().as_mut(), sides, Some(&memory), Some(i + 1));
            // The last epoch of all has no batch after it, before which it could be cancelled.
            if i + 1 < epochs.len() {
                assert_eq!(ended, Err(ModelError::Cancelled));
            }
            if memory.kept.lock().unwrap().is_none() {
                assert!(i + 1 == epochs.len() && !eager);
                continue;
            }
            let resumed = fit(build().as_mut(), sides, Some(&memory), None).expect("goes on");
            assert!(resumed == expected, "{place}");
            assert_eq!(memory.told.lock().unwrap()[..], [place.as_str()]);
        }
    }
}

fn train(epochs: u32) -> Train {
    Train { optimizer: Optimizer::Adam, learning_rate: 5e-3, batch: 16, epochs, early_stopping: None, grid: None }
}

#[test]
fn a_network_and_its_grid_go_on() {
    let network = |train: &Train| {
        let model = NetworkModel::new(spec::Network::new(layers(Layer::BatchNorm)), train.clone());
        Box::new(model) as Box<dyn Classifier>
    };
    let stopping = EarlyStopping { monitor: Monitor::ValAccuracy, patience: 9, min_delta: 0.0 };
    let plain = Train { early_stopping: Some(stopping), ..train(3) };
    check(&|| network(&plain), &[("epoch", 3)]);
    let grid = Grid { learning_rate: vec![1e-6, 1e-2], batch: vec![16], epochs: 2 };
    let searched = Train { grid: Some(grid), ..train(3) };
    check(&|| network(&searched), &[("grid 1/2 epoch", 2), ("grid 2/2 epoch", 2), ("epoch", 3)]);
}

#[test]
fn an_autoencoder_goes_on() {
    let autoencoder = |mode| {
        let spec = Autoencoder { mode, encoder: vec![8, 3], ..Autoencoder::default() };
        Box::new(AutoencoderModel::new(spec, train(3))) as Box<dyn Classifier>
    };
    check(&|| autoencoder(AutoencoderMode::Reconstruction), &[("epoch", 3)]);
    check(&|| autoencoder(AutoencoderMode::Classifier), &[("pretraining epoch", 3), ("epoch", 3)]);
}

#[test]
fn a_pair_of_the_grid_that_blew_up_is_remembered() {
    let rows = bumps(60, COLUMNS, 2, 0);
    let linear = vec![Layer::Flatten, dense(8, Activation::Linear), dense(8, Activation::Linear), Layer::Output];
    let grid = Grid { learning_rate: vec![1e30, 1e-3], batch: vec![16], epochs: 2 };
    let build =
        || NetworkModel::new(spec::Network::new(linear.clone()), Train { grid: Some(grid.clone()), ..train(2) });
    let sides = [&rows, &rows];
    let expected = fit(&mut build(), sides, None, None);
    assert!(expected.as_ref().is_ok_and(|(report, _)| report.notes[0].contains("not finite")), "{expected:?}");
    let memory = Memory { eager: true, ..Memory::default() };
    assert_eq!(fit(&mut build(), sides, Some(&memory), Some(1)), Err(ModelError::Cancelled));
    assert!(memory.kept.lock().unwrap().as_ref().is_some_and(|kept| kept.facts.contains("no longer finite")));
    assert_eq!(fit(&mut build(), sides, Some(&memory), None), expected);
}

#[test]
fn a_checkpoint_that_means_nothing_is_told_and_the_fit_begins_at_its_start() {
    let (rows, validation) = (bumps(60, COLUMNS, 2, 0), bumps(40, COLUMNS, 2, 1));
    let build = || NetworkModel::new(spec::Network::new(layers(Layer::BatchNorm)), train(2));
    let expected = fit(&mut build(), [&rows, &validation], None, None).expect("fits");
    let memory = Memory::default();
    memory.save(&Checkpoint { arrays: Vec::new(), facts: "{}".to_owned() });
    assert!(fit(&mut build(), [&rows, &validation], Some(&memory), None).expect("fits") == expected);
    assert!(memory.told.lock().unwrap()[0].starts_with("refused: missing field"));
}
