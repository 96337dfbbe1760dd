//! A paper's statements against our runs.
//!
//! Every statement that compares scores becomes one two-sided test on differences by seed; all tests of a paper are adjusted together (Holm), so
//! that twelve claims do not get twelve chances. What no score says is judged in `property`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::difference::{CONFIDENCE, Difference, differences};
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
                "the test speaks for the opposite; or one model is said to be better, and ours shows no gain and with a probability of at least \
                 0.95 none above one point (a posterior probability, not adjusted); or what was looked at shows that it cannot hold"
            }
            Self::Undecided => "the runs cannot tell, or they are of a part of the rows only",
            Self::Withheld => "not tested, for the reason given",
        }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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
    /// Nothing to adjust, and true of whatever rows there are.
    Decided(Holding, String),
    /// Nothing to adjust; it rests on scores of ours.
    Measured(Holding, String),
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
        // A gain that is there, but small, is left open: whether it counts must not depend on how many other statements there are.
        let no_better = self.equal == WhenEqual::Against
            && difference.mean <= 0.0
            && difference.smaller + difference.equal >= CONFIDENCE;
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
            Judged::Decided(..) | Judged::Measured(..) => None,
        })
        .collect();
    let mut adjusted = holm(&raw).into_iter();
    let verdict = |(statement, judged): (&Statement, Judged)| {
        let open = |holding, because| match why_open(statement, evidence) {
            Some(why) => (Holding::Undecided, format!("{why}; on these rows {holding}: {because}")),
            None => (holding, because),
        };
        let (holding, because, p) = match judged {
            Judged::Decided(holding, because) => (holding, because, None),
            Judged::Measured(holding, because) => {
                let (holding, because) = open(holding, because);
                (holding, because, None)
            }
            Judged::Tested(test) => {
                let p = adjusted.next().expect("one adjusted p for each test");
                let (holding, because) = open(test.holding(p), format!("{}: {}", test.of, test.difference.in_words(p)));
                (holding, because, Some(p))
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

/// Why scores of the models that a statement is about decide nothing.
fn why_open<'e>(statement: &Statement, evidence: &'e Evidence<'_>) -> Option<&'e str> {
    let compared = statement.predicate.quantities().into_iter().map(|quantity| quantity.model.as_str());
    evidence.why_open(compared.chain(statement.model.as_deref()))
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
    Ok(test(first, second, evidence.ratio(), equal, of))
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
) -> Judged {
    match Difference::of(first, second, test_per_train) {
        Ok(difference) => Judged::Tested(Tested { p: difference.p, difference, equal, of }),
        Err(why) => Judged::Measured(Holding::Undecided, format!("{of}: {why}")),
    }
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
    against_all(&claimed, others, sign, evidence.ratio())
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
    against_all(&claimed, others, Direction::Above, evidence.ratio())
}

#[derive(Clone, Copy)]
enum Direction {
    Below,
    Above,
}

/// The claim holds when it holds against every other one, so its p is the largest (intersection-union test); it fails when it fails against
/// one, whose p is multiplied by the number of others (Bonferroni). A difference that is the same in every seed has no p: where it speaks
/// for the claim the others decide, where it does not the claim stays open unless another one fails.
fn against_all(
    claimed: &BTreeMap<u64, f64>,
    others: impl Iterator<Item = (String, BTreeMap<u64, f64>)>,
    direction: Direction,
    test_per_train: f64,
) -> Result<Judged, String> {
    let (mut tests, mut constant, mut count) = (Vec::new(), Vec::new(), 0_u32);
    for (of, other) in others {
        count += 1;
        let (first, second) = match direction {
            Direction::Above => (claimed, &other),
            Direction::Below => (&other, claimed),
        };
        match test(first, second, test_per_train, WhenEqual::Open, of) {
            Judged::Tested(tested) => tests.push(tested),
            Judged::Decided(_, why) | Judged::Measured(_, why) => constant.push((differences(first, second), why)),
        }
    }
    let by_mean = |a: &Tested, b: &Tested| a.difference.mean.total_cmp(&b.difference.mean);
    if tests.iter().any(|test| test.difference.mean <= 0.0) {
        let hardest = tests.into_iter().min_by(by_mean).expect("one of them is there");
        let of = format!("{} (the hardest of {count}; its p times {count})", hardest.of);
        return Ok(Judged::Tested(Tested { p: (hardest.p * f64::from(count)).min(1.0), of, ..hardest }));
    }
    let speaks_for = |differences: &[f64]| !differences.is_empty() && differences.iter().all(|&d| d > 0.0);
    let untested = constant.into_iter().find(|(differences, _)| tests.is_empty() || !speaks_for(differences));
    if let Some((_, why)) = untested {
        return Ok(Judged::Measured(Holding::Undecided, why));
    }
    let weakest = tests.into_iter().max_by(|a, b| a.p.total_cmp(&b.p)).ok_or("there is nothing to compare it with")?;
    Ok(Judged::Tested(Tested { of: format!("{} (the closest of {count})", weakest.of), ..weakest }))
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
    fn no_gain_contradicts_better_but_not_at_least_as_good_and_a_small_one_is_left_open() {
        for (accuracy, better) in [(0.9495, Holding::Contradicted), (0.9503, Holding::Undecided)] {
            let mut runs = [seeds("net", accuracy), seeds("other_model", 0.9500)].concat();
            runs.iter_mut().step_by(3).for_each(|made| made.accuracy += 4e-4);
            let claims = ["net.accuracy > other_model.accuracy", "net.accuracy >= other_model.accuracy"];
            assert_eq!(holdings(&claims, &runs), [better, Holding::Supported], "{accuracy}");
        }
    }

    #[test]
    fn other_statements_never_turn_a_verdict_round() {
        let mut runs = [seeds("net", 0.9530), seeds("other_model", 0.9500)].concat();
        runs.iter_mut().step_by(3).for_each(|made| made.accuracy += 1e-3);
        let claim = "net.accuracy > other_model.accuracy";
        assert_eq!(holdings(&[claim], &runs), [Holding::Supported]);
        let crowded = holdings(&[claim; 200], &runs);
        assert!(crowded.iter().all(|&holding| holding == Holding::Undecided), "{crowded:?}");
    }

    #[test]
    fn a_part_of_the_rows_decides_nothing() {
        let runs = [seeds("net", 0.97), seeds("other_model", 0.94)].concat();
        let statement = Statement {
            predicate: Predicate::parse("net.accuracy > other_model.accuracy").unwrap(),
            model: None,
            place: String::new(),
            says: None,
        };
        let mut found = evidence(&runs);
        found.incomplete.insert("other_model", "1 unit of other_model failed".to_owned());
        let verdict = &statement_verdicts(std::slice::from_ref(&statement), &found)[0];
        assert_eq!(verdict.holding, Holding::Undecided);
        assert!(
            verdict.because.starts_with("1 unit of other_model failed; on these rows supported"),
            "{}",
            verdict.because
        );
        found.scores_withheld = Some("only a part of the edition was present".to_owned());
        assert!(statement_verdicts(&[statement], &found)[0].because.starts_with("only a part"));
    }

    #[test]
    fn a_pair_that_never_varies_does_not_decide_for_the_others() {
        // Shares in the fixture's matrix are the same in every seed, so nothing can be tested.
        let claims = ["largest confusion: a → b", "largest confusion: c → b"];
        assert_eq!(holdings(&claims, &seeds("net", 0.97)), [Holding::Undecided; 2]);
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
