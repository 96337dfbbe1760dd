//! What no score says: separation of train and test, time, speed, alarms, the gap between training and validation.

use std::collections::BTreeMap;

use super::difference::Difference;
use super::evidence::Evidence;
use super::statement::{Holding, Judged, WhenEqual, test};
use crate::claim::published::{Property, Quantity};
use crate::spec::ControlKind;
use crate::stats::{Interval, student_t_interval};
use crate::text::points;

/// False alarms are few where at most one normal row in a hundred raises one. Ours: papers that claim it give no bound, and at this rate a link
/// with 1,000 flows a second raises 36,000 false alarms an hour.
const FEW_FALSE_ALARMS: f64 = 0.01;

/// Training and validation accuracy are close where they differ by at most two points in the last epoch. Ours: papers that claim it give no bound.
const CLOSE: f64 = 0.02;

/// Slower than this for one row, and no live traffic can be judged. Ours; a bound that only the slowest detectors miss.
const TOO_SLOW_SECONDS: f64 = 1.0;

/// Controls that take the order away which a network is said to learn from.
const ORDER_CONTROLS: [(ControlKind, &str); 2] = [
    (ControlKind::ShuffledWindows, "with the rows of each window in random order"),
    (ControlKind::PermutedFeatures, "with the columns in another order"),
];

pub(super) fn judge(property: Property, model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    match property {
        Property::TrainTestDisjoint => Ok(disjoint(evidence)),
        Property::TemporalDependence => Ok(temporal(model, evidence)),
        Property::TrainValidationClose => close(model, evidence),
        Property::RealTime => real_time(model, evidence),
        Property::FewFalseAlarms => few_false_alarms(model, evidence),
    }
}

fn disjoint(evidence: &Evidence<'_>) -> Judged {
    let say = |broken: bool| {
        let found = evidence.separations.iter().filter(|separation| separation.broken == broken);
        found.map(|separation| separation.says.as_str()).collect::<Vec<_>>().join(" ")
    };
    if evidence.separations.iter().any(|separation| separation.broken) {
        Judged::Decided(Holding::Contradicted, say(true))
    } else if evidence.separations.is_empty() {
        Judged::Decided(Holding::Withheld, "the rows of the split were not compared".to_owned())
    } else {
        Judged::Decided(Holding::Supported, say(false))
    }
}

/// A model that never sees more than one row cannot learn from the order of rows; where it sees windows, shuffling them must cost it something.
fn temporal(model: &str, evidence: &Evidence<'_>) -> Judged {
    let controls: Vec<(bool, String)> =
        ORDER_CONTROLS.iter().filter_map(|&(control, words)| without_order(model, control, words, evidence)).collect();
    let told = controls.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" ");
    if !evidence.sees_time {
        let why = format!(
            "Under protocol {} a sample is one row, and the sequence that the network reads is the list of its columns: no model sees time. {told}",
            evidence.protocol
        );
        return Judged::Decided(Holding::Contradicted, why.trim_end().to_owned());
    }
    match controls.first() {
        None => Judged::Decided(Holding::Withheld, "the control shuffled_windows was not run".to_owned()),
        Some((true, _)) => Judged::Decided(Holding::Supported, told),
        Some((false, _)) => Judged::Decided(Holding::Undecided, told),
    }
}

/// Whether a model loses accuracy without the order, and the test in words.
fn without_order(model: &str, control: ControlKind, words: &str, evidence: &Evidence<'_>) -> Option<(bool, String)> {
    let by_seed = |control| -> BTreeMap<u64, f64> {
        let runs = evidence.of(model, control);
        runs.filter_map(|run| Some((run.seed, evidence.scalar(run, "accuracy")?))).collect()
    };
    let (plain, shuffled) = (by_seed(None), by_seed(Some(control)));
    let difference = Difference::of(&plain, &shuffled, evidence.test_per_train(model)).ok()?;
    let falls = difference.larger >= super::CONFIDENCE;
    let verb = if falls { "loses" } else { "does not show a loss of" };
    let text = format!(
        "{model} {verb} more than one point of accuracy {words}: the plain runs have {} points (posterior: {:.3} that it is more than one).",
        points(difference.mean),
        difference.larger
    );
    Some((falls, text))
}

fn close(model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let gap = |run: &super::Run<'_>| {
        let last = run.history.last()?;
        Some((last.accuracy? - last.val_accuracy?).abs())
    };
    let gaps: Vec<f64> = evidence.plain(model).filter_map(gap).collect();
    let Interval { low, high } = student_t_interval(&gaps, super::CONFIDENCE)
        .ok_or_else(|| format!("fewer than two runs of {model} have training and validation accuracy"))?;
    let holding = if high <= CLOSE {
        Holding::Supported
    } else if low > CLOSE {
        Holding::Contradicted
    } else {
        Holding::Undecided
    };
    let because = format!(
        "After the last epoch training and validation accuracy of {model} differ by {:.2} to {:.2} points (95 % t interval of the mean over {} seeds; close: at \
         most {:.0} points).",
        100.0 * low.max(0.0),
        100.0 * high,
        gaps.len(),
        100.0 * CLOSE
    );
    Ok(Judged::Decided(holding, because))
}

