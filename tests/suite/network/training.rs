//! The training loop: determinism, early stopping, cancellation, losses that blow up.

use std::cell::{Cell, RefCell};

use super::{
    attention, bidirectional_gru, bidirectional_lstm, bumps, cnn_lstm, conv, conv_same, dense, everything_else,
    everything_separable, gru, network,
};
use idsbench::nn::{Data, Goal, Network, Path, Sequential, Settings, Target, TrainError, Trained, Watch, train};
use idsbench::prepare::Samples;
use idsbench::random::Stream;
use idsbench::spec::{Activation, EarlyStopping, Layer, Monitor};

const SETTINGS: Settings<'static> =
    Settings { learning_rate: 1e-3, batch: 32, epochs: 3, early_stopping: None, class_weights: &[], seed: 0 };

fn quiet(network: &mut Sequential<f32>, sides: [&Samples; 2], settings: &Settings<'_>) -> Result<Trained, TrainError> {
    let [train_side, validation] = sides.map(|side| Data { x: &side.x, goal: Goal::Classes(&side.y) });
    train(network, train_side, validation, settings, &Watch { cancelled: &|| false, on_epoch: &|_| {} })
}

fn bits(network: &Sequential<f32>) -> Vec<u32> {
    network.weights().iter().map(|w| w.to_bits()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bits_on_every_path_for_any_threads_and_another_seed_others() {
    let (rows, validation) = (bumps(70, 18, 3, 0), bumps(20, 18, 3, 1));
    // A batch of 70 is trained in parts, unless a layer normalises over all of it.
    for (layers, batch) in [cnn_lstm([5, 7], 6, 9), everything_else(), everything_separable()]
        .into_iter()
        .flat_map(|layers| [(layers.clone(), 32), (layers, 70)])
    {
        assert_eq!(network::<f32>(&layers, 18, 1, 3, false).state().is_empty(), layers != everything_else());
        let run = |path: Path, seed: u64| {
            let mut network = network(&layers, 18, 1, 3, false);
            network.set_path(path);
            let trained = quiet(&mut network, [&rows, &validation], &Settings { seed, batch, epochs: 1, ..SETTINGS })
                .expect("trains");
            (bits(&network), trained)
        };
        let expected = run(Path::best(), 0);
        for path in Path::available() {
            for threads in 1..=3 {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
                assert_eq!(pool.install(|| run(path, 0)), expected, "{}, {threads} threads", path.name());
            }
        }
        assert_ne!(run(Path::best(), 1).0, expected.0);
    }
}

#[test]
fn the_same_bits_for_one_two_and_three_threads() {
    let rows = bumps(300, 18, 3, 0);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut network = network(&everything_else(), 18, 1, 3, false);
            quiet(&mut network, [&rows, &rows], &Settings { epochs: 1, ..SETTINGS }).expect("trains");
            let mut answers = vec![0.0; 300 * 3];
            network.predict(rows.x.as_slice(), &mut answers);
            (bits(&network), answers, network.attention(rows.x.as_slice()))
        })
    };
    let expected = run(1);
    assert_eq!(run(2), expected);
    assert_eq!(run(3), expected);
}

/// Each layer in the smallest network that needs it to tell where a bump is.
#[test]
fn a_toy_task_is_learned_with_every_layer() {
    let (relu, tanh) = (Activation::Relu, Activation::Tanh);
    let body = |layers: &[Layer]| [&[conv(6, 3, relu)], layers].concat();
    let networks = [
        body(&[gru(8, false)]),
        body(&[bidirectional_lstm(6, false)]),
        body(&[bidirectional_gru(6, true), Layer::GlobalAveragePool]),
        body(&[gru(6, true), Layer::Residual(vec![attention(2, 4)]), Layer::GlobalMaxPool]),
        body(&[Layer::LayerNorm, Layer::Flatten, dense(8, tanh)]),
        vec![
            Layer::Flatten,
            dense(8, tanh),
            Layer::Residual(vec![dense(8, relu), Layer::Dropout(0.2), dense(8, tanh)]),
        ],
        body(&[Layer::Residual(vec![conv_same(6, 3, relu), Layer::Dropout(0.2)]), Layer::Flatten]),
    ];
    let (rows, validation) = (bumps(400, 12, 3, 0), bumps(200, 12, 3, 1));
    for mut layers in networks {
        layers.push(Layer::Output);
        let mut network = network(&layers, 12, 1, 3, false);
        let settings = Settings { epochs: 15, learning_rate: 1e-2, ..SETTINGS };
        let trained = quiet(&mut network, [&rows, &validation], &settings).expect("trains");
        let accuracy = trained.history[14].validation.expect("validation rows").accuracy();
        assert!(accuracy > 0.95, "{layers:?}: {accuracy}");
    }
}

