//! `kind: logistic_regression`.

use crate::spec::LogisticRegression;
use crate::spec::yaml::Keys;

pub(super) const KEYS: &[&str] = &["kind", "c"];

pub(super) fn read(keys: &Keys<'_>) -> Option<LogisticRegression> {
    let c = keys.or("c", LogisticRegression::default().c, |at| at.number("above 0", |value| value > 0.0));
    Some(LogisticRegression { c: c? })
}
