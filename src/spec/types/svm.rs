//! Support vector machines.

use serde::{Deserialize, Serialize};

/// Support vector machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Svm {
    /// Linear or RBF.
    pub kernel: Kernel,
    /// Penalty C > 0.
    pub c: f64,
    /// RBF width γ in exp(−γ‖a − b‖²); `None`: 1 / (columns × variance), as scikit-learn's `scale`.
    pub gamma: Option<f64>,
    /// How the RBF kernel is come by.
    pub approximation: Approximation,
    /// Training rows that [`Approximation::Nystroem`] leans on; `None` without it.
    pub landmarks: Option<u32>,
    /// Largest number of training rows for the exact RBF kernel; more are cut to a stratified subsample. `None` for other machines.
    pub max_rows: Option<u64>,
    /// How decision values become probabilities.
    pub calibrate: Calibrate,
}

impl Svm {
    /// Most rows that the exact RBF kernel may be asked for: its n × n matrix takes 3.2 GB.
    pub const LARGEST_KERNEL: u64 = 20_000;

    /// Rows of the exact RBF kernel unless the file says otherwise.
    pub const KERNEL_ROWS: u64 = 5_000;

    /// Landmarks of [`Approximation::Nystroem`] unless the file says otherwise.
    pub const LANDMARKS: u32 = 300;

    /// Most landmarks: a square of that many `f64`, 0.2 GB, is solved for in each step; up to 1 GB of such squares are held beside it
    /// while it is summed.
    pub const MOST_LANDMARKS: u32 = 5_000;
}

impl Default for Svm {
    /// Linear, C = 1, not calibrated.
    fn default() -> Self {
        Self {
            kernel: Kernel::Linear,
            c: 1.0,
            gamma: None,
            approximation: Approximation::None,
            landmarks: None,
            max_rows: None,
            calibrate: Calibrate::None,
        }
    }
}

/// Kernel of a support vector machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// Inner product (ours, primal).
    Linear,
    /// Gaussian.
    Rbf,
}

/// How the RBF kernel is come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approximation {
    /// Exactly, on at most `max_rows` rows (linfa-svm).
    None,
    /// Nyström's: all rows by their kernel values beside `landmarks` of them (ours).
    Nystroem,
}

/// How decision values become probabilities; fitted on validation rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibrate {
    /// Not at all: scores rank rows and nothing else.
    None,
    /// A sigmoid (Platt 1999; Lin, Lin & Weng 2007, doi 10.1007/s10994-007-5018-6).
    Platt,
    /// A rising staircase, joined by straight lines (Zadrozny & Elkan 2002, doi 10.1145/775047.775151).
    Isotonic,
}
