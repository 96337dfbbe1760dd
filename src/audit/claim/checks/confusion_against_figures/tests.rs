use super::super::sample::{assert_clean, binary, confusion, run, severities, single, spread};
use super::*;
use crate::audit::claim::Severity::{Mismatch, NotCheckable, Unremarkable};

fn paper(row: &str, counts: [[u64; 2]; 2]) -> Paper {
    Paper { confusions: vec![confusion("cnn", counts)], positive: Some("attack".to_owned()), ..binary(&[row]) }
}

const CELLS: [[u64; 2]; 2] = [[679_222, 2_174], [1_264, 165_703]];

#[test]
fn an_accuracy_of_no_reading_is_impossible() {
    let paper = paper("cnn accuracy=99.52% precision=98.70% recall=99.24% f1=98.97%", CELLS);
    let finding = &run(&CHECK, &paper)[0];
    assert_eq!(finding.severity, Impossible);
    assert_eq!(finding.place, "Figure 5, against Table 1, cnn");
    assert_eq!(finding.numbers["reading"], "attack positive, truncated");
    assert_eq!(finding.numbers["do_not_fit"], "accuracy 99.52 %");
    assert_eq!(finding.nearest.as_deref(), Some("accuracy 99.59 % and precision 98.71 % when rounded"));
    assert!(
        finding.arithmetic.contains("accuracy (679,222 + 165,703)/848,363 = 99.5947 %, printed 99.52 %"),
        "{}",
        finding.arithmetic
    );
    assert!(finding.arithmetic.contains("precision 165,703/167,877 = 98.7050 %, printed 98.70 %"));
}

#[test]
fn an_honest_row_passes() {
    assert_clean(&run(&CHECK, &paper("cnn accuracy=99.59% precision=98.71% recall=99.24% f1=98.97%", CELLS)));
    assert_clean(&run(&CHECK, &paper("cnn accuracy=0.9959 precision=0.9870 recall=0.9924 f1=0.9897", CELLS)));
}

#[test]
fn modes_are_not_mixed_in_silence() {
    // 0.9960 and 0.5060: rounded they print 1.00 and 0.51, truncated 0.99 and 0.50.
    let row = "cnn accuracy=0.99 recall=0.51";
    let findings = run(&CHECK, &paper(row, [[198_694, 306], [494, 506]]));
    assert_eq!(findings[0].severity, Mismatch);
    assert!(findings[0].says.starts_with("No single mode of rounding"), "{}", findings[0].says);
}

#[test]
fn another_positive_class_than_stated_is_a_mismatch() {
    let row = "cnn precision=99.81% recall=99.68% accuracy=99.59%";
    let mut paper = paper(row, CELLS);
    assert_eq!(severities(&CHECK, &paper), [Mismatch]);
    paper.positive = None;
    assert_clean(&run(&CHECK, &paper));
}

#[test]
fn figures_of_different_readings_are_impossible_together() {
    // Precision of attack, recall of benign.
    let findings = run(&CHECK, &paper("cnn precision=0.7778 recall=0.8182", [[9, 2], [3, 7]]));
    assert_eq!(findings[0].severity, Impossible);
    assert!(findings[0].says.starts_with("Each figure fits some reading"), "{}", findings[0].says);
}

#[test]
fn a_figure_of_the_text_is_compared_unless_it_is_said_to_be_another() {
    let mut paper = paper("cnn precision=98.71%", CELLS);
    paper.figures = vec![single("cnn", "accuracy", "99.52%")];
    assert_eq!(severities(&CHECK, &paper), [Impossible]);
    paper.figures[0].note = Some("of the validation rows".to_owned());
    assert_clean(&run(&CHECK, &paper));
}

