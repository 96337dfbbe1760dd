//! F1 that is a mean over the classes against mean precision and mean recall.

use num_traits::One;

use super::support::{
    ALIKE, Row, digits, exactly, like, means_over_runs, modes, not_checkable, plain, printed, rows, share, span, widest,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Unremarkable};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Range, Rational};
use crate::audit::claim::score::harmonic_mean;
use crate::claim::published::{Averaging, Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "mean_f1_bounds",
    title: "Bounds of a mean F1",
    definition: "For means over classes or runs, with the same weights for all three: P̄ + R̄ − 1 ≤ F̄1 ≤ 2P̄R̄/(P̄ + R̄), so F̄1 is \
                 never above both. The lower bound holds class by class, since P + R ≥ P² + R²; the upper one by Jensen's \
                 inequality, since the harmonic mean is concave.",
    source: "Jensen 1906; Opitz & Burst 2019, arXiv 1911.03347, for the two quantities called macro F1, both of which are inside",
    assumptions: "The three figures are taken over the same classes and runs with the same weights; classes without rows or predictions \
                  may count 0, 1 or be left out.",
    example: "Mean precision 0.90 and mean recall 0.91 allow a mean F1 from 0.81 to 0.905; 0.95 is impossible.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    rows(case.paper).iter().map(|row| judge(case.paper, row)).collect()
}

fn judge(paper: &Paper, row: &Row<'_>) -> Finding {
    let of_one_run = means_over_runs(paper, row.model).is_none();
    if of_one_run && matches!(paper.averaging, Some(Averaging::Binary | Averaging::Micro)) {
        let why = "the figures are no means over classes or runs: `f1_from_precision_recall` is sharper";
        return not_checkable(CHECK.name, row.place(), why);
    }
    match row.all(["precision", "recall", "f1"]) {
        Ok(figures) => compare(row, figures),
        Err(why) => not_checkable(CHECK.name, row.place(), why),
    }
}

fn compare(row: &Row<'_>, figures: [&Figure; 3]) -> Finding {
    let [precision, recall, f1] = figures;
    let fits = modes(|mode| {
        let range = bounds::mean_f1(&share(mode, precision), &share(mode, recall));
        !range.intersection(&share(mode, f1)).is_empty()
    });
    let range = bounds::mean_f1(&widest(precision), &widest(recall));
    let [p, r, f] = figures.map(printed);
    let (severity, says) = if fits.is_empty() {
        (
            Impossible,
            format!(
                "No means of precision and recall of {p} and {r} go with a mean F1 of {f}, whatever the averaging."
            ),
        )
    } else {
        (Unremarkable, "F1 can be a mean over classes with these means of precision and recall.".to_owned())
    };
    Finding::new(CHECK.name, severity, row.place(), says)
        .arithmetic(arithmetic(figures, &range))
        .assuming("precision, recall and F1 are taken over the same classes and runs with the same weights")
        .assuming(ALIKE)
        .number("f1_low", digits(&range.low.value))
        .number("f1_high", digits(&range.high.value))
}

fn arithmetic(figures: [&Figure; 3], range: &Range) -> String {
    let [precision, recall, f1] = figures;
    let in_percent = figures.iter().all(|figure| figure.value.is_percent());
    let (p, r) = (plain(precision, in_percent), plain(recall, in_percent));
    let (exact_p, exact_r) = (exactly(precision), exactly(recall));
    let low = like(f1.value, &(&exact_p + &exact_r - Rational::one()), 0);
    let high = like(f1.value, &harmonic_mean(&exact_p, &exact_r), 0);
    let one = if in_percent { "100" } else { "1" };
    let cut = span(f1.value, range);
    format!(
        "{p}+{r}−{one} = {low} ≤ F1 ≤ 2·{p}·{r}/({p}+{r}) = {high}, printed {}; however P and R were cut, {cut}",
        printed(f1)
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, multiclass, run, severities};
    use super::*;
    use crate::audit::claim::Severity::NotCheckable;
    use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score, Tally, Value, ZeroDivision};
    use crate::random::Stream;

    #[test]
    fn an_f1_above_both_or_far_below_is_impossible() {
        let rows = ["a precision=0.90 recall=0.91 f1=0.95", "b precision=0.90 recall=0.91 f1=0.79"];
        assert_eq!(severities(&CHECK, &multiclass(&rows)), [Impossible, Impossible]);
        assert_eq!(severities(&CHECK, &binary(&rows)), [Impossible, Impossible]);
        let line = &run(&CHECK, &multiclass(&rows))[0].arithmetic;
        assert!(line.starts_with("0.90+0.91−1 = 0.81 ≤ F1 ≤ 2·0.90·0.91/(0.90+0.91) = 0.90, printed 0.95"), "{line}");
    }

    #[test]
    fn the_edges_pass() {
        // Half-way points: 0.895 + 0.905 − 1 = 0.800 and 0.795 is printed 0.80.
        assert_clean(&run(&CHECK, &multiclass(&["a precision=0.90 recall=0.91 f1=0.80"])));
        assert_clean(&run(&CHECK, &multiclass(&["a precision=97% recall=97% f1=96%"])));
    }

    #[test]
    fn one_class_is_left_to_the_sharper_check() {
        let mut paper = binary(&["a precision=0.90 recall=0.91 f1=0.95"]);
        paper.averaging = Some(Averaging::Binary);
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    }

    #[test]
    fn every_matrix_is_inside_under_every_convention() {
        let mut stream = Stream::new(7, &["mean f1 bounds"]);
        for _ in 0..400 {
            let classes = 2 + stream.below(3) as usize;
            let cell = |stream: &mut Stream| if stream.below(3) == 0 { 0 } else { stream.below(9) };
            let matrix: Vec<Vec<u64>> =
                (0..classes).map(|_| (0..classes).map(|_| cell(&mut stream)).collect()).collect();
            let tally = Tally::of(&matrix);
            for zero_division in ZeroDivision::ALL {
                for mean_f1 in MeanF1::ALL {
                    for mean in [Mean::Macro, Mean::Weighted] {
                        let of = |score: Score| score.of(&tally, Conventions { zero_division, mean_f1 });
                        let (Some(Value::Fraction(p)), Some(Value::Fraction(r)), Some(Value::Fraction(f))) =
                            (of(Score::Precision(mean)), of(Score::Recall(mean)), of(Score::F1(mean)))
                        else {
                            continue;
                        };
                        let range = bounds::mean_f1(&Range::point(p), &Range::point(r));
                        assert!(range.contains(&f), "{matrix:?} {zero_division:?} {mean_f1:?} {mean:?}");
                    }
                }
            }
        }
    }
}
