//! The week's attacks, each as its tool behaves.

use super::super::traffic::flag::{ACK, FIN, PSH, RST, SYN};
use super::super::traffic::{between, log_normal, pick};
use super::benign;
use super::flow::Flow;
use super::talk::{self, MS, SECOND};
use crate::random::Stream;

/// Bytes of the victim's front page.
const FRONT_PAGE: u32 = 11_595;

/// A flow of that class, in the catalogue's spelling; anything else is an ordinary flow.
pub(super) fn flow(stream: &mut Stream, flow: &mut Flow, class: &str) {
    match class {
        "DoS Hulk" => hulk(stream, flow),
        "DDoS" => distributed(stream, flow),
        "DoS GoldenEye" => golden_eye(stream, flow),
        "DoS slowloris" => slow_headers(stream, flow),
        "DoS Slowhttptest" => slow_body(stream, flow),
        "PortScan" => port_scan(stream, flow),
        "FTP-Patator" => ftp_guess(stream, flow),
        "SSH-Patator" => ssh_guess(stream, flow),
        "Bot" => bot(stream, flow),
        "Web Attack - Brute Force" => web_attack(stream, flow, 0.80, (240, 602)),
        "Web Attack - XSS" => web_attack(stream, flow, 0.88, (380, 640)),
        "Web Attack - Sql Injection" => web_attack(stream, flow, 0.35, (420, 620)),
        "Infiltration" => infiltration(stream, flow),
        "Heartbleed" => heartbleed(stream, flow),
        _ => benign::flow(stream, flow),
    }
}

/// Many different requests for large pages; under its own load half of them are never served.
fn hulk(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 80);
    let load = log_normal(stream, 20.0 * MS, 1.5);
    match *pick(stream, &[(0.62, 0u8), (0.22, 1), (0.16, 2)]) {
        0 => {
            talk::handshake(flow, log_normal(stream, 200.0, 1.0));
            flow.send(between(stream, 310, 420), PSH | ACK);
            flow.wait(load);
            talk::download(stream, flow, FRONT_PAGE, load / 20.0);
            if stream.chance(0.5) {
                flow.wait(log_normal(stream, 4.0 * SECOND, 1.0).min(100.0 * SECOND));
            }
            talk::close(stream, flow, 300.0);
        }
        1 => talk::unused(stream, flow),
        _ => stalled(stream, flow),
    }
}

/// A connection that opened and then waits for the server, up to a minute and a half.
fn stalled(stream: &mut Stream, flow: &mut Flow) {
    talk::handshake(flow, log_normal(stream, 200.0, 1.0));
    flow.send(between(stream, 230, 420), PSH | ACK);
    for _ in 0..between(stream, 1, 4) {
        flow.wait(log_normal(stream, 9.0 * SECOND, 0.9).min(30.0 * SECOND));
        flow.send(0, ACK);
    }
    flow.receive(0, RST);
}

/// Many machines fetch the front page with the shortest request there is.
fn distributed(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 80);
    let short = stream.chance(0.8);
    flow.windows[0] = if short { 8_192 } else { 256 };
    flow.header = 20;
    match *pick(stream, &[(0.72, 0u8), (0.20, 1), (0.08, 2)]) {
        0 => {
            talk::handshake(flow, log_normal(stream, 800.0, 1.0));
            flow.send(if short { 20 } else { between(stream, 20, 90) }, PSH | ACK);
            flow.wait(log_normal(stream, 0.3 * SECOND, 1.3));
            talk::download(stream, flow, FRONT_PAGE + 6, 20.0 * MS);
            flow.wait(log_normal(stream, 2.0 * SECOND, 1.3).min(80.0 * SECOND));
            talk::close(stream, flow, 300.0);
        }
        1 => talk::tail(stream, flow),
        _ => talk::unanswered(stream, flow),
    }
}

/// Requests on connections that are kept open, with random headers.
fn golden_eye(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 80);
    if stream.chance(0.12) {
        return talk::unused(stream, flow);
    }
    talk::handshake(flow, log_normal(stream, 200.0, 0.8));
    for _ in 0..between(stream, 1, 2) {
        flow.send(between(stream, 300, 620), PSH | ACK);
        flow.wait(log_normal(stream, 0.5 * SECOND, 1.2));
        let bytes = between(stream, 2_500, FRONT_PAGE);
        talk::download(stream, flow, bytes, 2.0 * MS);
        flow.wait(log_normal(stream, 5.0 * SECOND, 0.4));
    }
    talk::close(stream, flow, 300.0);
}

/// Headers that never end: a few bytes, then a long pause.
fn slow_headers(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 80);
    if stream.chance(0.3) {
        return talk::unanswered(stream, flow);
    }
    talk::handshake(flow, log_normal(stream, 200.0, 0.8));
    flow.send(between(stream, 220, 250), PSH | ACK);
    for _ in 0..between(stream, 0, 7) {
        flow.wait(log_normal(stream, 13.0 * SECOND, 0.2));
        flow.send(8, PSH | ACK);
        flow.wait(300.0);
        flow.receive(0, ACK);
    }
    talk::close(stream, flow, 400.0);
}

