//! `kind: logistic_regression`.

use super::svm;
use crate::spec::LogisticRegression;
use crate::spec::yaml::Keys;

pub(super) const KEYS: &[&str] = &["kind", "c"];

pub(super) fn read(keys: &Keys<'_>) -> Option<LogisticRegression> {
    let c = keys.or("c", LogisticRegression::default().c, svm::regularisation);
    Some(LogisticRegression { c: c? })
}
