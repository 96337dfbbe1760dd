//! Micro-averaged precision, recall and F1 against accuracy: they are all the same number.

use super::support::Agreement::{AsHalf, Never, Yes};
use super::support::{ALIKE, Agreement, Row, listed, not_checkable, printed, rows, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::claim::published::{Averaging, Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "micro_all_equal",
    title: "Micro averages are accuracy",
    definition: "Pooled over all classes, each wrong row is one false positive and one false negative, so micro precision = micro \
                 recall = micro F1 = accuracy, and all printed ranges have to meet.",
    source: "follows from the definitions; scikit-learn user guide, Multiclass and multilabel classification",
    assumptions: "One label per row; every class of the test set is pooled.",
    example: "Micro precision 95 % beside micro recall 93 % is impossible.",
    run,
};

/// What is the same number.
const SAME: [&str; 4] = ["accuracy", "precision", "recall", "f1"];

fn run(case: &Case<'_>) -> Vec<Finding> {
    rows(case.paper).iter().map(|row| judge(case.paper, row)).collect()
}

fn judge(paper: &Paper, row: &Row<'_>) -> Finding {
    if paper.averaging.is_some_and(|averaging| averaging != Averaging::Micro) {
        return not_checkable(CHECK.name, row.place(), "the figures are said to be averaged in another way");
    }
    let figures: Vec<(&str, &Figure)> =
        SAME.into_iter().filter_map(|metric| Some((metric, row.get(metric)?))).collect();
    if figures.len() < 2 {
        return not_checkable(
            CHECK.name,
            row.place(),
            "fewer than two of accuracy, precision, recall and F1 are printed",
        );
    }
    compare(paper, row, &figures)
}

fn compare(paper: &Paper, row: &Row<'_>, figures: &[(&str, &Figure)]) -> Finding {
    let agreement = Agreement::of(&figures.iter().map(|(_, figure)| *figure).collect::<Vec<_>>());
    let says = match (agreement, paper.averaging) {
        (AsHalf, Some(_)) => {
            "The micro averages are one number only if it is where the prints meet, cut up once and down once."
        }
        (Never, Some(_)) => "Micro averages over all classes are accuracy, but the figures differ.",
        (Yes, Some(_)) => "The micro averages agree with accuracy, as they must.",
        (Never, None) => "The figures differ, so they are no micro averages.",
        (_, None) if figures.len() == SAME.len() => {
            "All four figures agree, as micro averages do; the paper does not say what they are."
        }
        (_, None) => "The figures agree, so micro averages are possible.",
    };
    let words: Vec<String> =
        figures.iter().map(|(metric, figure)| format!("{} {}", word(metric), printed(figure))).collect();
    let relation = if agreement == Never { "cannot be one number" } else { "can be one number" };
    Finding::new(CHECK.name, agreement.severity(paper.averaging.is_some()), row.place(), says)
        .arithmetic(format!("{} {relation}", listed(&words)))
        .assuming("every row has one label, and every class of the test set is pooled")
        .assuming(ALIKE)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, multiclass, run, severities};
    use super::*;
    use crate::audit::claim::Severity::{Impossible, NotCheckable, Suspicious, Unremarkable};

    fn micro(row: &str) -> Paper {
        Paper { averaging: Some(Averaging::Micro), ..multiclass(&[row]) }
    }

    #[test]
    fn stated_micro_averages_must_be_one_number() {
        assert_eq!(severities(&CHECK, &micro("a accuracy=95% precision=95% recall=93% f1=95%")), [Impossible]);
        assert_eq!(severities(&CHECK, &micro("a accuracy=95% precision=95% recall=94% f1=95%")), [Suspicious]);
        assert_clean(&run(&CHECK, &micro("a accuracy=95.1% precision=95% recall=95% f1=0.951")));
        assert_eq!(severities(&CHECK, &micro("a precision=95% recall=95.4% f1=94.6%")), [Impossible]);
        assert_clean(&run(&CHECK, &micro("a accuracy=94.5% recall=95%")));
    }

    #[test]
    fn nothing_is_proved_where_the_averaging_is_open() {
        let findings = run(&CHECK, &multiclass(&["a accuracy=95% recall=93%", "b accuracy=95%"]));
        assert_eq!(findings[0].severity, Unremarkable);
        assert_eq!(findings[0].arithmetic, "accuracy 95 % and recall 93 % cannot be one number");
        assert_eq!(findings[1].severity, NotCheckable);
    }
}
