//! One row under every reading and test set, with each answer used again wherever it settles another question.

use std::collections::HashMap;

use crate::audit::claim::exact::Range;
use crate::audit::claim::reading::{Constraint, Reading, TestSet};
use crate::audit::claim::score::{Conventions, Score, Tally, Value, ZeroDivision};
use crate::audit::claim::solve::{self, Outcome};

use super::readings::{self, Row};

/// A question that was answered with no.
#[derive(Debug)]
struct Refuted {
    constraints: Vec<Constraint>,
    conventions: Conventions,
    test: TestSet,
}

/// A confusion matrix that was found, with the scores that were already computed of it: exact fractions take time.
#[derive(Debug)]
struct Found {
    tally: Tally,
    scores: HashMap<(Score, Conventions), Option<Value>>,
}

/// Asks the solvers about one row, and remembers.
///
/// A confusion matrix that was found answers every question whose ranges and sizes it fits; a refuted question answers every narrower one.
/// So the test set with free sizes is best asked about first, and the widest rounding before the others.
#[derive(Debug)]
pub(super) struct Asker<'a> {
    row: &'a Row,
    found: Vec<Found>,
    refuted: Vec<Refuted>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(row: &'a Row) -> Self {
        Self { row, found: Vec::new(), refuted: Vec::new() }
    }

    /// Whether the row can be, read like this, on this test set.
    pub(super) fn ask(&mut self, reading: &Reading, test: &TestSet) -> Outcome {
        let constraints = readings::constraints(self.row, reading);
        let conventions = settled(&constraints, reading.conventions, test);
        if let Some(found) = self.found.iter_mut().rev().find_map(|found| found.answer(test, &constraints, conventions))
        {
            return Outcome::Possible(found);
        }
        if self.refuted.iter().any(|refuted| refuted.covers(&constraints, conventions, test)) {
            return Outcome::Impossible;
        }
        let outcome = solve(test, &constraints, conventions);
        match &outcome {
            Outcome::Possible(tally) => self.found.push(Found { tally: tally.clone(), scores: HashMap::new() }),
            Outcome::Impossible => self.refuted.push(Refuted { constraints, conventions, test: test.clone() }),
            Outcome::Undecided(_) => {}
        }
        outcome
    }
}

/// The usual rule where empty denominators cannot occur, and the rule for classes that occur where all do.
fn settled(constraints: &[Constraint], conventions: Conventions, test: &TestSet) -> Conventions {
    let zero_division = if !readings::zero_division_matters(constraints, test) {
        ZeroDivision::Zero
    } else if readings::absence_matters(constraints, test) {
        conventions.zero_division
    } else {
        conventions.zero_division.of_occurring()
    };
    Conventions { zero_division, ..conventions }
}

/// Whether any confusion matrix of these sizes has the scores.
pub fn solve(test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Outcome {
    match test.classes.len() {
        2 => solve::binary::solve(test, constraints, conventions),
        _ => solve::multiclass::solve(test, constraints, conventions),
    }
}

impl Found {
    /// The matrix where it has these sizes and scores.
    fn answer(&mut self, test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Option<Tally> {
        let sizes = test.classes.iter().zip(&self.tally.actual).all(|(range, rows)| range.contains(rows));
        let fits = sizes
            && test.rows.contains(&self.tally.rows())
            && constraints.iter().all(|constraint| self.holds(constraint, conventions));
        fits.then(|| self.tally.clone())
    }

    fn holds(&mut self, constraint: &Constraint, conventions: Conventions) -> bool {
        let of = |tally: &Tally| constraint.score.of(tally, conventions);
        let value = self.scores.entry((constraint.score, conventions)).or_insert_with(|| of(&self.tally));
        value.as_ref().is_some_and(|value| value.within(&constraint.range))
    }
}

impl Refuted {
    /// Whether every matrix that would answer the other question would answer this one.
    fn covers(&self, constraints: &[Constraint], conventions: Conventions, test: &TestSet) -> bool {
        let wider =
            |mine: &Constraint, other: &Constraint| mine.score == other.score && is_within(&other.range, &mine.range);
        self.conventions == conventions
            && contains(&self.test, test)
            && self.constraints.len() == constraints.len()
            && self.constraints.iter().zip(constraints).all(|(mine, other)| wider(mine, other))
    }
}

fn is_within(inner: &Range, outer: &Range) -> bool {
    outer.intersection(inner) == *inner
}

/// Whether every choice of sizes of `inner` is one of `outer`.
pub(super) fn contains(outer: &TestSet, inner: &TestSet) -> bool {
    let within = |inner: &std::ops::RangeInclusive<u64>, outer: &std::ops::RangeInclusive<u64>| {
        outer.start() <= inner.start() && inner.end() <= outer.end()
    };
    within(&inner.rows, &outer.rows)
        && inner.classes.iter().zip(&outer.classes).all(|(inner, outer)| within(inner, outer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::exact::Rounding;
    use crate::audit::claim::survivors::sample;

    #[test]
    fn a_narrower_question_is_answered_by_a_refuted_one() {
        let paper = sample::binary("attack", "binary", &[("cnn", &[("accuracy", "90%"), ("recall", "80%")])]);
        let row = &paper.tables[0].rows["cnn"];
        let (allowed, _) = readings::readings(&paper, &paper.tables[0]);
        let with = |rounding| allowed.iter().find(|reading| reading.rounding == rounding).unwrap();
        let demands = |rounding| readings::constraints(row, with(rounding));
        use Rounding::{HalfEven, HalfUp, Nearest, Truncated};
        let free = TestSet::free(2);
        let conventions = with(Nearest).conventions;
        let refuted = Refuted { constraints: demands(Nearest), conventions, test: free.clone() };
        for narrower in [HalfUp, HalfEven, Nearest] {
            assert!(refuted.covers(&demands(narrower), conventions, &TestSet::exact("", &[10, 5])));
        }
        assert!(!refuted.covers(&demands(Truncated), conventions, &free));
        let refuted = Refuted { test: TestSet::exact("", &[10, 5]), ..refuted };
        assert!(!refuted.covers(&demands(Nearest), conventions, &free));
    }

    #[test]
    fn a_matrix_fits_where_sizes_and_scores_do() {
        use crate::audit::claim::score::Cells;
        let paper = sample::binary("attack", "binary", &[("cnn", &[("accuracy", "90%"), ("recall", "80%")])]);
        let (allowed, _) = readings::readings(&paper, &paper.tables[0]);
        let demands = readings::constraints(&paper.tables[0].rows["cnn"], &allowed[0]);
        let tally = Tally::binary(Cells { tp: 40, fn_: 10, fp: 0, tn: 50 });
        let mut found = Found { tally, scores: HashMap::new() };
        let mut fits = |sizes: &[u64], demands: &[Constraint]| {
            found.answer(&TestSet::exact("", sizes), demands, Conventions::USUAL).is_some()
        };
        assert!(fits(&[50, 50], &demands));
        assert!(!fits(&[50, 51], &demands));
        let (other, _) = readings::readings(&paper, &paper.tables[0]);
        let truncated = other.iter().find(|reading| reading.rounding == Rounding::Truncated).unwrap();
        assert!(fits(&[50, 50], &readings::constraints(&paper.tables[0].rows["cnn"], truncated)));
    }
}
