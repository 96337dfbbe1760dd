//! Splits what is left of the counts in two, again and again, until every part is refuted or one has a matrix.
//!
//! Branch and prune (Van Hentenryck et al. 1997, "Numerica"): the parts cover all counts, so when each of them is empty there is no matrix.

use super::counts::{Class, Counts};
use super::problem::{Problem, Weights};
use super::propagate::propagate;
use super::ratio::image;
use super::span::{Grid, Span};
use crate::audit::claim::score::Tally;

/// How a search ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Search {
    /// All parts are empty; how many there were.
    Refuted(usize),
    /// A part that consists of one tally passes the exact test.
    Found(Tally),
    /// More parts than allowed.
    GaveUp,
}

/// Searches `counts`, which `propagate` has been through, in at most `parts` parts.
pub(super) fn search(problem: &Problem, counts: Counts, parts: usize, fits: impl Fn(&Tally) -> bool) -> Search {
    let mut stack = vec![counts];
    let mut seen = 0;
    while let Some(mut counts) = stack.pop() {
        seen += 1;
        if seen > parts {
            return Search::GaveUp;
        }
        if seen > 1 && propagate(problem, &mut counts).is_err() {
            continue;
        }
        if problem.grid == Grid::Rows && counts.is_point() {
            match tally(&counts) {
                Some(tally) if fits(&tally) => return Search::Found(tally),
                _ => continue,
            }
        }
        let Some([one, other]) = halves(problem, &counts) else {
            return Search::GaveUp;
        };
        stack.extend([one, other]);
    }
    Search::Refuted(seen)
}

fn tally(counts: &Counts) -> Option<Tally> {
    let number = |n: i128| u64::try_from(n).ok();
    let all = |part: fn(&Class) -> i128| counts.classes.iter().map(|class| number(part(class))).collect::<Option<_>>();
    let tally = Tally {
        correct: all(|class| class.tp.low)?,
        actual: all(|class| class.tp.low + class.fn_.low)?,
        predicted: all(|class| class.tp.low + class.fp.low)?,
    };
    super::realise::is_realisable(&tally).then_some(tally)
}

/// Two parts that cover it; `None` where nothing can be split.
fn halves(problem: &Problem, counts: &Counts) -> Option<[Counts; 2]> {
    let widest = (0..counts.classes.len())
        .max_by_key(|&class| (doubt(problem, counts, class), spread(&counts.classes[class])))?;
    let candidates = [widest].into_iter().chain(0..counts.classes.len());
    let (class, part) =
        candidates.map(|class| (class, widest_part(&counts.classes[class]))).find(|&(class, part)| {
            let span = *part_of(&mut counts.classes[class].clone(), part);
            span.width() > i128::from(problem.grid == Grid::Shares)
        })?;
    let span = *part_of(&mut counts.classes[class].clone(), part);
    let middle = span.low + span.width() / 2;
    let upper = middle + problem.grid.some();
    Some([Span::new(upper, span.high), Span::new(span.low, middle)].map(|span| {
        let mut half = counts.clone();
        *part_of(&mut half.classes[class], part) = span;
        half
    }))
}

/// How much of the printed means a class leaves open.
fn doubt(problem: &Problem, counts: &Counts, class: usize) -> i128 {
    let of = &counts.classes[class];
    let means = problem.means.iter().filter(|mean| !mean.of_means).map(|mean| {
        let width = image(mean.kind, of, counts.rows).defined.map_or(0, Span::width);
        match mean.weights {
            Weights::Equal => width / (counts.classes.len() as i128),
            Weights::Rows => width / counts.rows.high * of.actual.high,
        }
    });
    means.sum()
}

fn spread(class: &Class) -> i128 {
    class.tp.width().max(class.fp.width()).max(class.fn_.width())
}

/// What of a class is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Hits,
    FalseAlarms,
    Misses,
}

fn part_of(class: &mut Class, part: Part) -> &mut Span {
    match part {
        Part::Hits => &mut class.tp,
        Part::FalseAlarms => &mut class.fp,
        Part::Misses => &mut class.fn_,
    }
}

fn widest_part(class: &Class) -> Part {
    let parts =
        [(class.tp.width(), Part::Hits), (class.fp.width(), Part::FalseAlarms), (class.fn_.width(), Part::Misses)];
    let mut widest = parts[0];
    for part in parts {
        if part.0 > widest.0 {
            widest = part;
        }
    }
    widest.1
}
