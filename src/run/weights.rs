//! The files of weights that a spec names: read and held against the layers before anything is trained.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::store::from_safetensors;
use crate::model::{Expected, ModelError, Weights};
use crate::prepare::InputShape;
use crate::spec::{Experiment, ModelKind};

/// Why the weights of a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The system refused.
    #[error("models.{model}.weights: cannot read {}: {source}", path.display())]
    Unreadable {
        /// Whose.
        model: String,
        /// Which file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// No safetensors file, or one of another number type.
    #[error("models.{model}.weights: {} is no file of f32 safetensors: {why}", path.display())]
    Damaged {
        /// Whose.
        model: String,
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file's arrays are not those of the layers.
    #[error(
        "models.{model}.weights: {file} does not fit the layers on rows of {steps} × {channels} and {classes} classes (protocol `{protocol}`):\n  {}\n  names are POSITION.LAYER.ARRAY, positions from 0 in `layers`; shapes are Keras's",
        misfits.replace('\n', "\n  ")
    )]
    Misfit {
        /// Whose.
        model: String,
        /// Which file.
        file: String,
        /// Under which protocol.
        protocol: String,
        /// Steps of a row.
        steps: usize,
        /// Channels of a row.
        channels: usize,
        /// Classes.
        classes: usize,
        /// One line an array.
        misfits: String,
    },
    /// The layers are no network on these rows.
    #[error("models.{model}: {why} (protocol `{protocol}`)")]
    Layers {
        /// Whose.
        model: String,
        /// Under which protocol.
        protocol: String,
        /// What is wrong.
        why: ModelError,
    },
}

/// Everything that is wrong with the weights of all models, a paragraph each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct WeightsErrors(pub Vec<WeightsError>);

impl WeightsErrors {
    /// Nothing, if nothing is wrong.
    fn of(errors: Vec<WeightsError>) -> Result<(), Self> {
        if errors.is_empty() { Ok(()) } else { Err(Self(errors)) }
    }
}

/// The weights of every model in `wanted` that names a file, by model.
pub(super) fn read(
    experiment: &Experiment,
    wanted: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Weights>, WeightsErrors> {
    let (mut read, mut errors) = (BTreeMap::new(), Vec::new());
    for (name, model) in experiment.models.iter().filter(|(name, _)| wanted.contains(name.as_str())) {
        match model.kind.weights().map(|path| read_one(name, path)) {
            Some(Ok(weights)) => _ = read.insert(name.clone(), weights),
            Some(Err(error)) => errors.push(error),
            None => {}
        }
    }
    WeightsErrors::of(errors).map(|()| read)
}

fn read_one(model: &str, path: &Path) -> Result<Weights, WeightsError> {
    let bytes = fs::read(path).map_err(|source| {
        let (model, path) = (model.to_owned(), path.to_owned());
        WeightsError::Unreadable { model, path, source }
    })?;
    let tensors = from_safetensors(&bytes).map_err(|why| {
        let (model, path) = (model.to_owned(), path.to_owned());
        WeightsError::Damaged { model, path, why }
    })?;
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Weights { file, sha256, tensors })
}

/// Rows as a network sees them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// Of which protocol.
    pub(super) protocol: &'a str,
    pub(super) input: InputShape,
    pub(super) classes: usize,
    pub(super) binary: bool,
}

/// A model with the weights that it is to take and rows that it is to take them on.
pub(super) type Given<'a> = (&'a str, &'a ModelKind, &'a Weights, Rows<'a>);

/// Whether all weights fit their networks; what is wrong with a model is told once for each protocol.
pub(super) fn check<'a>(given: impl Iterator<Item = Given<'a>>) -> Result<(), WeightsErrors> {
    let mut told = BTreeSet::new();
    let wrong = given.filter_map(|given| check_one(given).err().map(|error| ((given.0, given.3.protocol), error)));
    let errors = wrong.filter_map(|(place, error)| told.insert(place).then_some(error)).collect();
    WeightsErrors::of(errors)
}

fn check_one((name, model, weights, rows): Given<'_>) -> Result<(), WeightsError> {
    let ModelKind::Network(network) = model else { return Ok(()) };
    let expected = Expected::of(&network.layers, rows.input, rows.classes, rows.binary).map_err(|why| {
        let (model, protocol) = (name.to_owned(), rows.protocol.to_owned());
        WeightsError::Layers { model, protocol, why }
    })?;
    weights.check(&expected).map_err(|misfits| WeightsError::Misfit {
        model: name.to_owned(),
        file: weights.file.clone(),
        protocol: rows.protocol.to_owned(),
        steps: rows.input.steps,
        channels: rows.input.channels,
        classes: rows.classes,
        misfits: misfits.to_string(),
    })
}
