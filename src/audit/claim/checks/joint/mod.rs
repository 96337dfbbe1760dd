//! Checks of whole rows and tables: all figures at once, under every reading.
//!
//! They look at one search, which takes most of the time of an audit; so they are given its result.

mod joint_feasibility;
mod shared_class_share;
mod survivors;

use super::Check;
use crate::audit::claim::Finding;
use crate::audit::claim::reading::{Constraint, Reading};
use crate::audit::claim::score::{Mean, Score};
use crate::audit::claim::solve::share;
use crate::audit::claim::survivors::Survivors;

/// A check of the tables that were searched.
pub type TableCheck = Check<fn(&[Survivors<'_>]) -> Vec<Finding>>;

/// Every one, in the order of the report.
pub static ALL: &[&TableCheck] = &[&survivors::CHECK, &joint_feasibility::CHECK, &shared_class_share::CHECK];

/// What all of them find in the tables of a paper.
pub fn findings(tables: &[Survivors<'_>]) -> Vec<Finding> {
    ALL.iter().flat_map(|check| (check.run)(tables)).collect()
}

/// Beside every refutation.
const CUT: &str = "figures were rounded to the nearest or truncated, all in the same way";

/// What the share of a class follows from: the identity of accuracy, precision and recall where these alone (and F1) demand what
/// all figures together demand.
fn identity(demands: &[Constraint], reading: &Reading) -> &'static str {
    let Mean::Class(_) = reading.mean() else { return TOGETHER };
    let is_named =
        |score: &Score| matches!(score, Score::Accuracy | Score::Precision(_) | Score::Recall(_) | Score::F1(_));
    let named: Vec<Constraint> = demands.iter().filter(|demand| is_named(&demand.score)).cloned().collect();
    let has = |score: fn(&Score) -> bool| named.iter().any(|demand| score(&demand.score));
    let has_all = has(|score| *score == Score::Accuracy)
        && has(|score| matches!(score, Score::Precision(_)))
        && has(|score| matches!(score, Score::Recall(_)));
    let of = |demands: &[Constraint]| share::of_positives(demands, reading.conventions);
    let (all, alone) = (of(demands), of(&named));
    if !has_all || !(all == alone || (all.is_empty() && alone.is_empty())) {
        return TOGETHER;
    }
    let without_f1: Vec<Constraint> =
        named.iter().filter(|demand| !matches!(demand.score, Score::F1(_))).cloned().collect();
    if of(&without_f1) == alone {
        "1 − accuracy = π·((1 − R) + R·(1/P − 1))"
    } else {
        "1 − accuracy = π·((1 − R) + R·(1/P − 1)) and F1 = 2PR/(P + R)"
    }
}

/// The figures of a row decide a share in no simple way.
const TOGETHER: &str = "the figures together";
