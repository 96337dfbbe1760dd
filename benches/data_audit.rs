//! CPU seconds and memory of the audit of rows, by check. `cargo bench --profile dev --bench data_audit -- [ROWS [COLUMNS]]`
//!
//! The rows are made up: as many as CICIDS2017 has, columns of several kinds, fifteen classes of very different sizes, eight files, one row in
//! ten a copy; one protocol with them, one without.

#![allow(clippy::print_stdout, reason = "figures for a person")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

mod common;

use std::io;
use std::sync::atomic::AtomicBool;

use common::{cpu_seconds, memory, peak_bytes};
use idsbench::audit::data::{self, Options, Rows, Split};
use idsbench::dataset::{Column, ColumnData, FileUse, Origin, Table};
use idsbench::prepare;
use idsbench::random::Stream;
use idsbench::spec::{
    Balance, Clean, Constants, Duplicates, Encode, NonFinite, Protocol, Scale, Split as SplitSpec, SplitClasses,
    SplitKind, View,
};
use rayon::prelude::*;

const CLASSES: u64 = 15;
const FILES: usize = 8;

fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (rows, columns) = (numbers.next().unwrap_or(2_830_743), numbers.next().unwrap_or(78));
    let table = table(rows, columns);
    let protocols = [protocol(Duplicates::Keep), protocol(Duplicates::Drop)];
    let names = ["kept", "dropped"];
    let cut = |i: usize| prepare::assign(&table, &table.labels, &protocols[i], names[i], 0).unwrap();
    let splits = [cut(0), cut(1)];
    let split = |i: usize| Split { protocol: names[i], settings: &protocols[i], seed: 0, assignment: &splits[i] };
    let subject = Rows {
        table: &table,
        classes: &table.labels,
        class_names: &table.label_names,
        edition: None,
        splits: vec![split(0), split(1)],
        paper: None,
    };
    let before = (cpu_seconds(), memory("VmRSS")? as f64 / 1e6);
    let mut marks: Vec<(&str, f64)> = Vec::new();
    let mut mark = |at: data::Progress| marks.push((at.title, cpu_seconds()));
    let audit = data::audit(&subject, Options::default(), &mut mark, &AtomicBool::new(false)).unwrap();
    marks.push(("", cpu_seconds()));
    for pair in marks.windows(2) {
        println!("{:>8.2} s  {}", pair[1].1 - pair[0].1, pair[0].0);
    }
    let seconds = cpu_seconds() - before.0;
    println!("{seconds:>8.2} s  {rows} rows of {columns} columns, {} outcomes", audit.outcomes.len());
    let matrix = (rows * columns * 4) as f64 / 1e6;
    println!(
        "{:.0} MB before, {:.0} MB at most; the rows as a matrix of f32 are {matrix:.0} MB",
        before.1,
        peak_bytes()? as f64 / 1e6
    );
    Ok(())
}

fn table(rows: usize, columns: usize) -> Table {
    let mut stream = Stream::new(0, &["bench", "labels"]);
    // Each class is half as large as the one before.
    let labels: Vec<u32> = (0..rows).map(|_| stream.next_u64().trailing_zeros().min(CLASSES as u32 - 1)).collect();
    let values = |column: usize| {
        let mut stream = Stream::new(column as u64, &["bench", "column"]);
        let mut values: Vec<f64> =
            labels.iter().map(|&label| value(column % 6, f64::from(label), &mut stream)).collect();
        (10..rows).step_by(10).for_each(|row| values[row] = values[row - 1]);
        Column { name: format!("column {column}"), data: ColumnData::Numeric(values.into_iter().collect()) }
    };
    Table {
        columns: (0..columns).into_par_iter().map(values).collect(),
        label_names: (0..CLASSES).map(|class| format!("class {class}")).collect(),
        file_of_row: (0..rows).map(|row| (row * FILES / rows) as u32).collect(),
        files: (0..FILES).map(|file| file_use(file, rows / FILES)).collect(),
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
        labels,
    }
}

/// Whole numbers small and large, measurements, mostly zero, a few values, a flag.
fn value(kind: usize, class: f64, stream: &mut Stream) -> f64 {
    match kind {
        0 => (stream.uniform() * 65_536.0).floor(),
        1 => (stream.uniform() * 1e7 * (class + 1.0)).floor(),
        2 => stream.uniform() * 1e3 + class * 100.0,
        3 => {
            if stream.chance(0.9) {
                0.0
            } else {
                stream.uniform() * 10.0
            }
        }
        4 => stream.below(4) as f64,
        _ => f64::from(u8::from(stream.chance(0.5))),
    }
}

fn file_use(file: usize, rows: usize) -> FileUse {
    FileUse { path: format!("part-{file}.csv"), rows: rows as u64, ..FileUse::default() }
}

fn protocol(duplicates: Duplicates) -> Protocol {
    Protocol {
        clean: Clean { non_finite: NonFinite::Zero, duplicates, constants: Constants::Keep },
        drop: Vec::new(),
        encode: Encode::default(),
        split: SplitSpec {
            kind: SplitKind::Random,
            test: 0.15,
            validation: 0.15,
            by: None,
            within_files: false,
            classes: SplitClasses::All,
        },
        scale: Scale::None,
        balance: Balance::None,
        view: View::Features,
    }
}
