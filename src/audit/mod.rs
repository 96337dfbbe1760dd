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
    let Sizes { mut test_sets, notes } = sizes::test_sets(paper);
    let (real, findings) = rows.map_or((None, Vec::new()), |rows| (rows.test_set, rows.findings));
    // The one with free class sizes stays last.
    test_sets.splice(0..0, real);
    claim::audit(paper, &test_sets, notes, findings)
}
