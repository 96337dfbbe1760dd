//! k nearest neighbours by brute force: every row is held against every training row.
//!
//! Distances are Euclidean; each neighbour has one vote, and the scores are the shares of the votes, as in scikit-learn's
//! `KNeighborsClassifier(algorithm="brute")`. Of equally distant rows the earlier one in train is nearer. Candidates are found by `f32`
//! matrix products, a few more than needed, and ranked by their exact distances in `f64`. Work grows with train × test rows, so train is
//! cut to a stratified subsample of `max_rows`. Class weights do not change the votes.

use rayon::prelude::*;

use super::rows::{squared_distance, squared_norm};
use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores, subsample};
use crate::matrix::Matrix;
use crate::nn::Path;
use crate::nn::kernels::{Rows, Start, gemm_from};
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
    /// The rows less the centre, scaled, tile by tile of [`BLOCK`] training rows, a row a column.
    tiles: Vec<Tile>,
}

#[derive(Debug, Clone)]
struct Tile {
    columns: Vec<f32>,
    /// Squared norms.
    norms: Vec<f32>,
}

impl KNearestNeighboursModel {
    /// A classifier that is not fitted.
    pub fn new(settings: &KNearestNeighbours) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Classifier for KNearestNeighboursModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit(train, validation, context)?;
        guard::check_columns(&train.x)?;
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
        let mut centre = vec![0.0; width];
        for row in rows.iter_rows() {
            centre.iter_mut().zip(row).for_each(|(sum, &value)| *sum += f64::from(value) / rows.rows() as f64);
        }
        let distances =
            rows.iter_rows().flat_map(|row| row.iter().zip(&centre).map(|(&v, c)| (f64::from(v) - c).abs()));
        let largest = distances.fold(0.0, f64::max);
        let scale = if largest > 0.0 { 1.0 / largest } else { 1.0 };
        let tile = |rows: &[f32]| {
            let count = rows.len() / width;
            let mut tile = Tile { columns: vec![0.0; rows.len()], norms: Vec::with_capacity(count) };
            for (place, row) in rows.chunks_exact(width).enumerate() {
                let row = placed(row, &centre, scale);
                row.iter().enumerate().for_each(|(column, &value)| tile.columns[column * count + place] = value);
                tile.norms.push(squared_norm(&row));
            }
            tile
        };
        let tiles = rows.as_slice().chunks(BLOCK[1] * width).map(tile).collect();
        Self { classes, neighbours, rows, y, centre, scale, tiles }
    }

    /// Training rows that may be the nearest of each row of a block.
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
            gemm_from(Path::best(), [count, tile, width], Start::Zero, a, b, &mut products, tile);
            for (found, products) in found.iter_mut().zip(products.chunks_exact(tile)) {
                for (offset, (product, norm)) in products.iter().zip(norms).enumerate() {
                    // ‖a − b‖² less ‖a‖², which all candidates share.
                    found.offer(norm - 2.0 * product, place * BLOCK[1] + offset);
                }
            }
        }
        found
    }

    /// Shares of the votes of the nearest candidates.
    fn votes(&self, row: &[f32], candidates: &Candidates) -> Vec<f64> {
        let mut exact: Vec<(f64, usize)> =
            candidates.nearest.iter().map(|&(_, place)| (squared_distance(row, self.rows.row(place)), place)).collect();
        exact.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut votes = vec![0.0; self.classes];
        for &(_, place) in &exact[..self.neighbours] {
            votes[self.y[place] as usize] += 1.0;
        }
        votes.iter_mut().for_each(|votes| *votes /= self.neighbours as f64);
        votes
    }
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

    #[test]
    fn the_nearest_stay_and_the_earlier_wins_a_tie() {
        let mut candidates = Candidates::new(3);
        for (place, distance) in [4.0, f32::NAN, 2.0, 2.0, 9.0, 2.0, 1.0].into_iter().enumerate() {
            candidates.offer(distance, place);
        }
        assert_eq!(candidates.nearest, [(1.0, 6), (2.0, 2), (2.0, 3)]);
    }
}
