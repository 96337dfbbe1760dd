//! Gaussian naive Bayes: every column of a class is a normal distribution of its own.
//!
//! As scikit-learn's `GaussianNB`: variances are those of the class (divided by n), raised by `var_smoothing` times the largest variance
//! of any column over all rows. Class weights multiply the classes' shares of train. Where no column varies at all, the shares decide.

use std::f64::consts::TAU;

use super::guard::Classes;
use super::rows;
use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::NaiveBayes;

/// A naive Bayes classifier as the experiment describes it.
#[derive(Debug, Clone)]
pub struct NaiveBayesModel {
    settings: NaiveBayes,
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    width: usize,
    classes: usize,
    /// Those that train holds.
    present: Vec<Normal>,
}

/// One class.
#[derive(Debug, Clone)]
struct Normal {
    class: usize,
    prior: f64,
    means: Vec<f64>,
    variances: Vec<f64>,
    /// ln prior − ½ Σ ln 2πσ²
    constant: f64,
}

impl Normal {
    /// Logarithm of prior times density.
    fn log_joint(&self, row: &[f32]) -> f64 {
        let squares = row.iter().zip(&self.means).zip(&self.variances).map(|((&value, mean), variance)| {
            let distance = f64::from(value) - mean;
            distance * distance / variance
        });
        self.constant - 0.5 * squares.sum::<f64>()
    }
}

impl NaiveBayesModel {
    /// A classifier that is not fitted.
    pub fn new(settings: &NaiveBayes) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Classifier for NaiveBayesModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        let Classes { counts, weights, present } = guard::classes(train, context)?;
        let shares: Vec<f64> = counts.iter().zip(weights).map(|(&count, weight)| count as f64 * weight).collect();
        let total: f64 = shares.iter().sum();
        let Moments { means, mut variances, largest } = Moments::of(train, &counts);
        let floor = self.settings.var_smoothing * largest;
        // Nothing varies: any variance gives the same answer.
        let floor = if largest > 0.0 { floor } else { 1.0 };
        variances.iter_mut().for_each(|variance| *variance += floor);
        let width = train.x.cols();
        let mut held = variances.iter().enumerate().filter(|(cell, _)| counts[cell / width] > 0);
        if let Some((cell, _)) = held.find(|(_, variance)| **variance <= 0.0) {
            let name = context.column_name(cell % width);
            return Err(ModelError::Unsupported(format!(
                "{name} does not vary within a class; set var_smoothing above 0, or clean.constants: drop"
            )));
        }
        let normal = |class: usize| {
            let (from, to) = (class * width, (class + 1) * width);
            let (means, variances) = (means[from..to].to_vec(), variances[from..to].to_vec());
            let prior = shares[class] / total;
            let spread: f64 = variances.iter().map(|variance| libm::log(TAU * variance)).sum();
            Normal { class, prior, means, variances, constant: libm::log(prior) - 0.5 * spread }
        };
        let present = present.into_iter().map(normal).collect();
        self.fitted = Some(Fitted { width, classes: context.classes, present });
        Ok(FitReport::default())
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        let joint = rows::map_rows(x, fitted.classes, |row, joint| {
            joint.fill(f64::NEG_INFINITY);
            fitted.present.iter().for_each(|normal| joint[normal.class] = normal.log_joint(row));
            scores::softmax(joint);
        });
        let mut out = Matrix::zeros(x.rows(), fitted.classes);
        for (i, shares) in joint.chunks_exact(fitted.classes).enumerate() {
            scores::write_shares(out.row_mut(i), shares);
        }
        Ok(out)
    }

    /// Means, variances and shares.
    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| (fitted.present.len() * (2 * fitted.width + 1)) as u64)
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(Fitted { width, present, .. }) = &self.fitted else { return Vec::new() };
        let table = |name: &str, of: fn(&Normal) -> &[f64]| {
            let values: Vec<f64> = present.iter().flat_map(of).copied().collect();
            NamedTensor::from_f64(name, vec![present.len(), *width], &values)
        };
        let list = |name: &str, of: fn(&Normal) -> f64| {
            NamedTensor::from_f64(name, vec![present.len()], &present.iter().map(of).collect::<Vec<_>>())
        };
        vec![
            table("means", |normal| &normal.means),
            table("variances", |normal| &normal.variances),
            list("priors", |normal| normal.prior),
            list("classes", |normal| normal.class as f64),
        ]
    }
}

/// Means and variances of each class and column; those of a class without rows are 0.
struct Moments {
    means: Vec<f64>,
    variances: Vec<f64>,
    /// The largest variance of a column over all rows.
    largest: f64,
}

impl Moments {
    fn of(train: &Samples, counts: &[usize]) -> Self {
        let (x, width) = (&train.x, train.x.cols());
        let place = |row: usize| train.y[row] as usize * width;
        let mut means = rows::sum_rows(x, counts.len() * width, |row, values, sums| {
            let sums = &mut sums[place(row)..];
            sums.iter_mut().zip(values).for_each(|(sum, &value)| *sum += f64::from(value));
        });
        let column_sum = |column: usize| means.iter().skip(column).step_by(width).sum::<f64>();
        let overall: Vec<f64> = (0..width).map(|column| column_sum(column) / x.rows() as f64).collect();
        divide(&mut means, counts, width);
        let mut variances = rows::sum_rows(x, (counts.len() + 1) * width, |row, values, sums| {
            let (own, all) = sums.split_at_mut(counts.len() * width);
            add_squares(&mut own[place(row)..], values, &means[place(row)..]);
            add_squares(all, values, &overall);
        });
        let largest = variances.split_off(counts.len() * width).into_iter().fold(0.0, f64::max) / x.rows() as f64;
        divide(&mut variances, counts, width);
        Self { means, variances, largest }
    }
}

fn add_squares(sums: &mut [f64], values: &[f32], means: &[f64]) {
    for ((sum, &value), mean) in sums.iter_mut().zip(values).zip(means) {
        let distance = f64::from(value) - mean;
        *sum += distance * distance;
    }
}

/// Divides each class's sums by its rows.
fn divide(sums: &mut [f64], counts: &[usize], width: usize) {
    for (sums, &count) in sums.chunks_exact_mut(width).zip(counts) {
        sums.iter_mut().for_each(|sum| *sum /= count.max(1) as f64);
    }
}
