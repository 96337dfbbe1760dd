//! Classes with too few test rows for what is printed about them.

use super::{Check, listed};
use crate::audit::data::case::SplitCase;
use crate::audit::data::outcome::CONFIDENCE;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::claim::published::{Figure, Paper};
use crate::prepare::SplitSide;
use crate::stats::wilson_interval;
use crate::text::thousands;

/// The check.
pub(super) const CHECK: Check = Check {
    name: "class_sizes",
    title: "Classes too small for their figures",
    question: "Can these test rows carry a figure for every class, with the digits that are printed?",
    statistic: "Test rows of each class. A class that is in test and not in train cannot be learned; one that is in train and not in test has no figure. With fewer than 30 test rows \
                Wilson's interval of a recall of one half is more than a third wide. One row more or less moves a class's recall by 1 / rows: where that is more than one unit of the last \
                printed digit (of the paper's figures for that class, else of the finest figure in its tables), the digits say more than the rows can.",
    thresholds: &[&FEWEST],
    source: "Wilson, Journal of the American Statistical Association 22, 1927, for the interval; the comparison with printed digits is ours.",
    shortcut: false,
    run,
};

const FEWEST: Threshold =
    Threshold::new("test rows of a class", 30.0, "ours, because a recall of one half is then known to 0.17 either way");

fn run(case: &Case<'_>) -> Vec<Outcome> {
    case.on_splits(|split| judge(case, split).into_iter().map(|outcome| split.outcome(outcome)).collect())
}

/// A class with its rows.
#[derive(Debug, Clone, Copy)]
struct Size<'a> {
    name: &'a str,
    train: u64,
    test: u64,
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>) -> Vec<Outcome> {
    let sizes = sizes(case, split);
    let Some(smallest) = sizes.iter().filter(|size| size.test > 0).map(|size| size.test).min() else {
        return vec![Outcome::not_applicable(CHECK.name, "no row is on the test side")];
    };
    let statistic = Statistic::exact("test rows of the smallest class", smallest as f64);
    // The size of the smallest class decides one of them only.
    let few = few(&sizes).map(|outcome| outcome.measured(statistic.clone(), &FEWEST));
    let kinds = [unlearned(&sizes), untested(&sizes), few, digits(&sizes, case.rows.paper)];
    let mut outcomes: Vec<Outcome> = kinds.into_iter().flatten().collect();
    if outcomes.is_empty() {
        let says = format!("The smallest class has {} test rows.", thousands(smallest));
        outcomes.push(Outcome::new(CHECK.name, Level::Fine, says).measured(statistic, &FEWEST));
    }
    outcomes
}

/// The classes that any row is of.
fn sizes<'a>(case: &Case<'a>, split: &SplitCase<'_>) -> Vec<Size<'a>> {
    let names = case.rows.class_names.iter();
    let mut sizes: Vec<Size<'a>> = names.map(|name| Size { name, train: 0, test: 0 }).collect();
    for (side, &class) in split.split.assignment.side_of_row.iter().zip(case.rows.classes) {
        let size = &mut sizes[class as usize];
        match side {
            Some(SplitSide::Train) => size.train += 1,
            Some(SplitSide::Test) => size.test += 1,
            Some(SplitSide::Validation) | None => {}
        }
    }
    sizes
}

