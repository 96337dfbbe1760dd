//! Two models at a time: whether they differ over seeds, and on which rows.

use std::collections::BTreeMap;

use crate::claim::verdict::Difference;
use crate::metric::Scores;
use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::format::NOTHING;
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;
use crate::run::store::Predictions;
use crate::stats::{McNemar, delong_test, holm, mcnemar};
use crate::text::{p_value, points};

use super::table;

/// A pair and what the tests say; what cannot be tested is none.
struct Pair<'a> {
    first: &'a str,
    second: &'a str,
    accuracy: Option<Difference>,
    /// Of the first seed.
    rows: Option<McNemar>,
    /// Areas under the ROC curve, first less second, and p; of the first seed of a binary task.
    areas: Option<(f64, f64)>,
}

/// The table of one protocol; none with fewer than two models.
pub(crate) fn comparisons(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Option<Table> {
    let models: Vec<&str> = context.models().filter(|model| !context.units(protocol, model).is_empty()).collect();
    let pairs: Vec<Pair<'_>> = (0..models.len())
        .flat_map(|i| (i + 1..models.len()).map(move |j| (i, j)))
        .map(|(i, j)| pair(context, protocol, models[i], models[j]))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let raw: Vec<f64> = pairs.iter().filter_map(|pair| Some(pair.accuracy.as_ref()?.p)).collect();
    let mut adjusted = holm(&raw).into_iter();
    let adjusted: Vec<Option<f64>> =
        pairs.iter().map(|pair| pair.accuracy.as_ref().and_then(|_| adjusted.next())).collect();

    let mut columns = vec![
        Column::text("Models"),
        Column::number("Accuracy, points"),
        Column::number("p (Holm)"),
        Column::number("P(within 1 point)"),
        Column::number("b"),
        Column::number("c"),
        Column::number("mid-p"),
    ];
    if context.is_binary() {
        columns.extend([Column::number("ROC-AUC, points"), Column::number("p (DeLong)")]);
    }
    let groups = pairs.iter().zip(&adjusted).map(|(pair, p)| group(context, pair, *p)).collect();
    let caption =
        format!("{}: first model less second, on identical splits.", context.under("Pairs of models", protocol));
    let resplit = context.input.experiment.protocols[protocol].split.test_per_train() > 0.0;
    let test = if resplit { "corrected resampled t test" } else { "paired t test, of this one split" };
    let mut notes = vec![
        format!("Accuracy: mean over seeds; p of the {test}, adjusted for all pairs; probability that the difference is within one point (Bayesian correlated t test)."),
        "b, c: test rows of the first seed that only the first, only the second model gets right; mid-p of McNemar's test: of the two models trained with that seed, rows taken as independent (flows of one attack are not), not adjusted."
            .to_owned(),
    ];
    if context.is_binary() {
        notes.push("ROC-AUC: of the first seed, DeLong's test, as McNemar's of two trained models and independent rows, not adjusted.".to_owned());
    }
    let id = names.make(&["comparisons", protocol]);
    Some(table(context, id, caption, columns, groups, notes, data(protocol, &pairs, &adjusted)))
}

fn pair<'a>(context: &Context<'_>, protocol: &str, first: &'a str, second: &'a str) -> Pair<'a> {
    let (a, b) = (context.units(protocol, first), context.units(protocol, second));
    let accuracy = |units: &[&ReportUnit]| -> BTreeMap<u64, f64> {
        let value = |unit: &&ReportUnit| unit.evaluation.scalars.get("accuracy").copied().flatten();
        units.iter().filter_map(|unit| Some((unit.key.seed, value(unit)?))).collect()
    };
    let test_per_train = context.input.experiment.protocols[protocol].split.test_per_train();
    let same_seed = a.iter().find_map(|unit| Some((*unit, *b.iter().find(|other| other.key.seed == unit.key.seed)?)));
    let same_rows = same_seed.filter(|(a, b)| a.predictions.row_id == b.predictions.row_id);
    Pair {
        first,
        second,
        accuracy: Difference::of(&accuracy(&a), &accuracy(&b), test_per_train).ok(),
        rows: same_rows.and_then(|(a, b)| mcnemar(&right(&a.predictions)?, &right(&b.predictions)?).ok()),
        areas: same_rows.filter(|_| context.is_binary()).and_then(|(a, b)| areas(&a.predictions, &b.predictions)),
    }
}

/// Which rows are classified rightly.
fn right(predictions: &Predictions) -> Option<Vec<bool>> {
    let matrix = predictions.matrix();
    let scores = Scores::new(&matrix, predictions.classes.len(), predictions.is_binary()).ok()?;
    Some(scores.predict().iter().zip(&predictions.y_true).map(|(predicted, truth)| predicted == truth).collect())
}

fn areas(first: &Predictions, second: &Predictions) -> Option<(f64, f64)> {
    let positive: Vec<bool> = first.y_true.iter().map(|&class| class == 1).collect();
    let test = delong_test(&positive, first.scores.last()?, second.scores.last()?).ok()?;
    Some((test.difference, test.p))
}

fn group(context: &Context<'_>, pair: &Pair<'_>, adjusted: Option<f64>) -> Group {
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let accuracy = pair.accuracy.as_ref();
    let mut cells = vec![
        or_nothing(accuracy.map(|difference| points(difference.mean))),
        or_nothing(adjusted.map(p_value)),
        or_nothing(accuracy.map(|difference| format!("{:.3}", difference.equal))),
        or_nothing(pair.rows.map(|rows| rows.b.to_string())),
        or_nothing(pair.rows.map(|rows| rows.c.to_string())),
        or_nothing(pair.rows.map(|rows| p_value(rows.mid_p))),
    ];
    if context.is_binary() {
        cells.push(or_nothing(pair.areas.map(|(difference, _)| points(difference))));
        cells.push(or_nothing(pair.areas.map(|(_, value)| p_value(value))));
    }
    let head = format!("{} less {}", context.titles.model(pair.first), context.titles.model(pair.second));
    Group::row(head, cells)
}

fn data(protocol: &str, pairs: &[Pair<'_>], adjusted: &[Option<f64>]) -> DataTable {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let row = |(pair, adjusted): (&Pair<'_>, &Option<f64>)| {
        let accuracy = pair.accuracy.as_ref();
        vec![
            protocol.to_owned(),
            pair.first.to_owned(),
            pair.second.to_owned(),
            cell(accuracy.map(|difference| difference.mean)),
            cell(accuracy.map(|difference| difference.p)),
            cell(*adjusted),
            cell(accuracy.map(|difference| difference.smaller)),
            cell(accuracy.map(|difference| difference.equal)),
            cell(accuracy.map(|difference| difference.larger)),
            pair.rows.map_or_else(String::new, |rows| rows.b.to_string()),
            pair.rows.map_or_else(String::new, |rows| rows.c.to_string()),
            cell(pair.rows.map(|rows| rows.exact)),
            cell(pair.rows.map(|rows| rows.mid_p)),
            cell(pair.areas.map(|(difference, _)| difference)),
            cell(pair.areas.map(|(_, p)| p)),
        ]
    };
    let columns = vec![
        "protocol",
        "first",
        "second",
        "accuracy_difference",
        "p",
        "p_holm",
        "p_smaller",
        "p_equal",
        "p_larger",
        "b",
        "c",
        "mcnemar_exact",
        "mcnemar_mid_p",
        "roc_auc_difference",
        "delong_p",
    ];
    DataTable { columns, rows: pairs.iter().zip(adjusted).map(row).collect() }
}
