//! Recall weighted by class size against accuracy: they are the same number.

use super::support::Agreement::{AsHalf, Never, Yes};
use super::support::{ALIKE, Agreement, Row, not_checkable, printed, rows, span, widest};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::claim::published::{Averaging, Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "weighted_recall_is_accuracy",
    title: "Weighted recall is accuracy",
    definition: "Weighted recall is Σ (nₖ/N)·(tpₖ/nₖ) = Σ tpₖ/N, which is accuracy, so both printed ranges have to meet.",
    source: "follows from the definitions; scikit-learn user guide, Multiclass and multilabel classification",
    assumptions: "One label per row; every class of the test set enters the mean.",
    example: "Weighted recall 95 % beside an accuracy of 97 % is impossible.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    rows(case.paper).iter().map(|row| judge(case.paper, row)).collect()
}

fn judge(paper: &Paper, row: &Row<'_>) -> Finding {
    if paper.averaging.is_some_and(|averaging| averaging != Averaging::Weighted) {
        return not_checkable(CHECK.name, row.place(), "recall is said to be averaged in another way");
    }
    match row.all(["recall", "accuracy"]) {
        Ok(figures) => compare(paper, row, figures),
        Err(why) => not_checkable(CHECK.name, row.place(), why),
    }
}

fn compare(paper: &Paper, row: &Row<'_>, [recall, accuracy]: [&Figure; 2]) -> Finding {
    let agreement = Agreement::of(&[recall, accuracy]);
    let (r, a) = (printed(recall), printed(accuracy));
    let says = match (agreement, paper.averaging) {
        (Never, Some(_)) => {
            format!("Recall is said to be weighted by class size, so it is accuracy; {r} and {a} are printed.")
        }
        (AsHalf, Some(_)) => format!(
            "Weighted recall is accuracy, but {r} and {a} are one number only if it is where both prints meet, cut up once and down once."
        ),
        (Yes, Some(_)) => "Weighted recall and accuracy agree, as they must.".to_owned(),
        (Never, None) => format!(
            "Recall {r} is not accuracy {a}, so it is no mean weighted by class size; the paper does not say what it is."
        ),
        (_, None) => format!("Recall {r} and accuracy {a} agree, so a weighted mean is possible."),
    };
    let sign = if agreement == Never { "does not meet" } else { "meets" };
    let [recall_span, accuracy_span] = [recall, accuracy].map(|figure| span(figure.value, &widest(figure)));
    Finding::new(CHECK.name, agreement.severity(paper.averaging.is_some()), row.place(), says)
        .arithmetic(format!("recall {r} ({recall_span}) {sign} accuracy {a} ({accuracy_span})"))
        .assuming("every row has one label, and every class of the test set enters the mean")
        .assuming(ALIKE)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, multiclass, run, severities};
    use super::*;
    use crate::audit::claim::Severity::{Impossible, NotCheckable, Suspicious, Unremarkable};

    fn weighted(row: &str) -> Paper {
        Paper { averaging: Some(Averaging::Weighted), ..multiclass(&[row]) }
    }

    #[test]
    fn a_stated_weighted_recall_must_be_accuracy() {
        assert_eq!(severities(&CHECK, &weighted("a accuracy=97% recall=95%")), [Impossible]);
        assert_eq!(severities(&CHECK, &weighted("a accuracy=97% recall=96%")), [Suspicious]);
        assert_clean(&run(&CHECK, &weighted("a accuracy=97% recall=97%")));
        assert_clean(&run(&CHECK, &weighted("a accuracy=97.4% recall=97%")));
        assert_clean(&run(&CHECK, &weighted("a accuracy=97.6% recall=97%")));
    }

    #[test]
    fn a_tie_and_a_cut_are_allowed() {
        // 0.97500 prints 97.5 % and, halves up, 98 %.
        assert_clean(&run(&CHECK, &weighted("a accuracy=97.5% recall=98%")));
        // 0.9799 truncated to 97 %, and to 97.9 %.
        assert_clean(&run(&CHECK, &weighted("a accuracy=97.9% recall=97%")));
        // 0.98 itself, which as a sum over the classes may be stored a little low.
        assert_eq!(severities(&CHECK, &weighted("a accuracy=98.0% recall=97%")), [Suspicious]);
        assert_eq!(severities(&CHECK, &weighted("a accuracy=98.1% recall=97%")), [Impossible]);
    }

    #[test]
    fn nothing_is_proved_where_the_averaging_is_open() {
        let findings = run(&CHECK, &multiclass(&["a accuracy=97% recall=95%", "b accuracy=97%"]));
        assert_eq!(findings[0].severity, Unremarkable);
        assert!(findings[0].says.contains("no mean weighted"));
        assert_eq!(findings[1].severity, NotCheckable);
        let paper = Paper { averaging: Some(Averaging::Macro), ..multiclass(&["a accuracy=97% recall=95%"]) };
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }
}
