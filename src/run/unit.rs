//! The one path that a unit takes: rows → fit → scores → metrics → record.

use std::sync::atomic::AtomicBool;

use rayon::ThreadPool;

use super::checkpoint::UnitCheckpoints;
use super::resources;
use super::store::{
    Fingerprint, FinishedUnit, Measured, MetricsRecord, Predictions, Spent, Store, StoreError, UnitKey, UnitRecord,
    to_safetensors,
};
use crate::matrix::Matrix;
use crate::metric::latency::{self, Limits, MonotonicClock};
use crate::metric::{self, MetricError};
use crate::model::{self, Classifier, FitContext, FitProgress, FitReport, ModelError, Weights};
use crate::prepare::Prepared;
use crate::spec::Model;

/// Everything a unit needs besides its rows.
pub(super) struct UnitJob<'a> {
    pub key: &'a UnitKey,
    pub model: &'a Model,
    pub weights: Option<&'a Weights>,
    pub fingerprint: &'a Fingerprint,
    pub why: &'a str,
    pub cancel: &'a AtomicBool,
    pub on_progress: &'a (dyn Fn(&FitProgress) + Sync),
    pub on_note: &'a (dyn Fn(&str) + Sync),
}

/// Why a unit did not finish.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnitError {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Metric(#[from] MetricError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Prepare(String),
    #[error("there is no test row")]
    NoTestRows,
    #[error("the model cannot be stored: {0}")]
    Tensors(String),
    #[error("a bug of idsbench: {0}")]
    Panic(String),
}

/// Trains, scores and stores one unit; returns its metrics.
pub(super) fn run(
    job: &UnitJob<'_>,
    rows: &Prepared,
    pool: &ThreadPool,
    store: &Store,
) -> Result<MetricsRecord, UnitError> {
    let mut model = model::build(job.model, job.weights);
    let (fit, spent) = fit(job, rows, pool, store, model.as_mut())?;
    let scores = pool.install(|| model.scores(&rows.test.x))?;
    let evaluation = metric::evaluate(&rows.test.y, &scores, &rows.classes, rows.binary)?;
    let latency = pool
        .install(|| latency::measure(&rows.test.x, Limits::default(), &MonotonicClock::start(), |x| model.scores(x)))?;
    let latency = latency.ok_or(UnitError::NoTestRows)?;

    let attention = pool.install(|| model.attention(&rows.test.x))?;
    let tensors = model.tensors();
    let bytes = if tensors.is_empty() { None } else { Some(to_safetensors(&tensors).map_err(UnitError::Tensors)?) };
    let metrics = MetricsRecord {
        evaluation,
        measured: Measured {
            train_seconds: spent.seconds,
            train_cpu_seconds: spent.cpu_seconds,
            latency_p50: latency.p50,
            latency_p95: latency.p95,
            latency_p99: latency.p99,
            rows_per_second: latency.rows_per_second,
            peak_memory_bytes: resources::peak_memory_bytes(),
            model_bytes: bytes.as_ref().map_or(0, |bytes| bytes.len() as u64),
        },
    };
    let record = UnitRecord {
        unit: job.key.to_string(),
        fingerprint: job.fingerprint.clone(),
        why: job.why.to_owned(),
        train_rows: rows.train.len() as u64,
        validation_rows: rows.validation.len() as u64,
        test_rows: rows.test.len() as u64,
        untrained_classes: untrained_classes(rows),
        features: rows.feature_names.len() as u64,
        input: [rows.input.steps as u64, rows.input.channels as u64],
        preparation: rows.notes.clone(),
        notes: fit.notes,
        parameters: model.parameters(),
        best_epoch: fit.best_epoch,
    };
    store.write_unit(
        job.key,
        &FinishedUnit {
            record: &record,
            metrics: &metrics,
            predictions: &predictions(rows, &scores),
            history: &fit.history,
            attention: &attention,
            importance: &fit.importance,
            model: bytes.as_deref(),
        },
    )?;
    Ok(metrics)
}

/// The classes that the training side has no row of.
fn untrained_classes(rows: &Prepared) -> Vec<String> {
    let has_rows = |class: u32| rows.train.y.contains(&class);
    rows.classes.iter().zip(0..).filter(|&(_, class)| !has_rows(class)).map(|(name, _)| name.clone()).collect()
}

/// Fits, from where an earlier run was interrupted, and measures the time, that of the earlier run included.
fn fit(
    job: &UnitJob<'_>,
    rows: &Prepared,
    pool: &ThreadPool,
    store: &Store,
    model: &mut dyn Classifier,
) -> Result<(FitReport, Spent), ModelError> {
    let checkpoints = UnitCheckpoints::start(store, (job.key, job.fingerprint), pool, job.on_note);
    let context = FitContext {
        seed: job.key.seed,
        classes: rows.classes.len(),
        class_names: &rows.classes,
        binary: rows.binary,
        feature_names: &rows.feature_names,
        input: rows.input,
        class_weights: &rows.class_weights,
        threads: pool.current_num_threads(),
        cancel: job.cancel,
        checkpoints: Some(&checkpoints),
        on_progress: job.on_progress,
    };
    let report = pool.install(|| model.fit(&rows.train, &rows.validation, &context))?;
    Ok((report, checkpoints.spent()))
}

/// One column per class, or the positive class's alone for a binary task.
fn predictions(rows: &Prepared, scores: &Matrix) -> Predictions {
    let first = usize::from(rows.binary);
    let column = |class: usize| scores.iter_rows().map(|row| row[class]).collect();
    Predictions {
        row_id: rows.test.row_id.clone(),
        y_true: rows.test.y.clone(),
        scores: (first..scores.cols()).map(column).collect(),
        classes: rows.classes.clone(),
    }
}
