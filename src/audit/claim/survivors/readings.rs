//! Every way to read a table, and what a row then demands of a confusion matrix.

use indexmap::IndexMap;

use crate::audit::claim::checks::can_be;
use crate::audit::claim::exact::{Range, Rational, Rounding, ratio};
use crate::audit::claim::reading::{Constraint, FalseAlarm, Reading, TestSet};
use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score, ZeroDivision};
use crate::claim::published::{Averaging, Figure, Paper, Table};
use crate::spec::TaskKind;

/// The figures of one model: metric to what was printed.
pub type Row = IndexMap<String, Figure>;

/// The roundings, one that holds others before them, so that what it excludes need not be tried again.
const WIDEST_FIRST: [Rounding; 4] = [Rounding::Nearest, Rounding::HalfUp, Rounding::HalfEven, Rounding::Truncated];

/// Every reading of a table: those that the paper's words allow, and the others.
///
/// What is stated is taken at its word: with a stated averaging the other averagings stand among the others, with a stated positive
/// class the scores of the other class. The two macro F1 are tried where a mean over classes is; beside averages a specificity is tried
/// as the same average and as that of the positive class, which is what it is of when it is called true negative rate.
pub(super) fn readings(paper: &Paper, table: &Table) -> (Vec<Reading>, Vec<Reading>) {
    let (with_alarm, with_specificity) = (prints(table, "false_alarm_rate"), prints(table, "specificity"));
    let alarms: Vec<Option<FalseAlarm>> = if with_alarm { FalseAlarm::ALL.map(Some).to_vec() } else { vec![None] };
    let mut all = Vec::new();
    for (averaging, positive) in meanings(paper, with_alarm || with_specificity) {
        for rounding in WIDEST_FIRST {
            for conventions in conventions(averaging, prints(table, "f1")) {
                for &false_alarm in &alarms {
                    let reading =
                        Reading { averaging, positive, rounding, conventions, false_alarm, specificity: None };
                    let of = if with_specificity { specificities(&reading) } else { vec![None] };
                    all.extend(of.into_iter().map(|specificity| Reading { specificity, ..reading.clone() }));
                }
            }
        }
    }
    all.into_iter().partition(|reading| is_allowed(paper, reading))
}

/// What a specificity beside these scores can be over.
fn specificities(reading: &Reading) -> Vec<Option<Mean>> {
    let mean = reading.mean();
    let of_positive = reading.positive.map(Mean::Class).filter(|class| *class != mean);
    std::iter::once(mean).chain(of_positive).map(Some).collect()
}

fn prints(table: &Table, metric: &str) -> bool {
    table.rows.values().any(|row| row.contains_key(metric))
}

/// What precision, recall and F1 can be of. Averages over two classes name a positive class only for the rates that are of it.
fn meanings(paper: &Paper, with_rates: bool) -> Vec<(Averaging, Option<usize>)> {
    let positives: Vec<Option<usize>> = match paper.task {
        TaskKind::Binary => (0..paper.classes.len()).rev().map(Some).collect(),
        TaskKind::Multiclass => Vec::new(),
    };
    let averages = if with_rates && !positives.is_empty() { positives.clone() } else { vec![None] };
    let binary = positives.into_iter().map(|positive| (Averaging::Binary, positive));
    let means = [Averaging::Macro, Averaging::Weighted, Averaging::Micro];
    binary.chain(means.into_iter().flat_map(|mean| averages.iter().map(move |&positive| (mean, positive)))).collect()
}

fn conventions(averaging: Averaging, with_f1: bool) -> Vec<Conventions> {
    let has_two_f1 = with_f1 && matches!(averaging, Averaging::Macro | Averaging::Weighted);
    let f1: &[MeanF1] = if has_two_f1 { &MeanF1::ALL } else { &[MeanF1::OfClasses] };
    let rules = if averaging == Averaging::Macro { &ZeroDivision::ALL[..] } else { &ZeroDivision::OF_OCCURRING };
    rules
        .iter()
        .flat_map(|&zero_division| f1.iter().map(move |&mean_f1| Conventions { zero_division, mean_f1 }))
        .collect()
}

/// Whether the paper's words leave this reading open.
fn is_allowed(paper: &Paper, reading: &Reading) -> bool {
    let stated = paper.positive.as_ref().and_then(|name| paper.classes.iter().position(|class| class == name));
    let averaging = paper.averaging.is_none_or(|stated| stated == reading.averaging);
    averaging && (stated.is_none() || reading.positive.is_none() || stated == reading.positive)
}

