//! Tables at the edge of what can be audited.

use idsbench::audit::data::Level;
use idsbench::dataset::{Column, ColumnData};

use super::planted::{self, Planted};
use super::{audited, flagged, of, told};

/// A clean table of these columns instead.
fn of_columns(seed: u64, columns: Vec<Column>) -> Planted {
    let mut rows = planted::clean(seed);
    rows.table.columns = columns;
    rows
}

fn numbers(name: &str, values: impl Iterator<Item = f64>) -> Column {
    Column { name: name.to_owned(), data: ColumnData::Numeric(values.collect()) }
}

#[test]
fn a_dropped_column_is_not_told() {
    let mut rows = planted::clean(300).with("time", |row, _, _| 1.6e9 + row as f64);
    assert_eq!(flagged(&audited(&rows), "capture_order"), ["time"]);
    rows.protocol.drop = vec![" time".to_owned()];
    let audit = audited(&rows);
    assert!(!audit.flags(), "{}", told(&audit));
}

#[test]
fn without_a_column_nothing_is_compared() {
    let mut rows = planted::clean(301);
    rows.protocol.drop = rows.table.columns.iter().map(|column| column.name.clone()).collect();
    let audit = audited(&rows);
    assert!(!audit.flags(), "{}", told(&audit));
    for check in ["duplicates_within", "duplicates_across", "near_duplicates", "label_conflicts", "one_column"] {
        assert_eq!(of(&audit, check)[0].level, Level::NotApplicable, "{check}");
    }
}

#[test]
fn cells_that_are_no_numbers_are_audited() {
    let clean = planted::clean(302);
    let count = clean.rows();
    let texts = |names: Vec<String>| ColumnData::Text {
        codes: (0..count).map(|row| (row % names.len()) as u32).collect(),
        names,
    };
    let columns = vec![
        numbers("missing", std::iter::repeat_n(f64::NAN, count)),
        numbers("infinite", (0..count).map(|row| if row % 2 == 0 { f64::INFINITY } else { f64::NEG_INFINITY })),
        numbers("constant", std::iter::repeat_n(5.0, count)),
        numbers("huge", (0..count).map(|row| if row % 3 == 0 { f64::MAX } else { f64::MIN })),
        Column { name: "proto".to_owned(), data: texts(vec!["tcp".to_owned(), "udp".to_owned()]) },
        Column { name: "flow".to_owned(), data: texts((0..count).map(|row| format!("flow {row}")).collect()) },
    ];
    let audit = audited(&of_columns(302, columns));
    assert_eq!(flagged(&audit, "identifiers"), ["flow"], "{}", told(&audit));
    assert!(flagged(&audit, "one_column").is_empty(), "{}", told(&audit));
}
