//! From a number of rows to the share of an edition that it is.

use std::fmt;
use std::ops::RangeInclusive;

use super::fraction::Fraction;
use super::population::{Population, official, populations};
use crate::claim::published::Paper;
use crate::dataset::Side;
use crate::text::thousands;

/// Shares that test sets usually have, in percent.
const USUAL: [u64; 12] = [5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100];

/// An edition and a share of it that gives a number of rows exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The rows that it is a share of.
    pub population: Population,
    /// The share: `30 %`, `1/3`, `all`.
    pub share: String,
    /// Whether the given class sizes are those of a stratified draw, or of the side; `None` where none were given, or the edition's are not
    /// known.
    pub fits: Option<bool>,
}

/// Every edition × cleaning × usual share that gives exactly `rows` rows, rounded down or up, and every official side that has as many.
///
/// `classes` are the rows of each of the paper's classes, in their order.
pub fn matches_total(paper: &Paper, rows: u64, classes: Option<&[u64]>) -> Vec<Match> {
    let thirds = [33, 67].map(Fraction::percent).into_iter().chain([1, 2].map(Fraction::thirds));
    let shares: Vec<Fraction> = USUAL.map(Fraction::percent).into_iter().chain(thirds).collect();
    let gives = |share: &Fraction, population: &Population| {
        let (floor, ceiling) = share.floor_and_ceiling(population.rows);
        rows == floor || rows == ceiling
    };
    let mut found = Vec::new();
    for population in populations(paper, &mut Vec::new()) {
        for share in shares.iter().filter(|share| gives(share, &population)) {
            let ranges = population.stratified(share);
            found.push(Match { population: population.clone(), share: share.to_string(), fits: fit(classes, ranges) });
        }
    }
    for side in [Side::Train, Side::Test] {
        let sides = official(paper, side, &mut Vec::new()).into_iter().map(|side| side.population);
        found.extend(sides.filter(|population| population.rows == rows).map(|population| {
            let fits = fit(classes, population.classes.clone());
            Match { population, share: "all".to_owned(), fits }
        }));
    }
    found
}

/// Whether every class has as many rows as it should.
fn fit(classes: Option<&[u64]>, ranges: Option<Vec<RangeInclusive<u64>>>) -> Option<bool> {
    let (classes, ranges) = (classes?, ranges?);
    Some(classes.len() == ranges.len() && ranges.iter().zip(classes).all(|(range, rows)| range.contains(rows)))
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} rows: {}", self.share, thousands(self.population.rows), self.population)
    }
}
