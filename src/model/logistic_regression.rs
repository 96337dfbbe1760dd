//! Logistic regression: a sigmoid for two classes, a softmax for more.
//!
//! Minimises ½‖W‖² + C Σᵢ ω(yᵢ) · cross entropy of row i, with ω the class weights and no penalty on the intercepts: the minimum of
//! scikit-learn's `LogisticRegression`. Classes that train does not hold have the score 0; where train holds two classes of many, they
//! share one sigmoid. Solved by [`newton`](super::newton).

use super::guard::Classes;
use super::newton::{self, Look, Objective};
use super::rows::{self, add_scaled, add_squares, dot, inner};
use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::LogisticRegression;

/// Stops when the gradient's norm has fallen to this share of its start.
const TOLERANCE: f64 = 1e-7;

/// Stands in for the curvature of an intercept where every row is certain.
const LEAST_CURVATURE: f64 = 1e-12;

/// A logistic regression as the experiment describes it.
#[derive(Debug, Clone)]
pub struct LogisticRegressionModel {
    settings: LogisticRegression,
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    width: usize,
    classes: usize,
    /// Classes that train holds.
    present: Vec<usize>,
    /// Coefficients and intercept: none for one class, one row for two, else one for each.
    machines: Vec<Vec<f64>>,
}

impl LogisticRegressionModel {
    /// A model that is not fitted.
    pub fn new(settings: &LogisticRegression) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Classifier for LogisticRegressionModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        let c = self.settings.c;
        if !(c > 0.0 && c.is_finite()) {
            return Err(ModelError::Unsupported(format!("C must be a positive number, not {c}")));
        }
        let Classes { weights, present, .. } = guard::classes(train, context)?;
        let mut notes = Vec::new();
        let machines = if present.len() == 1 {
            notes.push("train holds one class only, which is predicted for every row".to_owned());
            Vec::new()
        } else {
            let objective = CrossEntropy {
                x: &train.x,
                y: places(&train.y, &present),
                costs: present.iter().map(|&class| c * weights[class]).collect(),
                machines: if present.len() == 2 { 1 } else { present.len() },
            };
            let solution = newton::minimise(&objective, TOLERANCE, context)?;
            notes.extend(solution.note("logistic regression"));
            centred(solution.weights.chunks_exact(train.x.cols() + 1).map(<[f64]>::to_vec).collect())
        };
        self.fitted = Some(Fitted { width: train.x.cols(), classes: context.classes, present, machines });
        Ok(FitReport { notes, ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        if let [only] = fitted.present[..] {
            return Ok(scores::constant(x.rows(), fitted.classes, only));
        }
        let machines = fitted.machines.len();
        let logits = rows::map_rows(x, machines, |row, logits| {
            logits.iter_mut().zip(&fitted.machines).for_each(|(logit, machine)| *logit = dot(row, machine));
        });
        let mut out = Matrix::zeros(x.rows(), fitted.classes);
        for (i, logits) in logits.chunks_exact(machines).enumerate() {
            scores::write_present(out.row_mut(i), &fitted.present, &scores::of_logits(logits));
        }
        Ok(out)
    }

    /// Coefficients and intercepts. One class in train: that class.
    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| fitted.machines.iter().map(|m| m.len() as u64).sum::<u64>().max(1))
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(Fitted { width, present, machines, .. }) = &self.fitted else { return Vec::new() };
        let [coefficients, intercepts] = NamedTensor::machines(machines, *width);
        let classes: Vec<f64> = present.iter().map(|&class| class as f64).collect();
        vec![coefficients, intercepts, NamedTensor::from_f64("classes", vec![classes.len()], &classes)]
    }
}

/// Each row's class as its place among those present.
fn places(y: &[u32], present: &[usize]) -> Vec<u32> {
    let place = |class: &u32| present.partition_point(|&other| other < *class as usize) as u32;
    y.iter().map(place).collect()
}

/// Intercepts of a softmax with the sum 0: a common summand changes no share.
fn centred(mut machines: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    if machines.len() > 1 {
        let last = machines[0].len() - 1;
        let mean = machines.iter().map(|machine| machine[last]).sum::<f64>() / machines.len() as f64;
        machines.iter_mut().for_each(|machine| machine[last] -= mean);
    }
    machines
}

/// The function to minimise; weights are machine after machine.
struct CrossEntropy<'a> {
    x: &'a Matrix,
    /// Class of each row.
    y: Vec<u32>,
    /// C times the class weight.
    costs: Vec<f64>,
    /// 1 for two classes, else one for each.
    machines: usize,
}

