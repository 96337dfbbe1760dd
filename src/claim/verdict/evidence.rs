//! What was run, as verdicts look at it.

use std::collections::BTreeMap;

use crate::claim::published::{Quantity, Reads};
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
    /// Seconds for one row, 99th percentile.
    pub latency_p99: f64,
}

/// What something that was looked at shows of train and test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// They share rows.
    No,
    /// It does not tell whether they share rows.
    Open,
    /// It would have shown shared rows, and there are none.
    Yes,
}

/// Something that was looked at to see whether train and test are apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separation {
    /// One sentence with the numbers.
    pub says: String,
    /// What it shows.
    pub apart: Apart,
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
    /// What the paper's models read at a time, where its text or code says so.
    pub reads: Option<Reads>,
    /// Whether a sample of the protocol is a window of consecutive rows: without one no model of ours sees time.
    pub sees_time: bool,
    /// Protocol to test rows for each training row; 0 where every seed has the same test rows.
    pub test_per_train: BTreeMap<&'a str, f64>,
    /// What was found about rows on both sides of the split.
    pub separations: Vec<Separation>,
    /// The names of the majority model and of the best rule on one column; none where it was not run.
    pub baselines: [Option<&'a str>; 2],
    /// The hardened protocol, where the experiment has one.
    pub hardened: Option<&'a str>,
    /// Why its scores cannot be compared with those of the paper's protocol.
    pub hardened_withheld: Option<String>,
    /// Why nothing can be said of the paper at all (generated rows).
    pub withheld: Option<String>,
    /// Why no score of ours decides anything about the paper, whatever it shows of these rows (a part of the edition, classes that nothing trains).
    pub scores_withheld: Option<String>,
    /// Model to the reason why its scores are of some seeds only: the other units failed.
    pub incomplete: BTreeMap<&'a str, String>,
}

impl Evidence<'_> {
    /// The plain runs of a model under the protocol that follows the paper.
    pub(super) fn plain(&self, model: &str) -> impl Iterator<Item = &Run<'_>> {
        self.of(self.protocol, model, None)
    }

    /// The runs of a model under a protocol and a control.
    fn of(&self, protocol: &str, model: &str, control: Option<ControlKind>) -> impl Iterator<Item = &Run<'_>> {
        self.runs.iter().filter(move |run| run.protocol == protocol && run.control == control && run.model == model)
    }

    /// A score over all classes by seed, of the runs of a model under a protocol and a control.
    pub(super) fn by_seed(
        &self,
        protocol: &str,
        model: &str,
        control: Option<ControlKind>,
        metric: &str,
    ) -> BTreeMap<u64, f64> {
        let runs = self.of(protocol, model, control);
        runs.filter_map(|run| Some((run.seed, self.scalar(run, metric)?))).collect()
    }

    /// A score of the plain runs by seed; empty where the model was not run or the score is not defined.
    pub(super) fn scores(&self, quantity: &Quantity) -> BTreeMap<u64, f64> {
        let value = |run: &Run<'_>| match &quantity.class {
            Some(class) => class_score(run.evaluation.per_class.get(class)?, &quantity.metric),
            None => self.scalar(run, &quantity.metric),
        };
        self.plain(&quantity.model).filter_map(|run| Some((run.seed, value(run)?))).collect()
    }

    /// A score of the plain runs by seed under our own name, whichever class the paper calls positive.
    pub(super) fn our_scores(&self, model: &str, name: &str) -> BTreeMap<u64, f64> {
        let value = |run: &Run<'_>| run.evaluation.scalars.get(name).copied().flatten();
        self.plain(model).filter_map(|run| Some((run.seed, value(run)?))).collect()
    }

    /// A score over all classes, called as the paper calls it.
    pub(super) fn scalar(&self, run: &Run<'_>, metric: &str) -> Option<f64> {
        let name = self.metric_names.get(metric).map_or(metric, String::as_str);
        run.evaluation.scalars.get(name).copied().flatten()
    }

    /// Test rows for each train row under the paper's protocol.
    pub(super) fn ratio(&self) -> f64 {
        self.ratio_of(self.protocol)
    }

    /// Test rows for each train row under a protocol.
    pub(super) fn ratio_of(&self, protocol: &str) -> f64 {
        self.test_per_train.get(protocol).copied().unwrap_or(0.0)
    }

    /// Why scores of these models decide nothing about the paper; `None` where they do.
    pub(super) fn why_open<'m>(&self, mut models: impl Iterator<Item = &'m str>) -> Option<&str> {
        let incomplete = || models.find_map(|model| self.incomplete.get(model));
        self.scores_withheld.as_ref().or_else(incomplete).map(String::as_str)
    }
}

/// A score of one class against the rest, called as papers call it; `None` where it is not defined.
pub fn class_score(scores: &ClassScores, metric: &str) -> Option<f64> {
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
