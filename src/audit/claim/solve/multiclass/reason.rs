//! Where the figures clash, in one line that can be checked by hand.

use super::counts::Counts;
use super::decimals::{self, USUAL, show};
use super::means;
use super::problem::{Problem, Triple, as_accuracy, shown};
use super::propagate::Relation;
use super::ratio::{Kind, image};
use super::span::{Grid, ONE, Span, ceil, floor};
use super::totals;
use crate::audit::claim::bounds;
use crate::audit::claim::exact::Range;
use crate::audit::claim::reading::Constraint;
use crate::audit::claim::score::Score;

/// What leaves nothing at `relation`, where `counts` is what all steps before have left.
pub(super) fn describe(problem: &Problem, counts: &Counts, relation: Relation) -> String {
    match relation {
        Relation::Sums => format!("no counts add up: {}", matrix(problem, counts)),
        Relation::Accuracy => accuracy(problem, counts),
        Relation::Class(at) => class(problem, counts, at),
        Relation::Mean(at) => mean(problem, counts, at, means::reach(counts, &problem.means[at])),
        Relation::Totals(at) => {
            let reached = totals::reach(counts, &problem.means[at]).unwrap_or(Span::UNIT);
            let [right, wrong] = [counts.right, counts.wrong].map(|count| rows(problem, count));
            let rows = format!("with {right} right and {wrong} wrong rows");
            format!("{rows}, {}", mean(problem, counts, at, reached))
        }
        Relation::Triple(at) => triple(problem, counts, problem.triples[at]),
        Relation::Matthews => {
            let wanted = problem.matthews.map_or_else(String::new, |range| show(range, USUAL));
            format!("Matthews's correlation cannot be in {wanted}: {}", matrix(problem, counts))
        }
    }
}

/// What the other figures, of which `counts` is what is left, say of the figure at `at`; `None` where they say nothing against it.
pub(super) fn consequence(problem: &Problem, counts: &Counts, figures: &[Constraint], at: usize) -> Option<String> {
    let Constraint { score: name, range } = &figures[at];
    let reached = reach(problem, counts, *name)?;
    let wanted = Span::of_range(range);
    if !reached.meet(wanted).is_empty() {
        return None;
    }
    let reached = show(reached, decimals::telling_apart(reached, wanted));
    let given = |constraint: &Constraint| format!("{} in {}", constraint.score, shown(&constraint.range));
    let others = figures.iter().enumerate().filter(|&(i, _)| i != at).map(|(_, constraint)| given(constraint));
    let others = others.collect::<Vec<_>>().join(", ");
    let from = if others.is_empty() { "the class sizes".to_owned() } else { others };
    let (wanted, left) = (shown(range), matrix(problem, counts));
    Some(format!("from {from} follows {name} in {reached}, not in {wanted}; {left}"))
}

/// What the counts allow a figure to be.
fn reach(problem: &Problem, counts: &Counts, name: Score) -> Option<Span> {
    if as_accuracy(name, problem.sizes.len()).is_some() {
        // Other names of accuracy are measured in other units.
        return (name == Score::Accuracy).then_some(counts.means[Problem::ACCURACY]);
    }
    if let Some(of_class) = problem.classes.iter().find(|of_class| of_class.score == name) {
        return image(of_class.kind, &counts.classes[of_class.class], counts.rows).under(problem.rule);
    }
    let at = problem.means.iter().position(|mean| mean.score == name)?;
    let (mean, known) = (&problem.means[at], counts.means[at]);
    if mean.of_means {
        return Some(known);
    }
    let totals = totals::reach(counts, mean).unwrap_or(Span::UNIT);
    Some(known.meet(means::reach(counts, mean)).meet(totals))
}