impl CrossEntropy<'_> {
    fn columns(&self) -> usize {
        self.x.cols() + 1
    }

    /// Probability of each machine's class for a row with these products, and the row's cost.
    fn probabilities(&self, row: usize, products: &[f64]) -> (Vec<f64>, f64) {
        let mut shares = scores::of_logits(products);
        if self.machines == 1 {
            shares.remove(0);
        }
        (shares, self.costs[self.y[row] as usize])
    }

    /// Whether the row is of the machine's class.
    fn target(&self, row: usize, machine: usize) -> f64 {
        let class = if self.machines == 1 { 1 } else { machine };
        f64::from(u8::from(self.y[row] as usize == class))
    }

    /// The Hessian at the point of `products`, times `direction`.
    fn hessian_times(&self, direction: &[f64], products: &[f64]) -> Vec<f64> {
        let columns = self.columns();
        let mut sums = rows::sum_rows(self.x, self.width(), |row, values, sums| {
            let products = &products[row * self.machines..(row + 1) * self.machines];
            let (probabilities, cost) = self.probabilities(row, products);
            let along: Vec<f64> = direction.chunks_exact(columns).map(|direction| dot(values, direction)).collect();
            let mean = inner(&probabilities, &along);
            for ((p, along), sums) in probabilities.iter().zip(along).zip(sums.chunks_exact_mut(columns)) {
                add_scaled(sums, cost * p * (along - mean), values);
            }
        });
        self.add_penalty(&mut sums, direction);
        sums
    }

    /// Adds the weights, intercepts left out, to sums over rows.
    fn add_penalty(&self, sums: &mut [f64], weights: &[f64]) {
        let columns = self.columns();
        for (sums, weights) in sums.chunks_exact_mut(columns).zip(weights.chunks_exact(columns)) {
            rows::add_to(&mut sums[..columns - 1], &weights[..columns - 1]);
        }
    }
}

impl Objective for CrossEntropy<'_> {
    fn width(&self) -> usize {
        self.machines * self.columns()
    }

    fn look(&self, weights: &[f64], _: &FitContext<'_>) -> Result<Look, ModelError> {
        let (width, columns) = (self.width(), self.columns());
        let (products, mut gradient) =
            rows::map_and_sum_rows(self.x, self.machines, 2 * width, |row, values, products, sums| {
                let machines = weights.chunks_exact(columns);
                products.iter_mut().zip(machines).for_each(|(product, machine)| *product = dot(values, machine));
                let (probabilities, cost) = self.probabilities(row, products);
                let (gradient, diagonal) = sums.split_at_mut(width);
                for (machine, p) in probabilities.into_iter().enumerate() {
                    let place = machine * columns..(machine + 1) * columns;
                    add_scaled(&mut gradient[place.clone()], cost * (p - self.target(row, machine)), values);
                    add_squares(&mut diagonal[place], cost * p * (1.0 - p), values);
                }
            });
        let mut curvature = gradient.split_off(width);
        self.add_penalty(&mut gradient, weights);
        self.add_penalty(&mut curvature, &vec![1.0; width]);
        curvature.iter_mut().for_each(|cell| *cell = cell.max(LEAST_CURVATURE));
        Ok(Look { products, gradient, curvature })
    }

    fn value(&self, weights: &[f64], product: impl Fn(usize) -> f64 + Sync) -> f64 {
        let loss = |row: usize| {
            let class = self.y[row] as usize;
            // Two classes: the first one's logit is 0.
            let (first, own) = if self.machines == 1 {
                (0.0, if class == 1 { product(row) } else { 0.0 })
            } else {
                (f64::NEG_INFINITY, product(row * self.machines + class))
            };
            let logits = || (0..self.machines).map(|machine| product(row * self.machines + machine));
            let largest = logits().fold(first, f64::max);
            let total = libm::exp(first - largest) + logits().map(|logit| libm::exp(logit - largest)).sum::<f64>();
            self.costs[class] * (libm::log(total) + largest - own)
        };
        let penalty: f64 =
            weights.chunks_exact(self.columns()).map(|w| inner(&w[..w.len() - 1], &w[..w.len() - 1])).sum();
        0.5 * penalty + rows::sum_over(self.x.rows(), loss)
    }

    fn direction(&self, look: &Look, ratio: f64, context: &FitContext<'_>) -> Result<Vec<f64>, ModelError> {
        let times = |v: &[f64]| self.hessian_times(v, &look.products);
        newton::conjugate_gradients(&look.gradient, &look.curvature, ratio, times, context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::newton::tests::{assert_slopes, context};
    use super::*;
    use crate::random::Stream;

    fn check(classes: usize) {
        let mut stream = Stream::new(2, &["logistic test"]);
        let x = Matrix::from_vec(60, 4, (0..240).map(|_| stream.normal() as f32).collect());
        let y = (0..60).map(|_| stream.below(classes as u64) as u32).collect();
        let costs = (0..classes).map(|class| 0.5 + class as f64).collect();
        let objective = CrossEntropy { x: &x, y, costs, machines: if classes == 2 { 1 } else { classes } };
        let w: Vec<f64> = (0..objective.width()).map(|_| stream.normal()).collect();
        assert_slopes(&objective, &w);
        let moved = |j: usize, step: f64| {
            w.iter().enumerate().map(|(i, w)| if i == j { w + step } else { *w }).collect::<Vec<_>>()
        };
        let cancel = AtomicBool::new(false);
        let look = |w: &[f64]| objective.look(w, &context(&cancel)).unwrap();
        let Look { products, curvature, .. } = look(&w);
        for j in 0..w.len() {
            let (above, below) = (look(&moved(j, 1e-5)).gradient, look(&moved(j, -1e-5)).gradient);
            let unit: Vec<f64> = (0..w.len()).map(|i| f64::from(u8::from(i == j))).collect();
            let column = objective.hessian_times(&unit, &products);
            for (i, &cell) in column.iter().enumerate() {
                let curve = (above[i] - below[i]) / 2e-5;
                assert!((cell - curve).abs() < 1e-5 * (1.0 + curve.abs()), "{i} {j}: {cell} {curve}");
            }
            assert!((column[j] - curvature[j]).abs() < 1e-9);
        }
    }

    #[test]
    fn derivatives_are_those_of_the_value() {
        check(2);
        check(3);
    }
}
