//! What the checks look at: rows, splits, and what several checks need of them, computed once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::equal::EqualRows;
use super::one_column::{OneColumn, every_column};
use super::sample::{Sample, stratified};
use crate::claim::published::Paper;
use crate::dataset::catalogue::Edition;
use crate::dataset::{Column, Table};
use crate::prepare::{Assignment, SplitSide, is_dropped};
use crate::spec::Protocol;

/// Rows at most from which something one-dimensional is learned; larger tables are sampled.
pub const MAX_ROWS_OF_ONE_COLUMN: usize = 120_000;

/// Rows at most from which something is learned in all columns at once.
pub const MAX_ROWS_OF_ALL_COLUMNS: usize = 20_000;

/// The rows to audit.
#[derive(Debug)]
pub struct Rows<'a> {
    /// As read.
    pub table: &'a Table,
    /// Class of each row.
    pub classes: &'a [u32],
    /// Names of the classes.
    pub class_names: &'a [String],
    /// What the catalogue knows of them.
    pub edition: Option<&'static Edition>,
    /// The splits, one or more a protocol.
    pub splits: Vec<Split<'a>>,
    /// What was printed about them.
    pub paper: Option<&'a Paper>,
}

/// One split of the rows.
#[derive(Debug, Clone, Copy)]
pub struct Split<'a> {
    /// Name of the protocol.
    pub protocol: &'a str,
    /// What it says: dropped columns, cleaning, view.
    pub settings: &'a Protocol,
    /// Seed of the split.
    pub seed: u64,
    /// Side of each row.
    pub assignment: &'a Assignment,
}

/// How to audit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Seed of the samples.
    pub seed: u64,
}

/// Everything that a check is given.
#[derive(Debug)]
pub struct Case<'a> {
    /// The rows.
    pub rows: &'a Rows<'a>,
    /// How to audit.
    pub options: Options,
    /// The splits, with what is shared between checks.
    pub splits: Vec<SplitCase<'a>>,
    cancel: &'a AtomicBool,
}

/// A split, and what several checks need of it.
#[derive(Debug)]
pub struct SplitCase<'a> {
    /// The split.
    pub split: Split<'a>,
    /// The columns that its models see: those that the protocol does not drop.
    pub features: Vec<&'a Column>,
    /// Those without the edition's identifiers, which tell every row from every other.
    pub comparable: Vec<&'a Column>,
    rows: &'a Rows<'a>,
    seed: u64,
    equal: OnceLock<EqualRows>,
    sample: OnceLock<Sample>,
    one_column: OnceLock<Vec<OneColumn>>,
}

impl<'a> Case<'a> {
    /// Nothing is computed yet.
    pub(super) fn new(rows: &'a Rows<'a>, options: Options, cancel: &'a AtomicBool) -> Self {
        let splits = rows.splits.iter().map(|&split| SplitCase::new(rows, split, options.seed)).collect();
        Self { rows, options, splits, cancel }
    }

    /// Whether the user asked to stop; a check that sees it may return anything.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// The protocols whose models see a column.
    pub fn seen_by(&self, column: &Column) -> Vec<&'a str> {
        let sees = |split: &&SplitCase<'_>| split.features.iter().any(|feature| feature.name == column.name);
        let mut names: Vec<&str> = self.splits.iter().filter(sees).map(|split| split.split.protocol).collect();
        names.dedup();
        names
    }

    /// The columns that the models of some protocol see, in file order.
    pub fn seen(&self) -> Vec<&'a Column> {
        self.rows.table.columns.iter().filter(|column| !self.seen_by(column).is_empty()).collect()
    }

    /// Set when the user asks to stop.
    pub fn cancel(&self) -> &'a AtomicBool {
        self.cancel
    }

    /// The outcomes of `check` on every split.
    pub fn on_splits(&self, check: impl FnMut(&SplitCase<'a>) -> Vec<super::Outcome>) -> Vec<super::Outcome> {
        self.splits.iter().flat_map(check).collect()
    }
}

impl<'a> SplitCase<'a> {
    fn new(rows: &'a Rows<'a>, split: Split<'a>, seed: u64) -> Self {
        let is_seen = |column: &&Column| !is_dropped(split.settings, &column.name);
        let features: Vec<&Column> = rows.table.columns.iter().filter(is_seen).collect();
        let comparable = features.iter().copied().filter(|column| !rows.is_identifier(&column.name)).collect();
        Self {
            split,
            features,
            comparable,
            rows,
            seed,
            equal: OnceLock::new(),
            sample: OnceLock::new(),
            one_column: OnceLock::new(),
        }
    }

    /// The rows that cleaning leaves, grouped by equality in the comparable columns.
    pub fn equal_rows(&self) -> &EqualRows {
        self.equal.get_or_init(|| EqualRows::of(&self.comparable, &self.split.assignment.side_of_row))
    }

    /// At most [`MAX_ROWS_OF_ONE_COLUMN`] rows to learn from and to judge on, in the proportion of the sides and of the classes.
    pub fn sample(&self) -> &Sample {
        self.sample.get_or_init(|| self.sample_of(MAX_ROWS_OF_ONE_COLUMN))
    }

    /// At most `rows` rows to learn from and to judge on, in the proportion of the sides and of the classes (each class has one at least).
    pub fn sample_of(&self, rows: usize) -> Sample {
        let sides = || self.split.assignment.side_of_row.iter().zip(0..);
        let on = |test: bool| -> Vec<u32> {
            let wanted = |side: SplitSide| (side == SplitSide::Test) == test;
            sides().filter(|(side, _)| side.is_some_and(wanted)).map(|(_, row)| row).collect()
        };
        let [train, test] = [on(false), on(true)];
        let all = (train.len() + test.len()).max(1);
        let share = |side: &[u32]| (rows as u64 * side.len() as u64 / all as u64) as usize;
        let draw = |side: &[u32], name| {
            stratified(side, self.rows.classes, share(side), self.seed, &["data audit", self.split.protocol, name])
        };
        Sample { train: draw(&train, "train"), test: draw(&test, "test") }
    }

    /// What each of [`features`](Self::features) tells by itself, learned on the sample's training rows, judged on its test rows.
    pub fn one_column(&self) -> &[OneColumn] {
        self.one_column.get_or_init(|| every_column(self))
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.rows.class_names.len()
    }

    /// Name of a class.
    pub fn class_name(&self, class: u32) -> &'a str {
        &self.rows.class_names[class as usize]
    }

    /// The classes of these rows.
    pub fn classes_of(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().map(|&row| self.rows.classes[row as usize]).collect()
    }

    /// An outcome about this split.
    pub fn outcome(&self, outcome: super::Outcome) -> super::Outcome {
        outcome.under(self.split.protocol, self.split.seed)
    }
}

/// Identifiers that number the rows as they were captured.
const RECORD: &[&str] = &["pkSeqID", "stime"];

impl Rows<'_> {
    /// Whether a column is an identifier that numbers the rows as they were captured.
    pub fn is_record(&self, name: &str) -> bool {
        self.is_identifier(name) && RECORD.iter().any(|record| name.eq_ignore_ascii_case(record))
    }

    /// Whether the catalogue calls a column an identifier of row, host or time.
    pub fn is_identifier(&self, name: &str) -> bool {
        let is_same = |column: &crate::dataset::catalogue::ColumnInfo| column.name.eq_ignore_ascii_case(name);
        self.edition.is_some_and(|edition| edition.identifier_columns().any(is_same))
    }
}
