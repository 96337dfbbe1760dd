//! The real rows of a paper's dataset: their class sizes, and the ceiling that conflicting labels set.

use std::path::Path;

use super::ceiling::{Ceiling, ceiling};
use super::claim::exact::{Rounding, as_f64, ratio};
use super::claim::reading::TestSet;
use super::claim::{Finding, Severity};
use crate::claim::published::{Decimal, Figure, Paper};
use crate::dataset::catalogue::{self, Edition};
use crate::dataset::{self, DatasetError, Located, Origin, Progress, Table};
use crate::text::thousands;

/// Name of the check, as in a finding.
const CHECK: &str = "label_conflict_ceiling";

/// What the rows say about a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealRows {
    /// The edition that the files fit.
    pub edition: &'static str,
    /// What is missing from the files, one sentence each.
    pub missing: Vec<String>,
    /// All rows that have one of the paper's classes, as a test set; `None` where a class has no rows or the claims give no `labels`.
    pub test_set: Option<TestSet>,
    /// One finding for each printed accuracy, or the reason why there is none.
    pub findings: Vec<Finding>,
}

/// Reads the rows of a paper's edition from a folder; `None` where the folder holds no edition of its dataset.
///
/// The edition is the one that the paper states, else the first of its dataset that the files fit; `folder` or `folder/<dataset>` holds them.
///
/// # Errors
/// A file of the edition that cannot be used.
pub fn read(
    paper: &Paper,
    folder: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Option<RealRows>, DatasetError> {
    let Some((edition, located)) = find(paper, folder)? else { return Ok(None) };
    let table = dataset::load_edition(&located, edition, progress)?;
    Ok(Some(examine(paper, edition, &table, &folder.display().to_string())))
}

/// The paper's edition in a folder.
fn find(paper: &Paper, folder: &Path) -> Result<Option<(&'static Edition, Located)>, DatasetError> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let candidates = catalogue::all().iter().copied().filter(|edition| match &paper.edition {
        Some(stated) => edition.name == stated,
        None => plain(edition.dataset()) == plain(&paper.dataset),
    });
    let mut why_not = None;
    for edition in candidates {
        let below = folder.join(edition.dataset());
        let folder = if below.is_dir() { below } else { folder.to_owned() };
        match dataset::locate(edition, &folder) {
            Ok(located) => return Ok(Some((edition, located))),
            // Another edition's files, or none of the dataset's: the next edition may fit.
            Err(DatasetError::NothingFits { .. }) => {}
            Err(error) => why_not = why_not.or(Some(error)),
        }
    }
    why_not.map_or(Ok(None), Err)
}

/// Class sizes and ceiling of the rows.
fn examine(paper: &Paper, edition: &'static Edition, table: &Table, folder: &str) -> RealRows {
    let missing = match &table.origin {
        Origin::Partial { missing, .. } => missing.clone(),
        _ => Vec::new(),
    };
    let class_of_label: Vec<Option<u32>> =
        table.label_names.iter().map(|label| paper.class_of(label).map(|class| class as u32)).collect();
    let mut sizes = vec![0; paper.classes.len()];
    for (class, rows) in class_of_label.iter().zip(table.label_counts()) {
        if let Some(class) = class {
            sizes[*class as usize] += rows;
        }
    }
    let part = if missing.is_empty() { "" } else { "the part of " };
    let origin = format!("all rows of {part}{} in {folder}", edition.name);
    let test_set = sizes.iter().all(|&rows| rows > 0).then(|| TestSet::exact(&origin, &sizes));
    let classes: Vec<Option<u32>> = table.labels.iter().map(|&label| class_of_label[label as usize]).collect();
    let findings = findings(paper, edition, table, &classes, &origin);
    RealRows { edition: edition.name, missing, test_set, findings }
}

fn findings(
    paper: &Paper,
    edition: &'static Edition,
    table: &Table,
    classes: &[Option<u32>],
    origin: &str,
) -> Vec<Finding> {
    if classes.iter().all(Option::is_none) {
        let why = "no raw label of the rows belongs to a class of the paper: give `labels` in the claims file";
        return vec![Finding::new(CHECK, Severity::NotCheckable, edition.name, why)];
    }
    let is_identifier = |name: &str| edition.identifier_columns().any(|column| column.name.eq_ignore_ascii_case(name));
    let (identifiers, features): (Vec<_>, Vec<_>) =
        table.columns.iter().partition(|column| is_identifier(&column.name));
    let ceiling = ceiling(&features, classes);
    let mut assumptions = vec![
        format!("the accuracy is of {origin}, with the paper's classes as `labels` gives them"),
        format!("the model is a function of the {} feature columns of one row", features.len()),
    ];
    if !identifiers.is_empty() {
        let names: Vec<&str> = identifiers.iter().map(|column| column.name.as_str()).collect();
        assumptions.push(format!("it does not see the identifiers {}", names.join(", ")));
    }
    accuracies(paper).map(|(place, figure)| judge(paper, place, figure, &ceiling, &assumptions)).collect()
}

/// Every accuracy of a table.
fn accuracies(paper: &Paper) -> impl Iterator<Item = (String, &Figure)> {
    let rows = paper.tables.iter().flat_map(|table| table.rows.iter().map(move |(model, row)| (table, model, row)));
    rows.filter_map(|(table, model, row)| Some((format!("{}, {model}", table.place), row.get("accuracy")?)))
}

