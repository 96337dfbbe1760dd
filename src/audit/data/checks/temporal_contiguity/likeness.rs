//! How often one row is nearer than another, column by column in ranks.

use crate::audit::data::Statistic;
use crate::audit::data::column::Cells;
use crate::audit::data::outcome::CONFIDENCE;
use crate::dataset::Column;
use crate::stats::normal_quantile;

/// Rows from which the ranks are taken.
const RANKED: usize = 10_000;

/// Columns with the order of their values.
pub(super) struct Ranked<'a> {
    columns: Vec<(Cells<'a>, Vec<f64>)>,
}

impl<'a> Ranked<'a> {
    /// Ranks among at most 10,000 of `rows`, evenly spaced.
    pub(super) fn new(columns: &[&'a Column], rows: &[u32]) -> Self {
        let rows: Vec<u32> = rows.iter().copied().step_by(rows.len().div_ceil(RANKED).max(1)).collect();
        let ranked = |column: &&'a Column| {
            let cells = Cells::of(column);
            let mut values = if cells.is_text() { Vec::new() } else { cells.finite(&rows) };
            values.sort_unstable_by(f64::total_cmp);
            (cells, values)
        };
        Self { columns: columns.iter().map(ranked).collect() }
    }

    /// The ranks of a row, from 0 to 1; of a text its code.
    pub(super) fn row(&self, row: u32) -> Vec<Cell> {
        let cell = |(cells, sorted): &(Cells<'a>, Vec<f64>)| {
            let value = cells.finite(&[row])[0];
            if cells.is_text() {
                return Cell::Name(value);
            }
            let below = sorted.partition_point(|&other| other < value);
            let up_to = sorted.partition_point(|&other| other <= value);
            Cell::Rank((below + up_to) as f64 / (2 * sorted.len()) as f64)
        };
        self.columns.iter().map(cell).collect()
    }

    /// Mean over the columns of the difference in rank; names differ by 1 or not at all.
    pub(super) fn distance(a: &[Cell], b: &[Cell]) -> f64 {
        let apart = |(a, b): (&Cell, &Cell)| match (a, b) {
            (Cell::Rank(a), Cell::Rank(b)) => (a - b).abs(),
            (a, b) => f64::from(u8::from(a != b)),
        };
        a.iter().zip(b).map(apart).sum::<f64>() / a.len().max(1) as f64
    }
}

/// One cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Rank(f64),
    Name(f64),
}

/// Won and lost comparisons.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Likeness {
    nearer: usize,
    ties: usize,
    all: usize,
}

impl Likeness {
    /// The distance of the neighbour and that of the random row.
    pub(super) fn add(&mut self, neighbour: f64, random: f64) {
        self.all += 1;
        self.nearer += usize::from(neighbour < random);
        self.ties += usize::from(neighbour == random);
    }

    /// Comparisons.
    pub(super) fn compared(&self) -> usize {
        self.all
    }

    /// How often the neighbour is nearer, ties counted by half, with the interval of the mean; none with fewer than `fewest` comparisons.
    pub(super) fn statistic(&self, fewest: usize) -> Option<Statistic> {
        if self.all < fewest {
            return None;
        }
        let n = self.all as f64;
        let (nearer, ties) = (self.nearer as f64 / n, self.ties as f64 / n);
        let mean = nearer + ties / 2.0;
        let variance = nearer + ties / 4.0 - mean * mean;
        // Where every comparison ends alike, the rule of three stands in for a variance of nothing.
        let half = (normal_quantile(CONFIDENCE) * (variance.max(0.0) / n).sqrt()).max(if variance > 0.0 {
            0.0
        } else {
            3.0 / n
        });
        Some(Statistic {
            name: "how often a neighbour is nearer than a random row of its class and file".into(),
            value: mean,
            interval: Some([(mean - half).max(0.0), (mean + half).min(1.0)]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ColumnData;

    #[test]
    fn distances_are_of_ranks_and_names() {
        let number = Column { name: "x".into(), data: ColumnData::Numeric(vec![1.0, 2.0, 1e9, 2.0].into()) };
        let names = vec!["a".into(), "b".into()];
        let text = Column { name: "t".into(), data: ColumnData::Text { codes: vec![0, 0, 1, 1], names } };
        let ranked = Ranked::new(&[&number, &text], &[0, 1, 2, 3]);
        let distance = |a, b| Ranked::distance(&ranked.row(a), &ranked.row(b));
        // Ranks 1/8, 1/2, 7/8, 1/2.
        assert_eq!(distance(0, 1), (3.0 / 8.0) / 2.0);
        assert_eq!(distance(1, 3), 0.5);
        assert_eq!(distance(0, 2), (6.0 / 8.0 + 1.0) / 2.0);
    }

    #[test]
    fn ties_are_chance_and_few_comparisons_are_nothing() {
        let mut likeness = Likeness::default();
        (0..40).for_each(|_| likeness.add(1.0, 1.0));
        let statistic = likeness.statistic(30).unwrap();
        assert_eq!((statistic.value, statistic.interval), (0.5, Some([0.425, 0.575])));
        assert!(likeness.statistic(41).is_none());
        (0..40).for_each(|_| likeness.add(0.5, 1.0));
        assert_eq!(likeness.statistic(30).unwrap().value, 0.75);
    }
}
