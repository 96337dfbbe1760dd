//! What no score says: separation of train and test, time, speed, alarms, the gap between training and validation.

use super::difference::Difference;
use super::evidence::{Apart, Evidence};
use super::statement::{Holding, Judged, WhenEqual, test};
use crate::claim::published::{Property, Reads};
use crate::spec::ControlKind;
use crate::stats::{Interval, student_t_interval};
use crate::text::{points, seconds};

/// False alarms are few where at most one normal row in a hundred raises one. Ours: papers that claim it give no bound, and at this rate a link
/// with 1,000 flows a second raises 36,000 false alarms an hour.
const FEW_FALSE_ALARMS: f64 = 0.01;

/// Training and validation accuracy are close where they differ by at most two points in the last epoch. Ours: papers that claim it give no bound.
const CLOSE: f64 = 0.02;

/// Slower than this for one row, and no live traffic can be judged. Ours; a bound that only the slowest detectors miss.
const TOO_SLOW_SECONDS: f64 = 1.0;

pub(super) fn judge(property: Property, model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    match property {
        Property::TrainTestDisjoint => Ok(disjoint(evidence)),
        Property::TemporalDependence => Ok(temporal(model, evidence)),
        Property::TrainValidationClose => close(model, evidence),
        Property::RealTime => real_time(model, evidence),
        Property::FewFalseAlarms => few_false_alarms(model, evidence),
    }
}

/// Shared rows contradict the claim; it is supported where something would have shown them and nothing else leaves it open.
fn disjoint(evidence: &Evidence<'_>) -> Judged {
    let has = |apart: Apart| evidence.separations.iter().any(|separation| separation.apart == apart);
    let say = |but: Option<Apart>| {
        let told = evidence.separations.iter().filter(|separation| Some(separation.apart) != but);
        told.map(|separation| separation.says.as_str()).collect::<Vec<_>>().join(" ")
    };
    if has(Apart::No) {
        Judged::Decided(Holding::Contradicted, say(Some(Apart::Yes)))
    } else if has(Apart::Yes) && !has(Apart::Open) {
        Judged::Decided(Holding::Supported, say(None))
    } else if evidence.separations.is_empty() {
        Judged::Decided(Holding::Withheld, "the rows of the split were not compared".to_owned())
    } else {
        Judged::Decided(Holding::Undecided, say(None))
    }
}

/// A model that is given one row at a time cannot learn from the order of rows; one that is given windows must lose something when their rows are
/// shuffled. That our protocol gives it one row says nothing of a paper that gives it more.
fn temporal(model: &str, evidence: &Evidence<'_>) -> Judged {
    let shuffled =
        without_order(model, ControlKind::ShuffledWindows, "with the rows of each window in random order", evidence);
    let permuted = without_order(model, ControlKind::PermutedFeatures, "with the columns in another order", evidence);
    let told = |lead: &str, orders: &[&Option<Order>]| {
        let words = orders.iter().filter_map(|order| order.as_ref()).map(|order| order.words.as_str());
        std::iter::once(lead).filter(|lead| !lead.is_empty()).chain(words).collect::<Vec<_>>().join(" ")
    };
    if evidence.reads == Some(Reads::OneRow) {
        let lead = "By its text or code the model is given one row at a time, and the sequence that it reads is the list of columns: it cannot see time.";
        return Judged::Decided(Holding::Contradicted, told(lead, &[&permuted, &shuffled]));
    }
    match &shuffled {
        Some(order) => Judged::Measured(order.holding, told("", &[&shuffled])),
        None if evidence.sees_time => {
            Judged::Decided(Holding::Withheld, "the control shuffled_windows was not run".to_owned())
        }
        None => {
            let lead = format!(
                "Protocol {} gives the model one row at a time, which the claims file does not say of the paper (`reads`), and the control shuffled_windows was not run.",
                evidence.protocol
            );
            Judged::Decided(Holding::Undecided, told(&lead, &[&permuted]))
        }
    }
}

/// What a model loses without an order.
struct Order {
    holding: Holding,
    words: String,
}

/// Accuracy of the plain runs less those under a control, under the first protocol that has it; `None` where it was not run.
fn without_order(model: &str, control: ControlKind, words: &str, evidence: &Evidence<'_>) -> Option<Order> {
    let with_control = evidence.runs.iter().find(|run| run.control == Some(control) && run.model == model)?;
    let protocol = with_control.protocol;
    let by_seed = |control| evidence.by_seed(protocol, model, control, "accuracy");
    let difference = Difference::of(&by_seed(None), &by_seed(Some(control)), evidence.ratio_of(protocol));
    Some(match difference {
        Err(why) => Order {
            holding: Holding::Undecided,
            words: format!("What {model} loses under protocol {protocol} {words} cannot be told: {why}."),
        },
        Ok(difference) => {
            let holding = match difference.is_larger() {
                Some(true) => Holding::Supported,
                Some(false) => Holding::Contradicted,
                None => Holding::Undecided,
            };
            let words = format!(
                "Under protocol {protocol} the plain runs of {model} have {} points of accuracy more than those {words} (posterior: {:.3} that it is more than one point).",
                points(difference.mean),
                difference.larger
            );
            Order { holding, words }
        }
    })
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
    Ok(Judged::Measured(holding, because))
}

