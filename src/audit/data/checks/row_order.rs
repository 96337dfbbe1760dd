//! Rows whose place in their file tells their class.

use std::ops::Range;

use super::{Check, listed, percent};
use crate::audit::data::case::{MAX_ROWS_OF_ALL_COLUMNS, SplitCase};
use crate::audit::data::counts::{NO_PAIRS, by_class, largest, with_pair};
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::spec::View;
use crate::stats::PairedCounts;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "row_order",
    title: "Rows whose place tells their class",
    question: "Does the place of a row in its file alone predict its class?",
    statistic: "At most 20,000 evenly spaced rows of the files that hold several classes; the class of a row is predicted by its neighbours in the file: by the one before it, \
                by the 10 around it, by the 100 around it. The best of the three against the largest class of each file: the difference of the accuracies \
                over what the largest classes leave, with the 95 % interval for paired shares. It is flagged where a protocol shows models windows of neighbouring rows; \
                where they see one row at a time it is a warning. Files of one class are told by `sliver_classes`.",
    thresholds: &[&WARN, &FLAG],
    source: "Kapoor and Narayanan, Patterns 4 (2023) 100804, on dependence between neighbouring rows; the measure is ours.",
    shortcut: false,
    run,
};

const WARN: Threshold =
    Threshold::new("gain of the place, warning", 0.1, "ours, because in rows without order the place gains nothing");

const FLAG: Threshold =
    Threshold::new("gain of the place, flag", 0.5, "ours, because the place then tells half of what there is to learn");

/// Neighbours that are asked, on each side; the first asks the row before only.
const ASKED: [usize; 3] = [0, 5, 50];

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let judged = Judged::of(case);
    case.on_splits(|split| vec![split.outcome(outcome(case, split, &judged))])
}

fn outcome(case: &Case<'_>, split: &SplitCase<'_>, judged: &Judged) -> Outcome {
    let files = case.rows.table.files.len();
    let Some((statistic, right, by_file)) = judged.gain() else {
        let why = match judged.mixed.len() {
            0 => format!("each of {} files holds one class", thousands(files)),
            _ => "the largest class of each file is all there is".to_owned(),
        };
        return Outcome::not_applicable(CHECK.name, why);
    };
    let share = |count: u64| percent(count as f64 / judged.rows as f64);
    let mixed: Vec<&str> = judged.mixed.iter().map(|&file| case.rows.table.files[file].path.as_str()).collect();
    let says = format!(
        "In the files that hold several classes ({}) the neighbours of a row alone tell its class in {}, the largest class of each file in {}.",
        listed(&mixed),
        share(right),
        share(by_file)
    );
    let sees_windows = matches!(split.split.settings.view, View::Window(_));
    let mut outcome = Outcome::of_large(CHECK.name, statistic, &WARN, &FLAG, says);
    if outcome.level == Level::Flag && !sees_windows {
        outcome.level = Level::Warning;
        outcome.threshold = Some(WARN);
    }
    if outcome.level < Level::Inconclusive {
        outcome = outcome.consequence(if sees_windows {
            "A window holds rows of one class only, so the rows before a row tell its class whatever is in them."
        } else {
            "Whatever drifts along a file, a clock, a counter, a device that warms up, stands for the class."
        });
    }
    outcome.count("right by neighbours", right).count("right by file", by_file).count("rows", judged.rows)
}

/// What place and file tell.
struct Judged {
    /// Files with rows of several classes.
    mixed: Vec<usize>,
    rows: u64,
    by_file: u64,
    /// What the neighbours, first, and the file's largest class, second, get right.
    by_neighbours: [PairedCounts; ASKED.len()],
}

impl Judged {
    fn of(case: &Case<'_>) -> Self {
        let classes = case.rows.classes;
        let mut judged = Self { mixed: Vec::new(), rows: 0, by_file: 0, by_neighbours: [NO_PAIRS; ASKED.len()] };
        let step = classes.len().div_ceil(MAX_ROWS_OF_ALL_COLUMNS).max(1);
        for (file, rows) in files(&case.rows.table.file_of_row) {
            let of_class = by_class(classes[rows.clone()].iter().copied(), case.rows.class_names.len());
            if of_class.iter().filter(|&&count| count > 0).count() < 2 {
                continue;
            }
            judged.mixed.push(file);
            let majority = largest(&of_class);
            for row in rows.clone().step_by(step) {
                judged.add(classes, rows.clone(), row, majority, of_class.len());
            }
        }
        judged
    }

    fn add(&mut self, classes: &[u32], file: Range<usize>, row: usize, majority: u32, of: usize) {
        let by_file = majority == classes[row];
        self.rows += 1;
        self.by_file += u64::from(by_file);
        for (paired, asked) in self.by_neighbours.iter_mut().zip(ASKED) {
            let before = if asked == 0 { row.saturating_sub(1) } else { row.saturating_sub(asked) }.max(file.start);
            let after = row + 1..(row + 1 + asked).min(file.end);
            let neighbours = classes[before..row].iter().chain(&classes[after]).copied();
            let is_right = largest(&by_class(neighbours, of)) == classes[row];
            *paired = with_pair(*paired, (is_right, by_file));
        }
    }

    /// The gain of the best neighbours, what they get right, and what the files do; none where nothing is left to gain.
    fn gain(&self) -> Option<(Statistic, u64, u64)> {
        let left = self.rows - self.by_file;
        if left == 0 {
            return None;
        }
        let right = |counts: &PairedCounts| counts.both + counts.first_only;
        let best =
            self.by_neighbours.iter().reduce(|best, next| if right(next) > right(best) { next } else { best })?;
        Some((Statistic::gain("gain of the place", *best, left), right(best), self.by_file))
    }
}

/// Each file with its rows, which stand together.
fn files(file_of_row: &[u32]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = 0;
    file_of_row.chunk_by(u32::eq).map(move |file| {
        let rows = start..start + file.len();
        start = rows.end;
        (file[0] as usize, rows)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(classes: &[u32]) -> Judged {
        let mut judged = Judged { mixed: vec![0], rows: 0, by_file: 0, by_neighbours: [NO_PAIRS; ASKED.len()] };
        let majority = largest(&by_class(classes.iter().copied(), 2));
        (0..classes.len()).for_each(|row| judged.add(classes, 0..classes.len(), row, majority, 2));
        judged
    }

    #[test]
    fn blocks_are_told_by_neighbours_turns_are_not() {
        let blocks: Vec<u32> = (0..400).map(|row| row / 100 % 2).collect();
        let (gain, right, by_file) = judged(&blocks).gain().unwrap();
        // The first row has none before it and is taken for class 0; three rows follow one of another class.
        assert_eq!((right, by_file), (397, 200));
        assert!(gain.interval.unwrap()[0] > FLAG.value);
        let turns: Vec<u32> = (0..400).map(|row| row % 2).collect();
        assert!(judged(&turns).gain().unwrap().0.value <= 0.0);
    }

    #[test]
    fn files_stand_one_after_the_other() {
        let found: Vec<(usize, Range<usize>)> = files(&[0, 0, 2, 2, 2]).collect();
        assert_eq!(found, [(0, 0..2), (2, 2..5)]);
    }
}
