//! Figures that are no such score at all, and percent signs that are missing or too many.

use super::support::{can_be, domain, exactly, percent, printed, widest, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Mismatch, Suspicious, Unremarkable};
use crate::audit::claim::exact::{Rational, ratio};
use crate::claim::published::{Figure, Paper};

pub(super) static CHECK: Check = Check {
    name: "bounds",
    title: "Figures within the bounds of their score",
    definition: "Scores lie in [0, 1], Matthews's correlation in [−1, 1], a Brier score, which may be summed over the classes, in \
                 [0, 2], log loss at or above 0. A share without percent sign above 1 \
                 that would fit as a percentage, and a percentage of at most 1 % among figures above 50 %, are slips of the unit.",
    source: "the definitions of the scores",
    assumptions: "None.",
    example: "0.97% below 96.1% and 97.1% is probably 0.97.",
    run,
};

/// A percentage at most this is a slip of the unit among scores above [`HIGH`].
const LOW: (u64, u64) = (1, 100);
const HIGH: (u64, u64) = (1, 2);
/// Scores that are high in every table that is published.
const USUALLY_HIGH: [&str; 6] = ["accuracy", "precision", "recall", "f1", "specificity", "balanced_accuracy"];

fn run(case: &Case<'_>) -> Vec<Finding> {
    let all = figures(case.paper);
    let findings: Vec<Finding> =
        all.iter().filter_map(|(place, metric, figure)| judge(&all, place, metric, figure)).collect();
    if !findings.is_empty() || all.is_empty() {
        return findings;
    }
    let says = "Every figure is within the bounds of its score.";
    vec![Finding::new(CHECK.name, Unremarkable, "the whole paper", says).arithmetic(format!("{} figures", all.len()))]
}

/// Every figure with its place and metric.
fn figures(paper: &Paper) -> Vec<(String, &str, &Figure)> {
    let tables = paper.tables.iter().flat_map(|table| {
        table.rows.iter().flat_map(move |(model, figures)| {
            figures.iter().map(move |(metric, figure)| (format!("{}, {model}", table.place), metric.as_str(), figure))
        })
    });
    let class_tables = paper.class_tables.iter().flat_map(|table| {
        let named = table.classes.iter().map(|(class, figures)| (class.as_str(), figures));
        let means = [("macro average", &table.macro_average), ("weighted average", &table.weighted_average)];
        let place = format!("{}, {}", table.place, table.model);
        let accuracy = table.accuracy.iter().map(move |figure| (place.clone(), "accuracy", figure));
        let by_class = named.chain(means).flat_map(move |(name, figures)| {
            figures.iter().map(move |(metric, figure)| {
                (format!("{}, {}, {name}", table.place, table.model), metric.as_str(), figure)
            })
        });
        by_class.chain(accuracy)
    });
    let singles = paper
        .figures
        .iter()
        .map(|single| (format!("{}, {}", single.figure.place, single.model), single.metric.as_str(), &single.figure));
    let spreads = paper.spreads.iter();
    let spreads = spreads
        .map(|spread| (format!("{}, {}", spread.mean.place, spread.model), spread.metric.as_str(), &spread.mean));
    tables.chain(class_tables).chain(singles).chain(spreads).collect()
}

fn judge(all: &[(String, &str, &Figure)], place: &str, metric: &str, figure: &Figure) -> Option<Finding> {
    let (name, print) = (word(metric), printed(figure));
    let place = format!("{place}, {name}");
    if can_be(metric, figure) {
        return slip(all, metric, figure).map(|other| {
            let says = format!(
                "{name} {print} stands among figures such as {}; the percent sign may be a slip.",
                printed(other)
            );
            Finding::new(CHECK.name, Suspicious, place, says)
                .arithmetic(format!("{print} beside {}", printed(other)))
                .nearest(figure.printed.trim_end_matches('%'))
        });
    }
    let (low, high) = domain(metric).map_or((0.0, f64::INFINITY), |domain| domain.as_f64());
    let as_percent: Rational = exactly(figure) / Rational::from_integer(100.into());
    let unit = !figure.value.is_percent()
        && as_percent > ratio(1, 100)
        && domain(metric).is_some_and(|domain| domain.contains(&as_percent));
    let (severity, says) = if unit {
        (Mismatch, format!("{name} {print} is above 1; as a percentage it would fit."))
    } else {
        (Impossible, format!("{name} cannot be {print}."))
    };
    let (from, to) = widest(figure).as_f64();
    let finding = Finding::new(CHECK.name, severity, place, says)
        .arithmetic(format!("{print} is {from} to {to}, the score is {low} to {high}"));
    Some(if unit { finding.nearest(percent(&as_percent, figure.value.scale())) } else { finding })
}

