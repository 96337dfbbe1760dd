//! Generated rows: clean ones, whose columns are informative and noisy, and the same with a fault put in.

use idsbench::dataset::{Column, ColumnData, FileUse, Origin, Table};
use idsbench::random::Stream;
use idsbench::spec::{
    Balance, Clean, Constants, Duplicates, Encode, NonFinite, Protocol, Scale, Split, SplitClasses, SplitKind, View,
};

/// Clean datasets.
pub(super) const CLEAN: u64 = 30;

/// Rows, how they are split, and the seed.
#[derive(Debug, Clone)]
pub(super) struct Planted {
    pub(super) table: Table,
    pub(super) protocol: Protocol,
    pub(super) seed: u64,
}

impl Planted {
    /// The class of each row: its label.
    pub(super) fn classes(&self) -> Vec<u32> {
        self.table.labels.clone()
    }

    pub(super) fn rows(&self) -> usize {
        self.table.rows()
    }

    /// The stream of a fault.
    pub(super) fn stream(&self, purpose: &str) -> Stream {
        Stream::new(self.seed, &["planted", purpose])
    }

    /// One column more.
    pub(super) fn with_column(mut self, name: &str, values: Vec<f64>) -> Self {
        assert_eq!(values.len(), self.rows());
        self.table.columns.push(Column { name: name.to_owned(), data: ColumnData::Numeric(values.into()) });
        self
    }

    /// One column more, a function of row, class and file.
    pub(super) fn with(self, name: &str, mut value: impl FnMut(usize, u32, u32) -> f64) -> Self {
        let of_row = |row: usize| value(row, self.table.labels[row], self.table.file_of_row[row]);
        let values = (0..self.rows()).map(of_row).collect();
        self.with_column(name, values)
    }

    /// Gives rows the cells of others, each pair from the first to the second, one after the other; the labels stay.
    pub(super) fn copy_rows(&mut self, pairs: &[(usize, usize)]) {
        for column in 0..self.table.columns.len() {
            self.rewrite(column, |cells| pairs.iter().for_each(|&(from, to)| cells[to] = cells[from]));
        }
    }

    /// Gives rows the labels of others, as [`copy_rows`](Self::copy_rows) does with the cells.
    pub(super) fn copy_labels(&mut self, pairs: &[(usize, usize)]) {
        pairs.iter().for_each(|&(from, to)| self.table.labels[to] = self.table.labels[from]);
    }

    /// Changes the numbers of a column.
    pub(super) fn rewrite(&mut self, column: usize, change: impl FnOnce(&mut [f64])) {
        let ColumnData::Numeric(values) = &mut self.table.columns[column].data else {
            panic!("column {column} holds text")
        };
        let mut cells: Vec<f64> = values.iter().collect();
        change(&mut cells);
        *values = cells.into();
    }
}

/// Rows without a fault: 2,000 to 10,000 of 2 to 6 classes in 1 to 4 files of mixed classes, in random order, split at random.
///
/// Columns are of the kinds that flow records hold: normal, log-normal and counted, each shifted by class and noisy, besides flags and noise.
/// Together they tell most rows apart, none does so alone.
pub(super) fn clean(seed: u64) -> Planted {
    let mut stream = Stream::new(seed, &["planted", "clean"]);
    let rows = 2_000 + stream.below(8_001) as usize;
    let classes = 2 + stream.below(5) as usize;
    let files = 1 + stream.below(4) as usize;
    let weights: Vec<f64> = (0..classes).map(|_| stream.range(0.5, 2.0)).collect();
    let labels: Vec<u32> = (0..rows).map(|_| draw(&weights, &mut stream)).collect();
    let mut columns = Vec::new();
    for number in 0..5 + stream.below(8) {
        let kind = ["normal", "lognormal", "count", "flag", "noise"][stream.below(5) as usize];
        let kind = if number < 3 { ["normal", "lognormal", "count"][number as usize] } else { kind };
        let means: Vec<f64> = (0..classes).map(|_| stream.range(-0.8, 0.8)).collect();
        let values: Vec<f64> = labels.iter().map(|&label| value(kind, means[label as usize], &mut stream)).collect();
        columns.push(Column { name: format!("{kind}_{number}"), data: ColumnData::Numeric(values.into()) });
    }
    let table = Table {
        columns,
        labels,
        label_names: (0..classes).map(|class| format!("class {class}")).collect(),
        file_of_row: (0..rows).map(|row| (row * files / rows) as u32).collect(),
        files: (0..files).map(|file| file_use(&format!("part-{file}.csv"), rows / files)).collect(),
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
    };
    Planted { table, protocol: random_split(), seed }
}

fn draw(weights: &[f64], stream: &mut Stream) -> u32 {
    let mut left = stream.uniform() * weights.iter().sum::<f64>();
    for (class, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return class as u32;
        }
    }
    weights.len() as u32 - 1
}

fn value(kind: &str, mean: f64, stream: &mut Stream) -> f64 {
    match kind {
        "normal" => mean + stream.normal(),
        "lognormal" => libm::exp(mean + stream.normal()),
        "count" => libm::floor(40.0 * libm::exp(mean + 0.8 * stream.normal())),
        "flag" => f64::from(u8::from(stream.chance(0.5 + 0.3 * mean))),
        _ => stream.normal(),
    }
}

fn file_use(path: &str, rows: usize) -> FileUse {
    FileUse { path: path.to_owned(), rows: rows as u64, ..FileUse::default() }
}

fn random_split() -> Protocol {
    Protocol {
        clean: Clean { non_finite: NonFinite::Zero, duplicates: Duplicates::Keep, constants: Constants::Keep },
        drop: Vec::new(),
        encode: Encode::default(),
        split: Split {
            kind: SplitKind::Random,
            test: 0.2,
            validation: 0.16,
            by: None,
            within_files: false,
            classes: SplitClasses::All,
        },
        scale: Scale::None,
        balance: Balance::None,
        view: View::Features,
    }
}
