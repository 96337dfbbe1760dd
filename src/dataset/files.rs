//! Files of no edition: any table that a spec names, with the columns as they are.

use std::path::{MAIN_SEPARATOR, Path};

use super::cache::{Cache, Part};
use super::error::{DatasetError, FileProblem};
use super::gather::{Planned, Progress, gather};
use super::locate::{shown, stand_in};
use super::named::places;
use super::place::Place;
use super::read::{self, Header, Kind, Missing, Plan, PlannedColumn, PlannedLabel, Seen, is_unnamed};
use super::schema::strip_ending;
use super::table::{StrayCell, Table};
use crate::spec::{FilesSpec, LabelSource};

/// Names less similar than this are no hint (Jaro–Winkler similarity, 0 to 1).
const HINT_THRESHOLD: f64 = 0.75;

/// Endings that are no part of a label given by a file's name, `.gz` first.
const ENDINGS: [&str; 5] = [".gz", ".csv", ".tsv", ".txt", ".parquet"];

/// A file, its header, and how errors call it.
struct Opened {
    place: Place,
    shown: String,
    header: Header,
}

/// The rows of the files that `spec` names, relative to `base`.
///
/// A column is numeric where every cell of every file that is not missing is a number, else text: the files are read
/// twice. A note tells of each column of text that is numbers for the most part.
///
/// # Errors
/// A pattern without a match, a file that cannot be read, a column that is not there, files with different columns.
pub(crate) fn load_files(
    spec: &FilesSpec,
    base: &Path,
    cache: &Cache,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Table, DatasetError> {
    let opened: Vec<Opened> =
        places(&spec.files, base)?.into_iter().map(|place| open(spec, place, base)).collect::<Result<_, _>>()?;
    let Some(first) = opened.first() else {
        return Err(DatasetError::NoMatch { pattern: String::new(), base: shown(base) });
    };
    check_named_columns(spec, first)?;
    check_doubled_labels(spec, first)?;
    if features(spec, first).is_empty() {
        return Err(DatasetError::NoFeatures { path: first.shown.clone(), columns: first.header.names.len() });
    }
    let mut orders = Vec::with_capacity(opened.len());
    for file in &opened {
        orders.push(order(first, file)?);
    }
    if first.header.names.iter().any(|name| is_unnamed(name)) {
        progress(Progress::Note("a column without a name is taken for an index and not read"));
    }
    let relatives: Vec<String> = opened.iter().map(|file| relative(&file.place, base)).collect();
    let parts: Vec<Part<'_>> =
        opened.iter().zip(&relatives).map(|(file, relative)| Part { relative, place: &file.place }).collect();
    let stand_in = stand_in(parts.iter().map(|part| part.place))?;
    let mut table = cache.table(&format!("{spec:?}"), &parts, progress, |progress| {
        let features = features(spec, first);
        let shown = shown_columns(&opened, &orders, &features, &missing(spec), progress)?;
        let kinds: Vec<Kind> = shown.iter().map(|column| column.all.kind()).collect();
        let plans = opened.iter().zip(&orders).map(|(file, order)| plan(spec, first, file, order, &features, &kinds));
        let planned: Vec<Planned<'_>> =
            opened.iter().zip(plans).zip(&relatives).map(|((file, plan), name)| planned(file, name, plan)).collect();
        let mut table = gather(&planned, spec.sample.as_ref(), progress)?;
        for (column, &at) in shown.into_iter().zip(&features) {
            column.tell(&first.header.names[at], &mut table);
        }
        Ok(table)
    })?;
    for file in &table.files {
        for stray in file.stray_cells.iter().filter(|stray| stray.is_among_numbers()) {
            progress(Progress::Note(&format!("{}; {}", stray.sentence(&file.path), stray.hint())));
        }
    }
    table.origin = stand_in.unwrap_or(table.origin);
    Ok(table)
}

/// The path of a file below `base`, with `/`; of one that is not below it, its whole path.
fn relative(place: &Place, base: &Path) -> String {
    let Ok(relative) = place.path.strip_prefix(base) else { return place.shown() };
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    place.below(&parts.join("/"))
}

fn open(spec: &FilesSpec, place: Place, base: &Path) -> Result<Opened, DatasetError> {
    let shown = place.shown();
    let source = place.source();
    match read::header(&source).and_then(|header| header.named(&spec.column_names, &source)) {
        Ok(header) => Ok(Opened { place, shown, header }),
        Err(FileProblem::Zip) if strip_ending(&shown, ".zip").is_some() => {
            Err(DatasetError::Archive { archive: relative(&place, base) })
        }
        Err(problem) => Err(DatasetError::File { path: shown, problem }),
    }
}

fn planned<'a>(file: &'a Opened, relative: &str, plan: Plan) -> Planned<'a> {
    Planned {
        source: file.place.source(),
        relative: relative.to_owned(),
        shown: file.shown.clone(),
        bytes: file.place.source().size().unwrap_or(0),
        side: None,
        listed: false,
        plan,
    }
}

fn check_named_columns(spec: &FilesSpec, file: &Opened) -> Result<(), DatasetError> {
    let named = labels(spec).iter().map(|name| (name, "label")).chain(spec.drop.iter().map(|name| (name, "drop")));
    for (column, role) in named {
        if !file.header.names.contains(column) {
            return Err(DatasetError::NoColumn {
                path: file.shown.clone(),
                column: column.clone(),
                role,
                nearest: nearest(column, &file.header.names),
                columns: file.header.names.clone(),
            });
        }
    }
    Ok(())
}

