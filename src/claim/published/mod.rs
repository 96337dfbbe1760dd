//! Published figures and statements: the files under `baselines/`, one per paper.
//!
//! A figure is kept as the string that was printed, because "0.990" is not "0.99", and as an exact decimal beside it, so that a
//! paper's table can be checked against itself without any rounding of ours. A statement is paraphrased and stands as a predicate that
//! a run can hold true or false. What a paper does not say stands in the file as `unstated`.

mod decimal;
mod format;
mod metrics;
mod predicate;
mod read;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use decimal::Decimal;
pub use format::{json_schema, reference_page};
pub use metrics::{METRICS, largest};
pub use predicate::{Extreme, Operand, Predicate, Property, Quantity, Relation};
pub use read::{load, parse};

use crate::spec::{FileErrors, TaskKind, class_of};

/// The mistakes of a file of published claims.
pub type ClaimErrors = FileErrors;

/// What one paper claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Short name, that of the file.
    pub id: String,
    /// As printed.
    pub title: String,
    /// As printed; empty when unstated.
    pub authors: Vec<String>,
    /// Where the paper can be found, with year and DOI where it has one.
    pub found: String,
    /// Name of the dataset.
    pub dataset: String,
    /// Edition of the catalogue; `None` when unstated.
    pub edition: Option<String>,
    /// What is predicted.
    pub task: TaskKind,
    /// The classes that the paper names.
    pub classes: Vec<String>,
    /// Which of `classes` a raw label of the dataset is: pattern with `*` to class, in file order, the first match counts; empty when not given.
    pub labels: IndexMap<String, String>,
    /// The class that precision and recall are of; `None` when unstated, and for multi-class tasks.
    pub positive: Option<String>,
    /// How precision, recall and F1 are averaged over the classes; `None` when unstated.
    pub averaging: Option<Averaging>,
    /// What the models see at a time; `None` when unstated.
    pub reads: Option<Reads>,
    /// Shares of the rows.
    pub split: Shares,
    /// Numbers of rows that the paper gives.
    pub declared: Vec<Declared>,
    /// Tables, in the paper's order.
    pub tables: Vec<Table>,
    /// Tables with one row per class.
    pub class_tables: Vec<ClassTable>,
    /// Single figures in text and plots.
    pub figures: Vec<SingleFigure>,
    /// Figures over several runs or folds, with their spread.
    pub spreads: Vec<Spread>,
    /// By how much one model is said to be better than another.
    pub improvements: Vec<Improvement>,
    /// Confusion matrices.
    pub confusions: Vec<Confusion>,
    /// What is said in words.
    pub statements: Vec<Statement>,
    /// What a reader of these claims should know, for example what the paper's code does.
    pub notes: Vec<String>,
}

/// How a score is averaged over the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Averaging {
    /// Not at all: the score of the positive class.
    Binary,
    /// The mean over the classes.
    Macro,
    /// The mean over the classes, weighted by their rows.
    Weighted,
    /// From the sums of true and false positives and negatives over the classes.
    Micro,
}

/// What a model sees at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reads {
    /// One row, whose columns are the sequence.
    OneRow,
    /// Consecutive rows.
    Window,
}

/// Shares of the rows as printed; `None` where unstated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Rows trained on.
    pub train: Option<Figure>,
    /// Rows that settings were chosen on.
    pub validation: Option<Figure>,
    /// Rows reported on.
    pub test: Option<Figure>,
}

/// What the figures of a table without a percent sign are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    /// In per cent, as its header says.
    Percent,
    /// Shares, however large.
    Share,
}

/// A figure as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The printed string, `97.1%`; with the percent sign of its header where the table is in per cent.
    pub printed: String,
    /// The same number, exact.
    pub value: Decimal,
    /// Where it stands, `Table 2`.
    pub place: String,
}

impl Figure {
    /// As a number: 97.1% is 0.971.
    pub fn as_f64(&self) -> f64 {
        self.value.as_f64()
    }
}

/// A table of scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in the paper, `Table 2`.
    pub place: String,
    /// Model to metric to figure, in the paper's order.
    pub rows: IndexMap<String, IndexMap<String, Figure>>,
    /// Rows that are said to be the mean of others: name of the row to the rows it is of.
    pub averages: IndexMap<String, Vec<String>>,
    /// Where every row is the mean over runs or folds; `None` where each is of one run.
    pub means: Option<Means>,
}

/// Figures that are means over several runs or folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// How many; `None` when unstated.
    pub runs: Option<u64>,
}