fn judge(paper: &Paper, place: String, figure: &Figure, ceiling: &Ceiling, assumptions: &[String]) -> Finding {
    let highest = ceiling.accuracy().unwrap_or_else(|| ratio(1, 1));
    let percent = |value: f64| format!("{:.4} %", 100.0 * value);
    let at_most = percent(as_f64(&highest));
    // Both modes begin at the printed number or half a digit below it.
    let lowest = Rounding::Nearest.range(figure.value).low.value;
    let (severity, says) = if lowest <= highest {
        (
            Severity::Unremarkable,
            format!(
                "An accuracy of {} is not above the {at_most} that equal rows of different classes leave.",
                figure.printed
            ),
        )
    } else if is_of_a_part(paper) {
        let says = format!(
            "An accuracy of {} is above the {at_most} that equal rows of different classes leave on all rows; the test rows, a part of them, \
             would have to hold fewer conflicts than the rest.",
            figure.printed
        );
        (Severity::Suspicious, says)
    } else {
        (
            Severity::Impossible,
            format!(
                "An accuracy of {} is above the {at_most} that equal rows of different classes leave.",
                figure.printed
            ),
        )
    };
    let finding = Finding::new(CHECK, severity, place, says)
        .arithmetic(format!(
            "{} rows make {} different ones; {} of those, {} rows, hold more than one class; the largest class of each adds up to {} / {} = {}",
            thousands(ceiling.rows),
            thousands(ceiling.groups),
            thousands(ceiling.conflicts),
            thousands(ceiling.conflicting_rows),
            thousands(ceiling.right),
            thousands(ceiling.rows),
            at_most
        ))
        .number("ceiling", highest.to_string())
        .number("right", ceiling.right.to_string())
        .number("rows", ceiling.rows.to_string());
    assumptions.iter().fold(finding, Finding::assuming)
}

/// Whether the paper says that it tests on a part of the rows: then the rows of a folder are more than the test rows.
fn is_of_a_part(paper: &Paper) -> bool {
    let whole: Decimal = "100%".parse().expect("is a number");
    paper.split.test.as_ref().is_some_and(|share| share.value.compare(&whole).is_lt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::published;
    use crate::dataset::{Column, ColumnData};

    fn paper(test: &str, labels: &str) -> Paper {
        let text = format!(
            "paper: made-up\ntitle: A made-up paper\nauthors: unstated\nfound: nowhere\ndataset: Bot-IoT\nedition: unstated\ntask: binary
classes: [normal, attack]\n{labels}\npositive: attack\naveraging: unstated
split: {{ train: unstated, validation: unstated, test: {test}, place: Section 2 }}
tables:\n  - place: Table 1\n    rows:\n      good: {{ accuracy: \"75.0%\" }}\n      bad: {{ accuracy: \"75.1%\" }}\n"
        );
        published::parse(&text, "made-up.yaml").unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// Four rows, two of them equal and of different classes; the identifier tells them apart.
    fn table() -> Table {
        let numbers = |name: &str, values: &[f64]| Column {
            name: name.to_owned(),
            data: ColumnData::Numeric(values.to_vec().into()),
        };
        Table {
            columns: vec![numbers("pkSeqID", &[1.0, 2.0, 3.0, 4.0]), numbers("mean", &[0.5, 0.5, 0.6, 0.7])],
            labels: vec![0, 1, 1, 1],
            label_names: vec!["Normal/Normal".to_owned(), "DDoS/UDP".to_owned()],
            file_of_row: vec![0; 4],
            files: Vec::new(),
            origin: Origin::Partial { edition: "bot-iot/10-best".to_owned(), missing: vec!["Most of it.".to_owned()] },
        }
    }

    fn examined(test: &str, labels: &str) -> RealRows {
        let edition = catalogue::find("bot-iot/10-best").unwrap();
        examine(&paper(test, labels), edition, &table(), "there")
    }

    const LABELS: &str = "labels: { \"Normal*\": normal, \"*\": attack }";

    #[test]
    fn an_accuracy_above_the_ceiling_is_impossible_on_these_rows() {
        let rows = examined("unstated", LABELS);
        let severities: Vec<Severity> = rows.findings.iter().map(|finding| finding.severity).collect();
        // 3 of 4 rows can be right; 75.1 % begins at 75.05 %.
        assert_eq!(severities, [Severity::Unremarkable, Severity::Impossible]);
        assert!(rows.findings[1].assumptions.iter().any(|assumption| assumption.contains("pkSeqID")));
        assert_eq!(rows.findings[1].numbers["ceiling"], "3/4");
        let test_set = rows.test_set.unwrap();
        assert_eq!(test_set.sizes(), Some(vec![1, 3]));
        assert_eq!(test_set.origin, "all rows of the part of bot-iot/10-best in there");
    }

    #[test]
    fn on_a_part_of_the_rows_it_is_a_question() {
        assert_eq!(examined("\"20%\"", LABELS).findings[1].severity, Severity::Suspicious);
        assert_eq!(examined("\"100%\"", LABELS).findings[1].severity, Severity::Impossible);
    }

    #[test]
    fn labels_that_fit_no_row_are_said() {
        let rows = examined("unstated", "labels: { a: normal, b: attack }");
        assert_eq!(rows.findings[0].severity, Severity::NotCheckable);
        assert_eq!(rows.test_set, None);
    }
}
