//! Everything that is known before training: rows, classes, units and the side of every row.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use serde::Serialize;

use super::plan::{self, UnknownName};
use super::progress::{Event, Progress, bytes};
use super::store::{DatasetRecord, Fingerprint, RESULTS_VERSION, Store, StoreError, UnitKey, digest};
use super::weights::{self, WeightsErrors};
use super::{Local, Options, environment, resources};
use crate::audit::data::{Cancelled, DataAudit};
use crate::claim::published::{self, ClaimErrors};
use crate::dataset::catalogue;
use crate::dataset::{self, Cache, DatasetError, LoadRequest, Origin, Surroundings, Table};
use crate::error::{Exit, Failure};
use crate::model::{self, FitSize, Weights};
use crate::prepare::{self, Assignment, PrepareError, Prepared, SplitSide};
use crate::spec::{ControlKind, DatasetSpec, Experiment, Model, ModelKind, Network, Protocol, Task, TaskKind};
use crate::text::thousands;

/// Rows, classes, units and splits of one run.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The spec.
    pub experiment: &'a Experiment,
    /// The rows as read.
    pub table: Table,
    /// Class of each row.
    pub classes: Vec<u32>,
    /// The units in order.
    pub units: Vec<UnitKey>,
    pub(super) splits: BTreeMap<(String, u64), Cut>,
    weights: BTreeMap<String, Weights>,
    pub(super) data_fingerprint: String,
    pub(super) claims: Option<String>,
    shortcuts: BTreeMap<String, Vec<String>>,
}

/// A split with its digest, which every unit of the split has in its fingerprint: hashing the side of each row is work for once.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) split: Assignment,
    pub(super) digest: String,
}

impl Cut {
    fn new(split: Assignment) -> Self {
        let digest = digest(&side_names(&split));
        Self { split, digest }
    }
}

/// Why a run could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The rows could not be read.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The working directory is gone.
    #[error("the working directory cannot be told: {0}")]
    Surroundings(std::io::Error),
    /// The claims file.
    #[error(transparent)]
    Claims(#[from] ClaimErrors),
    /// The rows do not fit the spec.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// A protocol cannot be carried out on these rows.
    #[error("protocol `{protocol}`: {source}{}", without(others))]
    Protocol {
        /// Which.
        protocol: String,
        /// The other protocols.
        others: Vec<String>,
        /// Why.
        source: PrepareError,
    },
    /// A name on the command line that the spec does not have.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// Files of weights.
    #[error(transparent)]
    Weights(#[from] WeightsErrors),
    /// A unit that this machine cannot hold.
    #[error(
        "{unit} needs about {}, and there are {} here; make its layers narrower, its landmarks or rows fewer, or leave it out with --models",
        bytes(*needed), bytes(*there)
    )]
    Memory {
        /// The largest unit.
        unit: UnitKey,
        /// The estimate, bytes.
        needed: u64,
        /// What this process may have, bytes.
        there: u64,
    },
    /// The results folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The user asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

fn without(others: &[String]) -> String {
    if others.is_empty() {
        return String::new();
    }
    format!("\n  the others run without it: --protocols {}", others.join(","))
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        if matches!(error, RunError::Cancelled(_)) {
            return Self { exit: Exit::Interrupted, message: error.to_string() };
        }
        Self::usage(error)
    }
}

/// What decides a unit's result, besides rows and split.
#[derive(Serialize)]
struct SpecPart<'a> {
    task: &'a Task,
    protocol: &'a Protocol,
    control: Option<ControlKind>,
    model: &'a Model,
    /// SHA-256 of the weights that are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<&'a str>,
    seed: u64,
}

impl<'a> Inputs<'a> {
    /// Reads the rows, finds their classes and cuts every split of the plan. Writes nothing.
    ///
    /// # Errors
    /// Whatever the user has to mend before a run can start.
    pub fn read(experiment: &'a Experiment, options: &Options, progress: &dyn Progress) -> Result<Self, RunError> {
        let units = plan::units(experiment, &options.selection)?;
        let claims = options.claims.as_deref().map(read_claims).transpose()?;
        let models: BTreeSet<&str> = units.iter().map(|unit| unit.model.as_str()).collect();
        let weights = weights::read(experiment, &models)?;
        let table = load(&experiment.dataset, options, progress)?;
        announce(&table, progress);
        let named = experiment.controls.iter().flat_map(|control| &control.columns);
        prepare::check_names(&table, named.map(|name| ("controls.columns", name.trim())))?;
        let classes = prepare::classes_of_rows(&table, &experiment.task)?;
        let mut splits = BTreeMap::new();
        for unit in &units {
            let place = (unit.protocol.clone(), unit.seed);
            if let Entry::Vacant(entry) = splits.entry(place) {
                entry.insert(Cut::new(assign(experiment, &table, &classes, unit)?));
            }
        }
        let data_fingerprint = dataset::fingerprint(&table);
        tracing::debug!(rows = table.rows(), units = units.len(), %data_fingerprint, "inputs are read");
        let shortcuts = BTreeMap::new();
        let inputs = Self { experiment, table, classes, units, splits, weights, shortcuts, data_fingerprint, claims };
        inputs.check_weights()?;
        inputs.check_memory(options.threads.max(1), resources::memory_limit_bytes())?;
        Ok(inputs)
    }

