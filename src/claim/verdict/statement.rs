//! A paper's statements against our runs.
//!
//! Every statement that compares scores becomes one two-sided test on differences by seed; all tests of a paper are adjusted together (Holm), so
//! that twelve claims do not get twelve chances. What no score says is judged in `property`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::difference::{CONFIDENCE, Difference};
use super::evidence::{Evidence, class_score};
use super::property;
use crate::claim::published::{Extreme, Operand, Predicate, Quantity, Relation, Statement};
use crate::stats::holm;

/// What the runs say of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// The test speaks for it.
    Supported,
    /// The test speaks against it.
    Contradicted,
    /// The test could not tell.
    Undecided,
    /// Not tested; the reason stands beside it.
    Withheld,
}

impl Holding {
    /// Every holding.
    pub const ALL: [Self; 4] = [Self::Supported, Self::Contradicted, Self::Undecided, Self::Withheld];

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Undecided => "undecided",
            Self::Withheld => "withheld",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Supported => {
                "the test named beside it speaks for the statement (p below 0.05 after Holm's adjustment over all statements)"
            }
            Self::Contradicted => {
                "the test speaks for the opposite; or, where one model is said to be better, the gain is below one point or negative with a \
                 probability of at least 0.95; or what was looked at shows that it cannot hold"
            }
            Self::Undecided => "the runs cannot tell",
            Self::Withheld => "not tested, for the reason given",
        }
    }
}

/// The verdict on one statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementVerdict {
    /// The statement, as a predicate.
    pub predicate: String,
    /// Its paraphrase.
    pub says: Option<String>,
    /// Where it stands in the paper.
    pub place: String,
    /// What the runs say.
    pub holding: Holding,
    /// The test behind it, with its numbers, or why there is none.
    pub because: String,
    /// p after Holm's adjustment, where there was a test.
    pub p: Option<f64>,
}

/// What is known of a statement before the tests are adjusted together.
pub(super) enum Judged {
    /// Nothing to adjust.
    Decided(Holding, String),
    /// A test.
    Tested(Tested),
}

/// A test of a statement.
pub(super) struct Tested {
    /// Signed so that a positive difference speaks for the statement.
    pub(super) difference: Difference,
    /// Two-sided p, before the adjustment.
    pub(super) p: f64,
    /// How practical equality counts.
    pub(super) equal: WhenEqual,
    /// What is compared, `cnn_lstm.accuracy less cnn.accuracy`.
    pub(super) of: String,
}

/// What it means for a statement that two scores are practically equal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenEqual {
    /// It says "better": equal contradicts it.
    Against,
    /// It says "at least as good": equal supports it.
    For,
    /// It says nothing.
    Open,
}

impl Tested {
    fn holding(&self, adjusted: f64) -> Holding {
        let difference = &self.difference;
        let significant = adjusted < 1.0 - CONFIDENCE;
        let no_better = self.equal == WhenEqual::Against && difference.smaller + difference.equal >= CONFIDENCE;
        if significant && difference.mean > 0.0 {
            Holding::Supported
        } else if significant && difference.mean < 0.0 || no_better {
            Holding::Contradicted
        } else if self.equal == WhenEqual::For && difference.equal + difference.larger >= CONFIDENCE {
            Holding::Supported
        } else {
            Holding::Undecided
        }
    }
}

/// The verdicts on all `statements` of a paper, in their order.
pub fn statement_verdicts(statements: &[Statement], evidence: &Evidence<'_>) -> Vec<StatementVerdict> {
    let judged: Vec<Judged> = statements.iter().map(|statement| judge(statement, evidence)).collect();
    let raw: Vec<f64> = judged
        .iter()
        .filter_map(|judged| match judged {
            Judged::Tested(test) => Some(test.p),
            Judged::Decided(..) => None,
        })
        .collect();
    let mut adjusted = holm(&raw).into_iter();
    let verdict = |(statement, judged): (&Statement, Judged)| {
        let (holding, because, p) = match judged {
            Judged::Decided(holding, because) => (holding, because, None),
            Judged::Tested(test) => {
                let p = adjusted.next().expect("one adjusted p for each test");
                (test.holding(p), format!("{}: {}", test.of, test.difference.in_words(p)), Some(p))
            }
        };
        StatementVerdict {
            predicate: statement.predicate.to_string(),
            says: statement.says.clone(),
            place: statement.place.clone(),
            holding,
            because,
            p,
        }
    };
    statements.iter().zip(judged).map(verdict).collect()
}

fn judge(statement: &Statement, evidence: &Evidence<'_>) -> Judged {
    if let Some(why) = &evidence.withheld {
        return Judged::Decided(Holding::Withheld, why.clone());
    }
    let model = statement.model.as_deref();
    let judged = match (&statement.predicate, model) {
        (Predicate::Comparison { left, relation, right }, _) => comparison(left, *relation, right, evidence),
        (_, None) => Err("the claims file does not say which model it is about".to_owned()),
        (Predicate::ExtremeClass { extreme, metric, class }, Some(model)) => {
            extreme_class(*extreme, metric, class, model, evidence)
        }
        (Predicate::LargestConfusion { actual, predicted }, Some(model)) => {
            largest_confusion(actual, predicted, model, evidence)
        }
        (Predicate::Property(property), Some(model)) => property::judge(*property, model, evidence),
    };
    judged.unwrap_or_else(|why| Judged::Decided(Holding::Withheld, why))
}

