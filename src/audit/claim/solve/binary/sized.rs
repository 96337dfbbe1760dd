//! Two classes of known sizes.
//!
//! Scores whose levels are straight lines leave a convex polygon, whose integer points are found or refuted exactly
//! ([`super::lattice`]). The others are monotone in x and in y ([`super::form`]), so that a block of columns is refuted by looking at its first and
//! last one; a block that is not is halved. A single column is decided exactly.

use super::curve::Curve;
use super::form::Form;
use super::lattice::{Cut, HalfPlane, Polygon};
use super::tally;
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::{Conventions, Tally};
use crate::audit::claim::solve::Outcome;

/// How many blocks of columns are looked at before giving up.
#[derive(Debug)]
pub(super) struct Budget(pub(super) u32);

/// Said when the budget is used up.
const TOO_LONG: &str = "the figures leave too many matrices to look at";

/// Whether a matrix with these rows of class 0 and 1 has all scores in their ranges.
pub(super) fn decide(
    sizes: [u64; 2],
    constraints: &[Constraint],
    conventions: Conventions,
    budget: &mut Budget,
) -> Outcome {
    if sizes.iter().any(|&rows| rows > Form::MOST_ROWS) {
        return Outcome::Undecided("more rows than can be computed with");
    }
    if sizes[0] > sizes[1] {
        return swapped(decide(
            [sizes[1], sizes[0]],
            &constraints.iter().map(renamed).collect::<Vec<_>>(),
            conventions,
            budget,
        ));
    }
    let fits = |tally: &Tally| constraints.iter().all(|constraint| constraint.holds(tally, conventions));
    let corners = [(sizes[0], 0), (0, sizes[1])];
    if let Some(tally) = corners.map(|(x, y)| tally(sizes, x, y)).into_iter().find(fits) {
        return Outcome::Possible(tally);
    }
    let curves: Vec<Curve<'_>> = constraints.iter().map(|one| Curve::new(one, conventions, sizes)).collect();
    let search = Search::new(&curves);
    for (columns, rows) in all_but_corners(sizes) {
        if !curves.iter().all(|curve| curve.is_defined(columns[0], rows[0])) {
            continue;
        }
        match search.find(columns, rows, budget) {
            Found::Point(x, y) => {
                let tally = tally(sizes, x, y);
                // A second way to the same answer: no matrix is shown that was not computed from the definitions.
                return if fits(&tally) {
                    Outcome::Possible(tally)
                } else {
                    Outcome::Undecided("two computations disagree")
                };
            }
            Found::None => {}
            Found::OutOfBudget => return Outcome::Undecided(TOO_LONG),
        }
    }
    Outcome::Impossible
}

/// All points but for (n0, 0) and (0, n1), as boxes: first and last column, first and last row.
fn all_but_corners([n0, n1]: [u64; 2]) -> impl Iterator<Item = ([u64; 2], [u64; 2])> {
    // Ends are exclusive here, so that an empty box needs no care.
    let inner = (1..n0, 0..n1 + 1);
    let last = (n0..n0 + 1, 1..if n0 == 0 { n1 } else { n1 + 1 });
    let first = (0..u64::from(n0 > 0), 0..n1);
    [inner, last, first]
        .into_iter()
        .filter(|(columns, rows)| !columns.is_empty() && !rows.is_empty())
        .map(|(columns, rows)| ([columns.start, columns.end - 1], [rows.start, rows.end - 1]))
}

/// What came of a search.
enum Found {
    Point(u64, u64),
    None,
    OutOfBudget,
}

/// A polygon and what else has to hold.
struct Search<'a> {
    polygon: Polygon,
    curved: Vec<&'a Curve<'a>>,
}

impl<'a> Search<'a> {
    fn new(curves: &'a [Curve<'a>]) -> Self {
        let mut planes: Vec<HalfPlane> = Vec::new();
        let mut curved = Vec::new();
        for curve in curves {
            match curve.half_planes() {
                Some(both) => planes.extend(both),
                None => curved.push(curve),
            }
        }
        Self { polygon: Polygon::new(&planes), curved }
    }

    fn find(&self, columns: [u64; 2], rows: [u64; 2], budget: &mut Budget) -> Found {
        let mut blocks = vec![(columns, rows)];
        while let Some((columns, rows)) = blocks.pop() {
            if budget.0 == 0 {
                return Found::OutOfBudget;
            }
            budget.0 -= 1;
            let Some((rows, Cut { columns: [first, last], point: (x, y) })) = self.cut(columns, rows) else { continue };
            if self.curved.iter().all(|curve| curve.holds(x, y)) {
                return Found::Point(x, y);
            }
            let middle = first + (last - first) / 2;
            if let Some((_, Cut { point: (x, y), .. })) = self.cut([middle, middle], rows) {
                return Found::Point(x, y);
            }
            if first < middle {
                blocks.push(([first, middle - 1], rows));
            }
            if middle < last {
                blocks.push(([middle + 1, last], rows));
            }
        }
        Found::None
    }

    /// The rows that the curved constraints leave of a block, and the columns and a point that the straight ones leave of that.
    fn cut(&self, columns: [u64; 2], rows: [u64; 2]) -> Option<([u64; 2], Cut)> {
        let rows = self.curved.iter().try_fold(rows, |rows, curve| curve.narrow(columns, rows))?;
        Some((rows, self.polygon.point(columns, rows)?))
    }
}

/// The constraint with class 0 called 1 and class 1 called 0.
fn renamed(constraint: &Constraint) -> Constraint {
    let score = constraint.score;
    let score = score.over().map_or(score, |over| score.with(over.renamed()));
    Constraint { score, range: constraint.range.clone() }
}

fn swapped(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Possible(mut tally) => {
            for counts in [&mut tally.correct, &mut tally.actual, &mut tally.predicted] {
                counts.reverse();
            }
            Outcome::Possible(tally)
        }
        other => other,
    }
}
