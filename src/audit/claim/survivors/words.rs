//! Readings and confusion matrices in words.

use crate::audit::claim::reading::{Reading, TestSet};
use crate::audit::claim::score::Tally;
use crate::claim::published::Averaging;
use crate::text::thousands;

/// What precision, recall and F1 are of: `scores of the class attack`.
pub fn meaning(reading: &Reading, classes: &[String]) -> String {
    match reading.averaging {
        Averaging::Binary => {
            let class = reading.positive.and_then(|class| classes.get(class)).map_or("one class", String::as_str);
            format!("scores of the class {class}")
        }
        Averaging::Macro => "macro averages".to_owned(),
        Averaging::Weighted => "averages weighted by the classes' rows".to_owned(),
        Averaging::Micro => "micro averages".to_owned(),
    }
}

/// A confusion matrix as far as it decides the scores: `benign 49 of 50 right, 51 predicted; attack …`.
pub fn matrix(tally: &Tally, classes: &[String]) -> String {
    let class = |(k, name): (usize, &String)| {
        let [right, rows, predicted] = [tally.correct[k], tally.actual[k], tally.predicted[k]].map(thousands);
        format!("{name} {right} of {rows} right, {predicted} predicted")
    };
    classes.iter().enumerate().take(tally.classes()).map(class).collect::<Vec<_>>().join("; ")
}

/// The assumption that the rows are of one of these test sets; of many the first few are named.
pub fn one_of(tests: &[&TestSet]) -> String {
    const NAMED: usize = 3;
    let origins: Vec<&str> = tests.iter().take(NAMED).map(|test| test.origin.as_str()).collect();
    match tests.len() {
        0..=NAMED => format!("the test rows are {}", origins.join("; or ")),
        many => format!("the test rows are one of the {many} test sets that were tried: {}; …", origins.join("; ")),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::score::Cells;

    #[test]
    fn a_matrix_reads_class_by_class() {
        let tally = Tally::binary(Cells { tp: 1_640, fp: 3, fn_: 10, tn: 47 });
        let classes = ["benign", "attack"].map(str::to_owned);
        assert_eq!(
            matrix(&tally, &classes),
            "benign 47 of 50 right, 57 predicted; attack 1,640 of 1,650 right, 1,643 predicted"
        );
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!([list(&["a"]), list(&["a", "b"]), list(&["a", "b", "c"])], ["a", "a and b", "a, b and c"]);
    }
}
