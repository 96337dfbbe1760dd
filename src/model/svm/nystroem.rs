//! The RBF machine on any number of rows, by Nyström's approximation (Williams & Seeger 2001, "Using the Nyström method to speed up kernel
//! machines", NIPS 13).
//!
//! m landmarks are drawn from train. A row x becomes z = L⁻¹ k(x), with k its kernel values beside the landmarks and L·Lᵀ the kernel of
//! the landmarks among themselves, so that z(a)·z(b) = k(a)ᵀ K⁻¹ k(b); a linear machine on z then is the RBF machine of that kernel.
//! Another factor of K⁻¹, such as K^(−1/2), only turns z about, which neither inner products nor the norm of the weights see: the machine is
//! that of scikit-learn's `Nystroem` and `LinearSVC` on the same landmarks. Landmarks that repeat others are left out.
//!
//! Kernel values are `f32`, everything that sums over rows is `f64`. Memory: kernel values of the rows that fit [`KEPT`]; those of the others
//! are computed anew each time the rows are looked at, a chunk a thread, with the same bits.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::super::newton;
use super::super::rows::{self, CHUNK, Rows, dot, squared_distance, squared_norm};
use super::super::{FitContext, FitProgress, ModelError, NamedTensor};
use super::landmark_hinge::{self, Basis, LandmarkHinge};
use super::rbf;
use super::{Matrix64, Side, cholesky};
use crate::matrix::Matrix;
use crate::nn::Path;
use crate::nn::kernels::{self, Rows as Operand, gaussian, gemm};
use crate::random::Stream;
use crate::text::thousands;

/// A landmark whose distance from the span of the others, squared, is below this is left out: `f32` kernel values, 6e-8 apart, would not
/// tell its feature from noise.
const INDEPENDENT: f64 = 1e-5;

/// Bytes of kernel values that are kept rather than computed anew.
const KEPT: usize = 1 << 30;

/// Rows multiplied at a time, so that they stay in the second-level cache.
const BLOCK: usize = 256;

/// Bytes of a fit, about: kernel values that are kept, and what minimising takes.
pub(super) fn fit_bytes(rows: f64, landmarks: f64) -> f64 {
    (rows * landmarks * size_of::<f32>() as f64).min(KEPT as f64) + landmark_hinge::fit_bytes(rows, landmarks)
}

/// Kernel values beside the landmarks.
#[derive(Debug, Clone)]
struct Landmarks {
    gamma: f64,
    rows: Matrix,
    /// Taken from every row first, so that large offsets cost no digits.
    centre: Vec<f64>,
    /// √γ (landmark − centre), a landmark a column.
    columns: Vec<f32>,
    norms: Vec<f32>,
}

impl Landmarks {
    fn new(rows: Matrix, gamma: f64) -> Self {
        let (count, width) = (rows.rows(), rows.cols());
        let centre = rows::column_means(&rows);
        let mut landmarks = Self { gamma, rows, centre, columns: vec![0.0; count * width], norms: Vec::new() };
        let mut scaled = vec![0.0; width];
        for landmark in 0..count {
            landmarks.scale(landmarks.rows.row(landmark), &mut scaled);
            scaled.iter().enumerate().for_each(|(j, &value)| landmarks.columns[j * count + landmark] = value);
            landmarks.norms.push(squared_norm(&scaled));
        }
        landmarks
    }

    fn scale(&self, row: &[f32], to: &mut [f32]) {
        let root = self.gamma.sqrt();
        for ((to, &value), centre) in to.iter_mut().zip(row).zip(&self.centre) {
            *to = ((f64::from(value) - centre) * root) as f32;
        }
    }

    /// Writes the kernel values of each of `rows` beside each landmark.
    fn kernel(&self, rows: &[f32], kernel: &mut [f32]) {
        let (width, landmarks) = (self.rows.cols(), self.rows.rows());
        let mut scaled = vec![0.0; rows.len()];
        let pairs = scaled.chunks_exact_mut(width).zip(rows.chunks_exact(width));
        let norms: Vec<f32> = pairs.map(|(scaled, row)| (self.scale(row, scaled), squared_norm(scaled)).1).collect();
        let (a, b) = (Operand::new(&scaled, width), Operand::new(&self.columns, landmarks));
        gemm(Path::best(), [norms.len(), landmarks, width], kernels::Start::Zero, a, b, kernel, landmarks);
        gaussian(Path::best(), kernel, &norms, &self.norms);
    }
}

