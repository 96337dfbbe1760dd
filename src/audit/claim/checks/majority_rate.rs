//! Accuracy against always answering the largest class.

use std::ops::RangeInclusive;

use super::support::{ALIKE, Row, digits, like, not_checkable, printed, rows, widest};
use super::test_sets::Known;
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
                 whose printed digits do not tell it from that. Judged on every test set that the paper's words allow but that of any \
                 sizes, and on those of its printed matrices; where sizes are known between bounds, on those with the smallest \
                 largest class.",
    source: "the majority-class (zero-rule) baseline; scikit-learn DummyClassifier(strategy=\"most_frequent\")",
    assumptions: "The test set has the class sizes named.",
    example: "97.1 % accuracy on 3,668,045 attacks and 477 normal rows is below the 99.987 % of always answering attack.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let known = Known::new(case);
    let rates = |row: &Row<'_>| known.of(row).iter().filter_map(Majority::lowest).collect::<Vec<Majority>>();
    let with_accuracy = rows(case.paper).into_iter().filter(|row| row.get("accuracy").is_some());
    with_accuracy.map(|row| judge(&row, &rates(&row))).collect()
}

/// What always answering the largest class reaches, on the choice of sizes where that is least.
struct Majority {
    origin: String,
    largest: u64,
    rows: u64,
    rate: Rational,
    /// Whether the sizes leave a choice.
    at_least: bool,
}

impl Majority {
    /// `None` where the sizes exclude each other.
    ///
    /// With no class above `cap` there are at most Σ min(mostₖ, cap) rows. That grows with `cap`, but never faster in proportion than `cap`
    /// itself: so the rate is least for the smallest `cap` that leaves rows enough, and for as many rows as it leaves.
    fn lowest(test: &TestSet) -> Option<Self> {
        let held = |cap: u64| test.classes.iter().map(|class| cap.min(*class.end())).fold(0, u64::saturating_add);
        let needed = (*test.rows.start()).max(1);
        let least = *test.classes.iter().map(RangeInclusive::start).max()?;
        let most = *test.classes.iter().map(RangeInclusive::end).max()?;
        if held(most) < needed {
            return None;
        }
        let (mut below, mut largest) = (least.saturating_sub(1), most.max(least));
        while largest - below > 1 {
            let cap = below + (largest - below) / 2;
            if held(cap) < needed { below = cap } else { largest = cap }
        }
        let rows = held(largest).min(*test.rows.end());
        (largest <= rows).then(|| Self {
            origin: test.origin.clone(),
            largest,
            rows,
            rate: ratio(largest, rows),
            at_least: test.sizes().is_none(),
        })
    }

    /// Whether the accuracy is not shown to be above.
    fn holds(&self, accuracy: &Figure) -> bool {
        let range = widest(accuracy);
        range.low.value <= self.rate
    }

    fn line(&self, accuracy: &Figure) -> String {
        let rate = like(accuracy.value, &self.rate, 2);
        let least = if self.at_least { "at least " } else { "" };
        format!("{least}{}/{} = {rate} ({})", thousands(self.largest), thousands(self.rows), self.origin)
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
    fn sizes_between_bounds_speak_for_the_paper() {
        let between =
            |benign, attack, rows| TestSet { origin: "drawn".to_owned(), rows, classes: vec![benign, attack] };
        // At most 10 benign rows of 100: at least 90 attacks.
        assert_eq!(severity("0.899", &[between(0..=10, 0..=100, 100..=100)]), Useless);
        assert_eq!(severity("0.902", &[between(0..=10, 0..=100, 100..=100)]), Unremarkable);
        // 90 attacks at least, in up to 120 rows.
        assert_eq!(severity("0.749", &[between(0..=50, 90..=100, 100..=120)]), Useless);
        assert_eq!(severity("0.752", &[between(0..=50, 90..=100, 100..=120)]), Unremarkable);
        // Any part of the rows may be half of each class.
        let stratified = TestSet::exact("stratified", &[477, 3_668_045]);
        assert_eq!(severity("97.1%", std::slice::from_ref(&stratified)), Useless);
        assert_eq!(severity("97.1%", &[stratified, between(0..=477, 0..=3_668_045, 1..=3_668_522)]), Unremarkable);
        let paper = binary(&["a accuracy=0.899"]);
        let finding = &run_with(&CHECK, &paper, &[between(0..=10, 0..=100, 100..=100)])[0];
        assert_eq!(finding.arithmetic, "printed 0.899; largest class at least 90/100 = 0.90000 (drawn)");
    }

    #[test]
    fn the_lowest_rate_is_that_of_all_choices() {
        for (ranges, rows) in [
            ([0..=3_u64, 1..=5, 2..=2], 4..=9_u64),
            ([0..=9, 0..=1, 0..=1], 6..=8),
            ([4..=6, 0..=2, 0..=9], 5..=7),
            ([0..=0, 0..=0, 0..=7], 1..=7),
            ([2..=3, 2..=3, 2..=3], 1..=5),
        ] {
            let mut rates = Vec::new();
            for a in ranges[0].clone() {
                for b in ranges[1].clone() {
                    for c in ranges[2].clone() {
                        if rows.contains(&(a + b + c)) {
                            rates.push(ratio(a.max(b).max(c), a + b + c));
                        }
                    }
                }
            }
            let test = TestSet { origin: String::new(), rows: rows.clone(), classes: ranges.to_vec() };
            if let Some(least) = rates.into_iter().min() {
                assert_eq!(Majority::lowest(&test).unwrap().rate, least, "{ranges:?} {rows:?}");
            }
        }
    }

    #[test]
    fn a_printed_matrix_gives_the_sizes() {
        let mut paper = binary(&["a accuracy=0.90"]);
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
        paper.confusions = vec![confusion("cnn", [[50, 1], [2, 30]])];
        assert_clean(&run_with(&CHECK, &paper, &[TestSet::free(2)]));
    }
}