/// A score against a score or a number.
fn comparison(left: &Quantity, relation: Relation, right: &Operand, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let ours = known(left, evidence)?;
    let (theirs, strictly) = match right {
        Operand::Quantity(quantity) => (known(quantity, evidence)?, WhenEqual::Against),
        // A score just above a number is above it, however little.
        Operand::Number(number) => (ours.keys().map(|&seed| (seed, number.as_f64())).collect(), WhenEqual::Open),
    };
    let (first, second) = match relation {
        Relation::Greater | Relation::GreaterOrEqual => (&ours, &theirs),
        Relation::Less | Relation::LessOrEqual => (&theirs, &ours),
    };
    let equal = match (relation, strictly) {
        (Relation::GreaterOrEqual | Relation::LessOrEqual, WhenEqual::Against) => WhenEqual::For,
        _ => strictly,
    };
    let of = match right {
        Operand::Quantity(quantity) => format!("{left} against {quantity}"),
        Operand::Number(number) => format!("{left} against {number}"),
    };
    test(first, second, evidence.test_per_train(&left.model), equal, of)
}

fn known(quantity: &Quantity, evidence: &Evidence<'_>) -> Result<BTreeMap<u64, f64>, String> {
    let scores = evidence.scores(quantity);
    if scores.is_empty() { Err(format!("no run of ours has {quantity}")) } else { Ok(scores) }
}

/// One test of `first` less `second`.
pub(super) fn test(
    first: &BTreeMap<u64, f64>,
    second: &BTreeMap<u64, f64>,
    test_per_train: f64,
    equal: WhenEqual,
    of: String,
) -> Result<Judged, String> {
    let difference = Difference::of(first, second, test_per_train);
    Ok(match difference {
        Ok(difference) => Judged::Tested(Tested { p: difference.p, difference, equal, of }),
        Err(why) => Judged::Decided(Holding::Undecided, format!("{of}: {why}")),
    })
}

/// A class against every other one.
fn extreme_class(
    extreme: Extreme,
    metric: &str,
    class: &str,
    model: &str,
    evidence: &Evidence<'_>,
) -> Result<Judged, String> {
    let mut by_class: BTreeMap<&str, BTreeMap<u64, f64>> = BTreeMap::new();
    for run in evidence.plain(model) {
        for (name, scores) in run.evaluation.per_class.iter().filter(|(_, scores)| scores.support > 0) {
            if let Some(value) = class_score(scores, metric) {
                by_class.entry(name).or_default().insert(run.seed, value);
            }
        }
    }
    let claimed = by_class.remove(class).ok_or_else(|| format!("no run of {model} has {metric} of {class}"))?;
    let others = by_class.into_iter().map(|(name, scores)| (format!("{metric} of {class} against {name}"), scores));
    let sign = match extreme {
        Extreme::Lowest => Direction::Below,
        Extreme::Highest => Direction::Above,
    };
    against_all(&claimed, others, sign, evidence.test_per_train(model))
}

/// A pair of classes against every other pair, in shares of the test rows.
fn largest_confusion(actual: &str, predicted: &str, model: &str, evidence: &Evidence<'_>) -> Result<Judged, String> {
    let mut pairs: BTreeMap<(&str, &str), BTreeMap<u64, f64>> = BTreeMap::new();
    for run in evidence.plain(model) {
        let confusion = &run.evaluation.confusion;
        let rows = confusion.rows() as f64;
        for (from, counts) in confusion.labels.iter().zip(&confusion.matrix) {
            for (to, &count) in confusion.labels.iter().zip(counts).filter(|(to, _)| *to != from) {
                pairs.entry((from, to)).or_default().insert(run.seed, count as f64 / rows);
            }
        }
    }
    let claimed = pairs
        .remove(&(actual, predicted))
        .ok_or_else(|| format!("no run of {model} has the classes {actual} and {predicted}"))?;
    let others = pairs
        .into_iter()
        .map(|((from, to), shares)| (format!("share of rows {actual} → {predicted} against {from} → {to}"), shares));
    against_all(&claimed, others, Direction::Above, evidence.test_per_train(model))
}

#[derive(Clone, Copy)]
enum Direction {
    Below,
    Above,
}