/// Kernel values of a matrix's rows beside the landmarks.
struct KernelRows<'a> {
    x: &'a Matrix,
    landmarks: &'a Landmarks,
    /// Those of the first rows, in whole chunks.
    kept: Matrix,
}

impl<'a> KernelRows<'a> {
    /// Keeps those of as many rows as `keep` bytes hold.
    fn new(x: &'a Matrix, landmarks: &'a Landmarks, keep: usize) -> Self {
        let width = landmarks.rows.rows();
        let fit = keep / (width * size_of::<f32>());
        let rows = if fit < x.rows() { fit / CHUNK * CHUNK } else { x.rows() };
        let mut kernel_rows = Self { x, landmarks, kept: Matrix::zeros(0, width) };
        let mut kept = Matrix::zeros(rows, width);
        let places = kept.as_mut_slice().par_chunks_mut(CHUNK * width).zip(rows::chunks(rows));
        places.for_each(|(place, rows)| kernel_rows.compute(rows, place));
        kernel_rows.kept = kept;
        kernel_rows
    }

    fn compute(&self, rows: Range<usize>, to: &mut [f32]) {
        let (columns, width) = (self.x.cols(), self.columns());
        let rows = &self.x.as_slice()[rows.start * columns..rows.end * columns];
        for (rows, to) in rows.chunks(BLOCK * columns).zip(to.chunks_mut(BLOCK * width)) {
            self.landmarks.kernel(rows, to);
        }
    }
}

impl Rows for KernelRows<'_> {
    fn rows(&self) -> usize {
        self.x.rows()
    }

    fn columns(&self) -> usize {
        self.landmarks.rows.rows()
    }

    fn visit<T>(&self, range: Range<usize>, look: impl FnOnce(&[f32]) -> T) -> T {
        if range.end <= self.kept.rows() {
            return self.kept.visit(range, look);
        }
        let mut values = vec![0.0; range.len() * self.columns()];
        self.compute(range, &mut values);
        look(&values)
    }
}

/// Machines that share their landmarks.
#[derive(Debug, Clone)]
pub(super) struct NystroemMachines {
    landmarks: Landmarks,
    /// A coefficient for each landmark's kernel value, and the intercept, by machine.
    coefficients: Vec<Vec<f64>>,
}

impl NystroemMachines {
    /// Solves one problem after the other on the rows of `x`, with `wanted` landmarks, or as many as there are rows.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`], [`ModelError::Unsupported`] for a γ that is not positive, [`ModelError::Numeric`] where sums overflow.
    pub(super) fn fit(
        x: &Matrix,
        sides: impl ExactSizeIterator<Item = Side>,
        gamma: Option<f64>,
        wanted: u32,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        Self::fit_within(KEPT, x, sides, gamma, wanted, context)
    }

    fn fit_within(
        keep: usize,
        x: &Matrix,
        sides: impl ExactSizeIterator<Item = Side>,
        gamma: Option<f64>,
        wanted: u32,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        let gamma = rbf::gamma_or_scale(gamma, x)?;
        let drawn = draw(x, wanted as usize, context.seed);
        let cell = |i: usize, j: usize| libm::exp(-gamma * squared_distance(drawn.row(i), drawn.row(j)));
        let pivoted = cholesky::pivoted(drawn.rows(), cell, INDEPENDENT, || context.check_cancelled())?;
        let landmarks = Landmarks::new(drawn.select_rows(&pivoted.order), gamma);
        let basis = Basis::new(cholesky::inverse(&pivoted.factor, || context.check_cancelled())?);
        let mut notes = vec![format!("gamma = {gamma:.6}"), landmark_note(drawn.rows(), pivoted.order.len())];
        let rows = KernelRows::new(x, &landmarks, keep);
        let (mut coefficients, total) = (Vec::new(), sides.len() as u32);
        for side in sides {
            let objective = LandmarkHinge { rows: &rows, side: &side, basis: &basis };
            let solution = newton::minimise(&objective, side.tolerance(), context)?;
            notes.extend(solution.note(&format!("machine {}", coefficients.len() + 1)));
            coefficients.push(basis.coefficients(&solution.weights));
            let (stage, done) = ("machine".to_owned(), coefficients.len() as u32);
            (context.on_progress)(&FitProgress { stage, done, total, loss: None, val_loss: None });
        }
        drop(rows);
        Ok((Self { landmarks, coefficients }, notes))
    }

