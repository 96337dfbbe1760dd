//! Bot-IoT: Argus flows of a testbed with four bots.
//!
//! One capture serves both editions: the 5 % edition writes it in order with all columns, the 10-best edition shuffles it
//! into a training and a testing file.

mod argus;
mod attack;
mod benign;
mod capture;
mod hosts;
mod window;

use argus::{Flow, Port, State};
use window::Added;

use super::StandInError;
use super::format::{Cells, CsvWriter};
use super::shares;
use crate::dataset::catalogue::Edition;
use crate::random::Stream;
use crate::spec::StandInSpec;

/// Argus's sequence number starts again after this many flows.
const SEQUENCE: u64 = 262_144;

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
        writer.start(file.name, &header)?;
        for &row in side {
            writer.row(|cells| ten_best_cells(cells, edition, &rows[row as usize]))?;
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
    let weights: Vec<f64> = edition.files.iter().map(|file| file.rows.map_or(1.0, |rows| rows as f64)).collect();
    let file_rows = shares::apportion(spec.rows, &weights);
    let mut files = edition.files.iter().zip(file_rows).filter(|(_, rows)| *rows > 0);
    let header = header(edition);
    let (mut id, mut left) = (0, 0);
    run_capture(edition, spec, |flow, window| {
        if left == 0 {
            let (file, rows) = files.next().expect("the files' rows sum to the capture's");
            writer.start(file.name, &header)?;
            left = rows;
        }
        left -= 1;
        id += 1;
        let added = window.added(&flow);
        writer.row(|cells| five_percent_cells(cells, edition, id, &flow, &added))
    })
}

fn run_capture<E>(
    edition: &Edition,
    spec: &StandInSpec,
    take: impl FnMut(Flow, &window::Window) -> Result<(), E>,
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

fn header(edition: &Edition) -> String {
    let names: Vec<&str> = edition.columns.iter().map(|column| column.name).collect();
    names.join(",")
}

/// In the order of the catalogue's columns.
fn ten_best_cells(cells: &mut Cells, edition: &Edition, row: &Row) {
    let Row { id, flow, connections } = row;
    cells.integer(*id as i64);
    cells.text(flow.endpoints.protocol.name());
    address_cells(cells, flow);
    cells.integer(sequence(*id));
    cells.decimal(flow.deviation, 6);
    cells.integer(i64::from(connections[0]));
    cells.decimal(flow.min, 6);
    cells.integer(flow.state as i64);
    cells.decimal(flow.mean, 6);
    cells.integer(i64::from(connections[1]));
    cells.decimal(flow.target_rate(), 6);
    cells.decimal(flow.source_rate(), 6);
    cells.decimal(flow.max, 6);
    label_cells(cells, edition, flow);
}

/// In the order of the catalogue's columns.
fn five_percent_cells(cells: &mut Cells, edition: &Edition, id: u64, flow: &Flow, added: &Added) {
    let (flags, flags_number) = flags(flow);
    cells.integer(id as i64);
    cells.decimal(flow.start, 6);
    cells.text(flags);
    cells.integer(flags_number);
    cells.text(flow.endpoints.protocol.name());
    cells.integer(flow.endpoints.protocol.number());
    address_cells(cells, flow);
    cells.integer(i64::from(flow.all_packets()));
    cells.integer(i64::from(flow.all_bytes()));
    cells.text(flow.state.name());
    cells.integer(flow.state as i64);
    cells.decimal(flow.start + flow.duration, 6);
    cells.integer(sequence(id));
    for seconds in [flow.duration, flow.mean, flow.deviation, flow.sum, flow.min, flow.max] {
        cells.decimal(seconds, 6);
    }
    for count in [flow.packets[0], flow.packets[1], flow.bytes[0], flow.bytes[1]] {
        cells.integer(i64::from(count));
    }
    for rate in [flow.rate(), flow.source_rate(), flow.target_rate()] {
        cells.decimal(rate, 6);
    }
    for count in [added.bytes[0], added.bytes[1], added.packets[0], added.packets[1]] {
        cells.integer(i64::from(count));
    }
    cells.integer(i64::from(added.protocol_packets));
    cells.integer(i64::from(added.port_packets));
    cells.decimal(added.host_rates[0], 6);
    cells.decimal(added.host_rates[1], 6);
    cells.integer(i64::from(added.connections[1]));
    cells.integer(i64::from(added.connections[0]));
    cells.decimal(added.port_rates[0], 6);
    cells.decimal(added.port_rates[1], 6);
    cells.integer(i64::from(added.state_packets[1]));
    cells.integer(i64::from(added.state_packets[0]));
    label_cells(cells, edition, flow);
}

/// `saddr`, `sport`, `daddr`, `dport`.
fn address_cells(cells: &mut Cells, flow: &Flow) {
    let endpoints = &flow.endpoints;
    cells.text(hosts::ADDRESSES[usize::from(endpoints.source)]);
    port_cell(cells, endpoints.source_port);
    cells.text(hosts::ADDRESSES[usize::from(endpoints.target)]);
    port_cell(cells, endpoints.target_port);
}

fn port_cell(cells: &mut Cells, port: Port) {
    match port {
        Port::None => cells.integer(-1),
        Port::Number(number) => cells.integer(i64::from(number)),
        Port::TypeCode(code) => cells.text(&format!("0x{code:04x}")),
    }
}

/// `attack`, `category`, `subcategory`.
fn label_cells(cells: &mut Cells, edition: &Edition, flow: &Flow) {
    let name = edition.classes[usize::from(flow.class)].name;
    cells.integer(i64::from(!shares::is_benign(name)));
    let (category, subcategory) = name.split_once('/').unwrap_or((name, name));
    cells.text(category);
    cells.text(subcategory);
}

/// `flgs` and `flgs_number`: Ethernet, with `s` where the source had to repeat itself.
fn flags(flow: &Flow) -> (&'static str, i64) {
    let repeated = flow.state == State::Requested && flow.packets[0] > 1;
    if repeated { ("e s", 2) } else { ("e", 1) }
}

fn sequence(id: u64) -> i64 {
    (id % SEQUENCE) as i64
}
