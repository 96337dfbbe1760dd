//! From a spec to a store of results: plan, units, executor, progress.
//!
//! [`Inputs::read`] reads the rows and cuts every split, so that a mistake in the spec or the files is found before anything is trained or
//! written. [`run`] then trains what the store does not have yet.

mod cache;
mod checkpoint;
mod environment;
mod executor;
mod inputs;
pub mod plan;
pub mod progress;
mod resources;
mod rows;
pub mod store;
mod unit;
mod verify;
mod weights;

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

pub use executor::Local;
pub use inputs::{Inputs, RunError};
pub use resources::ignores_hangup;
pub use rows::audit_edition;
pub use verify::{Verification, verify};
pub use weights::{WeightsError, WeightsErrors};

use cache::PreparedCache;
use plan::Selection;
use progress::{Event, Progress};
use store::{Fingerprint, MetricsRecord, Store, UnitKey, UnitState, summarise};
use unit::{UnitError, UnitJob};

use crate::model::{FitProgress, ModelError};
use crate::prepare;

/// How to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Folder with the dataset's files.
    pub data: Option<PathBuf>,
    /// Whether a table that was read before is taken from the cache, and one that was not is kept there.
    pub cache: bool,
    /// The file with the published figures.
    pub claims: Option<PathBuf>,
    /// Folder that gets `results/<experiment>`.
    pub out: PathBuf,
    /// Which part of the experiment.
    pub selection: Selection,
    /// Units at once; by default one a processor.
    pub jobs: Option<usize>,
    /// Threads in each unit, at least 1.
    pub threads: usize,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// `results/<experiment>`
    pub results: PathBuf,
    /// Units of the plan.
    pub planned: usize,
    /// Units trained now.
    pub trained: Vec<UnitKey>,
    /// Units that the store already had.
    pub skipped: Vec<UnitKey>,
    /// Units that failed, and why.
    pub failed: Vec<(UnitKey, String)>,
    /// Whether Ctrl-C or another signal stopped it.
    pub interrupted: bool,
}

impl Outcome {
    /// Units that are finished, now or before.
    pub fn done(&self) -> usize {
        self.trained.len() + self.skipped.len()
    }
}

/// The folder of an experiment's results below `out`.
pub fn results_folder(out: &Path, experiment: &str) -> PathBuf {
    below(out).join("results").join(experiment)
}

/// The folder of an experiment's report below `out`.
pub fn report_folder(out: &Path, experiment: &str) -> PathBuf {
    below(out).join("reports").join(experiment)
}

/// `./results` is told as `results`.
fn below(out: &Path) -> &Path {
    out.strip_prefix(".").unwrap_or(out)
}

