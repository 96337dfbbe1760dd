//! Checks that need no training: a published table against itself, and against the rows it speaks of.

pub mod ceiling;
pub mod claim;
pub mod data;
pub mod rows;

use crate::claim::published::Paper;
use claim::Audit;
use claim::sizes::{self, Sizes};
use rows::RealRows;

/// Audits a paper on every test set that its words allow, and on real rows where there are some.
pub fn paper(paper: &Paper, rows: Option<RealRows>) -> Audit {
    let (counted, why_not, findings) =
        rows.map_or_else(Default::default, |rows| (rows.population, rows.notes, rows.findings));
    let Sizes { test_sets, mut notes } = sizes::test_sets(paper, counted);
    notes.extend(why_not);
    claim::audit(paper, &test_sets, notes, findings)
}
