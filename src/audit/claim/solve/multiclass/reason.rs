//! Where the figures clash, in one line that can be checked by hand.

use super::counts::Counts;
use super::means;
use super::problem::{Problem, Triple};
use super::propagate::Relation;
use super::ratio::{Kind, image};
use super::span::{Grid, ONE, Span, ceil, floor};
use super::totals;

/// What leaves nothing at `relation`, where `counts` is what all steps before have left.
pub(super) fn describe(problem: &Problem, counts: &Counts, relation: Relation) -> String {
    match relation {
        Relation::Sums => format!("no counts add up: {}", matrix(problem, counts)),
        Relation::Accuracy => accuracy(problem, counts),
        Relation::Class(at) => class(problem, counts, at),
        Relation::Mean(at) => mean(problem, counts, at, means::reach(counts, &problem.means[at])),
        Relation::Totals(at) => {
            let reached = totals::reach(counts, &problem.means[at]).unwrap_or(Span::UNIT);
            let rows =
                format!("with {} right and {} wrong rows", rows(problem, counts.right), rows(problem, counts.wrong));
            format!("{rows}, {}", mean(problem, counts, at, reached))
        }
        Relation::Triple(at) => triple(problem, counts, problem.triples[at]),
        Relation::Matthews => {
            let wanted = problem.matthews.map_or_else(String::new, score);
            format!("Matthews's correlation cannot be in {wanted}: {}", matrix(problem, counts))
        }
    }
}

fn accuracy(problem: &Problem, counts: &Counts) -> String {
    let range = counts.means[Problem::ACCURACY];
    let right = rows(problem, counts.right);
    if counts.rows.is_point() && problem.grid == Grid::Rows {
        let all = counts.rows.low;
        let hits = Span::new(ceil(range.low * all, ONE), floor(range.high * all, ONE));
        let needs = if hits.is_empty() {
            format!("{} of {}", beside(floor(range.low * all, ONE), all), rows(problem, counts.rows))
        } else {
            format!("{} of {all} rows right", rows(problem, hits))
        };
        return format!("accuracy in {} needs {needs}; {right} can be: {}", score(range), matrix(problem, counts));
    }
    format!("accuracy cannot be in {} with {right} rows right: {}", score(range), matrix(problem, counts))
}

/// `1/3 = 0.333333 and 2/3 = 0.666667`
fn beside(below: i128, of: i128) -> String {
    let one = |n: i128| format!("{n}/{of} = {:.6}", n as f64 / of as f64);
    format!("something between {} and {}", one(below), one(below + 1))
}

fn class(problem: &Problem, counts: &Counts, at: usize) -> String {
    let wanted = &problem.classes[at];
    let of = &counts.classes[wanted.class];
    let (name, range) = (wanted.score, score(wanted.range));
    if wanted.kind == Kind::Recall && of.actual.is_point() && problem.grid == Grid::Rows && of.actual.low > 0 {
        let size = of.actual.low;
        let hits = Span::new(ceil(wanted.range.low * size, ONE), floor(wanted.range.high * size, ONE));
        return if hits.is_empty() {
            format!("{name} in {range} needs {}", beside(floor(wanted.range.low * size, ONE), size))
        } else {
            format!(
                "{name} in {range} needs tp {} of {size}; {}",
                rows(problem, hits),
                one(problem, counts, wanted.class)
            )
        };
    }
    let can = match image(wanted.kind, of, counts.rows).defined {
        Some(span) => format!("in {}", score(span)),
        None => "undefined only".to_owned(),
    };
    format!("{name} in {range} cannot be, it is {can}: {}", one(problem, counts, wanted.class))
}

fn mean(problem: &Problem, counts: &Counts, at: usize, reached: Span) -> String {
    let (name, wanted) = (problem.means[at].score, counts.means[at]);
    let classes = matrix(problem, counts);
    if reached.meet(wanted).is_empty() {
        format!("{name} is in {}, not in {}: {classes}", score(reached), score(wanted))
    } else {
        format!("no scores of the classes give a {name} in {}: {classes}", score(wanted))
    }
}

fn triple(problem: &Problem, counts: &Counts, triple: Triple) -> String {
    let Triple { f1, precision, recall } = triple;
    let is = |at: usize| format!("{} in {}", problem.means[at].score, score(counts.means[at]));
    let rule = if problem.means[f1].of_means {
        "F1 is 2 P R / (P + R)"
    } else {
        "P + R − 1 ≤ mean F1 ≤ 2 P R / (P + R)"
    };
    format!("{}, {} and {} exclude each other: {rule}", is(precision), is(recall), is(f1))
}

/// At most as many classes as can be read in a line.
const CLASSES_SHOWN: usize = 4;

fn matrix(problem: &Problem, counts: &Counts) -> String {
    let classes = counts.classes.len();
    let mut shown: Vec<_> = (0..classes.min(CLASSES_SHOWN)).map(|class| one(problem, counts, class)).collect();
    if classes > CLASSES_SHOWN {
        shown.push(format!("and {} classes more", classes - CLASSES_SHOWN));
    }
    shown.join("; ")
}

fn one(problem: &Problem, counts: &Counts, class: usize) -> String {
    let of = &counts.classes[class];
    let [n, tp, fp] = [of.actual, of.tp, of.fp].map(|span| rows(problem, span));
    format!("class {class} has n {n}, tp {tp}, fp {fp}")
}

/// A number of rows, or a share of them.
fn rows(problem: &Problem, count: Span) -> String {
    match problem.grid {
        Grid::Rows if count.is_point() => count.low.to_string(),
        Grid::Rows => format!("{}–{}", count.low, count.high),
        Grid::Shares => {
            let share = |n: i128| n * (ONE / Grid::ALL_SHARES);
            format!("{} of all", score(Span::new(share(count.low), share(count.high))))
        }
    }
}

/// Six decimals, rounded outwards.
fn score(span: Span) -> String {
    const DIGITS: i128 = 1_000_000;
    let decimal = |n: i128| n as f64 / DIGITS as f64;
    format!("[{}, {}]", decimal(floor(span.low * DIGITS, ONE)), decimal(ceil(span.high * DIGITS, ONE)))
}
