//! Tables: by model, and by class.

use indexmap::IndexMap;

use super::number::{rows, score};
use super::{Names, each_of, or_unstated};
use crate::claim::published::format;
use crate::claim::published::{ClassTable, Figure, METRICS, Means, Table, Unit};
use crate::spec::suggest;
use crate::spec::yaml::{At, Keys, Node};

pub(super) fn table(at: &At<'_>) -> Option<Table> {
    let keys = at.keys(&format::TABLE.names())?;
    let place = keys.required("place", At::string);
    let unit = unit(&keys);
    let rows = keys.required("rows", |at| {
        let place = place.as_deref().unwrap_or_default();
        each_of(at, &at.entries()?, |_, at| scores(at, place, unit))
    });
    let models = keys.get("rows").map(|at| at.node().names()).unwrap_or_default();
    let averages = keys.or("averages", IndexMap::new(), |at| averages(at, &models));
    let means = means(&keys);
    Some(Table { place: place?, rows: rows?, averages: averages?, means: means? })
}

/// Of how many runs or folds the figures are the mean: none without `runs`, and none where that is 1.
fn means(keys: &Keys<'_>) -> Option<Option<Means>> {
    let runs = keys.optional("runs", |at| or_unstated(at, |at| at.whole(1, format::MOST_ROWS)))?;
    Some(runs.filter(|&runs| runs != Some(1)).map(|runs| Means { runs }))
}

/// What `unit` says. One that cannot be read is told once, and not again at every figure: shares are taken as they are.
fn unit(keys: &Keys<'_>) -> Option<Unit> {
    keys.optional("unit", At::choice).unwrap_or(Some(Unit::Share))
}

fn scores(at: &At<'_>, place: &str, unit: Option<Unit>) -> Option<IndexMap<String, Figure>> {
    let known = at.keys(&METRICS)?.into_known();
    by_metric(at, &known, place, unit)
}

fn by_metric(
    at: &At<'_>,
    known: &[(&str, At<'_>)],
    place: &str,
    unit: Option<Unit>,
) -> Option<IndexMap<String, Figure>> {
    each_of(at, known, |metric, at| score(at, place, metric, unit))
}

/// Rows that are said to be the mean of other rows of the same table.
fn averages(at: &At<'_>, models: &[&str]) -> Option<IndexMap<String, Vec<String>>> {
    let entries = at.entries()?;
    for (mean, at) in &entries {
        known("row of this table", mean, at, models);
        let is_itself = |row: &Node| matches!(row, Node::Text(row) if row == mean);
        if matches!(at.node(), Node::List(rows) if rows.iter().any(is_itself)) {
            at.report("is the mean of itself", "name the other rows only".to_owned());
        }
    }
    let row = |at: &At<'_>| at.one_of("row of this table", models).map(str::to_owned);
    each_of(at, &entries, |_, at| at.filled_set(row))
}

/// Reports `name`, the key at `at`, unless it is one of `allowed`.
fn known(what: &str, name: &str, at: &At<'_>, allowed: &[&str]) {
    if !allowed.contains(&name) {
        at.report(format!("is no {what}"), suggest::hint(name, allowed));
    }
}

pub(super) fn class_table(at: &At<'_>, names: &Names<'_>) -> Option<ClassTable> {
    let keys = at.keys(&format::CLASS_TABLE.names())?;
    let model = keys.required("model", At::string);
    let place = keys.required("place", At::string);
    let printed_at = place.as_deref().unwrap_or_default();
    let unit = unit(&keys);
    let classes = keys.required("classes", |at| {
        let entries = at.entries()?;
        if let Some(classes) = &names.classes {
            entries.iter().for_each(|(class, at)| known("class of `classes`", class, at, classes));
        }
        each_of(at, &entries, |_, at| class_row(at, printed_at, unit))
    });
    let accuracy = keys.optional("accuracy", |at| score(at, printed_at, "accuracy", unit));
    let mean = |keys: &Keys<'_>, key| keys.or(key, IndexMap::new(), |at| scores(at, printed_at, unit));
    let (macro_average, weighted_average) = (mean(&keys, "macro"), mean(&keys, "weighted"));
    let means = means(&keys);
    let (place, classes) = (place?, classes?);
    let support = classes.iter().filter_map(|(class, row)| Some((class.clone(), row.support?))).collect();
    Some(ClassTable {
        place,
        model: model?,
        classes: classes.into_iter().map(|(class, row)| (class, row.scores)).collect(),
        support,
        accuracy: accuracy?,
        macro_average: macro_average?,
        weighted_average: weighted_average?,
        means: means?,
    })
}

/// What a table says of one class.
struct ClassRow {
    scores: IndexMap<String, Figure>,
    support: Option<u64>,
}

fn class_row(at: &At<'_>, place: &str, unit: Option<Unit>) -> Option<ClassRow> {
    let keys = at.keys(&format::class_row_names())?;
    let support = keys.optional(format::SUPPORT, rows);
    let printed: Vec<_> = keys.into_known().into_iter().filter(|(name, _)| *name != format::SUPPORT).collect();
    let scores = by_metric(at, &printed, place, unit);
    Some(ClassRow { scores: scores?, support: support? })
}
