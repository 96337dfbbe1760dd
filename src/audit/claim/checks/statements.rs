//! What the paper says of its figures against the figures.

use super::support::{not_checkable, printed, tally, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Mismatch, Unremarkable};
use crate::audit::claim::exact::{Bound, Range, Rational, Rounding, ratio};
use crate::claim::published::{Confusion, Extreme, Figure, Operand, Paper, Predicate, Quantity, Relation, Statement};

pub(super) static CHECK: Check = Check {
    name: "statements",
    title: "Statements against the paper's own figures",
    definition: "A comparison of two scores, the class with the lowest or highest score, and the largest confusion are held against \
                 the printed figures. Prints of the same digits keep their order under every rounding; where the ranges overlap, \
                 nothing is said. Statements about data or training have no figure to be held against.",
    source: "arithmetic",
    assumptions: "Both figures are cut in the same way.",
    example: "`cnn.recall > svm.recall` with 95.1 % and 95.9 % printed.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let statements = case.paper.statements.iter();
    statements.filter_map(|statement| judge(case.paper, statement)).collect()
}

fn judge(paper: &Paper, statement: &Statement) -> Option<Finding> {
    let verdict = match &statement.predicate {
        Predicate::Comparison { left, relation, right } => comparison(paper, left, *relation, right),
        Predicate::ExtremeClass { extreme, metric, class } => {
            extreme_class(paper, statement.model.as_deref()?, *extreme, metric, class)
        }
        Predicate::LargestConfusion { actual, predicted } => {
            largest_confusion(paper, statement.model.as_deref()?, actual, predicted)
        }
        Predicate::Property(_) => return None,
    };
    let place = format!("{}, {}", statement.place, statement.predicate);
    Some(match verdict {
        Ok((true, line)) => {
            Finding::new(CHECK.name, Unremarkable, place, "The printed figures bear the statement out.")
                .arithmetic(line)
                .assuming("both figures are cut in the same way")
        }
        Ok((false, line)) => Finding::new(CHECK.name, Mismatch, place, "The printed figures contradict the statement.")
            .arithmetic(line)
            .assuming("both figures are cut in the same way"),
        Err(why) => not_checkable(CHECK.name, place, why),
    })
}

/// Whether it holds, with the line that shows it; or why it cannot be said.
type Verdict = Result<(bool, String), String>;

/// A number of the paper, exact or printed.
enum Known<'a> {
    Printed(&'a Figure),
    Exact(Rational),
}

impl Known<'_> {
    fn range(&self, mode: Rounding) -> Range {
        match self {
            Self::Printed(figure) => {
                let mut range = mode.range(figure.value);
                // Equal numbers are printed alike, so those of one print end before those of the next.
                range.high.closed &= mode != Rounding::Truncated;
                range
            }
            Self::Exact(value) => Range::point(value.clone()),
        }
    }
}

/// Modes under which the order of numbers is kept by their prints.
const STRICT: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Truncated];

/// Whether a < b: surely, surely not, or not known.
fn is_less(a: &Known<'_>, b: &Known<'_>) -> Option<bool> {
    let below =
        |high: &Bound, low: &Bound| high.value < low.value || (high.value == low.value && !(high.closed && low.closed));
    let not_above = |high: &Bound, low: &Bound| high.value <= low.value;
    if STRICT.iter().all(|&mode| below(&a.range(mode).high, &b.range(mode).low)) {
        Some(true)
    } else if STRICT.iter().all(|&mode| not_above(&b.range(mode).high, &a.range(mode).low)) {
        Some(false)
    } else {
        None
    }
}

fn holds(left: &Known<'_>, relation: Relation, right: &Known<'_>) -> Option<bool> {
    match relation {
        Relation::Less => is_less(left, right),
        Relation::Greater => is_less(right, left),
        Relation::LessOrEqual => is_less(right, left).map(|less| !less),
        Relation::GreaterOrEqual => is_less(left, right).map(|less| !less),
    }
}

fn figure<'a>(paper: &'a Paper, quantity: &Quantity) -> Result<&'a Figure, String> {
    let Quantity { model, metric, class } = quantity;
    let found = match class {
        None => paper.figure(model, metric),
        Some(class) => {
            let tables = paper.class_tables.iter().filter(|table| table.model == *model);
            tables.filter_map(|table| table.classes.get(class)?.get(metric)).next()
        }
    };
    found.ok_or_else(|| format!("no {} is printed for {quantity}", word(metric)))
}