#[test]
fn an_empty_or_absurd_matrix_is_not_checked() {
    assert_eq!(severities(&CHECK, &paper("cnn accuracy=1", [[0, 0], [0, 0]])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("cnn accuracy=1", [[u64::MAX, 0], [0, u64::MAX]])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("cnn roc_auc=0.9", CELLS)), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("svm accuracy=0.9", CELLS)), [NotCheckable]);
}

#[test]
fn a_class_without_predictions_is_read_under_every_rule() {
    // Macro precision with the empty class as 0 is 0.35, as 1 is 0.85, left out 0.70.
    for printed in ["0.35", "0.85", "0.70"] {
        let row = format!("cnn precision={printed} accuracy=0.7");
        let mut paper = paper(&row, [[7, 0], [3, 0]]);
        paper.averaging = Some(Averaging::Macro);
        assert_clean(&run(&CHECK, &paper));
    }
}

#[test]
fn specificity_is_of_the_positive_class_beside_macro_means() {
    // Macro precision 0.7482, recall 0.9450 and F1 0.8045; 9,000 of 10,000 benign rows are 0.9000.
    let row = |specificity: &str| {
        format!("cnn accuracy=0.9082 precision=0.7482 recall=0.9450 f1=0.8045 specificity={specificity}")
    };
    let counts = [[9_000, 1_000], [10, 990]];
    for positive in [Some("attack".to_owned()), None] {
        for averaging in [Some(Averaging::Macro), None] {
            let read = |specificity: &str| {
                let paper = Paper { positive: positive.clone(), averaging, ..paper(&row(specificity), counts) };
                run(&CHECK, &paper).remove(0)
            };
            assert_clean(&[read("0.9000")]);
            assert_eq!(read("0.9000").numbers["specificity"], "0.9");
            assert_clean(&[read("0.9450")]);
            assert_eq!(read("0.9100").severity, Impossible);
        }
    }
    // Where the positive class is stated, the other class's specificity is no reading of macro means.
    assert_eq!(severities(&CHECK, &paper(&row("0.9900"), counts)), [Impossible]);
}

#[test]
fn a_matrix_without_a_class_is_not_compared() {
    // 40 more rows of a third class are not in the matrix: accuracy over all rows is another number.
    let mut paper = paper("cnn accuracy=0.5929", [[50, 5], [5, 40]]);
    assert_eq!(severities(&CHECK, &paper), [Impossible]);
    paper.classes.push("scan".to_owned());
    assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    assert_eq!(run(&CHECK, &paper)[0].says, "the matrix does not count scan");
}

#[test]
fn a_matrix_of_one_run_is_not_compared_with_means_over_runs() {
    let mut paper = paper("cnn accuracy=99.52%", CELLS);
    paper.spreads = vec![spread("cnn", "accuracy", Some(5))];
    assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
    paper.spreads[0].runs = Some(1);
    assert_eq!(severities(&CHECK, &paper), [Impossible]);
}

#[test]
fn a_matrix_is_not_compared_with_a_mean_of_folds() {
    // Precision of the folds is 50/51 and 45/60, on average 0.8652; of all their rows together it is 95/111.
    let rows = ["fold_1 precision=0.9804", "fold_2 precision=0.7500", "mean accuracy=0.8950"];
    let mut paper = Paper {
        confusions: vec![confusion("fold_1", [[49, 1], [0, 50]]), confusion("fold_2", [[35, 15], [5, 45]])],
        figures: vec![single("mean", "precision", "0.8652")],
        positive: Some("attack".to_owned()),
        ..binary(&rows)
    };
    paper.confusions.push(confusion("mean", [[84, 16], [5, 95]]));
    assert_eq!(severities(&CHECK, &paper), [Unremarkable, Unremarkable, Impossible]);
    paper.tables[0].averages.insert("mean".to_owned(), ["fold_1", "fold_2"].map(str::to_owned).to_vec());
    let found = run(&CHECK, &paper);
    assert_clean(&found[..2]);
    assert_eq!((found[2].severity, found[2].says.contains("means of other rows")), (NotCheckable, true));
}
