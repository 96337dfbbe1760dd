//! Every key of a file of published claims.

use super::{Group, Key, Need, SIDES, Value};
use crate::claim::published::{Averaging, ImprovementKind, Part, Reads, Unit};
use crate::spec::{TaskKind, yaml};

const fn key(name: &'static str, need: Need, value: Value, says: &'static str, example: &'static str) -> Key {
    Key { name, need, value, says, example }
}

const MODEL: Value = Value::Text("model of a table");
const CLASS: Value = Value::Text("class of `classes`");
const PLACE_SAYS: &str = "where in the paper it stands";

const fn place(example: &'static str) -> Key {
    key("place", Need::Required, Value::Text("text"), PLACE_SAYS, example)
}

const fn metric() -> Key {
    key("metric", Need::Required, Value::Metric, "which metric", "accuracy")
}

const fn list_of(group: &'static Value) -> Value {
    Value::List { of: group, filled_set: false }
}

const fn unit() -> Key {
    key(
        "unit",
        Need::Optional,
        Value::Choice(yaml::names::<Unit>),
        "what the scores without a percent sign are, log loss and Brier score apart: `percent` under a header such as `Accuracy (%)`, where one of at \
         most 1 is refused, since it could be either; `share` where the paper prints shares above 1. Without it a score above 1 is refused",
        "percent",
    )
}

const fn means() -> Key {
    key(
        "runs",
        Need::Optional,
        Value::OrUnstated(&Value::Whole(1)),
        "over how many runs or folds every figure of it is a mean, as after a ten-fold cross-validation: no single confusion matrix has to give \
         such figures. Without it they are taken to be of one run",
        "10",
    )
}

/// The whole file.
pub(in crate::claim::published) static PAPER: Group = Group {
    says: "The whole file: what one paper claims.",
    keys: &[
        key("paper", Need::Required, Value::Text("text"), "short name of the paper, that of the file", "made-up-2024"),
        key("title", Need::Required, Value::Text("text"), "title as printed", "A made-up paper"),
        key(
            "authors",
            Need::Required,
            Value::OrUnstated(&Value::List { of: &Value::Text("text"), filled_set: true }),
            "authors as printed",
            "[A. Author, B. Author]",
        ),
        key(
            "found",
            Need::Required,
            Value::Text("text"),
            "journal, year, DOI or address",
            "Journal of Examples 1 (2024) 1-10",
        ),
        key(
            "dataset",
            Need::Required,
            Value::Text("text"),
            "name of the dataset; matched to the catalogue without regard to case and punctuation. One that the catalogue does not know is fine: its sizes are then unknown",
            "CICIDS2017",
        ),
        key(
            "edition",
            Need::Required,
            Value::OrUnstated(&Value::Text("edition of the catalogue")),
            "edition of the dataset, as `idsbench data list` names it",
            "cicids2017/ml-csv",
        ),
        key("task", Need::Required, Value::Choice(yaml::names::<TaskKind>), "what is predicted", "binary"),
        key(
            "classes",
            Need::Required,
            Value::List { of: &Value::Text("text"), filled_set: true },
            "the classes that the paper names",
            "[benign, attack]",
        ),
        key(
            "labels",
            Need::Optional,
            Value::Named { by: "pattern of raw labels", of: &CLASS },
            "which class a raw label of the dataset is, as in an experiment's `task.labels`: `*` stands for any run of characters, the first pattern that matches wins. Every class needs a pattern; rows whose label matches none count as left out. Without `labels` the sizes of the classes are unknown",
            "{ BENIGN: benign, \"*\": attack }",
        ),
        key(
            "positive",
            Need::Where("task", "binary"),
            Value::OrUnstated(&CLASS),
            "the class that precision and recall are of",
            "attack",
        ),
        key(
            "averaging",
            Need::Required,
            Value::OrUnstated(&Value::Choice(yaml::names::<Averaging>)),
            "how precision, recall and F1 are averaged over the classes; `binary`, not averaged but of the positive class, only where `task` is `binary`",
            "unstated",
        ),
        key(
            "reads",
            Need::Optional,
            Value::Choice(yaml::names::<Reads>),
            "what the models see at a time, by the paper's text or its code: `one_row`, whose columns are the sequence, or a `window` of consecutive rows. A claim that a network learns from time is judged by it; without it the experiment's view is an assumption",
            "one_row",
        ),
        key(
            "split",
            Need::Required,
            Value::Group(&SPLIT),
            "shares of the rows",
            "{ train: \"80%\", validation: unstated, test: \"20%\", place: Section III }",
        ),
        key(
            "declared",
            Need::Optional,
            list_of(&Value::Group(&DECLARED)),
            "numbers of rows that the paper gives",
            "[{ of: dataset, rows: \"2,830,743\", place: Section II }]",
        ),
        key(
            "tables",
            Need::Required,
            list_of(&Value::Group(&TABLE)),
            "tables with a row for each model, in the paper's order; `[]` where a paper has none",
            "[{ place: Table 1, rows: { cnn: { accuracy: \"97.1%\" } } }]",
        ),
        key(
            "class_tables",
            Need::Optional,
            list_of(&Value::Group(&CLASS_TABLE)),
            "tables with a row for each class",
            "[{ place: Table 2, model: cnn, classes: { attack: { recall: \"0.97\" } } }]",
        ),
        key(
            "figures",
            Need::Optional,
            list_of(&Value::Group(&FIGURE)),
            "single figures in text and plots",
            "[{ model: cnn, metric: roc_auc, value: \"0.97\", place: Figure 1 }]",
        ),
        key(
            "spreads",
            Need::Optional,
            list_of(&Value::Group(&SPREAD)),
            "means over runs or folds with their standard deviation",
            "[{ model: cnn, metric: f1, mean: \"0.98\", sd: \"0.05\", runs: 5, place: Table 3 }]",
        ),
        key(
            "improvements",
            Need::Optional,
            list_of(&Value::Group(&IMPROVEMENT)),
            "by how much one model is said to be better than another",
            "[{ model: cnn, over: svm, metric: accuracy, value: \"3%\", kind: points, place: Abstract }]",
        ),
        key(
            "confusions",
            Need::Optional,
            list_of(&Value::Group(&CONFUSION)),
            "confusion matrices",
            "[{ model: cnn, place: Figure 2, labels: [benign, attack], rows: actual, counts: [[90, 10], [2, 98]] }]",
        ),
        key(
            "statements",
            Need::Optional,
            list_of(&Value::Group(&STATEMENT)),
            "what is said in words, paraphrased",
            "[{ claim: cnn.accuracy > svm.accuracy, place: Conclusion }]",
        ),
        key(
            "notes",
            Need::Optional,
            list_of(&Value::Text("text")),
            "what a reader of these claims should know",
            "[The features are said to be selected without saying which.]",
        ),
    ],
};

