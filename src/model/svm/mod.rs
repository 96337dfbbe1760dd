//! Support vector machines: linear by our own primal solver; RBF exactly by linfa-svm, or on any number of rows by Nyström's approximation
//! and the same primal solver.
//!
//! Two classes: one machine, whose decision value d becomes the score 1 / (1 + exp(−d)) of class 1, which is predicted for d > 0. More
//! classes: one machine for each class that train holds, against the rest; the scores are the softmax of their decision values, and 0
//! for classes that train does not hold. These scores rank rows but are no probabilities; from d ≈ 17 on `f32` rounds a score of two classes
//! to 1. With `calibrate` they are probabilities, fitted on validation rows; Platt's keep the ranking, isotonic ones merge neighbours.
//!
//! Class weights multiply C as in LIBLINEAR: of two classes each its own; one against the rest, the weight of the one for its rows and
//! C itself for the rest.

mod cholesky;
mod landmark_hinge;
mod linear;
mod nystroem;
mod rbf;
mod side;

use super::calibration::Calibration;
use super::guard::Classes;
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, guard, memory, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::{Approximation, Calibrate, Kernel, Svm};
use crate::text::thousands;

use linear::LinearMachines;
use nystroem::NystroemMachines;
use rbf::RbfMachines;
use side::Side;

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
    calibration: Option<Calibration>,
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
    Nystroem(NystroemMachines),
}

