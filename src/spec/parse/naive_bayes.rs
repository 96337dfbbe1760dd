//! `kind: naive_bayes`.

use crate::spec::NaiveBayes;
use crate::spec::yaml::Keys;

pub(super) const KEYS: &[&str] = &["kind", "var_smoothing"];

pub(super) fn read(keys: &Keys<'_>) -> Option<NaiveBayes> {
    let default = NaiveBayes::default().var_smoothing;
    let var_smoothing = keys.or("var_smoothing", default, |at| at.number("of 0 or more", |value| value >= 0.0));
    Some(NaiveBayes { var_smoothing: var_smoothing? })
}
