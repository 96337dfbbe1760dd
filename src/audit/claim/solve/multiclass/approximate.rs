//! Scores in floating point, only to guide the search for a matrix; what it finds is tested with exact numbers.

use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score, ZeroDivision};

/// One class against the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) tp: f64,
    pub(super) fp: f64,
    pub(super) fn_: f64,
}

impl Cell {
    pub(super) fn actual(self) -> f64 {
        self.tp + self.fn_
    }

    fn occurs(self) -> bool {
        self.tp + self.fp + self.fn_ > 0.0
    }

    fn plus(self, other: Self) -> Self {
        Self { tp: self.tp + other.tp, fp: self.fp + other.fp, fn_: self.fn_ + other.fn_ }
    }
}

/// Rows in all classes.
pub(super) fn rows(cells: &[Cell]) -> f64 {
    cells.iter().map(|cell| cell.actual()).sum()
}

/// The score; not a number where it is undefined.
pub(super) fn value(score: Score, cells: &[Cell], conventions: Conventions) -> f64 {
    match score {
        Score::Accuracy => cells.iter().map(|cell| cell.tp).sum::<f64>() / rows(cells),
        Score::Mcc => matthews(cells),
        Score::BalancedAccuracy => {
            let skipping = Conventions { zero_division: ZeroDivision::Skipped, ..conventions };
            mean(Score::Recall(Mean::Macro), Mean::Macro, cells, skipping)
        }
        Score::F1(over) if conventions.mean_f1 == MeanF1::OfMeans && matches!(over, Mean::Macro | Mean::Weighted) => {
            let precision = mean(Score::Precision(over), over, cells, conventions);
            let recall = mean(Score::Recall(over), over, cells, conventions);
            let sum = precision + recall;
            if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum }
        }
        Score::Precision(over) | Score::Recall(over) | Score::F1(over) => mean(score, over, cells, conventions),
        Score::Specificity(over) | Score::FalsePositiveRate(over) => mean(score, over, cells, conventions),
        Score::FalseDiscoveryRate(over) | Score::HalfTotalError(over) => mean(score, over, cells, conventions),
    }
}

/// A score of one class.
fn of_class(score: Score, cell: Cell, rows: f64) -> f64 {
    let Cell { tp, fp, fn_ } = cell;
    let negatives = rows - cell.actual();
    match score {
        Score::Precision(_) => tp / (tp + fp),
        Score::F1(_) => 2.0 * tp / (2.0 * tp + fp + fn_),
        Score::Specificity(_) => (negatives - fp) / negatives,
        Score::FalsePositiveRate(_) => fp / negatives,
        Score::FalseDiscoveryRate(_) => fp / (tp + fp),
        Score::HalfTotalError(_) => (fp / negatives + fn_ / cell.actual()) / 2.0,
        _ => tp / cell.actual(),
    }
}

fn mean(score: Score, over: Mean, cells: &[Cell], conventions: Conventions) -> f64 {
    let all = rows(cells);
    let zero_division = conventions.zero_division;
    let rule = |value: f64| match zero_division.of_occurring() {
        ZeroDivision::Zero if value.is_nan() => 0.0,
        ZeroDivision::One if value.is_nan() => 1.0,
        _ => value,
    };
    let weigh = |cell: Cell| match over {
        Mean::Weighted => cell.actual(),
        _ if zero_division.only_occurring() && !cell.occurs() => 0.0,
        _ => 1.0,
    };
    match over {
        Mean::Class(class) => rule(of_class(score, cells[class], all)),
        Mean::Micro => {
            let nothing = Cell { tp: 0.0, fp: 0.0, fn_: 0.0 };
            let sum = cells.iter().fold(nothing, |sum, &cell| sum.plus(cell));
            rule(of_class(score, sum, all * cells.len() as f64))
        }
        Mean::Macro | Mean::Weighted => {
            let (mut sum, mut weights) = (0.0, 0.0);
            for &cell in cells {
                let value = rule(of_class(score, cell, all));
                if !value.is_nan() {
                    sum += weigh(cell) * value;
                    weights += weigh(cell);
                }
            }
            sum / weights
        }
    }
}

fn matthews(cells: &[Cell]) -> f64 {
    let all = rows(cells);
    let sum = |part: fn(&Cell) -> f64| cells.iter().map(part).sum::<f64>();
    let predicted = |cell: &Cell| cell.tp + cell.fp;
    let together: f64 = cells.iter().map(|cell| cell.actual() * predicted(cell)).sum();
    let squares: f64 = cells.iter().map(|cell| predicted(cell) * predicted(cell)).sum();
    let below = (all * all - sum(|cell| cell.actual() * cell.actual())) * (all * all - squares);
    if below > 0.0 { (sum(|cell| cell.tp) * all - together) / below.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::score::Tally;

    #[test]
    fn it_is_near_the_exact_value() {
        let rows = [vec![50, 3, 2, 0, 0], vec![4, 20, 6, 0, 0], vec![0, 5, 10, 0, 0], vec![1, 0, 2, 0, 0], vec![0; 5]];
        let tally = Tally::of(&rows);
        let cells: Vec<Cell> = (0..5)
            .map(|k| Cell {
                tp: tally.correct[k] as f64,
                fp: (tally.predicted[k] - tally.correct[k]) as f64,
                fn_: (tally.actual[k] - tally.correct[k]) as f64,
            })
            .collect();
        let over = [Mean::Class(1), Mean::Class(3), Mean::Macro, Mean::Weighted, Mean::Micro];
        let of = |over| {
            [
                Score::Precision(over),
                Score::Recall(over),
                Score::F1(over),
                Score::Specificity(over),
                Score::FalsePositiveRate(over),
                Score::FalseDiscoveryRate(over),
                Score::HalfTotalError(over),
            ]
        };
        let scores = over.into_iter().flat_map(of).chain([Score::Accuracy, Score::BalancedAccuracy, Score::Mcc]);
        for score in scores {
            for zero_division in ZeroDivision::ALL {
                for mean_f1 in MeanF1::ALL {
                    let conventions = Conventions { zero_division, mean_f1 };
                    let near = value(score, &cells, conventions);
                    match score.of(&tally, conventions) {
                        Some(exact) => assert!((near - exact.as_f64()).abs() < 1e-12, "{score}: {near}"),
                        None => assert!(near.is_nan(), "{score}: {near}"),
                    }
                }
            }
        }
    }
}
