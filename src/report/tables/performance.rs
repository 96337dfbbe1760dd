//! Published against ours: a block per model, a column per metric that the paper prints.

use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::format::{NOTHING, exact};
use crate::report::names::FileNames;
use crate::run::store::SummaryRow;

use super::metrics::{Metric, SPREAD_COLUMNS, metrics, spread_cells};
use super::{seeds, table};

/// The table of one protocol.
pub(crate) fn performance(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Table {
    let metrics = metrics(context);
    let mut columns = vec![Column::text("Model"), Column::text("Source")];
    columns.extend(metrics.iter().map(Metric::column));
    let groups = context
        .models()
        .chain(context.published_only())
        .map(|model| Group { head: context.titles.model(model), rows: block(context, protocol, model, &metrics) })
        .collect();
    let has_published = context.input.published.is_some();
    let title = if has_published { "Published figures and ours" } else { "Performance on the test rows" };
    let caption = format!("{}: mean ± sample SD over seeds.", context.under(title, protocol));
    let id = names.make(&["performance", protocol]);
    table(context, id, caption, columns, groups, notes(context, protocol), data(context, protocol, &metrics))
}

/// Published, ours, difference; without published figures ours only.
fn block(context: &Context<'_>, protocol: &str, model: &str, metrics: &[Metric]) -> Vec<Vec<String>> {
    let row = context.row(protocol, model);
    let line = |source: String, cell: &dyn Fn(&Metric) -> String| -> Vec<String> {
        std::iter::once(source).chain(metrics.iter().map(cell)).collect()
    };
    let mut lines = Vec::new();
    let places = places(context, model);
    if !places.is_empty() {
        let printed = |metric: &Metric| {
            context.published(model, &metric.name).map_or_else(|| NOTHING.to_owned(), |cell| cell.printed.clone())
        };
        lines.push(line(format!("published, {places}"), &printed));
    }
    lines.push(line(ours(context, row, model), &|metric| metric.ours(row)));
    if !places.is_empty() && row.is_some() && !context.stamp.synthetic {
        let difference = |metric: &Metric| {
            difference(context, row, model, &metric.name)
                .map_or_else(|| NOTHING.to_owned(), |value| metric.scale.difference(value))
        };
        lines.push(line("ours − published".to_owned(), &difference));
    }
    lines
}

fn ours(context: &Context<'_>, row: Option<&SummaryRow>, model: &str) -> String {
    match row {
        Some(row) if row.seeds.is_empty() => "ours, every seed failed".to_owned(),
        Some(row) => format!("ours, {}", seeds(row.seeds.len())),
        None if context.input.experiment.models.contains_key(model) => "ours, no results".to_owned(),
        None => "not part of this experiment".to_owned(),
    }
}

/// Where the paper prints a model's figures, each place once.
fn places(context: &Context<'_>, model: &str) -> String {
    let mut places: Vec<&str> = Vec::new();
    for cell in context.cells().filter(|cell| cell.model == model) {
        if !places.contains(&cell.place.as_str()) {
            places.push(&cell.place);
        }
    }
    places.join("; ")
}

fn difference(context: &Context<'_>, row: Option<&SummaryRow>, model: &str, metric: &str) -> Option<f64> {
    let ours = row?.metrics.get(metric)?.mean;
    Some(ours - context.published(model, metric)?.value)
}

fn notes(context: &Context<'_>, protocol: &str) -> Vec<String> {
    let Some(published) = &context.input.published else { return Vec::new() };
    let mut notes = vec![format!("Published: {} ({}).", published.title.trim_end_matches('.'), published.source)];
    if context.stamp.synthetic {
        notes.push(
            "Differences are withheld: ours come from generated rows, which say nothing of the published figures."
                .to_owned(),
        );
        return notes;
    }
    notes.push("Differences are in the column's unit: points where it is per cent.".to_owned());
    if !context.stamp.missing.is_empty() {
        notes
            .push("Only a part of the dataset was present, so a difference may come from the missing rows.".to_owned());
    }
    if context.protocols().next() != Some(protocol) {
        notes.push("This protocol is not the paper's; a difference shows what the protocol changes.".to_owned());
    }
    notes
}

fn data(context: &Context<'_>, protocol: &str, metrics: &[Metric]) -> DataTable {
    let mut columns = vec!["protocol", "model", "metric", "published_printed", "published_value", "published_place"];
    columns.extend(SPREAD_COLUMNS);
    columns.push("difference");
    let mut rows = Vec::new();
    for model in context.models().chain(context.published_only()) {
        let row = context.row(protocol, model);
        for metric in metrics {
            let cell = context.published(model, &metric.name);
            let mut cells = vec![protocol.to_owned(), model.to_owned(), metric.name.clone()];
            cells.push(cell.map(|cell| cell.printed.clone()).unwrap_or_default());
            cells.push(exact(cell.map(|cell| cell.value)));
            cells.push(cell.map(|cell| cell.place.clone()).unwrap_or_default());
            cells.extend(spread_cells(row, &metric.name));
            let difference = difference(context, row, model, &metric.name);
            cells.push(exact(difference.filter(|_| !context.stamp.synthetic)));
            rows.push(cells);
        }
    }
    DataTable { columns, rows }
}
