//! `kind: svm`.

use crate::spec::yaml::{At, Keys};
use crate::spec::{Approximation, Kernel, Svm};

pub(super) const KEYS: &[&str] =
    &["kind", "kernel", "c", "gamma", "approximation", "landmarks", "max_rows", "calibrate"];

pub(super) fn read(keys: &Keys<'_>) -> Option<Svm> {
    let default = Svm::default();
    let above_zero = |at: &At<'_>| at.number("above 0", |value| value > 0.0);
    let kernel = keys.or("kernel", default.kernel, At::choice);
    let c = keys.or("c", default.c, above_zero);
    let gamma = keys.optional("gamma", above_zero);
    let approximation = keys.or("approximation", default.approximation, At::choice);
    let landmarks = match approximation? {
        Approximation::Nystroem => {
            keys.or("landmarks", Svm::LANDMARKS, |at| at.count(1, Svm::MOST_LANDMARKS)).map(Some)
        }
        Approximation::None => {
            let hint = "remove it, or set `approximation: nystroem`";
            keys.refuse("landmarks", "is only for `approximation: nystroem`", hint);
            Some(None)
        }
    };
    let max_rows = keys.or("max_rows", default.max_rows, |at| at.whole(2, Svm::LARGEST_KERNEL));
    let calibrate = keys.or("calibrate", default.calibrate, At::choice);
    if kernel == Some(Kernel::Linear) {
        keys.refuse("gamma", "is only for `kernel: rbf`", "remove it, or set `kernel: rbf`");
        if approximation == Some(Approximation::Nystroem) {
            keys.refuse("approximation", "is only for `kernel: rbf`", "remove it, or set `kernel: rbf`");
        }
    }
    Some(Svm {
        kernel: kernel?,
        c: c?,
        gamma: gamma?,
        approximation: approximation?,
        landmarks: landmarks?,
        max_rows: max_rows?,
        calibrate: calibrate?,
    })
}
