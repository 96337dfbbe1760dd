//! What an office does all week: names, web, mail, logons, shells.

use super::super::traffic::flag::{ACK, PSH};
use super::super::traffic::{between, log_normal, pick};
use super::flow::Flow;
use super::talk::{self, MS, SECOND};
use crate::random::Stream;

type Habit = fn(&mut Stream, &mut Flow);

const HABITS: [(f64, Habit); 15] = [
    (0.38, lookup),
    (0.02, time),
    (0.02, announcement),
    (0.23, secure_web),
    (0.09, web),
    (0.02, spare_connection),
    (0.12, talk::tail),
    (0.04, logon),
    (0.02, keep_alive),
    (0.012, shell),
    (0.008, file_transfer),
    (0.008, mail),
    (0.012, failed),
    (0.012, beacon),
    (0.008, upload),
];

/// An ordinary flow.
pub(super) fn flow(stream: &mut Stream, flow: &mut Flow) {
    pick(stream, &HABITS)(stream, flow);
}

/// DNS: one or two questions, answered.
fn lookup(stream: &mut Stream, flow: &mut Flow) {
    flow.restart(53, if stream.chance(0.7) { 20 } else { 32 }, [-1, -1]);
    let question = between(stream, 28, 60);
    let answer = question + between(stream, 16, 180);
    let questions = *pick(stream, &[(0.35, 1), (0.55, 2), (0.1, 4)]);
    let delay = if stream.chance(0.4) { log_normal(stream, 180.0, 0.5) } else { log_normal(stream, 28.0 * MS, 1.0) };
    for number in 0..questions {
        if number > 0 {
            flow.wait(log_normal(stream, 20.0, 1.0));
        }
        flow.send(question, 0);
    }
    for _ in 0..questions {
        flow.wait(delay * stream.range(0.1, 1.5));
        flow.receive(answer, 0);
    }
}

/// NTP.
fn time(stream: &mut Stream, flow: &mut Flow) {
    flow.restart(123, 20, [-1, -1]);
    for number in 0..between(stream, 1, 3) {
        if number > 0 {
            flow.wait(64.0 * SECOND * stream.range(0.99, 1.01));
        }
        flow.send(48, 0);
        flow.wait(log_normal(stream, 30.0 * MS, 0.7));
        flow.receive(48, 0);
    }
}

/// NetBIOS names, shouted by timers and not answered.
fn announcement(stream: &mut Stream, flow: &mut Flow) {
    flow.restart(137, 20, [-1, -1]);
    flow.send(50, 0);
    for _ in 0..between(stream, 2, 8) {
        flow.wait(0.75 * SECOND * stream.range(0.99, 1.01));
        flow.send(50, 0);
    }
}

fn secure_web(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 443);
    let round_trip = log_normal(stream, 25.0 * MS, 0.9);
    talk::handshake(flow, round_trip);
    flow.send(between(stream, 180, 520), PSH | ACK);
    flow.wait(round_trip);
    let certificates = between(stream, 1_500, 5_000);
    talk::download(stream, flow, certificates, 300.0);
    flow.send(between(stream, 90, 200), PSH | ACK);
    flow.wait(round_trip);
    requests(stream, flow, round_trip, 4);
    talk::close(stream, flow, round_trip);
}

fn web(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 80);
    let round_trip = log_normal(stream, 12.0 * MS, 1.3);
    talk::handshake(flow, round_trip);
    requests(stream, flow, round_trip, 3);
    talk::close(stream, flow, round_trip);
}

/// Requests and answers of very different size, with pauses in which somebody reads.
fn requests(stream: &mut Stream, flow: &mut Flow, round_trip: f64, most: u32) {
    for number in 0..between(stream, 1, most) {
        if number > 0 {
            flow.wait(log_normal(stream, 0.8 * SECOND, 1.8).min(50.0 * SECOND));
        }
        flow.send(between(stream, 120, 700), PSH | ACK);
        flow.wait(round_trip * stream.range(1.0, 2.0));
        let bytes = log_normal(stream, 2_500.0, 1.3).clamp(120.0, 150_000.0) as u32;
        talk::download(stream, flow, bytes, round_trip / 40.0);
    }
    if stream.chance(0.4) {
        flow.wait(log_normal(stream, 5.0 * SECOND, 1.2).min(60.0 * SECOND));
    }
}

/// A browser opens more connections than it needs.
fn spare_connection(stream: &mut Stream, flow: &mut Flow) {
    let port = if stream.chance(0.6) { 80 } else { 443 };
    talk::open(stream, flow, port);
    talk::unused(stream, flow);
}

/// Kerberos and LDAP against the domain controller.
fn logon(stream: &mut Stream, flow: &mut Flow) {
    let port = if stream.chance(0.6) { 88 } else { 389 };
    talk::open(stream, flow, port);
    let round_trip = log_normal(stream, 200.0, 0.5);
    talk::handshake(flow, round_trip);
    for _ in 0..between(stream, 1, 4) {
        flow.send(between(stream, 200, 320), PSH | ACK);
        flow.wait(round_trip * 2.0);
        flow.receive(between(stream, 150, 1_460), PSH | ACK);
        flow.wait(round_trip);
    }
    talk::close(stream, flow, round_trip);
}

