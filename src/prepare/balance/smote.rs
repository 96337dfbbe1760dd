//! Synthetic minority over-sampling (Chawla, Bowyer, Hall, Kegelmeyer 2002, JAIR 16, doi 10.1613/jair.953).
//!
//! A new row lies at a random place on the line from a row of its class to one of the row's 5 nearest neighbours within the
//! class (Euclidean over the prepared columns). Indicator columns are interpolated like numbers, as in the paper's plain form.
//! The paper's text draws one random number per new row and its pseudo-code one per column; this is the text's version.

use rayon::prelude::*;

use super::Members;
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::prepare::note::count;
use crate::random::Stream;

/// Nearest neighbours to choose from.
const NEIGHBOURS: usize = 5;

/// Most rows of a class among which neighbours are searched, since the search compares all pairs.
const MAX_CANDIDATES: usize = 20_000;

/// Accumulators of a distance: independent sums let the compiler use vector registers, a fixed number keeps the result the same.
const LANES: usize = 8;

/// Raises every class that has rows to the size of the largest.
pub(super) fn smote(
    train: &Samples,
    members: &Members,
    classes: &[String],
    mut stream: Stream,
    notes: &mut Vec<String>,
) -> Samples {
    let size = members.largest();
    let total = size * members.present().count();
    let mut values = Vec::with_capacity(total * train.x.cols());
    values.extend_from_slice(train.x.as_slice());
    let (mut y, mut row_id) = (train.y.clone(), train.row_id.clone());
    for (class, rows) in members.present().filter(|(_, rows)| rows.len() < size) {
        note_limits(&classes[class], rows.len(), notes);
        for (base, other, gap) in plan(&train.x, rows, size - rows.len(), &mut stream) {
            let pairs = train.x.row(base).iter().zip(train.x.row(other));
            values.extend(pairs.map(|(&a, &b)| between(a, b, gap)));
            y.push(class as u32);
            row_id.push(train.row_id[base]);
        }
    }
    Samples { x: Matrix::from_vec(y.len(), train.x.cols(), values), y, row_id }
}

fn between(a: f32, b: f32, gap: f64) -> f32 {
    let (a, b) = (f64::from(a), f64::from(b));
    (a + gap * (b - a)) as f32
}

fn note_limits(class: &str, rows: usize, notes: &mut Vec<String>) {
    if rows == 1 {
        notes.push(format!("SMOTE: class {class} has one training row, which was repeated."));
    }
    if rows > MAX_CANDIDATES {
        notes.push(format!(
            "SMOTE: class {class} was extended from {} of its {} rows, drawn at random.",
            count(MAX_CANDIDATES),
            count(rows)
        ));
    }
}

/// The row to start from, the neighbour to go towards and how far to go, for each of `wanted` new rows.
///
/// Rows are started from in a random order, each one as often as every other (± 1), as in the paper.
fn plan(x: &Matrix, rows: &[usize], wanted: usize, stream: &mut Stream) -> Vec<(usize, usize, f64)> {
    let mut candidates = rows.to_vec();
    stream.shuffle(&mut candidates);
    candidates.truncate(MAX_CANDIDATES);
    let bases = wanted.min(candidates.len());
    let neighbours: Vec<Vec<usize>> =
        (0..bases).into_par_iter().map(|base| nearest(x, &candidates, base, NEIGHBOURS)).collect();
    (0..wanted)
        .map(|i| {
            let base = i % bases;
            let near = &neighbours[base];
            let other = if near.is_empty() { base } else { near[stream.below(near.len() as u64) as usize] };
            (candidates[base], candidates[other], stream.uniform())
        })
        .collect()
}

/// Positions in `candidates` of the `k` nearest to the one at `base`, itself excluded; ties go to the lower position.
fn nearest(x: &Matrix, candidates: &[usize], base: usize, k: usize) -> Vec<usize> {
    let from = x.row(candidates[base]);
    let mut best: Vec<(f64, usize)> = Vec::with_capacity(k + 1);
    for (position, &row) in candidates.iter().enumerate() {
        if position == base {
            continue;
        }
        let distance = squared_distance(from, x.row(row));
        if best.len() < k || distance < best[k - 1].0 {
            best.insert(best.partition_point(|(other, _)| *other <= distance), (distance, position));
            best.truncate(k);
        }
    }
    best.into_iter().map(|(_, position)| position).collect()
}

fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    let square = |a: f32, b: f32| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b));
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for lane in 0..LANES {
            sums[lane] += square(a[lane], b[lane]);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(&a, &b)| square(a, b)).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{counts, samples};
    use super::*;

    fn run(y: &[u32], seed: u64) -> (Samples, Vec<String>) {
        let (train, mut notes) = (samples(y), Vec::new());
        let names = ["a", "b", "c"].map(Into::into);
        let made = smote(&train, &Members::of(y, 3), &names, Stream::new(seed, &["test"]), &mut notes);
        (made, notes)
    }

    #[test]
    fn new_rows_lie_between_rows_of_their_class() {
        let y = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0];
        let (made, notes) = run(&y, 0);
        assert_eq!(counts(&made.y, 3), [9, 9, 0]);
        assert_eq!(made.x.as_slice()[..24], *samples(&y).x.as_slice());
        assert!(notes.is_empty());
        for i in 12..18 {
            // Rows 8, 9 and 10 are (8, −8), (9, −9), (10, −10), all on one line.
            let row = made.x.row(i);
            assert!((8.0..=10.0).contains(&row[0]) && row[1] == -row[0], "{row:?}");
            assert!((108..=110).contains(&made.row_id[i]));
        }
        let starts: Vec<usize> = (108..=110).map(|id| made.row_id[12..].iter().filter(|&&r| r == id).count()).collect();
        assert_eq!(starts, [2, 2, 2]);
    }

    #[test]
    fn a_class_of_one_row_is_repeated_and_noted() {
        let (made, notes) = run(&[0, 0, 0, 2], 0);
        assert_eq!(counts(&made.y, 3), [3, 0, 3]);
        assert_eq!(made.x.row(4), made.x.row(3));
        assert_eq!(notes, ["SMOTE: class c has one training row, which was repeated."]);
    }

    #[test]
    fn seeds_decide() {
        let y = [0, 0, 0, 0, 0, 1, 1, 1];
        assert_eq!(run(&y, 1).0, run(&y, 1).0);
        assert_ne!(run(&y, 1).0.x, run(&y, 2).0.x);
    }

    #[test]
    fn neighbours_are_the_nearest_by_a_plain_sort() {
        let mut stream = Stream::new(5, &["test"]);
        let x = Matrix::from_vec(60, 11, (0..660).map(|_| stream.uniform() as f32).collect());
        let all: Vec<usize> = (0..60).collect();
        for base in 0..60 {
            let mut sorted: Vec<usize> = all.iter().copied().filter(|&i| i != base).collect();
            let distance = |i: usize| -> f64 {
                x.row(base).iter().zip(x.row(i)).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum()
            };
            sorted.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
            assert_eq!(nearest(&x, &all, base, 5), sorted[..5]);
        }
    }
}
