//! k nearest neighbours by brute force: every row is held against every training row.
//!
//! Distances are Euclidean; each neighbour has one vote, and the scores are the shares of the votes, as in scikit-learn's
//! `KNeighborsClassifier(algorithm="brute")`. Of equally distant rows the earlier one in train is nearer. Candidates are found by `f32`
//! matrix products, a few more than needed, and ranked by their exact distances in `f64`; where rounding could hide a nearer row, all are
//! looked at exactly. Work grows with train × test rows, so train is cut to a stratified subsample of `max_rows`. Class weights do not
//! change the votes.

use indexmap::IndexMap;
use rayon::prelude::*;

use super::rows::{column_means, squared_distance, squared_norm};
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, guard, scores, subsample};
use crate::matrix::Matrix;
use crate::nn::Path;
use crate::nn::kernels::{Rows, Start, gemm};
use crate::prepare::Samples;
use crate::random::Stream;
use crate::spec::KNearestNeighbours;
use crate::text::thousands;

/// Candidates beyond k, for rows that `f32` puts in the wrong order.
const SPARE: usize = 16;

/// Rows scored by one task, and training rows they are held against at a time: what both take stays in the second-level cache.
const BLOCK: [usize; 2] = [64, 1024];

/// A nearest-neighbour classifier as the experiment describes it.
#[derive(Debug, Clone)]
pub struct KNearestNeighboursModel {
    settings: KNearestNeighbours,
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    classes: usize,
    neighbours: usize,
    rows: Matrix,
    y: Vec<u32>,
    /// Taken from every row first, so that large offsets cost no digits.
    centre: Vec<f64>,
    /// Multiplies every row then, so that no square of train leaves the range of `f32`.
    scale: f64,
    /// Where each different row stands, in order, as often as it may be a neighbour.
    places: Vec<Vec<usize>>,
    /// The different rows less the centre, scaled, tile by tile of [`BLOCK`] rows, a row a column.
    tiles: Vec<Tile>,
}

#[derive(Debug, Clone)]
struct Tile {
    columns: Vec<f32>,
    /// Squared norms less what rounding may add to a distance.
    norms: Vec<f32>,
}

impl KNearestNeighboursModel {
    /// A classifier that is not fitted.
    pub fn new(settings: &KNearestNeighbours) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Classifier for KNearestNeighboursModel {
    /// The rows among which it looks, as they are and less their centre.
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        let kept = (size.rows as f64).min(self.settings.max_rows as f64);
        (kept * (2.0 * size.input.width() as f64 * size_of::<f32>() as f64 + 48.0)) as u64
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        if self.settings.neighbours == 0 {
            return Err(ModelError::Unsupported("there must be one neighbour at least".into()));
        }
        let limit = usize::try_from(self.settings.max_rows).unwrap_or(usize::MAX);
        let mut stream = Stream::new(context.seed, &["k nearest neighbours", "subsample"]);
        let chosen = subsample::stratified(&train.y, context.classes, limit, &mut stream);
        let (rows, y) = (train.x.select_rows(&chosen), chosen.iter().map(|&row| train.y[row]).collect());
        let mut notes = Vec::new();
        if chosen.len() < train.len() {
            let (used, all) = (thousands(chosen.len()), thousands(train.len()));
            notes.push(format!("looks among a stratified subsample of {used} of {all} rows"));
        }
        let neighbours = (self.settings.neighbours as usize).min(chosen.len());
        if neighbours < self.settings.neighbours as usize {
            notes.push(format!("there are only {neighbours} rows to look among"));
        }
        if context.class_weights.iter().any(|weight| *weight != context.class_weights[0]) {
            notes.push("class weights are left out: each neighbour has one vote".to_owned());
        }
        self.fitted = Some(Fitted::new(rows, y, neighbours, context.classes));
        Ok(FitReport { notes, ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.rows.cols())?;
        let mut out = Matrix::zeros(x.rows(), fitted.classes);
        let blocks = x.as_slice().par_chunks(BLOCK[0] * x.cols());
        out.as_mut_slice().par_chunks_mut(BLOCK[0] * fitted.classes).zip(blocks).for_each(|(out, block)| {
            let candidates = fitted.candidates(block);
            let rows = block.chunks_exact(x.cols()).zip(candidates);
            for (out, (row, candidates)) in out.chunks_exact_mut(fitted.classes).zip(rows) {
                scores::write_shares(out, &fitted.votes(row, &candidates));
            }
        });
        Ok(out)
    }

    /// The rows and classes it remembers.
    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| (fitted.rows.rows() * (fitted.rows.cols() + 1)) as u64)
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(Fitted { rows, y, .. }) = &self.fitted else { return Vec::new() };
        let shape = vec![rows.rows(), rows.cols()];
        vec![
            NamedTensor { name: "rows".into(), shape, values: rows.as_slice().to_vec() },
            NamedTensor {
                name: "classes".into(),
                shape: vec![y.len()],
                values: y.iter().map(|&class| class as f32).collect(),
            },
        ]
    }
}

