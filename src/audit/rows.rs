//! The real rows of a paper's dataset: their class sizes, and the ceiling that conflicting labels set.

use std::path::Path;

use super::ceiling::{Ceiling, ceiling};
use super::claim::checks::Check;
use super::claim::exact::{Rounding, as_f64, ratio};
use super::claim::sizes::{self, Population};
use super::claim::{Finding, Severity};
use crate::claim::published::{Decimal, Figure, Paper, Table as PrintedTable};
use crate::dataset::catalogue::Edition;
use crate::dataset::{self, DatasetError, Located, Origin, Progress, Table};
use crate::text::thousands;

/// The check of the printed accuracies, given what they are held against.
pub(super) static CHECK: Check<fn(&Held<'_>, &Labelled) -> Vec<Finding>> = Check {
    name: "label_conflict_ceiling",
    title: "Accuracy above what equal rows of different classes leave",
    definition: "A model that is a function of the feature columns gives one answer to rows that are equal in all of them. Of each group of \
                 equal rows it gets at most the largest class right: accuracy ≤ Σ rows of the largest class of each group / rows. \
                 Impossible only where the files are the whole edition and the paper tests on 100 % of it; else the test rows may \
                 hold fewer conflicts, and an accuracy above is a question.",
    source: "the Bayes error of the rows themselves",
    assumptions: "The accuracy is the share of the rows that are right, of the rows in the folder; one model, which sees the feature columns of \
                  one row and no identifier.",
    example: "Of four rows two are equal and of different classes: no accuracy is above 75 %.",
    run: |held, rows| held.findings(rows),
};

/// What the rows say about a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealRows {
    /// The edition that the files fit.
    pub edition: &'static str,
    /// What is missing from the files, one sentence each; empty where they are the whole edition.
    pub missing: Vec<String>,
    /// The rows of each of the paper's classes; `None` where the files are a part of the edition or fit no class.
    pub population: Option<Population>,
    /// Why there is no population, in a sentence.
    pub notes: Vec<String>,
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
    let mut why_not = None;
    for edition in sizes::editions(paper) {
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
    let labelled = Labelled::new(paper, table);
    let (population, note) = match labelled.population(edition, folder) {
        _ if !missing.is_empty() => {
            let why = format!(
                "The files in {folder} are a part of {}: no test set follows from the rows that they have.",
                edition.name
            );
            (None, Some(why))
        }
        None => {
            let why =
                format!("No label of the rows in {folder} is of a class of the paper: no test set follows from them.");
            (None, Some(why))
        }
        population => (population, None),
    };
    let held = Held { paper, edition, table, folder, is_whole: missing.is_empty() };
    let findings = (CHECK.run)(&held, &labelled);
    RealRows { edition: edition.name, missing, population, notes: note.into_iter().collect(), findings }
}

/// The rows by the paper's classes.
pub(super) struct Labelled {
    /// Class of each row; `None` where no pattern of the paper's file covers its label.
    classes: Vec<Option<u32>>,
    /// Rows of each class.
    sizes: Vec<u64>,
    /// Labels that no pattern covers.
    left_out: Vec<String>,
}

impl Labelled {
    fn new(paper: &Paper, table: &Table) -> Self {
        let class_of_label: Vec<Option<usize>> = table.label_names.iter().map(|label| paper.class_of(label)).collect();
        let mut sizes = vec![0; paper.classes.len()];
        let mut left_out = Vec::new();
        for ((class, label), rows) in class_of_label.iter().zip(&table.label_names).zip(table.label_counts()) {
            match class {
                Some(class) => sizes[*class] += rows,
                None => left_out.push(label.clone()),
            }
        }
        let class = |&label: &u32| class_of_label[label as usize].map(|class| class as u32);
        Self { classes: table.labels.iter().map(class).collect(), sizes, left_out }
    }

    /// `None` without a row that has a class.
    fn population(&self, edition: &Edition, folder: &str) -> Option<Population> {
        let any = self.sizes.iter().any(|&rows| rows > 0);
        any.then(|| Population::counted(edition.name, folder, &self.sizes, self.left_out.clone()))
    }
}

/// What the printed accuracies are held against.
pub(super) struct Held<'a> {
    paper: &'a Paper,
    edition: &'static Edition,
    table: &'a Table,
    folder: &'a str,
    /// Whether the files are the whole edition.
    is_whole: bool,
}

