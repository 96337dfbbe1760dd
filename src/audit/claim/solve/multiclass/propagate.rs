//! Narrows all counts by all figures until nothing moves.
//!
//! Each step takes away only counts that no confusion matrix with these figures has (hull consistency: Benhamou et al. 1999, "Revising hull
//! and box consistency"). When an interval becomes empty, no matrix is left, and the last step says where the figures clash.

use super::counts::Counts;
use super::problem::Problem;
use super::ratio::{Wanted, require, require_accuracy, value_of_empty};
use super::span::Empty;
use super::{averages, matthews, means, totals};

/// Where an interval became empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Rows, hits and misses add up.
    Sums,
    /// Accuracy against right and wrong rows.
    Accuracy,
    /// A score of a class, by its place in the problem.
    Class(usize),
    /// A mean against the scores of the classes, by its place in the problem.
    Mean(usize),
    /// A mean against the number of right and wrong rows.
    Totals(usize),
    /// Mean F1, precision and recall, by the place of the triple.
    Triple(usize),
    /// Matthews's correlation.
    Matthews,
}

/// Sweeps at most; what is left then is wider than need be, and still sound.
const SWEEPS: usize = 60;

/// Narrows `counts`; the error says where nothing was left. `counts` stays as it was before the step that failed.
pub(super) fn propagate(problem: &Problem, counts: &mut Counts) -> Result<(), Relation> {
    for _ in 0..SWEEPS {
        let before = counts.steps;
        inner(problem, counts)?;
        if counts.steps != before {
            continue;
        }
        outer(problem, counts)?;
        if counts.steps == before {
            break;
        }
    }
    Ok(())
}

/// What is cheap.
fn inner(problem: &Problem, counts: &mut Counts) -> Result<(), Relation> {
    counts.balance().map_err(|Empty| Relation::Sums)?;
    require_accuracy(counts, problem.grid, Problem::ACCURACY).map_err(|Empty| Relation::Accuracy)?;
    for (at, score) in problem.classes.iter().enumerate() {
        let empty_will_do = value_of_empty(problem.rule).is_some_and(|value| score.range.contains(value));
        let wanted = Wanted { kind: score.kind, class: score.class, range: score.range, empty_will_do };
        require(counts, problem.grid, wanted).map_err(|Empty| Relation::Class(at))?;
    }
    for (at, mean) in problem.means.iter().enumerate() {
        if at != Problem::ACCURACY && !mean.of_means {
            means::contract(counts, problem, at).map_err(|Empty| Relation::Mean(at))?;
        }
    }
    Ok(())
}

/// What costs more.
fn outer(problem: &Problem, counts: &mut Counts) -> Result<(), Relation> {
    for (at, mean) in problem.means.iter().enumerate() {
        if at != Problem::ACCURACY && !mean.of_means {
            totals::contract(counts, problem, at).map_err(|Empty| Relation::Totals(at))?;
        }
    }
    for (at, &triple) in problem.triples.iter().enumerate() {
        averages::contract(counts, problem, triple).map_err(|Empty| Relation::Triple(at))?;
    }
    problem.matthews.map_or(Ok(()), |range| matthews::check(counts, range)).map_err(|Empty| Relation::Matthews)
}