impl Fitted {
    fn new(rows: Matrix, y: Vec<u32>, neighbours: usize, classes: usize) -> Self {
        let width = rows.cols();
        let centre = column_means(&rows);
        let distances =
            rows.iter_rows().flat_map(|row| row.iter().zip(&centre).map(|(&v, c)| (f64::from(v) - c).abs()));
        let largest = distances.fold(0.0, f64::max);
        let scale = if largest > 0.0 { 1.0 / largest } else { 1.0 };
        let places = places_of_different(&rows, neighbours);
        let tile = |places: &[Vec<usize>]| {
            let count = places.len();
            let mut tile = Tile { columns: vec![0.0; count * width], norms: Vec::with_capacity(count) };
            for (place, of_row) in places.iter().enumerate() {
                let row = placed(rows.row(of_row[0]), &centre, scale);
                row.iter().enumerate().for_each(|(column, &value)| tile.columns[column * count + place] = value);
                tile.norms.push((f64::from(squared_norm(&row)) * (1.0 - rounding(width))) as f32);
            }
            tile
        };
        let tiles = places.chunks(BLOCK[1]).map(tile).collect();
        Self { classes, neighbours, rows, y, centre, scale, places, tiles }
    }

    /// Different training rows that may be the nearest of each row of a block.
    fn candidates(&self, block: &[f32]) -> Vec<Candidates> {
        let width = self.rows.cols();
        let centred: Vec<f32> =
            block.chunks_exact(width).flat_map(|row| placed(row, &self.centre, self.scale)).collect();
        let count = block.len() / width;
        let mut found = vec![Candidates::new(self.neighbours + SPARE); count];
        let mut products = vec![0.0; count * BLOCK[1]];
        for (place, Tile { columns, norms }) in self.tiles.iter().enumerate() {
            let tile = norms.len();
            let (a, b) = (Rows::new(&centred, width), Rows::new(columns, tile));
            gemm(Path::best(), [count, tile, width], Start::Zero, a, b, &mut products, tile);
            for (found, products) in found.iter_mut().zip(products.chunks_exact(tile)) {
                for (offset, (product, norm)) in products.iter().zip(norms).enumerate() {
                    // At most ‖a − b‖² less ‖a‖², which all candidates share.
                    found.offer(norm - 2.0 * product, place * BLOCK[1] + offset);
                }
            }
        }
        found
    }

    /// Shares of the votes of the nearest rows.
    fn votes(&self, row: &[f32], candidates: &Candidates) -> Vec<f64> {
        let mut nearest = self.nearest(row, candidates.nearest.iter().map(|&(_, different)| different));
        if candidates.nearest.len() < self.places.len() && !self.surely_nearest(row, &nearest, candidates.bar) {
            nearest = self.nearest(row, 0..self.places.len());
        }
        let mut votes = vec![0.0; self.classes];
        for (_, place) in nearest {
            votes[self.y[place] as usize] += 1.0;
        }
        votes.iter_mut().for_each(|votes| *votes /= self.neighbours as f64);
        votes
    }

    /// The nearest of some different rows: their exact squared distances and places, the nearest first.
    fn nearest(&self, row: &[f32], among: impl Iterator<Item = usize>) -> Vec<(f64, usize)> {
        let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let with_distance = |different: usize| {
            let places = &self.places[different];
            let distance = squared_distance(row, self.rows.row(places[0]));
            places.iter().map(move |&place| (distance, place))
        };
        let mut exact: Vec<(f64, usize)> = among.flat_map(with_distance).collect();
        if exact.len() > self.neighbours {
            exact.select_nth_unstable_by(self.neighbours - 1, order);
            exact.truncate(self.neighbours);
        }
        exact.sort_unstable_by(order);
        exact
    }

    /// Whether every row that is no candidate, all of them beyond `bar`, is farther away than the last of `nearest`.
    fn surely_nearest(&self, row: &[f32], nearest: &[(f64, usize)], bar: f32) -> bool {
        let norm = placed(row, &self.centre, self.scale).iter().map(|&value| f64::from(value).powi(2)).sum::<f64>();
        let width = self.rows.cols();
        let least = f64::from(bar) + norm * (1.0 - rounding(width)) - underflow(width);
        let farthest = nearest.last().map_or(f64::INFINITY, |&(distance, _)| distance * self.scale * self.scale);
        least.is_finite() && least > farthest
    }
}

/// How far `f32` may put ‖b‖² − 2ab from its value, as a share of ‖a‖² + ‖b‖²: half of ε for each product and sum, 2 ε for both rows'
/// values, and what the norm, the difference and the allowance itself are rounded by.
fn rounding(width: usize) -> f64 {
    (width + 4) as f64 * f64::from(f32::EPSILON)
}