impl Held<'_> {
    fn findings(&self, rows: &Labelled) -> Vec<Finding> {
        let cannot = |why: &str| vec![Finding::new(CHECK.name, Severity::NotCheckable, self.edition.name, why)];
        if rows.classes.iter().all(Option::is_none) {
            return cannot(
                "no raw label of the rows belongs to a class of the paper: give `labels` in the claims file",
            );
        }
        let edition = self.edition;
        let is_identifier =
            |name: &str| edition.identifier_columns().any(|column| column.name.eq_ignore_ascii_case(name));
        let (identifiers, features): (Vec<_>, Vec<_>) =
            self.table.columns.iter().partition(|column| is_identifier(&column.name));
        if features.is_empty() || !edition.schema_verified {
            return cannot(
                "the catalogue does not list the feature columns of this edition, so it is not known which rows are equal",
            );
        }
        let ceiling = ceiling(&features, &rows.classes);
        let part = if self.is_whole { "" } else { "the part of " };
        let mut assumptions = vec![
            format!(
                "the accuracy is the share of the rows that are right, of all rows of {part}{} in {}, with the paper's classes as `labels` \
                 gives them",
                edition.name, self.folder
            ),
            format!(
                "the model is one function of the {} feature columns of a row, the same for every row",
                features.len()
            ),
        ];
        if !identifiers.is_empty() {
            let names: Vec<&str> = identifiers.iter().map(|column| column.name.as_str()).collect();
            assumptions.push(format!("it does not see the identifiers {}", names.join(", ")));
        }
        assumptions.push("the figure was rounded to the nearest or truncated".to_owned());
        let tables = self.paper.tables.iter();
        let rows = tables.flat_map(|table| table.rows.iter().map(move |(model, row)| (table, model, row)));
        rows.filter_map(|(table, model, row)| {
            let place = format!("{}, {model}", table.place);
            Some(self.judge(place, row.get("accuracy")?, table, &ceiling, &assumptions))
        })
        .collect()
    }

    fn judge(
        &self,
        place: String,
        figure: &Figure,
        table: &PrintedTable,
        ceiling: &Ceiling,
        assumptions: &[String],
    ) -> Finding {
        let highest = ceiling.accuracy().unwrap_or_else(|| ratio(1, 1));
        let at_most = format!("{:.4} %", 100.0 * as_f64(&highest));
        // Both modes begin at the printed number or half a digit below it.
        let lowest = Rounding::Nearest.range(figure.value).low.value;
        let accuracy = format!("An accuracy of {}", figure.printed);
        let (severity, says) = if lowest <= highest {
            let says = format!("{accuracy} is not above the {at_most} that equal rows of different classes leave.");
            (Severity::Unremarkable, says)
        } else if self.is_of_these_rows(table) {
            let says = format!("{accuracy} is above the {at_most} that equal rows of different classes leave.");
            (Severity::Impossible, says)
        } else {
            let says = format!(
                "{accuracy} is above the {at_most} that equal rows of different classes leave on the rows in {}; the test rows would \
                 have to hold fewer conflicts than these.",
                self.folder
            );
            (Severity::Suspicious, says)
        };
        let finding = Finding::new(CHECK.name, severity, place, says)
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

    /// Whether the paper says that its accuracies are of exactly these rows: the files are whole and it tests on all of them.
    ///
    /// Of a part of the rows the ceiling is another one, and folds have a model each.
    fn is_of_these_rows(&self, table: &PrintedTable) -> bool {
        let whole: Decimal = "100%".parse().expect("is a number");
        let tests_on_all = self.paper.split.test.as_ref().is_some_and(|share| share.value.compare(&whole).is_eq());
        self.is_whole
            && tests_on_all
            && table.averages.is_empty()
            && table.means.is_none()
            && self.paper.spreads.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::published;
    use crate::dataset::catalogue;
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
    fn table(origin: Origin) -> Table {
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
            sample: None,
            fingerprint: None,
            origin,
        }
    }

    const EDITION: &str = "bot-iot/10-best";

    fn complete() -> Origin {
        Origin::Complete { edition: EDITION.to_owned() }
    }

    fn partial() -> Origin {
        Origin::Partial { edition: EDITION.to_owned(), missing: vec!["Most of it.".to_owned()] }
    }

    fn examined(origin: Origin, test: &str, labels: &str) -> RealRows {
        examine(&paper(test, labels), catalogue::find(EDITION).unwrap(), &table(origin), "there")
    }

    /// Of the accuracies 75.0 % and 75.1 %: 3 of 4 rows can be right, and 75.1 % begins at 75.05 %.
    fn severities(rows: &RealRows) -> Vec<Severity> {
        rows.findings.iter().map(|finding| finding.severity).collect()
    }

    const LABELS: &str = "labels: { \"Normal*\": normal, \"*\": attack }";

    #[test]
    fn an_accuracy_above_the_ceiling_of_the_very_test_rows_is_impossible() {
        let rows = examined(complete(), "\"100%\"", LABELS);
        assert_eq!(severities(&rows), [Severity::Unremarkable, Severity::Impossible]);
        let assumptions = &rows.findings[1].assumptions;
        assert!(assumptions.iter().any(|assumption| assumption.contains("pkSeqID")));
        assert!(assumptions[0].contains("all rows of bot-iot/10-best in there"), "{assumptions:?}");
        assert_eq!(rows.findings[1].numbers["ceiling"], "3/4");
    }

    #[test]
    fn where_the_test_rows_may_be_others_it_is_a_question() {
        // The test rows of an honest paper can hold no conflict though all rows do.
        for (origin, test) in [
            (complete(), "unstated"),
            (complete(), "\"20%\""),
            (partial(), "unstated"),
            (partial(), "\"20%\""),
            (partial(), "\"100%\""),
        ] {
            let rows = examined(origin.clone(), test, LABELS);
            assert_eq!(severities(&rows), [Severity::Unremarkable, Severity::Suspicious], "{origin:?} {test}");
        }
    }

    #[test]
    fn folds_have_a_model_each() {
        let mut paper = paper("\"100%\"", LABELS);
        paper.tables[0].averages.insert("bad".to_owned(), vec!["good".to_owned()]);
        let rows = examine(&paper, catalogue::find(EDITION).unwrap(), &table(complete()), "there");
        assert_eq!(severities(&rows), [Severity::Unremarkable, Severity::Suspicious]);
    }

    #[test]
    fn without_known_feature_columns_there_is_no_ceiling() {
        let edition = catalogue::find("cicids2017/engelen2021").unwrap();
        let rows =
            examine(&paper("\"100%\"", LABELS), edition, &Table { columns: Vec::new(), ..table(complete()) }, "there");
        assert_eq!(severities(&rows), [Severity::NotCheckable]);
        // The classes are counted all the same.
        assert_eq!(rows.population.unwrap().sizes(), Some(vec![1, 3]));
        let only_identifiers = Table { columns: table(complete()).columns[..1].to_vec(), ..table(complete()) };
        let rows = examine(&paper("\"100%\"", LABELS), catalogue::find(EDITION).unwrap(), &only_identifiers, "there");
        assert_eq!(severities(&rows), [Severity::NotCheckable]);
    }

    #[test]
    fn the_classes_of_a_whole_edition_are_a_population() {
        let rows = examined(complete(), "\"20%\"", LABELS);
        let population = rows.population.unwrap();
        assert_eq!(population.sizes(), Some(vec![1, 3]));
        assert_eq!(population.to_string(), "bot-iot/10-best, as published, counted in there");
        assert!(rows.notes.is_empty());
        let rows = examined(complete(), "\"20%\"", "labels: { \"Normal*\": normal, \"x\": attack }");
        assert_eq!(rows.population.unwrap().left_out, ["DDoS/UDP"]);
    }

    #[test]
    fn a_part_of_an_edition_says_nothing_of_its_class_sizes() {
        let rows = examined(partial(), "\"100%\"", LABELS);
        assert_eq!(rows.population, None);
        assert!(rows.notes[0].contains("are a part of bot-iot/10-best"), "{:?}", rows.notes);
    }

    #[test]
    fn labels_that_fit_no_row_are_said() {
        let rows = examined(complete(), "unstated", "labels: { a: normal, b: attack }");
        assert_eq!(severities(&rows), [Severity::NotCheckable]);
        assert_eq!((rows.population, rows.notes.len()), (None, 1));
    }
}
