//! Made-up runs for tests.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Evidence, Run};
use crate::metric::{ClassScores, Confusion, Evaluation};
use crate::model::EpochRecord;
use crate::spec::ControlKind;

/// A run with the scores that a test is about.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) model: String,
    pub(super) control: Option<ControlKind>,
    pub(super) seed: u64,
    pub(super) accuracy: f64,
    /// Of the classes a, b, c.
    pub(super) recalls: Vec<f64>,
    /// Training and validation accuracy of the last epoch.
    pub(super) last_epoch: Option<(f64, f64)>,
}

impl Made {
    pub(super) fn new(model: &str, seed: u64, accuracy: f64) -> Self {
        Self { model: model.to_owned(), control: None, seed, accuracy, recalls: vec![0.9; 3], last_epoch: None }
    }

    fn evaluation(&self) -> Evaluation {
        let labels = ["a", "b", "c"].map(str::to_owned);
        let class = |&recall: &f64| ClassScores {
            precision: recall,
            recall,
            f1: recall,
            false_alarm_rate: Some(1.0 - recall),
            roc_auc: None,
            average_precision: None,
            support: 100,
        };
        Evaluation {
            rows: 300,
            scalars: ["accuracy", "f1_macro"].map(|name| (name.to_owned(), Some(self.accuracy))).into(),
            per_class: labels.iter().cloned().zip(self.recalls.iter().map(class)).collect::<IndexMap<_, _>>(),
            confusion: Confusion {
                labels: labels.to_vec(),
                matrix: vec![vec![90, 6, 4], vec![8, 90, 2], vec![1, 9, 90]],
            },
        }
    }

    fn history(&self) -> Vec<EpochRecord> {
        let record = |(accuracy, val_accuracy)| EpochRecord {
            epoch: 1,
            loss: 0.1,
            accuracy: Some(accuracy),
            val_loss: Some(0.1),
            val_accuracy: Some(val_accuracy),
        };
        self.last_epoch.map(record).into_iter().collect()
    }
}

/// Evidence of these runs under the protocol `published`, 4 train rows for each test row. Leaks its records, as tests may.
pub(super) fn evidence(runs: &[Made]) -> Evidence<'static> {
    let run = |made: &Made| Run {
        protocol: "published",
        control: made.control,
        model: Box::leak(made.model.clone().into_boxed_str()),
        seed: made.seed,
        evaluation: Box::leak(Box::new(made.evaluation())),
        history: Box::leak(made.history().into_boxed_slice()),
        latency_p99: 2e-5,
    };
    Evidence {
        protocol: "published",
        runs: runs.iter().map(run).collect(),
        metric_names: BTreeMap::new(),
        reads: None,
        sees_time: false,
        test_per_train: BTreeMap::from([("published", 0.25)]),
        separations: Vec::new(),
        baselines: [None, None],
        hardened: None,
        hardened_withheld: None,
        withheld: None,
        scores_withheld: None,
        incomplete: BTreeMap::new(),
    }
}