/// What is lost where values, their products or sums are too small for `f32`: less than its least normal number each.
fn underflow(width: usize) -> f64 {
    8.0 * width as f64 * f64::from(f32::MIN_POSITIVE)
}

/// Places of equal rows, at most `most` of each, in the order of their first places.
fn places_of_different(rows: &Matrix, most: usize) -> Vec<Vec<usize>> {
    let mut places: IndexMap<Vec<u32>, Vec<usize>> = IndexMap::new();
    for (place, row) in rows.iter_rows().enumerate() {
        let of_row = places.entry(row.iter().map(|value| value.to_bits()).collect()).or_default();
        if of_row.len() < most {
            of_row.push(place);
        }
    }
    places.into_values().collect()
}

/// The nearest rows so far, the nearest first, the earlier one on ties.
#[derive(Debug, Clone)]
struct Candidates {
    most: usize,
    nearest: Vec<(f32, usize)>,
    /// What a row must be nearer than.
    bar: f32,
}

impl Candidates {
    fn new(most: usize) -> Self {
        Self { most, nearest: Vec::with_capacity(most + 1), bar: f32::INFINITY }
    }

    /// Takes note of a row, offered after all earlier ones.
    fn offer(&mut self, distance: f32, place: usize) {
        // Written so that a distance that is no number, of values too large for `f32`, still fills a place.
        if self.nearest.len() == self.most && (distance >= self.bar || distance.is_nan()) {
            return;
        }
        let distance = if distance.is_nan() { f32::INFINITY } else { distance };
        let at = self.nearest.partition_point(|&(other, _)| other <= distance);
        self.nearest.insert(at, (distance, place));
        self.nearest.truncate(self.most);
        if self.nearest.len() == self.most {
            self.bar = self.nearest[self.most - 1].0;
        }
    }
}

fn placed(row: &[f32], centre: &[f64], scale: f64) -> Vec<f32> {
    row.iter().zip(centre).map(|(&value, centre)| ((f64::from(value) - centre) * scale) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// Whether the model finds the neighbours that exact distances do.
    fn assert_exact(rows: &Matrix, asked: &Matrix) {
        let y: Vec<u32> = (0..rows.rows() as u32).map(|row| row % 2).collect();
        let fitted = Fitted::new(rows.clone(), y, 5, 2);
        for (row, candidates) in asked.iter_rows().zip(fitted.candidates(asked.as_slice())) {
            let mut all: Vec<(f64, usize)> =
                rows.iter_rows().map(|other| squared_distance(row, other)).zip(0..).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let positive = all[..5].iter().filter(|(_, place)| place % 2 == 1).count();
            assert_eq!(fitted.votes(row, &candidates)[1], positive as f64 / 5.0);
        }
    }

    /// Rows of three columns, the first up to `largest`.
    fn noise(name: &str, rows: usize, largest: f32) -> Matrix {
        let mut stream = Stream::new(4, &["nearest test", name]);
        let row = |stream: &mut Stream| {
            [stream.below(4) as f32 * largest / 3.0, stream.normal() as f32, stream.normal() as f32]
        };
        Matrix::from_vec(rows, 3, (0..rows).flat_map(|_| row(&mut stream)).collect())
    }

    #[test]
    fn a_column_of_large_values_hides_no_neighbour() {
        for largest in [1.0, 1e8, 1e38] {
            assert_exact(&noise("train", 600, largest), &noise("test", 60, largest));
        }
        assert_exact(&noise("train", 600, 1.0), &noise("test", 60, 1e30));
    }

    #[test]
    fn values_too_small_to_be_squared_hide_no_neighbour() {
        let mut rows = noise("train", 600, 1.0).as_slice().to_vec();
        rows.chunks_exact_mut(3).for_each(|row| row[0] = 0.0);
        rows.extend([[-1e30, 0.0, 0.0], [1e30, 0.0, 0.0]].concat());
        assert_exact(&Matrix::from_vec(602, 3, rows.clone()), &Matrix::from_vec(600, 3, rows[..1800].to_vec()));
    }

    #[test]
    fn equal_rows_vote_in_their_order() {
        let mut rows = noise("train", 100, 1.0).as_slice().repeat(3);
        rows.extend([0.0, 0.5, 0.5].repeat(80));
        let rows = Matrix::from_vec(rows.len() / 3, 3, rows);
        assert_exact(&rows, &rows);
    }

    #[test]
    fn the_nearest_stay_and_the_earlier_wins_a_tie() {
        let mut candidates = Candidates::new(3);
        for (place, distance) in [4.0, f32::NAN, 2.0, 2.0, 9.0, 2.0, 1.0].into_iter().enumerate() {
            candidates.offer(distance, place);
        }
        assert_eq!(candidates.nearest, [(1.0, 6), (2.0, 2), (2.0, 3)]);
    }
}
