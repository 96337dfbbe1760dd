//! Checks of whole rows and tables: all figures at once, under every reading.
//!
//! They look at one search, which takes most of the time of an audit; so [`findings`] is given its result.

mod joint_feasibility;
mod shared_class_share;
mod survivors;

use super::Check;
use crate::audit::claim::Finding;
use crate::audit::claim::survivors::Survivors;

/// Every one, in the order of the report.
pub static ALL: &[&Check] = &[&survivors::CHECK, &joint_feasibility::CHECK, &shared_class_share::CHECK];

/// What all of them find in the tables of a paper.
pub fn findings(tables: &[Survivors<'_>]) -> Vec<Finding> {
    let judges = [survivors::judge, joint_feasibility::judge, shared_class_share::judge];
    judges.iter().flat_map(|judge| judge(tables)).collect()
}