fn accuracy(problem: &Problem, counts: &Counts) -> String {
    let range = counts.means[Problem::ACCURACY];
    if counts.rows.is_point() && problem.grid == Grid::Rows {
        let all = counts.rows.low;
        let hits = Span::new(ceil(range.low * all, ONE), floor(range.high * all, ONE));
        if hits.is_empty() {
            return beside(Score::Accuracy, range, all);
        }
        let [hits, right] = [hits, counts.right].map(|count| rows(problem, count));
        let range = show(range, USUAL);
        return format!(
            "accuracy in {range} needs {hits} of {all} rows right, {right} can be: {}",
            matrix(problem, counts)
        );
    }
    let decimals = match problem.grid {
        Grid::Rows => USUAL,
        Grid::Shares => decimals::telling_apart(range, share(counts.right)),
    };
    let (range, right) = (show(range, decimals), rows_to(problem, counts.right, decimals));
    format!("accuracy cannot be in {range} with {right} rows right: {}", matrix(problem, counts))
}

/// `accuracy in [0.4, 0.5] needs a fraction of 3 between 1/3 = 0.333333 and 2/3 = 0.666667`
fn beside(name: Score, range: Span, of: i128) -> String {
    let below = floor(range.low * of, ONE);
    let decimals = decimals::between(below, of, range);
    let [one, next] = [below, below + 1].map(|n| decimals::fraction(n, of, decimals));
    format!("{name} in {} needs a fraction of {of} between {one} and {next}", show(range, decimals))
}

fn class(problem: &Problem, counts: &Counts, at: usize) -> String {
    let wanted = &problem.classes[at];
    let of = &counts.classes[wanted.class];
    let name = wanted.score;
    if wanted.kind == Kind::Recall && of.actual.is_point() && problem.grid == Grid::Rows && of.actual.low > 0 {
        let size = of.actual.low;
        let hits = Span::new(ceil(wanted.range.low * size, ONE), floor(wanted.range.high * size, ONE));
        return if hits.is_empty() {
            beside(name, wanted.range, size)
        } else {
            format!(
                "{name} in {} needs tp {} of {size}; {}",
                show(wanted.range, USUAL),
                rows(problem, hits),
                one(problem, counts, wanted.class)
            )
        };
    }
    let (can, decimals) = match image(wanted.kind, of, counts.rows).defined {
        Some(span) => {
            let decimals = decimals::telling_apart(wanted.range, span);
            (format!("in {}", show(span, decimals)), decimals)
        }
        None => ("undefined only".to_owned(), USUAL),
    };
    let range = show(wanted.range, decimals);
    format!("{name} in {range} cannot be, it is {can}: {}", one(problem, counts, wanted.class))
}

fn mean(problem: &Problem, counts: &Counts, at: usize, reached: Span) -> String {
    let (name, wanted) = (problem.means[at].score, counts.means[at]);
    let classes = matrix(problem, counts);
    if reached.meet(wanted).is_empty() {
        let decimals = decimals::telling_apart(reached, wanted);
        format!("{name} is in {}, not in {}: {classes}", show(reached, decimals), show(wanted, decimals))
    } else {
        format!("no scores of the classes give a {name} in {}: {classes}", show(wanted, USUAL))
    }
}

fn triple(problem: &Problem, counts: &Counts, triple: Triple) -> String {
    let Triple { f1, precision, recall } = triple;
    let (rule, relation): (_, fn(&Range, &Range) -> Range) = if problem.means[f1].of_means {
        ("F1 is 2 P R / (P + R)", bounds::f1)
    } else {
        ("P + R − 1 ≤ mean F1 ≤ 2 P R / (P + R)", bounds::mean_f1)
    };
    // The reader has the decimals only, and is to find the same with them.
    let decimals = decimals::fewest(|&decimals| {
        let read = |at: usize| decimals::outwards(counts.means[at], decimals).to_range();
        relation(&read(precision), &read(recall)).intersection(&read(f1)).is_empty()
    });
    let is = |at: usize| format!("{} in {}", problem.means[at].score, show(counts.means[at], decimals));
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
    rows_to(problem, count, USUAL)
}

fn rows_to(problem: &Problem, count: Span, decimals: u32) -> String {
    match problem.grid {
        Grid::Rows if count.is_point() => count.low.to_string(),
        Grid::Rows => format!("{}–{}", count.low, count.high),
        Grid::Shares => format!("{} of all", show(share(count), decimals)),
    }
}

/// A count of [`Grid::Shares`] as a score.
fn share(count: Span) -> Span {
    count.times(ONE / Grid::ALL_SHARES)
}
