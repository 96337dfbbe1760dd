//! Columns that tell how a file was made, such as how many packets a row averages.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Check, percent};
use crate::audit::data::column::{Cells, distinct};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::dataset::Column;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "window_size",
    title: "Columns that only tell how a file was made",
    question: "Does a column hold a few fixed values that change from one kind of file to the other, as the size of a window does?",
    statistic: "Share of rows that hold one of the at most four values which cover 97 % of their file, where the files fall into two or more groups \
                with no such value in common and a group holds two files at least. In one file, its classes take the place of files. Flags (0 and 1) and text are \
                left out. Whole numbers, which may be codes such as a protocol's, are a warning; other numbers are a flag.",
    thresholds: &[&FLAG],
    source: "Ours; measured in CICIoMT2024, where Weight and Number tell windows of 10 packets from windows of 100.",
    shortcut: true,
    run,
};

const FLAG: Threshold = Threshold::new(
    "share of rows with one of their file's fixed values",
    0.97,
    "ours, because what is measured of traffic takes more than four values in 97 of 100 rows",
);

/// Fixed values of a file at most.
const VALUES: usize = 4;
/// Rows of a part at which a glance is taken.
const GLANCE: usize = 500;
/// With fewer rows a file has few values anyway.
const FEWEST_ROWS: usize = 30;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let table = case.rows.table;
    let by_file = table.files.len() > 1;
    let (part_of_row, parts) = if by_file {
        (&table.file_of_row[..], table.files.len())
    } else {
        (case.rows.classes, case.rows.class_names.len())
    };
    let rows_of_part = rows_of_parts(part_of_row, parts);
    let part = if by_file { "files" } else { "classes" };
    let seen: Vec<&Column> = case.seen().into_iter().filter(|column| !Cells::of(column).is_text()).collect();
    // Two groups, one of which holds two parts.
    if rows_of_part.len() < 3 || seen.is_empty() {
        let why = format!("fewer than three {part} have {FEWEST_ROWS} rows, or the models see no column of numbers");
        return vec![Outcome::not_applicable(CHECK.name, why)];
    }
    let judged: Vec<(&Column, Judged)> =
        seen.par_iter().filter_map(|&column| Some((column, judge(column, &rows_of_part)?))).collect();
    let outcomes: Vec<Outcome> = judged.iter().map(|(column, judged)| outcome(case, column, judged, part)).collect();
    if outcomes.is_empty() {
        let says = format!(
            "None of {} columns of numbers holds a few fixed values that tell groups of {part} apart.",
            thousands(seen.len())
        );
        return vec![Outcome::new(CHECK.name, Level::Fine, says)];
    }
    outcomes
}

/// Groups of parts by their fixed values.
#[derive(Debug)]
struct Judged {
    share: f64,
    /// Parts of each group, with its fixed values, ascending.
    groups: Vec<(usize, Vec<f64>)>,
    whole: bool,
}

/// The rows of each part that has enough of them.
fn rows_of_parts(part_of_row: &[u32], parts: usize) -> Vec<Vec<u32>> {
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); parts];
    part_of_row.iter().zip(0..).for_each(|(&part, row)| rows[part as usize].push(row));
    rows.retain(|rows| rows.len() >= FEWEST_ROWS);
    rows
}

fn judge(column: &Column, rows_of_part: &[Vec<u32>]) -> Option<Judged> {
    let cells = Cells::of(column);
    // Most columns are measurements, which a glance tells.
    if rows_of_part.iter().any(|rows| varies(cells, rows)) {
        return None;
    }
    let mut groups: Vec<(usize, Vec<f64>)> = Vec::new();
    let (mut covered, mut rows) = (0, 0);
    for of_part in rows_of_part {
        rows += of_part.len();
        let (fixed, of_them) = fixed_values(cells.of_rows(of_part))?;
        covered += of_them;
        // Parts that share a value are of one group, which holds all of theirs.
        let mut joined = (1, fixed);
        groups.retain(|(parts, others)| {
            let shared = others.iter().any(|value| joined.1.contains(value));
            if shared {
                joined.0 += parts;
                joined.1.extend(others);
            }
            !shared
        });
        joined.1.sort_unstable_by(f64::total_cmp);
        joined.1.dedup();
        groups.push(joined);
    }
    let all: Vec<f64> = groups.iter().flat_map(|(_, values)| values.iter().copied()).collect();
    let is_flag = all.iter().all(|&value| value == 0.0 || value == 1.0);
    let several = groups.len() >= 2 && groups.iter().any(|(parts, _)| *parts >= 2);
    let few = groups.iter().all(|(_, values)| values.len() <= VALUES);
    (several && few && !is_flag).then(|| Judged {
        share: covered as f64 / rows as f64,
        whole: all.iter().all(|value| value.fract() == 0.0),
        groups,
    })
}

