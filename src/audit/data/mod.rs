//! The rows and their splits, before anything is trained: what a sceptical reviewer looks at first.
//!
//! One file per check in [`checks`]; every outcome holds its statistic, the threshold with its source and one sentence. Nothing here is told
//! what is wrong with a dataset: an edition's known identifiers are read from the catalogue, everything else is found in the rows.
//!
//! What learns anything learns from seeded samples; whatever is counted is counted on all rows. Columns are worked through one at a time, so
//! that the room needs little beside the table. The same rows and seed give the same outcomes, whatever the number of threads.

pub mod case;
pub mod checks;
pub mod column;
mod counts;
mod equal;
pub mod one_column;
pub mod outcome;
mod page;
pub mod sample;
mod text;

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

pub use case::{Case, Options, Rows, Split};
pub use checks::Check;
pub use outcome::{Level, Outcome, Statistic, Subject, Threshold};
pub use page::page;
pub use text::{Style, text};

/// Rises whenever a check answers differently: stored audits of another version are made again.
pub const AUDIT_VERSION: u32 = 3;

/// What all checks found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataAudit {
    /// [`AUDIT_VERSION`] of the program that made it.
    pub version: u32,
    /// Whether the rows are generated: then nothing here is about a real dataset.
    pub synthetic: bool,
    /// Rows that were read.
    pub rows: u64,
    /// The splits that were looked at, as `published, seed 0`.
    pub splits: Vec<String>,
    /// In the order of the checks.
    pub outcomes: Vec<Outcome>,
}

impl DataAudit {
    /// Outcomes of that level.
    pub fn count(&self, level: Level) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.level == level).count()
    }

    /// Whether anything is flagged.
    pub fn flags(&self) -> bool {
        self.count(Level::Flag) > 0
    }

    /// The outcomes, flags and warnings first; within a level in the order of the checks.
    pub fn worst_first(&self) -> Vec<&Outcome> {
        let mut outcomes: Vec<&Outcome> = self.outcomes.iter().collect();
        outcomes.sort_by_key(|outcome| outcome.level);
        outcomes
    }

    /// The columns that are flagged for giving the classes away under `protocol`, those that it drops among them; in the order of the checks.
    pub fn shortcuts(&self, protocol: &str) -> Vec<String> {
        let is_shortcut = |name: &str| checks::ALL.iter().any(|check| check.shortcut && check.name == name);
        let flagged = self.outcomes.iter().filter(|outcome| {
            outcome.level == Level::Flag
                && is_shortcut(&outcome.check)
                && outcome.subject.protocol.as_deref().is_none_or(|name| name == protocol)
        });
        let mut columns: Vec<String> = Vec::new();
        for column in flagged.flat_map(|outcome| &outcome.subject.columns) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }

    /// `2 flag, 1 warning, 9 fine`
    pub fn tally(&self) -> String {
        let counts = Level::ALL.map(|level| (self.count(level), level));
        let some = counts.iter().filter(|(count, _)| *count > 0);
        some.map(|(count, level)| format!("{count} {level}")).collect::<Vec<_>>().join(", ")
    }
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Title of the check that starts.
    pub title: &'static str,
    /// Checks done.
    pub done: usize,
    /// Checks in all.
    pub total: usize,
}

/// The user asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Runs every check on the rows and their splits. `progress` hears of each check before it starts.
///
/// # Errors
/// When `cancel` is set; what was found until then is lost.
///
/// # Panics
/// If classes or splits do not hold one entry per row.
pub fn audit(
    rows: &Rows<'_>,
    options: Options,
    progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
) -> Result<DataAudit, Cancelled> {
    assert_eq!(rows.classes.len(), rows.table.rows(), "one class per row");
    for split in &rows.splits {
        assert_eq!(split.assignment.side_of_row.len(), rows.table.rows(), "{}: one side per row", split.protocol);
    }
    let case = Case::new(rows, options, cancel);
    let mut outcomes = Vec::new();
    for (done, check) in checks::ALL.iter().enumerate() {
        progress(Progress { title: check.title, done, total: checks::ALL.len() });
        outcomes.extend((check.run)(&case));
        if case.is_cancelled() {
            return Err(Cancelled);
        }
    }
    Ok(DataAudit {
        version: AUDIT_VERSION,
        synthetic: rows.table.origin.is_synthetic(),
        rows: rows.table.rows() as u64,
        splits: rows.splits.iter().map(|split| format!("{}, seed {}", split.protocol, split.seed)).collect(),
        outcomes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_are_the_flagged_columns_of_a_protocol() {
        let flag = |check, column: &str| Outcome::new(check, Level::Flag, "It is.").column(column);
        let outcomes = vec![
            flag("capture_order", "clock"),
            flag("one_column", "IAT").under("published", 0),
            flag("lookup", "IAT").column("sport").under("published", 0),
            flag("class_rank", "seq").under("hardened", 0),
            flag("values", "duration"),
            Outcome::new("window_size", Level::Warning, "It may be.").column("Number"),
        ];
        let audit = DataAudit { version: AUDIT_VERSION, synthetic: false, rows: 9, splits: Vec::new(), outcomes };
        assert_eq!(audit.shortcuts("published"), ["clock", "IAT", "sport"]);
        assert_eq!(audit.shortcuts("hardened"), ["clock", "seq"]);
    }
}
