//! Published against ours: a block per model, a column per metric that the paper prints.

use crate::report::content::Context;
use crate::report::document::{Column, DataTable, Group, Table};
use crate::report::format::{NOTHING, Scale, exact};
use crate::report::names::FileNames;

use super::metrics::{Metric, SPREAD_COLUMNS, mark_note, metrics, spread_cells};
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
    table(context, id, caption, columns, groups, notes(context, protocol, &metrics), data(context, protocol, &metrics))
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
            context.published(model, &metric.name).map_or_else(|| NOTHING.to_owned(), |cell| metric.printed(cell))
        };
        lines.push(line(format!("published, {places}"), &printed));
    }
    lines.push(line(ours(context, protocol, model), &|metric| metric.ours(context, row)));
    if metrics.iter().any(|metric| difference(context, protocol, model, &metric.name).is_some()) {
        let difference = |metric: &Metric| {
            difference(context, protocol, model, &metric.name)
                .map_or_else(|| NOTHING.to_owned(), |value| metric.scale.difference(value))
        };
        lines.push(line("ours − published".to_owned(), &difference));
    }
    lines
}

fn ours(context: &Context<'_>, protocol: &str, model: &str) -> String {
    match context.row(protocol, model) {
        Some(row) if row.seeds.is_empty() => "ours, every seed failed".to_owned(),
        Some(row) => format!("ours, {}", seeds(row.seeds.len())),
        None if context.input.experiment.models.contains_key(model) => "ours, not run".to_owned(),
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

/// Ours less published, on the scale of the metric; none where one of them is missing or they cannot be compared.
fn difference(context: &Context<'_>, protocol: &str, model: &str, metric: &str) -> Option<f64> {
    if context.why_incomparable(protocol).is_some() {
        return None;
    }
    let ours = context.row(protocol, model)?.metrics.get(metric)?.mean;
    Some(ours - context.published(model, metric)?.value)
}

fn notes(context: &Context<'_>, protocol: &str, metrics: &[Metric]) -> Vec<String> {
    let mut notes: Vec<String> = context.untrained_alarm(protocol).map(|text| format!("{text}.")).into_iter().collect();
    let rows = context.models().filter_map(|model| context.row(protocol, model));
    notes.extend(mark_note(context, metrics, rows));
    let Some(published) = &context.input.published else { return notes };
    notes.push(format!("Published: {} ({}).", published.title.trim_end_matches('.'), published.source));
    notes.extend(published.notes.iter().cloned());
    if let Some(why) = context.why_incomparable(protocol) {
        notes.push(format!("Differences are withheld: {why}."));
        return notes;
    }
    let compared =
        |metric: &&Metric| context.models().any(|m| difference(context, protocol, m, &metric.name).is_some());
    let compared: Vec<&Metric> = metrics.iter().filter(compared).collect();
    if compared.is_empty() {
        return notes;
    }
    notes.push(format!(
        "Ours − published: our mean less the printed figure, {}; positive where ours is larger. A paper rounds: a difference below half of its last printed digit is none.",
        difference_unit(&compared)
    ));
    if !context.stamp.missing.is_empty() {
        notes
            .push("Only a part of the dataset was present, so a difference may come from the missing rows.".to_owned());
    }
    if context.papers_protocol() != Some(protocol) {
        notes.push("This protocol is not the paper's; a difference shows what the protocol changes.".to_owned());
    }
    notes
}

fn difference_unit(compared: &[&Metric]) -> &'static str {
    match compared.iter().filter(|metric| metric.scale == Scale::Percent).count() {
        0 => "as a fraction",
        n if n == compared.len() => "in percentage points",
        _ => "in percentage points where the column is in %, otherwise as a fraction",
    }
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
            cells.push(exact(difference(context, protocol, model, &metric.name)));
            rows.push(cells);
        }
    }
    DataTable { columns, rows }
}
