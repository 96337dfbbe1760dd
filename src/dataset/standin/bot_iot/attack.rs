//! The attacks: floods, scans, theft.

use super::super::traffic::{between, log_normal, pick};
use super::argus::{Endpoints, Flow, Meter, Port, Protocol, State};
use super::benign::ephemeral;
use super::hosts;
use crate::random::Stream;

/// What a burst of an attack keeps: who takes part and how fast the tool sends.
#[derive(Debug, Clone)]
pub(super) struct Burst {
    /// Attacker and target, one pair for each bot that takes part.
    pairs: Vec<(u8, u8)>,
    /// Seconds until the tool comes back to the same source port.
    interval: f64,
    /// Part of the connections that the target still answers.
    answered: f64,
    /// The next source port: the tool counts them up.
    port: u16,
}

impl Burst {
    /// Every bot aims at a victim of its own (DoS), or all of them at one (DDoS).
    pub(super) fn new(stream: &mut Stream, distributed: bool) -> Self {
        let first = between(stream, 0, 3);
        let bots = if distributed { between(stream, 2, 4) } else { between(stream, 1, 2) };
        let target = |number| if distributed { hosts::FIRST_VICTIM } else { hosts::victim(number) };
        Self {
            pairs: (first..first + bots).map(|number| (hosts::bot(number), target(number))).collect(),
            interval: if distributed { log_normal(stream, 1.8, 0.22) } else { log_normal(stream, 3.0, 0.28) },
            answered: if distributed { stream.range(0.05, 0.5) } else { stream.range(0.25, 0.7) },
            port: between(stream, 1024, 65_535) as u16,
        }
    }

    /// Endpoints of the next flow of a flood.
    fn endpoints(&mut self, stream: &mut Stream, protocol: Protocol) -> Endpoints {
        let (source, target) = self.pairs[stream.below(self.pairs.len() as u64) as usize];
        self.port = self.port.checked_add(1).unwrap_or(1024);
        let source_port = Port::Number(self.port);
        Endpoints { protocol, source, source_port, target, target_port: Port::Number(80) }
    }
}

/// UDP flood: the tool walks through the source ports and is back at each after `interval`.
pub(super) fn udp_flood(stream: &mut Stream, class: u8, start: f64, burst: &mut Burst) -> Flow {
    let mut meter = Meter::new(start);
    let mut at = 0.0;
    for _ in 0..between(stream, 2, 9) {
        meter.packet(at, false, 60);
        at += burst.interval * (1.0 + 0.04 * stream.normal()).max(0.5);
    }
    let endpoints = burst.endpoints(stream, Protocol::Udp);
    meter.finish(class, endpoints, State::Initial)
}

/// TCP flood: connection requests, some refused, most never answered; the port comes round again more slowly.
pub(super) fn tcp_flood(stream: &mut Stream, class: u8, start: f64, burst: &mut Burst) -> Flow {
    let mut meter = Meter::new(start);
    let answered = stream.chance(burst.answered);
    let mut at = 0.0;
    for _ in 0..between(stream, 1, 4) {
        meter.packet(at, false, 60);
        if answered {
            meter.packet(at + log_normal(stream, 0.01, 1.2), true, 60);
        }
        if stream.chance(0.6) {
            meter.packet(at + log_normal(stream, 0.08, 0.7), false, 60);
        }
        at += burst.interval * stream.range(1.0, 2.2);
    }
    let state = match (answered, stream.chance(0.01)) {
        (_, true) => State::Accepted,
        (true, _) => State::Reset,
        (false, _) => State::Requested,
    };
    meter.finish(class, burst.endpoints(stream, Protocol::Tcp), state)
}

/// HTTP flood: real sessions, slow because the server is drowning.
pub(super) fn http_flood(stream: &mut Stream, class: u8, start: f64, burst: &mut Burst) -> Flow {
    let mut meter = Meter::new(start);
    let wait = burst.interval * 0.5;
    meter.packet(0.0, false, 74);
    let mut at = stream.exponential(0.05);
    meter.packet(at, true, 74);
    for _ in 0..between(stream, 1, 5) {
        meter.packet(at, false, between(stream, 180, 420));
        at += stream.exponential(wait);
        meter.packet(at, true, between(stream, 200, 1514));
        at += stream.exponential(wait);
    }
    meter.packet(at, false, 66);
    let state = if stream.chance(0.8) { State::Reset } else { State::Finished };
    meter.finish(class, burst.endpoints(stream, Protocol::Tcp), state)
}

