//! The test sets of which something is known, for checks that count rows.

use std::borrow::Cow;

use super::Case;
use super::support::{Row, missing, tally};
use crate::audit::claim::reading::TestSet;
use crate::claim::published::{Confusion, Paper, Part};

/// Every test set of a paper's rows but the one with free sizes.
pub(super) struct Known<'a> {
    paper: &'a Paper,
    of_split: Vec<TestSet>,
}

impl<'a> Known<'a> {
    /// Of a class that a matrix does not count, any number of rows is possible.
    pub(super) fn new(case: &Case<'a>) -> Self {
        Self { paper: case.paper, of_split: of_split(case) }
    }

    /// What a paper says of its test rows is of one split, not of folds: of a row that can be one, only its own matrices tell.
    pub(super) fn of(&self, row: &Row<'_>) -> Cow<'_, [TestSet]> {
        if !row.apart {
            return Cow::Borrowed(&self.of_split);
        }
        let own = self.paper.confusions.iter().filter(|matrix| matrix.model == row.model);
        own.filter_map(|matrix| of_matrix(self.paper, matrix)).collect()
    }
}

/// Those that the paper's words allow, then matrices and declared totals that are not among them.
fn of_split(case: &Case<'_>) -> Vec<TestSet> {
    let mut known: Vec<TestSet> = case.test_sets.iter().filter(|test| !test.is_free()).cloned().collect();
    let matrices = case.paper.confusions.iter().filter_map(|matrix| of_matrix(case.paper, matrix));
    for test in matrices {
        if known.iter().all(|other| other.rows != test.rows || other.classes != test.classes) {
            known.push(test);
        }
    }
    for test in declared(case.paper) {
        if known.iter().all(|other| other.rows != test.rows) {
            known.push(test);
        }
    }
    known
}

/// `None` for a matrix without rows or beyond every dataset.
fn of_matrix(paper: &Paper, matrix: &Confusion) -> Option<TestSet> {
    let tally = tally(matrix, false)?;
    let rows_of = |class: &String| {
        let counted = matrix.labels.iter().position(|label| label == class);
        counted.map_or(0..=TestSet::MOST, |label| tally.actual[label]..=tally.actual[label])
    };
    let classes = paper.classes.iter().map(rows_of).collect();
    let (most, why) = match missing(paper, &matrix.labels) {
        Some(missing) => (tally.rows() + TestSet::MOST, format!(", which does not count {missing}")),
        None => (tally.rows(), String::new()),
    };
    Some(TestSet { origin: format!("the class sizes of {}{why}", matrix.place), rows: tally.rows()..=most, classes })
}

/// Declared totals of the test rows.
fn declared(paper: &Paper) -> impl Iterator<Item = TestSet> {
    let totals = paper.declared.iter().filter(|declared| declared.part == Part::Test && declared.class.is_none());
    totals.filter(|declared| declared.rows > 0).map(|declared| TestSet {
        origin: declared.place.clone(),
        rows: declared.rows..=declared.rows,
        classes: vec![0..=declared.rows; paper.classes.len()],
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{binary, confusion};
    use super::super::support::rows;
    use super::*;
    use crate::claim::published::Declared;

    #[test]
    fn what_is_printed_counts_once() {
        let test = Declared { part: Part::Test, class: None, rows: 7, place: "Section 2".to_owned() };
        let matrix = confusion("cnn", [[3, 1], [2, 1]]);
        let paper = Paper { declared: vec![test], confusions: vec![matrix.clone(), matrix], ..binary(&["a f1=1"]) };
        let origins = |test_sets: &[TestSet]| -> Vec<String> {
            let row = &rows(&paper)[0];
            Known::new(&Case::new(&paper, test_sets)).of(row).iter().map(|test| test.origin.clone()).collect()
        };
        assert_eq!(origins(&[TestSet::free(2)]), ["the class sizes of Figure 5"]);
        assert_eq!(origins(&[TestSet::exact("the matrix", &[4, 3]), TestSet::free(2)]), ["the matrix"]);
        assert_eq!(origins(&[TestSet::exact("other", &[5, 3])]), ["other", "the class sizes of Figure 5"]);
    }

    #[test]
    fn a_class_that_a_matrix_does_not_count_has_any_number_of_rows() {
        let mut paper = Paper { confusions: vec![confusion("cnn", [[3, 1], [2, 1]])], ..binary(&["a f1=1"]) };
        paper.classes.push("scan".to_owned());
        let known = Known::new(&Case::new(&paper, &[]));
        let known = known.of(&rows(&paper)[0]);
        assert_eq!(known[0].origin, "the class sizes of Figure 5, which does not count scan");
        assert_eq!(known[0].classes, [4..=4, 3..=3, 0..=TestSet::MOST]);
        assert_eq!(known[0].rows, 7..=7 + TestSet::MOST);
    }

    #[test]
    fn a_fold_has_the_test_rows_of_its_own_matrix() {
        let mut paper = Paper {
            confusions: vec![confusion("fold_1", [[3, 1], [2, 1]])],
            ..binary(&["fold_1 f1=1", "fold_2 f1=1", "mean f1=1"])
        };
        paper.tables[0].averages.insert("mean".to_owned(), vec!["fold_1".to_owned(), "fold_2".to_owned()]);
        let test_sets = &[TestSet::exact("all rows", &[40, 30])];
        let case = Case::new(&paper, test_sets);
        let known = Known::new(&case);
        let origins = |row: &Row<'_>| known.of(row).iter().map(|test| test.origin.clone()).collect::<Vec<_>>();
        let [first, second] = &rows(&paper)[..] else { panic!("the mean is no row") };
        assert_eq!(origins(first), ["the class sizes of Figure 5"]);
        assert!(origins(second).is_empty());
    }
}
