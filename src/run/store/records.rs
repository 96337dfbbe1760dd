//! The records of a results folder, as they are written.

use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::audit::data::DataAudit;
use crate::dataset::{FileUse, Origin, Sampled};
use crate::matrix::Matrix;
use crate::metric::Evaluation;
use crate::model::{AttentionMap, EpochRecord, Importance};
use crate::spec::ControlKind;

pub use crate::stats::Spread;

/// Version of everything under `results/`. A unit of another version is trained again.
pub const RESULTS_VERSION: u32 = 5;

/// The smallest thing that is trained, stored and resumed. Written `published.-.cnn_lstm.s0`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitKey {
    /// Name of the protocol.
    pub protocol: String,
    /// Control, or none for the plain run. `majority` and `one_rule` are models of the plain run.
    pub control: Option<ControlKind>,
    /// Name of the model; the trivial models are called `majority` and `one_rule`.
    pub model: String,
    /// Seed.
    pub seed: u64,
}

impl fmt::Display for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let control = self.control.map_or("-", ControlKind::name);
        write!(f, "{}.{control}.{}.s{}", self.protocol, self.model, self.seed)
    }
}

impl FromStr for UnitKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not PROTOCOL.CONTROL.MODEL.sSEED");
        let parts: Vec<&str> = text.split('.').collect();
        let [protocol, control, model, seed] = parts[..] else { return Err(wrong()) };
        let control = match control {
            "-" => None,
            name => Some(ControlKind::from_name(name).ok_or_else(wrong)?),
        };
        let seed = seed.strip_prefix('s').and_then(|s| s.parse().ok()).ok_or_else(wrong)?;
        Ok(Self { protocol: protocol.to_owned(), control, model: model.to_owned(), seed })
    }
}

/// `dataset.json`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetRecord {
    /// Human title: the edition's, or the files'.
    pub title: String,
    /// Real, partial or generated.
    pub origin: Origin,
    /// The files that were read.
    pub files: Vec<FileUse>,
    /// Rows.
    pub rows: u64,
    /// How they were chosen of those that the files hold; none where they are all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sampled>,
    /// Feature columns as read.
    pub columns: u64,
    /// Rows by raw label.
    pub labels: IndexMap<String, u64>,
    /// Rows by class of the task.
    pub classes: IndexMap<String, u64>,
    /// Sum of row hashes: equal for the same rows in any order.
    pub fingerprint: String,
    /// What to cite, where the edition is catalogued.
    pub citation: Option<String>,
}

/// `audit.json`: what the checks of the rows found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Digest of rows, splits, claims and the version of the checks: the same one is not made again.
    pub fingerprint: String,
    /// The outcomes.
    pub audit: DataAudit,
}

/// `environment.json`: where it ran. Nothing here enters a fingerprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentRecord {
    /// Version of this program.
    pub idsbench: String,
    /// Version of the store's format.
    pub results_version: u32,
    /// Operating system and architecture, as `linux x86_64`.
    pub system: String,
    /// Processor as the system names it.
    pub processor: String,
    /// Logical processors.
    pub processors: u64,
    /// Bytes of memory.
    pub memory_bytes: Option<u64>,
    /// Units at once.
    pub jobs: u64,
    /// Threads in a unit.
    pub threads: u64,
    /// UTC, RFC 3339.
    pub started: String,
}

/// Everything that decides a unit's result, as hashes (32 hex digits). A unit whose fingerprint is unchanged is not trained again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The unit's part of the spec: task, protocol, control, model with its training, seed.
    pub spec: String,
    /// The rows.
    pub data: String,
    /// The side of each row.
    pub split: String,
    /// [`RESULTS_VERSION`] of the program that trained it.
    pub results_version: u32,
}

impl Fingerprint {
    /// What differs between an `old` fingerprint and this one, in words; `None` where nothing does.
    pub fn changed_since(&self, old: &Self) -> Option<String> {
        let mut parts = Vec::new();
        if self.spec != old.spec {
            parts.push("its part of the spec changed".to_owned());
        }
        if self.data != old.data {
            parts.push("the rows changed".to_owned());
        }
        if self.split != old.split {
            parts.push("the split changed".to_owned());
        }
        if self.results_version != old.results_version {
            parts.push(format!("results version {} became {}", old.results_version, self.results_version));
        }
        if parts.is_empty() { None } else { Some(parts.join(", ")) }
    }
}

/// The first 32 hex digits of BLAKE3 over `value` as JSON.
pub fn digest<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_vec(value).expect("records hold no map with keys other than strings");
    let mut hex = blake3::hash(&json).to_hex().to_string();
    hex.truncate(32);
    hex
}

/// `units/*/unit.json`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    /// The unit's name.
    pub unit: String,
    /// Everything that decides the result.
    pub fingerprint: Fingerprint,
    /// Why it was trained: `new`, or what had changed.
    pub why: String,
    /// Rows fitted on, after balancing.
    pub train_rows: u64,
    /// Rows of validation.
    pub validation_rows: u64,
    /// Rows of test.
    pub test_rows: u64,
    /// Classes without a row to fit on: no figure of this unit can be compared with one of a model that saw them all.
    pub untrained_classes: Vec<String>,
    /// Columns after encoding.
    pub features: u64,
    /// Steps × channels that a network sees.
    pub input: [u64; 2],
    /// What preparation did, one sentence each.
    pub preparation: Vec<String>,
    /// What the model says about its fit, one sentence each.
    pub notes: Vec<String>,
    /// Learned numbers.
    pub parameters: u64,
    /// The epoch whose weights were kept.
    pub best_epoch: Option<u32>,
}

