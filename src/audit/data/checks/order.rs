//! Columns that tell where in the capture a row stands.

use rayon::prelude::*;

use super::{Check, percent};
use crate::audit::data::column::Cells;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::dataset::Column;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "capture_order",
    title: "Columns that order the capture",
    question: "Does a column rise or fall along a file, as a clock or a counter does?",
    statistic: "Share of the rows that lie in files along which the column is in order: at least 95 % of its steps between different values go the \
                same way, or its rank correlation with the position (Spearman) is at least 0.95. Where a tenth of a file's values or more are a hundred times smaller \
                than the others, only the larger ones are looked at: rows of two kinds take turns in some files. At most 5,000 rows of a file, in order. Files with fewer than 30 rows \
                are left out; along another file with fewer than 30 steps the column is not in order. It is also told which files' values overlap with no other file's, and whether they are a Unix time.",
    thresholds: &[&ORDERED, &WARN, &FLAG],
    source: "Pendlebury et al., USENIX Security 2019, on time in security data; Arp et al., USENIX Security 2022, pitfalls P3 and P4.",
    shortcut: true,
    run,
};

/// How much of a file's order a column has to tell.
const ORDERED: Threshold = Threshold::new(
    "orderliness of a file",
    0.95,
    "ours, because a value without order steps up as often as down (0.5), a clock with some exchanged rows nearly always up",
);

const WARN: Threshold = Threshold::new(
    "share of rows in ordered files, warning",
    0.1,
    "ours, because one file of many may be sorted by chance of its writing",
);

const FLAG: Threshold = Threshold::new(
    "share of rows in ordered files, flag",
    0.5,
    "ours, because a column that is in order along most files tells the place in the capture, and with it file and class",
);

/// Rows of a file that are looked at.
const LOOKED_AT: usize = 5_000;
/// Rows of a file below which it is left out, and steps of a column below which it is not in order along a file.
const FEWEST: usize = 30;
/// Values this many times smaller than the others are of another kind.
const APART: f64 = 100.0;
/// Share of a file that either kind has at least.
const KIND: f64 = 0.1;
/// Seconds since 1970 at the start of 1999 and of 2036, between which intrusion data were captured.
const UNIX_TIME: std::ops::Range<f64> = 915_148_800.0..2_082_758_400.0;
/// Seconds in a year.
const YEAR: f64 = 31_556_952.0;

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let table = case.rows.table;
    let files = rows_of_files(&table.file_of_row, table.files.len());
    let judged: Vec<(&Column, Judged)> =
        case.seen().into_par_iter().filter_map(|column| Some((column, judge(column, &files)?))).collect();
    if judged.is_empty() {
        return vec![Outcome::not_applicable(CHECK.name, format!("along no file a column changes {FEWEST} times"))];
    }
    let mut outcomes: Vec<Outcome> =
        judged.iter().filter_map(|(column, judged)| remarkable(case, column, judged)).collect();
    if outcomes.is_empty() {
        let says = format!("No column is in order along the files; {} were looked at.", judged.len());
        let best = judged.iter().map(|(_, judged)| judged.share).fold(0.0, f64::max);
        outcomes.push(Outcome::new(CHECK.name, Level::Fine, says).measured(statistic(best), &WARN));
    }
    outcomes
}

/// The rows of a file.
#[derive(Debug)]
struct FileRows {
    /// Place of the file in the table.
    place: usize,
    /// The rows that are looked at, in order.
    rows: Vec<u32>,
    /// How many it has.
    size: usize,
}

/// The files that have enough rows to tell an order.
fn rows_of_files(file_of_row: &[u32], files: usize) -> Vec<FileRows> {
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); files];
    file_of_row.iter().zip(0..).for_each(|(&file, row)| rows[file as usize].push(row));
    let thinned = |(place, rows): (usize, Vec<u32>)| {
        let size = rows.len();
        // Neighbours in pairs, so that rows that take turns stay both; pairs evenly spaced.
        let pairs = size.div_ceil(2);
        let wanted = LOOKED_AT / 2;
        let rows = match pairs <= wanted {
            true => rows,
            false => (0..wanted)
                .map(|i| i * pairs / wanted)
                .flat_map(|pair| [2 * pair, 2 * pair + 1])
                .filter_map(|at| rows.get(at).copied())
                .collect(),
        };
        FileRows { place, rows, size }
    };
    rows.into_iter().enumerate().filter(|(_, rows)| rows.len() >= FEWEST).map(thinned).collect()
}

/// How much of the order a column tells.
#[derive(Debug)]
struct Judged {
    /// Share of the files' rows that lie in ordered ones.
    share: f64,
    /// Places of the ordered files, each with its smallest and largest value.
    ordered: Vec<(usize, [f64; 2])>,
    /// Files with rows enough, those along which the column stands still too.
    files: usize,
}

