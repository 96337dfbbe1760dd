//! `kind: svm`.

use crate::spec::yaml::{At, Keys};
use crate::spec::{Approximation, Kernel, Svm};

pub(super) const KEYS: &[&str] =
    &["kind", "kernel", "c", "gamma", "approximation", "landmarks", "max_rows", "calibrate"];

/// Larger ones regularise nothing in 64-bit floats, and their objective ends beyond them.
const LARGEST_C: f64 = 1e12;

/// `c`, the inverse of the strength of regularisation.
pub(super) fn regularisation(at: &At<'_>) -> Option<f64> {
    at.number("above 0, at most 1e12", |value| value > 0.0 && value <= LARGEST_C)
}

pub(super) fn read(keys: &Keys<'_>) -> Option<Svm> {
    let default = Svm::default();
    let above_zero = |at: &At<'_>| at.number("above 0", |value| value > 0.0);
    let kernel = keys.or("kernel", default.kernel, At::choice);
    let c = keys.or("c", default.c, regularisation);
    let gamma = keys.optional("gamma", above_zero);
    let approximation = keys.or("approximation", default.approximation, At::choice);
    let landmarks = keys.optional("landmarks", |at| at.count(1, Svm::MOST_LANDMARKS));
    let max_rows = keys.optional("max_rows", |at| at.whole(2, Svm::LARGEST_KERNEL));
    let calibrate = keys.or("calibrate", default.calibrate, At::choice);
    if kernel == Some(Kernel::Linear) {
        keys.refuse("gamma", "is only for `kernel: rbf`", "remove it, or set `kernel: rbf`");
        if approximation == Some(Approximation::Nystroem) {
            keys.refuse("approximation", "is only for `kernel: rbf`", "remove it, or set `kernel: rbf`");
        }
    }
    let nystroem = approximation == Some(Approximation::Nystroem);
    if approximation == Some(Approximation::None) {
        let hint = "remove it, or set `approximation: nystroem`";
        keys.refuse("landmarks", "is only for `approximation: nystroem`", hint);
    }
    let exact = kernel == Some(Kernel::Rbf) && !nystroem;
    if kernel == Some(Kernel::Linear) || nystroem {
        keys.refuse("max_rows", "is only for `kernel: rbf` without approximation", "remove it; all rows are used");
    }
    Some(Svm {
        kernel: kernel?,
        c: c?,
        gamma: gamma?,
        approximation: approximation?,
        landmarks: if nystroem { Some(landmarks?.unwrap_or(Svm::LANDMARKS)) } else { landmarks? },
        max_rows: if exact { Some(max_rows?.unwrap_or(Svm::KERNEL_ROWS)) } else { max_rows? },
        calibrate: calibrate?,
    })
}
