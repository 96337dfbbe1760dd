//! Synthetic minority over-sampling (Chawla, Bowyer, Hall, Kegelmeyer 2002, JAIR 16, doi 10.1613/jair.953).
//!
//! A new row lies at a random place on the line from a row of its class to one of the row's 5 nearest neighbours
//! within the class (Euclidean over the prepared columns). Indicator columns are interpolated like numbers, as in the
//! paper's plain form. The paper's text draws one random number per new row and its pseudo-code one per column; this
//! is the text's version.

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

/// Accumulators of a distance: independent sums let the compiler use vector registers, a fixed number keeps the
/// result the same.
const LANES: usize = 8;

/// A distance is given up every so many lanes when it is already too large.
const LANES_BETWEEN_CHECKS: usize = 3;

/// Points whose neighbours are searched in one pass.
const BLOCK: usize = 16;

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
    let neighbours = Points::of(x, &candidates).neighbours(bases);
    (0..wanted)
        .map(|i| {
            let base = i % bases;
            let near = &neighbours[base];
            let other = if near.is_empty() { base } else { near[stream.below(near.len() as u64) as usize] };
            (candidates[base], candidates[other], stream.uniform())
        })
        .collect()
}

/// Rows side by side in 64 bits, each padded with zeros to whole lanes.
struct Points {
    values: Vec<[f64; LANES]>,
    /// Lanes per row.
    stride: usize,
}

impl Points {
    fn of(x: &Matrix, rows: &[usize]) -> Self {
        let stride = x.cols().div_ceil(LANES).max(1);
        let mut values = vec![[0.0; LANES]; rows.len() * stride];
        for (point, &row) in values.chunks_exact_mut(stride).zip(rows) {
            for (to, &from) in point.as_flattened_mut().iter_mut().zip(x.row(row)) {
                *to = f64::from(from);
            }
        }
        Self { values, stride }
    }

    fn all(&self) -> impl Iterator<Item = &[[f64; LANES]]> {
        self.values.chunks_exact(self.stride)
    }

    /// For each of the first `bases` points its [`NEIGHBOURS`] nearest, nearest first.
    fn neighbours(&self, bases: usize) -> Vec<Vec<usize>> {
        let bases: Vec<(usize, &[[f64; LANES]])> = self.all().take(bases).enumerate().collect();
        // A block of points shares each pass over the others, which would otherwise come from memory for every point.
        bases.par_chunks(BLOCK).flat_map_iter(|block| self.nearest_to(block)).collect()
    }

    fn nearest_to(&self, block: &[(usize, &[[f64; LANES]])]) -> Vec<Vec<usize>> {
        let mut nearest = vec![Nearest::default(); block.len()];
        for (position, point) in self.all().enumerate() {
            for ((base, from), nearest) in block.iter().zip(&mut nearest) {
                if *base != position {
                    nearest.offer(position, squared_distance(from, point, nearest.bound()));
                }
            }
        }
        nearest.into_iter().map(|nearest| nearest.0.into_iter().map(|(_, position)| position).collect()).collect()
    }
}

/// The nearest points so far with their squared distances, nearest first; ties go to the one offered first.
#[derive(Debug, Clone, Default)]
struct Nearest(Vec<(f64, usize)>);

impl Nearest {
    /// Distances from here on are too far.
    fn bound(&self) -> f64 {
        self.0.get(NEIGHBOURS - 1).map_or(f64::INFINITY, |(distance, _)| *distance)
    }

    fn offer(&mut self, position: usize, distance: f64) {
        if distance < self.bound() || self.0.len() < NEIGHBOURS {
            self.0.insert(self.0.partition_point(|(other, _)| *other <= distance), (distance, position));
            self.0.truncate(NEIGHBOURS);
        }
    }
}

/// The squared Euclidean distance, or infinity as soon as it is known to reach `bound`.
fn squared_distance(a: &[[f64; LANES]], b: &[[f64; LANES]], bound: f64) -> f64 {
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks(LANES_BETWEEN_CHECKS).zip(b.chunks(LANES_BETWEEN_CHECKS)) {
        for (a, b) in a.iter().zip(b) {
            for lane in 0..LANES {
                let difference = a[lane] - b[lane];
                sums[lane] += difference * difference;
            }
        }
        if sums.iter().sum::<f64>() >= bound {
            return f64::INFINITY;
        }
    }
    sums.iter().sum()
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
        let x = Matrix::from_vec(60, 53, (0..60 * 53).map(|_| stream.uniform() as f32).collect());
        let all: Vec<usize> = (0..60).collect();
        let neighbours = Points::of(&x, &all).neighbours(60);
        for (base, found) in neighbours.iter().enumerate() {
            let mut sorted: Vec<usize> = all.iter().copied().filter(|&i| i != base).collect();
            let distance = |i: usize| -> f64 {
                x.row(base).iter().zip(x.row(i)).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum()
            };
            sorted.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
            assert_eq!(found[..], sorted[..NEIGHBOURS]);
        }
    }
}
