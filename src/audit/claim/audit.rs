//! All checks of one paper, the worst findings first.

use std::collections::BTreeMap;

use serde::Serialize;

use super::checks::{self, Case};
use super::reading::TestSet;
use super::{Finding, Severity, survivors};
use crate::claim::published::Paper;

/// Version of an audit as JSON.
pub const FORMAT_VERSION: u32 = 1;

/// Name of the check that concludes what a table must mean.
const CONCLUSION: &str = "survivors";

/// What was found in a paper's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Short name of the paper.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Where it can be found.
    pub found: String,
    /// The test sets that were tried.
    pub test_sets: Vec<TestSetRecord>,
    /// Test sets that one might expect and that were not tried, and why.
    pub notes: Vec<String>,
    /// How many findings and conclusions there are of each severity.
    pub counts: BTreeMap<Severity, usize>,
    /// What each table must mean if its figures are right.
    pub conclusions: Vec<Finding>,
    /// What the checks found, the worst first.
    pub findings: Vec<Finding>,
}

/// A test set as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestSetRecord {
    /// Where the sizes come from.
    pub origin: String,
    /// Fewest and most rows.
    pub rows: [u64; 2],
    /// Class to fewest and most rows of it.
    pub classes: BTreeMap<String, [u64; 2]>,
}

/// Runs every check on a paper. `test_sets` are those that its words allow, the one with free sizes last; `notes` say which are
/// not among them; `further` are findings from elsewhere, such as the ceiling that real rows set.
pub fn audit(paper: &Paper, test_sets: &[TestSet], notes: Vec<String>, further: Vec<Finding>) -> Audit {
    let case = Case::new(paper, test_sets);
    let tables = survivors::search(&case);
    let joint = checks::joint::findings(&tables);
    let case = case.knowing(&tables);
    let single = checks::ALL.iter().flat_map(|check| (check.run)(&case));
    let mut all: Vec<Finding> = joint.into_iter().chain(single).chain(further).collect();
    // Findings that are equally bad stay in the order of the checks.
    all.sort_by_key(|finding| finding.severity);
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for finding in &all {
        *counts.entry(finding.severity).or_default() += 1;
    }
    let (mut conclusions, findings): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|finding| finding.check == CONCLUSION);
    let position = |finding: &Finding| paper.tables.iter().position(|table| table.place == finding.place);
    conclusions.sort_by_key(position);
    Audit {
        paper: paper.id.clone(),
        title: paper.title.clone(),
        found: paper.found.clone(),
        test_sets: test_sets.iter().map(|test| TestSetRecord::of(test, &paper.classes)).collect(),
        notes,
        counts,
        conclusions,
        findings,
    }
}

impl TestSetRecord {
    fn of(test: &TestSet, classes: &[String]) -> Self {
        let ends = |range: &std::ops::RangeInclusive<u64>| [*range.start(), *range.end()];
        Self {
            origin: test.origin.clone(),
            rows: ends(&test.rows),
            classes: classes.iter().cloned().zip(test.classes.iter().map(ends)).collect(),
        }
    }
}

impl Audit {
    /// Findings and conclusions of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.counts.get(&severity).copied().unwrap_or(0)
    }

    /// Whether anything is impossible.
    pub fn refutes(&self) -> bool {
        self.count(Severity::Impossible) > 0
    }

    /// Findings that a reader has to know of.
    pub fn remarkable(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity < Severity::Unremarkable)
    }

    /// `2 impossible, 1 mismatch`, severities that occur only; `nothing to check` where none does.
    pub fn tally(&self) -> String {
        tally(std::slice::from_ref(self))
    }
}

/// The findings of several papers by severity: `2 impossible, 1 mismatch`.
pub fn tally(audits: &[Audit]) -> String {
    let count = |severity| audits.iter().map(|audit| audit.count(severity)).sum::<usize>();
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .filter(|&severity| count(severity) > 0)
        .map(|severity| format!("{} {severity}", count(severity)))
        .collect();
    if parts.is_empty() { "nothing to check".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::survivors::sample;
    use crate::claim::published::Means;

    /// Mean precision, recall and F1 of ten folds, as printed without spread.
    const FOLDS: &[(&str, &str)] =
        &[("accuracy", "93.31%"), ("precision", "90.10%"), ("recall", "92.57%"), ("f1", "91.21%")];

    #[test]
    fn means_over_folds_are_impossible_only_where_they_are_said_to_be_of_one_run() {
        let mut paper = sample::binary("attack", "binary", &[("svm", FOLDS)]);
        assert!(audit(&paper, &[TestSet::free(2)], Vec::new(), Vec::new()).refutes());
        for runs in [Some(10), None] {
            paper.tables[0].means = Some(Means { runs });
            let audit = audit(&paper, &[TestSet::free(2)], Vec::new(), Vec::new());
            assert_eq!(audit.remarkable().next(), None);
            assert!(audit.conclusions.iter().all(|finding| finding.severity == Severity::NotCheckable));
        }
    }

    #[test]
    fn figures_that_can_only_be_averages_are_not_held_against_one_class() {
        // Weighted averages of the matrix with 100 of 103 and 2,605 of 2,672 rows right; the paper names a positive class all the same.
        let row: &[(&str, &str)] =
            &[("accuracy", "0.97477"), ("precision", "0.98400"), ("recall", "0.97477"), ("f1", "0.97761")];
        let paper = sample::binary("attack", "unstated", &[("svm", row)]);
        let tests = [TestSet::exact("the test rows", &[103, 2_672])];
        let audit = audit(&paper, &tests, Vec::new(), Vec::new());
        assert!(audit.conclusions[0].says.contains("averages weighted"), "{:?}", audit.conclusions);
        assert_eq!(audit.remarkable().next(), None);
        // What is said to be of one class is: that is a proof, and stays one.
        let paper = sample::binary("attack", "binary", &[("svm", row)]);
        assert!(super::audit(&paper, &tests, Vec::new(), Vec::new()).refutes());
    }

    #[test]
    fn findings_are_sorted_counted_and_serialised() {
        let row: &[(&str, &str)] = &[("accuracy", "97.67%"), ("precision", "96.45%"), ("recall", "95.89%")];
        let paper = sample::binary("attack", "binary", &[("svm", row)]);
        let further = vec![
            Finding::new("a", Severity::Unremarkable, "Table 1", "fine"),
            Finding::new("b", Severity::Impossible, "Table 1", "not fine"),
        ];
        let audit = audit(&paper, &[TestSet::free(2)], Vec::new(), further);
        let severities: Vec<Severity> = audit.findings.iter().map(|finding| finding.severity).collect();
        assert!(severities.is_sorted() && severities[0] == Severity::Impossible, "{severities:?}");
        assert!(audit.refutes());
        assert_eq!(audit.conclusions.len(), 1);
        assert_eq!(audit.counts.values().sum::<usize>(), audit.findings.len() + audit.conclusions.len());
        assert!(audit.tally().starts_with("1 impossible"), "{}", audit.tally());
        let json = serde_json::to_value(&audit).unwrap();
        assert_eq!(json["counts"]["impossible"], 1);
        assert_eq!(json["findings"][0]["severity"], "impossible");
    }
}
