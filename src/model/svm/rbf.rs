//! The exact RBF machine, by linfa-svm's sequential minimal optimisation.
//!
//! linfa's kernel is exp(−‖a − b‖² / eps), so its eps is 1/γ. It holds the kernel of all pairs of rows in memory, hence the limit on rows.
//! Its exponential is the platform's: another C library may move the last bits.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::super::rows::squared_distance;
use super::super::subsample::stratified;
use super::super::{FitContext, FitProgress, ModelError, NamedTensor};
use super::{Matrix64, Side};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::random::Stream;
use crate::spec::Svm;
use crate::text::thousands;

/// The largest violation of the optimality conditions that is left, as in LIBSVM and scikit-learn.
const TOLERANCE: f64 = 1e-3;

/// Rows scored by one task.
const CHUNK: usize = 256;

/// Rows of train that the machine is fitted on: a seeded stratified subsample of `max_rows`.
///
/// # Errors
/// [`ModelError::Unsupported`] for more than [`Svm::LARGEST_KERNEL`] rows, with the memory they would take.
pub(super) fn rows_to_use(train: &Samples, settings: &Svm, context: &FitContext<'_>) -> Result<Vec<usize>, ModelError> {
    let limit = usize::try_from(settings.max_rows.unwrap_or(Svm::KERNEL_ROWS)).unwrap_or(usize::MAX);
    let wanted = limit.min(train.len());
    if wanted as u64 > Svm::LARGEST_KERNEL {
        return Err(ModelError::Unsupported(format!(
            "an exact RBF machine on {} rows would hold {:.1} GB of kernel; set approximation: nystroem, max_rows to {} or less, or \
             kernel: linear",
            thousands(wanted),
            kernel_gigabytes(wanted),
            thousands(Svm::LARGEST_KERNEL as usize)
        )));
    }
    let mut stream = Stream::new(context.seed, &["svm", "subsample"]);
    Ok(stratified(&train.y, context.classes, limit, &mut stream))
}

/// Memory for the kernel of all pairs of rows.
pub(super) fn kernel_gigabytes(rows: usize) -> f64 {
    (rows as f64).powi(2) * size_of::<f64>() as f64 / 1e9
}

/// Machines that share their support vectors.
#[derive(Debug, Clone)]
pub(super) struct RbfMachines {
    gamma: f64,
    /// The rows that some machine leans on.
    support: Matrix,
    /// A coefficient for each support vector, by machine; 0 where the machine does not use it.
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

impl RbfMachines {
    /// Solves one problem after the other on the rows of `x`.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`] between problems, [`ModelError::Unsupported`] for a γ that is not positive, [`ModelError::Numeric`]
    /// where linfa-svm fails.
    pub(super) fn fit(
        x: &Matrix,
        sides: impl ExactSizeIterator<Item = Side>,
        gamma: Option<f64>,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        let gamma = gamma_or_scale(gamma, x)?;
        let cells: Vec<f64> = x.as_slice().iter().map(|&value| f64::from(value)).collect();
        let records = Array2::from_shape_vec((x.rows(), x.cols()), cells).map_err(|e| numeric(&e))?;
        let total = sides.len() as u32;
        let (mut alphas, mut intercepts, mut notes) = (Vec::new(), Vec::new(), vec![format!("gamma = {gamma:.6}")]);
        for (place, side) in sides.enumerate() {
            context.check_cancelled()?;
            let [positive, other] = side.c;
            let rows = DatasetBase::new(records.view(), Array1::from_vec(side.positive));
            let rows = DatasetBase::new(rows.records, rows.targets.view());
            let machine = linfa_svm::Svm::<f64, bool>::params()
                .eps(TOLERANCE)
                .gaussian_kernel(1.0 / gamma)
                .pos_neg_weights(positive, other)
                .fit(&rows)
                .map_err(|e| numeric(&e))?;
            if !(machine.rho.is_finite() && machine.alpha.iter().all(|alpha| alpha.is_finite())) {
                return Err(numeric(&"a coefficient is not finite"));
            }
            // Why the solver stopped is private to linfa-svm, but its text says it.
            if machine.to_string().starts_with("Reached maximal iterations") {
                notes.push(format!("machine {} stopped at linfa-svm's limit of iterations, unconverged", place + 1));
            }
            alphas.push(machine.alpha);
            intercepts.push(-machine.rho);
            let (stage, done) = ("machine".to_owned(), place as u32 + 1);
            (context.on_progress)(&FitProgress { stage, done, total, loss: None, val_loss: None });
        }
        let used: Vec<usize> = (0..x.rows()).filter(|&row| alphas.iter().any(|alpha| alpha[row] != 0.0)).collect();
        notes.push(format!("{} support vectors", thousands(used.len())));
        let coefficients = alphas.iter().map(|alpha| used.iter().map(|&row| alpha[row]).collect()).collect();
        Ok((Self { gamma, support: x.select_rows(&used), coefficients, intercepts }, notes))
    }

