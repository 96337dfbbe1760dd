//! Any number of classes: whether a confusion matrix has all figures of a row.
//!
//! A matrix matters only through its tally: rows, hits and predictions of each class ([`realise`] says which tallies are of a matrix).
//! The figures narrow intervals of these counts until nothing moves (`propagate`, from `counts`, `ratio`, `means`, `totals`, `averages`,
//! `matthews`); an interval without numbers is a proof that there is no matrix. What is left is searched for a matrix (`witness`), and
//! else split into parts that are refuted one by one (`branch`). All of it is integer arithmetic that rounds outwards; a matrix that was found is
//! tested with exact fractions.
//!
//! A figure that is undefined for a matrix (see [`Score::of`]) is taken as not met by it.

mod aim;
mod approximate;
mod averages;
mod branch;
mod counts;
mod decimals;
mod descent;
mod fill;
mod linear;
mod matthews;
mod means;
mod problem;
mod propagate;
mod ratio;
pub mod realise;
mod reason;
mod repair;
mod span;
mod totals;
mod witness;

use self::branch::Search;
use self::counts::Counts;
use self::problem::Problem;
use self::span::Grid;
use super::Outcome;
use crate::audit::claim::exact::{Range, ratio};
use crate::audit::claim::reading::{Constraint, TestSet};
use crate::audit::claim::score::{Conventions, Mean, Tally};

