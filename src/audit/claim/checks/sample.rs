//! Made-up papers for the tests of the checks.

use indexmap::IndexMap;

use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{self, NotCheckable, Unremarkable};
use crate::audit::claim::reading::TestSet;
use crate::claim::published::{ClassTable, Confusion, Figure, Paper, SingleFigure, Spread, Table, parse};

/// Two classes, `benign` and `attack`, everything unstated. A row is `svm accuracy=97.67% f1=0.96`.
pub(super) fn binary(rows: &[&str]) -> Paper {
    with_rows("binary", "[benign, attack]\npositive: unstated", rows)
}

/// Three classes `a`, `b`, `c`, everything unstated.
pub(super) fn multiclass(rows: &[&str]) -> Paper {
    with_rows("multiclass", "[a, b, c]", rows)
}

fn with_rows(task: &str, classes: &str, rows: &[&str]) -> Paper {
    let text = format!(
        "paper: small\ntitle: A small paper\nauthors: unstated\nfound: nowhere\ndataset: Made up\nedition: unstated\n\
         task: {task}\nclasses: {classes}\naveraging: unstated\n\
         split: {{ train: unstated, validation: unstated, test: unstated, place: nowhere }}\n\
         tables:\n  - place: Table 1\n    rows:\n      none: {{ accuracy: \"1\" }}\n"
    );
    let mut paper = parse(&text, "small.yaml").unwrap_or_else(|errors| panic!("{errors}"));
    paper.tables = vec![table(rows)];
    paper
}

/// A table, one row each string.
pub(super) fn table(rows: &[&str]) -> Table {
    let rows = rows.iter().map(|row| {
        let (model, figures) = row.split_once(' ').unwrap();
        (model.to_owned(), scores(figures))
    });
    Table { place: "Table 1".to_owned(), rows: rows.collect(), averages: IndexMap::new(), means: None }
}

/// `accuracy=97% f1=0.96`
pub(super) fn scores(text: &str) -> IndexMap<String, Figure> {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(metric, print)| (metric.to_owned(), figure(print))).collect()
}

/// A figure of Table 1.
pub(super) fn figure(printed: &str) -> Figure {
    Figure { printed: printed.to_owned(), value: printed.parse().unwrap(), place: "Table 1".to_owned() }
}

/// A figure of the text.
pub(super) fn single(model: &str, metric: &str, printed: &str) -> SingleFigure {
    let figure = Figure { place: "Section 5".to_owned(), ..figure(printed) };
    SingleFigure { model: model.to_owned(), metric: metric.to_owned(), figure, note: None }
}

/// 0.9 ± 0.01 of so many runs.
pub(super) fn spread(model: &str, metric: &str, runs: Option<u64>) -> Spread {
    Spread { model: model.to_owned(), metric: metric.to_owned(), mean: figure("0.9"), sd: figure("0.01"), runs }
}

/// A matrix of the binary paper, actual × predicted, `benign` first.
pub(super) fn confusion(model: &str, counts: [[u64; 2]; 2]) -> Confusion {
    Confusion {
        model: model.to_owned(),
        place: "Figure 5".to_owned(),
        labels: vec!["benign".to_owned(), "attack".to_owned()],
        counts: counts.map(Vec::from).to_vec(),
        note: None,
    }
}

/// A class table of model `cnn`; a row is `a 50 precision=0.9 recall=0.8`.
pub(super) fn class_table(rows: &[&str]) -> ClassTable {
    let parts: Vec<(String, u64, IndexMap<String, Figure>)> = rows
        .iter()
        .map(|row| {
            let mut words = row.splitn(3, ' ');
            let (class, support) = (words.next().unwrap(), words.next().unwrap());
            (class.to_owned(), support.parse().unwrap(), scores(words.next().unwrap()))
        })
        .collect();
    ClassTable {
        place: "Table 4".to_owned(),
        model: "cnn".to_owned(),
        support: parts.iter().map(|(class, support, _)| (class.clone(), *support)).collect(),
        classes: parts.into_iter().map(|(class, _, figures)| (class, figures)).collect(),
        accuracy: None,
        macro_average: IndexMap::new(),
        weighted_average: IndexMap::new(),
        means: None,
    }
}

/// What a check finds where nothing is known of the test set.
pub(super) fn run(check: &Check, paper: &Paper) -> Vec<Finding> {
    run_with(check, paper, &[])
}

/// What a check finds on these test sets.
pub(super) fn run_with(check: &Check, paper: &Paper, test_sets: &[TestSet]) -> Vec<Finding> {
    let findings = (check.run)(&Case::new(paper, test_sets));
    for finding in &findings {
        assert_eq!(finding.check, check.name);
        assert!(!finding.says.is_empty() && !finding.place.is_empty(), "{finding:?}");
        assert!(finding.severity == NotCheckable || !finding.arithmetic.is_empty(), "{finding:?}");
    }
    findings
}

/// The severities, in order.
pub(super) fn severities(check: &Check, paper: &Paper) -> Vec<Severity> {
    run(check, paper).iter().map(|finding| finding.severity).collect()
}

/// Asserts that nothing was found, and that something was checked.
pub(super) fn assert_clean(findings: &[Finding]) {
    assert!(findings.iter().all(|finding| finding.severity >= Unremarkable), "{findings:#?}");
    assert!(findings.iter().any(|finding| finding.severity == Unremarkable), "{findings:#?}");
}
