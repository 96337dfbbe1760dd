//! From the tree of a YAML file to an [`Experiment`].
//!
//! One file per part of the notation. Each reader returns `None` after it has reported why, and goes on through its other keys
//! first, so that all mistakes of a file come out together.

mod controls;
mod dataset;
mod k_nearest_neighbours;
mod layers;
mod logistic_regression;
mod model;
mod naive_bayes;
mod protocol;
mod svm;
mod task;
mod train;
mod trees;

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

pub(crate) use task::labels as label_patterns;

use super::yaml::{self, At};
use super::{Experiment, Model, ModelKind, Network, Protocol, ReportSpec, SpecErrors, Train, View};

/// Reads an experiment file.
///
/// # Errors
/// The file cannot be read, or every mistake in it.
pub fn load(path: &Path) -> Result<Experiment, SpecErrors> {
    let mut experiment = parse(&yaml::read_text(path)?, &path.display().to_string())?;
    for model in experiment.models.values_mut() {
        if let ModelKind::Network(Network { weights: Some(weights), .. }) = &mut model.kind {
            *weights = beside(path, weights);
        }
    }
    Ok(experiment)
}

/// `file` as seen from the folder of `spec`, so that a run from anywhere and the stored spec find the same file.
fn beside(spec: &Path, file: &Path) -> PathBuf {
    let joined = spec.parent().unwrap_or(Path::new("")).join(file);
    std::path::absolute(&joined).unwrap_or(joined)
}

/// Reads the text of an experiment file; `file` is its name in messages.
///
/// # Errors
/// Every mistake in it.
pub fn parse(text: &str, file: &str) -> Result<Experiment, SpecErrors> {
    yaml::read(text, file, experiment)
}

fn experiment(at: &At<'_>) -> Option<Experiment> {
    let keys = at.keys(&[
        "experiment",
        "claims",
        "dataset",
        "task",
        "seeds",
        "protocols",
        "models",
        "train",
        "controls",
        "report",
    ])?;
    let experiment = keys.required("experiment", |at| {
        let text = at.text()?;
        name(at, text).then(|| text.to_owned())
    });
    let claims = keys.optional("claims", |at| at.text().map(PathBuf::from));
    let dataset = keys.required("dataset", dataset::read);
    let task = keys.required("task", task::read);
    let seeds = keys.or("seeds", vec![0], |at| at.filled_set(|at| at.whole(0, u64::MAX)));
    let protocols = keys.required("protocols", |at| named(at, protocol::read));
    let base = keys.or("train", Train::default(), |at| train::read(at, &Train::default()));
    let windows = windows(protocols.as_ref());
    let context =
        model::Context { train: base.clone().unwrap_or_default(), task: task.as_ref(), windows: windows.clone() };
    let models = keys.required("models", |at| named(at, |at| model::read(at, &context)));
    let scope = controls::Scope {
        models: names(keys.get("models")),
        untrained: untrained(models.as_ref()),
        protocols: names(keys.get("protocols")),
        windowed: windows.iter().map(|(name, _)| name.as_str()).collect(),
    };
    let controls = keys.or("controls", Vec::new(), |at| controls::read(at, &scope));
    let report = keys.or("report", ReportSpec::default(), report);
    if let (Some(protocols), Some(models)) = (&protocols, &models) {
        needs_validation(at, protocols, models);
    }
    base?;
    Some(Experiment {
        experiment: experiment?,
        claims: claims?,
        dataset: dataset?,
        task: task?,
        seeds: seeds?,
        protocols: protocols?,
        models: models?,
        controls: controls?,
        report: report?,
    })
}

/// A map of names to things, not empty.
fn named<T>(at: &At<'_>, read: impl Fn(&At<'_>) -> Option<T>) -> Option<IndexMap<String, T>> {
    let entries = at.entries()?;
    if entries.is_empty() {
        return at.fail("is empty", "give one at least".to_owned());
    }
    let all: Vec<Option<(String, T)>> = entries
        .iter()
        .map(|(key, at)| {
            let good = name(at, key);
            let value = read(at)?;
            good.then(|| ((*key).to_owned(), value))
        })
        .collect();
    all.into_iter().collect()
}

/// Whether `text` can name a folder and a part of a unit's name; reported where not.
fn name(at: &At<'_>, text: &str) -> bool {
    const LONGEST: usize = 64;
    let good = text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
    if !good {
        let hint = format!("use a-z, 0-9, `_` and `-`, a letter first, at most {LONGEST} characters");
        at.report(format!("{} names no folder", yaml::quoted(text)), hint);
    }
    good
}

/// The names that a map defines, whatever their values are worth.
fn names<'a>(at: Option<&At<'a>>) -> Vec<&'a str> {
    at.map(|at| at.node().names()).unwrap_or_default()
}

/// The models that take their weights from a file.
fn untrained(models: Option<&IndexMap<String, Model>>) -> Vec<&str> {
    models
        .into_iter()
        .flatten()
        .filter(|(_, model)| model.kind.weights().is_some())
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The lengths of all windows and the protocols that have them.
fn windows(protocols: Option<&IndexMap<String, Protocol>>) -> Vec<(String, u32)> {
    let window = |(name, protocol): (&String, &Protocol)| match protocol.view {
        View::Window(steps) => Some((name.clone(), steps)),
        View::Features => None,
    };
    protocols.into_iter().flatten().filter_map(window).collect()
}

/// Early stopping, grids, reconstruction thresholds, calibration and permutation importance look at validation rows, so there must be some.
fn needs_validation(root: &At<'_>, protocols: &IndexMap<String, Protocol>, models: &IndexMap<String, Model>) {
    let Some((model, why)) = models.iter().find_map(|(name, model)| Some((name, model::uses_validation(model)?)))
    else {
        return;
    };
    for (name, _) in protocols.iter().filter(|(_, protocol)| protocol.split.validation == 0.0) {
        let split = root.child("protocols").and_then(|at| at.child(name)?.child("split")?.child("validation"));
        if let Some(at) = split {
            at.report(format!("is 0, but {why} of the model `{model}` needs validation rows"), None);
        }
    }
}

fn report(at: &At<'_>) -> Option<ReportSpec> {
    let keys = at.keys(&["tables", "figures", "formats"])?;
    let all = ReportSpec::default();
    let tables = keys.or("tables", all.tables, |at| at.set(At::choice));
    let figures = keys.or("figures", all.figures, |at| at.set(At::choice));
    let formats = keys.or("formats", all.formats, |at| at.filled_set(At::choice));
    Some(ReportSpec { tables: tables?, figures: figures?, formats: formats? })
}
