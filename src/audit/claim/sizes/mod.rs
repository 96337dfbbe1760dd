//! The test sets that a paper's words allow.
//!
//! Edition × cleaning × split, what the paper itself prints (counts, supports, matrices), and last any sizes at all. A table that
//! fits none but the last came from rows that the paper does not describe.

mod fraction;
mod population;
mod printed;
mod total;

use std::ops::RangeInclusive;

use fraction::Fraction;
use population::official;
pub(super) use population::populations;
pub use population::{Population, editions};
pub use total::{Match, matches_total};

use super::reading::TestSet;
use crate::claim::published::{Paper, Part, Table};
use crate::dataset::Side;

/// Test sets, and why some that one might expect are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// Every test set, the printed ones first, the one with free class sizes last; no two with the same sizes.
    pub test_sets: Vec<TestSet>,
    /// What was left out and why, in sentences.
    pub notes: Vec<String>,
}

/// Every test set that the words of a paper allow.
///
/// A stratified test set has each class within one row of its share, a random one only its total: an unstratified draw can hold any
/// number of rows of a class. Where the paper states no share, a test set is any part of an edition. `counted` are the rows of an
/// edition whose files are at hand; the paper's split is of them as of the catalogue's.
pub fn test_sets(paper: &Paper, counted: Option<Population>) -> Sizes {
    let mut notes = Vec::new();
    let mut found = printed::test_sets(paper, |_| true, &mut notes);
    let shares = fraction::of_test(&paper.split, &mut notes);
    let known = populations(paper, &mut notes);
    let is_counted = |other: &Population| counted.as_ref().is_some_and(|counted| counted.from == other.from);
    let known: Vec<Population> =
        known.into_iter().filter(|other| other.classes.is_some() || !is_counted(other)).collect();
    for population in counted.into_iter().chain(known) {
        if population.classes.is_none() {
            notes.push(format!("{population}: skipped, {}.", population.why_no_classes(paper)));
            continue;
        }
        match &shares {
            Some(shares) => found.extend(shares.iter().flat_map(|share| drawn(&population, share))),
            // What is left after cleaning is a part of what was published, and needs no test set of its own.
            None if population.is_as_published() => found.push(within(&population)),
            None => {}
        }
    }
    let stated = shares.as_deref().unwrap_or_default();
    if let Some(used) = declared_as_used(paper) {
        found.extend(stated.iter().flat_map(|share| drawn(&used, share)));
    }
    let official = official(paper, Side::Test, &mut notes);
    found.extend(
        official.iter().filter(|side| fraction::allows(stated, &side.share)).map(|side| whole(&side.population)),
    );
    found.push(TestSet::free(paper.classes.len()));
    Sizes { test_sets: merged(found), notes }
}

/// The test sets whose sizes the paper prints for the models of a table: of their matrices and supports, and of declared counts. Another
/// model's matrix may be of another experiment.
pub fn printed(paper: &Paper, table: &Table) -> Vec<TestSet> {
    printed::test_sets(paper, |model| table.rows.contains_key(model), &mut Vec::new())
}

/// The stratified and the random test set of a share of the rows.
fn drawn(population: &Population, share: &Fraction) -> Vec<TestSet> {
    let total = share.rows(population.rows);
    let random: Vec<_> = population
        .class_ranges()
        .into_iter()
        .map(|class| {
            // So many rows are left for training that the class cannot lie there whole.
            let low = class.start().saturating_sub(population.rows - total.start());
            low..=*class.end().min(total.end())
        })
        .collect();
    let origin = |how| population.origin(&format!("{share} {how}"));
    let mut sets = vec![TestSet { origin: origin("random"), rows: total, classes: random }];
    if let Some(classes) = population.stratified(share) {
        let (low, high) =
            (classes.iter().map(RangeInclusive::start).sum(), classes.iter().map(RangeInclusive::end).sum());
        sets.insert(0, TestSet { origin: origin("stratified"), rows: low..=high, classes });
    }
    sets
}

fn within(population: &Population) -> TestSet {
    let classes = population.class_ranges().into_iter().map(|class| 0..=*class.end()).collect();
    TestSet { origin: format!("within {}", population.origin("")), rows: 1..=population.rows, classes }
}

fn whole(population: &Population) -> TestSet {
    TestSet {
        origin: population.origin(""),
        rows: population.rows..=population.rows,
        classes: population.class_ranges(),
    }
}

/// The rows that the paper says it used, where it counts them.
fn declared_as_used(paper: &Paper) -> Option<Population> {
    printed::counts(paper, Part::Used).map(Population::declared)
}

/// Test sets with the same sizes become one with both origins; each has a row at least, however small its share.
fn merged(sets: Vec<TestSet>) -> Vec<TestSet> {
    let mut merged: Vec<TestSet> = Vec::with_capacity(sets.len());
    for set in sets {
        let set = TestSet { rows: (*set.rows.start()).max(1)..=*set.rows.end(), ..set };
        match merged.iter_mut().find(|known| known.rows == set.rows && known.classes == set.classes) {
            Some(known) => known.origin = format!("{}; {}", known.origin, set.origin),
            None => merged.push(set),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
