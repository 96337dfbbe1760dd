//! From YAML to a [`Paper`].

use std::path::Path;

use indexmap::IndexMap;

use super::{
    ClaimErrors, Confusion, Decimal, Figure, METRICS, Paper, Predicate, Shares, SingleFigure, Statement, Table,
};
use crate::spec::yaml::{self, At, Keys, Node, quoted};
use crate::spec::{TaskKind, suggest};

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
    let keys = at.keys(&[
        "paper",
        "title",
        "authors",
        "found",
        "dataset",
        "edition",
        "task",
        "classes",
        "positive",
        "averaging",
        "split",
        "tables",
        "figures",
        "confusions",
        "statements",
        "notes",
    ])?;
    let id = keys.required("paper", At::string);
    let title = keys.required("title", At::string);
    let authors = stated(&keys, "authors", |at| at.filled_set(At::string));
    let found = keys.required("found", At::string);
    let dataset = keys.required("dataset", At::string);
    let edition = stated(&keys, "edition", At::string);
    let task = keys.required("task", At::choice);
    let classes = keys.required("classes", |at| at.filled_set(At::string));
    let averaging = stated(&keys, "averaging", At::choice);
    let split = keys.required("split", shares);
    let tables = keys.required("tables", |at| at.each(table));
    let names = Names {
        models: keys.get("tables").map(models).unwrap_or_default(),
        classes: classes.as_ref().map(|classes| classes.iter().map(String::as_str).collect()),
    };
    let positive = positive(&keys, task, &names);
    let figures = keys.or("figures", Vec::new(), |at| at.each(|at| single_figure(at, &names)));
    let confusions = keys.or("confusions", Vec::new(), |at| at.each(|at| confusion(at, &names)));
    let statements = keys.or("statements", Vec::new(), |at| at.each(|at| statement(at, &names)));
    let notes = keys.or("notes", Vec::new(), |at| at.each(At::string));
    Some(Paper {
        id: id?,
        title: title?,
        authors: authors?.unwrap_or_default(),
        found: found?,
        dataset: dataset?,
        edition: edition?,
        task: task?,
        positive: positive?,
        averaging: averaging?,
        split: split?,
        figures: figures?,
        confusions: confusions?,
        statements: statements?,
        notes: notes?,
        tables: tables?,
        labels: IndexMap::new(),
        declared: Vec::new(),
        class_tables: Vec::new(),
        spreads: Vec::new(),
        improvements: Vec::new(),
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

/// The row names of all tables, readable or not.
fn models<'a>(tables: &At<'a>) -> Vec<&'a str> {
    let Node::List(tables) = tables.node() else { return Vec::new() };
    let rows = tables.iter().filter_map(|table| table.get("rows"));
    rows.flat_map(Node::names).collect()
}

/// A key that must be given, `unstated` where the paper is silent.
fn stated<'a, T>(keys: &Keys<'a>, key: &str, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    keys.required(key, |at| match at.node() {
        Node::Text(text) if text == "unstated" => Some(None),
        _ => read(at).map(Some),
    })
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

fn shares(at: &At<'_>) -> Option<Shares> {
    let keys = at.keys(&["train", "validation", "test", "place"])?;
    let place = keys.required("place", At::string);
    let read = |key| stated(&keys, key, |at| figure(at, place.as_deref().unwrap_or_default()));
    let (train, validation, test) = (read("train"), read("validation"), read("test"));
    place.as_ref()?;
    Some(Shares { train: train?, validation: validation?, test: test? })
}

/// A printed number; between quotes, because YAML would take the trailing zeros off.
fn figure(at: &At<'_>, place: &str) -> Option<Figure> {
    if matches!(at.node(), Node::Integer(_) | Node::Float(_)) {
        let hint = "put it between quotes, as printed: \"0.990\" is not \"0.99\"";
        return at.fail("is a bare number", hint.to_owned());
    }
    let printed = at.text()?;
    match printed.parse::<Decimal>() {
        Ok(value) => Some(Figure { printed: printed.to_owned(), value, place: place.to_owned() }),
        Err(error) => at.fail(format!("{} {error}", quoted(printed)), None),
    }
}

fn metric(at: &At<'_>) -> Option<String> {
    at.one_of("metric", &METRICS).map(str::to_owned)
}