/// What a row demands of a confusion matrix under a reading. Scores that need the models' probabilities demand nothing.
pub fn constraints(row: &Row, reading: &Reading) -> Vec<Constraint> {
    row.iter().filter_map(|(metric, figure)| constraint(metric, figure, reading)).collect()
}

/// What one figure demands; `None` for scores that a confusion matrix does not decide, and for a figure that is no such score at all: of
/// it the check `bounds` speaks, and a slip of its unit is no proof against the others.
pub fn constraint(metric: &str, figure: &Figure, reading: &Reading) -> Option<Constraint> {
    if !can_be(metric, figure) {
        return None;
    }
    let range = reading.rounding.range(figure.value);
    let over = match metric {
        "false_alarm_rate" => return reading.false_alarm.map(|meant| false_alarm(meant, reading, range)),
        "specificity" => reading.specificity.unwrap_or_else(|| reading.mean()),
        _ => reading.mean(),
    };
    Some(Constraint { score: Score::named(metric, over)?, range })
}

/// A false alarm rate is of the positive class wherever there is one, whatever precision and recall are averaged over.
fn false_alarm(meant: FalseAlarm, reading: &Reading, range: Range) -> Constraint {
    let of = reading.positive.map_or_else(|| reading.mean(), Mean::Class);
    match meant {
        FalseAlarm::FalsePositiveRate => Constraint { score: Score::FalsePositiveRate(of), range },
        FalseAlarm::FalseDiscoveryRate => Constraint { score: Score::FalseDiscoveryRate(of), range },
        FalseAlarm::HalfTotalError => Constraint { score: Score::HalfTotalError(of), range },
        FalseAlarm::OneMinusSpecificity => {
            Constraint { score: Score::Specificity(reading.mean()), range: range.one_minus() }
        }
    }
}

/// Whether the rule for empty denominators can change the answer: whether a denominator can be 0 at all.
///
/// A class that has rows and is never predicted has recall 0. So no class is without predictions where the accuracy is above
/// 1 − (rows of the smallest class) / rows, or where the macro recall is above (K − 1) / K. A score of a single class that is in the open
/// interval (0, 1) is none of the values that a rule puts in.
pub(super) fn zero_division_matters(constraints: &[Constraint], test: &TestSet) -> bool {
    let (zero, one) = (ratio(0, 1), ratio(1, 1));
    let is_exempt = |constraint: &Constraint| match constraint.score {
        Score::Accuracy | Score::BalancedAccuracy | Score::Mcc => true,
        Score::Precision(mean) | Score::Recall(mean) | Score::F1(mean) => match mean {
            Mean::Class(_) => !constraint.range.contains(&zero) && !constraint.range.contains(&one),
            Mean::Micro => true,
            Mean::Macro | Mean::Weighted => false,
        },
        _ => false,
    };
    if constraints.iter().all(is_exempt) {
        return false;
    }
    let smallest = test.classes.iter().map(|rows| *rows.start()).min().unwrap_or(0);
    if smallest == 0 {
        return true;
    }
    let classes = test.classes.len() as u64;
    let needed = |score: Score| match score {
        Score::Accuracy | Score::Recall(Mean::Weighted | Mean::Micro) => {
            Some(ratio(1, 1) - ratio(smallest, *test.rows.end()))
        }
        Score::Recall(Mean::Macro) | Score::BalancedAccuracy => Some(ratio(classes - 1, classes)),
        _ => None,
    };
    let proves = |constraint: &Constraint| {
        needed(constraint.score).is_some_and(|needed: Rational| constraint.range.low.value > needed)
    };
    !constraints.iter().any(proves)
}