/// `units/*/failed.json`: a unit that could not be finished; the next run tries it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureRecord {
    /// The unit's name.
    pub unit: String,
    /// Why it failed.
    pub reason: String,
}

/// What was measured; differs from run to run, so it stands apart from what must not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Wall seconds of the fit; those before an interruption that it went on from are among them.
    pub train_seconds: f64,
    /// CPU seconds of the fit, all threads of the unit; none where the system does not tell.
    pub train_cpu_seconds: Option<f64>,
    /// Detection latency, one row at a time: seconds.
    pub latency_p50: f64,
    /// As above, 95th percentile.
    pub latency_p95: f64,
    /// As above, 99th percentile.
    pub latency_p99: f64,
    /// Rows a second in batches of 1,024.
    pub rows_per_second: f64,
    /// Largest resident memory of the whole program up to the end of the unit, bytes.
    pub peak_memory_bytes: Option<u64>,
    /// Bytes of the stored model.
    pub model_bytes: u64,
}

/// `history.csv` in memory.
pub type History = Vec<EpochRecord>;

/// `predictions.parquet` in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictions {
    /// Where each row stands in the table.
    pub row_id: Vec<u64>,
    /// True class.
    pub y_true: Vec<u32>,
    /// One column per class; one column (the positive class) for a binary task.
    pub scores: Vec<Vec<f32>>,
    /// Class names, all of them, also for a binary task.
    pub classes: Vec<String>,
}

impl Predictions {
    /// Whether only the scores of the positive class are held.
    pub fn is_binary(&self) -> bool {
        self.scores.len() == 1
    }

    /// The scores as a model gives them, one row per row and one column per class; a binary task's negative column is the complement.
    pub fn matrix(&self) -> Matrix {
        let mut scores = Matrix::zeros(self.y_true.len(), self.classes.len());
        for row in 0..scores.rows() {
            let cells = scores.row_mut(row);
            if self.is_binary() {
                let positive = self.scores[0][row];
                cells.copy_from_slice(&[1.0 - positive, positive]);
            } else {
                for (cell, column) in cells.iter_mut().zip(&self.scores) {
                    *cell = column[row];
                }
            }
        }
        scores
    }
}

/// `metrics.json`: the evaluation, and apart from it what was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricsRecord {
    /// Computed from the predictions.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Measured while it ran.
    pub measured: Measured,
}

impl Measured {
    /// Every figure with its name, in the order of the fields.
    pub fn named(&self) -> [(&'static str, Option<f64>); 8] {
        [
            ("train_seconds", Some(self.train_seconds)),
            ("train_cpu_seconds", self.train_cpu_seconds),
            ("latency_p50", Some(self.latency_p50)),
            ("latency_p95", Some(self.latency_p95)),
            ("latency_p99", Some(self.latency_p99)),
            ("rows_per_second", Some(self.rows_per_second)),
            ("peak_memory_bytes", self.peak_memory_bytes.map(|bytes| bytes as f64)),
            ("model_bytes", Some(self.model_bytes as f64)),
        ]
    }
}

/// A finished unit as read back, without its predictions.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    /// Which.
    pub key: UnitKey,
    /// `unit.json`
    pub record: UnitRecord,
    /// `metrics.json`
    pub metrics: MetricsRecord,
    /// `history.csv`; empty for models without epochs.
    pub history: History,
    /// `attention.csv`; empty for models without attention layers.
    pub attention: Vec<AttentionMap>,
    /// `importance.csv`; empty for models that are not made of trees.
    pub importance: Vec<Importance>,
}

/// `plan.json`: the units in plan order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// Unit names.
    pub units: Vec<String>,
}

/// `summary.json`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Name of the experiment.
    pub experiment: String,
    /// Whether the rows were generated.
    pub synthetic: bool,
    /// One row per protocol × control × model, in plan order.
    pub rows: Vec<SummaryRow>,
}

/// All seeds of one protocol × control × model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// Name of the protocol.
    pub protocol: String,
    /// Control, or none.
    pub control: Option<ControlKind>,
    /// Name of the model.
    pub model: String,
    /// Seeds that finished.
    pub seeds: Vec<u64>,
    /// Seeds of the plan that are not finished: failed, or not reached by a run that was stopped.
    pub failed: Vec<u64>,
    /// By metric name; only seeds where the metric is defined.
    pub metrics: IndexMap<String, Spread>,
    /// By name of [`Measured`]'s fields.
    pub measured: IndexMap<String, Spread>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_fingerprint_says_what_changed() {
        let old = Fingerprint { spec: "a".into(), data: "b".into(), split: "c".into(), results_version: 1 };
        assert_eq!(old.changed_since(&old), None);
        let new = Fingerprint { data: "x".into(), results_version: 2, ..old.clone() };
        assert_eq!(new.changed_since(&old).unwrap(), "the rows changed, results version 1 became 2");
    }

    #[test]
    fn a_unit_key_reads_what_it_writes() {
        for text in ["published.-.cnn_lstm.s0", "hardened.shuffled_labels.forest.s18446744073709551615"] {
            assert_eq!(text.parse::<UnitKey>().unwrap().to_string(), text);
        }
        for text in ["", "a.b.c", "a.-.c.0", "a.unknown.c.s0", "a.-.b.c.s0"] {
            assert!(text.parse::<UnitKey>().is_err(), "{text}");
        }
    }
}
