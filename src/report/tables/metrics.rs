//! The metric columns that the performance and the control tables share.

use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::Column;
use crate::report::format::{NOTHING, Scale, exact};
use crate::report::input::PublishedCell;
use crate::report::names::metric_title;
use crate::run::store::SummaryRow;

/// Shown where no paper says what to show.
const BINARY: [&str; 5] = ["accuracy", "precision", "recall", "f1", "roc_auc"];
const MULTICLASS: [&str; 5] = ["accuracy", "precision_macro", "recall_macro", "f1_macro", "roc_auc"];

/// A metric and how it is printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Metric {
    /// As in `summary.json`.
    pub(super) name: String,
    /// Per cent where the paper prints per cent.
    pub(super) scale: Scale,
}

impl Metric {
    /// `Accuracy, %`
    pub(super) fn column(&self) -> Column {
        let title = metric_title(&self.name);
        Column::number(if self.scale == Scale::Percent { format!("{title}, %") } else { title })
    }

    /// What the paper printed, without the sign that the column's title has already.
    pub(super) fn printed(&self, cell: &PublishedCell) -> String {
        let sign = if self.scale == Scale::Percent { '%' } else { ' ' };
        cell.printed.trim_end_matches([sign, ' ']).to_owned()
    }

    /// Whether it is a mean over the classes with a test row or a prediction.
    fn is_macro(&self, context: &Context<'_>) -> bool {
        let over_classes = !context.is_binary() && ["specificity", "false_alarm_rate"].contains(&self.name.as_str());
        over_classes || self.name.ends_with("_macro")
    }

    /// Ours over the seeds where the metric is defined, with their number where it is not that of the row, and with a mark where a class
    /// without a test row is in it.
    pub(super) fn ours(&self, context: &Context<'_>, row: Option<&SummaryRow>) -> String {
        let Some((row, spread)) = row.and_then(|row| Some((row, row.metrics.get(&self.name)?))) else {
            return NOTHING.to_owned();
        };
        let mark = if self.is_macro(context) && !context.predicted_only(row).is_empty() { MARK } else { "" };
        let text = format!("{}{mark}", self.scale.mean_sd(MeanSd::from(*spread)));
        if spread.n as usize == row.seeds.len() { text } else { format!("{text} (n = {})", spread.n) }
    }
}

/// What stands behind a mean over other classes than those with a test row.
const MARK: &str = " †";

/// What the mark says, where one of `rows` has it.
pub(super) fn mark_note<'a>(
    context: &Context<'_>,
    metrics: &[Metric],
    rows: impl Iterator<Item = &'a SummaryRow>,
) -> Option<String> {
    if !metrics.iter().any(|metric| metric.is_macro(context)) {
        return None;
    }
    let mut classes: Vec<&str> = rows.flat_map(|row| context.predicted_only(row)).collect();
    classes.sort_unstable();
    classes.dedup();
    (!classes.is_empty()).then(|| {
        format!(
            "†: a mean over more classes than those without the mark, with which it must not be compared: the model predicted {}, of which there was no test row, and a \
             macro mean counts every class with a test row or a prediction (as scikit-learn's; precision, recall and F1 of such a class are 0).",
            classes.join(", ")
        )
    })
}

/// The metrics the paper prints, or the usual ones.
pub(super) fn metrics(context: &Context<'_>) -> Vec<Metric> {
    let mut names: Vec<&str> = Vec::new();
    for cell in context.cells() {
        if !names.contains(&cell.metric.as_str()) {
            names.push(&cell.metric);
        }
    }
    if names.is_empty() {
        names.extend(if context.is_binary() { BINARY } else { MULTICLASS });
    }
    let percent = |name: &str| context.cells().any(|cell| cell.metric == name && cell.printed.contains('%'));
    names
        .into_iter()
        .map(|name| {
            let scale = if percent(name) { Scale::Percent } else { Scale::Fraction };
            Metric { name: name.to_owned(), scale }
        })
        .collect()
}

/// Names of the cells that [`spread_cells`] gives.
pub(super) const SPREAD_COLUMNS: [&str; 7] = ["mean", "sd", "n", "interval_low", "interval_high", "min", "max"];

/// Every digit of a summary's metric; empty cells where it is not defined.
pub(super) fn spread_cells(row: Option<&SummaryRow>, metric: &str) -> Vec<String> {
    let Some(spread) = row.and_then(|row| row.metrics.get(metric)) else {
        return vec![String::new(); SPREAD_COLUMNS.len()];
    };
    vec![
        exact(Some(spread.mean)),
        exact(spread.sd),
        spread.n.to_string(),
        exact(spread.interval.map(|interval| interval[0])),
        exact(spread.interval.map(|interval| interval[1])),
        exact(Some(spread.min)),
        exact(Some(spread.max)),
    ]
}