/// Trains every unit that the store does not have with the same fingerprint, and writes the summary.
///
/// A unit that fails is recorded and the rest goes on; what is finished when `cancel` is set stays.
///
/// # Errors
/// When the store cannot be written.
pub fn run(
    inputs: &mut Inputs<'_>,
    options: &Options,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Outcome, RunError> {
    let results = results_folder(&options.out, &inputs.experiment.experiment);
    let (store, _lock) = Store::create(&results)?;
    let threads = options.threads.max(1);
    let unit_bytes = inputs.unit_bytes(threads);
    let executor = Local::new(options.jobs, threads, unit_bytes);
    if let Some(audit) = inputs.store_audit(&store, progress, cancel)? {
        inputs.take_shortcuts(&audit, progress);
    }
    let inputs = &*inputs;
    inputs.write(&store, &executor)?;
    tracing::debug!(?executor, unit_bytes, results = %results.display(), "the store is ready");

    let mut outcome = Outcome {
        results,
        planned: inputs.units.len(),
        trained: Vec::new(),
        skipped: Vec::new(),
        failed: Vec::new(),
        interrupted: false,
    };
    let waiting = waiting(inputs, &store, progress, &mut outcome.skipped);
    // A run that was killed in the wrong moment leaves one beside a finished unit.
    outcome.skipped.iter().try_for_each(|key| store.remove_checkpoint(key))?;
    let keys: Vec<UnitKey> = waiting.iter().map(|unit| unit.key.clone()).collect();
    progress.tell(&Event::Planned { units: &keys, jobs: executor.jobs });

    let cache = PreparedCache::new(&keys);
    let ended: Mutex<Vec<(UnitKey, Result<(), String>)>> = Mutex::default();
    let store_error: Mutex<Option<store::StoreError>> = Mutex::default();
    let stop = |error| {
        *store_error.lock().expect("no worker panics while it holds the lock") = Some(error);
        cancel.store(true, Ordering::Relaxed);
    };
    executor.execute(
        &waiting,
        cancel,
        &|unit, pool| match train(inputs, unit, &cache, &store, pool, progress, cancel) {
            Ok(()) => ended.lock().expect("as above").push((unit.key.clone(), Ok(()))),
            Err(UnitError::Model(ModelError::Cancelled)) => {}
            Err(UnitError::Store(error)) => stop(error),
            Err(other) => {
                let reason = other.to_string();
                progress.tell(&Event::Failed { unit: &unit.key, reason: &reason });
                if let Err(error) = store.write_failure(&unit.key, &reason) {
                    stop(error);
                }
                ended.lock().expect("as above").push((unit.key.clone(), Err(reason)));
            }
        },
    );
    store.remove_empty_checkpoints();
    progress.tell(&Event::End);
    if let Some(error) = store_error.into_inner().expect("as above") {
        return Err(error.into());
    }

    let ended = ended.into_inner().expect("as above");
    // Workers end in any order; the outcome is told in plan order.
    for key in keys {
        match ended.iter().find(|(ended, _)| *ended == key) {
            Some((_, Ok(()))) => outcome.trained.push(key),
            Some((_, Err(reason))) => outcome.failed.push((key, reason.clone())),
            None => outcome.interrupted = true,
        }
    }
    write_summary(inputs, &store, &outcome)?;
    Ok(outcome)
}

/// A unit that is going to be trained.
struct Waiting {
    key: UnitKey,
    fingerprint: Fingerprint,
    why: String,
}

/// The units that the store does not have, each with the reason; the others go to `skipped`.
fn waiting(inputs: &Inputs<'_>, store: &Store, progress: &dyn Progress, skipped: &mut Vec<UnitKey>) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    for key in &inputs.units {
        let fingerprint = inputs.fingerprint(key);
        let why = match store.state(key) {
            UnitState::Absent => "new".to_owned(),
            UnitState::Failed(failure) => format!("failed before: {}", failure.reason),
            UnitState::Damaged(why) => format!("cannot be read: {why}"),
            UnitState::Done(record) => match fingerprint.changed_since(&record.fingerprint) {
                Some(changed) => changed,
                None => {
                    progress.tell(&Event::Note(&format!("{key}: kept, same spec, rows and split")));
                    skipped.push(key.clone());
                    continue;
                }
            },
        };
        if why != "new" {
            progress.tell(&Event::Note(&format!("{key}: trained again, {why}")));
        }
        waiting.push(Waiting { key: key.clone(), fingerprint, why });
    }
    waiting
}

fn train(
    inputs: &Inputs<'_>,
    waiting: &Waiting,
    cache: &PreparedCache,
    store: &Store,
    pool: &rayon::ThreadPool,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<(), UnitError> {
    let key = &waiting.key;
    let clock = Instant::now();
    progress.tell(&Event::Started { unit: key, why: &waiting.why });
    let on_progress = |fit: &FitProgress| progress.tell(&Event::Fit { unit: key, progress: fit });
    let on_note = |text: &str| progress.tell(&Event::Note(&format!("{key}: {text}")));
    let job = UnitJob {
        key,
        model: &inputs.model(key),
        weights: inputs.weights(key),
        fingerprint: &waiting.fingerprint,
        why: &waiting.why,
        cancel,
        on_progress: &on_progress,
        on_note: &on_note,
    };
    let work = || {
        cache.with(
            key,
            || pool.install(|| inputs.prepare(key)),
            |rows| {
                let rows = rows.map_err(|why: &prepare::PrepareError| UnitError::Prepare(why.to_string()))?;
                unit::run(&job, rows, pool, store)
            },
        )
    };
    // A panic in one unit is a bug, but no reason to lose the others.
    let metrics = panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(UnitError::Panic(panic_text(panic.as_ref()))))?;
    let seconds = clock.elapsed().as_secs_f64();
    tracing::debug!(unit = %key, seconds, measured = ?metrics.measured, "stored");
    progress.tell(&Event::Finished { unit: key, seconds, headline: &headline(&metrics) });
    Ok(())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}

/// `accuracy 0.9321, macro F1 0.9012`
fn headline(metrics: &MetricsRecord) -> String {
    let scalar = |name: &str| metrics.evaluation.scalars.get(name).copied().flatten();
    let show = |value: Option<f64>| value.map_or_else(|| "undefined".to_owned(), |v| format!("{v:.4}"));
    format!("accuracy {}, macro F1 {}", show(scalar("accuracy")), show(scalar("f1_macro")))
}

/// Writes the summary from what is stored, so that a resumed run and an undisturbed one end in the same figures.
fn write_summary(inputs: &Inputs<'_>, store: &Store, outcome: &Outcome) -> Result<(), RunError> {
    let mut units = Vec::new();
    for key in &inputs.units {
        if outcome.trained.contains(key) || outcome.skipped.contains(key) {
            units.push(store.read_unit(key)?);
        }
    }
    let synthetic = inputs.table.origin.is_synthetic();
    store.write_summary(&summarise(&inputs.experiment.experiment, synthetic, &inputs.units, &units))?;
    Ok(())
}
