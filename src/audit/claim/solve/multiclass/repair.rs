//! Real counts to whole rows: rounded, then rows are moved one matrix cell to another as long as the figures come nearer.

use super::approximate::Cell;
use super::witness::Aim;
use crate::audit::claim::score::Tally;

/// Evaluations of the distance at most.
const EVALUATIONS: usize = 1500;

/// A tally that passes `fits`, if one is near.
pub(super) fn to_whole_rows(aim: &Aim, sizes: &[u64], cells: &[Cell], fits: impl Fn(&Tally) -> bool) -> Option<Tally> {
    let mut tally = rounded(sizes, cells);
    let mut distance = aim.distance(&real(&tally));
    let mut left = EVALUATIONS;
    loop {
        if distance == 0.0 && fits(&tally) {
            return Some(tally);
        }
        let (nearer, next) = best_move(aim, &tally, distance, &mut left)?;
        (distance, tally) = (nearer, next);
    }
}

/// Hits rounded, false alarms rounded so that they are as many as the misses.
fn rounded(sizes: &[u64], cells: &[Cell]) -> Tally {
    let correct: Vec<u64> =
        cells.iter().zip(sizes).map(|(cell, &size)| (cell.tp.round().max(0.0) as u64).min(size)).collect();
    let missed: u64 = sizes.iter().zip(&correct).map(|(size, correct)| size - correct).sum();
    let mut wanted: Vec<u64> = cells.iter().map(|cell| cell.fp.round().max(0.0) as u64).collect();
    let mut sum: u64 = wanted.iter().sum();
    while sum != missed {
        // The largest stands a few rows more or less best.
        let (at, most) = wanted.iter().copied().enumerate().max_by_key(|&(_, n)| n).unwrap_or((0, 0));
        if sum < missed {
            wanted[at] += missed - sum;
            break;
        }
        let less = (sum - missed).min(most);
        wanted[at] -= less;
        sum -= less;
    }
    let predicted = correct.iter().zip(&wanted).map(|(correct, wanted)| correct + wanted).collect();
    Tally { correct, actual: sizes.to_vec(), predicted }
}

fn real(tally: &Tally) -> Vec<Cell> {
    (0..tally.classes())
        .map(|k| Cell {
            tp: tally.correct[k] as f64,
            fp: (tally.predicted[k] - tally.correct[k]) as f64,
            fn_: (tally.actual[k] - tally.correct[k]) as f64,
        })
        .collect()
}

/// The move that brings the figures nearest; `None` where none does, or the evaluations are used up.
fn best_move(aim: &Aim, tally: &Tally, distance: f64, left: &mut usize) -> Option<(f64, Tally)> {
    let classes = tally.classes();
    let rows = tally.rows();
    let mut best = None;
    let mut nearest = distance;
    let sizes = [1, rows / 10_000, rows / 300].into_iter().filter(|&size| size > 0);
    for size in sizes.collect::<std::collections::BTreeSet<_>>() {
        for (i, j) in (0..classes).flat_map(|i| (0..classes).map(move |j| (i, j))).filter(|(i, j)| i != j) {
            for next in
                [lose(tally, i, j, size), win(tally, i, j, size), shift(tally, i, j, size)].into_iter().flatten()
            {
                *left = left.checked_sub(1)?;
                let near = aim.distance(&real(&next));
                if near < nearest {
                    nearest = near;
                    best = Some(next);
                }
            }
        }
    }
    best.map(|tally| (nearest, tally))
}

/// Rows of `class` that were found are taken for `other`.
fn lose(tally: &Tally, class: usize, other: usize, rows: u64) -> Option<Tally> {
    let mut next = tally.clone();
    next.correct[class] = next.correct[class].checked_sub(rows)?;
    next.predicted[class] -= rows;
    next.predicted[other] += rows;
    Some(next)
}

/// Rows of `class` that were taken for `other` are found.
fn win(tally: &Tally, class: usize, other: usize, rows: u64) -> Option<Tally> {
    let mut next = tally.clone();
    next.correct[class] += rows;
    next.predicted[class] += rows;
    next.predicted[other] = next.predicted[other].checked_sub(rows)?;
    possible(&next).then_some(next)
}

/// Rows that were wrongly taken for `one` are wrongly taken for `other`.
fn shift(tally: &Tally, one: usize, other: usize, rows: u64) -> Option<Tally> {
    let mut next = tally.clone();
    next.predicted[one] = next.predicted[one].checked_sub(rows)?;
    next.predicted[other] += rows;
    possible(&next).then_some(next)
}

fn possible(tally: &Tally) -> bool {
    (0..tally.classes()).all(|k| tally.correct[k] <= tally.actual[k].min(tally.predicted[k]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::solve::multiclass::realise::is_realisable;

    #[test]
    fn moves_keep_all_rows() {
        let tally = Tally::of(&[vec![5, 1, 2], vec![0, 6, 1], vec![3, 0, 4]]);
        let moves = [lose(&tally, 0, 1, 2), win(&tally, 0, 2, 2), shift(&tally, 1, 2, 1)];
        for next in moves.into_iter().map(Option::unwrap) {
            assert_eq!(next.predicted.iter().sum::<u64>(), tally.rows());
            assert_eq!(next.actual, tally.actual);
            assert!(is_realisable(&next), "{next:?}");
        }
        assert_eq!(win(&tally, 0, 1, 4), None);
    }

    #[test]
    fn rounding_leaves_as_many_false_alarms_as_misses() {
        let cell = |tp, fp, fn_| Cell { tp, fp, fn_ };
        let cells = [cell(4.6, 1.4, 0.4), cell(2.2, 0.2, 1.8), cell(0.9, 0.6, 0.1)];
        let tally = rounded(&[5, 4, 1], &cells);
        assert_eq!(tally.predicted.iter().sum::<u64>(), 10);
    }
}
