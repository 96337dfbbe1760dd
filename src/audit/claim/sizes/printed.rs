//! Test sets that a paper prints: matrices, supports, counts.

use std::ops::RangeInclusive;

use crate::audit::claim::reading::TestSet;
use crate::claim::published::{ClassTable, Confusion, Paper, Part};

/// Numbers of rows that a paper gives of one part of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) origin: String,
    pub(super) rows: u64,
    pub(super) classes: Vec<RangeInclusive<u64>>,
}

/// The printed test sets: of matrices and supports of these models, and of declared counts.
pub(super) fn test_sets(paper: &Paper, of_model: impl Fn(&str) -> bool, notes: &mut Vec<String>) -> Vec<TestSet> {
    let matrices = paper.confusions.iter().filter(|matrix| of_model(&matrix.model));
    let matrices = matrices.map(|matrix| of_matrix(paper, matrix));
    // The supports of a table of means are of all folds together, or of one of them.
    let supports = paper.class_tables.iter().filter(|table| table.means.is_none() && !table.support.is_empty());
    let supports = supports.filter(|table| of_model(&table.model));
    let supports = supports.map(|table| of_support(paper, table));
    let mut found = Vec::new();
    for set in matrices.chain(supports) {
        match set {
            Ok(set) => found.push(set),
            Err(why) => notes.push(why),
        }
    }
    found.extend(counts(paper, Part::Test).map(|counts| TestSet {
        origin: format!("{}, declared as test rows", counts.origin),
        rows: counts.rows..=counts.rows,
        classes: counts.classes,
    }));
    found
}

fn of_matrix(paper: &Paper, matrix: &Confusion) -> Result<TestSet, String> {
    let origin = format!("{}, matrix of {}", matrix.place, matrix.model);
    let rows_of = |class: &String| {
        let row = matrix.labels.iter().position(|label| label == class)?;
        Some(matrix.counts[row].iter().sum())
    };
    all_classes(paper, origin, rows_of)
}

fn of_support(paper: &Paper, table: &ClassTable) -> Result<TestSet, String> {
    let origin = format!("{}, supports of {}", table.place, table.model);
    all_classes(paper, origin, |class| table.support.get(class).copied())
}

fn all_classes(paper: &Paper, origin: String, rows_of: impl Fn(&String) -> Option<u64>) -> Result<TestSet, String> {
    let missing = |class: &String| format!("{origin}: skipped, it does not count {class}.");
    let sizes: Result<Vec<u64>, String> =
        paper.classes.iter().map(|class| rows_of(class).ok_or_else(|| missing(class))).collect();
    let sizes = sizes?;
    match sizes.iter().sum() {
        1..=TestSet::MOST => Ok(TestSet::exact(origin, &sizes)),
        0 => Err(format!("{origin}: skipped, it counts no row.")),
        _ => Err(format!("{origin}: skipped, it counts more than {} rows.", TestSet::MOST)),
    }
}

/// The rows that the paper gives of a part: in all, by class, or both. `None` where it gives neither all rows nor those of every class, or
/// where the classes do not fit the total.
pub(super) fn counts(paper: &Paper, part: Part) -> Option<Counts> {
    let of_part = || paper.declared.iter().filter(move |declared| declared.part == part);
    let total = of_part().find(|declared| declared.class.is_none()).map(|declared| declared.rows);
    let by_class: Vec<Option<u64>> = paper
        .classes
        .iter()
        .map(|class| of_part().find(|declared| declared.class.as_ref() == Some(class)).map(|declared| declared.rows))
        .collect();
    let known: u64 = by_class.iter().flatten().sum();
    let missing = by_class.iter().filter(|rows| rows.is_none()).count();
    let complete = missing == 0;
    let rows = total.or(complete.then_some(known)).filter(|rows| (1..=TestSet::MOST).contains(rows))?;
    let rest = rows.checked_sub(known).filter(|&rest| rest == 0 || !complete)?;
    // A single class that is not counted has all that the others leave.
    let not_counted = if missing == 1 { rest..=rest } else { 0..=rest };
    let classes = by_class.into_iter().map(|rows| rows.map_or(not_counted.clone(), |rows| rows..=rows)).collect();
    Some(Counts { origin: of_part().next()?.place.clone(), rows, classes })
}
