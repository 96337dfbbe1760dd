//! What can be wrong with rows, a protocol, or the two together.

use thiserror::Error;

use super::SplitSide;
use crate::dataset::StrayCell;
use crate::spec::SplitKind;

/// Why rows could not be prepared. Each one names the key or the column, and what to change.
#[derive(Debug, Clone, PartialEq, Error)]
#[allow(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum PrepareError {
    #[error(
        "task.labels: no rule matches {}; add a rule for each, or a last rule \"*\" for the rest",
        labels_with_counts(.labels)
    )]
    UnmatchedLabels { labels: Vec<(String, u64)> },
    #[error(
        "task.labels: all {rows} rows are `{class}`, and a classifier needs two classes; \
         check the rules of task.labels and which files were read"
    )]
    OneClass { class: String, rows: u64 },
    #[error("no rows were read; check which files the dataset names")]
    NoRows,
    #[error("{}", lines(.0))]
    UnknownColumns(Vec<UnknownColumn>),
    #[error("encode.one_hot: column `{column}` is also listed under drop; remove it from one of the two")]
    DroppedAndEncoded { column: String },
    #[error(
        "no column is left to learn from ({rows} rows, {dropped} columns dropped); shorten drop, or keep constants"
    )]
    NoFeatures { rows: u64, dropped: usize },
    #[error("text that encode.one_hot does not list stands in {}; list it there, or under drop", quoted(.columns))]
    TextNotEncoded { columns: Vec<String> },
    #[error(
        "column `{column}` has {categories} categories over the training rows, such as {}, more than \
         encode.max_categories ({limit}); {}", quoted(.examples), too_many(.stray.as_deref())
    )]
    TooManyCategories {
        column: String,
        categories: usize,
        limit: u32,
        examples: Vec<String>,
        stray: Option<Box<(StrayCell, String)>>,
    },
    #[error(
        "encode.unseen: column `{column}` holds {} in {rows} {side} rows and never in train; \
         set encode.unseen to zeros or other, or drop the column", quoted(.categories)
    )]
    UnseenCategories { column: String, categories: Vec<String>, rows: u64, side: SplitSide },
    #[error(
        "cleaning removed all {rows} rows, for each has a missing or infinite cell{}; set clean.non_finite to zero or \
         median, or drop columns", without_values(.empty)
    )]
    NothingLeft { rows: u64, empty: Vec<String> },
    #[error("split: test {test} and validation {validation} are no shares; both lie in [0, 1) and their sum below 1")]
    Shares { test: f64, validation: f64 },
    #[error("split: no row of {kept} falls into {side} (test {test}, validation {validation}); {hint}")]
    EmptySide { side: SplitSide, kept: u64, test: f64, validation: f64, hint: &'static str },
    #[error(
        "view: windows need neighbouring rows on one side, and a {} split tears them apart; use official, time or group",
        split_name(*.split)
    )]
    WindowsTorn { split: SplitKind },
    #[error("view: a window has at least one row")]
    EmptyWindow,
    #[error(
        "view: no {window} consecutive rows of one file lie in {side} (the longest run has {longest}); \
         use a shorter window, or a split that keeps rows together"
    )]
    NoWindow { side: SplitSide, window: u32, longest: usize },
    #[error(
        "balance: smote interpolates rows, which windows of traffic are not; use class_weights, undersample or oversample"
    )]
    SmoteOnWindows,
    #[error("split: official needs the publishers' side of each file, and {} has none; use random, time or group", quoted(.files))]
    FilesWithoutSide { files: Vec<String> },
    #[error(
        "split: official, but no file of the publishers' {side} side was read; add these files, or use another split"
    )]
    OfficialSideMissing { side: SplitSide },
    #[error(
        "split.by: column `{column}` is text, which has no time order; name a numeric column, or none for the order in the files"
    )]
    TextTime { column: String },
    #[error(
        "split.by: {by} gives {groups} group(s), fewer than the {sides} sides; group by another column, or use another split"
    )]
    TooFewGroups { by: String, groups: usize, sides: usize },
    #[error(
        "scale: the spread of column `{column}` over the training rows is beyond 64-bit floats; drop it or repair the values"
    )]
    Unscalable { column: String },
    #[error(
        "column `{column}`, row {row}: the prepared value {value:e} is beyond 32-bit floats; \
         drop the column, or scale it if it is not scaled"
    )]
    BeyondF32 { column: String, row: u64, value: f64 },
}

/// A name that stands in a protocol and not in the table.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key}: the rows have no column `{name}`{}", did_you_mean(.suggestion.as_deref()))]
pub struct UnknownColumn {
    /// Where the name stands: `drop`, `encode.one_hot` or `split.by`.
    pub key: &'static str,
    /// The name, trimmed.
    pub name: String,
    /// The column it resembles most, if it resembles one.
    pub suggestion: Option<String>,
}

/// Most names that a message lists.
const LISTED: usize = 12;

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn lines(unknown: &[UnknownColumn]) -> String {
    unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(LISTED);
    let text = items.take(LISTED).collect::<Vec<_>>().join(", ");
    if more == 0 { text } else { format!("{text} and {more} more") }
}

fn quoted(names: &[String]) -> String {
    listed(names.iter().map(|name| format!("`{name}`")))
}

/// What to do about too many categories; a column of numbers has them by mistake.
fn too_many(stray: Option<&(StrayCell, String)>) -> String {
    const RAISE: &str = "raise it where these are categories, or list the column under drop";
    match stray {
        Some((stray, file)) if stray.is_among_numbers() => format!("{}; {}", stray.sentence(file), stray.hint()),
        Some((stray, file)) => format!("{RAISE} ({})", stray.sentence(file)),
        None => RAISE.to_owned(),
    }
}

fn without_values(columns: &[String]) -> String {
    if columns.is_empty() { String::new() } else { format!(" (no value at all: {})", quoted(columns)) }
}

fn labels_with_counts(labels: &[(String, u64)]) -> String {
    listed(labels.iter().map(|(label, rows)| format!("`{label}` ({rows} rows)")))
}

fn split_name(kind: SplitKind) -> &'static str {
    match kind {
        SplitKind::Random => "random",
        SplitKind::Stratified => "stratified",
        SplitKind::Official => "official",
        SplitKind::Time => "time",
        SplitKind::Group => "group",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_categories_are_told_why() {
        let stray = |texts| {
            let stray = StrayCell { column: "rate".into(), cell: "oops".into(), line: 7, texts, cells: 90 };
            too_many(Some(&(stray, "a.csv".into())))
        };
        assert!(stray(1).starts_with(
            "column `rate` is text because of `oops` in line 7 of a.csv: 1 of its 90 cells is no number; if"
        ));
        assert!(
            stray(80).starts_with("raise it where these are categories")
                && stray(80).contains("80 of its 90 cells are no number")
        );
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<String> = (0..15).map(|i| format!("c{i}")).collect();
        assert!(quoted(&names).ends_with("`c11` and 3 more"));
        assert_eq!(quoted(&names[..2]), "`c0`, `c1`");
    }

    #[test]
    fn every_unknown_column_has_its_line() {
        let unknown = |name: &str, suggestion: Option<&str>| UnknownColumn {
            key: "drop",
            name: name.into(),
            suggestion: suggestion.map(Into::into),
        };
        let error = PrepareError::UnknownColumns(vec![unknown("IATT", Some("IAT")), unknown("zz", None)]);
        assert_eq!(
            error.to_string(),
            "drop: the rows have no column `IATT`; did you mean `IAT`?\ndrop: the rows have no column `zz`"
        );
    }
}
