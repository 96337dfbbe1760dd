//! The models on top of the engine.

use std::sync::atomic::AtomicBool;

use super::{bumps, cnn_lstm, dense};
use idsbench::matrix::Matrix;
use idsbench::model::autoencoder::AutoencoderModel;
use idsbench::model::network::NetworkModel;
use idsbench::model::{Classifier, FitContext, FitProgress, FitReport, ModelError};
use idsbench::prepare::{InputShape, Samples};
use idsbench::spec::{
    Activation, Autoencoder, AutoencoderMode, EarlyStopping, Engine, Grid, Layer, Monitor, Network, Optimizer, Train,
};

const COLUMNS: usize = 20;

fn train(epochs: u32) -> Train {
    Train { optimizer: Optimizer::Adam, learning_rate: 5e-3, batch: 32, epochs, early_stopping: None, grid: None }
}

fn hybrid() -> Network {
    Network::new(cnn_lstm([6, 8], 8, 12))
}

fn fit(model: &mut dyn Classifier, sides: [&Samples; 2], classes: usize, seed: u64) -> Result<FitReport, ModelError> {
    fit_watched(model, sides, classes, seed, &|_| {})
}

fn fit_watched(
    model: &mut dyn Classifier,
    [train, validation]: [&Samples; 2],
    classes: usize,
    seed: u64,
    on_progress: &(dyn Fn(&FitProgress) + Sync),
) -> Result<FitReport, ModelError> {
    let names: Vec<String> = ["benign", "attack", "other"].iter().take(classes).map(|&n| n.to_owned()).collect();
    let context = FitContext {
        seed,
        classes,
        class_names: &names,
        feature_names: &[],
        binary: classes == 2,
        input: InputShape { steps: COLUMNS, channels: 1 },
        class_weights: &vec![1.0; classes],
        threads: 1,
        cancel: &AtomicBool::new(false),
        checkpoints: None,
        on_progress,
    };
    model.fit(train, validation, &context)
}

fn accuracy(model: &dyn Classifier, samples: &Samples) -> f64 {
    let scores = model.scores(&samples.x).expect("fitted");
    let right = scores.iter_rows().zip(&samples.y).filter(|&(row, &class)| {
        let sum: f32 = row.iter().sum();
        assert!((sum - 1.0).abs() < 1e-5 && row.iter().all(|p| (0.0..=1.0).contains(p)));
        let largest = (0..row.len()).rev().max_by(|&a, &b| row[a].total_cmp(&row[b]));
        largest == Some(class as usize)
    });
    right.count() as f64 / samples.len() as f64
}

#[test]
fn a_network_learns_two_and_three_classes() {
    for classes in [2, 3] {
        let (rows, validation, test) =
            (bumps(500, COLUMNS, classes, 0), bumps(100, COLUMNS, classes, 1), bumps(200, COLUMNS, classes, 2));
        let mut model = NetworkModel::new(hybrid(), train(10));
        let report = fit(&mut model, [&rows, &validation], classes as usize, 0).expect("fits");
        assert!(accuracy(&model, &test) > 0.95);
        assert_eq!((report.history.len(), report.best_epoch), (10, Some(10)));
        let stored: usize = model.tensors().iter().map(|t| t.values.len()).sum();
        assert_eq!(stored as u64, model.parameters());
    }
}

#[test]
fn scores_are_the_same_bits_for_any_threads_and_any_company() {
    let rows = bumps(700, COLUMNS, 3, 0);
    let fitted = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut model = NetworkModel::new(hybrid(), train(1));
            fit(&mut model, [&rows, &rows], 3, 4).expect("fits");
            let scores = model.scores(&rows.x).expect("fitted");
            (model, scores)
        })
    };
    let ((model, one), (_, two)) = (fitted(1), fitted(2));
    assert_eq!(one, two);
    for i in [0, 1, 300, 699] {
        let single = model.scores(&rows.x.select_rows(&[i])).expect("fitted");
        assert_eq!(single.row(0), one.row(i));
    }
}

#[test]
fn seeds_decide() {
    let rows = bumps(100, COLUMNS, 2, 0);
    let scores = |seed| {
        let mut model = NetworkModel::new(hybrid(), train(1));
        fit(&mut model, [&rows, &rows], 2, seed).expect("fits");
        model.scores(&rows.x).expect("fitted")
    };
    assert_eq!(scores(1), scores(1));
    assert_ne!(scores(1), scores(2));
}

