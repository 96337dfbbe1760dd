//! `models`: what each is set to.

use std::path::PathBuf;

use crate::spec::yaml::{At, Keys, Node};
use crate::spec::{
    Autoencoder, AutoencoderMode, Calibrate, Engine, Model, ModelKind, Network, Task, TaskKind, Train, suggest,
};

use super::{k_nearest_neighbours, layers, logistic_regression, naive_bayes, svm, train, trees};

const MOST_UNITS: u32 = 65_536;

/// What the rest of the file says.
pub(super) struct Context<'a> {
    /// The file's `train`.
    pub(super) train: Train,
    /// The task, if it could be read.
    pub(super) task: Option<&'a Task>,
    /// Protocols with a window, and its length.
    pub(super) windows: Vec<(String, u32)>,
}

pub(super) fn read(at: &At<'_>, context: &Context<'_>) -> Option<Model> {
    let Some(kind_at) = at.child("kind") else {
        return match at.node() {
            Node::Map(_) => at.fail("`kind` is missing", format!("one of {}", ModelKind::NAMES.join(", "))),
            _ => at.entries().and(None),
        };
    };
    let kind = kind_at.one_of("kind of model", &ModelKind::NAMES)?;
    let keys = at.keys(allowed(kind))?;
    let read = match kind {
        "majority" => Some(ModelKind::Majority),
        "one_rule" => Some(ModelKind::OneRule),
        "svm" => svm::read(&keys).map(ModelKind::Svm),
        "logistic_regression" => logistic_regression::read(&keys).map(ModelKind::LogisticRegression),
        "naive_bayes" => naive_bayes::read(&keys).map(ModelKind::NaiveBayes),
        "k_nearest_neighbours" => k_nearest_neighbours::read(&keys).map(ModelKind::KNearestNeighbours),
        "random_forest" => trees::random_forest(&keys).map(ModelKind::RandomForest),
        "decision_tree" => trees::decision_tree(&keys).map(ModelKind::DecisionTree),
        "gradient_boosting" => trees::gradient_boosting(&keys).map(ModelKind::GradientBoosting),
        "autoencoder" => autoencoder(&keys, context.task).map(ModelKind::Autoencoder),
        _ => network(&keys, context).map(ModelKind::Network),
    };
    let trained = keys.or("train", context.train.clone(), |at| train::read(at, &context.train));
    let kind = read?;
    if kind.weights().is_some() {
        keys.refuse("train", "has no meaning beside `weights`, which are taken as they are", "remove one of the two");
    }
    let train = if kind.trains_by_epochs() { trained? } else { Train::default() };
    Some(Model { kind, train })
}

fn allowed(kind: &str) -> &'static [&'static str] {
    match kind {
        "svm" => svm::KEYS,
        "logistic_regression" => logistic_regression::KEYS,
        "naive_bayes" => naive_bayes::KEYS,
        "k_nearest_neighbours" => k_nearest_neighbours::KEYS,
        "random_forest" => trees::RANDOM_FOREST,
        "decision_tree" => trees::DECISION_TREE,
        "gradient_boosting" => trees::GRADIENT_BOOSTING,
        "autoencoder" => &["kind", "mode", "encoder", "benign", "engine", "train"],
        "network" => &["kind", "layers", "engine", "weights", "train"],
        _ => &["kind"],
    }
}

/// What a model needs validation rows for.
pub(super) fn uses_validation(model: &Model) -> Option<&'static str> {
    match &model.kind {
        ModelKind::Autoencoder(autoencoder) if autoencoder.mode == AutoencoderMode::Reconstruction => {
            Some("the reconstruction threshold")
        }
        kind if trees::permutes(kind) => Some("permutation importance"),
        ModelKind::GradientBoosting(boosting) if boosting.patience.is_some() => Some("early stopping"),
        ModelKind::Svm(svm) if svm.calibrate != Calibrate::None => Some("calibration"),
        kind if !kind.trains_by_epochs() => None,
        _ if model.train.early_stopping.is_some() => Some("early stopping"),
        _ if model.train.grid.is_some() => Some("the grid"),
        _ => None,
    }
}

fn autoencoder(keys: &Keys<'_>, task: Option<&Task>) -> Option<Autoencoder> {
    let default = Autoencoder::default();
    let mode = keys.or("mode", default.mode, At::choice);
    let encoder = keys.or("encoder", default.encoder, |at| {
        let units = at.each(|at| at.count(1, MOST_UNITS))?;
        if units.is_empty() {
            at.fail("is empty", "give the units of one layer at least".to_owned())
        } else {
            Some(units)
        }
    });
    let engine = keys.or("engine", default.engine, At::choice);
    let benign = match mode? {
        AutoencoderMode::Classifier => {
            keys.refuse("benign", "is only for `mode: reconstruction`", "remove it");
            Some(None)
        }
        AutoencoderMode::Reconstruction => benign(keys, task),
    };
    Some(Autoencoder { mode: mode?, encoder: encoder?, benign: benign?, engine: engine? })
}

fn network(keys: &Keys<'_>, context: &Context<'_>) -> Option<Network> {
    let layers = keys.required("layers", |at| layers::read(at, &context.windows));
    let engine = keys.or("engine", Engine::Native, At::choice);
    let weights = keys.optional("weights", |at| at.text().map(PathBuf::from));
    if engine == Some(Engine::Reference) {
        keys.required("layers", |at| layers::in_reference(at, layers.as_deref()?))?;
    }
    Some(Network { layers: layers?, engine: engine?, weights: weights? })
}

/// The class that a reconstruction learns: as named, or the negative one of a binary task.
fn benign(keys: &Keys<'_>, task: Option<&Task>) -> Option<Option<String>> {
    let Some(task) = task else { return keys.optional("benign", At::string) };
    if task.kind == TaskKind::Multiclass {
        let hint = "set `mode: classifier`, or `kind: binary` in the task".to_owned();
        return keys.at().fail("`mode: reconstruction` is for a binary task", hint);
    }
    let classes = task.classes();
    match keys.get("benign") {
        Some(at) => {
            let text = at.text()?;
            if classes.iter().any(|class| class == text) {
                return Some(Some(text.to_owned()));
            }
            let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
            at.fail(format!("`{text}` is no class of `task.labels`"), suggest::hint(text, &classes))
        }
        None => Some(classes.into_iter().next()),
    }
}
