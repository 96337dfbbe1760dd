//! Small made-up papers for unit tests.

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

fn paper(task: &str, rows: &[(&str, &[(&str, &str)])]) -> Paper {
    let row = |(model, figures): &(&str, &[(&str, &str)])| {
        let figures: Vec<String> =
            figures.iter().map(|(metric, printed)| format!("{metric}: \"{printed}\"")).collect();
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