#[test]
fn a_grid_search_takes_the_lowest_validation_loss() {
    let (rows, validation) = (bumps(300, COLUMNS, 2, 0), bumps(100, COLUMNS, 2, 1));
    let grid = Grid { learning_rate: vec![1e-6, 1e-2], batch: vec![64, 16], epochs: 2 };
    let mut model = NetworkModel::new(hybrid(), Train { grid: Some(grid), ..train(3) });
    let stages = std::sync::Mutex::new(Vec::new());
    let told = |progress: &FitProgress| stages.lock().expect("no panic").push(progress.stage.clone());
    let report = fit_watched(&mut model, [&rows, &validation], 2, 0, &told).expect("fits");
    assert_eq!(report.history.len(), 3);
    let [note] = &report.notes[..] else { panic!("{:?}", report.notes) };
    assert!(note.starts_with("grid search chose learning_rate = 0.01, batch = 16 of 4 pairs, 2 epochs each"), "{note}");
    assert_eq!(note.matches(" × ").count(), 4, "{note}");
    let stages = stages.into_inner().expect("no panic");
    assert_eq!((stages.len(), stages[0].as_str(), stages[10].as_str()), (11, "grid 1/4 epoch", "epoch"));
    let error = fit(&mut model, [&rows, &Samples::default()], 2, 0).expect_err("no validation");
    assert!(error.to_string().contains("needs validation rows"), "{error}");
}

#[test]
fn early_stopping_without_validation_is_said() {
    let rows = bumps(100, COLUMNS, 2, 0);
    let rule = EarlyStopping { monitor: Monitor::ValLoss, patience: 1, min_delta: 0.0 };
    let mut model = NetworkModel::new(hybrid(), Train { early_stopping: Some(rule), ..train(2) });
    let report =
        fit(&mut model, [&rows, &Samples { x: Matrix::zeros(0, COLUMNS), ..Samples::default() }], 2, 0).expect("fits");
    assert_eq!(report.history.len(), 2);
    assert_eq!(report.notes, ["no early stopping: there is no validation row to watch; all 2 epochs were trained"]);
}

#[test]
fn wrong_rows_are_refused() {
    let rows = bumps(50, COLUMNS, 2, 0);
    let mut model = NetworkModel::new(hybrid(), train(1));
    assert_eq!(model.scores(&rows.x), Err(ModelError::NotFitted));
    assert_eq!(fit(&mut model, [&Samples::default(), &rows], 2, 0), Err(ModelError::NoRows));
    let mut damaged = rows.clone();
    damaged.x.row_mut(3)[1] = f32::INFINITY;
    assert_eq!(fit(&mut model, [&damaged, &rows], 2, 0), Err(ModelError::NonFinite { side: "train" }));
    assert_eq!(fit(&mut model, [&rows, &damaged], 2, 0), Err(ModelError::NonFinite { side: "validation" }));
    fit(&mut model, [&rows, &rows], 2, 0).expect("fits");
    assert_eq!(model.scores(&damaged.x), Err(ModelError::NonFinite { side: "test" }));
    assert_eq!(model.scores(&Matrix::zeros(1, 7)), Err(ModelError::Width { expected: COLUMNS, got: 7 }));
    assert_eq!(model.scores(&Matrix::zeros(0, COLUMNS)).map(|scores| scores.rows()), Ok(0));
    let mut pooled = NetworkModel::new(Network::new(vec![Layer::MaxPool1d(50), Layer::Output]), train(1));
    let error = fit(&mut pooled, [&rows, &rows], 2, 0).expect_err("too few steps");
    assert_eq!(
        error.to_string(),
        "layers[0] (max_pool1d): 50 after 20 steps; use a smaller pool, or fewer pools and padding same before it"
    );
    let mut plain = NetworkModel::new(
        Network::new(vec![Layer::Flatten, dense(2, Activation::Relu), Layer::Output]),
        Train { batch: 0, ..train(1) },
    );
    assert!(fit(&mut plain, [&rows, &rows], 2, 0).is_err_and(|error| error.to_string().contains("train.batch")));
}

