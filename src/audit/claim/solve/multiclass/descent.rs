//! Damped Gauss–Newton steps on the cells of a matrix of real numbers.

use super::aim::Aim;
use super::approximate::Cell;
use super::linear::damped_step;

/// Steps at most.
const STEPS: usize = 40;
/// How far inside its range each figure is to be, in widths: what rounding to whole rows may take away.
const MARGIN: f64 = 0.15;
/// Nearer to the inner range than this is near enough.
const NEAR: f64 = 0.05;
/// Parts of a step that are tried, the first that comes nearer is taken.
const SHORTER: [f64; 4] = [1.0, 0.3, 0.1, 0.02];
/// More than this of a cell is not taken at once.
const BOLDEST: f64 = 0.9;

/// Classes with fewer rows than these are made whole before the others.
const SMALL: [f64; 3] = [20.0, 400.0, 8000.0];

/// A confusion matrix of real numbers, actual × predicted.
#[derive(Debug, Clone)]
pub(super) struct Real(pub(super) Vec<Vec<f64>>);

impl Real {
    pub(super) fn sizes(&self) -> Vec<f64> {
        self.0.iter().map(|row| row.iter().sum()).collect()
    }

    /// Rounds the cells in rows and columns of these classes; the diagonal keeps the class sizes.
    fn settle(&mut self, these: &[bool]) {
        for (i, row) in self.0.iter_mut().enumerate() {
            for j in (0..row.len()).filter(|&j| j != i && (these[i] || these[j])) {
                let whole = row[j].round().min((row[i] + row[j]).floor()).max(0.0);
                row[i] += row[j] - whole;
                row[j] = whole;
            }
        }
    }

    /// Every class against the rest.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let classes = 0..self.0.len();
        let of = |k: usize| Cell {
            tp: self.0[k][k],
            fp: classes.clone().filter(|&i| i != k).map(|i| self.0[i][k]).sum(),
            fn_: classes.clone().filter(|&j| j != k).map(|j| self.0[k][j]).sum(),
        };
        classes.clone().map(of).collect()
    }
}

/// Which cells may change.
#[derive(Debug, Clone, Copy)]
pub(super) enum Free<'a> {
    /// All: class sizes are not known.
    Everything,
    /// Class sizes stay, and so do the cells in rows and columns of these classes.
    Within(&'a [bool]),
}

/// Moves the matrix to where every figure is met, or as near as the steps lead.
pub(super) fn approach(aim: &Aim, matrix: &mut Real, free: Free<'_>) {
    let squares = |misses: &[f64]| misses.iter().map(|x| x * x).sum::<f64>();
    let mut misses = aim.misses(&matrix.cells(), MARGIN);
    let mut damping = 1e-4;
    for _ in 0..STEPS {
        if misses.iter().all(|miss| miss.abs() < NEAR) {
            return;
        }
        let moves = moves(matrix, free);
        let slopes = Slopes::of(aim, &matrix.cells());
        let columns: Vec<Vec<f64>> = moves.iter().map(|step| slopes.along(step)).collect();
        let Some(amounts) = damped_step(&columns, &misses, damping) else { return };
        let shortened = SHORTER.into_iter().find_map(|scale| {
            let mut next = matrix.clone();
            for (step, amount) in moves.iter().zip(&amounts) {
                step.apply(&mut next, amount * scale);
            }
            let after = aim.misses(&next.cells(), MARGIN);
            (squares(&after) < squares(&misses)).then_some((next, after))
        });
        match shortened {
            Some((next, after)) => (*matrix, misses, damping) = (next, after, (damping * 0.2).max(1e-9)),
            None if damping > 1e2 => return,
            None => damping *= 100.0,
        }
    }
}

/// As [`approach`] with class sizes that stay, to a matrix in which small classes have whole numbers of rows: a row more or less there moves
/// the figures in jumps, which the large classes then make up for.
pub(super) fn approach_whole(aim: &Aim, matrix: &mut Real) {
    let sizes = matrix.sizes();
    approach(aim, matrix, Free::Within(&vec![false; sizes.len()]));
    for limit in SMALL {
        let small: Vec<bool> = sizes.iter().map(|&size| size < limit).collect();
        if small.contains(&true) && small.contains(&false) {
            matrix.settle(&small);
            approach(aim, matrix, Free::Within(&small));
        }
    }
}

/// A cell that may change, and how much of it is the unit of change.
#[derive(Debug, Clone, Copy)]
struct Move {
    actual: usize,
    predicted: usize,
    unit: f64,
    /// The diagonal gives what the cell takes.
    fixed: bool,
}