    /// Σ coefficient · kernel + intercept of each row and machine.
    pub(super) fn decisions(&self, x: &Matrix) -> Matrix64 {
        let (machines, width) = (self.coefficients.len(), self.landmarks.rows.rows());
        let mut values = vec![0.0; x.rows() * machines];
        let blocks = x.as_slice().par_chunks(BLOCK * x.cols());
        values.par_chunks_mut(BLOCK * machines).zip(blocks).for_each(|(values, rows)| {
            let mut kernel = vec![0.0; rows.len() / x.cols() * width];
            self.landmarks.kernel(rows, &mut kernel);
            for (values, kernel) in values.chunks_exact_mut(machines).zip(kernel.chunks_exact(width)) {
                values.iter_mut().zip(&self.coefficients).for_each(|(value, w)| *value = dot(kernel, w));
            }
        });
        Matrix64 { machines, values }
    }

    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        let landmarks = &self.landmarks.rows;
        let shape = vec![landmarks.rows(), landmarks.cols()];
        let [coefficients, intercepts] = NamedTensor::machines(&self.coefficients, landmarks.rows());
        vec![
            NamedTensor { name: "landmarks".into(), shape, values: landmarks.as_slice().to_vec() },
            coefficients,
            intercepts,
            NamedTensor::from_f64("gamma", vec![1], &[self.landmarks.gamma]),
        ]
    }
}

/// `wanted` rows, drawn without replacement, in the order of train.
fn draw(x: &Matrix, wanted: usize, seed: u64) -> Matrix {
    let mut rows = Stream::new(seed, &["svm", "landmarks"]).permutation(x.rows());
    rows.truncate(wanted);
    rows.sort_unstable();
    x.select_rows(&rows)
}

fn landmark_note(drawn: usize, kept: usize) -> String {
    let (drawn_text, left_out) = (thousands(drawn), thousands(drawn - kept));
    let repeats: Cow<'_, str> =
        if kept == drawn { "".into() } else { format!(", {left_out} of which repeat others").into() };
    format!("Nyström's approximation with {drawn_text} landmarks{repeats}")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::prepare::InputShape;

    fn ring() -> (Matrix, Side) {
        let mut stream = Stream::new(3, &["nystroem test"]);
        let x = Matrix::from_vec(900, 3, (0..2_700).map(|_| stream.normal() as f32).collect());
        let positive = x.iter_rows().map(|row| row[0] * row[0] + row[1] * row[1] < 1.2).collect();
        (x, Side { positive, c: [1.0, 1.0] })
    }

    fn fit(keep: usize, threads: usize) -> NystroemMachines {
        let (x, side) = ring();
        let (names, cancel) = (["a".to_owned(), "b".to_owned()], AtomicBool::new(false));
        let context = FitContext {
            seed: 5,
            classes: 2,
            class_names: &names,
            binary: true,
            feature_names: &[],
            input: InputShape { steps: 3, channels: 1 },
            class_weights: &[1.0, 1.0],
            threads,
            cancel: &cancel,
            on_progress: &|_| {},
            checkpoints: None,
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let sides = vec![side].into_iter();
        pool.install(|| NystroemMachines::fit_within(keep, &x, sides, None, 60, &context)).unwrap().0
    }

    #[test]
    fn features_computed_anew_are_those_kept() {
        let kept = fit(KEPT, 1);
        for (keep, threads) in [(0, 1), (0, 3), (KEPT, 2)] {
            assert_eq!(fit(keep, threads).coefficients, kept.coefficients, "{keep} bytes, {threads} threads");
        }
        let (x, side) = ring();
        let right = kept.decisions(&x).values.iter().zip(&side.positive).filter(|(d, p)| (**d > 0.0) == **p).count();
        assert!(right > 860, "{right} of 900");
    }
}
