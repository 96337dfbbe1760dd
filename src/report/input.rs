//! What a report is made from.

use std::collections::BTreeMap;

use crate::audit::claim::Audit;
use crate::audit::data::DataAudit;
use crate::claim::published::Paper;
use crate::metric::Evaluation;
use crate::model::{AttentionMap, Importance};
use crate::run::store::{
    DatasetRecord, EnvironmentRecord, History, Measured, Predictions, Summary, UnitKey, UnitRecord,
};
use crate::spec::Experiment;

/// A results folder in memory, with the published figures beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportInput {
    /// The experiment as it was run.
    pub experiment: Experiment,
    /// The rows.
    pub dataset: DatasetRecord,
    /// Where it ran.
    pub environment: EnvironmentRecord,
    /// Means and spreads over seeds.
    pub summary: Summary,
    /// The units that finished, in plan order.
    pub units: Vec<ReportUnit>,
    /// The units that failed, in plan order.
    pub failed: Vec<FailedUnit>,
    /// What the paper claims, where the experiment names one.
    pub paper: Option<Paper>,
    /// The paper's figures, where the experiment names a paper.
    pub published: Option<PublishedTable>,
    /// Those figures against each other.
    pub audit: Option<Audit>,
    /// What the checks of the rows found; none for results of a program that made none.
    pub rows: Option<DataAudit>,
}

/// One finished unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportUnit {
    /// Which.
    pub key: UnitKey,
    /// Sizes, notes, parameters.
    pub record: UnitRecord,
    /// Its metrics.
    pub evaluation: Evaluation,
    /// Time and memory.
    pub measured: Measured,
    /// One record per epoch; empty for models without epochs.
    pub history: History,
    /// One map per attention layer; empty for models without.
    pub attention: Vec<AttentionMap>,
    /// What each column is worth; empty for models that are not made of trees.
    pub importance: Vec<Importance>,
    /// Scores of the test rows.
    pub predictions: Predictions,
}

/// One unit that did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedUnit {
    /// Which.
    pub key: UnitKey,
    /// Why, as the unit's record keeps it.
    pub reason: String,
}

/// What a paper printed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedTable {
    /// The paper's title.
    pub title: String,
    /// The claims file's id.
    pub source: String,
    /// The figures, in printed order.
    pub cells: Vec<PublishedCell>,
    /// The paper's names of metrics that are called otherwise in [`Evaluation::scalars`]: `f1` to `f1_weighted`, or to `f1[benign]` of a class.
    pub metric_names: BTreeMap<String, String>,
    /// How the paper's classes and ours go together, where a reader must know it; whole sentences.
    pub notes: Vec<String>,
}

/// One printed figure.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCell {
    /// The model's name in the experiment, or the paper's name where the experiment has no such model.
    pub model: String,
    /// The metric's name as in [`Evaluation::scalars`].
    pub metric: String,
    /// As printed, trailing zeros and unit included: `97.1%`.
    pub printed: String,
    /// On the scale of the metric, so that `97.1%` is 0.971.
    pub value: f64,
    /// Where: `Table 2`.
    pub place: String,
}