/// A label that stands twice in the header could be either of the two, and the other one would give it away.
fn check_doubled_labels(spec: &FilesSpec, file: &Opened) -> Result<(), DatasetError> {
    let Header { cells, names, .. } = &file.header;
    let is_free = |name: &&String| !spec.drop.contains(name) && !labels(spec).contains(name);
    for label in labels(spec) {
        let alike = names.iter().zip(cells).filter(|(name, cell)| *cell == label && *name != label);
        let others: Vec<String> = alike.map(|(name, _)| name).filter(is_free).cloned().collect();
        if !others.is_empty() {
            return Err(DatasetError::DoubledLabel { path: file.shown.clone(), column: label.clone(), others });
        }
    }
    Ok(())
}

fn nearest(name: &str, names: &[String]) -> Option<String> {
    let lower = name.trim().to_lowercase();
    names
        .iter()
        .map(|other| (strsim::jaro_winkler(&lower, &other.to_lowercase()), other))
        .filter(|(similarity, _)| *similarity >= HINT_THRESHOLD)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other.clone())
}

/// The cell of `file` for each column of `first`.
fn order(first: &Opened, file: &Opened) -> Result<Vec<usize>, DatasetError> {
    let (wanted, names) = (&first.header.names, &file.header.names);
    let cells: Option<Vec<usize>> = wanted.iter().map(|name| names.iter().position(|other| other == name)).collect();
    match cells {
        Some(cells) if names.len() == wanted.len() => Ok(cells),
        _ => Err(DatasetError::DifferentColumns {
            path: file.shown.clone(),
            first: first.shown.clone(),
            missing: wanted.iter().filter(|name| !names.contains(name)).cloned().collect(),
            extra: names.iter().filter(|name| !wanted.contains(name)).cloned().collect(),
        }),
    }
}

fn labels(spec: &FilesSpec) -> &[String] {
    match &spec.label {
        LabelSource::Columns(names) => names,
        LabelSource::FileName => &[],
    }
}

/// Positions of the columns of the first file that are features.
fn features(spec: &FilesSpec, first: &Opened) -> Vec<usize> {
    let is_feature = |name: &String| !labels(spec).contains(name) && !spec.drop.contains(name) && !is_unnamed(name);
    let names = &first.header.names;
    (0..names.len()).filter(|&at| is_feature(&names[at])).collect()
}

/// What a feature's cells showed, over all files.
#[derive(Clone, Default)]
struct Shown {
    all: Seen,
    /// The file in which the first text stands.
    stray_in: usize,
}

impl Shown {
    fn add(&mut self, file: usize, seen: Seen) {
        if self.all.stray.is_none() {
            self.stray_in = file;
        }
        self.all.add(seen);
    }

    /// Puts down why the column is text where some of its cells are numbers, or would be without their commas.
    fn tell(self, column: &str, table: &mut Table) {
        let Seen { numbers, texts, stray: Some(stray) } = self.all else { return };
        let (cell, line, cells) = (stray.cell, stray.line, numbers + texts);
        let stray = StrayCell { column: column.to_owned(), cell, line, texts, cells };
        if numbers > 0 || stray.has_commas() {
            table.files[self.stray_in].stray_cells.push(stray);
        }
    }
}

/// What the cells of each feature showed.
fn shown_columns(
    files: &[Opened],
    orders: &[Vec<usize>],
    features: &[usize],
    missing: &Missing,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Shown>, DatasetError> {
    let mut all = vec![Shown::default(); features.len()];
    for (at, (file, order)) in files.iter().zip(orders).enumerate() {
        progress(Progress::Note(&format!("{}: finding out which columns are numbers", file.shown)));
        let cells: Vec<usize> = features.iter().map(|&at| order[at]).collect();
        let mut seen = read::infer(&file.place.source(), &file.header, &cells, missing)
            .map_err(|problem| DatasetError::File { path: file.shown.clone(), problem })?;
        for (all, cell) in all.iter_mut().zip(cells) {
            all.add(at, std::mem::take(&mut seen[cell]));
        }
    }
    Ok(all)
}

fn plan(spec: &FilesSpec, first: &Opened, file: &Opened, order: &[usize], features: &[usize], kinds: &[Kind]) -> Plan {
    let names = &first.header.names;
    let label = match &spec.label {
        LabelSource::Columns(labels) => {
            let cell = |label: &String| names.iter().position(|name| name == label).map(|at| order[at]);
            PlannedLabel::Cells(labels.iter().filter_map(cell).collect())
        }
        LabelSource::FileName => PlannedLabel::Same(name_label(&file.shown)),
    };
    let column = |(&at, &kind): (&usize, &Kind)| PlannedColumn { name: names[at].clone(), kind, cell: order[at] };
    let columns = features.iter().zip(kinds).map(column).collect();
    Plan { width: order.len(), columns, label, header_row: file.header.in_file, missing: missing(spec) }
}

/// What stands for a missing number besides what always does.
fn missing(spec: &FilesSpec) -> Missing {
    Missing(spec.missing.iter().map(|text| text.trim().to_owned()).collect())
}

/// The file's name without folder and endings.
fn name_label(path: &str) -> String {
    let name = path.rsplit(['/', MAIN_SEPARATOR]).next().unwrap_or(path).to_owned();
    ENDINGS.iter().fold(name, |name, ending| strip_ending(&name, ending).unwrap_or(&name).to_owned())
}
