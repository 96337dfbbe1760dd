//! Whether a file's columns are an edition's, and from which cell each column is read.

use super::catalogue::{self, ColumnKind, Edition, LabelRule};
use super::error::FileProblem;
use super::read::{Header, Kind, Missing, Plan, PlannedColumn, PlannedLabel, distinct, is_unnamed, number};

/// How to read a file as one of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fit {
    pub(crate) plan: Plan,
    /// Columns of the file that are not read: an index without a name, or what an edition with an unsure schema has more.
    pub(crate) ignored: Vec<String>,
}

/// How to read a file with this header as one of `edition`; names in any order, compared without regard to case where
/// need be.
///
/// # Errors
/// [`FileProblem::OtherEdition`], [`FileProblem::OtherSchema`], [`FileProblem::OtherWidth`], or a label that the file's
/// name does not give.
pub(crate) fn fit(edition: &Edition, header: &Header, file_name: &str) -> Result<Fit, FileProblem> {
    let (cells, ignored, header_row) = match place(edition, &header.names) {
        Ok((cells, ignored)) => (cells, ignored, true),
        Err(_) if !edition.header_row && is_row(edition, &header.cells) => {
            ((0..edition.columns.len()).collect(), Vec::new(), false)
        }
        Err(problem) => return Err(other_edition(edition, header).unwrap_or(problem)),
    };
    let names = distinct(&column_names(edition));
    let columns = edition
        .columns
        .iter()
        .zip(names)
        .zip(&cells)
        .filter_map(|((column, name), &cell)| Some(PlannedColumn { name, kind: kind(column.kind)?, cell }))
        .collect();
    let label = label(edition, &cells, file_name)?;
    let plan = Plan { width: header.cells.len(), columns, label, header_row, missing: Missing::default() };
    Ok(Fit { plan, ignored })
}

fn column_names(edition: &Edition) -> Vec<&'static str> {
    edition.columns.iter().map(|column| column.name).collect()
}

fn kind(kind: ColumnKind) -> Option<Kind> {
    match kind {
        ColumnKind::Number | ColumnKind::IdentifierNumber => Some(Kind::Number),
        ColumnKind::Text | ColumnKind::IdentifierText => Some(Kind::Text),
        ColumnKind::Label => None,
    }
}

/// The cell of each of the edition's columns, and the names of the cells that belong to none.
fn place(edition: &Edition, names: &[String]) -> Result<(Vec<usize>, Vec<String>), FileProblem> {
    let mut free: Vec<bool> = vec![true; names.len()];
    let mut take = |wanted: &str, same: fn(&str, &str) -> bool| {
        let at = (0..names.len()).find(|&at| free[at] && same(&names[at], wanted))?;
        free[at] = false;
        Some(at)
    };
    let wanted = distinct(&column_names(edition));
    let exact: Vec<Option<usize>> = wanted.iter().map(|name| take(name, |a, b| a == b)).collect();
    let cells: Vec<Option<usize>> =
        exact.into_iter().zip(&wanted).map(|(at, name)| at.or_else(|| take(name, str::eq_ignore_ascii_case))).collect();
    let missing: Vec<String> =
        cells.iter().zip(&wanted).filter(|(cell, _)| cell.is_none()).map(|(_, name)| name.clone()).collect();
    let left = || names.iter().zip(&free).filter(|(_, free)| **free).map(|(name, _)| name);
    let extra: Vec<String> = left().filter(|name| edition.schema_verified && !is_unnamed(name)).cloned().collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok((cells.into_iter().flatten().collect(), left().cloned().collect()));
    }
    Err(FileProblem::OtherSchema { expected: edition.name, missing, extra })
}

/// Whether the first line of a file without a header can be a row.
fn is_row(edition: &Edition, cells: &[String]) -> bool {
    let numbers_are_numbers = || {
        edition
            .columns
            .iter()
            .zip(cells)
            .all(|(column, cell)| kind(column.kind) != Some(Kind::Number) || number(cell.as_bytes()).is_some())
    };
    cells.len() == edition.columns.len() && numbers_are_numbers()
}

fn other_edition(edition: &Edition, header: &Header) -> Option<FileProblem> {
    let found = catalogue::all()
        .iter()
        .find(|other| other.name != edition.name && other.schema_verified && place(other, &header.names).is_ok())
        .map(|other| FileProblem::OtherEdition { found: other.name, expected: edition.name });
    let unlike_a_row = || FileProblem::OtherWidth {
        expected: edition.name,
        columns: edition.columns.len(),
        found: header.cells.len(),
    };
    found.or_else(|| (!edition.header_row).then(unlike_a_row))
}

fn label(edition: &Edition, cells: &[usize], file_name: &str) -> Result<PlannedLabel, FileProblem> {
    match &edition.label {
        LabelRule::Columns(names) => {
            let cell = |name: &&str| edition.columns.iter().position(|column| column.name == *name).map(|at| cells[at]);
            Ok(PlannedLabel::Cells(names.iter().filter_map(cell).collect()))
        }
        LabelRule::FileName { endings } => name_label(edition, endings, file_name).map(PlannedLabel::Same),
    }
}

