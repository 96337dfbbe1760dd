//! Controls and trivial models: what a good score must be compared with.

use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::names::{FileNames, control_title};
use crate::run::store::SummaryRow;
use crate::spec::ControlKind;

use super::metrics::{Metric, SPREAD_COLUMNS, mark_note, metrics, spread_cells};
use super::{seeds, table};

/// The table of one protocol; none where no control was run.
pub(crate) fn controls(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Option<Table> {
    let rows = context.control_rows(protocol);
    if rows.is_empty() {
        return None;
    }
    let metrics = metrics(context);
    let mut columns = vec![Column::text("Control"), Column::text("Model")];
    columns.extend(metrics.iter().map(Metric::column));
    let mut kinds: Vec<ControlKind> = rows.iter().map(|(_, kind)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let groups = kinds.iter().map(|&kind| group(context, protocol, kind, &rows, &metrics)).collect();
    let caption = format!("{}: mean ± sample SD over seeds.", context.under("Controls and trivial models", protocol));
    let expected = kinds.iter().map(|&kind| format!("{}: {}", control_title(kind), kind.expectation()));
    let notes = expected.chain(mark_note(context, &metrics, rows.iter().map(|(row, _)| *row))).collect();
    let id = names.make(&["controls", protocol]);
    Some(table(context, id, caption, columns, groups, notes, data(protocol, &rows, &metrics)))
}

/// The control's rows, each under the plain run it is to be compared with.
fn group(
    context: &Context<'_>,
    protocol: &str,
    kind: ControlKind,
    rows: &[(&SummaryRow, ControlKind)],
    metrics: &[Metric],
) -> Group {
    let line = |source: String, row: Option<&SummaryRow>| -> Vec<String> {
        std::iter::once(source).chain(metrics.iter().map(|metric| metric.ours(context, row))).collect()
    };
    let mut lines = Vec::new();
    for (row, _) in rows.iter().filter(|(_, other)| *other == kind) {
        let title = context.titles.model(&row.model);
        let with_seeds = |row: &SummaryRow| format!("{title}, {}", seeds(row.seeds.len()));
        lines.push(line(with_seeds(row), Some(row)));
        if row.control.is_some() {
            let plain = context.row(protocol, &row.model);
            lines.extend(plain.map(|plain| line(format!("{title} without the control"), Some(plain))));
        }
    }
    Group { head: control_title(kind).to_owned(), rows: lines }
}

fn data(protocol: &str, rows: &[(&SummaryRow, ControlKind)], metrics: &[Metric]) -> DataTable {
    let mut columns = vec!["protocol", "control", "model", "metric"];
    columns.extend(SPREAD_COLUMNS);
    let cells = |row: &SummaryRow, kind: ControlKind, metric: &Metric| {
        let names = [protocol, kind.name(), &row.model, &metric.name].map(str::to_owned);
        names.into_iter().chain(spread_cells(Some(row), &metric.name)).collect()
    };
    let rows = rows.iter().flat_map(|(row, kind)| metrics.iter().map(|metric| cells(row, *kind, metric))).collect();
    DataTable { columns, rows }
}
