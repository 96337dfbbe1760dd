//! F1 of one class against its precision and recall.

use super::support::{
    ALIKE, ONE_CLASS, ONE_RUN, Row, against_one_class, digits, is_only_average, like, means_over_runs, modes,
    not_checkable, of_one_class, plain, printed, rows, share, span, widest,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Unremarkable};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Range, Rational};
use crate::audit::claim::score::harmonic_mean;
use crate::claim::published::{Averaging, Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "f1_from_precision_recall",
    title: "F1 from precision and recall",
    definition: "F1 of one class is 2PR/(P + R). It grows with P and with R, so their printed ranges give a range of F1, which \
                 has to meet the printed one.",
    source: "van Rijsbergen, Information Retrieval, 2nd edition, 1979, chapter 7",
    assumptions: "The three figures are of one class (or pooled over the classes), one test set and one run.",
    example: "P 96.45 % and R 95.89 % give F1 96.17 %; a printed 95.67 % is of no class, and of means over the classes at best.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    rows(case.paper).iter().map(|row| judge(case, row)).collect()
}

fn judge(case: &Case<'_>, row: &Row<'_>) -> Finding {
    let paper = case.paper;
    if is_only_average(case, row) {
        let why = "the figures can be averages over the classes and no scores of one class, as `survivors` shows: `mean_f1_bounds` says what F1 they allow";
        return not_checkable(CHECK.name, row.place(), why);
    }
    if !of_one_class(paper) && paper.averaging != Some(Averaging::Micro) {
        let why = "the figures are, or may be, means over the classes: `mean_f1_bounds` says what F1 they allow";
        return not_checkable(CHECK.name, row.place(), why);
    }
    if let Some(means) = means_over_runs(paper, row.model) {
        let why = format!("the figures are {means}: `mean_f1_bounds` says what F1 they allow");
        return not_checkable(CHECK.name, row.place(), why);
    }
    match row.all(["precision", "recall", "f1"]) {
        Ok(figures) => compare(paper, row, figures),
        Err(why) => not_checkable(CHECK.name, row.place(), why),
    }
}

fn compare(paper: &Paper, row: &Row<'_>, [precision, recall, f1]: [&Figure; 3]) -> Finding {
    let fits = modes(|mode| {
        let range = bounds::f1(&share(mode, precision), &share(mode, recall));
        !range.intersection(&share(mode, f1)).is_empty()
    });
    let exact = harmonic_mean(&super::support::exactly(precision), &super::support::exactly(recall));
    let range = bounds::f1(&widest(precision), &widest(recall));
    let [p, r, f] = [precision, recall, f1].map(printed);
    let (severity, says) = if fits.is_empty() {
        let is = like(f1.value, &exact, 0);
        let severity = if may_be_means(precision, recall, f1) { against_one_class(paper) } else { Impossible };
        (severity, format!("Precision {p} and recall {r} give an F1 of {is}; {f} is printed."))
    } else {
        (Unremarkable, "F1 is the harmonic mean of precision and recall, as far as the printed digits tell.".to_owned())
    };
    let finding = Finding::new(CHECK.name, severity, row.place(), says)
        .arithmetic(arithmetic([precision, recall, f1], &exact, &range))
        .assuming(if paper.averaging == Some(Averaging::Micro) {
            "the figures are pooled over the classes"
        } else {
            ONE_CLASS
        })
        .assuming(ONE_RUN)
        .assuming(ALIKE)
        .number("f1", digits(&exact))
        .number("f1_low", digits(&range.low.value))
        .number("f1_high", digits(&range.high.value));
    if severity != Unremarkable { finding.nearest(nearest(paper, [precision, recall, f1])) } else { finding }
}

fn arithmetic(figures: [&Figure; 3], exact: &Rational, range: &Range) -> String {
    let [precision, recall, f1] = figures;
    let in_percent = figures.iter().all(|figure| figure.value.is_percent());
    let (p, r) = (plain(precision, in_percent), plain(recall, in_percent));
    let (is, cut) = (like(f1.value, exact, 0), span(f1.value, range));
    format!("F1 from P and R: 2·{p}·{r}/({p}+{r}) = {is}, printed {}; however P and R were cut, {cut}", printed(f1))
}

/// Whether means over classes or runs can be printed so.
fn may_be_means(precision: &Figure, recall: &Figure, f1: &Figure) -> bool {
    let fits = modes(|mode| {
        let range = bounds::mean_f1(&share(mode, precision), &share(mode, recall));
        !range.intersection(&share(mode, f1)).is_empty()
    });
    !fits.is_empty()
}