const SHARE: Value = Value::OrUnstated(&Value::Figure);

pub(in crate::claim::published) static SPLIT: Group = Group {
    says: "Shares of the rows, as printed.",
    keys: &[
        key("train", Need::Required, SHARE, "rows trained on", "\"70%\""),
        key("validation", Need::Required, SHARE, "rows that settings were chosen on", "\"15%\""),
        key("test", Need::Required, SHARE, "rows reported on", "\"15%\""),
        place("Section III"),
    ],
};

pub(in crate::claim::published) static DECLARED: Group = Group {
    says: "A number of rows that the paper gives.",
    keys: &[
        key(
            "of",
            Need::Required,
            Value::Choice(yaml::names::<Part>),
            "of which part: `dataset` is all rows as published, `used` what is left of them after cleaning or sampling",
            "dataset",
        ),
        key("class", Need::Optional, CLASS, "of which class; without it: of all", "attack"),
        key("rows", Need::Required, Value::Rows, "how many", "\"2,830,743\""),
        place("Section II"),
    ],
};

pub(in crate::claim::published) static TABLE: Group = Group {
    says: "A table with a row for each model.",
    keys: &[
        place("Table 2"),
        unit(),
        key(
            "rows",
            Need::Required,
            Value::Named { by: "model", of: &Value::Scores { support: false } },
            "model to metric to printed figure, in the paper's order",
            "{ cnn: { accuracy: \"97.1%\", f1: \"0.960\" } }",
        ),
        key(
            "averages",
            Need::Optional,
            Value::Named {
                by: "row of this table",
                of: &Value::List { of: &Value::Text("row of this table"), filled_set: true },
            },
            "rows that are said to be the mean of others, with the rows that they are of",
            "{ mean: [fold_1, fold_2] }",
        ),
        means(),
    ],
};

const MEANS: Value = Value::Scores { support: false };