/// Whether it can change the answer that a class with neither rows nor predictions counts in macro means.
pub(super) fn absence_matters(constraints: &[Constraint], test: &TestSet) -> bool {
    let is_macro = |constraint: &Constraint| constraint.score.over() == Some(Mean::Macro);
    test.classes.iter().any(|rows| *rows.start() == 0) && constraints.iter().any(is_macro)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::claim::survivors::sample;

    #[test]
    fn unstated_means_every_reading_and_stated_means_one() {
        let open = sample::binary("unstated", "unstated", &[("cnn", &[("accuracy", "90%"), ("precision", "90%")])]);
        let (allowed, others) = readings(&open, &open.tables[0]);
        // Two classes and 2 averages × 4 roundings × 3 rules, and the macro average × 4 × 5; without F1 there is one macro F1.
        assert_eq!((allowed.len(), others.len()), (68, 0));
        let stated = sample::binary("attack", "binary", &[("cnn", &[("accuracy", "90%")])]);
        let (allowed, others) = readings(&stated, &stated.tables[0]);
        assert_eq!((allowed.len(), others.len()), (12, 56));
        assert!(allowed.iter().all(|reading| reading.mean() == Mean::Class(1)));
    }

    #[test]
    fn a_figure_that_is_no_score_demands_nothing_of_the_others() {
        // The paper forgot a percent sign: a slip that another check tells, and no proof that there is no matrix.
        let mut paper = sample::binary("attack", "binary", &[("cnn", &[("accuracy", "97.1%"), ("recall", "80%")])]);
        paper.tables[0].rows["cnn"]["accuracy"].value = "97.1".parse().unwrap();
        let demands = constraints(&paper.tables[0].rows["cnn"], &readings(&paper, &paper.tables[0]).0[0]);
        assert_eq!(demands.iter().map(|demand| demand.score).collect::<Vec<_>>(), [Score::Recall(Mean::Class(1))]);
    }

    #[test]
    fn a_false_alarm_rate_is_of_the_positive_class_even_beside_averages() {
        let paper = sample::binary("attack", "macro", &[("cnn", &[("recall", "90%"), ("false_alarm_rate", "0.5%")])]);
        let (allowed, _) = readings(&paper, &paper.tables[0]);
        let of = |meant| {
            let reading = allowed.iter().find(|reading| reading.false_alarm == Some(meant)).unwrap();
            constraints(&paper.tables[0].rows["cnn"], reading).pop().unwrap()
        };
        assert_eq!(of(FalseAlarm::FalsePositiveRate).score, Score::FalsePositiveRate(Mean::Class(1)));
        let specificity = of(FalseAlarm::OneMinusSpecificity);
        assert_eq!(specificity.score, Score::Specificity(Mean::Macro));
        assert!(specificity.range.contains(&ratio(995, 1000)) && !specificity.range.contains(&ratio(5, 1000)));
    }

    #[test]
    fn a_specificity_beside_averages_is_the_same_average_or_of_the_positive_class() {
        let row: &[(&str, &str)] = &[("recall", "90%"), ("specificity", "99%")];
        let of = |paper: &Paper| {
            let (allowed, _) = readings(paper, &paper.tables[0]);
            let mut scores: Vec<Score> = allowed
                .iter()
                .map(|reading| {
                    constraint("specificity", &paper.tables[0].rows["cnn"]["specificity"], reading).unwrap().score
                })
                .collect();
            scores.sort();
            scores.dedup();
            scores
        };
        let specificity = Score::Specificity;
        let stated = sample::binary("attack", "macro", &[("cnn", row)]);
        assert_eq!(of(&stated), [Mean::Class(1), Mean::Macro].map(specificity));
        let unstated = sample::binary("unstated", "weighted", &[("cnn", row)]);
        assert_eq!(of(&unstated), [Mean::Class(0), Mean::Class(1), Mean::Weighted].map(specificity));
        let of_one_class = sample::binary("attack", "binary", &[("cnn", row)]);
        assert_eq!(of(&of_one_class), [specificity(Mean::Class(1))]);
        assert_eq!(of(&sample::three_classes("macro", &[("cnn", row)])), [specificity(Mean::Macro)]);
    }

    #[test]
    fn zero_division_matters_only_where_a_class_can_go_without_predictions() {
        let paper = sample::binary("unstated", "macro", &[("cnn", &[("accuracy", "90%"), ("recall", "80%")])]);
        let reading = &readings(&paper, &paper.tables[0]).0[0];
        let demands = constraints(&paper.tables[0].rows["cnn"], reading);
        assert!(!zero_division_matters(&demands, &TestSet::exact("", &[50, 50])));
        // An accuracy has no denominator that a class could leave empty.
        assert_eq!(demands[0].score, Score::Accuracy);
        assert!(!zero_division_matters(&demands[..1], &TestSet::free(2)));
        assert!(zero_division_matters(&demands, &TestSet::free(2)));
    }
}