/// None where the column changes too seldom along every file.
fn judge(column: &Column, files: &[FileRows]) -> Option<Judged> {
    let cells = Cells::of(column);
    if cells.is_text() {
        return None;
    }
    let (mut in_order, mut is_judged) = (0, false);
    let mut ordered = Vec::new();
    for &FileRows { place, ref rows, size } in files {
        let values = larger_kind(cells.finite(rows));
        let Some(orderliness) = orderliness(&values) else { continue };
        is_judged = true;
        if orderliness >= ORDERED.value {
            in_order += size;
            let ends = values.iter().fold([f64::MAX, f64::MIN], |[low, high], &v| [low.min(v), high.max(v)]);
            ordered.push((place, ends));
        }
    }
    // A file along which the column stands still counts as well: what is in order along one of ten files does not tell the capture.
    let all: usize = files.iter().map(|file| file.size).sum();
    is_judged.then(|| Judged { share: in_order as f64 / all as f64, ordered, files: files.len() })
}

/// The values that are not a hundred times smaller than the rest, where both are a tenth of all at least.
fn larger_kind(values: Vec<f64>) -> Vec<f64> {
    let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let least = (KIND * sizes.len() as f64) as usize;
    let gap = (least.max(1)..sizes.len().saturating_sub(least)).rev().find(|&at| sizes[at] > APART * sizes[at - 1]);
    match gap {
        Some(at) => values.into_iter().filter(|value| value.abs() >= sizes[at]).collect(),
        None => values,
    }
}

/// From 0 to 1: how much of the order of `values` they tell themselves; none where too few differ.
fn orderliness(values: &[f64]) -> Option<f64> {
    let (up, down) = values.windows(2).fold((0_usize, 0_usize), |(up, down), pair| match pair[0].total_cmp(&pair[1]) {
        std::cmp::Ordering::Less => (up + 1, down),
        std::cmp::Ordering::Greater => (up, down + 1),
        std::cmp::Ordering::Equal => (up, down),
    });
    if up + down < FEWEST {
        return None;
    }
    // A value that seldom changes steps one way by chance.
    let often = 2 * (up + down) >= values.len();
    let steps = if often { up.max(down) as f64 / (up + down) as f64 } else { 0.0 };
    Some(steps.max(rank_correlation(values).abs()))
}

/// Spearman's correlation of the values with their position, ties sharing their rank (Spearman, American Journal of Psychology 15, 1904).
fn rank_correlation(values: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let (mut product, mut ranks, mut places) = (0.0, 0.0, 0.0);
    let mut below = 0;
    for tie in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = below as f64 + (tie.len() as f64 - 1.0) / 2.0 - middle;
        below += tie.len();
        for &place in tie {
            let place = place as f64 - middle;
            product += rank * place;
            ranks += rank * rank;
            places += place * place;
        }
    }
    if ranks == 0.0 { 0.0 } else { product / (ranks * places).sqrt() }
}

fn statistic(share: f64) -> Statistic {
    Statistic::exact("share of rows in files along which the column is in order", share)
}

fn remarkable(case: &Case<'_>, column: &Column, judged: &Judged) -> Option<Outcome> {
    let statistic = statistic(judged.share);
    if Level::of_large(&statistic, WARN.value, FLAG.value) == Level::Fine {
        return None;
    }
    let alone = alone(&judged.ordered);
    let clock = clock(&judged.ordered).map_or_else(String::new, |text| format!(" {text}"));
    let apart = match alone {
        0 => String::new(),
        _ => format!(" In {alone} of them its values overlap with no other file's.{clock}"),
    };
    let apart = if alone == 0 { clock } else { apart };
    let says = format!(
        "{} is in order along {} of {} files, {} of their rows.{apart} Protocols that see it: {}.",
        column.name,
        judged.ordered.len(),
        judged.files,
        percent(judged.share),
        case.seen_by(column).join(", ")
    );
    let outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says)
        .column(&column.name)
        .consequence("With a random split it places a test row between training rows of the same capture and so of the same class.")
        .count("ordered files", judged.ordered.len() as u64)
        .count("files", judged.files as u64)
        .count("files that overlap with no other", alone as u64);
    let files = judged.ordered.iter().map(|(place, _)| case.rows.table.files[*place].path.clone());
    Some(files.fold(outcome, Outcome::file))
}

/// Files whose interval no other one's overlaps; one file alone has none to overlap with.
fn alone(ordered: &[(usize, [f64; 2])]) -> usize {
    let overlap = |[low, high]: [f64; 2], [other_low, other_high]: [f64; 2]| low <= other_high && other_low <= high;
    let is_alone = |&&(place, ends): &&(usize, [f64; 2])| {
        ordered.iter().all(|&(other, other_ends)| other == place || !overlap(ends, other_ends))
    };
    if ordered.len() < 2 { 0 } else { ordered.iter().filter(is_alone).count() }
}

