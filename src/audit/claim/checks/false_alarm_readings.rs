//! The false alarm rate, which has four meanings in the literature, against what else is printed.

mod figures;

use num_traits::One;

use super::support::{
    SAME_TEST, like, listed, means_over_runs, missing, modes, not_checkable, positive, printed, tally,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Suspicious, Unremarkable};
use crate::audit::claim::exact::{Rational, Rounding, as_f64, ratio};
use crate::audit::claim::reading::FalseAlarm;
use crate::audit::claim::score::{Conventions, Mean, Score, Tally, Value, ZeroDivision};
use crate::claim::published::{Confusion, Figure, Paper};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "false_alarm_readings",
    title: "The false alarm rate under its four readings",
    definition: "A printed false alarm rate may be FP/(FP + TN), FP/(FP + TP), half the sum of false positive and false negative \
                 rate, or 1 − specificity. Each is computed from the printed matrix of the model with every class as the positive \
                 one, as means over the classes and with actual and predicted exchanged; without a matrix, from specificity, \
                 precision and recall.",
    source: "Moustafa & Slay 2016, doi 10.1080/19393555.2015.1125974, for half the total error; Fawcett 2006, \
             doi 10.1016/j.patrec.2005.10.010, for the others",
    assumptions: "Rate and matrix are of the same run of the same model on the same test set; the rate is one of the four.",
    example: "2,174 false positives among 681,396 benign rows are 0.319 %; a printed 0.14 % is none of the four.",
    run,
};

const ONE_OF_FOUR: &str = "the false alarm rate is the false positive rate, the false discovery rate, half the total error or \
                           1 − specificity";

fn run(case: &Case<'_>) -> Vec<Finding> {
    let paper = case.paper;
    let in_rows = super::support::rows(paper)
        .into_iter()
        .filter_map(|row| Some((row.place(), row.model, row.get("false_alarm_rate")?)));
    let singles = paper.figures.iter().filter(|single| single.metric == "false_alarm_rate");
    let in_text = singles
        .filter(|single| super::support::can_be(&single.metric, &single.figure))
        .map(|single| (format!("{}, {}", single.figure.place, single.model), single.model.as_str(), &single.figure));
    in_rows.chain(in_text).flat_map(|(place, model, figure)| of_figure(case, &place, model, figure)).collect()
}

fn of_figure(case: &Case<'_>, place: &str, model: &str, figure: &Figure) -> Vec<Finding> {
    let matrices = case.paper.confusions.iter().filter(|confusion| confusion.model == model);
    let findings: Vec<Finding> =
        matrices.map(|confusion| against_matrix(case.paper, confusion, place, figure)).collect();
    if findings.is_empty() { vec![figures::against_figures(case, place, model, figure)] } else { findings }
}

fn against_matrix(paper: &Paper, confusion: &Confusion, place: &str, figure: &Figure) -> Finding {
    let place = format!("{place}, against {}", confusion.place);
    if let Some(missing) = missing(paper, &confusion.labels) {
        return not_checkable(CHECK.name, place, format!("the matrix does not count {missing}"));
    }
    if let Some(means) = means_over_runs(paper, &confusion.model) {
        return not_checkable(CHECK.name, place, format!("the figures are {means}, which no matrix of one run gives"));
    }
    let (Some(straight), Some(transposed)) = (tally(confusion, false), tally(confusion, true)) else {
        return not_checkable(CHECK.name, place, "the matrix has no rows, or more than any dataset");
    };
    let positive = positive(paper, &confusion.labels);
    let class = positive.unwrap_or(confusion.labels.len() - 1);
    let readings =
        FalseAlarm::ALL.map(|reading| (reading, rate(reading, Mean::Class(class), &straight, ZeroDivision::Zero)));
    let usual: Vec<String> = readings
        .iter()
        .filter(|(_, value)| value.as_ref().is_some_and(|value| prints(value, figure)))
        .map(|(reading, _)| reading.to_string())
        .collect();
    let elsewhere = other_readings(confusion, [&straight, &transposed], figure);
    let f = printed(figure);
    // Which class is positive is told where the paper does not.
    let of_class =
        if positive.is_some() { String::new() } else { format!("with {} positive", confusion.labels[class]) };
    let arithmetic = arithmetic(&straight, class, &readings, figure);
    let (severity, says) = if !usual.is_empty() {
        (Unremarkable, format!("The matrix gives {f} as {}.", format!("{} {of_class}", listed(&usual)).trim_end()))
    } else if elsewhere.is_empty() {
        (Impossible, format!("No reading of the matrix gives a false alarm rate of {f}."))
    } else if positive.is_none() {
        (Unremarkable, format!("The matrix gives {f} as {}.", listed(&elsewhere)))
    } else {
        let only = listed(&elsewhere);
        (
            Suspicious,
            format!("With {} positive, the matrix does not give {f}; only as {only}.", confusion.labels[class]),
        )
    };
    let mut finding = Finding::new(CHECK.name, severity, place, says)
        .arithmetic(if of_class.is_empty() { arithmetic } else { format!("{of_class}: {arithmetic}") })
        .assuming(SAME_TEST)
        .assuming(ONE_OF_FOUR);
    for (reading, value) in &readings {
        if let Some(value) = value {
            finding = finding.number(&reading.to_string().replace([' ', '−'], "_"), as_f64(value).to_string());
        }
    }
    if severity == Impossible
        && let Some(guess) = guess(&straight, class, figure)
    {
        finding = finding.nearest(guess);
    }
    finding
}