/// A connection that a timer keeps open, up to the meter's two minutes.
fn keep_alive(stream: &mut Stream, flow: &mut Flow) {
    let port = *pick(stream, &[(0.5, 443), (0.3, 80), (0.2, 389)]);
    talk::open(stream, flow, port);
    let period = *pick(stream, &[(0.4, 10.0), (0.3, 16.5), (0.3, 45.0)]) * SECOND;
    let mut passed = 0.0;
    flow.send(between(stream, 0, 80), PSH | ACK);
    while passed < 119.0 * SECOND - period {
        flow.wait(log_normal(stream, 20.0 * MS, 0.6));
        flow.receive(between(stream, 0, 90), ACK);
        flow.wait(period * stream.range(0.98, 1.02));
        flow.send(between(stream, 0, 80), PSH | ACK);
        passed += period;
    }
}

/// SSH by people and by scripts; a script's looks like a guess at a password that was right.
fn shell(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 22);
    let round_trip = log_normal(stream, 400.0, 0.8);
    let lines = if stream.chance(0.6) { between(stream, 10, 24) } else { between(stream, 20, 60) };
    ssh_session(stream, flow, round_trip, lines);
}

/// Key exchange, then `lines` of small packets.
pub(super) fn ssh_session(stream: &mut Stream, flow: &mut Flow, round_trip: f64, lines: u32) {
    talk::handshake(flow, round_trip);
    flow.wait(log_normal(stream, 10.0 * MS, 0.5));
    flow.receive(between(stream, 21, 41), PSH | ACK);
    flow.send(between(stream, 21, 32), PSH | ACK);
    flow.receive(976, PSH | ACK);
    flow.send(between(stream, 640, 1_100), PSH | ACK);
    for _ in 0..lines {
        flow.wait(log_normal(stream, 60.0 * MS, 1.4));
        flow.send(between(stream, 36, 144), PSH | ACK);
        flow.wait(round_trip);
        flow.receive(between(stream, 36, 200), PSH | ACK);
    }
    flow.wait(log_normal(stream, 0.8 * SECOND, 0.8));
    talk::close(stream, flow, round_trip);
}

/// FTP's control connection.
fn file_transfer(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 21);
    let round_trip = log_normal(stream, 400.0, 0.8);
    ftp_dialogue(stream, flow, round_trip, 8);
}

/// Greeting, then lines of commands and answers.
pub(super) fn ftp_dialogue(stream: &mut Stream, flow: &mut Flow, round_trip: f64, most: u32) {
    talk::handshake(flow, round_trip);
    flow.wait(log_normal(stream, 2.0 * MS, 0.8));
    flow.receive(between(stream, 20, 60), PSH | ACK);
    for _ in 0..between(stream, 2, most) {
        flow.wait(log_normal(stream, 40.0 * MS, 1.6));
        flow.send(between(stream, 6, 24), PSH | ACK);
        flow.wait(log_normal(stream, 0.4 * SECOND, 1.2));
        flow.receive(between(stream, 20, 50), PSH | ACK);
    }
    talk::close(stream, flow, round_trip);
}

fn mail(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 465);
    let round_trip = log_normal(stream, 20.0 * MS, 0.5);
    talk::handshake(flow, round_trip);
    for _ in 0..between(stream, 4, 12) {
        flow.send(between(stream, 40, 900), PSH | ACK);
        flow.wait(round_trip);
        flow.receive(between(stream, 40, 300), PSH | ACK);
    }
    talk::close(stream, flow, round_trip);
}

/// A service that is down or a host that is gone.
fn failed(stream: &mut Stream, flow: &mut Flow) {
    let port = match *pick(stream, &[(0.3, 80u16), (0.3, 443), (0.1, 22), (0.3, 0)]) {
        0 => between(stream, 1, 10_000) as u16,
        port => port,
    };
    talk::open(stream, flow, port);
    match *pick(stream, &[(0.6, 0u8), (0.4, 1)]) {
        0 => talk::refused(stream, flow),
        _ => talk::unanswered(stream, flow),
    }
}

/// A program that asks its maker for news: small request, small answer.
fn beacon(stream: &mut Stream, flow: &mut Flow) {
    let port = *pick(stream, &[(0.6, 80), (0.4, 8080)]);
    talk::open(stream, flow, port);
    let round_trip = log_normal(stream, 30.0 * MS, 0.8);
    poll(stream, flow, round_trip);
}

/// One small request and its small answer.
pub(super) fn poll(stream: &mut Stream, flow: &mut Flow, round_trip: f64) {
    talk::handshake(flow, round_trip);
    flow.send(between(stream, 150, 320), PSH | ACK);
    flow.wait(round_trip);
    flow.receive(between(stream, 90, 300), PSH | ACK);
    flow.wait(log_normal(stream, 5.0 * MS, 1.5));
    talk::close(stream, flow, round_trip);
}

/// A form with a file.
fn upload(stream: &mut Stream, flow: &mut Flow) {
    talk::open(stream, flow, 80);
    let round_trip = log_normal(stream, 20.0 * MS, 0.8);
    talk::handshake(flow, round_trip);
    for number in 0..between(stream, 3, 40) {
        flow.send(between(stream, 300, talk::SEGMENT), PSH | ACK);
        flow.wait(round_trip / 8.0);
        if number % 2 == 0 {
            flow.receive(0, ACK);
        }
    }
    flow.receive(between(stream, 100, 600), PSH | ACK);
    talk::close(stream, flow, round_trip);
}
