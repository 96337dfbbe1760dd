//! Support vector machines: linear by our own primal solver, RBF by linfa-svm.
//!
//! Two classes: one machine, whose decision value d becomes the score 1 / (1 + exp(−d)) of class 1, which is predicted for d > 0. More
//! classes: one machine for each class that train holds, against the rest; the scores are the softmax of their decision values, and 0
//! for classes that train does not hold. Scores rank rows but are not calibrated; from d ≈ 17 on `f32` rounds a score of two classes to 1.
//!
//! Class weights multiply C as in LIBLINEAR: of two classes each its own; one against the rest, the weight of the one for its rows and
//! C itself for the rest.

mod linear;
mod rbf;
mod subsample;

use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::{Kernel, Svm};
use crate::text::thousands;

use linear::LinearMachines;
use rbf::RbfMachines;

/// A support vector machine as the experiment describes it.
#[derive(Debug, Clone)]
pub struct SvmModel {
    settings: Svm,
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    width: usize,
    classes: usize,
    decides: Decides,
}

#[derive(Debug, Clone)]
enum Decides {
    /// Train held this class only.
    OneClass(usize),
    /// One machine, positive for class 1.
    Pair(Machines),
    /// One machine for each class named.
    OneVersusRest(Machines, Vec<usize>),
}

#[derive(Debug, Clone)]
enum Machines {
    Linear(LinearMachines),
    Rbf(RbfMachines),
}

/// One two-sided problem on the training rows.
struct Side {
    positive: Vec<bool>,
    /// C of the positive and of the other rows.
    c: [f64; 2],
}

impl Machines {
    /// Decision values, machine after machine within a row.
    fn decisions(&self, x: &Matrix) -> Matrix64 {
        match self {
            Self::Linear(machines) => machines.decisions(x),
            Self::Rbf(machines) => machines.decisions(x),
        }
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        match self {
            Self::Linear(machines) => machines.tensors(),
            Self::Rbf(machines) => machines.tensors(),
        }
    }
}

/// Decision values of rows × machines.
struct Matrix64 {
    machines: usize,
    values: Vec<f64>,
}

impl Matrix64 {
    fn iter_rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.machines)
    }
}

impl SvmModel {
    /// A machine that is not fitted.
    pub fn new(settings: &Svm) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }

    fn fit_machines(
        &self,
        train: &Samples,
        positives: &[usize],
        weights: &[f64],
        context: &FitContext<'_>,
    ) -> Result<(Machines, Vec<String>), ModelError> {
        let c = self.settings.c;
        let side = |y: &[u32], positive: usize| Side {
            positive: y.iter().map(|&class| class as usize == positive).collect(),
            c: if weights.len() == 2 { [c * weights[1], c * weights[0]] } else { [c * weights[positive], c] },
        };
        match self.settings.kernel {
            Kernel::Linear => {
                let sides = positives.iter().map(|&class| side(&train.y, class));
                let (machines, notes) = LinearMachines::fit(&train.x, sides, context)?;
                Ok((Machines::Linear(machines), notes))
            }
            Kernel::Rbf => {
                let rows = rbf::rows_to_use(train, &self.settings, context)?;
                let (x, y): (_, Vec<u32>) =
                    (train.x.select_rows(&rows), rows.iter().map(|&row| train.y[row]).collect());
                let sides = positives.iter().map(|&class| side(&y, class));
                let (machines, mut notes) = RbfMachines::fit(&x, sides, self.settings.gamma, context)?;
                if rows.len() < train.len() {
                    let (used, all) = (thousands(rows.len()), thousands(train.len()));
                    notes.insert(0, format!("trained on a stratified subsample of {used} of {all} rows"));
                }
                Ok((Machines::Rbf(machines), notes))
            }
        }
    }
}

impl Classifier for SvmModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit(train, validation, context)?;
        guard::check_columns(&train.x)?;
        if !(self.settings.c > 0.0 && self.settings.c.is_finite()) {
            return Err(ModelError::Unsupported(format!("C must be a positive number, not {}", self.settings.c)));
        }
        let counts = guard::class_counts(&train.y, context.classes);
        let weights = guard::class_weights(context, &counts)?;
        let present: Vec<usize> = (0..counts.len()).filter(|&class| counts[class] > 0).collect();
        let (decides, notes) = if let [only] = present[..] {
            (Decides::OneClass(only), vec!["train holds one class only, which is predicted for every row".to_owned()])
        } else if context.classes == 2 {
            let (machines, notes) = self.fit_machines(train, &[1], &weights, context)?;
            (Decides::Pair(machines), notes)
        } else {
            let (machines, notes) = self.fit_machines(train, &present, &weights, context)?;
            (Decides::OneVersusRest(machines, present), notes)
        };
        self.fitted = Some(Fitted { width: train.x.cols(), classes: context.classes, decides });
        Ok(FitReport { notes, ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        let mut out = Matrix::zeros(x.rows(), fitted.classes);
        match &fitted.decides {
            Decides::OneClass(class) => return Ok(scores::constant(x.rows(), fitted.classes, *class)),
            Decides::Pair(machines) => {
                for (i, decision) in machines.decisions(x).iter_rows().enumerate() {
                    scores::write_shares(out.row_mut(i), &[logistic(-decision[0]), logistic(decision[0])]);
                }
            }
            Decides::OneVersusRest(machines, classes) => {
                for (i, decisions) in machines.decisions(x).iter_rows().enumerate() {
                    for (&class, share) in classes.iter().zip(softmax(decisions)) {
                        out.row_mut(i)[class] = share as f32;
                    }
                }
            }
        }
        Ok(out)
    }

    /// Coefficients and intercepts; with RBF also the support vectors. One class in train: that class.
    fn parameters(&self) -> u64 {
        match self.fitted.as_ref().map(|fitted| &fitted.decides) {
            None => 0,
            Some(Decides::OneClass(_)) => 1,
            Some(Decides::Pair(machines) | Decides::OneVersusRest(machines, _)) => {
                machines.tensors().iter().map(|tensor| tensor.values.len() as u64).sum()
            }
        }
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let of = |machines: &Machines, classes: &[usize]| {
            let classes = classes.iter().map(|&class| class as f32).collect::<Vec<_>>();
            let mut tensors = machines.tensors();
            tensors.push(NamedTensor { name: "classes".into(), shape: vec![classes.len()], values: classes });
            tensors
        };
        match self.fitted.as_ref().map(|fitted| &fitted.decides) {
            None => Vec::new(),
            Some(Decides::OneClass(class)) => {
                vec![NamedTensor { name: "only_class".into(), shape: vec![1], values: vec![*class as f32] }]
            }
            Some(Decides::Pair(machines)) => of(machines, &[1]),
            Some(Decides::OneVersusRest(machines, classes)) => of(machines, classes),
        }
    }
}

fn logistic(d: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-d))
}

fn softmax(decisions: &[f64]) -> impl Iterator<Item = f64> {
    let largest = decisions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = decisions.iter().map(|d| libm::exp(d - largest)).sum();
    decisions.iter().map(move |d| libm::exp(d - largest) / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decision_values_become_scores() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!((logistic(-1e4), logistic(1e4)), (0.0, 1.0));
        let shares: Vec<f64> = softmax(&[800.0, 801.0, -5.0]).collect();
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!((shares[1] / shares[0] - std::f64::consts::E).abs() < 1e-12);
    }
}