#[test]
fn the_reference_engine_says_what_is_too_large_for_it() {
    let rows = Samples { x: Matrix::zeros(100_001, COLUMNS), y: vec![0; 100_001], row_id: (0..100_001).collect() };
    let spec = Network { engine: Engine::Reference, ..hybrid() };
    let error = fit(&mut NetworkModel::new(spec, train(1)), [&rows, &Samples::default()], 2, 0).expect_err("too large");
    assert_eq!(
        error.to_string(),
        "the reference engine trains networks on at most 100,000 rows, not 100,001, because it is about ten times slower than the native one; set engine: native, or train on fewer rows"
    );
}

#[test]
fn one_row_and_one_class_can_be_trained_on() {
    let one = bumps(1, COLUMNS, 1, 0);
    for classes in [2, 3] {
        let mut model = NetworkModel::new(hybrid(), train(2));
        fit(&mut model, [&one, &Samples::default()], classes, 0).expect("fits");
        assert_eq!(model.scores(&one.x).map(|scores| scores.cols()), Ok(classes));
    }
}

fn autoencoder(mode: AutoencoderMode, benign: Option<&str>) -> AutoencoderModel {
    let spec = Autoencoder { mode, encoder: vec![10, 3], benign: benign.map(str::to_owned), ..Autoencoder::default() };
    AutoencoderModel::new(spec, train(30))
}

#[test]
fn an_autoencoder_tells_what_it_never_saw() {
    let (rows, validation, test) = (bumps(600, COLUMNS, 2, 0), bumps(200, COLUMNS, 2, 1), bumps(300, COLUMNS, 2, 2));
    for benign in [None, Some("attack")] {
        let mut model = autoencoder(AutoencoderMode::Reconstruction, benign);
        let report = fit(&mut model, [&rows, &validation], 2, 0).expect("fits");
        assert!(accuracy(&model, &test) > 0.95, "{}", accuracy(&model, &test));
        assert!(report.history.iter().all(|epoch| epoch.accuracy.is_none() && epoch.val_loss.is_some()));
        assert!(report.notes[1].contains("highest F1 of attack on validation"), "{:?}", report.notes);
        assert_eq!(model.tensors().last().map(|t| t.name.as_str()), Some("threshold"));
    }
}

#[test]
fn without_both_classes_in_validation_the_threshold_is_a_quantile() {
    let rows = bumps(400, COLUMNS, 2, 0);
    let mut model = autoencoder(AutoencoderMode::Reconstruction, None);
    let report = fit(&mut model, [&rows, &bumps(50, COLUMNS, 1, 1)], 2, 0).expect("fits");
    assert!(report.notes[1].contains("95th percentile"), "{:?}", report.notes);
    let benign: Vec<usize> = (0..400).filter(|&i| rows.y[i] == 0).collect();
    let scores = model.scores(&rows.x.select_rows(&benign)).expect("fitted");
    let alarms = scores.iter_rows().filter(|row| row[1] >= 0.5).count();
    assert!(alarms.abs_diff(benign.len() / 20) <= 2, "{alarms} of {}", benign.len());
}

#[test]
fn an_autoencoder_says_what_it_cannot_do() {
    let rows = bumps(60, COLUMNS, 2, 0);
    let message = |benign, sides: [&Samples; 2], classes| {
        let mut model = autoencoder(AutoencoderMode::Reconstruction, benign);
        fit(&mut model, sides, classes, 0).expect_err("refused").to_string()
    };
    assert!(message(None, [&rows, &rows], 3).contains("set mode: classifier"));
    assert!(
        message(Some("Bening"), [&rows, &rows], 2)
            .contains("no class is called `Bening`; the classes are benign, attack")
    );
    let attacks = Samples { y: vec![1; 60], ..rows.clone() };
    assert!(message(None, [&attacks, &rows], 2).contains("no row of `benign`"));
}

#[test]
fn an_encoder_becomes_a_classifier() {
    let (rows, validation, test) = (bumps(500, COLUMNS, 3, 0), bumps(100, COLUMNS, 3, 1), bumps(200, COLUMNS, 3, 2));
    let mut model = autoencoder(AutoencoderMode::Classifier, None);
    let report = fit(&mut model, [&rows, &validation], 3, 0).expect("fits");
    assert!(accuracy(&model, &test) > 0.95);
    assert_eq!(report.history.len(), 30);
    assert!(report.history[29].accuracy.is_some());
    assert!(
        report.notes[0].starts_with("encoder pretrained for 30 epochs to reconstruct all 500 training rows"),
        "{:?}",
        report.notes
    );
}