    /// Takes the columns that the audit of the rows flags for those that controls on shortcuts are about. Where a unit has no such
    /// column, there is nothing to leave out and nothing to be left alone with, so it leaves the plan.
    pub(super) fn take_shortcuts(&mut self, audit: &DataAudit, progress: &dyn Progress) {
        self.shortcuts =
            self.experiment.protocols.keys().map(|protocol| (protocol.clone(), audit.shortcuts(protocol))).collect();
        let nothing_to_do =
            |unit: &UnitKey| unit.control.is_some_and(ControlKind::takes_columns) && self.shortcuts(unit).is_empty();
        let (idle, units): (Vec<UnitKey>, Vec<UnitKey>) = self.units.iter().cloned().partition(nothing_to_do);
        if !idle.is_empty() {
            let text = format!(
                "{} units of controls on shortcut columns are left out: their protocols have no such column besides those that they drop (flagged by the audit of the rows, or named under `columns`)",
                idle.len()
            );
            progress.tell(&Event::Note(&text));
        }
        self.units = units;
    }

    /// Holds every file of weights against its network on the rows of every split. How wide a row is depends on the split's
    /// training rows; what cannot be prepared fails in its unit.
    fn check_weights(&self) -> Result<(), WeightsErrors> {
        let task = &self.experiment.task;
        let (classes, binary) = (task.classes().len(), task.kind == TaskKind::Binary);
        let mut shapes = BTreeMap::new();
        for unit in self.units.iter().filter(|unit| self.weights(unit).is_some()) {
            let shape =
                || prepare::input_shape(&self.table, &self.experiment.protocols[&unit.protocol], self.split(unit));
            shapes.entry((&unit.protocol, unit.seed)).or_insert_with(|| shape().ok());
        }
        weights::check(self.units.iter().filter_map(|unit| {
            let (weights, model) = (self.weights(unit)?, &self.experiment.models[&unit.model]);
            let input = shapes[&(&unit.protocol, unit.seed)]?;
            let rows = weights::Rows { protocol: &unit.protocol, input, classes, binary };
            Some((unit.model.as_str(), &model.kind, weights, rows))
        }))
    }

    /// The weights that a unit takes instead of training.
    pub(super) fn weights(&self, unit: &UnitKey) -> Option<&Weights> {
        self.weights.get(&unit.model)
    }

    /// The model of a unit.
    pub(super) fn model(&self, unit: &UnitKey) -> Model {
        plan::model(self.experiment, &unit.model).expect("the plan holds models of the experiment only")
    }

    fn cut(&self, unit: &UnitKey) -> &Cut {
        &self.splits[&(unit.protocol.clone(), unit.seed)]
    }

    fn split(&self, unit: &UnitKey) -> &Assignment {
        &self.cut(unit).split
    }

