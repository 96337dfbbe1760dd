//! Whether a table is the whole of its edition, and what it lacks.

use std::collections::BTreeMap;

use super::catalogue::{Count, Edition};
use super::error::quoted;
use super::schema::plain_names;
use super::table::{FileUse, Origin, Table};
use crate::text::thousands;

/// [`Origin::Complete`] where every listed file is there and all row and class counts are the catalogue's, else
/// [`Origin::Partial`] with what is missing, one sentence each.
pub(crate) fn origin(edition: &'static Edition, table: &Table) -> Origin {
    let name = edition.name.to_owned();
    let missing: Vec<String> =
        [files(edition, &table.files), rows(edition, &table.files), classes(edition, table)].concat();
    if missing.is_empty() { Origin::Complete { edition: name } } else { Origin::Partial { edition: name, missing } }
}

/// The use of a listed file.
pub(crate) fn use_of<'u>(uses: &'u [FileUse], listed: &str) -> Option<&'u FileUse> {
    uses.iter().filter(|file| file.listed).find(|file| {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        plain_names(name).iter().any(|name| name.eq_ignore_ascii_case(listed))
    })
}

fn files(edition: &Edition, uses: &[FileUse]) -> Vec<String> {
    let missing: Vec<String> = edition
        .files
        .iter()
        .filter(|file| use_of(uses, file.name).is_none())
        .map(|file| file.name.to_owned())
        .collect();
    let mut said = Vec::new();
    if !missing.is_empty() {
        said.push(format!(
            "{} of {} listed files are missing: {}.",
            missing.len(),
            edition.files.len(),
            quoted(&missing)
        ));
    }
    let unlisted: Vec<String> = uses.iter().filter(|file| !file.listed).map(|file| file.path.clone()).collect();
    if !unlisted.is_empty() {
        said.push(format!("The rows come from files that the catalogue does not list: {}.", quoted(&unlisted)));
    }
    said
}

fn rows(edition: &Edition, uses: &[FileUse]) -> Vec<String> {
    let mut said: Vec<String> = edition
        .files
        .iter()
        .filter_map(|file| {
            let (found, expected) = (use_of(uses, file.name)?, file.rows?);
            (found.rows != expected)
                .then(|| format!("{} gives {} of {} rows.", found.path, thousands(found.rows), thousands(expected)))
        })
        .collect();
    let total: u64 = uses.iter().map(|file| file.rows).sum();
    if total != edition.rows.value {
        said.push(format!(
            "{} of {} rows are here{}.",
            thousands(total),
            thousands(edition.rows.value),
            sureness(edition.rows)
        ));
    }
    said
}

/// Rows of each raw label in the files.
pub(crate) fn label_counts(table: &Table) -> BTreeMap<&str, u64> {
    if let Some(sample) = &table.sample {
        return sample.labels.iter().map(|(label, rows)| (label.as_str(), *rows)).collect();
    }
    table.label_names.iter().map(String::as_str).zip(table.label_counts()).collect()
}

fn classes(edition: &Edition, table: &Table) -> Vec<String> {
    let counts = label_counts(table);
    let mut said: Vec<String> = edition
        .classes
        .iter()
        .filter_map(|class| {
            let found = counts.get(class.name).copied().unwrap_or(0);
            let expected = class.rows.filter(|expected| expected.value != found)?;
            let found = if found == 0 { "none".to_owned() } else { thousands(found) };
            Some(format!("Class {}: {found} of {} rows{}.", class.name, thousands(expected.value), sureness(expected)))
        })
        .collect();
    if !edition.classes.is_empty() {
        let unknown = counts.iter().filter(|(label, _)| edition.class(label).is_none());
        said.extend(
            unknown
                .map(|(label, rows)| format!("Label `{label}` ({} rows) is not in the catalogue.", thousands(*rows))),
        );
    }
    said
}

fn sureness(count: Count) -> &'static str {
    if count.verified { "" } else { " (the catalogue's figure is from memory)" }
}
