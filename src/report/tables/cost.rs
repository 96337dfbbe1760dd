//! What a model costs: time, memory, size.

use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::format::{NOTHING, bytes, exact, rounded_count, seconds};
use crate::report::names::FileNames;
use crate::run::store::SummaryRow;

use super::table;

/// A field of [`Measured`](crate::run::store::Measured), its heading, and how it is written.
type Quantity = (&'static str, &'static str, fn(f64) -> String);

const QUANTITIES: [Quantity; 8] = [
    ("train_seconds", "Training", seconds),
    ("train_cpu_seconds", "CPU", seconds),
    ("latency_p50", "Latency p50", seconds),
    ("latency_p95", "p95", seconds),
    ("latency_p99", "p99", seconds),
    ("rows_per_second", "Rows/s", rounded_count),
    ("peak_memory_bytes", "Peak memory", bytes),
    ("model_bytes", "Model size", bytes),
];

/// The table of one protocol, trivial models included; none where nothing was measured.
pub(crate) fn cost(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Option<Table> {
    let rows: Vec<&SummaryRow> = context
        .input
        .summary
        .rows
        .iter()
        .filter(|row| row.protocol == protocol && row.control.is_none() && !row.measured.is_empty())
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut columns = vec![Column::text("Model")];
    columns.extend(QUANTITIES.iter().map(|(_, title, _)| Column::number(*title)));
    columns.push(Column::number("Parameters"));
    let groups = rows.iter().map(|row| Group::row(context.titles.model(&row.model), line(context, row))).collect();
    let caption = format!("{}: means over seeds.", context.under("Cost", protocol));
    let notes = vec![
        "Training: wall time of the fit; CPU: over all its threads. Latency: one row at a time. Rows/s: batches of 1,024 rows."
            .to_owned(),
        format!(
            "Measured with {} at once on {}; times change with load, unlike everything else in this report.",
            if context.input.environment.jobs == 1 { "1 unit".to_owned() } else { format!("{} units", context.input.environment.jobs) },
            context.input.environment.processor
        ),
    ];
    let id = names.make(&["cost", protocol]);
    let data = DataTable {
        columns: vec!["protocol", "model", "quantity", "mean", "sd", "n"],
        rows: rows.iter().flat_map(|row| data_rows(context, row)).collect(),
    };
    Some(table(context, id, caption, columns, groups, notes, data))
}

fn measured(row: &SummaryRow, name: &str) -> Option<MeanSd> {
    row.measured.get(name).map(|spread| MeanSd::from(*spread))
}

fn parameters(context: &Context<'_>, row: &SummaryRow) -> Option<MeanSd> {
    MeanSd::of(context.units(&row.protocol, &row.model).iter().map(|unit| unit.record.parameters as f64))
}

fn line(context: &Context<'_>, row: &SummaryRow) -> Vec<String> {
    let nothing = || NOTHING.to_owned();
    let mut cells: Vec<String> = QUANTITIES
        .iter()
        .map(|(name, _, write)| measured(row, name).map_or_else(nothing, |spread| write(spread.mean)))
        .collect();
    cells.push(parameters(context, row).map_or_else(nothing, |spread| rounded_count(spread.mean)));
    cells
}

fn data_rows(context: &Context<'_>, row: &SummaryRow) -> Vec<Vec<String>> {
    let quantities = QUANTITIES.iter().map(|(name, _, _)| (*name, measured(row, name)));
    quantities
        .chain([("parameters", parameters(context, row))])
        .map(|(name, spread)| {
            let mut cells = [row.protocol.as_str(), &row.model, name].map(str::to_owned).to_vec();
            cells.push(exact(spread.map(|s| s.mean)));
            cells.push(exact(spread.and_then(|s| s.sd)));
            cells.push(spread.map_or(0, |s| s.n).to_string());
            cells
        })
        .collect()
}