pub(in crate::claim::published) static CLASS_TABLE: Group = Group {
    says: "A table of one model with a row for each class, as a classification report of scikit-learn.",
    keys: &[
        place("Table 3"),
        unit(),
        key(
            "model",
            Need::Required,
            Value::Text("text"),
            "which model; it may be one that stands in no other table",
            "cnn",
        ),
        key(
            "classes",
            Need::Required,
            Value::Named { by: "class of `classes`", of: &Value::Scores { support: true } },
            "class to metric to printed figure; `support` is the number of its rows in the test set, quoted as all counts",
            "{ attack: { precision: \"0.98\", recall: \"0.97\", support: \"37,607\" } }",
        ),
        key("accuracy", Need::Optional, Value::Figure, "over all classes", "\"0.97\""),
        key("macro", Need::Optional, MEANS, "plain means over the classes", "{ f1: \"0.96\" }"),
        key("weighted", Need::Optional, MEANS, "means weighted by support", "{ f1: \"0.97\" }"),
        means(),
    ],
};

pub(in crate::claim::published) static FIGURE: Group = Group {
    says: "A figure that stands in the text or in a plot.",
    keys: &[
        key("model", Need::Required, MODEL, "which model", "cnn"),
        metric(),
        key("value", Need::Required, Value::Figure, "as printed", "\"0.14%\""),
        place("Figure 6"),
        key("note", Need::Optional, Value::Text("text"), "what else is said of it", "of the validation rows"),
    ],
};

pub(in crate::claim::published) static SPREAD: Group = Group {
    says: "A mean over runs or folds with its standard deviation, both in one unit.",
    keys: &[
        key("model", Need::Required, MODEL, "which model", "cnn"),
        metric(),
        key("mean", Need::Required, Value::Figure, "the mean", "\"0.98\""),
        key("sd", Need::Required, Value::Figure, "its standard deviation", "\"0.05\""),
        key("runs", Need::Required, Value::OrUnstated(&Value::Whole(1)), "runs or folds", "5"),
        place("Table 4"),
    ],
};

pub(in crate::claim::published) static IMPROVEMENT: Group = Group {
    says: "By how much one model is said to be better than another.",
    keys: &[
        key("model", Need::Required, MODEL, "the better model, a", "cnn_lstm"),
        key("over", Need::Required, MODEL, "the other model, b", "cnn"),
        metric(),
        key("value", Need::Required, Value::Figure, "as printed", "\"3%\""),
        key(
            "kind",
            Need::Required,
            Value::OrUnstated(&Value::Choice(yaml::names::<ImprovementKind>)),
            "`points`: a − b in percentage points; `relative`: (a − b) / b; `error_reduction`: (a − b) / (1 − b)",
            "points",
        ),
        place("Abstract"),
    ],
};

pub(in crate::claim::published) static CONFUSION: Group = Group {
    says: "A confusion matrix.",
    keys: &[
        key("model", Need::Required, MODEL, "which model", "cnn"),
        place("Figure 5"),
        key(
            "labels",
            Need::Required,
            Value::List { of: &CLASS, filled_set: true },
            "classes in the order of rows and columns",
            "[benign, attack]",
        ),
        key("rows", Need::Required, Value::Choice(|| &SIDES), "what the rows of the matrix are", "actual"),
        key(
            "counts",
            Need::Required,
            list_of(&Value::List { of: &Value::Whole(0), filled_set: false }),
            "rows of the test set, as many lists of as many numbers as there are labels; not quoted",
            "[[90, 10], [2, 98]]",
        ),
        key(
            "note",
            Need::Optional,
            Value::Text("text"),
            "how the paper's words were read",
            "the text calls the benign rows positive",
        ),
    ],
};

pub(in crate::claim::published) static STATEMENT: Group = Group {
    says: "What the paper says in words, as something that holds or does not.",
    keys: &[
        key(
            "claim",
            Need::Required,
            Value::Text("claim"),
            "what would have to hold, see below",
            "cnn.accuracy > svm.accuracy",
        ),
        key(
            "model",
            Need::Depends("unless the claim compares"),
            MODEL,
            "the model that it is about; refused where the claim names its models itself",
            "cnn",
        ),
        place("Conclusion"),
        key("says", Need::Optional, Value::Text("text"), "the paraphrase", "the network beats the baseline"),
    ],
};
