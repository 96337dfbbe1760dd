//! The format of a file of published claims, described once.
//!
//! The reader takes its known keys from here; [`json_schema`] and [`reference_page`] are made from it.

mod keys;
mod page;
mod schema;

use std::iter;

pub(super) use keys::{CLASS_TABLE, CONFUSION, DECLARED, FIGURE, IMPROVEMENT, PAPER, SPLIT, SPREAD, STATEMENT, TABLE};
pub use page::reference_page;
pub use schema::json_schema;

use super::metrics::METRICS;

/// What stands where the paper is silent.
pub(super) const UNSTATED: &str = "unstated";

/// The rows of a class in the test set, beside the metrics.
pub(super) const SUPPORT: &str = "support";

/// A confusion matrix that has the actual classes in its rows.
pub(super) const ACTUAL: &str = "actual";

/// What the rows of a confusion matrix can be.
pub(super) const SIDES: [&str; 2] = [ACTUAL, "predicted"];

/// The largest number of rows that is read: sums of many such counts stay exact.
pub(super) const MOST_ROWS: u64 = 1_000_000_000_000;

/// A file with every key, for the reference page and its tests.
pub(super) const WORKED_EXAMPLE: &str = include_str!("example.yaml");

/// A map with known keys.
#[derive(Debug)]
pub(super) struct Group {
    /// What it is.
    says: &'static str,
    /// In the order of the page.
    keys: &'static [Key],
}

impl Group {
    /// The known keys.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }
}

/// A key of a map.
#[derive(Debug)]
struct Key {
    name: &'static str,
    need: Need,
    value: Value,
    /// What it means.
    says: &'static str,
    /// A value as it would stand in a file.
    example: &'static str,
}

/// Whether a key must be given.
#[derive(Debug)]
enum Need {
    Required,
    Optional,
    /// Required where another key of the same map has this value, refused elsewhere.
    Where(&'static str, &'static str),
    /// Required or refused by a rule that a schema cannot tell.
    Depends(&'static str),
}

/// What a value may be.
#[derive(Debug)]
enum Value {
    /// Text that is not blank; what it is.
    Text(&'static str),
    /// A printed number, quoted.
    Figure,
    /// A printed number of rows, quoted.
    Rows,
    /// A whole number from here on, not quoted.
    Whole(u64),
    /// One of these words.
    Choice(fn() -> &'static [&'static str]),
    /// One of [`METRICS`].
    Metric,
    /// This, or `unstated`.
    OrUnstated(&'static Value),
    /// A list; whether it must have an item and no item twice.
    List { of: &'static Value, filled_set: bool },
    /// A map with known keys.
    Group(&'static Group),
    /// A map with names of the paper's own; what they are.
    Named { by: &'static str, of: &'static Value },
    /// A map from metric to printed number, where `support` with the number of rows as well.
    Scores { support: bool },
}

/// The known keys of a class in a class table.
pub(super) fn class_row_names() -> Vec<&'static str> {
    METRICS.into_iter().chain(iter::once(SUPPORT)).collect()
}

#[cfg(test)]
mod tests;
