//! The words a reader meets in a report.

/// Every entry: word, meaning. Formulas use true and false positives and negatives (TP, FP, TN, FN) of one class against the rest.
pub(crate) const GLOSSARY: &[(&str, &str)] = &[
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
    ("Mean ± SD", "Mean over the seeds and sample standard deviation (n − 1). With one seed there is no SD."),
    (
        "Accuracy",
        "Share of test rows whose class is predicted. With unequal class sizes always answering the largest class can score high: compare with the majority class.",
    ),
    ("Balanced accuracy", "Mean of the recalls of the classes."),
    ("Precision", "TP / (TP + FP): share of the alarms that are right; 0 where nothing was predicted."),
    ("Recall", "TP / (TP + FN): share of the class that is found; also detection rate, sensitivity."),
    ("F1", "Harmonic mean of precision and recall."),
    ("Macro, weighted", "Averages over classes: macro counts each class alike, weighted counts each by its rows."),
    ("Support", "Test rows of the class."),
    ("False alarm rate", "FP / (FP + TN): share of the other rows that are taken for the class."),
    ("Specificity", "TN / (TN + FP): one less the false alarm rate."),
    ("MCC", "Matthews correlation coefficient, from −1 to 1; 0 is chance whatever the class sizes."),
    (
        "ROC curve, ROC-AUC",
        "Recall against false positive rate over all thresholds, and the area under it: the chance that a positive row scores above a negative one. More than two classes: mean of each class against the rest.",
    ),
    (
        "Precision-recall curve, average precision",
        "Precision against recall over all thresholds, and the step-wise area under it. Its floor is the share of the class, so it shows what ROC hides when attacks or benign rows are rare.",
    ),
    ("Confusion matrix", "Test rows by true class (rows) and predicted class (columns)."),
    (
        "Log loss, Brier score",
        "Errors of the scores read as probabilities: mean −ln of the true class's score, and mean squared distance to the truth. Lower is better.",
    ),
    (
        "Latency",
        "Wall time to score one row, the model given one row at a time; p50, p95 and p99 are percentiles over rows.",
    ),
    (
        "Peak memory",
        "Largest resident memory of the whole program up to the end of the unit, so it can include the rows and other units.",
    ),
    ("Parameters", "Learned numbers: weights of a network, coefficients, nodes of a tree."),
    ("Epoch", "One pass over the training rows."),
    ("–", "Not defined for these rows, not measured, or not printed by the paper."),
];
