//! Readings and confusion matrices in words.

use super::Meaning;
use crate::audit::claim::reading::{FalseAlarm, Reading, TestSet};
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

/// The same where the class that rates are of tells readings apart, too.
pub(super) fn whole_meaning(reading: &Reading, classes: &[String]) -> String {
    let name = meaning(reading, classes);
    match reading.positive.and_then(|class| classes.get(class)) {
        Some(class) if reading.averaging != Averaging::Binary => {
            format!("{name} with the false alarm rate or specificity of the class {class}")
        }
        _ => name,
    }
}

/// What is taken for granted of the definitions of the printed metrics under these meanings, one phrase each.
pub(super) fn definitions<'a>(
    prints: &dyn Fn(&str) -> bool,
    meanings: impl Iterator<Item = &'a Meaning>,
) -> Vec<String> {
    let readings: Vec<&Reading> = meanings.flat_map(|meaning| &meaning.readings).collect();
    let with_averages = readings.iter().any(|reading| reading.averaging != Averaging::Binary);
    let with_class = readings.iter().any(|reading| reading.positive.is_some());
    let specificity = match (with_class, with_averages) {
        (true, true) => "specificity is of the positive class, or averaged like precision and recall",
        (true, false) => "specificity is of the positive class",
        (false, _) => "specificity is averaged like precision and recall",
    };
    let alarms = FalseAlarm::ALL.map(|alarm| alarm.to_string());
    let mut all = Vec::new();
    for (metric, definition) in [
        ("accuracy", "accuracy is the share of rows that are right".to_owned()),
        ("specificity", specificity.to_owned()),
        ("false_alarm_rate", format!("the false alarm rate is the {}", any(&alarms))),
        ("balanced_accuracy", "balanced accuracy is the mean recall of the classes that have rows".to_owned()),
        (
            "mcc",
            "MCC is Matthews's correlation coefficient, 0 where all rows or all predictions are of one class"
                .to_owned(),
        ),
    ] {
        if prints(metric) {
            all.push(definition);
        }
    }
    if prints("f1") && with_averages {
        all.push(
            "a mean F1 is the mean of the classes' F1, or the harmonic mean of mean precision and mean recall"
                .to_owned(),
        );
    }
    all.push("a score without a denominator is 0, 1 or left out of the mean, alike for all".to_owned());
    if readings.iter().any(|reading| reading.averaging == Averaging::Macro) {
        all.push("a macro average is over all classes, or over those that have rows or predictions".to_owned());
    }
    all
}

/// What the figures of several readings can be, in one phrase: `scores of either class, macro or weighted averages`.
pub(super) fn meanings<'a>(readings: impl Iterator<Item = &'a Reading>, classes: &[String]) -> String {
    let (mut of_class, mut means) = (Vec::new(), Vec::new());
    for reading in readings {
        let (list, word) = match reading.averaging {
            Averaging::Binary => (&mut of_class, meaning(reading, classes)),
            Averaging::Macro => (&mut means, "macro".to_owned()),
            Averaging::Weighted => (&mut means, "weighted".to_owned()),
            Averaging::Micro => (&mut means, "micro".to_owned()),
        };
        if !list.contains(&word) {
            list.push(word);
        }
    }
    let of_class = match &of_class[..] {
        [_, _] => vec!["scores of either class".to_owned()],
        _ => of_class,
    };
    let means = (!means.is_empty()).then(|| format!("{} averages", any(&means)));
    any(&of_class.into_iter().chain(means).collect::<Vec<_>>())
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
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn any<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "or")
}

fn joined<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
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
        assert_eq!([list(&["a"]), list(&["a", "b"]), any(&["a", "b", "c"])], ["a", "a and b", "a, b or c"]);
    }
}