/// The label that a file's name gives, in the catalogue's spelling.
fn name_label(edition: &Edition, endings: &[&str], file_name: &str) -> Result<String, FileProblem> {
    let no_label = || FileProblem::NoLabelInName {
        expected: edition.name,
        endings: endings.iter().map(|ending| format!("`{ending}`")).collect::<Vec<_>>().join(" or "),
    };
    let label = plain_names(file_name)
        .iter()
        .find_map(|name| endings.iter().find_map(|ending| before(name, ending)))
        .map(|label| label.trim_end_matches(|last: char| last.is_ascii_digit()).to_owned())
        .filter(|label| !label.is_empty())
        .ok_or_else(no_label)?;
    if edition.classes.is_empty() {
        return Ok(label);
    }
    let class = edition.classes.iter().find(|class| class.name.eq_ignore_ascii_case(&label));
    class.map(|class| class.name.to_owned()).ok_or(FileProblem::OtherLabel { expected: edition.name, label })
}

fn before<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let at = name.to_ascii_lowercase().find(&ending.to_ascii_lowercase())?;
    Some(&name[..at])
}

/// The names under which the catalogue may list a file: as it is, unpacked, or before it was converted to Parquet.
pub(crate) fn plain_names(file_name: &str) -> Vec<String> {
    let mut names = vec![file_name.to_owned()];
    if let Some(name) = strip_ending(file_name, ".gz") {
        names.push(name.to_owned());
    }
    if let Some(name) = strip_ending(file_name, ".parquet") {
        names.extend([name.to_owned(), format!("{name}.csv")]);
    }
    names
}

/// The name without an ending, compared without regard to case.
pub(crate) fn strip_ending<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(ending.len())?;
    let found = name.get(at..)?;
    found.eq_ignore_ascii_case(ending).then(|| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        let cells: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Header { names: distinct(&cells), cells, in_file: true }
    }

    fn names_of(edition: &str) -> (&'static Edition, Vec<&'static str>) {
        let edition = catalogue::find(edition).unwrap();
        (edition, column_names(edition))
    }

    #[test]
    fn columns_may_stand_in_any_order_and_case() {
        let (edition, mut names) = names_of("bot-iot/10-best");
        names.reverse();
        let upper: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
        for names in [&names, &upper] {
            let plan = fit(edition, &header(names), "any.csv").unwrap().plan;
            assert_eq!(plan.columns[0].name, "pkSeqID");
            assert_eq!(plan.columns[0].cell, names.len() - 1);
            assert_eq!(plan.label, PlannedLabel::Cells(vec![1, 0]));
            assert!(
                plan.columns
                    .iter()
                    .all(|column| !["attack", "category", "subcategory"].contains(&column.name.as_str()))
            );
        }
    }

    #[test]
    fn both_columns_of_a_doubled_name_are_read() {
        let (edition, names) = names_of("cicids2017/ml-csv");
        let plan = fit(edition, &header(&names), "any.csv").unwrap().plan;
        let doubled: Vec<_> =
            plan.columns.iter().filter(|column| column.name.starts_with("Fwd Header Length")).collect();
        assert_eq!(doubled.len(), 2);
        assert_eq!(doubled[1].name, "Fwd Header Length.1");
        assert_ne!(doubled[0].cell, doubled[1].cell);
    }

    #[test]
    fn missing_and_extra_columns_are_named() {
        let (edition, mut names) = names_of("bot-iot/10-best");
        names[3] = "colour";
        let problem = fit(edition, &header(&names), "any.csv").unwrap_err().to_string();
        assert!(problem.contains("missing: `sport`") && problem.contains("`colour`"), "{problem}");
    }

    #[test]
    fn another_edition_is_named() {
        let (edition, _) = names_of("bot-iot/10-best");
        let (_, names) = names_of("cicids2017/ml-csv");
        let problem = fit(edition, &header(&names), "any.csv").unwrap_err();
        assert_eq!(problem.to_string(), "this file has the schema of `cicids2017/ml-csv`, not of `bot-iot/10-best`");
    }

    #[test]
    fn an_index_without_a_name_is_ignored() {
        let (edition, mut names) = names_of("bot-iot/10-best");
        names.insert(0, "");
        let fit = fit(edition, &header(&names), "any.csv").unwrap();
        assert_eq!(fit.ignored, [""]);
        assert_eq!(fit.plan.columns[0].cell, 1);
    }

    #[test]
    fn the_file_name_gives_the_label() {
        let (edition, names) = names_of("ciciomt2024/wifi-mqtt");
        let label = |name: &str| fit(edition, &header(&names), name).map(|fit| fit.plan.label);
        for (name, expected) in [
            ("TCP_IP-DDoS-ICMP1_train.pcap.csv", "TCP_IP-DDoS-ICMP"),
            ("Benign_test.pcap.csv.gz", "Benign"),
            ("benign_test.pcap.parquet", "Benign"),
            ("Recon-OS_Scan_train.pcap.csv.parquet", "Recon-OS_Scan"),
        ] {
            assert_eq!(label(name).unwrap(), PlannedLabel::Same(expected.to_owned()), "{name}");
        }
        assert!(matches!(label("rows.csv"), Err(FileProblem::NoLabelInName { .. })));
        assert!(matches!(label("Bluetooth_Benign_train.pcap.csv"), Err(FileProblem::OtherLabel { .. })));
    }

    #[test]
    fn a_file_without_a_header_is_told_by_its_first_row() {
        let (edition, names) = names_of("bot-iot/full");
        let row: Vec<&str> = edition
            .columns
            .iter()
            .map(|column| if kind(column.kind) == Some(Kind::Number) { "1" } else { "x" })
            .collect();
        assert!(!fit(edition, &header(&row), "any.csv").unwrap().plan.header_row);
        assert!(fit(edition, &header(&names), "any.csv").unwrap().plan.header_row);
        assert!(matches!(fit(edition, &header(&row[1..]), "any.csv"), Err(FileProblem::OtherWidth { .. })));
    }
}