#[test]
fn a_separable_set_is_learned() {
    let (rows, validation) = (bumps(600, 20, 3, 0), bumps(200, 20, 3, 1));
    let mut network = network(&cnn_lstm([8, 8], 8, 16), 20, 1, 3, false);
    let settings = Settings { epochs: 12, learning_rate: 5e-3, ..SETTINGS };
    let trained = quiet(&mut network, [&rows, &validation], &settings).expect("trains");
    let accuracy = trained.history[11].validation.expect("validation rows").accuracy();
    assert!(accuracy > 0.95, "{accuracy}");
    assert_eq!(trained.best_epoch, 12);
}

#[test]
fn every_row_is_seen_once_an_epoch_in_another_order_each_time() {
    let rows = bumps(70, 18, 2, 0);
    let mut network = network(&[Layer::Flatten, Layer::Output], 18, 1, 2, true);
    let trained = quiet(&mut network, [&rows, &Samples::default()], &SETTINGS).expect("trains");
    assert_eq!(trained.history.len(), 3);
    assert!(trained.history.iter().all(|epoch| epoch.training.rows == 70 && epoch.validation.is_none()));
}

/// Rows without any pattern: training fits them, validation gets worse.
fn noise(rows: usize, seed: u64) -> Samples {
    let mut samples = bumps(rows, 10, 2, seed);
    Stream::new(seed, &["noise"]).shuffle(&mut samples.y);
    samples
}

#[test]
fn early_stopping_restores_the_best_epoch() {
    let (rows, validation) = (noise(60, 0), noise(40, 1));
    for monitor in [Monitor::ValLoss, Monitor::ValAccuracy] {
        let rule = EarlyStopping { monitor, patience: 3, min_delta: 0.0 };
        let settings = Settings { epochs: 60, learning_rate: 0.02, early_stopping: Some(&rule), ..SETTINGS };
        let layers = [Layer::Flatten, dense(32, Activation::Relu), Layer::BatchNorm, Layer::Output];
        let mut network = network(&layers, 10, 1, 2, true);
        let trained = quiet(&mut network, [&rows, &validation], &settings).expect("trains");
        let epochs = trained.history.len() as u32;
        assert!(epochs < 60 && trained.best_epoch == epochs - 3, "{} of {epochs}", trained.best_epoch);
        let best = trained.history[trained.best_epoch as usize - 1].validation.expect("validation rows");
        assert_eq!(network.evaluate(validation.x.as_slice(), Target::Classes(&validation.y)), best);
        let better = |loss: f64, accuracy: f64| match monitor {
            Monitor::ValLoss => loss < best.mean_loss(),
            Monitor::ValAccuracy => accuracy > best.accuracy(),
        };
        let validations = trained.history.iter().filter_map(|epoch| epoch.validation);
        assert!(!validations.into_iter().any(|tally| better(tally.mean_loss(), tally.accuracy())));
    }
}

#[test]
fn small_improvements_do_not_count() {
    let rows = bumps(60, 10, 2, 0);
    let rule = EarlyStopping { monitor: Monitor::ValLoss, patience: 2, min_delta: 10.0 };
    let settings = Settings { epochs: 20, early_stopping: Some(&rule), ..SETTINGS };
    let mut network = network(&[Layer::Flatten, Layer::Output], 10, 1, 2, true);
    let trained = quiet(&mut network, [&rows, &rows], &settings).expect("trains");
    assert_eq!((trained.history.len(), trained.best_epoch), (3, 1));
}

#[test]
fn a_cancelled_training_ends_within_a_batch_and_epochs_are_told() {
    let rows = bumps(320, 10, 2, 0);
    let data = Data { x: &rows.x, goal: Goal::Classes(&rows.y) };
    let mut network = network::<f32>(&[Layer::Flatten, Layer::Output], 10, 1, 2, true);
    let (asked, told) = (Cell::new(0), RefCell::new(Vec::new()));
    let watch = Watch {
        cancelled: &|| asked.replace(asked.get() + 1) >= 25,
        on_epoch: &|epoch| told.borrow_mut().push(epoch.number),
    };
    let result = train(&mut network, data, data, &SETTINGS, &watch);
    assert_eq!(result, Err(TrainError::Cancelled));
    assert_eq!((asked.get(), told.into_inner()), (26, vec![1, 2]));
}

#[test]
fn a_loss_that_blows_up_is_an_error_with_advice() {
    let mut rows = bumps(64, 10, 2, 0);
    rows.x.as_mut_slice().iter_mut().for_each(|v| *v *= 1e30);
    let layers = [Layer::Flatten, dense(8, Activation::Linear), dense(8, Activation::Linear), Layer::Output];
    let mut network = network(&layers, 10, 1, 2, true);
    let error =
        quiet(&mut network, [&rows, &rows], &Settings { learning_rate: 1e8, ..SETTINGS }).expect_err("blows up");
    assert!(error.to_string().contains("loss is no longer finite in epoch 1; lower train.learning_rate"), "{error}");
}