/// A body that never ends.
fn slow_body(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 80);
    if stream.chance(0.45) {
        return talk::unanswered(stream, flow);
    }
    talk::handshake(flow, log_normal(stream, 200.0, 0.8));
    flow.send(between(stream, 220, 340), PSH | ACK);
    for _ in 0..between(stream, 0, 8) {
        flow.wait(log_normal(stream, 9.5 * SECOND, 0.25));
        flow.send(between(stream, 4, 40), PSH | ACK);
        flow.wait(300.0);
        flow.receive(0, ACK);
    }
    talk::close(stream, flow, 400.0);
}

/// One probe a port: nearly all are closed, a few open, some filtered.
fn port_scan(stream: &mut Stream, flow: &mut Flow) {
    let port = if stream.chance(0.12) {
        *pick(stream, &[(0.3, 80), (0.2, 22), (0.2, 21), (0.15, 443), (0.15, 139)])
    } else {
        between(stream, 1, 65_389) as u16
    };
    talk::open_from_attacker(stream, flow, port);
    if stream.chance(0.7) {
        (flow.header, flow.windows[0]) = (20, 1_024);
    }
    match *pick(stream, &[(0.86, 0u8), (0.07, 1), (0.07, 2)]) {
        0 => talk::refused(stream, flow),
        1 => talk::unanswered(stream, flow),
        _ => {
            talk::handshake(flow, log_normal(stream, 60.0, 0.5));
            flow.wait(log_normal(stream, 1.0 * MS, 1.5));
            flow.send(0, RST | ACK);
        }
    }
}

/// Passwords tried over FTP.
fn ftp_guess(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 21);
    if stream.chance(0.4) {
        // The server hangs up on a guesser at once.
        flow.send(14, PSH | ACK);
        flow.wait(log_normal(stream, 40.0, 0.8));
        return flow.receive(0, ACK);
    }
    let round_trip = log_normal(stream, 300.0, 0.6);
    benign::ftp_dialogue(stream, flow, round_trip, 6);
}

/// Passwords tried over SSH: short sessions, each like the other.
fn ssh_guess(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 22);
    if stream.chance(0.35) {
        flow.send(0, SYN);
        flow.wait(log_normal(stream, 150.0, 0.5));
        return flow.receive(0, FIN | ACK);
    }
    let round_trip = log_normal(stream, 300.0, 0.5);
    let lines = between(stream, 8, 13);
    benign::ssh_session(stream, flow, round_trip, lines);
}

/// A bot that asks its master for orders over HTTP.
fn bot(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 8080);
    flow.windows[0] = 8_192;
    if stream.chance(0.25) {
        return talk::tail(stream, flow);
    }
    let round_trip = log_normal(stream, 8.0 * MS, 0.8);
    benign::poll(stream, flow, round_trip);
}

/// A tool that drives a web form. Most connections it opens carry nothing (`empty`); the others carry a session of
/// requests of `request` bytes.
fn web_attack(stream: &mut Stream, flow: &mut Flow, empty: f64, request: (u32, u32)) {
    talk::open_from_attacker(stream, flow, 80);
    if stream.chance(empty) {
        return talk::unused(stream, flow);
    }
    talk::handshake(flow, log_normal(stream, 120.0, 0.6));
    for _ in 0..between(stream, 1, 12) {
        flow.send(between(stream, request.0, request.1), PSH | ACK);
        flow.wait(log_normal(stream, 10.0 * MS, 0.8));
        let bytes = between(stream, 400, 4_500);
        talk::download(stream, flow, bytes, 100.0);
        flow.wait(log_normal(stream, 0.3 * SECOND, 1.2));
    }
    flow.wait(5.0 * SECOND * stream.range(0.9, 1.1));
    talk::close(stream, flow, 200.0);
}

/// A program that came with a mail: sessions to its author, and looks around the office.
fn infiltration(stream: &mut Stream, flow: &mut Flow) {
    let port = if stream.chance(0.7) { 444 } else { 443 };
    talk::open(stream, flow, port);
    talk::handshake(flow, log_normal(stream, 1.0 * MS, 0.5));
    for _ in 0..between(stream, 3, 60) {
        flow.wait(log_normal(stream, 0.6 * SECOND, 1.5).min(20.0 * SECOND));
        flow.send(between(stream, 20, 900), PSH | ACK);
        flow.wait(log_normal(stream, 1.0 * MS, 1.0));
        flow.receive(between(stream, 0, talk::SEGMENT), PSH | ACK);
    }
    talk::close(stream, flow, 500.0);
}

/// The same request for two minutes, each answered with a piece of the server's memory.
fn heartbleed(stream: &mut Stream, flow: &mut Flow) {
    talk::open_from_attacker(stream, flow, 444);
    talk::handshake(flow, 200.0);
    for _ in 0..110 {
        flow.send(between(stream, 60, 80), PSH | ACK);
        flow.wait(300.0);
        let bytes = between(stream, 4_000, 16_000);
        talk::download(stream, flow, bytes, 100.0);
        flow.wait(SECOND * stream.range(0.95, 1.05));
    }
    talk::close(stream, flow, 300.0);
}