/// A table of one model's scores by class, as scikit-learn's classification report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTable {
    /// Its name in the paper.
    pub place: String,
    /// Model it is about.
    pub model: String,
    /// Class to metric to figure.
    pub classes: IndexMap<String, IndexMap<String, Figure>>,
    /// Class to its rows in the test set, where printed.
    pub support: IndexMap<String, u64>,
    /// Over all classes.
    pub accuracy: Option<Figure>,
    /// Metric to plain mean.
    pub macro_average: IndexMap<String, Figure>,
    /// Metric to mean weighted by support.
    pub weighted_average: IndexMap<String, Figure>,
    /// Where its figures are means over runs or folds; `None` where they are of one run.
    pub means: Option<Means>,
}

/// A number of rows that the paper gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Of what.
    pub part: Part,
    /// Of which class; `None`: of all.
    pub class: Option<String>,
    /// Rows.
    pub rows: u64,
    /// Where it stands.
    pub place: String,
}

/// A part of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All rows, as published.
    Dataset,
    /// All rows that are left after cleaning or sampling.
    Used,
    /// Rows trained on.
    Train,
    /// Rows that settings were chosen on.
    Validation,
    /// Rows reported on.
    Test,
}

/// A mean over runs or folds with its standard deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// Model it is about.
    pub model: String,
    /// One of [`METRICS`].
    pub metric: String,
    /// The mean.
    pub mean: Figure,
    /// Its standard deviation, in the same unit.
    pub sd: Figure,
    /// Runs or folds; `None` when unstated.
    pub runs: Option<u64>,
}

/// By how much one model is said to be better than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// The better model.
    pub model: String,
    /// The other one.
    pub over: String,
    /// One of [`METRICS`].
    pub metric: String,
    /// The figure.
    pub figure: Figure,
    /// What it is; `None` when unstated.
    pub kind: Option<ImprovementKind>,
}

/// What an improvement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImprovementKind {
    /// a − b, in percentage points.
    Points,
    /// (a − b) / b
    Relative,
    /// (a − b) / (1 − b)
    ErrorReduction,
}

/// A figure that stands in the text or in a plot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleFigure {
    /// Model it is about.
    pub model: String,
    /// One of [`METRICS`].
    pub metric: String,
    /// The figure.
    pub figure: Figure,
    /// What else is said of it.
    pub note: Option<String>,
}

/// A confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// Model it is about.
    pub model: String,
    /// Where it stands.
    pub place: String,
    /// Classes in the order of rows and columns.
    pub labels: Vec<String>,
    /// Rows of the test set: actual class × predicted class, however the paper prints it.
    pub counts: Vec<Vec<u64>>,
    /// How the paper's words were read.
    pub note: Option<String>,
}

/// What the paper says in words, paraphrased.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What would have to hold.
    pub predicate: Predicate,
    /// The model it is about, where the predicate does not name it.
    pub model: Option<String>,
    /// Where it stands.
    pub place: String,
    /// The paraphrase, where the predicate alone does not carry it.
    pub says: Option<String>,
}

impl Paper {
    /// The figure of a model: from the first table that has one, else from a table by class, else from text and plots.
    pub fn figure(&self, model: &str, metric: &str) -> Option<&Figure> {
        let in_tables = self.tables.iter().find_map(|table| table.rows.get(model)?.get(metric));
        let by_class = || {
            let mut tables = self.class_tables.iter().filter(|table| table.model == model);
            tables.find_map(|table| table.overall(metric, self.averaging))
        };
        let single = || self.figures.iter().find(|single| single.model == model && single.metric == metric);
        in_tables.or_else(by_class).or_else(|| single().map(|single| &single.figure))
    }

    /// The models of all tables, in order of first appearance, without rows that are means of others.
    pub fn models(&self) -> Vec<&str> {
        let rows = self.tables.iter().flat_map(|table| {
            let models = table.rows.keys().filter(|row| !table.averages.contains_key(*row));
            models.map(String::as_str)
        });
        let mut models: Vec<&str> = Vec::new();
        for model in rows.chain(self.class_tables.iter().map(|table| table.model.as_str())) {
            if !models.contains(&model) {
                models.push(model);
            }
        }
        models
    }

    /// Index into `classes` of a raw label of the dataset; `None` when no pattern of `labels` matches.
    pub fn class_of(&self, raw_label: &str) -> Option<usize> {
        let class = class_of(&self.labels, raw_label)?;
        self.classes.iter().position(|known| known == class)
    }
}

impl ClassTable {
    /// The figure over all classes, averaged in this way.
    fn overall(&self, metric: &str, averaging: Option<Averaging>) -> Option<&Figure> {
        match averaging {
            _ if metric == "accuracy" => self.accuracy.as_ref(),
            Some(Averaging::Macro) => self.macro_average.get(metric),
            Some(Averaging::Weighted) => self.weighted_average.get(metric),
            _ => None,
        }
    }
}