/// The claim holds when it holds against every other one, so its p is the largest (intersection-union test); it fails when it fails against
/// one, whose p is multiplied by the number of others (Bonferroni).
fn against_all(
    claimed: &BTreeMap<u64, f64>,
    others: impl Iterator<Item = (String, BTreeMap<u64, f64>)>,
    direction: Direction,
    test_per_train: f64,
) -> Result<Judged, String> {
    let mut tests = Vec::new();
    for (of, other) in others {
        let (first, second) = match direction {
            Direction::Above => (claimed, &other),
            Direction::Below => (&other, claimed),
        };
        match test(first, second, test_per_train, WhenEqual::Open, of)? {
            Judged::Tested(tested) => tests.push(tested),
            decided @ Judged::Decided(..) => return Ok(decided),
        }
    }
    let others = tests.len() as f64;
    let largest_p = tests.iter().map(|test| test.p).fold(0.0, f64::max);
    let hardest = tests
        .into_iter()
        .min_by(|a, b| a.difference.mean.total_cmp(&b.difference.mean))
        .ok_or("there is nothing to compare it with")?;
    let p = if hardest.difference.mean > 0.0 { largest_p } else { (hardest.p * others).min(1.0) };
    Ok(Judged::Tested(Tested { p, ..hardest }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::verdict::fixture::{Made, evidence};

    fn verdicts(claims: &[&str], runs: &[Made]) -> Vec<(Holding, String)> {
        let statements: Vec<Statement> = claims
            .iter()
            .map(|claim| Statement {
                predicate: Predicate::parse(claim).unwrap(),
                model: Some("net".to_owned()),
                place: "Results".to_owned(),
                says: None,
            })
            .collect();
        let verdicts = statement_verdicts(&statements, &evidence(runs));
        verdicts.into_iter().map(|verdict| (verdict.holding, verdict.because)).collect()
    }

    fn holdings(claims: &[&str], runs: &[Made]) -> Vec<Holding> {
        verdicts(claims, runs).into_iter().map(|(holding, _)| holding).collect()
    }

    /// Five seeds of a model around `accuracy`.
    fn seeds(model: &str, accuracy: f64) -> Vec<Made> {
        let noise = [0.001, -0.002, 0.0, 0.002, -0.001];
        let shift = model.len() as f64 * 1e-4;
        (0..5).map(|seed| Made::new(model, seed as u64, accuracy + noise[seed] * (1.0 + shift * seed as f64))).collect()
    }

    #[test]
    fn a_better_model_is_supported_and_a_worse_one_contradicted() {
        let runs = [seeds("net", 0.97), seeds("other_model", 0.94)].concat();
        let claims = ["net.accuracy > other_model.accuracy", "net.accuracy < other_model.accuracy"];
        assert_eq!(holdings(&claims, &runs), [Holding::Supported, Holding::Contradicted]);
    }

    #[test]
    fn a_gain_that_nobody_would_notice_contradicts_better_but_not_at_least_as_good() {
        let mut runs = [seeds("net", 0.9500), seeds("other_model", 0.9501)].concat();
        runs.iter_mut().step_by(2).for_each(|made| made.accuracy += 3e-4);
        let claims = ["net.accuracy > other_model.accuracy", "net.accuracy >= other_model.accuracy"];
        assert_eq!(holdings(&claims, &runs), [Holding::Contradicted, Holding::Supported]);
    }

    #[test]
    fn scores_are_held_against_numbers_without_a_margin() {
        let runs = seeds("net", 0.97);
        let claims = ["net.accuracy >= 0.96", "net.accuracy >= 0.98", "net.accuracy >= 0.97"];
        assert_eq!(holdings(&claims, &runs), [Holding::Supported, Holding::Contradicted, Holding::Undecided]);
    }

    #[test]
    fn many_claims_do_not_get_many_chances() {
        let mut runs = [seeds("net", 0.95), seeds("other_model", 0.9475)].concat();
        runs.iter_mut().step_by(3).for_each(|made| made.accuracy += 1e-3);
        let once = statement_p(&["net.accuracy > other_model.accuracy"], &runs);
        let often = statement_p(&["net.accuracy > other_model.accuracy"; 12], &runs);
        assert!(often > 5.0 * once, "{once} {often}");
    }

    fn statement_p(claims: &[&str], runs: &[Made]) -> f64 {
        let statement = |claim: &&str| Statement {
            predicate: Predicate::parse(claim).unwrap(),
            model: None,
            place: String::new(),
            says: None,
        };
        let statements: Vec<Statement> = claims.iter().map(statement).collect();
        statement_verdicts(&statements, &evidence(runs))[0].p.unwrap()
    }

    #[test]
    fn the_hardest_class_must_be_the_hardest_against_each_other_one() {
        let mut runs = seeds("net", 0.97);
        for (made, jitter) in runs.iter_mut().zip([0.0, 1e-3, -1e-3, 2e-3, -2e-3]) {
            made.recalls = vec![0.99 + jitter, 0.80 - jitter, 0.90 + jitter / 2.0];
        }
        let claims = ["lowest recall: b", "lowest recall: a", "lowest recall: none_such"];
        assert_eq!(holdings(&claims, &runs), [Holding::Supported, Holding::Contradicted, Holding::Withheld]);
    }

    #[test]
    fn what_was_not_run_is_withheld_with_the_reason() {
        let told = verdicts(&["net.accuracy > svm.accuracy"], &seeds("net", 0.97));
        assert_eq!(told[0], (Holding::Withheld, "no run of ours has svm.accuracy".to_owned()));
    }
}
