//! Real counts to whole rows: rounded, then rows are moved one matrix cell to another as long as the figures come nearer.

use super::aim::Aim;
use super::approximate::Cell;
use super::descent::Real;
use crate::audit::claim::score::Tally;

/// Evaluations of the distance at most.
const EVALUATIONS: usize = 1500;

/// A tally that passes `fits`, if one is near.
pub(super) fn to_whole_rows(aim: &Aim, sizes: &[u64], matrix: &Real, fits: impl Fn(&Tally) -> bool) -> Option<Tally> {
    let mut tally = rounded(sizes, matrix);
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

/// Cells off the diagonal rounded, and the diagonal left with what remains of each class.
fn rounded(sizes: &[u64], matrix: &Real) -> Tally {
    let cells: Vec<Vec<u64>> = matrix
        .0
        .iter()
        .zip(sizes)
        .enumerate()
        .map(|(k, (row, &size))| {
            let mut left = size;
            let mut whole: Vec<u64> = row
                .iter()
                .enumerate()
                .map(|(j, cell)| {
                    let count = if j == k { 0 } else { (cell.round().max(0.0) as u64).min(left) };
                    left -= count;
                    count
                })
                .collect();
            whole[k] = left;
            whole
        })
        .collect();
    Tally::of(&cells)
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
    fn rounding_keeps_the_class_sizes() {
        let tally = rounded(&[5, 4, 1], &Real(vec![vec![3.6, 0.9, 0.5], vec![1.2, 2.6, 0.2], vec![0.6, 0.6, 0.0]]));
        assert_eq!(tally.actual, [5, 4, 1]);
        assert_eq!(tally.correct, [3, 3, 0]);
        assert!(is_realisable(&tally));
    }
}
