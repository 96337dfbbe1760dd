//! Each class against the rest, mean over seeds.

use crate::metric::ClassScores;
use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::format::{NOTHING, Scale, exact, rounded_count};
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;

use super::{seeds, table};

type Quantity = (&'static str, &'static str, fn(&ClassScores) -> Option<f64>);

const QUANTITIES: [Quantity; 4] = [
    ("precision", "Precision", |s| Some(s.precision)),
    ("recall", "Recall", |s| Some(s.recall)),
    ("f1", "F1", |s| Some(s.f1)),
    ("false_alarm_rate", "False alarm rate", |s| s.false_alarm_rate),
];

/// The table of one protocol; none where no unit finished.
pub(crate) fn per_class(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Option<Table> {
    let mut columns = vec![Column::text("Model"), Column::text("Class")];
    columns.extend(QUANTITIES.iter().map(|(_, title, _)| Column::number(*title)));
    columns.push(Column::number("Support"));
    let (mut groups, mut data) = (Vec::new(), Vec::new());
    for model in context.models() {
        let units = context.units(protocol, model);
        let Some(first) = units.first() else { continue };
        let mut lines = Vec::new();
        for class in first.evaluation.per_class.keys() {
            let scores: Vec<&ClassScores> = scores_of(&units, class);
            lines.push(line(class, &scores));
            data.extend(data_rows(protocol, model, class, &scores));
        }
        let head = format!("{}, {}", context.titles.model(model), seeds(units.len()));
        groups.push(Group { head, rows: lines });
    }
    if groups.is_empty() {
        return None;
    }
    let caption =
        format!("{}: each class against the rest, mean ± sample SD over seeds.", context.under("Classes", protocol));
    let notes = vec!["Support: test rows of the class, mean over seeds.".to_owned()];
    let id = names.make(&["per_class", protocol]);
    let columns_of_data = vec!["protocol", "model", "class", "metric", "mean", "sd", "n"];
    let data = DataTable { columns: columns_of_data, rows: data };
    Some(table(context, id, caption, columns, groups, notes, data))
}

fn scores_of<'a>(units: &[&'a ReportUnit], class: &str) -> Vec<&'a ClassScores> {
    units.iter().filter_map(|unit| unit.evaluation.per_class.get(class)).collect()
}

fn line(class: &str, scores: &[&ClassScores]) -> Vec<String> {
    let mut cells = vec![class.to_owned()];
    for (_, _, quantity) in QUANTITIES {
        let spread = MeanSd::of(scores.iter().filter_map(|s| quantity(s)));
        cells.push(spread.map_or_else(|| NOTHING.to_owned(), |spread| Scale::Fraction.mean_sd(spread)));
    }
    cells.push(support(scores).map_or_else(|| NOTHING.to_owned(), |spread| rounded_count(spread.mean)));
    cells
}

fn support(scores: &[&ClassScores]) -> Option<MeanSd> {
    MeanSd::of(scores.iter().map(|s| s.support as f64))
}

fn data_rows(protocol: &str, model: &str, class: &str, scores: &[&ClassScores]) -> Vec<Vec<String>> {
    let spreads =
        QUANTITIES.iter().map(|(name, _, quantity)| (*name, MeanSd::of(scores.iter().filter_map(|s| quantity(s)))));
    spreads
        .chain([("support", support(scores))])
        .map(|(name, spread)| {
            let mut cells = [protocol, model, class, name].map(str::to_owned).to_vec();
            cells.push(exact(spread.map(|s| s.mean)));
            cells.push(exact(spread.and_then(|s| s.sd)));
            cells.push(spread.map_or(0, |s| s.n).to_string());
            cells
        })
        .collect()
}
