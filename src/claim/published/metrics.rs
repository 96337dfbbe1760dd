//! The metrics that a figure or a predicate may be about.

/// Name and definition of every metric; tp, fp, fn, tn are the four cells of a class against the rest.
pub(super) const DEFINED: [(&str, &str); 12] = [
    ("accuracy", "share of the rows that are right"),
    ("precision", "tp / (tp + fp)"),
    ("recall", "tp / (tp + fn); also called detection rate, sensitivity, true positive rate"),
    ("f1", "2 tp / (2 tp + fp + fn)"),
    ("roc_auc", "area under the ROC curve"),
    (
        "average_precision",
        "mean precision over the ranks of the positive rows; also printed as the area under the precision-recall curve",
    ),
    ("specificity", "tn / (tn + fp); also called true negative rate"),
    (
        "false_alarm_rate",
        "fp / (fp + tn) as a rule; papers also print other rates under this name, which the audit tries",
    ),
    ("balanced_accuracy", "mean of the recalls of the classes"),
    ("mcc", "correlation coefficient of Matthews"),
    ("log_loss", "mean negative logarithm of the probability given to the true class"),
    ("brier", "mean squared difference of probability and truth"),
];

/// The largest number that a score can be, however it is defined; `None` where it has no end.
pub fn largest(metric: &str) -> Option<u64> {
    match metric {
        "log_loss" => None,
        // Brier (1950) adds up the squares over all classes.
        "brier" => Some(2),
        _ => Some(1),
    }
}

/// Metrics that a figure or a predicate may be about. Binary tasks: of the positive class; multi-class: averaged as the paper
/// averages, or of one class where a predicate names it.
pub const METRICS: [&str; DEFINED.len()] = {
    let mut names = [""; DEFINED.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = DEFINED[i].0;
        i += 1;
    }
    names
};