    /// The protocol of a unit, with the columns that its control leaves.
    fn protocol(&self, unit: &UnitKey) -> Cow<'_, Protocol> {
        let protocol = &self.experiment.protocols[&unit.protocol];
        prepare::protocol_under(unit.control, &self.shortcuts(unit), protocol, &self.table)
    }

    /// The columns that a control on shortcuts is about: those that the file names, else those that the audit of the rows flags;
    /// without those that the unit's protocol drops.
    fn shortcuts(&self, unit: &UnitKey) -> Vec<&str> {
        let control = self.experiment.controls.iter().find(|control| Some(control.control) == unit.control);
        let named = control.map(|control| &control.columns).filter(|columns| !columns.is_empty());
        let columns = named.or_else(|| self.shortcuts.get(&unit.protocol)).into_iter().flatten();
        let protocol = &self.experiment.protocols[&unit.protocol];
        columns.map(|column| column.trim()).filter(|column| !prepare::is_dropped(protocol, column)).collect()
    }

    /// The rows of a unit, ready for its model.
    pub(super) fn prepare(&self, unit: &UnitKey) -> Result<Prepared, PrepareError> {
        let (task, protocol) = (&self.experiment.task, self.protocol(unit));
        prepare::prepare(&self.table, &self.classes, task, &protocol, self.split(unit), unit.control, unit.seed)
    }

    /// Everything that decides a unit's result.
    pub(super) fn fingerprint(&self, unit: &UnitKey) -> Fingerprint {
        let mut model = self.model(unit);
        // A file of weights is what it holds, wherever it lies.
        if let ModelKind::Network(Network { weights, .. }) = &mut model.kind {
            *weights = None;
        }
        let part = SpecPart {
            task: &self.experiment.task,
            protocol: &self.protocol(unit),
            control: unit.control,
            model: &model,
            weights: self.weights(unit).map(|weights| weights.sha256.as_str()),
            seed: unit.seed,
        };
        Fingerprint {
            spec: digest(&part),
            data: self.data_fingerprint.clone(),
            split: self.cut(unit).digest.clone(),
            results_version: RESULTS_VERSION,
        }
    }

    /// Memory that the largest unit needs at most, bytes.
    pub(super) fn unit_bytes(&self, threads: usize) -> u64 {
        self.largest(threads).map_or(0, |(_, bytes)| bytes)
    }

    /// The unit that needs most memory, and how much: its rows and what its model takes to learn from them.
    fn largest(&self, threads: usize) -> Option<(&UnitKey, u64)> {
        let columns = self.table.columns.len();
        let bytes = |unit: &UnitKey| {
            let view = self.experiment.protocols[&unit.protocol].view;
            let input = prepare::shape_of(view, columns);
            let task = &self.experiment.task;
            let (classes, binary) = (task.classes().len(), task.kind == TaskKind::Binary);
            let size = FitSize { rows: self.split(unit).counts()[0], input, classes, binary, threads };
            let fit = model::build(&self.model(unit), None).fit_bytes(&size);
            prepare::estimate_bytes(self.table.rows(), columns, view).saturating_add(fit)
        };
        // The first one where several need as much.
        self.units.iter().rev().map(|unit| (unit, bytes(unit))).max_by_key(|(_, bytes)| *bytes)
    }

    /// Refuses a unit that needs more memory than there is even if its estimate is twice too large, for the system would end the whole run.
    fn check_memory(&self, threads: usize, there: Option<u64>) -> Result<(), RunError> {
        match (self.largest(threads), there) {
            (Some((unit, needed)), Some(there)) if needed / 2 > there => {
                Err(RunError::Memory { unit: unit.clone(), needed, there })
            }
            _ => Ok(()),
        }
    }

    /// Writes what is known before training.
    pub(super) fn write(&self, store: &Store, executor: &Local) -> Result<(), StoreError> {
        store.write_spec(&self.experiment.to_yaml())?;
        store.write_dataset(&self.dataset_record())?;
        store.write_environment(&environment::record(executor.jobs, executor.threads))?;
        store.write_plan(&self.units)?;
        store.write_claims(self.claims.as_deref())?;
        for ((protocol, seed), split) in &self.splits {
            store.write_split(protocol, *seed, &side_names(&split.split))?;
        }
        Ok(())
    }

    fn dataset_record(&self) -> DatasetRecord {
        let edition = match &self.experiment.dataset {
            DatasetSpec::Edition(edition) => catalogue::find(&edition.edition),
            DatasetSpec::Files(_) => None,
        };
        let count_classes =
            |name: &String, class: u32| (name.clone(), self.classes.iter().filter(|&&c| c == class).count() as u64);
        DatasetRecord {
            title: edition.map_or_else(|| "files named in the spec".to_owned(), |edition| edition.title.to_owned()),
            origin: self.table.origin.clone(),
            files: self.table.files.clone(),
            rows: self.table.rows() as u64,
            sample: self.table.sample.clone(),
            columns: self.table.columns.len() as u64,
            labels: self.table.label_names.iter().cloned().zip(self.table.label_counts()).collect(),
            classes: self
                .experiment
                .task
                .classes()
                .iter()
                .zip(0..)
                .map(|(name, class)| count_classes(name, class))
                .collect::<IndexMap<_, _>>(),
            fingerprint: self.data_fingerprint.clone(),
            citation: edition.map(|edition| edition.citation.to_owned()),
        }
    }

    /// The plan in words: rows, splits, units and sizes.
    pub fn describe(&self, threads: usize) -> String {
        let mut lines = vec![
            format!("experiment {}: {} units", self.experiment.experiment, self.units.len()),
            format!("rows: {} of {} columns", self.table.rows(), self.table.columns.len()),
        ];
        for ((protocol, seed), split) in &self.splits {
            let [train, validation, test] = split.split.counts();
            lines.push(format!("split {protocol}, seed {seed}: {train} train, {validation} validation, {test} test"));
        }
        let row_epochs = |unit: &UnitKey| {
            let model = self.model(unit);
            let epochs = if model.kind.trains_by_epochs() { u64::from(model.train.epochs) } else { 0 };
            epochs * self.split(unit).counts()[0] as u64
        };
        let row_epochs: u64 = self.units.iter().map(row_epochs).sum();
        lines
            .push(format!("training: {:.2} million rows × epochs at most, over all networks", row_epochs as f64 / 1e6));
        lines.extend(
            self.largest(threads)
                .map(|(unit, needed)| format!("memory: about {} for {unit}, no unit needs more", bytes(needed))),
        );
        let test_bytes = |unit: &UnitKey| {
            let columns = 3 + self.experiment.task.classes().len() as u64;
            self.split(unit).counts()[2] as u64 * columns * 4
        };
        lines.push(format!("disk: about {}, without models", bytes(self.units.iter().map(test_bytes).sum())));
        lines.push("units:".to_owned());
        lines.extend(self.units.iter().map(|unit| format!("  {unit}")));
        lines.join("\n")
    }
}

