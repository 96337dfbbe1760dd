//! The words a reader meets in a report.

use crate::metric::catalogue;

/// What is not a metric: word, meaning.
const WORDS: [(&str, &str); 13] = [
    (
        "Protocol",
        "How rows become train, validation and test: cleaning, columns, split, scaling, balancing, and what a network sees of a row.",
    ),
    (
        "Seed",
        "The number from which split, initial weights, batch order and dropout are drawn. Every model of one seed sees exactly the same rows.",
    ),
    (
        "Control",
        "A run that must fail if the claim is true (labels shuffled, features permuted), or a model so simple that a good one must beat it (majority class, one rule).",
    ),
    (
        "Majority class",
        "Always the largest class of train. Its accuracy is the share of that class, which can be high: an accuracy says nothing until it is compared with this one.",
    ),
    ("Mean ± SD", "Mean over the seeds and sample standard deviation (n − 1). With one seed there is no SD."),
    ("Macro, weighted", "Averages over classes: macro counts each class alike, weighted counts each by its rows."),
    ("Support", "Test rows of the class."),
    ("ROC curve", "Recall against false positive rate over all thresholds."),
    (
        "Precision-recall curve",
        "Precision against recall over all thresholds. Its floor is the share of the class, so it shows what ROC hides when attacks or benign rows are rare.",
    ),
    ("Confusion matrix", "Test rows by true class (rows) and predicted class (columns)."),
    ("Parameters", "Learned numbers: weights of a network, coefficients, nodes of a tree."),
    ("Epoch", "One pass over the training rows."),
    ("–", "Not defined for these rows, not measured, or not printed by the paper."),
];

/// The words, each with its meaning.
pub(crate) fn words() -> Vec<(String, String)> {
    WORDS.iter().map(|&(word, meaning)| (word.to_owned(), meaning.to_owned())).collect()
}

/// Every metric and measurement as it is computed, with its source.
pub(crate) fn metrics() -> Vec<(String, String)> {
    let entry = |metric: &catalogue::MetricInfo| {
        (metric.title.to_owned(), format!("{} [{}]", metric.definition, metric.source))
    };
    catalogue::ALL.iter().map(entry).collect()
}
