//! The cells of each edition's rows, in the order of the catalogue's columns.

use super::super::format::Cells;
use super::super::shares;
use super::argus::{Flow, Port, State};
use super::window::Window;
use super::{Row, hosts};
use crate::dataset::catalogue::Edition;

/// Argus's sequence number starts again after this many flows.
const SEQUENCE: u64 = 262_144;

/// How `bot-iot/10-best` and `bot-iot/5pct` write the ports of a flow that has none (ARP); `bot-iot/full` leaves them empty.
const NO_PORT: &str = "-1";

/// A row of `bot-iot/10-best`.
pub(super) fn ten_best(cells: &mut Cells, edition: &Edition, row: &Row) {
    let Row { id, flow, connections } = row;
    cells.integer(*id as i64);
    cells.text(flow.endpoints.protocol.name());
    address_cells(cells, flow, NO_PORT);
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

/// A row of `bot-iot/5pct`.
pub(super) fn five_percent(cells: &mut Cells, edition: &Edition, id: u64, flow: &Flow, window: &Window) {
    let added = window.added(flow);
    let (flags, flags_number) = flags(flow);
    cells.integer(id as i64);
    cells.decimal(flow.start, 6);
    cells.text(flags);
    cells.integer(flags_number);
    cells.text(flow.endpoints.protocol.name());
    cells.integer(flow.endpoints.protocol.number());
    address_cells(cells, flow, NO_PORT);
    cells.integer(i64::from(flow.all_packets()));
    cells.integer(i64::from(flow.all_bytes()));
    cells.text(flow.state.name());
    cells.integer(flow.state as i64);
    cells.decimal(flow.start + flow.duration, 6);
    cells.integer(sequence(id));
    for seconds in [flow.duration, flow.mean, flow.deviation, flow.sum, flow.min, flow.max] {
        cells.decimal(seconds, 6);
    }
    counter_cells(cells, flow);
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

/// A row of `bot-iot/full`. The hardware addresses, their makers and the countries are empty in every row.
pub(super) fn full(cells: &mut Cells, edition: &Edition, id: u64, flow: &Flow, _: &Window) {
    cells.integer(id as i64);
    cells.decimal(flow.start, 6);
    cells.text(flags(flow).0);
    cells.text(flow.endpoints.protocol.name());
    address_cells(cells, flow, "");
    cells.integer(i64::from(flow.all_packets()));
    cells.integer(i64::from(flow.all_bytes()));
    cells.text(flow.state.name());
    cells.decimal(flow.start + flow.duration, 6);
    cells.integer(sequence(id));
    for seconds in [flow.duration, flow.mean, flow.deviation] {
        cells.decimal(seconds, 6);
    }
    empty(cells, 2);
    for seconds in [flow.sum, flow.min, flow.max] {
        cells.decimal(seconds, 6);
    }
    empty(cells, 4);
    counter_cells(cells, flow);
    label_cells(cells, edition, flow);
}

/// `spkts`, `dpkts`, `sbytes`, `dbytes`, `rate`, `srate`, `drate`.
fn counter_cells(cells: &mut Cells, flow: &Flow) {
    for count in [flow.packets[0], flow.packets[1], flow.bytes[0], flow.bytes[1]] {
        cells.integer(i64::from(count));
    }
    for rate in [flow.rate(), flow.source_rate(), flow.target_rate()] {
        cells.decimal(rate, 6);
    }
}

/// `saddr`, `sport`, `daddr`, `dport`.
fn address_cells(cells: &mut Cells, flow: &Flow, no_port: &str) {
    let endpoints = &flow.endpoints;
    cells.text(hosts::ADDRESSES[usize::from(endpoints.source)]);
    port_cell(cells, endpoints.source_port, no_port);
    cells.text(hosts::ADDRESSES[usize::from(endpoints.target)]);
    port_cell(cells, endpoints.target_port, no_port);
}

fn empty(cells: &mut Cells, count: usize) {
    (0..count).for_each(|_| cells.text(""));
}

fn port_cell(cells: &mut Cells, port: Port, no_port: &str) {
    match port {
        Port::None => cells.text(no_port),
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
