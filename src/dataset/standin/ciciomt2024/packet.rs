//! A packet, and the shapes that packets of one kind of traffic take.

use super::super::traffic::flag;

/// What stands right above Ethernet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    Arp,
    Icmp,
    Igmp,
    Tcp,
    Udp,
}

impl Network {
    /// `Protocol Type`: the protocol field of the IP header, 0 without one.
    pub(super) fn number(self) -> f64 {
        match self {
            Self::Arp => 0.0,
            Self::Icmp => 1.0,
            Self::Igmp => 2.0,
            Self::Tcp => 6.0,
            Self::Udp => 17.0,
        }
    }

    /// Whether connections are told apart by ports.
    pub(super) fn has_ports(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }
}

/// The service a port number names; MQTT has no column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Other,
    Http,
    Https,
    Dns,
    Ssh,
    Telnet,
    Dhcp,
}

/// One packet on the wire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet {
    /// Seconds since the epoch.
    pub(super) time: f64,
    /// Bytes.
    pub(super) size: u16,
    pub(super) network: Network,
    pub(super) service: Service,
    pub(super) flags: u8,
    /// Time to live; 0 without an IP header.
    pub(super) ttl: u8,
}

/// What was seen of a connection so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Connection {
    first: f64,
    packets: u32,
    bytes: u32,
    fin: u32,
    syn: u32,
    rst: u32,
    ack: u32,
}

impl Connection {
    pub(super) fn push(&mut self, packet: &Packet) {
        if self.packets == 0 {
            self.first = packet.time;
        }
        self.packets += 1;
        self.bytes = self.bytes.saturating_add(u32::from(packet.size));
        self.fin += u32::from(packet.flags & flag::FIN != 0);
        self.syn += u32::from(packet.flags & flag::SYN != 0);
        self.rst += u32::from(packet.flags & flag::RST != 0);
        self.ack += u32::from(packet.flags & flag::ACK != 0);
    }

    /// Packets per second since the connection's first packet, 0 while no time has passed.
    pub(super) fn rate(&self, now: f64) -> f64 {
        if now > self.first { f64::from(self.packets) / (now - self.first) } else { 0.0 }
    }

    pub(super) fn bytes(&self) -> f64 {
        f64::from(self.bytes)
    }

    /// FIN, SYN, RST and ACK packets.
    pub(super) fn flag_counts(&self) -> [f64; 4] {
        [self.fin, self.syn, self.rst, self.ack].map(f64::from)
    }
}