    /// Σ coefficient · kernel + intercept of each row and machine.
    pub(super) fn decisions(&self, x: &Matrix) -> Matrix64 {
        let machines = self.intercepts.len();
        let mut values = vec![0.0; x.rows() * machines];
        values.par_chunks_mut(CHUNK * machines).enumerate().for_each(|(chunk, values)| {
            let mut kernel = vec![0.0; self.support.rows()];
            for (offset, values) in values.chunks_exact_mut(machines).enumerate() {
                let row = x.row(chunk * CHUNK + offset);
                for (kernel, support) in kernel.iter_mut().zip(self.support.iter_rows()) {
                    *kernel = libm::exp(-self.gamma * squared_distance(row, support));
                }
                for ((value, coefficients), intercept) in
                    values.iter_mut().zip(&self.coefficients).zip(&self.intercepts)
                {
                    *value = coefficients.iter().zip(&kernel).map(|(c, k)| c * k).sum::<f64>() + intercept;
                }
            }
        });
        Matrix64 { machines, values }
    }

    pub(super) fn tensors(&self) -> Vec<NamedTensor> {
        let (machines, support) = (self.intercepts.len(), &self.support);
        let shape = vec![support.rows(), support.cols()];
        vec![
            NamedTensor { name: "support_vectors".into(), shape, values: support.as_slice().to_vec() },
            NamedTensor::from_f64("coefficients", vec![machines, support.rows()], &self.coefficients.concat()),
            NamedTensor::from_f64("intercepts", vec![machines], &self.intercepts),
            NamedTensor::from_f64("gamma", vec![1], &[self.gamma]),
        ]
    }
}

/// The γ that is set, or scikit-learn's `scale`.
///
/// # Errors
/// [`ModelError::Unsupported`] unless it is positive and finite.
pub(super) fn gamma_or_scale(gamma: Option<f64>, x: &Matrix) -> Result<f64, ModelError> {
    let gamma = gamma.unwrap_or_else(|| scale_gamma(x));
    if gamma > 0.0 && gamma.is_finite() {
        return Ok(gamma);
    }
    Err(ModelError::Unsupported(format!("gamma must be a positive number, not {gamma}")))
}

/// 1 / (columns × variance of all cells), and 1 where nothing varies: scikit-learn's `scale`.
fn scale_gamma(x: &Matrix) -> f64 {
    let cells = || x.as_slice().iter().map(|&value| f64::from(value));
    let count = x.as_slice().len() as f64;
    let mean = cells().sum::<f64>() / count;
    let variance = cells().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    if variance > 0.0 { 1.0 / (x.cols() as f64 * variance) } else { 1.0 }
}

fn numeric(error: &impl std::fmt::Display) -> ModelError {
    ModelError::Numeric(format!("linfa-svm failed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_is_scikit_learns_scale() {
        let x = Matrix::from_vec(2, 2, vec![0.0, 2.0, 4.0, 6.0]);
        assert!((scale_gamma(&x) - 1.0 / (2.0 * 5.0)).abs() < 1e-15);
        assert_eq!(scale_gamma(&Matrix::zeros(3, 2)), 1.0);
    }
}
