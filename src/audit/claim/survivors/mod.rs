//! Which readings of a table could be true on which test sets: none, one, or several.
//!
//! A reading says what the figures are (scores of one class, averages), how they were cut, and what an empty denominator gives; a test set says
//! how many rows each class has. Under each pair every row must have a confusion matrix, and all rows of a table must have the same class
//! sizes. With exact sizes that is each row by itself; with free ones the shares of the classes must agree. Two kinds of tables differ: where
//! some rows are means of others these can be folds, which have test rows of their own; and a row of means over runs need not be any matrix.

mod joint;
mod readings;
mod row;
#[cfg(test)]
pub(in crate::audit) mod sample;
#[cfg(test)]
mod tests;
mod words;

use rayon::prelude::*;

use crate::audit::claim::checks::Case;
use crate::audit::claim::exact::Rounding;
use crate::audit::claim::reading::{Reading, TestSet};
use crate::audit::claim::score::Tally;
use crate::audit::claim::sizes;
use crate::audit::claim::solve::Outcome;
use crate::claim::published::{Averaging, Figure, Paper, Table};

pub use readings::{Row, constraint, constraints};
pub use row::solve;
pub use words::{any, list, matrix, meaning, one_of};

use joint::joint;
use row::Asker;

/// A model's name and its figures.
type NamedRow<'a> = (&'a str, &'a Row);

/// Every reading of a table on every test set.
#[derive(Debug)]
pub struct Survivors<'a> {
    /// The claims.
    pub paper: &'a Paper,
    /// The table.
    pub table: &'a Table,
    /// The rows that have a confusion matrix to be looked for: not those that are averages of others, nor those without such scores.
    pub rows: Vec<(&'a str, &'a Row)>,
    /// The models whose rows can be means over runs: the mean of the scores of several matrices need not be the score of any.
    pub means: Vec<&'a str>,
    /// Whether each row can have test rows of its own: some row is the mean of others, so these can be folds.
    pub apart: bool,
    /// What the figures could be: readings that differ only in rounding, conventions and the false alarm rate are one meaning.
    pub meanings: Vec<Meaning>,
    /// The test sets, as in the case; where rows have test rows of their own, the one with free sizes only.
    pub test_sets: &'a [TestSet],
    /// Of each test set, how much the paper says of it.
    pub standings: Vec<Standing>,
}

/// How much a paper says of a test set, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It prints the rows of each class: a matrix or supports of a model of the table, or counts.
    Printed,
    /// Its words allow it: an edition, cleaned and split in some way, or the rows of a matrix of another model.
    Allowed,
    /// Nothing: any class sizes.
    Free,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Printed, Self::Allowed, Self::Free];

    fn of(test: &TestSet, printed: &[TestSet]) -> Self {
        let same = |other: &TestSet| other.rows == test.rows && other.classes == test.classes;
        if test.is_free() {
            Self::Free
        } else if printed.iter().any(same) {
            Self::Printed
        } else {
            Self::Allowed
        }
    }
}

/// What the figures of a table could be, on each test set.
#[derive(Debug)]
pub struct Meaning {
    /// In words: `scores of the class attack`.
    pub name: String,
    /// Whether the paper's words allow it.
    pub allowed: bool,
    /// The readings with this meaning.
    pub readings: Vec<Reading>,
    /// What came out on each test set.
    pub on: Vec<Verdict>,
}

/// A meaning with a test set.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// What the figures are.
    pub meaning: &'a Meaning,
    /// Of which rows.
    pub test: &'a TestSet,
    /// How much the paper says of them.
    pub standing: Standing,
    /// What came out.
    pub verdict: &'a Verdict,
}

/// A meaning on a test set, over all its readings.
#[derive(Debug)]
pub struct Verdict {
    /// Outcome of each row by itself: possible where any reading is, undecided where none is and any is undecided.
    pub rows: Vec<Outcome>,
    /// The readings under which the table survives, as positions, each with a confusion matrix for every row.
    pub surviving: Vec<(usize, Vec<Tally>)>,
    /// Readings that could not be decided.
    pub undecided: usize,
}

/// What happens to a table under one reading on one test set.
#[derive(Debug)]
enum Fate {
    Survives(Vec<Tally>),
    Dead,
    Undecided,
}

/// The readings of every table of a paper that has rows to look at.
pub fn search<'a>(case: &Case<'a>) -> Vec<Survivors<'a>> {
    case.paper.tables.iter().filter_map(|table| search_table(case, table)).collect()
}

