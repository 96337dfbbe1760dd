//! From YAML to a [`Paper`].
//!
//! One file per part of the format. Each reader returns `None` after it has reported why, and goes on through its other keys first, so
//! that all mistakes of a file come out together. Which keys there are stands in [`format`](super::format).

mod confusion;
mod number;
mod single;
mod statement;
mod table;

use std::path::Path;

use indexmap::IndexMap;

use super::{Averaging, ClaimErrors, Paper, Shares, format};
use crate::spec::yaml::{self, At, Keys, Node};
use crate::spec::{TaskKind, label_patterns};

/// Reads a file of published claims.
///
/// # Errors
/// The file cannot be read, or every mistake in it.
pub fn load(path: &Path) -> Result<Paper, ClaimErrors> {
    parse(&yaml::read_text(path)?, &path.display().to_string())
}

/// Reads the text of a file of published claims; `file` is its name in messages.
///
/// # Errors
/// Every mistake in it.
pub fn parse(text: &str, file: &str) -> Result<Paper, ClaimErrors> {
    yaml::read(text, file, paper)
}

fn paper(at: &At<'_>) -> Option<Paper> {
    let keys = at.keys(&format::PAPER.names())?;
    let id = keys.required("paper", At::string);
    let title = keys.required("title", At::string);
    let authors = stated(&keys, "authors", |at| at.filled_set(At::string));
    let found = keys.required("found", At::string);
    let dataset = keys.required("dataset", At::string);
    let edition = stated(&keys, "edition", At::string);
    let task = keys.required("task", At::choice);
    let classes = keys.required("classes", |at| at.filled_set(At::string));
    let averaging = averaging(&keys, task);
    let reads = keys.optional("reads", At::choice);
    let split = keys.required("split", shares);
    let tables = keys.required("tables", |at| at.each(table::table));
    let names = Names {
        models: models(&keys),
        classes: classes.as_ref().map(|classes| classes.iter().map(String::as_str).collect()),
    };
    let labels = keys.or("labels", IndexMap::new(), |at| labels(at, &names));
    let positive = positive(&keys, task, &names);
    let declared = keys.or("declared", Vec::new(), |at| at.each(|at| single::declared(at, &names)));
    let class_tables = keys.or("class_tables", Vec::new(), |at| at.each(|at| table::class_table(at, &names)));
    let figures = keys.or("figures", Vec::new(), |at| at.each(|at| single::single_figure(at, &names)));
    let spreads = keys.or("spreads", Vec::new(), |at| at.each(|at| single::spread(at, &names)));
    let improvements = keys.or("improvements", Vec::new(), |at| at.each(|at| single::improvement(at, &names)));
    let confusions = keys.or("confusions", Vec::new(), |at| at.each(|at| confusion::confusion(at, &names)));
    let statements = keys.or("statements", Vec::new(), |at| at.each(|at| statement::statement(at, &names)));
    let notes = keys.or("notes", Vec::new(), |at| at.each(At::string));
    Some(Paper {
        id: id?,
        title: title?,
        authors: authors?.unwrap_or_default(),
        found: found?,
        dataset: dataset?,
        edition: edition?,
        task: task?,
        labels: labels?,
        positive: positive?,
        averaging: averaging?,
        reads: reads?,
        split: split?,
        declared: declared?,
        tables: tables?,
        class_tables: class_tables?,
        figures: figures?,
        spreads: spreads?,
        improvements: improvements?,
        confusions: confusions?,
        statements: statements?,
        notes: notes?,
        classes: classes?,
    })
}

/// What figures and statements may speak of.
struct Names<'a> {
    models: Vec<&'a str>,
    /// `None` where the classes could not be read: then any will do.
    classes: Option<Vec<&'a str>>,
}

impl Names<'_> {
    fn model(&self, at: &At<'_>) -> Option<String> {
        at.one_of("model of a table", &self.models).map(str::to_owned)
    }

    fn class(&self, at: &At<'_>) -> Option<String> {
        match &self.classes {
            Some(classes) => at.one_of("class of `classes`", classes).map(str::to_owned),
            None => at.string(),
        }
    }
}

/// The row names of all tables and the models of all class tables, readable or not.
fn models<'a>(keys: &Keys<'a>) -> Vec<&'a str> {
    let items = |key| match keys.get(key).map(At::node) {
        Some(Node::List(items)) => items.as_slice(),
        _ => &[],
    };
    let rows = items("tables").iter().filter_map(|table| table.get("rows")).flat_map(Node::names);
    let of_class_tables = items("class_tables").iter().filter_map(|table| match table.get("model") {
        Some(Node::Text(model)) => Some(model.as_str()),
        _ => None,
    });
    let mut models: Vec<&str> = Vec::new();
    for model in rows.chain(of_class_tables) {
        if !models.contains(&model) {
            models.push(model);
        }
    }
    models
}

/// A key that must be given, `unstated` where the paper is silent.
fn stated<'a, T>(keys: &Keys<'a>, key: &str, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    keys.required(key, |at| or_unstated(at, read))
}

/// A value, or `unstated`.
fn or_unstated<'a, T>(at: &At<'a>, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    match at.node() {
        Node::Text(text) if text == format::UNSTATED => Some(None),
        _ => read(at).map(Some),
    }
}

fn averaging(keys: &Keys<'_>, task: Option<TaskKind>) -> Option<Option<Averaging>> {
    let averaging = stated(keys, "averaging", At::choice)?;
    if (task, averaging) == (Some(TaskKind::Multiclass), Some(Averaging::Binary)) {
        let why = "`binary` means the scores of the positive class, which a multi-class task does not have";
        keys.refuse("averaging", why, "write macro, weighted, micro or unstated");
    }
    Some(averaging)
}

fn positive(keys: &Keys<'_>, task: Option<TaskKind>, names: &Names<'_>) -> Option<Option<String>> {
    match task? {
        TaskKind::Multiclass => {
            keys.refuse("positive", "is only for a binary task", "remove it");
            Some(None)
        }
        TaskKind::Binary => stated(keys, "positive", |at| names.class(at)),
    }
}

/// Patterns of raw labels; every class must have one, or its size would be 0.
fn labels(at: &At<'_>, names: &Names<'_>) -> Option<IndexMap<String, String>> {
    let labels = label_patterns(at, |at| names.class(at))?;
    let missing = names.classes.iter().flatten().find(|class| !labels.values().any(|given| given == *class));
    match missing {
        Some(class) => at.fail(format!("has no pattern for the class `{class}`"), None),
        None => Some(labels),
    }
}

fn shares(at: &At<'_>) -> Option<Shares> {
    let keys = at.keys(&format::SPLIT.names())?;
    let place = keys.required("place", At::string);
    let read = |key| stated(&keys, key, |at| number::figure(at, place.as_deref().unwrap_or_default()));
    let (train, validation, test) = (read("train"), read("validation"), read("test"));
    place.as_ref()?;
    Some(Shares { train: train?, validation: validation?, test: test? })
}

/// The entries of a map, each read with `read` by its name.
fn each_of<'a, T>(
    map: &At<'a>,
    entries: &[(&'a str, At<'a>)],
    read: impl Fn(&'a str, &At<'a>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    if matches!(map.node(), Node::Map(entries) if entries.is_empty()) {
        return map.fail("is empty", None);
    }
    let all: Vec<Option<(String, T)>> =
        entries.iter().map(|(name, at)| Some(((*name).to_owned(), read(name, at)?))).collect();
    all.into_iter().collect()
}