fn moves(matrix: &Real, free: Free<'_>) -> Vec<Move> {
    let classes = 0..matrix.0.len();
    let pairs = classes.clone().flat_map(|i| classes.clone().map(move |j| (i, j)));
    pairs
        .filter(|&(i, j)| match free {
            Free::Everything => true,
            Free::Within(settled) => i != j && !settled[i] && !settled[j],
        })
        .map(|(actual, predicted)| {
            let fixed = matches!(free, Free::Within(_));
            let cell = matrix.0[actual][predicted];
            let unit = if fixed { cell.min(matrix.0[actual][actual]) } else { cell };
            Move { actual, predicted, unit, fixed }
        })
        .filter(|step| step.unit > 0.0)
        .collect()
}

impl Move {
    fn apply(&self, matrix: &mut Real, amount: f64) {
        let &Self { actual, predicted, unit, fixed } = self;
        let row = &mut matrix.0[actual];
        let change = unit * amount;
        let change = if fixed {
            change.clamp(-BOLDEST * row[predicted], BOLDEST * row[actual])
        } else {
            change.max(-BOLDEST * row[predicted])
        };
        row[predicted] += change;
        if fixed {
            row[actual] -= change;
        }
    }
}

/// How fast the figures change with each class's hits, false alarms and misses.
struct Slopes {
    hits: Vec<Vec<f64>>,
    false_alarms: Vec<Vec<f64>>,
    misses: Vec<Vec<f64>>,
}

impl Slopes {
    fn of(aim: &Aim, cells: &[Cell]) -> Self {
        let base = aim.values(cells);
        let slope = |class: usize, part: fn(&mut Cell) -> &mut f64| {
            let mut moved = cells.to_vec();
            let count = part(&mut moved[class]);
            let step = (*count * 1e-5).max(1e-3);
            *count += step;
            let after = aim.values(&moved);
            // Where a figure is undefined on one side there is no slope.
            after.iter().zip(&base).map(|(a, b)| if (a - b).is_nan() { 0.0 } else { (a - b) / step }).collect()
        };
        let all = |part: fn(&mut Cell) -> &mut f64| (0..cells.len()).map(|class| slope(class, part)).collect();
        Self {
            hits: all(|cell| &mut cell.tp),
            false_alarms: all(|cell| &mut cell.fp),
            misses: all(|cell| &mut cell.fn_),
        }
    }

    /// Per unit of a move.
    fn along(&self, step: &Move) -> Vec<f64> {
        let &Move { actual, predicted, unit, fixed } = step;
        if actual == predicted {
            return self.hits[actual].iter().map(|slope| slope * unit).collect();
        }
        let wrong = self.misses[actual].iter().zip(&self.false_alarms[predicted]);
        let given = self.hits[actual].iter().map(|slope| if fixed { *slope } else { 0.0 });
        wrong.zip(given).map(|((a, b), c)| (a + b - c) * unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::exact::{Rounding, ratio};
    use crate::audit::claim::reading::Constraint;
    use crate::audit::claim::score::{Conventions, Mean, Score, Tally};

    #[test]
    fn the_figures_of_a_matrix_are_reached_from_another() {
        let tally = Tally::of(&[vec![900, 60, 40], vec![30, 450, 20], vec![10, 15, 75]]);
        let scores =
            [Score::Accuracy, Score::Precision(Mean::Macro), Score::Recall(Mean::Macro), Score::F1(Mean::Macro)];
        let constraints = scores.map(|score| {
            let thousandths = (score.of(&tally, Conventions::USUAL).unwrap().as_f64() * 1000.0).round();
            let printed = format!("{}", thousandths / 1000.0).parse().unwrap();
            Constraint { score, range: Rounding::Nearest.range(printed) }
        });
        assert!(constraints[0].range.contains(&ratio(1425, 1600)));
        let aim = Aim::new(&constraints, Conventions::USUAL);
        let mut matrix = Real(vec![vec![800.0, 100.0, 100.0], vec![50.0, 400.0, 50.0], vec![10.0, 10.0, 80.0]]);
        assert!(aim.distance(&matrix.cells()) > 1.0);
        approach(&aim, &mut matrix, Free::Within(&[false; 3]));
        assert!(aim.distance(&matrix.cells()) == 0.0, "{matrix:?}");
        assert!((matrix.sizes()[1] - 500.0).abs() < 1e-6);
    }
}