fn search_table<'a>(case: &Case<'a>, table: &'a Table) -> Option<Survivors<'a>> {
    let (allowed, others) = readings::readings(case.paper, table);
    let has_scores = |row: &Row| allowed.first().is_some_and(|reading| !constraints(row, reading).is_empty());
    let (means, rows): (Vec<NamedRow<'_>>, Vec<NamedRow<'_>>) = table
        .rows
        .iter()
        .filter(|(name, row)| !table.averages.contains_key(*name) && has_scores(row))
        .map(|(name, row)| (name.as_str(), row))
        .partition(|(name, row)| table.means.is_some() || can_be_mean(case.paper, name, row));
    let means: Vec<&str> = means.into_iter().map(|(name, _)| name).collect();
    if rows.is_empty() && means.is_empty() {
        return None;
    }
    let apart = !table.averages.is_empty();
    let test_sets = if apart { free_only(case.test_sets) } else { case.test_sets };
    let printed = sizes::printed(case.paper, table);
    let is_searched = !rows.is_empty();
    let mut survivors = Survivors {
        paper: case.paper,
        table,
        rows,
        means,
        apart,
        meanings: Vec::new(),
        test_sets,
        standings: test_sets.iter().map(|test| Standing::of(test, &printed)).collect(),
    };
    if !is_searched {
        return Some(survivors);
    }
    survivors.try_all(allowed, true);
    if !survivors.pairs().any(|pair| pair.verdict.survives()) {
        survivors.try_all(others, false);
    }
    Some(survivors)
}

/// What a paper says of its test rows is of one split, not of folds: these can have any sizes.
fn free_only(test_sets: &[TestSet]) -> &[TestSet] {
    let free = test_sets.iter().find(|test| test.is_free());
    free.map_or(test_sets, std::slice::from_ref)
}

/// Whether a row can be of means over runs: the paper gives a mean with its spread that is printed like one of the row's figures.
fn can_be_mean(paper: &Paper, model: &str, row: &Row) -> bool {
    let ranges = |figure: &Figure| Rounding::ALL.map(|rounding| rounding.range(figure.value));
    let alike = |one: &Figure, other: &Figure| {
        ranges(one).iter().any(|one| ranges(other).iter().any(|other| !one.intersection(other).is_empty()))
    };
    let of_model = paper.spreads.iter().filter(|spread| spread.model == model);
    of_model.into_iter().any(|spread| row.get(&spread.metric).is_some_and(|figure| alike(figure, &spread.mean)))
}