impl Machines {
    /// Decision values, machine after machine within a row.
    fn decisions(&self, x: &Matrix) -> Matrix64 {
        match self {
            Self::Linear(machines) => machines.decisions(x),
            Self::Rbf(machines) => machines.decisions(x),
            Self::Nystroem(machines) => machines.decisions(x),
        }
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        match self {
            Self::Linear(machines) => machines.tensors(),
            Self::Rbf(machines) => machines.tensors(),
            Self::Nystroem(machines) => machines.tensors(),
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
        match (self.settings.kernel, self.settings.approximation) {
            (Kernel::Linear, _) => {
                let sides = positives.iter().map(|&class| side(&train.y, class));
                let (machines, notes) = LinearMachines::fit(&train.x, sides, context)?;
                Ok((Machines::Linear(machines), notes))
            }
            (Kernel::Rbf, Approximation::Nystroem) => {
                let sides = positives.iter().map(|&class| side(&train.y, class));
                let landmarks = self.settings.landmarks.unwrap_or(Svm::LANDMARKS);
                let (machines, notes) =
                    NystroemMachines::fit(&train.x, sides, self.settings.gamma, landmarks, context)?;
                Ok((Machines::Nystroem(machines), notes))
            }
            (Kernel::Rbf, Approximation::None) => {
                let rows = rbf::rows_to_use(train, &self.settings, context)?;
                let (x, y): (_, Vec<u32>) =
                    (train.x.select_rows(&rows), rows.iter().map(|&row| train.y[row]).collect());
                let sides = positives.iter().map(|&class| side(&y, class));
                let (machines, mut notes) = RbfMachines::fit(&x, sides, self.settings.gamma, context)?;
                if rows.len() < train.len() {
                    let (used, all) = (thousands(rows.len()), thousands(train.len()));
                    let gigabytes = rbf::kernel_gigabytes(train.len());
                    notes.insert(
                        0,
                        format!(
                            "trained on a stratified subsample of {used} of {all} rows; the exact kernel of all would hold {gigabytes:.1} GB, \
                             approximation: nystroem takes all"
                        ),
                    );
                }
                Ok((Machines::Rbf(machines), notes))
            }
        }
    }
}

impl SvmModel {
    /// The map from decision values to probabilities, fitted on validation.
    fn calibration(&self, decides: &Decides, validation: &Samples) -> Option<Calibration> {
        let how = self.settings.calibrate;
        let (machines, classes) = match decides {
            _ if how == Calibrate::None => return None,
            Decides::OneClass(_) => return None,
            Decides::Pair(machines) => (machines, &vec![1]),
            Decides::OneVersusRest(machines, classes) => (machines, classes),
        };
        let decisions = machines.decisions(&validation.x);
        let decision = |row: usize, machine: usize| decisions.values[row * decisions.machines + machine];
        let positive = |row: usize, machine: usize| validation.y[row] as usize == classes[machine];
        Calibration::fit(how, validation.len(), classes.len(), decision, positive)
    }
}

/// Says on how many rows, and which classes of train are not among them.
fn calibration_note(validation: &Samples, train: &[usize], context: &FitContext<'_>) -> String {
    let counts = guard::class_counts(&validation.y, context.classes);
    let missing = (0..train.len()).filter(|&class| train[class] > 0 && counts[class] == 0);
    let missing: Vec<&str> = missing.map(|class| context.class_names[class].as_str()).collect();
    let rows = thousands(validation.len());
    let without = if missing.is_empty() { String::new() } else { format!(", none of them {}", missing.join(" or ")) };
    format!("calibrated on {rows} validation rows{without}")
}

impl Classifier for SvmModel {
    /// The exact kernel is a square of the rows; Nyström's kernel values are kept up to a gigabyte.
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        let (rows, columns) = (size.rows as f64, size.input.width() as f64);
        let bytes = match (self.settings.kernel, self.settings.approximation) {
            (Kernel::Linear, _) => memory::products(rows),
            (Kernel::Rbf, Approximation::None) => {
                let rows = rows.min(self.settings.max_rows.unwrap_or(Svm::KERNEL_ROWS) as f64);
                memory::DOUBLE * rows * (rows + columns)
            }
            (Kernel::Rbf, Approximation::Nystroem) => {
                let landmarks = f64::from(self.settings.landmarks.unwrap_or(Svm::LANDMARKS)).min(rows);
                nystroem::fit_bytes(rows, landmarks)
            }
        };
        bytes as u64
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        if !(self.settings.c > 0.0 && self.settings.c.is_finite()) {
            return Err(ModelError::Unsupported(format!("C must be a positive number, not {}", self.settings.c)));
        }
        if self.settings.calibrate != Calibrate::None && validation.is_empty() {
            let hint = "calibrate needs validation rows, and there is none; set split.validation, or calibrate: none";
            return Err(ModelError::Unsupported(hint.into()));
        }
        let Classes { counts, weights, present } = guard::classes(train, context)?;
        let (decides, mut notes) = if let [only] = present[..] {
            (Decides::OneClass(only), vec!["train holds one class only, which is predicted for every row".to_owned()])
        } else if context.classes == 2 {
            let (machines, notes) = self.fit_machines(train, &[1], &weights, context)?;
            (Decides::Pair(machines), notes)
        } else {
            let (machines, notes) = self.fit_machines(train, &present, &weights, context)?;
            (Decides::OneVersusRest(machines, present), notes)
        };
        let calibration = self.calibration(&decides, validation);
        if calibration.is_some() {
            notes.push(calibration_note(validation, &counts, context));
        }
        self.fitted = Some(Fitted { width: train.x.cols(), classes: context.classes, decides, calibration });
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
                    let shares = match &fitted.calibration {
                        Some(calibration) => {
                            let positive = calibration.probability(0, decision[0]);
                            vec![1.0 - positive, positive]
                        }
                        None => scores::of_logits(decision),
                    };
                    scores::write_shares(out.row_mut(i), &shares);
                }
            }
            Decides::OneVersusRest(machines, classes) => {
                for (i, decisions) in machines.decisions(x).iter_rows().enumerate() {
                    let shares = match &fitted.calibration {
                        Some(calibration) => calibration.shares(decisions),
                        None => scores::of_logits(decisions),
                    };
                    scores::write_present(out.row_mut(i), classes, &shares);
                }
            }
        }
        Ok(out)
    }

    /// Coefficients and intercepts; with RBF also the support vectors or landmarks; points of the calibration. One class in train: that
    /// class.
    fn parameters(&self) -> u64 {
        match self.fitted.as_ref().map(|fitted| (&fitted.decides, &fitted.calibration)) {
            None => 0,
            Some((Decides::OneClass(_), _)) => 1,
            Some((Decides::Pair(machines) | Decides::OneVersusRest(machines, _), calibration)) => {
                let calibration = calibration.as_ref().map(Calibration::tensors).unwrap_or_default();
                machines.tensors().iter().chain(&calibration).map(|tensor| tensor.values.len() as u64).sum()
            }
        }
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let of = |machines: &Machines, classes: &[usize]| {
            let classes = classes.iter().map(|&class| class as f32).collect::<Vec<_>>();
            let mut tensors = machines.tensors();
            let calibration = self.fitted.as_ref().and_then(|fitted| fitted.calibration.as_ref());
            tensors.extend(calibration.into_iter().flat_map(Calibration::tensors));
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