fn table(at: &At<'_>) -> Option<Table> {
    let keys = at.keys(&["place", "rows"])?;
    let place = keys.required("place", At::string);
    let rows = keys.required("rows", |at| {
        let place = place.as_deref().unwrap_or_default();
        each_of(at, &at.entries()?, |at| each_of(at, &at.keys(&METRICS)?.into_known(), |at| figure(at, place)))
    });
    Some(Table { place: place?, rows: rows?, averages: IndexMap::new() })
}

/// The entries of a map, each read with `read`.
fn each_of<'a, T>(
    map: &At<'a>,
    entries: &[(&'a str, At<'a>)],
    read: impl Fn(&At<'a>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    if matches!(map.node(), Node::Map(entries) if entries.is_empty()) {
        return map.fail("is empty", None);
    }
    let all: Vec<Option<(String, T)>> =
        entries.iter().map(|(name, at)| Some(((*name).to_owned(), read(at)?))).collect();
    all.into_iter().collect()
}

fn single_figure(at: &At<'_>, names: &Names<'_>) -> Option<SingleFigure> {
    let keys = at.keys(&["model", "metric", "value", "place", "note"])?;
    let model = keys.required("model", |at| names.model(at));
    let metric = keys.required("metric", metric);
    let place = keys.required("place", At::string);
    let figure = keys.required("value", |at| figure(at, place.as_deref().unwrap_or_default()));
    let note = keys.optional("note", At::string);
    place.as_ref()?;
    Some(SingleFigure { model: model?, metric: metric?, figure: figure?, note: note? })
}

fn confusion(at: &At<'_>, names: &Names<'_>) -> Option<Confusion> {
    let keys = at.keys(&["model", "place", "labels", "rows", "counts", "note"])?;
    let model = keys.required("model", |at| names.model(at));
    let place = keys.required("place", At::string);
    let labels = keys.required("labels", |at| at.filled_set(|at| names.class(at)));
    let rows_are = keys.required("rows", |at| at.one_of("side", &["actual", "predicted"]));
    let counts = keys.required("counts", |at| at.each(|at| at.each(|at| at.whole(0, u64::MAX))));
    let note = keys.optional("note", At::string);
    let (labels, counts) = (labels?, counts?);
    if counts.len() != labels.len() || counts.iter().any(|row| row.len() != labels.len()) {
        let message = format!("must have {0} rows of {0} numbers, one for each label", labels.len());
        return keys.get("counts")?.fail(message, None);
    }
    let counts = if rows_are? == "actual" { counts } else { transposed(&counts) };
    Some(Confusion { model: model?, place: place?, labels, counts, note: note? })
}

fn transposed(square: &[Vec<u64>]) -> Vec<Vec<u64>> {
    (0..square.len()).map(|column| square.iter().map(|row| row[column]).collect()).collect()
}

fn statement(at: &At<'_>, names: &Names<'_>) -> Option<Statement> {
    let keys = at.keys(&["claim", "model", "place", "says"])?;
    let predicate = keys.required("claim", |at| predicate(at, names));
    let place = keys.required("place", At::string);
    let says = keys.optional("says", At::string);
    let predicate = predicate?;
    let model = if predicate.names_its_models() {
        keys.refuse("model", "is given, but the claim names its models itself", "remove it");
        Some(None)
    } else {
        keys.required("model", |at| names.model(at)).map(Some)
    };
    Some(Statement { predicate, model: model?, place: place?, says: says? })
}

fn predicate(at: &At<'_>, names: &Names<'_>) -> Option<Predicate> {
    let text = at.text()?;
    let Some(predicate) = Predicate::parse(text) else {
        let hint =
            "such as `a.accuracy > b.accuracy`, `lowest recall: CLASS`, `largest confusion: CLASS → CLASS`, or one of ";
        let properties = super::Property::ALL.map(super::Property::name).join(", ");
        return at.fail(format!("{} is no claim", quoted(text)), format!("{hint}{properties}"));
    };
    let mut good = true;
    let mut check = |what: &str, name: &str, allowed: &[&str]| {
        if !allowed.contains(&name) {
            at.report(format!("`{name}` is no {what}"), suggest::hint(name, allowed));
            good = false;
        }
    };
    for quantity in predicate.quantities() {
        check("model of a table", &quantity.model, &names.models);
    }
    for metric in predicate.metrics() {
        check("metric", metric, &METRICS);
    }
    for class in predicate.classes() {
        check("class of `classes`", class, names.classes.as_deref().unwrap_or(&[class]));
    }
    good.then_some(predicate)
}