impl<'a> Survivors<'a> {
    fn try_all(&mut self, readings: Vec<Reading>, allowed: bool) {
        let mut groups: Vec<(String, Vec<Reading>)> = Vec::new();
        for reading in readings {
            let name = if allowed { meaning } else { words::whole_meaning }(&reading, &self.paper.classes);
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, members)) => members.push(reading),
                None => groups.push((name, vec![reading])),
            }
        }
        let meaning = |(name, readings): (String, Vec<Reading>)| {
            let on = self.verdicts(&readings);
            Meaning { name, allowed, readings, on }
        };
        let meanings: Vec<Meaning> = groups.into_par_iter().map(meaning).collect();
        self.meanings.extend(meanings);
    }

    /// The free test set goes first: what it refutes is refuted everywhere.
    fn verdicts(&self, readings: &[Reading]) -> Vec<Verdict> {
        let mut askers: Vec<Asker<'_>> = self.rows.iter().map(|(_, row)| Asker::new(row)).collect();
        let mut dead: Vec<(&Reading, &TestSet)> = Vec::new();
        let mut on: Vec<Verdict> =
            self.test_sets.iter().rev().map(|test| self.verdict(readings, test, &mut askers, &mut dead)).collect();
        on.reverse();
        on
    }

    fn verdict<'b>(
        &self,
        readings: &'b [Reading],
        test: &'b TestSet,
        askers: &mut [Asker<'_>],
        dead: &mut Vec<(&'b Reading, &'b TestSet)>,
    ) -> Verdict {
        let mut verdict = Verdict { rows: Vec::new(), surviving: Vec::new(), undecided: 0 };
        for (position, reading) in readings.iter().enumerate() {
            let alone: Vec<Outcome> = askers.iter_mut().map(|asker| asker.ask(reading, test)).collect();
            let is_dead = dead.iter().any(|(wider, all)| is_narrower(reading, wider) && row::contains(all, test));
            let fate = if is_dead { Fate::Dead } else { joint(&self.rows, self.apart, &alone, reading, test) };
            match fate {
                Fate::Survives(matrices) => verdict.surviving.push((position, matrices)),
                Fate::Undecided => verdict.undecided += 1,
                Fate::Dead if is_dead => {}
                Fate::Dead => dead.push((reading, test)),
            }
            verdict.rows = if verdict.rows.is_empty() { alone } else { better(verdict.rows, alone) };
        }
        verdict
    }

    /// Pairs of a reading and a test set that were tried.
    pub fn tried(&self) -> usize {
        self.meanings.iter().map(|meaning| meaning.readings.len() * meaning.on.len()).sum()
    }

    /// Of these, the readings that the paper's words allow with the test sets of which it says at least so much.
    pub fn tried_within(&self, least: Standing) -> usize {
        self.within(least).map(|pair| pair.meaning.readings.len()).sum()
    }

    /// Every meaning with every test set.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.meanings.iter().flat_map(move |meaning| {
            let tests = self.test_sets.iter().zip(&self.standings).zip(&meaning.on);
            tests.map(move |((test, &standing), verdict)| Pair { meaning, test, standing, verdict })
        })
    }

    /// Every meaning that the paper's words allow with every test set of which it says at least so much.
    pub fn within(&self, least: Standing) -> impl Iterator<Item = Pair<'_>> {
        self.pairs().filter(move |pair| pair.meaning.allowed && pair.standing <= least)
    }

    /// The test sets of which the paper says at least so much.
    pub fn tests(&self, least: Standing) -> Vec<&'a TestSet> {
        let tests = self.test_sets.iter().zip(&self.standings);
        tests.filter(|(_, standing)| **standing <= least).map(|(test, _)| test).collect()
    }

    /// What the figures can be by the paper's words, in one phrase.
    pub fn meant(&self) -> String {
        words::meanings(self.allowed().flat_map(|meaning| &meaning.readings), &self.paper.classes)
    }

    /// The assumption that every refutation of the whole table makes of its rows.
    pub fn same_rows(&self) -> &'static str {
        if self.apart {
            "each row of the table was scored in one run, maybe on test rows of its own, and all are meant alike"
        } else {
            "all rows of the table were scored on the same test rows in one run and are meant alike"
        }
    }

    /// What is taken for granted of the definitions of the scores that are printed in these rows.
    pub fn definitions(&self, rows: &[(&str, &Row)]) -> Vec<String> {
        words::definitions(&|metric| rows.iter().any(|(_, row)| row.contains_key(metric)), self.allowed())
    }

    /// The test sets of which the paper says the most.
    pub fn scope(&self) -> Standing {
        Standing::ALL.into_iter().find(|&least| !self.tests(least).is_empty()).unwrap_or(Standing::Free)
    }

    /// The rows that can be averages over the classes and no scores of one class, on the test sets of which the paper says the most: by
    /// themselves, or since their table can be nothing else. With the place of the table.
    pub fn only_averages(&self) -> Vec<(&'a str, &'a str)> {
        let some = |of_one_class: bool, holds: &dyn Fn(&Verdict) -> bool| {
            let of_kind = |pair: &Pair<'_>| (pair.meaning.readings[0].averaging == Averaging::Binary) == of_one_class;
            self.within(self.scope()).filter(of_kind).any(|pair| holds(pair.verdict))
        };
        let only = |holds: &dyn Fn(&Verdict) -> bool| some(false, holds) && !some(true, holds);
        let of_table = only(&Verdict::survives);
        let of_row = |row: usize| only(&|verdict| matches!(verdict.rows[row], Outcome::Possible(_)));
        let rows = self.rows.iter().enumerate().filter(|&(row, _)| of_table || of_row(row));
        rows.map(|(_, (model, _))| (self.table.place.as_str(), *model)).collect()
    }

    /// The meanings that the paper's words allow.
    pub fn allowed(&self) -> impl Iterator<Item = &Meaning> {
        self.meanings.iter().filter(|meaning| meaning.allowed)
    }
}

impl Verdict {
    /// Whether some reading survives.
    pub fn survives(&self) -> bool {
        !self.surviving.is_empty()
    }
}

/// Whether every matrix that fits the first reading fits the second: the same with halves that may go either way.
fn is_narrower(reading: &Reading, wider: &Reading) -> bool {
    let alike = Reading { rounding: wider.rounding, ..reading.clone() } == *wider;
    let nearest = wider.rounding == Rounding::Nearest && reading.rounding != Rounding::Truncated;
    alike && (nearest || reading.rounding == wider.rounding)
}

/// Row by row the outcome that says more for the table.
fn better(known: Vec<Outcome>, new: Vec<Outcome>) -> Vec<Outcome> {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Possible(_) => 2,
        Outcome::Undecided(_) => 1,
        Outcome::Impossible => 0,
    };
    known.into_iter().zip(new).map(|(known, new)| if rank(&new) > rank(&known) { new } else { known }).collect()
}
