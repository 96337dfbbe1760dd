//! True figures of random experiments are never called impossible; those of one matrix of which everything is stated, nor a mismatch.

use std::collections::BTreeSet;

use idsbench::audit;
use idsbench::audit::claim::Severity::{Impossible, Suspicious, Unremarkable};
use idsbench::audit::claim::checks::{ALL, Case};
use idsbench::audit::claim::exact::{Rational, Rounding, ratio};
use idsbench::audit::claim::reading::TestSet;
use idsbench::audit::claim::score::{Conventions, Mean, MeanF1, Score, Tally, Value, ZeroDivision};
use idsbench::claim::published::{self, Paper};
use idsbench::random::Stream;

use super::tables::experiments;
use super::true_papers;

const CLASSES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A share in per cent with so many digits, cut by `mode`.
fn print(value: &Rational, mode: Rounding, digits: u32) -> String {
    let scaled = value * ratio(10_u64.pow(digits + 2), 1);
    let whole = match mode {
        Rounding::Truncated => scaled.trunc(),
        Rounding::HalfEven if scaled.fract() == ratio(1, 2) => (&scaled / ratio(2, 1)).round() * ratio(2, 1),
        _ => scaled.round(),
    };
    let text = format!("{:0>width$}", whole.to_integer().to_string(), width = digits as usize + 1);
    let (whole, fraction) = text.split_at(text.len() - digits as usize);
    if fraction.is_empty() { format!("{whole}%") } else { format!("{whole}.{fraction}%") }
}

/// A matrix whose classes differ in size by orders of magnitude; with an empty row or column now and then.
fn matrix(stream: &mut Stream, classes: usize) -> Vec<Vec<u64>> {
    let mut matrix: Vec<Vec<u64>> = Vec::new();
    for actual in 0..classes {
        let most = 10_u64.pow(1 + stream.below(6) as u32);
        let cell = |stream: &mut Stream, own: bool| match (own, stream.below(4)) {
            (true, _) => stream.below(most),
            (false, 0) => 0,
            (false, _) => stream.below(1 + most / 10),
        };
        matrix.push((0..classes).map(|predicted| cell(stream, actual == predicted)).collect());
    }
    matrix[0][0] += 1;
    matrix
}

/// An experiment as a paper prints it, everything stated truthfully, and its test set.
fn experiment(stream: &mut Stream) -> Option<(Paper, TestSet)> {
    let classes = 2 + stream.below(4) as usize;
    let matrix = matrix(stream, classes);
    let tally = Tally::of(&matrix);
    let (mean, averaging) = match stream.below(4) {
        0 if classes == 2 => (Mean::Class(1), "binary"),
        0 | 1 => (Mean::Macro, "macro"),
        2 => (Mean::Weighted, "weighted"),
        _ => (Mean::Micro, "micro"),
    };
    // Half of the papers do not say; two classes then mean the positive one, as is usual.
    let silent = stream.chance(0.5) && (classes > 2 || averaging == "binary");
    let averaging = if silent { "unstated" } else { averaging };
    let conventions = Conventions {
        zero_division: ZeroDivision::ALL[stream.below(5) as usize],
        mean_f1: MeanF1::ALL[stream.below(2) as usize],
    };
    let mode = Rounding::ALL[stream.below(4) as usize];
    let digits = stream.below(5) as u32;
    let in_header = stream.chance(0.5);
    let scores = [
        ("accuracy", Score::Accuracy),
        ("precision", Score::Precision(mean)),
        ("recall", Score::Recall(mean)),
        ("f1", Score::F1(mean)),
        ("specificity", Score::Specificity(mean)),
        ("false_alarm_rate", Score::FalsePositiveRate(mean)),
    ];
    let mut figures = Vec::new();
    for (metric, score) in scores {
        let Some(Value::Fraction(value)) = score.of(&tally, conventions) else { return None };
        let printed = print(&value, mode, digits);
        // In a table in per cent a bare figure of at most 1 could be either, and keeps its sign.
        let is_clear = value == ratio(0, 1) || printed.trim_end_matches('%').parse::<f64>().unwrap() > 1.0;
        let cell = if in_header && is_clear { printed.trim_end_matches('%') } else { &printed };
        figures.push(format!("{metric}: \"{cell}\""));
    }
    let (task, positive) = if classes == 2 { ("binary", "positive: b\n") } else { ("multiclass", "") };
    let labels = CLASSES[..classes].join(", ");
    let rows = tally.rows();
    let text = format!(
        "paper: random\ntitle: Random\nauthors: unstated\nfound: nowhere\ndataset: Made up\nedition: unstated\ntask: {task}\n\
         classes: [{labels}]\n{positive}averaging: {averaging}\n\
         split: {{ train: unstated, validation: unstated, test: unstated, place: nowhere }}\n\
         tables:\n  - place: Table 1\n{}    rows:\n      cnn: {{ {} }}\n\
         confusions:\n  - {{ model: cnn, place: Figure 1, labels: [{labels}], rows: actual, counts: {matrix:?} }}\n",
        if in_header { "    unit: percent\n" } else { "" },
        figures.join(", ")
    );
    let paper = published::parse(&text, "random.yaml").unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    assert!(rows > 0);
    Some((paper, TestSet::exact("the truth", &tally.actual)))
}

