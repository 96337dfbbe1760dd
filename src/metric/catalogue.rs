//! What every value is called, how it is printed and what it means: the source of table heads and glossaries.

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1; may be printed as a percentage.
    Share,
    /// A number without a unit.
    Plain,
    /// Seconds.
    Seconds,
    /// Rows a second.
    RowsPerSecond,
    /// Bytes.
    Bytes,
}

/// One value of [`Evaluation::scalars`](super::Evaluation) or of the measurements of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricInfo {
    /// The key in the stored files.
    pub name: &'static str,
    /// A short title for tables and axes.
    pub title: &'static str,
    /// How it is printed.
    pub unit: Unit,
    /// Whether a larger value is the better one.
    pub higher_is_better: bool,
    /// One sentence.
    pub definition: &'static str,
    /// Where the definition is from.
    pub source: &'static str,
}

/// The entry of `name`, if there is one.
pub fn find(name: &str) -> Option<&'static MetricInfo> {
    ALL.iter().find(|info| info.name == name)
}

/// The least and the largest value that the metric or measurement `name` can have; `recall[benign]` is one of a class.
pub fn range(name: &str) -> [f64; 2] {
    let name = name.split_once('[').map_or(name, |(metric, _)| metric);
    match find(name).map(|info| info.unit) {
        Some(Unit::Share) => [0.0, 1.0],
        Some(Unit::Plain) if name == "matthews_corrcoef" => [-1.0, 1.0],
        // Summed over classes: all of the probability on a wrong one.
        Some(Unit::Plain) if name == "brier" => [0.0, 2.0],
        Some(_) => [0.0, f64::INFINITY],
        None => [f64::NEG_INFINITY, f64::INFINITY],
    }
}