/// What the values are as a Unix time, in a power of ten of seconds, if most files' are.
fn clock(ordered: &[(usize, [f64; 2])]) -> Option<String> {
    let scales = [
        (1.0, "seconds"),
        (10.0, "tens of seconds"),
        (1e-3, "milliseconds"),
        (1e-6, "microseconds"),
        (1e-9, "nanoseconds"),
    ];
    scales.into_iter().find_map(|(scale, unit)| {
        let is_time = |(_, ends): &&(usize, [f64; 2])| ends.iter().all(|end| UNIX_TIME.contains(&(end * scale)));
        let times: Vec<&(usize, [f64; 2])> = ordered.iter().filter(is_time).collect();
        let (_, [first, _]) = times.first()?;
        let year = 1970 + (first * scale / YEAR) as u32;
        (2 * times.len() >= ordered.len()).then(|| {
            format!("In {} files the values are a Unix time in {unit}, of {year} in the first of them.", times.len())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn a_clock_is_in_order_noise_is_not() {
        let mut stream = Stream::new(0, &["test"]);
        let noise: Vec<f64> = (0..1_000).map(|_| stream.normal()).collect();
        assert!(orderliness(&noise).unwrap() < 0.6);
        let clock: Vec<f64> = (0..1_000).map(|row| f64::from(row) + 3.0 * stream.normal()).collect();
        assert!(orderliness(&clock).unwrap() > 0.99);
        let sawtooth: Vec<f64> = (0..1_000).map(|row| f64::from(row % 100)).collect();
        assert!(orderliness(&sawtooth).unwrap() > 0.98);
        assert_eq!(orderliness(&[1.0; 100]), None);
        let falling: Vec<f64> = (0..100).map(|row| f64::from(-row)).collect();
        assert_eq!(orderliness(&falling), Some(1.0));
    }

    #[test]
    fn files_along_which_the_column_is_constant_count() {
        let values: Vec<f64> = (0..1_000).map(|row| if row < 100 { f64::from(row) } else { 7.0 }).collect();
        let column = Column { name: "x".into(), data: crate::dataset::ColumnData::Numeric(values.into()) };
        let file_of_row: Vec<u32> = (0..1_000).map(|row| row / 100).collect();
        let found = judge(&column, &rows_of_files(&file_of_row, 10)).unwrap();
        assert_eq!((found.share, found.ordered.len(), found.files), (0.1, 1, 10));
        assert!(judge(&column, &rows_of_files(&file_of_row, 10)[1..]).is_none(), "constant everywhere");
    }

    #[test]
    fn files_of_few_rows_do_not_count() {
        // One file of a hundred rows in order, forty of twenty that no column can be judged along.
        let values: Vec<f64> = (0..900).map(|row| f64::from(if row < 100 { row } else { row * 7919 % 900 })).collect();
        let column = Column { name: "x".into(), data: crate::dataset::ColumnData::Numeric(values.into()) };
        let file_of_row: Vec<u32> = (0..900).map(|row: u32| if row < 100 { 0 } else { row / 20 - 4 }).collect();
        let found = judge(&column, &rows_of_files(&file_of_row, 41)).unwrap();
        assert_eq!((found.share, found.files), (1.0, 1));
    }

    #[test]
    fn rows_that_take_turns_are_told_apart() {
        let values: Vec<f64> = (0..100).map(|row| if row % 2 == 0 { 0.01 } else { 1.7e8 + f64::from(row) }).collect();
        let kind = larger_kind(values);
        assert_eq!((kind.len(), kind[0]), (50, 1.7e8 + 1.0));
        assert_eq!(larger_kind(vec![1.0, 2.0, 3.0]), [1.0, 2.0, 3.0]);
        // One outlier is no kind.
        let mut values = vec![1.0; 99];
        values.push(1e9);
        assert_eq!(larger_kind(values).len(), 100);
    }

    #[test]
    fn a_time_is_recognised_in_its_unit() {
        let text = clock(&[(0, [169_402_747.0, 169_402_770.0]), (1, [169_410_446.0, 169_410_468.0])]).unwrap();
        assert_eq!(text, "In 2 files the values are a Unix time in tens of seconds, of 2023 in the first of them.");
        assert!(clock(&[(0, [1_693_000_000_000.0, 1_694_000_000_000.0])]).unwrap().contains("milliseconds"));
        assert_eq!(clock(&[(0, [0.0, 5.0])]), None);
    }

    #[test]
    fn intervals_that_touch_overlap() {
        assert_eq!(alone(&[(0, [0.0, 1.0]), (1, [2.0, 3.0]), (2, [3.0, 4.0])]), 1);
        assert_eq!(alone(&[(0, [0.0, 1.0])]), 0);
    }
}