/// The figure of the same score that makes this one a slip of the unit.
fn slip<'a>(all: &[(String, &str, &'a Figure)], metric: &str, figure: &Figure) -> Option<&'a Figure> {
    let low = figure.value.is_percent() && exactly(figure) <= ratio(LOW.0, LOW.1) && figure.value.mantissa() > 0;
    if !low || !USUALLY_HIGH.contains(&metric) {
        return None;
    }
    let others = || all.iter().filter(|(_, other, of)| *other == metric && !std::ptr::eq(*of, figure));
    let high = |of: &Figure| exactly(of) > ratio(HIGH.0, HIGH.1);
    let usual = others().filter(|(.., of)| high(of)).count() * 2 > others().count();
    others().map(|(.., of)| *of).find(|of| usual && high(of))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{
        assert_clean, binary, class_table, figure, multiclass, run, severities, single, spread,
    };
    use super::*;
    use crate::claim::published::{ClassTable, Spread};

    #[test]
    fn what_is_no_score_is_impossible() {
        assert_eq!(severities(&CHECK, &binary(&["a accuracy=101.2%"])), [Impossible]);
        assert_eq!(severities(&CHECK, &binary(&["a recall=-0.20"])), [Impossible]);
        assert_eq!(severities(&CHECK, &binary(&["a mcc=-1.20"])), [Impossible]);
        assert_clean(&run(&CHECK, &binary(&["a accuracy=100.0% mcc=-0.3 log_loss=3.2 recall=0"])));
    }

    #[test]
    fn a_brier_score_may_be_summed_over_the_classes() {
        assert_clean(&run(&CHECK, &multiclass(&["a brier=1.20", "b brier=2.00"])));
        assert_eq!(severities(&CHECK, &multiclass(&["a brier=2.10"])), [Mismatch]);
        assert_eq!(severities(&CHECK, &multiclass(&["a brier=-0.10"])), [Impossible]);
    }

    #[test]
    fn class_tables_and_means_over_runs_are_looked_at() {
        let mut paper = binary(&["cnn accuracy=0.9"]);
        paper.class_tables =
            vec![ClassTable { accuracy: Some(figure("101%")), ..class_table(&["benign 5 recall=0.9"]) }];
        let findings = run(&CHECK, &paper);
        assert_eq!((findings[0].severity, findings[0].place.as_str()), (Impossible, "Table 4, cnn, accuracy"));
        paper.class_tables.clear();
        paper.spreads = vec![Spread { mean: figure("101%"), ..spread("cnn", "recall", None) }];
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
    }

    #[test]
    fn slips_of_the_unit_are_told() {
        assert_eq!(severities(&CHECK, &binary(&["a accuracy=97.1"])), [Mismatch]);
        let findings = run(&CHECK, &binary(&["a accuracy=97.1%", "b accuracy=0.97%", "c accuracy=96%"]));
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].severity, findings[0].place.as_str()), (Suspicious, "Table 1, b, accuracy"));
        assert_eq!(findings[0].nearest.as_deref(), Some("0.97"));
    }

    #[test]
    fn a_small_rate_is_no_slip() {
        let mut paper = binary(&["a accuracy=97.1% false_alarm_rate=0.97%", "b accuracy=0.96 false_alarm_rate=62%"]);
        assert_clean(&run(&CHECK, &paper));
        paper.figures = vec![single("a", "recall", "250%")];
        assert_eq!(severities(&CHECK, &paper), [Impossible]);
    }
}
