//! Which columns reach the models.

use indexmap::IndexSet;

use super::PrepareError;
use super::error::UnknownColumn;
use crate::dataset::{Column, Table};
use crate::spec::{Protocol, SplitKind};

/// Two names this similar (Jaro–Winkler, without regard to case) are taken for a slip of the pen.
const SIMILAR: f64 = 0.85;

/// The columns of `table` that `protocol.drop` does not name, in table order.
///
/// # Errors
/// All names of `drop`, `encode.one_hot` and `split.by` that the table does not have, at once.
pub(super) fn used<'a>(table: &'a Table, protocol: &Protocol) -> Result<Vec<&'a Column>, PrepareError> {
    check_names(table, named(protocol))?;
    Ok(table.columns.iter().filter(|column| !is_dropped(protocol, &column.name)).collect())
}

/// Whether `protocol.drop` names this column.
pub fn is_dropped(protocol: &Protocol, column: &str) -> bool {
    protocol.drop.iter().any(|name| name.trim() == column)
}

/// Checks names of columns, each with the key that it stands under.
///
/// # Errors
/// All names that the table does not have, at once and each once, with the most similar one that it has.
pub fn check_names<'a>(
    table: &Table,
    names: impl Iterator<Item = (&'static str, &'a str)>,
) -> Result<(), PrepareError> {
    let missing: IndexSet<_> = names.filter(|(_, name)| table.column(name).is_none()).collect();
    let unknown: Vec<UnknownColumn> = missing
        .into_iter()
        .map(|(key, name)| UnknownColumn { key, name: name.to_owned(), suggestion: closest(table, name) })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(PrepareError::UnknownColumns(unknown)) }
}

/// The column that `split.by` names, for the kinds of split that read it.
pub(super) fn split_by(protocol: &Protocol) -> Option<&str> {
    match protocol.split.kind {
        SplitKind::Time | SplitKind::Group => protocol.split.by.as_deref().map(str::trim),
        SplitKind::Random | SplitKind::Stratified | SplitKind::Official => None,
    }
}

fn named(protocol: &Protocol) -> impl Iterator<Item = (&'static str, &str)> {
    let dropped = protocol.drop.iter().map(|name| ("drop", name.trim()));
    let encoded = protocol.encode.one_hot.iter().flatten().map(|name| ("encode.one_hot", name.trim()));
    dropped.chain(encoded).chain(split_by(protocol).map(|name| ("split.by", name)))
}

fn closest(table: &Table, name: &str) -> Option<String> {
    let name = name.to_lowercase();
    table
        .columns
        .iter()
        .map(|column| (strsim::jaro_winkler(&name, &column.name.to_lowercase()), &column.name))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{protocol_of, table_of};

    #[test]
    fn names_are_trimmed_and_dropped() {
        let table = table_of(&[("IAT", &[1.0]), ("Rate", &[2.0])], &["a"]);
        let mut protocol = protocol_of(SplitKind::Random);
        protocol.drop = vec![" IAT ".into()];
        let names: Vec<&str> = used(&table, &protocol).unwrap().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Rate"]);
    }

    #[test]
    fn a_name_that_stands_twice_under_one_key_is_reported_once() {
        let table = table_of(&[("IAT", &[1.0])], &["a"]);
        let names = [("drop", "x"), ("controls.columns", "x"), ("controls.columns", "x"), ("drop", "IAT")];
        let Err(PrepareError::UnknownColumns(unknown)) = check_names(&table, names.into_iter()) else {
            panic!("found")
        };
        let keys: Vec<&str> = unknown.iter().map(|unknown| unknown.key).collect();
        assert_eq!(keys, ["drop", "controls.columns"]);
    }

    #[test]
    fn every_unknown_name_is_reported_with_a_suggestion() {
        let table = table_of(&[("IAT", &[1.0]), ("Weight", &[2.0])], &["a"]);
        let mut protocol = protocol_of(SplitKind::Time);
        protocol.drop = vec!["weigth".into(), "qqq".into()];
        protocol.split.by = Some("iat".into());
        let Err(PrepareError::UnknownColumns(unknown)) = used(&table, &protocol) else { panic!("names were found") };
        let found: Vec<_> = unknown.iter().map(|u| (u.key, u.name.as_str(), u.suggestion.as_deref())).collect();
        assert_eq!(
            found,
            [("drop", "weigth", Some("Weight")), ("drop", "qqq", None), ("split.by", "iat", Some("IAT"))]
        );
    }
}