/// Service scan: one probe a port. Closed TCP ports refuse at once, closed UDP ports send an ICMP error, open ones talk.
pub(super) fn service_scan(stream: &mut Stream, class: u8, start: f64, burst: &Burst) -> Flow {
    let mut meter = Meter::new(start);
    let (source, target) = burst.pairs[0];
    let port = if stream.chance(0.25) {
        *pick(stream, &[(0.3, 53), (0.2, 80), (0.2, 22), (0.15, 5353), (0.15, 1883)])
    } else {
        between(stream, 1, 65_535) as u16
    };
    let forward =
        |protocol, source_port| Endpoints { protocol, source, source_port, target, target_port: Port::Number(port) };
    meter.packet(0.0, false, 60);
    let (endpoints, state) = match *pick(stream, &[(0.62, 0u8), (0.13, 1), (0.12, 2), (0.07, 3), (0.06, 4)]) {
        0 => {
            meter.packet(log_normal(stream, 4e-4, 1.2), true, 60);
            (forward(Protocol::Tcp, ephemeral(stream)), State::Reset)
        }
        1 => {
            if stream.chance(0.5) {
                meter.packet(stream.range(1.0, 1.2), false, 60);
            }
            (forward(Protocol::Udp, ephemeral(stream)), State::Initial)
        }
        2 => {
            let code = Port::TypeCode(0x0303);
            let probed = Port::TypeCode(port);
            let error = Endpoints {
                protocol: Protocol::Icmp,
                source: target,
                source_port: code,
                target: source,
                target_port: probed,
            };
            (error, State::Unreachable)
        }
        3 => {
            meter.packet(log_normal(stream, 0.02, 1.0), true, between(stream, 60, 300));
            (forward(Protocol::Udp, ephemeral(stream)), State::Connected)
        }
        _ => {
            let mut at = log_normal(stream, 0.01, 1.0);
            for _ in 0..between(stream, 2, 6) {
                meter.packet(at, true, between(stream, 60, 700));
                at += log_normal(stream, 0.05, 1.2);
                meter.packet(at, false, between(stream, 60, 300));
            }
            (forward(Protocol::Tcp, ephemeral(stream)), State::Finished)
        }
    };
    meter.finish(class, endpoints, state)
}

/// OS fingerprinting: odd TCP probes and echoes to few ports, repeated when unanswered.
pub(super) fn os_scan(stream: &mut Stream, class: u8, start: f64, burst: &Burst) -> Flow {
    let mut meter = Meter::new(start);
    let (source, target) = burst.pairs[0];
    meter.packet(0.0, false, 60);
    let (protocol, state) = match *pick(stream, &[(0.75, 0u8), (0.15, 1), (0.10, 2)]) {
        0 => {
            meter.packet(log_normal(stream, 5e-4, 1.3), true, 60);
            (Protocol::Tcp, State::Reset)
        }
        1 => {
            for number in 1..=between(stream, 1, 2) {
                meter.packet(f64::from(number) * stream.range(0.1, 0.3), false, 60);
            }
            (Protocol::Tcp, State::Requested)
        }
        _ => {
            meter.packet(log_normal(stream, 8e-4, 1.0), true, 98);
            (Protocol::Udp, State::Connected)
        }
    };
    let target_port = Port::Number(between(stream, 1, 65_535) as u16);
    let source_port = ephemeral(stream);
    meter.finish(class, Endpoints { protocol, source, source_port, target, target_port }, state)
}

/// Key logging: a remote shell that sends a few bytes for each key.
pub(super) fn keylogging(stream: &mut Stream, class: u8, start: f64, burst: &Burst) -> Flow {
    let mut meter = Meter::new(start);
    let mut at = 0.0;
    let pace = log_normal(stream, 0.8, 0.6);
    for _ in 0..between(stream, 4, 40) {
        meter.packet(at, false, between(stream, 66, 180));
        meter.packet(at + log_normal(stream, 0.002, 0.8), true, 66);
        at += stream.exponential(pace);
    }
    meter.finish(class, session(stream, burst, 4444), ended(stream))
}

/// Data exfiltration: files leave in full-sized packets.
pub(super) fn exfiltration(stream: &mut Stream, class: u8, start: f64, burst: &Burst) -> Flow {
    let mut meter = Meter::new(start);
    let mut at = 0.0;
    let pace = log_normal(stream, 0.02, 1.2);
    for _ in 0..between(stream, 10, 160) {
        meter.packet(at, false, between(stream, 600, 1514));
        if stream.chance(0.5) {
            meter.packet(at + log_normal(stream, 0.001, 0.8), true, 66);
        }
        at += stream.exponential(pace);
    }
    meter.finish(class, session(stream, burst, 22), ended(stream))
}

/// A victim's session to the bot that controls it.
fn session(stream: &mut Stream, burst: &Burst, usual: u16) -> Endpoints {
    let (bot, victim) = burst.pairs[0];
    let port = *pick(stream, &[(0.6, usual), (0.2, 443), (0.2, 80)]);
    let source_port = ephemeral(stream);
    Endpoints { protocol: Protocol::Tcp, source: victim, source_port, target: bot, target_port: Port::Number(port) }
}

fn ended(stream: &mut Stream) -> State {
    *pick(stream, &[(0.5, State::Connected), (0.3, State::Finished), (0.2, State::Reset)])
}
