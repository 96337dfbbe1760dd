//! Accuracy against always answering the largest class.

use super::support::{ALIKE, Row, digits, like, not_checkable, printed, rows, tally, widest};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Unremarkable, Useless};
use crate::audit::claim::exact::{Rational, ratio};
use crate::audit::claim::reading::TestSet;
use crate::claim::published::Figure;
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "majority_rate",
    title: "Accuracy against the largest class",
    definition: "Always answering the largest class has accuracy max nₖ/N. A detector at or below it has shown nothing; so has one \
                 whose printed digits do not tell it from that. Judged on every test set of known class sizes that the paper's \
                 words allow, and on those of its printed matrices.",
    source: "the majority-class (zero-rule) baseline; scikit-learn DummyClassifier(strategy=\"most_frequent\")",
    assumptions: "The test set has the class sizes named.",
    example: "97.1 % accuracy on 3,668,045 attacks and 477 normal rows is below the 99.987 % of always answering attack.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let matrices = case.paper.confusions.iter();
    let printed = matrices.filter_map(|matrix| {
        let origin = format!("the class sizes of {}", matrix.place);
        Some(TestSet::exact(origin, &tally(matrix, false)?.actual))
    });
    let known = printed.chain(case.test_sets.iter().cloned());
    let rates: Vec<Majority> = known.filter_map(|test| Majority::of(&test)).collect();
    let with_accuracy = rows(case.paper).into_iter().filter(|row| row.get("accuracy").is_some());
    with_accuracy.map(|row| judge(&row, &rates)).collect()
}

/// What always answering the largest class reaches.
struct Majority {
    origin: String,
    largest: u64,
    rows: u64,
    rate: Rational,
}

impl Majority {
    /// `None` where sizes are not known.
    fn of(test: &TestSet) -> Option<Self> {
        let sizes = test.sizes()?;
        let rows = sizes.iter().sum();
        let largest = *sizes.iter().max()?;
        (rows > 0).then(|| Self { origin: test.origin.clone(), largest, rows, rate: ratio(largest, rows) })
    }

    /// Whether the accuracy is not shown to be above.
    fn holds(&self, accuracy: &Figure) -> bool {
        let range = widest(accuracy);
        range.low.value <= self.rate
    }

    fn line(&self, accuracy: &Figure) -> String {
        let rate = like(accuracy.value, &self.rate, 2);
        format!("{}/{} = {rate} ({})", thousands(self.largest), thousands(self.rows), self.origin)
    }
}

fn judge(row: &Row<'_>, rates: &[Majority]) -> Finding {
    let Some(accuracy) = row.get("accuracy") else {
        return not_checkable(CHECK.name, row.place(), "no accuracy is printed");
    };
    // The test set that is easiest to beat is the one that speaks for the paper.
    let Some(lowest) = rates.iter().min_by(|a, b| a.rate.cmp(&b.rate)) else {
        return not_checkable(CHECK.name, row.place(), "the class sizes of the test set are not known");
    };
    let print = printed(accuracy);
    let (beaten, unbeaten): (Vec<_>, Vec<_>) = rates.iter().partition(|rate| !rate.holds(accuracy));
    let (severity, says) = match (beaten.is_empty(), unbeaten.is_empty()) {
        (true, _) if widest(accuracy).high.value <= lowest.rate => {
            (Useless, format!("Accuracy {print} is not above that of always answering the largest class."))
        }
        (true, _) => {
            (Useless, format!("The digits of accuracy {print} do not tell it from always answering the largest class."))
        }
        (false, true) => (Unremarkable, "Accuracy is above that of always answering the largest class.".to_owned()),
        (false, false) => (
            Unremarkable,
            "Accuracy is above that of always answering the largest class on some of the test sets that the paper's words allow."
                .to_owned(),
        ),
    };
    Finding::new(CHECK.name, severity, row.place(), says)
        .arithmetic(format!("printed {print}; largest class {}", lowest.line(accuracy)))
        .assuming("the test set has one of the class sizes that the paper's words or matrices give, without resampling")
        .assuming(ALIKE)
        .number("majority_rate", digits(&lowest.rate))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, confusion, run_with, severities};
    use super::*;
    use crate::audit::claim::Severity::{self, NotCheckable};

    fn severity(accuracy: &str, tests: &[TestSet]) -> Severity {
        run_with(&CHECK, &binary(&[&format!("a accuracy={accuracy}")]), tests)[0].severity
    }

    #[test]
    fn accuracy_below_the_majority_is_useless() {
        let tests = [TestSet::exact("5 %", &[477, 3_668_045]), TestSet::free(2)];
        assert_eq!(severity("97.1%", &tests), Useless);
        let finding = &run_with(&CHECK, &binary(&["a accuracy=97.1%"]), &tests)[0];
        assert!(finding.numbers["majority_rate"].starts_with("0.99986"));
        assert_eq!(finding.arithmetic, "printed 97.1 %; largest class 3,668,045/3,668,522 = 99.987 % (5 %)");
        assert_eq!(severity("100.0%", &tests), Useless);
        assert_eq!(severity("99.999%", &tests), Unremarkable);
    }

    #[test]
    fn a_tie_is_not_above() {
        let tests = [TestSet::exact("", &[30, 70])];
        assert_eq!(severity("0.70", &tests), Useless);
        assert_eq!(severity("0.705", &tests), Unremarkable);
        // From 0.705 on it is above; 0.71 may be truncated or rounded, never 0.70.
        assert_eq!(severity("0.71", &tests), Unremarkable);
    }

    #[test]
    fn one_test_set_that_is_beaten_is_enough() {
        let tests = [TestSet::exact("", &[30, 70]), TestSet::exact("", &[1, 99])];
        assert_eq!(severity("0.90", &tests), Unremarkable);
    }

    #[test]
    fn a_printed_matrix_gives_the_sizes() {
        let mut paper = binary(&["a accuracy=0.90"]);
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
        paper.confusions = vec![confusion("cnn", [[50, 1], [2, 30]])];
        assert_clean(&run_with(&CHECK, &paper, &[TestSet::free(2)]));
    }
}
