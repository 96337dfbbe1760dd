//! Ordinary traffic of the testbed: name and time look-ups, discovery, telemetry over MQTT, web sessions.

use super::super::traffic::{between, log_normal, pick};
use super::argus::{Endpoints, Flow, Meter, Port, Protocol, State};
use super::hosts;
use crate::random::Stream;

/// One kind of ordinary flow.
#[derive(Debug, Clone, Copy)]
enum Habit {
    Lookup,
    Discovery,
    Time,
    Resolution,
    Solicitation,
    Telemetry,
    Web,
    Heartbeat,
    HealthCheck,
}

const HABITS: [(f64, Habit); 9] = [
    (0.40, Habit::Lookup),
    (0.12, Habit::Discovery),
    (0.06, Habit::Time),
    (0.07, Habit::Resolution),
    (0.02, Habit::Solicitation),
    (0.13, Habit::Telemetry),
    (0.11, Habit::Web),
    (0.05, Habit::Heartbeat),
    (0.04, Habit::HealthCheck),
];

/// A port that the system gave out.
pub(super) fn ephemeral(stream: &mut Stream) -> Port {
    Port::Number(between(stream, 32_768, 60_999) as u16)
}

/// An ordinary flow that starts at `start`; `busy` is the host most of them come from at the moment.
pub(super) fn flow(stream: &mut Stream, class: u8, start: f64, busy: u8) -> Flow {
    let source = if stream.chance(0.6) { busy } else { hosts::local(stream) };
    match pick(stream, &HABITS) {
        Habit::Lookup => lookup(stream, class, start, source),
        Habit::Discovery => discovery(stream, class, start, source),
        Habit::Time => {
            exchange(stream, class, start, to(Protocol::Udp, source, Port::Number(123), hosts::TIME_SERVER, 123), 90)
        }
        Habit::Resolution => resolution(stream, class, start, source),
        Habit::Solicitation => solicitation(stream, class, start),
        Habit::Telemetry => telemetry(stream, class, start, source),
        Habit::Web => web(stream, class, start, source),
        Habit::Heartbeat => heartbeat(stream, class, start, source),
        Habit::HealthCheck => health_check(stream, class, start, source),
    }
}

fn to(protocol: Protocol, source: u8, source_port: Port, target: u8, port: u16) -> Endpoints {
    Endpoints { protocol, source, source_port, target, target_port: Port::Number(port) }
}

/// DNS: a question and its answer, now and then asked again after five seconds.
fn lookup(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let server = if stream.chance(0.6) { hosts::RESOLVER } else { 14 };
    let endpoints = to(Protocol::Udp, source, ephemeral(stream), server, 53);
    exchange(stream, class, start, endpoints, 75)
}

/// A request and its answer a round trip later, asked again if the answer is lost.
fn exchange(stream: &mut Stream, class: u8, start: f64, endpoints: Endpoints, bytes: u32) -> Flow {
    let mut meter = Meter::new(start);
    let mut at = 0.0;
    let mut tries = 1;
    while stream.chance(0.06) && tries < 4 {
        meter.packet(at, false, bytes);
        at += 5.0 + stream.range(0.0, 0.01);
        tries += 1;
    }
    meter.packet(at, false, bytes);
    if stream.chance(0.07) {
        return meter.finish(class, endpoints, State::Initial);
    }
    meter.packet(at + log_normal(stream, 0.03, 1.1), true, bytes + between(stream, 16, 200));
    meter.finish(class, endpoints, State::Connected)
}

/// mDNS and SSDP: announcements that nobody answers, repeated by timers.
fn discovery(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    let period = *pick(stream, &[(0.5, 1.0), (0.3, 2.0), (0.2, 4.0)]);
    let packets = between(stream, 1, 6);
    for number in 0..packets {
        meter.packet(f64::from(number) * period * stream.range(0.99, 1.03), false, 82);
    }
    let (target, port) = if stream.chance(0.7) { (hosts::MULTICAST, 5353) } else { (hosts::BROADCAST, 1900) };
    meter.finish(class, to(Protocol::Udp, source, Port::Number(port), target, port), State::Initial)
}