fn real_time(model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let slowest = evidence.plain(model).map(|run| run.latency_p99).reduce(f64::max);
    let slowest = slowest.ok_or_else(|| format!("{model} was not run"))?;
    let holding = if slowest > TOO_SLOW_SECONDS { Holding::Contradicted } else { Holding::Undecided };
    let because = format!(
        "Here {model} takes {} for one row (99th percentile, the slowest seed), but the time to collect a flow and compute its columns, which no file of rows \
         holds, was measured neither by the paper nor here.",
        seconds(slowest)
    );
    Ok(Judged::Decided(holding, because))
}

fn few_false_alarms(model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let quantity = format!("{model}.false_alarm_rate");
    let ours = evidence.our_scores(model, "false_alarm_rate");
    if ours.is_empty() {
        return Err(format!("no run of ours has {quantity}"));
    }
    let bound = ours.keys().map(|&seed| (seed, FEW_FALSE_ALARMS)).collect();
    Ok(test(&bound, &ours, evidence.ratio(), WhenEqual::Open, format!("{FEW_FALSE_ALARMS} less {quantity}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::verdict::Separation;
    use crate::claim::verdict::fixture::{Made, evidence};

    fn holding(property: Property, evidence: &Evidence<'_>) -> (Holding, String) {
        match judge(property, "net", evidence) {
            Ok(Judged::Decided(holding, why) | Judged::Measured(holding, why)) => (holding, why),
            Ok(Judged::Tested(test)) => panic!("{} is a test", test.of),
            Err(why) => (Holding::Withheld, why),
        }
    }

    #[test]
    fn one_broken_separation_is_enough_and_an_open_one_leaves_it_open() {
        let mut found = evidence(&[]);
        assert_eq!(holding(Property::TrainTestDisjoint, &found).0, Holding::Withheld);
        let separation = |says: &str, apart| Separation { says: says.to_owned(), apart };
        found.separations = vec![separation("No double.", Apart::Yes)];
        assert_eq!(holding(Property::TrainTestDisjoint, &found), (Holding::Supported, "No double.".to_owned()));
        found.separations.push(separation("Neighbours on both sides.", Apart::Open));
        assert_eq!(holding(Property::TrainTestDisjoint, &found).0, Holding::Undecided);
        found.separations.push(separation("9 doubles.", Apart::No));
        let told = "Neighbours on both sides. 9 doubles.".to_owned();
        assert_eq!(holding(Property::TrainTestDisjoint, &found), (Holding::Contradicted, told));
    }

    #[test]
    fn only_the_papers_own_words_say_that_its_model_sees_single_rows() {
        let mut found = evidence(&[Made::new("net", 0, 0.9)]);
        let (told, why) = holding(Property::TemporalDependence, &found);
        assert_eq!(told, Holding::Undecided);
        assert!(why.contains("does not say of the paper"), "{why}");
        found.reads = Some(Reads::OneRow);
        let (told, why) = holding(Property::TemporalDependence, &found);
        assert_eq!(told, Holding::Contradicted);
        assert!(why.contains("cannot see time"), "{why}");
    }

    #[test]
    fn where_windows_are_seen_shuffling_them_must_cost_something() {
        let run = |control: Option<ControlKind>, drop: f64| {
            let noise = [0.0, 0.001, -0.001, 0.0005];
            let scale = if control.is_some() { 2.0 } else { 1.0 };
            (0..4)
                .map(move |seed| Made { control, ..Made::new("net", seed, 0.95 - drop + noise[seed as usize] * scale) })
        };
        let told = |control, drop| {
            let mut found = evidence(&run(None, 0.0).chain(run(Some(control), drop)).collect::<Vec<Made>>());
            found.sees_time = true;
            match judge(Property::TemporalDependence, "net", &found) {
                Ok(Judged::Measured(holding, _) | Judged::Decided(holding, _)) => holding,
                _ => panic!("it is judged, and no test"),
            }
        };
        assert_eq!(told(ControlKind::ShuffledWindows, 0.05), Holding::Supported);
        assert_eq!(told(ControlKind::ShuffledWindows, 0.0), Holding::Contradicted);
        assert_eq!(told(ControlKind::ShuffledWindows, 0.01), Holding::Undecided);
        // That columns matter says nothing of time.
        assert_eq!(told(ControlKind::PermutedFeatures, 0.05), Holding::Withheld);
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
        let mut found = evidence(&[Made::new("net", 0, 0.9)]);
        found.runs[0].latency_p99 = 3e-7;
        let (told, why) = holding(Property::RealTime, &found);
        assert_eq!(told, Holding::Undecided);
        assert!(why.contains("net takes 0.30 µs for one row"), "{why}");
    }
}
