//! A seeded sample of rows that are read once and never held together.
//!
//! Every row has a priority, a number that the seed and the row's place among all rows give; no two have the same. Of each
//! raw label the rows with the smallest priorities are kept, as many as its share ([`shares`]), so the sample depends on
//! nothing but seed and rows: not on blocks, threads or how the rows are packed.
//!
//! While rows are still to come, the share of a label's rows that will be kept can only fall. So each label holds its share of
//! the rows so far and some spare ones, and whatever has a larger priority is out for good. At the end its share is cut out
//! of these. That a row were missing then is less likely than 1 in 10¹⁸ ([`SPARE_DEVIATIONS`]).

mod pool;
mod shares;

use indexmap::IndexMap;

use super::error::FileProblem;
use super::read::{Coded, PlannedColumn, Rows};
use super::table::{FileUse, Origin, Sampled, Table};
use crate::random::Stream;
use crate::spec::SampleSpec;
use pool::{Chosen, Pool};
use shares::{FEWEST, fewest, shares};

/// Spare rows of a label, in standard deviations of the number of its rows so far that the sample will need: that number is
/// hypergeometric with a mean of at most the label's share, and by Chernoff's bound so many are exceeded with a chance below
/// e⁻⁵⁰ for a share of 500,000 rows, and a smaller one for fewer.
const SPARE_DEVIATIONS: f64 = 10.0;

/// Spare rows of a label whose share is small, where a deviation says little.
const SPARE: u64 = 50;

/// The rows are cut back when they exceed those that are needed by this part of the sample.
const SURPLUS: u64 = 4;

/// Keeps a sample of the rows that it is offered.
#[derive(Debug)]
pub(crate) struct Sampler {
    spec: SampleSpec,
    /// What the seed gives to the priorities.
    key: u64,
    /// Rows read.
    read: u64,
    /// Rows read of each label.
    labels: IndexMap<String, u64>,
    /// The largest priority that is still kept, by label, or of all rows.
    limits: Vec<u64>,
    pool: Pool,
    /// Rows at which the pool is cut.
    room: u64,
}

impl Sampler {
    /// No rows yet.
    pub(crate) fn new(spec: SampleSpec, columns: &[PlannedColumn]) -> Self {
        Self {
            spec,
            key: Stream::new(spec.seed, &["dataset", "sample"]).next_u64(),
            read: 0,
            labels: IndexMap::new(),
            limits: if spec.stratified { Vec::new() } else { vec![u64::MAX] },
            pool: Pool::new(columns),
            room: spec.rows + spec.rows / SURPLUS,
        }
    }

    /// Takes what it needs of the next rows, which are of this file.
    ///
    /// # Errors
    /// [`FileProblem::SmallSample`] as soon as the labels need more rows than there are to be: rows to come only add to that.
    pub(crate) fn offer(&mut self, file: usize, rows: &Rows) -> Result<(), FileProblem> {
        let labels: Vec<usize> = rows.labels.names.iter().map(|name| self.label(name)).collect();
        let mut chosen = Vec::new();
        for (row, &code) in rows.labels.codes.iter().enumerate() {
            let label = labels[code as usize];
            self.labels[label] += 1;
            let priority = priority(self.key, self.read);
            self.read += 1;
            if priority <= self.limits[self.group(label)] {
                chosen.push(Chosen { row, label: label as u32, priority });
            }
        }
        let SampleSpec { rows: most, stratified, .. } = self.spec;
        if stratified && self.labels.values().copied().map(fewest).sum::<u64>() > most {
            return Err(FileProblem::SmallSample { rows: most, fewest: FEWEST, labels: self.labels.len() });
        }
        self.pool.add(file, rows, &chosen);
        if self.pool.len() as u64 > self.room {
            self.cut(|share| share + (SPARE_DEVIATIONS * (share as f64).sqrt()).ceil() as u64 + SPARE);
            self.room = self.pool.len() as u64 + self.spec.rows / SURPLUS;
        }
        Ok(())
    }

    fn label(&mut self, name: &str) -> usize {
        if let Some(label) = self.labels.get_index_of(name) {
            return label;
        }
        if self.spec.stratified {
            self.limits.push(u64::MAX);
        }
        self.labels.insert_full(name.to_owned(), 0).0
    }

    /// Labels that share rows are one group.
    fn group(&self, label: usize) -> usize {
        if self.spec.stratified { label } else { 0 }
    }

    /// Leaves each group as many rows as `most` says for its share of the rows so far.
    fn cut(&mut self, most: impl Fn(u64) -> u64) {
        let shares = if self.spec.stratified {
            let counts: Vec<u64> = self.labels.values().copied().collect();
            shares(self.spec.rows, &counts)
        } else {
            vec![self.spec.rows.min(self.read)]
        };
        let mut priorities = vec![Vec::new(); shares.len()];
        for (label, priority) in self.pool.priorities() {
            priorities[self.group(label)].push(priority);
        }
        for ((priorities, share), limit) in priorities.iter_mut().zip(shares).zip(&mut self.limits) {
            let most = usize::try_from(most(share)).unwrap_or(usize::MAX);
            if let Some(last) = most.checked_sub(1).filter(|_| priorities.len() > most) {
                *limit = *priorities.select_nth_unstable(last).1;
            }
        }
        let stratified = self.spec.stratified;
        let limits = &self.limits;
        self.pool.retain(|label, priority| priority <= limits[if stratified { label } else { 0 }]);
    }

    /// The table of the sample; the origin is for the caller to set.
    pub(crate) fn finish(mut self, mut files: Vec<FileUse>) -> Table {
        self.cut(|share| share);
        let rows = self.pool.len() as u64;
        let SampleSpec { stratified, seed, .. } = self.spec;
        let (of, labels) = (self.read, self.labels);
        let pooled = self.pool.finish();
        let mut coded = Coded::default();
        for &label in &pooled.labels {
            coded.push(labels.get_index(label as usize).expect("every label was counted").0);
        }
        let (codes, label_names) = coded.finish();
        let sample = (rows < of).then_some(Sampled { rows, of, stratified, seed, labels });
        if sample.is_some() {
            files.iter_mut().for_each(|file| file.rows_kept = Some(0));
            for &file in &pooled.files {
                *files[file as usize].rows_kept.get_or_insert(0) += 1;
            }
        }
        Table {
            columns: pooled.columns,
            labels: codes,
            label_names,
            file_of_row: pooled.files,
            files,
            sample,
            fingerprint: None,
            origin: Origin::Files,
        }
    }
}

/// The priority of the row in this place: SplitMix64 (Steele, Lea, Flood 2014), which gives 2⁶⁴ different numbers for 2⁶⁴
/// places.
fn priority(key: u64, place: u64) -> u64 {
    let state = key.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