fn real_time(model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let slowest = evidence.plain(model).map(|run| run.latency_p99).reduce(f64::max);
    let slowest = slowest.ok_or_else(|| format!("{model} was not run"))?;
    let holding = if slowest > TOO_SLOW_SECONDS { Holding::Contradicted } else { Holding::Undecided };
    let because = format!(
        "Here {model} takes {:.0} µs for one row (99th percentile, the slowest seed), but the time to collect a flow and compute its columns, which no file of rows \
         holds, was measured neither by the paper nor here.",
        1e6 * slowest
    );
    Ok(Judged::Decided(holding, because))
}

fn few_false_alarms(model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let quantity = Quantity { model: model.to_owned(), metric: "false_alarm_rate".to_owned(), class: None };
    let ours = evidence.scores(&quantity);
    if ours.is_empty() {
        return Err(format!("no run of ours has {quantity}"));
    }
    let bound = ours.keys().map(|&seed| (seed, FEW_FALSE_ALARMS)).collect();
    test(&bound, &ours, evidence.test_per_train(model), WhenEqual::Open, format!("{quantity} below {FEW_FALSE_ALARMS}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::verdict::Separation;
    use crate::claim::verdict::fixture::{Made, evidence};

    fn holding(property: Property, evidence: &Evidence<'_>) -> (Holding, String) {
        match judge(property, "net", evidence) {
            Ok(Judged::Decided(holding, why)) => (holding, why),
            Ok(Judged::Tested(test)) => panic!("{} is a test", test.of),
            Err(why) => (Holding::Withheld, why),
        }
    }

    #[test]
    fn one_broken_separation_is_enough() {
        let mut found = evidence(&[]);
        assert_eq!(holding(Property::TrainTestDisjoint, &found).0, Holding::Withheld);
        found.separations = vec![Separation { says: "No double.".to_owned(), broken: false }];
        assert_eq!(holding(Property::TrainTestDisjoint, &found), (Holding::Supported, "No double.".to_owned()));
        found.separations.push(Separation { says: "Neighbours on both sides.".to_owned(), broken: true });
        assert_eq!(holding(Property::TrainTestDisjoint, &found).1, "Neighbours on both sides.");
    }

    #[test]
    fn a_model_that_sees_single_rows_cannot_learn_from_time() {
        let (told, why) = holding(Property::TemporalDependence, &evidence(&[Made::new("net", 0, 0.9)]));
        assert_eq!(told, Holding::Contradicted);
        assert!(why.contains("no model sees time"), "{why}");
    }

    #[test]
    fn where_windows_are_seen_shuffling_them_must_cost_something() {
        let run = |control, drop: f64| {
            let noise = [0.0, 0.001, -0.001, 0.0005];
            (0..4).map(move |seed| Made {
                control,
                ..Made::new("net", seed, 0.95 - drop + noise[seed as usize] * if control.is_some() { 2.0 } else { 1.0 })
            })
        };
        for (drop, expected) in [(0.05, Holding::Supported), (0.0, Holding::Undecided)] {
            let runs: Vec<Made> = run(None, 0.0).chain(run(Some(ControlKind::ShuffledWindows), drop)).collect();
            let mut found = evidence(&runs);
            found.sees_time = true;
            assert_eq!(holding(Property::TemporalDependence, &found).0, expected);
        }
    }

    #[test]
    fn close_curves_are_told_from_those_that_part() {
        let curves = |gap: f64| {
            let run = |seed: u64| Made {
                last_epoch: Some((0.95 + gap + seed as f64 * 1e-3, 0.95)),
                ..Made::new("net", seed, 0.95)
            };
            evidence(&(0..4).map(run).collect::<Vec<_>>())
        };
        assert_eq!(holding(Property::TrainValidationClose, &curves(0.001)).0, Holding::Supported);
        assert_eq!(holding(Property::TrainValidationClose, &curves(0.04)).0, Holding::Contradicted);
        assert_eq!(holding(Property::TrainValidationClose, &evidence(&[])).0, Holding::Withheld);
    }

    #[test]
    fn speed_alone_does_not_make_real_time() {
        assert_eq!(holding(Property::RealTime, &evidence(&[Made::new("net", 0, 0.9)])).0, Holding::Undecided);
    }
}