/// The rate under one reading.
fn rate(reading: FalseAlarm, mean: Mean, tally: &Tally, zero_division: ZeroDivision) -> Option<Rational> {
    let conventions = Conventions { zero_division, ..Conventions::USUAL };
    let score = match reading {
        FalseAlarm::FalsePositiveRate => Score::FalsePositiveRate(mean),
        FalseAlarm::FalseDiscoveryRate => Score::FalseDiscoveryRate(mean),
        FalseAlarm::HalfTotalError => Score::HalfTotalError(mean),
        FalseAlarm::OneMinusSpecificity => Score::Specificity(mean),
    };
    match (reading, score.of(tally, conventions)?) {
        (FalseAlarm::OneMinusSpecificity, Value::Fraction(value)) => Some(Rational::one() - value),
        (_, Value::Fraction(value)) => Some(value),
        (_, Value::Root(_)) => None,
    }
}

fn prints(value: &Rational, figure: &Figure) -> bool {
    Rounding::ALL.iter().any(|rounding| rounding.range(figure.value).contains(value))
}

/// The readings of every class and mean, straight and exchanged, that print as the figure.
fn other_readings(confusion: &Confusion, tallies: [&Tally; 2], figure: &Figure) -> Vec<String> {
    let classes =
        confusion.labels.iter().enumerate().map(|(k, label)| (Mean::Class(k), format!("with {label} positive")));
    let means = [(Mean::Macro, "macro mean"), (Mean::Weighted, "weighted mean"), (Mean::Micro, "micro mean")];
    let all: Vec<(Mean, String)> = classes.chain(means.map(|(mean, name)| (mean, name.to_owned()))).collect();
    let mut found = Vec::new();
    for (tally, exchanged) in tallies.into_iter().zip(["", ", actual and predicted exchanged"]) {
        for (mean, name) in &all {
            for reading in FalseAlarm::ALL {
                let values = ZeroDivision::ALL.into_iter().filter_map(|rule| rate(reading, *mean, tally, rule));
                if values.into_iter().any(|value| prints(&value, figure)) {
                    found.push(format!("{reading} {name}{exchanged}"));
                }
            }
        }
    }
    found
}

/// `FP/(FP + TN) = 2,174/681,396 = 0.319 %, …, printed 0.14 %`
fn arithmetic(tally: &Tally, class: usize, readings: &[(FalseAlarm, Option<Rational>)], figure: &Figure) -> String {
    let positives = tally.predicted[class] - tally.correct[class];
    let negatives = tally.rows() - tally.actual[class];
    let parts = readings.iter().filter(|(reading, _)| *reading != FalseAlarm::OneMinusSpecificity);
    let parts = parts.filter_map(|(reading, value)| {
        let value = like(figure.value, value.as_ref()?, 1);
        Some(match reading {
            FalseAlarm::FalsePositiveRate => {
                format!("FP/(FP + TN) = {}/{} = {value}", thousands(positives), thousands(negatives))
            }
            FalseAlarm::FalseDiscoveryRate => {
                format!("FP/(FP + TP) = {}/{} = {value}", thousands(positives), thousands(tally.predicted[class]))
            }
            _ => format!("{reading} {value}"),
        })
    });
    format!("{}; printed {}", parts.collect::<Vec<_>>().join(", "), printed(figure))
}

/// Which other share of the matrix's cells would be printed like this; `None` without two classes.
fn guess(tally: &Tally, class: usize, figure: &Figure) -> Option<String> {
    if tally.classes() != 2 {
        return None;
    }
    let (tp, tn) = (tally.correct[class], tally.correct[1 - class]);
    let (fp, fn_) = (tally.predicted[class] - tp, tally.actual[class] - tp);
    let above = [("FP", fp), ("FN", fn_), ("(FP + FN)", fp + fn_)];
    let below = [
        ("all rows", tally.rows()),
        ("TN", tn),
        ("TP", tp),
        ("(TN + FP)", tn + fp),
        ("(TP + FN)", tp + fn_),
        ("(TN + FN)", tn + fn_),
    ];
    let mut found = Vec::new();
    for (top, numerator) in above {
        for (bottom, denominator) in below.iter().filter(|(_, rows)| *rows > 0) {
            let value = ratio(numerator, *denominator);
            let fits = modes(|mode| mode.range(figure.value).contains(&value));
            if let Some(mode) = fits.first() {
                let shown = like(figure.value, &value, 1);
                found.push(format!("{top}/{bottom} = {shown} ({})", mode.name()));
            }
        }
    }
    (!found.is_empty()).then(|| format!("a guess: {} would be printed so", found.join(", or ")))
}

#[cfg(test)]
mod tests;