/// The text of a claims file that holds what it should.
fn read_claims(path: &Path) -> Result<String, RunError> {
    published::load(path)?;
    Ok(fs::read_to_string(path).map_err(StoreError::io("read", path))?)
}

pub(super) fn load(spec: &DatasetSpec, options: &Options, progress: &dyn Progress) -> Result<Table, RunError> {
    let mut surroundings = Surroundings::here().map_err(RunError::Surroundings)?;
    if !options.cache {
        surroundings.cache = Cache::off();
    }
    let request = LoadRequest { dataset: spec, data: options.data.as_deref(), surroundings: &surroundings };
    let table = dataset::load(&request, &mut |at| match at {
        dataset::Progress::Reading { path, bytes_done, bytes_total, .. } => {
            progress.tell(&Event::Reading { file: path, done: bytes_done, total: bytes_total });
        }
        dataset::Progress::Note(text) => progress.tell(&Event::Note(text)),
    })?;
    progress.tell(&Event::ReadingDone);
    Ok(table)
}

/// Says what the rows are before anything else is done with them; stand-ins loudly.
pub(super) fn announce(table: &Table, progress: &dyn Progress) {
    let note = |text: String| progress.tell(&Event::Note(&text));
    match &table.origin {
        Origin::StandIn { edition, seed } => {
            note(format!(
                "SYNTHETIC: these are generated rows in the schema of {edition} (seed {seed}), none of its files."
            ));
            note("SYNTHETIC: they show that the program works and say nothing about the paper; give the real files with --data DIR.".to_owned());
        }
        Origin::Partial { edition, missing } => {
            note(format!("PARTIAL: this is only a part of {edition}:"));
            for sentence in missing {
                note(format!("  {sentence}"));
            }
        }
        Origin::Complete { edition } => note(format!("complete: every file of {edition}")),
        Origin::Files => {}
    }
    let bad: u64 = table.files.iter().map(|file| file.bad_rows).sum();
    if bad > 0 {
        note(format!("{bad} rows could not be used:"));
        for file in table.files.iter().filter(|file| file.bad_rows > 0) {
            note(format!("  {}: {} ({})", file.path, file.bad_rows, file.bad_examples.join("; ")));
        }
    }
    if let Some(sample) = &table.sample {
        note(sample.sentence());
    }
    let files = if table.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", table.files.len()) };
    note(format!("{} rows of {} columns from {files}", thousands(table.rows()), table.columns.len()));
}

fn assign(experiment: &Experiment, table: &Table, classes: &[u32], unit: &UnitKey) -> Result<Assignment, RunError> {
    let protocol = &experiment.protocols[&unit.protocol];
    let split = prepare::assign(table, classes, protocol, &unit.protocol, unit.seed).and_then(|split| {
        prepare::check(table, protocol, &split)?;
        Ok(split)
    });
    split.map_err(|source| RunError::Protocol {
        protocol: unit.protocol.clone(),
        others: experiment.protocols.keys().filter(|name| **name != unit.protocol).cloned().collect(),
        source,
    })
}

fn side_names(split: &Assignment) -> Vec<&'static str> {
    split.side_of_row.iter().map(|side| side.map_or("removed", SplitSide::name)).collect()
}

#[cfg(test)]
mod tests;
