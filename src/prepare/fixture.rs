//! Small made-up tables and protocols for this room's unit tests.

use crate::dataset::{Column, ColumnData, FileUse, Origin, Side, Table};
use crate::spec::{
    Balance, Clean, Constants, Duplicates, Encode, NonFinite, Protocol, Scale, Split, SplitClasses, SplitKind, Task,
    TaskKind, View,
};

/// A table of numeric columns in one file without a side.
pub(super) fn table_of(columns: &[(&str, &[f64])], labels: &[&str]) -> Table {
    let mut label_names: Vec<String> = Vec::new();
    let codes = labels.iter().map(|label| code_of(&mut label_names, label)).collect();
    Table {
        columns: columns
            .iter()
            .map(|(name, values)| Column {
                name: (*name).to_owned(),
                data: ColumnData::Numeric(values.to_vec().into()),
            })
            .collect(),
        labels: codes,
        label_names,
        file_of_row: vec![0; labels.len()],
        files: vec![file("rows.csv", None, labels.len())],
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
    }
}

/// `n` rows of one column 0, 1, 2, … with the labels `a` and `b` in turn.
pub(super) fn counting_table(n: usize) -> Table {
    let values: Vec<f64> = (0..n).map(|i| i as f64).collect();
    let labels: Vec<&str> = (0..n).map(|i| if i % 2 == 0 { "a" } else { "b" }).collect();
    table_of(&[("x", &values)], &labels)
}

/// Appends a text column.
pub(super) fn with_text(mut table: Table, name: &str, values: &[&str]) -> Table {
    let mut names = Vec::new();
    let codes = values.iter().map(|text| code_of(&mut names, text)).collect();
    table.columns.push(Column { name: name.to_owned(), data: ColumnData::Text { codes, names } });
    table
}

/// Cuts the table into files of the given lengths and sides, in row order.
pub(super) fn with_files(mut table: Table, files: &[(&str, Option<Side>, usize)]) -> Table {
    table.files = files.iter().map(|&(path, side, rows)| file(path, side, rows)).collect();
    table.file_of_row =
        files.iter().enumerate().flat_map(|(i, &(_, _, rows))| std::iter::repeat_n(i as u32, rows)).collect();
    assert_eq!(table.file_of_row.len(), table.rows());
    table
}

fn file(path: &str, side: Option<Side>, rows: usize) -> FileUse {
    FileUse { path: path.to_owned(), rows: rows as u64, side, ..FileUse::default() }
}

fn code_of(names: &mut Vec<String>, text: &str) -> u32 {
    let at = names.iter().position(|name| name == text).unwrap_or_else(|| {
        names.push(text.to_owned());
        names.len() - 1
    });
    at as u32
}

/// A multi-class task of these rules.
pub(super) fn task_of(rules: &[(&str, &str)]) -> Task {
    let labels = rules.iter().map(|&(pattern, class)| (pattern.to_owned(), class.to_owned())).collect();
    Task { kind: TaskKind::Multiclass, positive: None, labels }
}

/// A binary task of these rules.
pub(super) fn binary_task(rules: &[(&str, &str)], positive: &str) -> Task {
    Task { kind: TaskKind::Binary, positive: Some(positive.to_owned()), ..task_of(rules) }
}

/// Nothing cleaned, dropped, scaled or balanced; a split of this kind with 20 % test and 20 % validation.
pub(super) fn protocol_of(kind: SplitKind) -> Protocol {
    Protocol {
        clean: Clean { non_finite: NonFinite::Zero, duplicates: Duplicates::Keep, constants: Constants::Keep },
        drop: Vec::new(),
        encode: Encode::default(),
        split: Split { kind, test: 0.2, validation: 0.2, by: None, within_files: false, classes: SplitClasses::All },
        scale: Scale::None,
        balance: Balance::None,
        view: View::Features,
    }
}
