//! The tables: what is in them, and how they are written as CSV, Markdown and LaTeX.

mod comparisons;
mod controls;
mod cost;
mod csv;
mod latex;
mod markdown;
mod metrics;
mod per_class;
mod performance;

pub(crate) use comparisons::comparisons;
pub(crate) use controls::controls;
pub(crate) use cost::cost;
pub(crate) use per_class::per_class;
pub(crate) use performance::performance;

use super::ReportError;
use super::content::Context;
use super::document::{Column, DataTable, Group, Table};
use super::stamp::Stamp;

/// A table of results, with the stamp on it.
fn table(
    context: &Context<'_>,
    id: String,
    caption: String,
    columns: Vec<Column>,
    groups: Vec<Group>,
    notes: Vec<String>,
    data: DataTable,
) -> Table {
    Table { id, number: 0, caption, stamp: context.stamp.short, columns, groups, notes, data: Some(data) }
}

/// The files of a table of results: ending and contents.
pub(crate) fn files(table: &Table, stamp: &Stamp) -> Result<Vec<(&'static str, String)>, ReportError> {
    let Some(data) = &table.data else { return Ok(Vec::new()) };
    let broken = |reason: &str| ReportError::Table { table: table.id.clone(), reason: reason.to_owned() };
    if data.rows.iter().any(|row| row.len() != data.columns.len()) {
        return Err(broken("a row has another number of cells than there are columns"));
    }
    if table.groups.iter().flat_map(Group::cells).any(|row| row.len() != table.columns.len()) {
        return Err(broken("a line has another number of cells than there are columns"));
    }
    let banner = stamp.banner.as_deref();
    Ok(vec![
        ("csv", csv::write(data, stamp.word)),
        ("md", markdown::write(table, banner)),
        ("tex", latex::write(table, banner)),
    ])
}

/// The number of seeds, in words.
fn seeds(n: usize) -> String {
    if n == 1 { "1 seed".to_owned() } else { format!("{n} seeds") }
}