/// Whether a confusion matrix with these class sizes has all scores in their ranges.
pub fn solve(test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Outcome {
    if let Some(early) = early(test, constraints, conventions) {
        return early;
    }
    let Ok(narrowed) = narrow(test, constraints, conventions) else {
        return Outcome::Impossible;
    };
    let fits = |tally: &Tally| fits(tally, test, constraints, conventions);
    let counted = narrowed.last().filter(|(problem, _)| problem.grid == Grid::Rows);
    if let Some(tally) = counted.and_then(|(_, counts)| witness::find(counts, test, constraints, conventions, fits)) {
        return Outcome::Possible(tally);
    }
    match split(test, narrowed, fits) {
        Search::Refuted(_) => Outcome::Impossible,
        Search::Found(tally) => Outcome::Possible(tally),
        Search::GaveUp => Outcome::Undecided("neither a proof nor a confusion matrix was found"),
    }
}

/// Why no confusion matrix has the scores in their ranges, as a line of arithmetic that a reader can redo; `None` where that was not shown.
///
/// It names only figures without which the same method finds nothing, and classes by their number in the test set, from 0. It refutes what [`solve`] calls impossible, and looks for no matrix.
pub fn refute(test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Option<String> {
    match early(test, constraints, conventions) {
        Some(Outcome::Impossible) => return Some("the only matrix without rows does not have the figures".to_owned()),
        Some(_) => return None,
        None => {}
    }
    let narrowed = match narrow(test, constraints, conventions) {
        Ok(narrowed) => narrowed,
        Err(reason) => return Some(least(test, constraints, conventions, reason)),
    };
    match split(test, narrowed, |tally| fits(tally, test, constraints, conventions)) {
        Search::Refuted(parts) => {
            Some(format!("the counts were split into {parts} parts, and none has a matrix with these figures"))
        }
        Search::Found(_) | Search::GaveUp => None,
    }
}

/// Searches in rows where their number is nearly known, else in shares.
fn split(test: &TestSet, narrowed: Vec<(Problem, Counts)>, fits: impl Fn(&Tally) -> bool) -> Search {
    let best = narrowed.into_iter().rfind(|(problem, _)| problem.grid == best_grid(test));
    best.map_or(Search::GaveUp, |(problem, counts)| {
        let parts = parts(&problem);
        branch::search(&problem, counts, parts, fits)
    })
}

/// Parts that a search may look at: few where it seldom ends, and where each takes long.
fn parts(problem: &Problem) -> usize {
    let parts = match problem.grid {
        Grid::Rows => 400,
        Grid::Shares => 120,
    };
    parts / problem.sizes.len().max(2)
}

/// What is settled before any arithmetic.
fn early(test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> Option<Outcome> {
    let classes = test.classes.len();
    let is_known = |constraint: &Constraint| match constraint.score.over() {
        Some(Mean::Class(class)) => class < classes,
        _ => true,
    };
    if !constraints.iter().all(is_known) {
        return Some(Outcome::Undecided("a figure is of a class that the test set does not have"));
    }
    if *test.rows.start() == 0 && test.classes.iter().all(|size| *size.start() == 0) {
        // Without rows there is one matrix.
        let nothing = Tally { correct: vec![0; classes], actual: vec![0; classes], predicted: vec![0; classes] };
        if fits(&nothing, test, constraints, conventions) {
            return Some(Outcome::Possible(nothing));
        }
        if *test.rows.end() == 0 {
            return Some(Outcome::Impossible);
        }
    }
    None
}

/// What the figures leave of the counts, in shares where the number of rows is not known, in rows where it is or can be; the error
/// is a reason why nothing is left.
fn narrow(
    test: &TestSet,
    constraints: &[Constraint],
    conventions: Conventions,
) -> Result<Vec<(Problem, Counts)>, String> {
    grids(test)
        .into_iter()
        .map(|grid| {
            let problem = Problem::new(test, grid, constraints, conventions)?;
            let mut counts = Counts::of(&problem);
            match propagate::propagate(&problem, &mut counts) {
                Ok(()) => Ok((problem, counts)),
                Err(relation) => Err(reason::describe(&problem, &counts, relation)),
            }
        })
        .collect()
}

/// Beyond this many rows only their shares are looked at.
const MOST_ROWS: u64 = 1 << 40;

fn grids(test: &TestSet) -> Vec<Grid> {
    let exact = test.rows.start() == test.rows.end() || test.sizes().is_some();
    let few = *test.rows.end() <= MOST_ROWS;
    match (exact, few) {
        (true, true) => vec![Grid::Rows],
        (false, true) => vec![Grid::Shares, Grid::Rows],
        (_, false) => vec![Grid::Shares],
    }
}

/// Rows where their number is nearly known, else shares.
fn best_grid(test: &TestSet) -> Grid {
    let nearly_known = *test.rows.end() <= test.rows.start().saturating_mul(2);
    *grids(test).iter().rfind(|&&grid| grid == Grid::Shares || nearly_known).unwrap_or(&Grid::Rows)
}

/// The reason without the figures that it does not need.
fn least(test: &TestSet, constraints: &[Constraint], conventions: Conventions, reason: String) -> String {
    // Figures that exclude each other by definition need no class sizes, so nothing else is looked at where there are some.
    let by_definition =
        |figures: &[Constraint]| Problem::new(test, Grid::Shares, figures, conventions).map(|_| Vec::new());
    let is_by_definition = by_definition(constraints).is_err();
    let narrow = |figures: &[Constraint]| {
        if is_by_definition { by_definition(figures) } else { narrow(test, figures, conventions) }
    };
    let (mut needed, mut reason) = (constraints.to_vec(), reason);
    for at in (0..constraints.len()).rev() {
        let mut fewer = needed.clone();
        fewer.remove(at);
        if let Err(its) = narrow(&fewer) {
            (needed, reason) = (fewer, its);
        }
    }
    if is_by_definition { reason } else { consequence(test, &needed, conventions).unwrap_or(reason) }
}

/// What all figures but one leave of that one, where that is not what is printed.
fn consequence(test: &TestSet, needed: &[Constraint], conventions: Conventions) -> Option<String> {
    (0..needed.len()).rev().find_map(|at| {
        let mut open = needed.to_vec();
        open[at].range = Range::closed(ratio(-1, 1), ratio(1, 1));
        let problem = Problem::new(test, best_grid(test), &open, conventions).ok()?;
        let mut counts = Counts::of(&problem);
        propagate::propagate(&problem, &mut counts).ok()?;
        reason::consequence(&problem, &counts, needed, at)
    })
}

/// The exact test of a confusion matrix.
fn fits(tally: &Tally, test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> bool {
    realise::is_realisable(tally)
        && test.rows.contains(&tally.rows())
        && tally.actual.iter().zip(&test.classes).all(|(size, allowed)| allowed.contains(size))
        && constraints.iter().all(|constraint| constraint.holds(tally, conventions))
}
