//! Small made-up papers for unit tests.

use crate::audit::claim::exact::{Rational, Rounding, ratio};
use crate::audit::claim::score::{Conventions, Mean, Score, Tally, Value};
use crate::claim::published::{self, Paper};

/// A binary paper of the classes benign and attack with one table.
pub(in crate::audit) fn binary(positive: &str, averaging: &str, rows: &[(&str, &[(&str, &str)])]) -> Paper {
    let task = format!("task: binary\nclasses: [benign, attack]\npositive: {positive}\naveraging: {averaging}");
    paper(&task, rows)
}

/// A paper of three classes with one table.
pub(in crate::audit) fn three_classes(averaging: &str, rows: &[(&str, &[(&str, &str)])]) -> Paper {
    paper(&format!("task: multiclass\nclasses: [benign, flood, scan]\naveraging: {averaging}"), rows)
}

/// Accuracy, precision, recall and F1 of a matrix over a mean, to four digits: a row of a table.
pub(in crate::audit) fn figures(tally: &Tally, mean: Mean, rounding: Rounding) -> Vec<(&'static str, String)> {
    let scores = [
        ("accuracy", Score::Accuracy),
        ("precision", Score::Precision(mean)),
        ("recall", Score::Recall(mean)),
        ("f1", Score::F1(mean)),
    ];
    let printed = |score: Score| match score.of(tally, Conventions::USUAL) {
        Some(Value::Fraction(value)) => print(&value, rounding),
        other => panic!("{score:?} is {other:?}"),
    };
    scores.into_iter().map(|(metric, score)| (metric, printed(score))).collect()
}

fn print(value: &Rational, rounding: Rounding) -> String {
    let scaled = value * Rational::from_integer(10_000.into());
    let cut = if rounding == Rounding::Truncated { scaled.floor() } else { (scaled + ratio(1, 2)).floor() };
    let digits = format!("{:05}", cut.to_integer());
    let (whole, fraction) = digits.split_at(digits.len() - 4);
    format!("{whole}.{fraction}")
}

fn paper(task: &str, rows: &[(&str, &[(&str, &str)])]) -> Paper {
    let row = |(model, figures): &(&str, &[(&str, &str)])| {
        let figures: Vec<String> = figures.iter().map(|(metric, printed)| format!("{metric}: \"{printed}\"")).collect();
        format!("      {model}: {{ {} }}\n", figures.join(", "))
    };
    let text = format!(
        "paper: made-up
title: A made-up paper
authors: [A. Author]
found: nowhere
dataset: Made up
edition: unstated
{task}
split: {{ train: \"80%\", validation: unstated, test: \"20%\", place: Section 2 }}
tables:
  - place: Table 1
    rows:
{}",
        rows.iter().map(row).collect::<String>()
    );
    published::parse(&text, "made-up.yaml").unwrap_or_else(|errors| panic!("{errors}"))
}
