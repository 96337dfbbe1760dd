//! The words of a comparison of matrix and figures.

use super::super::support::{like, listed, printed, word};
use crate::audit::claim::Severity::{self, Impossible, Mismatch, Unremarkable};
use crate::audit::claim::exact::Rational;
use crate::audit::claim::score::{Mean, Tally, Value};
use crate::claim::published::Figure;
use crate::text::thousands;

/// How bad it is, and the sentence: of the figures that fit the best reading, that do not, and that fit no reading; whether all fit one
/// reading with mixed modes of rounding; whether the best reading is what the paper states.
pub(super) fn verdict(
    fit: &[(&str, &Figure)],
    miss: &[(&str, &Figure)],
    never: &[(&str, &Figure)],
    mixed: bool,
    stated: bool,
    reading: &str,
) -> (Severity, String) {
    if miss.is_empty() && stated {
        return (Unremarkable, format!("The matrix gives every printed figure ({reading})."));
    }
    if miss.is_empty() {
        return (
            Mismatch,
            format!("The matrix gives the printed figures only when read otherwise than stated: {reading}."),
        );
    }
    let rest = match fit {
        [] => "No other figure fits".to_owned(),
        _ => format!("Read as {reading}, it gives {}", names(fit)),
    };
    if !never.is_empty() {
        return (Impossible, format!("No reading of the matrix gives the printed {}. {rest}.", names(never)));
    }
    if mixed {
        return (Mismatch, format!("No single mode of rounding gives all figures. {rest}, but not {}.", names(miss)));
    }
    (
        Impossible,
        format!(
            "Each figure fits some reading of the matrix, but no one reading gives all. {rest}, but not {}.",
            names(miss)
        ),
    )
}

pub(super) fn names(figures: &[(&str, &Figure)]) -> String {
    listed(&figures.iter().map(|(metric, figure)| format!("{} {}", word(metric), printed(figure))).collect::<Vec<_>>())
}

pub(super) fn shown(figure: &Figure, value: &Value, more: u32) -> String {
    match value {
        Value::Fraction(fraction) => like(figure.value, fraction, more),
        Value::Root(root) => {
            let nearest = Rational::from_float(root.as_f64()).expect("a root of a fraction is finite");
            like(figure.value, &nearest, more)
        }
    }
}

/// The score of one class in cells, to be redone by hand; nothing for means.
pub(super) fn formula(metric: &str, mean: Mean, tally: &Tally) -> String {
    let all = thousands(tally.rows());
    if metric == "accuracy" {
        let correct: Vec<String> = tally.correct.iter().map(thousands).collect();
        return format!("({})/{all} ", correct.join(" + "));
    }
    let Mean::Class(class) = mean else { return String::new() };
    let [correct, actual, predicted] =
        [tally.correct[class], tally.actual[class], tally.predicted[class]].map(thousands);
    match metric {
        "precision" => format!("{correct}/{predicted} "),
        "recall" => format!("{correct}/{actual} "),
        "f1" => format!("2·{correct}/({actual} + {predicted}) "),
        _ => String::new(),
    }
}
