//! What was run, as verdicts look at it.

use std::collections::BTreeMap;

use crate::claim::published::Quantity;
use crate::metric::{ClassScores, Evaluation};
use crate::model::EpochRecord;
use crate::spec::ControlKind;

/// One finished unit.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Name of the protocol.
    pub protocol: &'a str,
    /// Control, or none for the plain run.
    pub control: Option<ControlKind>,
    /// Name of the model.
    pub model: &'a str,
    /// Seed of split, weights and order.
    pub seed: u64,
    /// Its scores on the test rows.
    pub evaluation: &'a Evaluation,
    /// One record per epoch; empty for models without epochs.
    pub history: &'a [EpochRecord],
    /// Rows that it was fitted on.
    pub train_rows: u64,
    /// Rows that it was tested on.
    pub test_rows: u64,
    /// Seconds for one row, 99th percentile.
    pub latency_p99: f64,
}

/// Something that was looked at to see whether train and test are apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separation {
    /// One sentence with the numbers.
    pub says: String,
    /// Whether it shows that they are not apart.
    pub broken: bool,
}

/// What the claims of a paper are held against.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    /// The protocol that follows the paper.
    pub protocol: &'a str,
    /// All finished units, of every protocol.
    pub runs: Vec<Run<'a>>,
    /// The paper's name of a metric to ours.
    pub metric_names: BTreeMap<String, String>,
    /// Whether a sample of the protocol is a window of consecutive rows: without one no model sees time.
    pub sees_time: bool,
    /// What was found about rows on both sides of the split.
    pub separations: Vec<Separation>,
    /// The hardened protocol, where the experiment has one.
    pub hardened: Option<&'a str>,
    /// Why its scores cannot be compared with those of the paper's protocol.
    pub hardened_withheld: Option<String>,
    /// Why nothing can be said of the paper at all (generated rows, failed units).
    pub withheld: Option<String>,
    /// Why the paper's figures cannot be compared with ours, though its statements can be examined on these rows.
    pub figures_withheld: Option<String>,
}

impl Evidence<'_> {
    /// The plain runs of a model under the protocol that follows the paper.
    pub(super) fn plain(&self, model: &str) -> impl Iterator<Item = &Run<'_>> {
        self.of(model, None)
    }

    /// The runs of a model under a control.
    pub(super) fn of(&self, model: &str, control: Option<ControlKind>) -> impl Iterator<Item = &Run<'_>> {
        self.runs
            .iter()
            .filter(move |run| run.protocol == self.protocol && run.control == control && run.model == model)
    }

    /// A score of the plain runs by seed; empty where the model was not run or the score is not defined.
    pub(super) fn scores(&self, quantity: &Quantity) -> BTreeMap<u64, f64> {
        let value = |run: &Run<'_>| match &quantity.class {
            Some(class) => class_score(run.evaluation.per_class.get(class)?, &quantity.metric),
            None => self.scalar(run, &quantity.metric),
        };
        self.plain(&quantity.model).filter_map(|run| Some((run.seed, value(run)?))).collect()
    }

    /// A score over all classes, called as the paper calls it.
    pub(super) fn scalar(&self, run: &Run<'_>, metric: &str) -> Option<f64> {
        let name = self.metric_names.get(metric).map_or(metric, String::as_str);
        run.evaluation.scalars.get(name).copied().flatten()
    }

    /// Test rows for each train row, as in the plain runs of `model`.
    pub(super) fn test_per_train(&self, model: &str) -> f64 {
        let run = self.plain(model).next();
        run.map_or(0.0, |run| run.test_rows as f64 / run.train_rows.max(1) as f64)
    }
}

/// A score of one class.
pub(super) fn class_score(scores: &ClassScores, metric: &str) -> Option<f64> {
    match metric {
        "precision" => Some(scores.precision),
        "recall" => Some(scores.recall),
        "f1" => Some(scores.f1),
        "specificity" => scores.false_alarm_rate.map(|rate| 1.0 - rate),
        "false_alarm_rate" => scores.false_alarm_rate,
        "roc_auc" => scores.roc_auc,
        "average_precision" => scores.average_precision,
        _ => None,
    }
}
