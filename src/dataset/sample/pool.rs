//! The rows that may yet be in the sample, in file order.

use rayon::prelude::*;

use super::super::numbers::Numbers;
use super::super::read::{Coded, PlannedColumn, Rows, Values};
use super::super::table::{Column, ColumnData};

/// A row of a block that is taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    /// Its place in the block.
    pub(super) row: usize,
    pub(super) label: u32,
    pub(super) priority: u64,
}

/// Rows, one entry in each vector.
#[derive(Debug)]
pub(super) struct Pool {
    names: Vec<String>,
    columns: Vec<Values>,
    labels: Vec<u32>,
    priorities: Vec<u64>,
    files: Vec<u32>,
}

/// What is left of a pool in the end.
pub(super) struct Pooled {
    pub(super) columns: Vec<Column>,
    pub(super) labels: Vec<u32>,
    pub(super) files: Vec<u32>,
}

impl Pool {
    pub(super) fn new(columns: &[PlannedColumn]) -> Self {
        Self {
            names: columns.iter().map(|column| column.name.clone()).collect(),
            columns: columns.iter().map(|column| Values::new(column.kind)).collect(),
            labels: Vec::new(),
            priorities: Vec::new(),
            files: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    /// Label and priority of each row.
    pub(super) fn priorities(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.labels.iter().map(|&label| label as usize).zip(self.priorities.iter().copied())
    }

    /// Adds the chosen rows of a block.
    pub(super) fn add(&mut self, file: usize, rows: &Rows, chosen: &[Chosen]) {
        for (all, more) in self.columns.iter_mut().zip(&rows.columns) {
            match (all, more) {
                (Values::Numbers(all), Values::Numbers(more)) => all.extend(chosen.iter().map(|row| more[row.row])),
                (Values::Texts(all), Values::Texts(more)) => {
                    chosen.iter().for_each(|row| all.push(&more.names[more.codes[row.row] as usize]));
                }
                _ => unreachable!("both were made from the same plan"),
            }
        }
        self.labels.extend(chosen.iter().map(|row| row.label));
        self.priorities.extend(chosen.iter().map(|row| row.priority));
        self.files.resize(self.labels.len(), file as u32);
    }

    /// Keeps the rows whose label and priority are as wanted.
    pub(super) fn retain(&mut self, wanted: impl Fn(usize, u64) -> bool) {
        let keep: Vec<bool> = self.priorities().map(|(label, priority)| wanted(label, priority)).collect();
        self.columns.par_iter_mut().for_each(|values| match values {
            Values::Numbers(numbers) => retain(numbers, &keep),
            Values::Texts(texts) => {
                retain(&mut texts.codes, &keep);
                *texts = without_unused(texts);
            }
        });
        retain(&mut self.labels, &keep);
        retain(&mut self.priorities, &keep);
        retain(&mut self.files, &keep);
    }

    pub(super) fn finish(self) -> Pooled {
        let column = |(name, values)| {
            let data = match values {
                Values::Numbers(numbers) => ColumnData::Numeric(Numbers::from(numbers)),
                Values::Texts(texts) => texts.into(),
            };
            Column { name, data }
        };
        let columns = self.names.into_par_iter().zip(self.columns).map(column).collect();
        Pooled { columns, labels: self.labels, files: self.files }
    }
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| keep.next().is_some_and(|&keep| keep));
}

/// The same texts, those that no row has any more left out.
fn without_unused(texts: &Coded) -> Coded {
    let mut used = Coded::default();
    texts.codes.iter().for_each(|&code| used.push(&texts.names[code as usize]));
    used
}