/// ARP: a request answered within microseconds, repeated when the cache ages.
fn resolution(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    let mut at = 0.0;
    for _ in 0..between(stream, 1, 4) {
        meter.packet(at, false, 42);
        meter.packet(at + log_normal(stream, 1e-4, 1.5), true, 60);
        at += log_normal(stream, 400.0, 0.5);
    }
    let endpoints = Endpoints {
        protocol: Protocol::Arp,
        source: hosts::GATEWAY,
        source_port: Port::None,
        target: source,
        target_port: Port::None,
    };
    meter.finish(class, endpoints, State::Connected)
}

/// IPv6 router solicitation.
fn solicitation(stream: &mut Stream, class: u8, start: f64) -> Flow {
    let mut meter = Meter::new(start);
    for number in 0..between(stream, 1, 3) {
        meter.packet(f64::from(number) * 4.0, false, 70);
    }
    let endpoints = Endpoints {
        protocol: Protocol::Icmp6,
        source: hosts::LINK_LOCAL,
        source_port: Port::Number(133),
        target: hosts::ALL_ROUTERS,
        target_port: Port::Number(0),
    };
    meter.finish(class, endpoints, State::Solicited)
}

/// A thing that publishes readings by a timer to a broker and is acknowledged.
fn telemetry(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    let period = *pick(stream, &[(0.3, 2.0), (0.3, 5.0), (0.25, 10.0), (0.15, 60.0)]);
    let mut at = 0.0;
    for _ in 0..between(stream, 2, 14) {
        meter.packet(at, false, between(stream, 80, 130));
        meter.packet(at + log_normal(stream, 0.04, 0.8), true, 66);
        at += period * stream.range(0.97, 1.03);
    }
    let endpoints = to(Protocol::Tcp, source, ephemeral(stream), hosts::outside(stream), 1883);
    let state = *pick(stream, &[(0.6, State::Connected), (0.2, State::Finished), (0.2, State::Reset)]);
    meter.finish(class, endpoints, state)
}

/// A web session: handshake, requests, answers, thinking.
fn web(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    let round_trip = log_normal(stream, 0.04, 0.8);
    meter.packet(0.0, false, 74);
    meter.packet(round_trip, true, 74);
    let mut at = round_trip;
    for _ in 0..between(stream, 1, 5) {
        meter.packet(at, false, between(stream, 66, 600));
        at += round_trip;
        for _ in 0..between(stream, 1, 6) {
            meter.packet(at, true, between(stream, 66, 1514));
            at += round_trip * stream.range(0.0, 0.2);
        }
        at += stream.exponential(1.5);
    }
    meter.packet(at, false, 66);
    let port = if stream.chance(0.4) { 80 } else { 443 };
    let endpoints = to(Protocol::Tcp, source, ephemeral(stream), hosts::outside(stream), port);
    let state = *pick(stream, &[(0.5, State::Finished), (0.3, State::Reset), (0.2, State::Connected)]);
    meter.finish(class, endpoints, state)
}

/// One-way datagrams at a fixed pace: a sensor that does not listen. Seen flow by flow it is a slow flood.
fn heartbeat(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    let period = stream.range(0.8, 4.0);
    for number in 0..between(stream, 3, 10) {
        meter.packet(f64::from(number) * period * stream.range(0.99, 1.01), false, 60);
    }
    let endpoints = to(Protocol::Udp, source, ephemeral(stream), hosts::any_victim(stream), 80);
    meter.finish(class, endpoints, State::Initial)
}

/// A monitor that knocks at a service and hangs up, or finds it closed. Seen flow by flow it is a scan.
fn health_check(stream: &mut Stream, class: u8, start: f64, source: u8) -> Flow {
    let mut meter = Meter::new(start);
    meter.packet(0.0, false, 60);
    meter.packet(log_normal(stream, 5e-4, 1.0), true, 60);
    let port = *pick(stream, &[(0.4, 80), (0.3, 22), (0.2, 443), (0.1, 8080)]);
    let endpoints = to(Protocol::Tcp, source, ephemeral(stream), hosts::any_victim(stream), port);
    meter.finish(class, endpoints, State::Reset)
}