#[test]
fn figures_of_a_printed_matrix_are_never_called_impossible() {
    let mut stream = Stream::new(3, &["audit", "checks", "soundness"]);
    let experiments = experiments(200) as usize;
    let (mut judged, mut checked) = (0, 0);
    while judged < experiments {
        let Some((paper, test)) = experiment(&mut stream) else { continue };
        judged += 1;
        let test_sets = [test, TestSet::free(paper.classes.len())];
        for finding in ALL.iter().flat_map(|check| (check.run)(&Case::new(&paper, &test_sets))) {
            assert!(finding.severity >= Suspicious, "{finding:#?}\n{paper:#?}");
            checked += usize::from(finding.severity <= Unremarkable);
        }
    }
    assert!(checked > 5 * experiments, "{checked}");
}

/// What the true papers have to have among them, so that nothing goes untried.
const TRAITS: [&str; 31] = [
    "a fifth of the rows",
    "absent class",
    "accuracy",
    "averaging",
    "balanced_accuracy",
    "binary",
    "class table",
    "constant predictor",
    "f1",
    "figures of folds in the text",
    "false_alarm_rate",
    "folds",
    "macro",
    "matrices of folds",
    "matrix",
    "mcc",
    "means over folds without spread",
    "means over runs",
    "micro",
    "partial class table",
    "percent in the header",
    "positive class",
    "precision",
    "recall",
    "roc_auc",
    "rounded",
    "specificity",
    "test rows",
    "test rows by class",
    "truncated",
    "weighted",
];

#[test]
fn the_true_papers_have_everything_among_them() {
    let traits: BTreeSet<&str> = (0..300).filter_map(true_papers::draw).flat_map(|paper| paper.traits).collect();
    assert!(TRAITS.iter().all(|name| traits.contains(name)), "only {traits:?}");
}

/// The whole audit, with every check and the conclusions, of papers that tell the truth. `IDSBENCH_SOUNDNESS=5000` for a long run.
#[test]
fn nothing_in_a_true_paper_is_called_impossible() {
    let papers = experiments(24);
    let (mut wrong, mut possible) = (Vec::new(), 0);
    for (seed, paper) in (0..).filter_map(|seed| Some((seed, true_papers::draw(seed)?))).take(papers as usize) {
        let audit = audit::paper(&paper.paper, None);
        for finding in audit.conclusions.iter().chain(&audit.findings) {
            if finding.severity == Impossible {
                wrong.push(format!("seed {seed}: {finding:#?}\n{}", paper.text));
            }
        }
        for conclusion in &audit.conclusions {
            possible += usize::from(conclusion.severity == Unremarkable);
            if conclusion.says.contains(" they are ") {
                let is_true = conclusion.says.contains(&format!("they are {} on", paper.meaning));
                assert!(is_true, "seed {seed}: the figures are {}: {conclusion:#?}\n{}", paper.meaning, paper.text);
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong findings:\n{}", wrong.len(), wrong.join("\n"));
    assert!(possible > 0, "no table was shown to be possible");
}
