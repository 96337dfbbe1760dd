//! Bot-IoT: Argus flows of a testbed with four bots.
//!
//! One capture serves all editions: the full and the 5 % edition write it in order, each with its columns, the 10-best
//! edition shuffles it into a training and a testing file.

mod argus;
mod attack;
mod benign;
mod capture;
mod cells;
mod hosts;
mod window;

use argus::Flow;
use window::Window;

use super::StandInError;
use super::format::{Cells, CsvWriter};
use super::shares;
use crate::dataset::catalogue::Edition;
use crate::random::Stream;
use crate::spec::StandInSpec;

/// A row of the 10-best edition.
struct Row {
    /// Position in the capture, from 1.
    id: u64,
    flow: Flow,
    connections: [u32; 2],
}

/// Writes `bot-iot/10-best`: training and testing, each shuffled.
pub(super) fn write_10_best(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
) -> Result<(), StandInError> {
    let rows = simulate(edition, spec);
    let sides = split(edition, spec, &rows);
    let header = header(edition);
    for (file, side) in edition.files.iter().zip(&sides) {
        if side.is_empty() {
            continue;
        }
        writer.start(file.name, header.as_deref())?;
        for &row in side {
            writer.row(|cells| cells::ten_best(cells, edition, &rows[row as usize]))?;
        }
    }
    Ok(())
}

/// Writes `bot-iot/5pct`: four files in capture order.
pub(super) fn write_5pct(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
) -> Result<(), StandInError> {
    write_in_order(edition, spec, writer, cells::five_percent)
}

/// Writes `bot-iot/full`: 74 files in capture order, without headers.
pub(super) fn write_full(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
) -> Result<(), StandInError> {
    write_in_order(edition, spec, writer, cells::full)
}

/// The cells of a flow, which ends the window, in the order of the edition's columns. The number is its position in the
/// capture, from 1.
type RowCells = fn(&mut Cells, &Edition, u64, &Flow, &Window);

fn write_in_order(
    edition: &'static Edition,
    spec: &StandInSpec,
    writer: &mut CsvWriter,
    row_cells: RowCells,
) -> Result<(), StandInError> {
    let weights: Vec<f64> = edition.files.iter().map(|file| file.rows.map_or(1.0, |rows| rows as f64)).collect();
    let file_rows = shares::apportion(spec.rows, &weights);
    let mut files = edition.files.iter().zip(file_rows).filter(|(_, rows)| *rows > 0);
    let header = header(edition);
    let (mut id, mut left) = (0, 0);
    run_capture(edition, spec, |flow, window| {
        if left == 0 {
            let (file, rows) = files.next().expect("the files' rows sum to the capture's");
            writer.start(file.name, header.as_deref())?;
            left = rows;
        }
        left -= 1;
        id += 1;
        writer.row(|cells| row_cells(cells, edition, id, &flow, window))
    })
}

fn run_capture<E>(
    edition: &Edition,
    spec: &StandInSpec,
    take: impl FnMut(Flow, &Window) -> Result<(), E>,
) -> Result<(), E> {
    let classes: Vec<&str> = edition.classes.iter().map(|class| class.name).collect();
    let mut stream = Stream::new(spec.seed, &["stand-in", "bot-iot", "capture"]);
    capture::run(&mut stream, &classes, &shares::class_rows(edition, spec), take)
}

fn simulate(edition: &Edition, spec: &StandInSpec) -> Vec<Row> {
    let mut rows = Vec::with_capacity(spec.rows as usize);
    let done = run_capture(edition, spec, |flow, window| {
        rows.push(Row { id: rows.len() as u64 + 1, connections: window.connections(&flow), flow });
        Ok::<(), std::convert::Infallible>(())
    });
    match done {
        Ok(()) => rows,
        Err(never) => match never {},
    }
}

/// Row numbers of training and testing, each in a random order, every class in its published proportion.
fn split(edition: &Edition, spec: &StandInSpec, rows: &[Row]) -> [Vec<u32>; 2] {
    let overall: Vec<f64> = edition.files.iter().map(|file| file.rows.map_or(1.0, |rows| rows as f64)).collect();
    let mut train_left: Vec<u64> = shares::class_rows(edition, spec)
        .iter()
        .zip(edition.classes)
        .map(|(rows, class)| match class.sides {
            Some((train, test)) => shares::apportion(*rows, &[train as f64, test as f64])[0],
            None => shares::apportion(*rows, &overall)[0],
        })
        .collect();
    let mut stream = Stream::new(spec.seed, &["stand-in", "bot-iot", "split"]);
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    stream.shuffle(&mut order);
    let (train, test) = order.into_iter().partition(|&row| {
        let left = &mut train_left[usize::from(rows[row as usize].flow.class)];
        let train = *left > 0;
        *left -= u64::from(train);
        train
    });
    [train, test]
}

/// The first line, where the edition's files have one.
fn header(edition: &Edition) -> Option<String> {
    let names: Vec<&str> = edition.columns.iter().map(|column| column.name).collect();
    edition.header_row.then(|| names.join(","))
}
