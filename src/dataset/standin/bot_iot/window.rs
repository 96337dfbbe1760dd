//! The features that the authors of Bot-IoT added: counts over the last 100 connections of the link.

use super::argus::{Flow, Port};

/// Connections looked at.
const CONNECTIONS: usize = 100;

/// What is remembered of a connection.
#[derive(Debug, Clone, Copy)]
struct Seen {
    protocol: u8,
    state: u8,
    source: u8,
    target: u8,
    source_port: Port,
    target_port: Port,
    packets: u32,
    bytes: u32,
    duration: f64,
}

impl Seen {
    fn of(flow: &Flow) -> Self {
        Self {
            protocol: flow.endpoints.protocol as u8,
            state: flow.state as u8,
            source: flow.endpoints.source,
            target: flow.endpoints.target,
            source_port: flow.endpoints.source_port,
            target_port: flow.endpoints.target_port,
            packets: flow.all_packets(),
            bytes: flow.all_bytes(),
            duration: flow.duration,
        }
    }
}

/// The last connections.
#[derive(Debug)]
pub(super) struct Window {
    seen: Vec<Seen>,
    next: usize,
}

/// Packets and seconds of connections that share something.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    packets: u32,
    seconds: f64,
}

impl Load {
    fn add(&mut self, seen: &Seen) {
        self.packets += seen.packets;
        self.seconds += seen.duration;
    }

    fn rate(self) -> f64 {
        if self.seconds > 0.0 { f64::from(self.packets) / self.seconds } else { 0.0 }
    }
}

/// The added features of one flow, named as in the files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Added {
    /// `TnBPSrcIP`, `TnBPDstIP`.
    pub(super) bytes: [u32; 2],
    /// `TnP_PSrcIP`, `TnP_PDstIP`.
    pub(super) packets: [u32; 2],
    /// `TnP_PerProto`.
    pub(super) protocol_packets: u32,
    /// `TnP_Per_Dport`.
    pub(super) port_packets: u32,
    /// `AR_P_Proto_P_SrcIP`, `AR_P_Proto_P_DstIP`.
    pub(super) host_rates: [f64; 2],
    /// `N_IN_Conn_P_SrcIP`, `N_IN_Conn_P_DstIP`.
    pub(super) connections: [u32; 2],
    /// `AR_P_Proto_P_Sport`, `AR_P_Proto_P_Dport`.
    pub(super) port_rates: [f64; 2],
    /// `Pkts_P_State_P_Protocol_P_SrcIP`, `Pkts_P_State_P_Protocol_P_DestIP`.
    pub(super) state_packets: [u32; 2],
}

impl Window {
    pub(super) fn new() -> Self {
        Self { seen: Vec::with_capacity(CONNECTIONS), next: 0 }
    }

    /// Remembers a connection and forgets the oldest.
    pub(super) fn remember(&mut self, flow: &Flow) {
        let seen = Seen::of(flow);
        if self.seen.len() < CONNECTIONS {
            self.seen.push(seen);
        } else {
            self.seen[self.next] = seen;
            self.next = (self.next + 1) % CONNECTIONS;
        }
    }

    /// `N_IN_Conn_P_SrcIP` and `N_IN_Conn_P_DstIP` of a flow that was just remembered.
    pub(super) fn connections(&self, flow: &Flow) -> [u32; 2] {
        let Flow { endpoints, .. } = flow;
        let count =
            |shared: fn(&Seen) -> u8, host: u8| self.seen.iter().filter(|seen| shared(seen) == host).count() as u32;
        [count(|seen| seen.source, endpoints.source), count(|seen| seen.target, endpoints.target)]
    }

    /// All added features of a flow that was just remembered.
    pub(super) fn added(&self, flow: &Flow) -> Added {
        let this = Seen::of(flow);
        let mut added = Added { connections: self.connections(flow), ..Added::default() };
        let (mut hosts, mut ports) = ([Load::default(); 2], [Load::default(); 2]);
        for seen in &self.seen {
            let same_protocol = seen.protocol == this.protocol;
            for (side, same_host) in [seen.source == this.source, seen.target == this.target].into_iter().enumerate() {
                if same_host {
                    added.bytes[side] += seen.bytes;
                    added.packets[side] += seen.packets;
                }
                if same_host && same_protocol {
                    hosts[side].add(seen);
                    if seen.state == this.state {
                        added.state_packets[side] += seen.packets;
                    }
                }
            }
            if same_protocol {
                added.protocol_packets += seen.packets;
                if seen.source_port == this.source_port {
                    ports[0].add(seen);
                }
                if seen.target_port == this.target_port {
                    ports[1].add(seen);
                }
            }
            if seen.target_port == this.target_port {
                added.port_packets += seen.packets;
            }
        }
        added.host_rates = hosts.map(Load::rate);
        added.port_rates = ports.map(Load::rate);
        added
    }
}

#[cfg(test)]
mod tests {
    use super::super::argus::{Endpoints, Meter, Protocol, State};
    use super::*;

    fn flow(source: u8, target: u8) -> Flow {
        let mut meter = Meter::new(0.0);
        meter.packet(0.0, false, 50);
        meter.packet(2.0, true, 70);
        let endpoints = Endpoints {
            protocol: Protocol::Tcp,
            source,
            source_port: Port::Number(1),
            target,
            target_port: Port::Number(80),
        };
        meter.finish(0, endpoints, State::Reset)
    }

    #[test]
    fn only_the_last_hundred_count() {
        let mut window = Window::new();
        (0..60).for_each(|_| window.remember(&flow(0, 9)));
        (0..70).for_each(|_| window.remember(&flow(1, 9)));
        assert_eq!(window.connections(&flow(0, 9)), [30, 100]);
        assert_eq!(window.connections(&flow(1, 8)), [70, 0]);
    }

    #[test]
    fn added_features_sum_what_is_shared() {
        let mut window = Window::new();
        window.remember(&flow(0, 9));
        window.remember(&flow(1, 9));
        let added = window.added(&flow(0, 9));
        assert_eq!(added.bytes, [120, 240]);
        assert_eq!(added.packets, [2, 4]);
        assert_eq!((added.protocol_packets, added.port_packets), (4, 4));
        assert_eq!(added.host_rates, [1.0, 1.0]);
        assert_eq!(added.state_packets, [2, 4]);
    }
}
