//! Pieces of conversations that many kinds of traffic share.

use super::super::traffic::flag::{ACK, FIN, PSH, RST, SYN};
use super::super::traffic::{between, log_normal, pick};
use super::flow::Flow;
use crate::random::Stream;

/// Largest payload of a TCP packet on Ethernet.
pub(super) const SEGMENT: u32 = 1460;

/// Microseconds of a millisecond.
pub(super) const MS: f64 = 1e3;

/// Microseconds of a second.
pub(super) const SECOND: f64 = 1e6;

/// A port that a system gave out.
pub(super) fn ephemeral(stream: &mut Stream) -> u16 {
    between(stream, 49_152, 65_535) as u16
}

/// A client's initial window: Windows, Linux and others share the office.
pub(super) fn client_window(stream: &mut Stream) -> i64 {
    *pick(stream, &[(0.45, 8_192), (0.38, 29_200), (0.10, 65_535), (0.07, 1_024)])
}

/// A server's initial window.
pub(super) fn server_window(stream: &mut Stream) -> i64 {
    match *pick(stream, &[(0.35, 0u8), (0.25, 1), (0.25, 2), (0.15, 3)]) {
        0 => 28_960,
        1 => i64::from(between(stream, 110, 260)),
        2 => i64::from(between(stream, 330, 2_100)),
        _ => 65_535,
    }
}

/// Starts a TCP flow of an ordinary client.
pub(super) fn open(stream: &mut Stream, flow: &mut Flow, port: u16) {
    let header = if stream.chance(0.5) { 20 } else { 32 };
    let windows = [client_window(stream), server_window(stream)];
    flow.restart(port, header, windows);
}

/// Starts a TCP flow of the attackers' machine, a Linux, to the victim's server.
pub(super) fn open_from_attacker(stream: &mut Stream, flow: &mut Flow, port: u16) {
    let windows = [29_200, if stream.chance(0.6) { 28_960 } else { server_window(stream) }];
    flow.restart(port, 32, windows);
}

/// The three packets that open a connection. The round trip is in microseconds.
pub(super) fn handshake(flow: &mut Flow, round_trip: f64) {
    flow.send(0, SYN);
    flow.wait(round_trip);
    flow.receive(0, SYN | ACK);
    flow.wait(40.0);
    flow.send(0, ACK);
}

/// One side closes, the other agrees or resets.
pub(super) fn close(stream: &mut Stream, flow: &mut Flow, round_trip: f64) {
    flow.send(0, FIN | ACK);
    flow.wait(round_trip);
    if stream.chance(0.8) {
        flow.receive(0, FIN | ACK);
    } else {
        flow.receive(0, RST);
    }
}

/// The server sends `bytes` in full segments, acknowledged every second one.
pub(super) fn download(stream: &mut Stream, flow: &mut Flow, bytes: u32, gap: f64) {
    let mut left = bytes;
    let mut number = 0;
    while left > 0 {
        let payload = left.min(SEGMENT);
        left -= payload;
        flow.receive(payload, if left == 0 { PSH | ACK } else { ACK });
        number += 1;
        flow.wait(gap * 2.0 * stream.uniform());
        if number % 2 == 0 {
            flow.send(0, ACK);
        }
    }
}

/// A connection that is never used and dies of the server's patience, about five seconds: a browser's spare connection, or
/// a tool's that was stopped.
pub(super) fn unused(stream: &mut Stream, flow: &mut Flow) {
    let round_trip = log_normal(stream, 100.0, 0.6);
    flow.send(0, SYN);
    flow.wait(round_trip);
    flow.receive(0, SYN | ACK);
    flow.wait(log_normal(stream, 650.0, 0.3));
    flow.send(0, ACK);
    flow.wait(stream.range(5.0, 6.0) * SECOND);
    flow.send(0, FIN | ACK);
}

/// A request for a connection, repeated after one, three, seven seconds, without an answer.
pub(super) fn unanswered(stream: &mut Stream, flow: &mut Flow) {
    flow.windows[1] = -1;
    flow.send(0, SYN);
    let mut pause = SECOND;
    for _ in 0..between(stream, 1, 4) {
        flow.wait(pause * stream.range(0.998, 1.01));
        flow.send(0, SYN);
        pause *= 2.0;
    }
}

/// A port that is closed: refused at once.
pub(super) fn refused(stream: &mut Stream, flow: &mut Flow) {
    flow.windows[1] = 0;
    flow.send(0, SYN);
    flow.wait(log_normal(stream, 50.0, 0.5));
    flow.receive(0, RST | ACK);
}

/// What is left of a connection after the meter thought it ended: a few late packets from a server's port, so that the
/// destination is the client's port.
pub(super) fn tail(stream: &mut Stream, flow: &mut Flow) {
    let windows = [i64::from(between(stream, 200, 2_000)), if stream.chance(0.6) { -1 } else { client_window(stream) }];
    flow.restart(ephemeral(stream), if stream.chance(0.6) { 20 } else { 32 }, windows);
    let payload = if stream.chance(0.5) { 6 } else { 0 };
    flow.send(payload, ACK);
    // Packets that arrive together carry the same time.
    flow.wait(if stream.chance(0.02) { 0.0 } else { log_normal(stream, 40.0, 1.6).min(9e6) + 1.0 });
    match *pick(stream, &[(0.5, 0u8), (0.35, 1), (0.15, 2)]) {
        0 => flow.send(payload, FIN | ACK),
        1 => flow.receive(payload, ACK),
        _ => {
            flow.receive(0, ACK);
            flow.wait(log_normal(stream, 60.0, 1.2));
            flow.send(0, ACK);
        }
    }
}