fn comparison(paper: &Paper, left: &Quantity, relation: Relation, right: &Operand) -> Verdict {
    let a = figure(paper, left)?;
    let (b, print) = match right {
        Operand::Quantity(quantity) => {
            let figure = figure(paper, quantity)?;
            (Known::Printed(figure), printed(figure))
        }
        Operand::Number(number) => {
            let (numerator, denominator) = number.ratio();
            (Known::Exact(ratio(numerator, denominator)), number.to_string().replace('%', " %"))
        }
    };
    let line = format!("{} {} {print}", printed(a), relation.sign());
    match holds(&Known::Printed(a), relation, &b) {
        Some(true) => Ok((true, line)),
        Some(false) => Ok((false, format!("not {line}"))),
        None => Err(format!("the printed digits do not decide {line}")),
    }
}

/// The score of every class: printed, or the recall and precision of a matrix.
fn by_class<'a>(paper: &'a Paper, model: &str, metric: &str) -> Vec<(&'a str, Known<'a>)> {
    let table = paper.class_tables.iter().find(|table| table.model == model);
    let printed: Vec<(&str, Known<'_>)> = table
        .into_iter()
        .flat_map(|table| &table.classes)
        .filter_map(|(class, figures)| Some((class.as_str(), Known::Printed(figures.get(metric)?))))
        .collect();
    if !printed.is_empty() {
        return printed;
    }
    matrix(paper, model).map_or_else(Vec::new, |confusion| of_matrix(confusion, metric))
}

fn matrix<'a>(paper: &'a Paper, model: &str) -> Option<&'a Confusion> {
    paper.confusions.iter().find(|confusion| confusion.model == model)
}

fn of_matrix<'a>(confusion: &'a Confusion, metric: &str) -> Vec<(&'a str, Known<'a>)> {
    let Some(tally) = tally(confusion, false) else { return Vec::new() };
    let score = |class: usize| {
        let (above, below) = match metric {
            "recall" => (tally.correct[class], tally.actual[class]),
            "precision" => (tally.correct[class], tally.predicted[class]),
            "f1" => (2 * tally.correct[class], tally.actual[class] + tally.predicted[class]),
            _ => return None,
        };
        (below > 0).then(|| Known::Exact(ratio(above, below)))
    };
    let labels = confusion.labels.iter().enumerate();
    labels.filter_map(|(class, label)| Some((label.as_str(), score(class)?))).collect()
}

fn extreme_class(paper: &Paper, model: &str, extreme: Extreme, metric: &str, class: &str) -> Verdict {
    let scores = by_class(paper, model, metric);
    let Some((_, own)) = scores.iter().find(|(name, _)| *name == class) else {
        return Err(format!("no {} of {class} is printed for {model}, nor a matrix", word(metric)));
    };
    let others = || scores.iter().filter(|(name, _)| *name != class);
    let beyond = |other: &Known<'_>| match extreme {
        Extreme::Lowest => is_less(other, own),
        Extreme::Highest => is_less(own, other),
    };
    let shown = |score: &Known<'_>| match score {
        Known::Printed(figure) => printed(figure),
        Known::Exact(value) => super::support::percent(value, 2),
    };
    if let Some((name, other)) = others().find(|(_, other)| beyond(other) == Some(true)) {
        return Ok((false, format!("{} of {class} {}, of {name} {}", word(metric), shown(own), shown(other))));
    }
    if others().count() == 0 || others().any(|(_, other)| beyond(other).is_none()) {
        return Err("the printed digits do not decide".to_owned());
    }
    let all: Vec<String> = scores.iter().map(|(name, score)| format!("{name} {}", shown(score))).collect();
    Ok((true, format!("{}: {}", word(metric), all.join(", "))))
}

fn largest_confusion(paper: &Paper, model: &str, actual: &str, predicted: &str) -> Verdict {
    let confusion = matrix(paper, model).ok_or_else(|| format!("no matrix of {model} is printed"))?;
    let at = |label: &str| confusion.labels.iter().position(|known| known == label);
    let (Some(row), Some(column)) = (at(actual), at(predicted)) else {
        return Err("the matrix has not both classes".to_owned());
    };
    let own = confusion.counts[row][column];
    let cells = confusion.counts.iter().enumerate().flat_map(|(i, counts)| {
        counts.iter().enumerate().filter(move |(j, _)| i != *j).map(move |(j, &rows)| (rows, i, j))
    });
    let Some((most, i, j)) = cells.max() else { return Err("the matrix has one class".to_owned()) };
    let labels = &confusion.labels;
    Ok((own == most, format!("{actual} → {predicted} {own}, at most {most} ({} → {})", labels[i], labels[j])))
}

#[cfg(test)]
mod tests;