/// Whether a few rows, evenly spaced, hold more values than any fixed ones would.
fn varies(cells: Cells<'_>, rows: &[u32]) -> bool {
    let some = rows.iter().step_by(rows.len().div_ceil(GLANCE));
    let mut glance: Vec<f64> = some.map(|&row| cells.at(row as usize)).collect();
    distinct(&mut glance) > GLANCE / 5
}

/// The fewest values that cover 97 % of `values`, and how many rows hold one of them; none where they are more than four.
fn fixed_values(values: Vec<f64>) -> Option<(Vec<f64>, usize)> {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    let rows = values.len();
    for value in values {
        *counts.entry((value + 0.0).to_bits()).or_default() += 1;
    }
    let mut counts: Vec<(u64, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(bits, count)| (usize::MAX - count, bits));
    let wanted = FLAG.value * rows as f64;
    let mut covered = 0;
    let mut fixed = Vec::new();
    for (bits, count) in counts.into_iter().take(VALUES) {
        covered += count;
        fixed.push(f64::from_bits(bits));
        if covered as f64 >= wanted {
            return Some((fixed, covered)).filter(|(fixed, _)| fixed.iter().all(|value| value.is_finite()));
        }
    }
    None
}

fn outcome(case: &Case<'_>, column: &Column, judged: &Judged, part: &str) -> Outcome {
    let group = |(parts, values): &(usize, Vec<f64>)| {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        format!("{} in {parts}", values.join(" or "))
    };
    let groups: Vec<String> = judged.groups.iter().map(group).collect();
    let says = format!(
        "{} holds a few fixed values that tell groups of {part} apart ({} {part}): {} of the rows hold one of their group's. Protocols that see it: {}.",
        column.name,
        groups.join("; "),
        percent(judged.share),
        case.seen_by(column).join(", ")
    );
    let statistic = Statistic::exact("share of rows with one of their file's fixed values", judged.share);
    let level = if judged.whole { Level::Warning } else { Level::Flag };
    Outcome::new(CHECK.name, level, says)
        .column(&column.name)
        .measured(statistic, &FLAG)
        .consequence("It tells how a file was made, such as how many packets a row averages, and with it which classes the file can hold.")
        .count("groups", judged.groups.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ColumnData;

    fn judged(value: impl Fn(u32, u32) -> f64) -> Option<Judged> {
        let part_of_row: Vec<u32> = (0..600).map(|row| row / 100).collect();
        let values = part_of_row.iter().zip(0..).map(|(&part, row)| value(row, part)).collect();
        judge(&Column { name: "x".into(), data: ColumnData::Numeric(values) }, &rows_of_parts(&part_of_row, 6))
    }

    #[test]
    fn windows_of_two_sizes_make_two_groups() {
        let weight = |row: u32, part: u32| match (part % 2, row % 2) {
            (0, _) => 141.55,
            (_, 0) => 38.5,
            _ => 244.6,
        };
        let found = judged(weight).unwrap();
        assert_eq!(found.groups.len(), 2);
        assert!(found.groups.contains(&(3, vec![38.5, 244.6])) && !found.whole, "{found:?}");
        assert!(
            judged(|row, part| if row % 50 == 0 { f64::from(row) } else { weight(row, part) }).is_some(),
            "odd rows"
        );
    }

    #[test]
    fn measurements_flags_and_constants_are_no_window() {
        assert!(judged(|row, _| f64::from(row) * 0.1).is_none());
        assert!(judged(|_, part| f64::from(part % 2)).is_none());
        assert!(judged(|_, _| 2.5).is_none());
        assert!(judged(|_, part| f64::from(part) + 0.5).is_none(), "every file its own");
        assert!(judged(|row, part| if row % 20 == 0 { f64::NAN } else { f64::from(part % 2) }).is_none());
        assert!(judged(|_, part| [6.0, 17.0][part as usize % 2]).unwrap().whole);
    }
}
