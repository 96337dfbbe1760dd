//! A results folder against itself: everything printed must follow from the stored predictions.

use super::store::{Predictions, Store, StoreError, StoredUnit, UnitState, summarise};
use crate::metric;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Units whose metrics follow from their predictions.
    pub good: Vec<String>,
    /// What is wrong, one sentence each.
    pub problems: Vec<String>,
}

/// Recomputes every metric from `predictions.parquet`, and the summary from the metrics; the audit of the rows is held against its digest.
///
/// # Errors
/// When the folder's own files cannot be read; a damaged unit is a problem, not an error.
pub fn verify(store: &Store) -> Result<Verification, StoreError> {
    let plan = store.read_plan()?;
    let summary = store.read_summary()?;
    let mut found = Verification::default();
    let mut units = Vec::new();
    for key in &plan {
        match store.state(key) {
            UnitState::Absent => found.problems.push(format!("{key}: planned, but not there")),
            UnitState::Failed(failure) => found.problems.push(format!("{key}: failed: {}", failure.reason)),
            UnitState::Damaged(why) => found.problems.push(format!("{key}: {why}")),
            UnitState::Done(_) => {
                let unit = store.read_unit(key)?;
                match differences(&unit, &store.read_predictions(&unit)?) {
                    None => found.good.push(key.to_string()),
                    Some(why) => found.problems.push(format!("{key}: {why}")),
                }
                units.push(unit);
            }
        }
    }
    if summarise(&summary.experiment, summary.synthetic, &plan, &units) != summary {
        found.problems.push("summary.json does not follow from the units' metrics".to_owned());
    }
    found.problems.extend(store.read_audit().err().map(|why| why.to_string()));
    Ok(found)
}

/// What differs between the stored metrics and those of the predictions.
fn differences(unit: &StoredUnit, predictions: &Predictions) -> Option<String> {
    let (binary, scores) = (predictions.is_binary(), predictions.matrix());
    let stored = &unit.metrics.evaluation;
    let again = match metric::evaluate(&predictions.y_true, &scores, &predictions.classes, binary) {
        Ok(again) => again,
        Err(why) => return Some(why.to_string()),
    };
    if again == *stored {
        return None;
    }
    let names = again.scalars.keys().filter(|name| again.scalars.get(*name) != stored.scalars.get(*name));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let what = if names.is_empty() { "per-class figures or the confusion matrix".to_owned() } else { names.join(", ") };
    Some(format!("metrics.json does not follow from predictions.parquet: {what}"))
}