fn named<'a>(sizes: &[Size<'a>], which: impl Fn(&Size<'_>) -> bool) -> Vec<Size<'a>> {
    sizes.iter().copied().filter(which).collect()
}

fn outcome(level: Level, classes: &[Size<'_>], says: String) -> Outcome {
    let outcome = Outcome::new(CHECK.name, level, says);
    classes
        .iter()
        .fold(outcome, |outcome, size| outcome.class(size.name).count(format!("test rows of {}", size.name), size.test))
}

fn names(classes: &[Size<'_>]) -> String {
    listed(&classes.iter().map(|size| size.name).collect::<Vec<_>>())
}

fn with_rows(classes: &[Size<'_>]) -> String {
    let each: Vec<String> = classes.iter().map(|size| format!("{} {}", size.name, size.test)).collect();
    listed(&each.iter().map(String::as_str).collect::<Vec<_>>())
}

fn unlearned(sizes: &[Size<'_>]) -> Option<Outcome> {
    let classes = named(sizes, |size| size.train == 0 && size.test > 0);
    let says = format!("Without a training row: {}. Test rows of it cannot be told right.", names(&classes));
    (!classes.is_empty()).then(|| outcome(Level::Flag, &classes, says))
}

fn untested(sizes: &[Size<'_>]) -> Option<Outcome> {
    let classes = named(sizes, |size| size.train > 0 && size.test == 0);
    let says = format!(
        "Without a test row: {}. No figure tells how well it is recognised; where a model predicts it, macro means count it, with a precision, recall and F1 of 0.",
        names(&classes)
    );
    (!classes.is_empty()).then(|| outcome(Level::Warning, &classes, says))
}

fn few(sizes: &[Size<'_>]) -> Option<Outcome> {
    let classes = named(sizes, |size| size.test > 0 && (size.test as f64) < FEWEST.value);
    let smallest = classes.iter().map(|size| size.test).min()?;
    let says = format!("Test rows too few for any figure by class: {}.", with_rows(&classes));
    let half = wilson_interval(smallest / 2, smallest, CONFIDENCE);
    let outcome = outcome(Level::Flag, &classes, says);
    Some(match half {
        Some(interval) => outcome.consequence(format!(
            "A recall of {} of {smallest} rows lies between {:.2} and {:.2}; a mean over the classes moves with it.",
            smallest / 2,
            interval.low,
            interval.high
        )),
        None => outcome,
    })
}

fn digits(sizes: &[Size<'_>], paper: Option<&Paper>) -> Option<Outcome> {
    let paper = paper?;
    let finest = finest(all_figures(paper));
    let too_small = |size: &Size<'_>| {
        let unit = finest_of_class(paper, size.name).or(finest);
        size.test > 0 && unit.is_some_and(|unit| size.test < unit)
    };
    let classes = named(sizes, too_small);
    let smallest = classes.iter().map(|size| size.test).min()?;
    let unit = finest_of_class(paper, classes.iter().find(|size| size.test == smallest)?.name).or(finest)?;
    let says = format!(
        "One test row more or less moves the recall of these classes by more than the last printed digit: {}.",
        with_rows(&classes)
    );
    let consequence = format!(
        "Of {smallest} rows a recall comes in steps of {:.2} points; one unit of the last printed digit is {} points.",
        100.0 / smallest as f64,
        100.0 / unit as f64
    );
    Some(outcome(Level::Warning, &classes, says).consequence(consequence).count("rows that the digits need", unit))
}

/// The figures of the tables over all classes, and of text and plots.
fn all_figures(paper: &Paper) -> impl Iterator<Item = &Figure> {
    let tables = paper.tables.iter().flat_map(|table| table.rows.values().flat_map(|row| row.values()));
    tables.chain(paper.figures.iter().map(|single| &single.figure))
}

/// One over the unit of the last digit, for figures of that class.
fn finest_of_class(paper: &Paper, class: &str) -> Option<u64> {
    finest(paper.class_tables.iter().filter_map(|table| table.classes.get(class)).flat_map(|row| row.values()))
}

/// One over the unit of the last digit of the finest figure: 97.1 % gives 1,000, as many rows as make such a step.
fn finest<'a>(figures: impl Iterator<Item = &'a Figure>) -> Option<u64> {
    figures.map(|figure| figure.value.ratio().1).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::published;

    fn paper() -> Paper {
        let text = "paper: made-up\ntitle: A made-up paper\nauthors: unstated\nfound: nowhere\ndataset: Bot-IoT\nedition: unstated\ntask: multiclass
classes: [a, b, c]\naveraging: unstated\nsplit: { train: unstated, validation: unstated, test: unstated, place: Section 2 }
tables:\n  - place: Table 1\n    rows:\n      good: { accuracy: \"75.0%\" }
class_tables:\n  - place: Table 2\n    model: good\n    classes:\n      a: { recall: \"0.9912\" }\n";
        published::parse(text, "made-up.yaml").unwrap_or_else(|errors| panic!("{errors}"))
    }

    #[test]
    fn a_row_moves_more_than_the_last_digit() {
        let sizes = [("a", 9_999), ("b", 1_000), ("c", 999)].map(|(name, test)| Size { name, train: 1, test });
        let found = digits(&sizes, Some(&paper())).unwrap();
        // Four digits need 10,000 rows, a tenth of a per cent 1,000.
        assert_eq!(found.subject.classes, ["a", "c"]);
        assert!(found.says.ends_with("a 9999, c 999."), "{}", found.says);
        assert!(found.consequence.unwrap().ends_with("is 0.1 points."));
        assert!(digits(&sizes[1..2], Some(&paper())).is_none() && digits(&sizes, None).is_none());
    }

    #[test]
    fn sides_without_a_class_are_told() {
        let sizes =
            [("a", 0, 5), ("b", 7, 0), ("c", 9, 30), ("d", 0, 0)].map(|(name, train, test)| Size { name, train, test });
        assert_eq!(unlearned(&sizes).unwrap().subject.classes, ["a"]);
        assert_eq!(untested(&sizes).unwrap().subject.classes, ["b"]);
        assert_eq!(few(&sizes).unwrap().subject.classes, ["a"]);
        assert!(few(&sizes[1..]).is_none());
    }
}