/// Computed from predictions, then measured; in the order in which tables list them.
pub static ALL: [MetricInfo; 26] = [
    MetricInfo {
        name: "accuracy",
        title: "Accuracy",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Share of rows whose predicted class is the true one.",
        source: "scikit-learn accuracy_score",
    },
    MetricInfo {
        name: "precision",
        title: "Precision",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Share of the rows called positive that are positive: TP / (TP + FP); 0 where none is called so.",
        source: "van Rijsbergen 1979; scikit-learn precision_score",
    },
    MetricInfo {
        name: "recall",
        title: "Recall",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Share of the positive rows that are called positive: TP / (TP + FN); 0 where there is none.",
        source: "van Rijsbergen 1979; scikit-learn recall_score",
    },
    MetricInfo {
        name: "f1",
        title: "F1",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).",
        source: "van Rijsbergen 1979; scikit-learn f1_score",
    },
    MetricInfo {
        name: "precision_macro",
        title: "Precision (macro)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Unweighted mean of the precision of the classes that have a row or a prediction.",
        source: "scikit-learn precision_score, average=\"macro\"",
    },
    MetricInfo {
        name: "recall_macro",
        title: "Recall (macro)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Unweighted mean of the recall of the classes that have a row or a prediction.",
        source: "scikit-learn recall_score, average=\"macro\"",
    },
    MetricInfo {
        name: "f1_macro",
        title: "F1 (macro)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Unweighted mean of the F1 of the classes that have a row or a prediction.",
        source: "scikit-learn f1_score, average=\"macro\"",
    },
    MetricInfo {
        name: "precision_weighted",
        title: "Precision (weighted)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Mean of the classes' precision, weighted by their rows.",
        source: "scikit-learn precision_score, average=\"weighted\"",
    },
    MetricInfo {
        name: "recall_weighted",
        title: "Recall (weighted)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Mean of the classes' recall, weighted by their rows; always equal to accuracy.",
        source: "scikit-learn recall_score, average=\"weighted\"",
    },
    MetricInfo {
        name: "f1_weighted",
        title: "F1 (weighted)",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Mean of the classes' F1, weighted by their rows.",
        source: "scikit-learn f1_score, average=\"weighted\"",
    },
    MetricInfo {
        name: "balanced_accuracy",
        title: "Balanced accuracy",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Mean recall of the classes that have rows; 1 / k for a guess among k classes.",
        source: "Brodersen et al. 2010; scikit-learn balanced_accuracy_score",
    },
    MetricInfo {
        name: "matthews_corrcoef",
        title: "MCC",
        unit: Unit::Plain,
        higher_is_better: true,
        definition: "Matthews correlation between true and predicted class, from -1 to 1; 0 for a guess or a constant answer.",
        source: "Matthews 1975, Gorodkin 2004; scikit-learn matthews_corrcoef",
    },
    MetricInfo {
        name: "specificity",
        title: "Specificity",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Share of the negative rows that are not called positive: TN / (TN + FP); more than two classes: mean over one-vs-rest.",
        source: "scikit-learn recall_score of the negative class",
    },
    MetricInfo {
        name: "false_alarm_rate",
        title: "False alarm rate",
        unit: Unit::Share,
        higher_is_better: false,
        definition: "Share of the negative rows that are called positive: FP / (FP + TN); more than two classes: mean over one-vs-rest.",
        source: "Axelsson 2000; scikit-learn roc_curve's fpr at the decision threshold",
    },
    MetricInfo {
        name: "roc_auc",
        title: "ROC-AUC",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Chance that a random positive row scores above a random negative one, ties half; more than two classes: mean over one-vs-rest, undefined where a class has no row.",
        source: "Hanley and McNeil 1982; scikit-learn roc_auc_score, multi_class=\"ovr\"",
    },
    MetricInfo {
        name: "average_precision",
        title: "Average precision",
        unit: Unit::Share,
        higher_is_better: true,
        definition: "Area under the steps of the precision-recall curve; more than two classes: mean over one-vs-rest, undefined where a class has no row.",
        source: "Davis and Goadrich 2006; scikit-learn average_precision_score",
    },
    MetricInfo {
        name: "log_loss",
        title: "Log loss",
        unit: Unit::Plain,
        higher_is_better: false,
        definition: "Mean of -ln of the probability given to the true class, clipped at 2.2e-16.",
        source: "Good 1952; scikit-learn log_loss",
    },
    MetricInfo {
        name: "brier",
        title: "Brier score",
        unit: Unit::Plain,
        higher_is_better: false,
        definition: "Mean squared distance between the probabilities and the truth; two classes: mean of (p - y) squared, more: summed over classes.",
        source: "Brier 1950; scikit-learn brier_score_loss",
    },
    MetricInfo {
        name: "train_seconds",
        title: "Training time",
        unit: Unit::Seconds,
        higher_is_better: false,
        definition: "Wall time of the fit.",
        source: "measured",
    },
    MetricInfo {
        name: "train_cpu_seconds",
        title: "Training CPU time",
        unit: Unit::Seconds,
        higher_is_better: false,
        definition: "Processor time of the fit, all threads together.",
        source: "measured",
    },
    MetricInfo {
        name: "latency_p50",
        title: "Latency p50",
        unit: Unit::Seconds,
        higher_is_better: false,
        definition: "Median time to score one row by itself, preparation not counted.",
        source: "measured",
    },
    MetricInfo {
        name: "latency_p95",
        title: "Latency p95",
        unit: Unit::Seconds,
        higher_is_better: false,
        definition: "95th percentile of the time to score one row by itself, preparation not counted.",
        source: "measured",
    },
    MetricInfo {
        name: "latency_p99",
        title: "Latency p99",
        unit: Unit::Seconds,
        higher_is_better: false,
        definition: "99th percentile of the time to score one row by itself, preparation not counted.",
        source: "measured",
    },
    MetricInfo {
        name: "rows_per_second",
        title: "Rows per second",
        unit: Unit::RowsPerSecond,
        higher_is_better: true,
        definition: "Rows scored a second in batches of 1,024.",
        source: "measured",
    },
    MetricInfo {
        name: "peak_memory_bytes",
        title: "Peak memory",
        unit: Unit::Bytes,
        higher_is_better: false,
        definition: "Largest resident memory of the whole program up to the end of the unit.",
        source: "measured",
    },
    MetricInfo {
        name: "model_bytes",
        title: "Model size",
        unit: Unit::Bytes,
        higher_is_better: false,
        definition: "Size of the stored model.",
        source: "measured",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::matrix::Matrix;
    use crate::metric::evaluate;

    #[test]
    fn names_and_titles_are_unique_and_found() {
        assert_eq!(ALL.iter().map(|info| info.name).collect::<BTreeSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|info| info.title).collect::<BTreeSet<_>>().len(), ALL.len());
        assert_eq!(find("f1_macro").map(|info| info.title), Some("F1 (macro)"));
        assert_eq!(find("f2"), None);
    }

    #[test]
    fn every_scalar_is_explained_and_every_computed_entry_exists() {
        let scalars = |classes: &[&str], binary| {
            let names: Vec<String> = classes.iter().map(|&c| c.to_owned()).collect();
            let scores = Matrix::zeros(1, names.len());
            evaluate(&[0], &scores, &names, binary).unwrap().scalars.into_keys().collect::<BTreeSet<_>>()
        };
        let binary = scalars(&["benign", "attack"], true);
        let multiclass = scalars(&["benign", "flood", "scan"], false);
        assert!(multiclass.is_subset(&binary));
        let computed = ALL.iter().filter(|info| info.source != "measured").map(|info| info.name.to_owned());
        assert_eq!(binary, computed.collect());
    }

    #[test]
    fn ranges_hold_what_is_computed() {
        let names = ["a", "b", "c"].map(str::to_owned);
        for (truth, scores) in [([0, 1], [1., 0., 0., 0., 1., 0.]), ([1, 0], [1., 0., 0., 0., 1., 0.])] {
            let found = evaluate(&truth, &Matrix::from_vec(2, 3, scores.to_vec()), &names, false).unwrap();
            for (name, value) in found.scalars.iter().filter_map(|(name, value)| Some((name, (*value)?))) {
                assert!((range(name)[0]..=range(name)[1]).contains(&value), "{name} {value}");
            }
        }
        assert_eq!([range("recall[benign]"), range("brier")], [[0.0, 1.0], [0.0, 2.0]]);
        assert_eq!(range("train_seconds"), [0.0, f64::INFINITY]);
    }

    #[test]
    fn definitions_are_sentences() {
        for info in &ALL {
            assert!(info.definition.ends_with('.') && !info.source.is_empty(), "{}", info.name);
        }
    }
}