/// What else the figures could be.
fn nearest(paper: &Paper, [precision, recall, f1]: [&Figure; 3]) -> String {
    let range = bounds::mean_f1(&widest(precision), &widest(recall));
    let cut = span(f1.value, &range);
    match (may_be_means(precision, recall, f1), paper.averaging) {
        (false, _) => format!("no means over classes or runs either: their F1 is from {cut}"),
        (true, None) => format!("as means over the classes (macro or weighted) or over runs, F1 may be from {cut}"),
        (true, Some(_)) => format!("as means over runs, F1 may be from {cut}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::mean_f1_bounds;
    use super::super::sample::{assert_clean, binary, multiclass, run, severities, spread, table};
    use super::*;
    use crate::audit::claim::Severity::{Mismatch, NotCheckable, Suspicious};

    #[test]
    fn a_wrong_f1_is_impossible_for_one_class() {
        let mut paper = binary(&["svm precision=96.45% recall=95.89% f1=95.67%"]);
        let findings = run(&CHECK, &paper);
        assert_eq!(findings[0].severity, Suspicious);
        paper.positive = Some("attack".to_owned());
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
        paper.averaging = Some(Averaging::Binary);
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
        assert_eq!(findings[0].place, "Table 1, svm");
        assert!(
            findings[0]
                .arithmetic
                .starts_with("F1 from P and R: 2·96.45·95.89/(96.45+95.89) = 96.17 %, printed 95.67 %")
        );
        assert!(findings[0].assumptions.iter().any(|assumption| assumption == ONE_CLASS));
        let nearest = findings[0].nearest.as_deref().unwrap();
        assert!(nearest.starts_with("as means over the classes") && nearest.contains("92.33"), "{nearest}");
    }

    #[test]
    fn an_f1_above_both_has_no_other_explanation() {
        let findings = run(&CHECK, &binary(&["a precision=0.90 recall=0.91 f1=0.95"]));
        assert_eq!(findings[0].severity, Impossible);
        assert!(findings[0].nearest.as_deref().unwrap().starts_with("no means over classes or runs either"));
    }

    #[test]
    fn honest_rows_pass_rounded_or_truncated() {
        // tp 905, fp 46, fn 37: P 0.951630, R 0.960722, F1 0.956154.
        assert_clean(&run(&CHECK, &binary(&["a precision=0.952 recall=0.961 f1=0.956"])));
        assert_clean(&run(&CHECK, &binary(&["a precision=95.16% recall=96.07% f1=95.61%"])));
        assert_clean(&run(&CHECK, &binary(&["a precision=1.00 recall=1.00 f1=1.00", "b precision=0 recall=0 f1=0"])));
    }

    #[test]
    fn trailing_zeros_decide() {
        assert_clean(&run(&CHECK, &binary(&["a precision=0.90 recall=0.95 f1=0.92"])));
        assert_eq!(severities(&CHECK, &binary(&["a precision=0.900 recall=0.950 f1=0.920"])), [Suspicious]);
    }

    #[test]
    fn a_tie_may_go_either_way() {
        // P = R, so F1 is the same number: 0.125 to the even digit and 0.125 upwards.
        assert_clean(&run(
            &CHECK,
            &binary(&["a precision=0.125 recall=0.125 f1=0.12", "b precision=0.125 recall=0.125 f1=0.13"]),
        ));
        assert_eq!(severities(&CHECK, &binary(&["a precision=0.125 recall=0.125 f1=0.14"])), [Impossible]);
    }

    #[test]
    fn means_over_runs_are_left_to_the_bounds_of_means() {
        // Runs with P 1.0, R 0.8 and P 0.8, R 1.0: F1 is 0.889 in both, not the 0.9 of the means.
        let mut paper = binary(&["a precision=0.900 recall=0.900 f1=0.889"]);
        paper.averaging = Some(Averaging::Binary);
        paper.spreads = vec![spread("a", "accuracy", Some(2))];
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
        assert!(run(&CHECK, &paper)[0].says.contains("means over 2 runs"));
        assert_clean(&run(&mean_f1_bounds::CHECK, &paper));
        paper.tables = vec![table(&["a precision=0.900 recall=0.900 f1=0.920"])];
        assert_eq!(severities(&mean_f1_bounds::CHECK, &paper), [Impossible]);
        paper.spreads[0].runs = Some(1);
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
    }

    #[test]
    fn means_and_missing_figures_are_not_checked() {
        assert_eq!(severities(&CHECK, &multiclass(&["a precision=0.9 recall=0.9 f1=0.5"])), [NotCheckable]);
        let mut paper = binary(&["a precision=0.9 f1=0.5"]);
        assert_eq!(run(&CHECK, &paper)[0].says, "no usable recall is printed");
        paper.averaging = Some(Averaging::Weighted);
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }
}
