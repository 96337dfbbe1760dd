//! Kinds of traffic in a hospital's Wi-Fi: what devices do by themselves, and what the attack tools send.

use super::super::traffic::flag::{ACK, FIN, PSH, RST, SYN};
use super::packet::Network::{self, Arp, Icmp, Igmp, Tcp, Udp};
use super::packet::Service::{self, Dhcp, Dns, Http, Https, Other, Ssh};

/// How packets fall into connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connections {
    /// Each packet opens one, as with spoofed or counted-up source ports.
    PerPacket,
    /// Each train of packets is one.
    PerTrain,
    /// That many stay open over the whole capture.
    Kept(u8),
}

/// One shape of packet: weight, TCP flags, smallest and largest size in bytes.
pub(super) type Shape = (f64, u8, u16, u16);

/// One kind of traffic. It comes in trains of packets.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) network: Network,
    pub(super) service: Service,
    /// Smallest and largest time to live.
    pub(super) ttl: (u8, u8),
    pub(super) shapes: &'static [Shape],
    /// Whether a burst keeps to one shape, as a tool with fixed settings does.
    pub(super) steady: bool,
    /// Mean seconds between the packets of a train.
    pub(super) gap: f64,
    /// Fewest and most packets of a train.
    pub(super) train: (u32, u32),
    pub(super) connections: Connections,
}

const fn profile(network: Network, service: Service, ttl: (u8, u8), shapes: &'static [Shape]) -> Profile {
    Profile {
        network,
        service,
        ttl,
        shapes,
        steady: false,
        gap: 0.01,
        train: (2, 8),
        connections: Connections::PerTrain,
    }
}

impl Profile {
    const fn paced(self, gap: f64, train: (u32, u32), connections: Connections) -> Self {
        Self { gap, train, connections, ..self }
    }

    const fn steady(self) -> Self {
        Self { steady: true, ..self }
    }
}

// What devices do by themselves.

/// Readings published over MQTT by a timer, acknowledged.
pub(super) static TELEMETRY: Profile = profile(Tcp, Other, (64, 64), &[(0.5, PSH | ACK, 68, 140), (0.5, ACK, 66, 66)])
    .paced(0.05, (4, 14), Connections::Kept(12));
/// A camera's picture over UDP.
pub(super) static CAMERA: Profile = profile(Udp, Other, (64, 64), &[(0.7, 0, 900, 1414), (0.3, 0, 86, 400)]).paced(
    0.008,
    (10, 70),
    Connections::Kept(3),
);
/// A large file over HTTP.
pub(super) static DOWNLOAD: Profile = profile(Tcp, Http, (63, 64), &[(0.85, ACK, 1514, 1514), (0.15, ACK, 66, 66)])
    .paced(0.002, (20, 90), Connections::Kept(4));
/// Devices talking to their makers' clouds.
pub(super) static CLOUD: Profile = profile(
    Tcp,
    Https,
    (58, 110),
    &[
        (0.36, PSH | ACK, 100, 900),
        (0.44, ACK, 54, 66),
        (0.10, ACK, 1414, 1514),
        (0.04, SYN, 66, 74),
        (0.04, FIN | ACK, 54, 66),
        (0.02, RST, 54, 60),
    ],
)
.paced(0.03, (6, 24), Connections::Kept(20));
/// Connections that only prove they are alive.
pub(super) static KEEP_ALIVE: Profile = profile(Tcp, Other, (64, 64), &[(0.8, ACK, 54, 66), (0.2, PSH | ACK, 66, 90)])
    .paced(0.8, (2, 8), Connections::Kept(16));
/// DNS.
pub(super) static LOOKUP: Profile =
    profile(Udp, Dns, (64, 64), &[(0.5, 0, 70, 100), (0.5, 0, 90, 260)]).paced(0.02, (2, 4), Connections::PerTrain);
/// mDNS and SSDP.
pub(super) static ANNOUNCEMENT: Profile =
    profile(Udp, Other, (1, 255), &[(0.6, 0, 82, 220), (0.4, 0, 150, 420)]).paced(0.4, (1, 4), Connections::PerTrain);
/// ARP.
pub(super) static RESOLUTION: Profile =
    profile(Arp, Other, (0, 0), &[(0.5, 0, 42, 42), (0.5, 0, 60, 60)]).paced(0.01, (1, 4), Connections::PerPacket);
/// IGMP.
pub(super) static MEMBERSHIP: Profile =
    profile(Igmp, Other, (1, 1), &[(1.0, 0, 46, 60)]).paced(0.5, (1, 2), Connections::PerPacket);
/// DHCP.
pub(super) static LEASE: Profile =
    profile(Udp, Dhcp, (64, 255), &[(1.0, 0, 330, 350)]).paced(0.1, (2, 4), Connections::PerTrain);
/// An administrator's shell.
pub(super) static SHELL: Profile = profile(Tcp, Ssh, (64, 64), &[(0.6, PSH | ACK, 90, 250), (0.4, ACK, 66, 66)]).paced(
    0.1,
    (4, 16),
    Connections::Kept(2),
);
/// A monitor that knocks at services: seen packet by packet it is a scan.
pub(super) static HEALTH_CHECK: Profile =
    profile(Tcp, Other, (48, 64), &[(0.55, SYN, 58, 60), (0.45, RST | ACK, 54, 54)]).paced(
        0.01,
        (2, 12),
        Connections::PerTrain,
    );

// Attacks on MQTT.

/// Connections opened and thrown away, from several machines.
pub(super) static CONNECT_FLOOD_DISTRIBUTED: Profile = profile(
    Tcp,
    Other,
    (64, 64),
    &[
        (0.20, SYN, 60, 74),
        (0.30, ACK, 54, 66),
        (0.20, PSH | ACK, 70, 96),
        (0.18, FIN | ACK, 54, 66),
        (0.12, RST, 54, 60),
    ],
)
.paced(2e-4, (5, 12), Connections::PerTrain);
/// The same from one machine, with a broker that still answers.
pub(super) static CONNECT_FLOOD: Profile = profile(
    Tcp,
    Other,
    (64, 64),
    &[
        (0.21, SYN, 60, 74),
        (0.38, ACK, 54, 66),
        (0.22, PSH | ACK, 70, 96),
        (0.09, FIN | ACK, 54, 66),
        (0.10, RST, 54, 60),
    ],
)
.paced(5e-4, (7, 16), Connections::PerTrain);
/// Messages published as fast as the network takes them, from several machines.
pub(super) static PUBLISH_FLOOD_DISTRIBUTED: Profile = profile(
    Tcp,
    Other,
    (64, 64),
    &[(0.28, PSH | ACK, 100, 500), (0.22, PSH | ACK, 700, 1514), (0.48, ACK, 66, 66), (0.02, RST, 54, 60)],
)
.paced(1e-3, (8, 40), Connections::Kept(24));
/// The same from one machine.
pub(super) static PUBLISH_FLOOD: Profile = profile(
    Tcp,
    Other,
    (64, 64),
    &[(0.30, PSH | ACK, 90, 420), (0.08, PSH | ACK, 700, 1514), (0.61, ACK, 66, 66), (0.01, RST, 54, 60)],
)
.paced(2e-3, (8, 40), Connections::Kept(8));
/// Packets that break the protocol, and sessions dropped because of them.
pub(super) static MALFORMED: Profile = profile(
    Tcp,
    Other,
    (64, 128),
    &[
        (0.42, ACK, 54, 66),
        (0.26, PSH | ACK, 60, 260),
        (0.14, ACK, 1494, 1514),
        (0.06, SYN, 66, 74),
        (0.06, FIN | ACK, 54, 66),
        (0.06, RST, 54, 60),
    ],
)
.paced(0.02, (6, 30), Connections::Kept(6));

// Floods below MQTT. A burst keeps to one size: the tool's setting.

/// SYN flood of many machines.
pub(super) static SYN_FLOOD_DISTRIBUTED: Profile =
    profile(Tcp, Other, (64, 64), &[(0.96, SYN, 60, 60), (0.04, SYN, 54, 54)])
        .paced(5e-5, (40, 90), Connections::PerPacket)
        .steady();
/// SYN flood of one machine.
pub(super) static SYN_FLOOD: Profile = profile(Tcp, Other, (64, 64), &[(0.04, SYN, 60, 60), (0.96, SYN, 54, 54)])
    .paced(1e-4, (40, 90), Connections::PerPacket)
    .steady();
/// What the victim answers to a SYN or a stray segment.
pub(super) static REFUSAL: Profile =
    profile(Tcp, Other, (64, 64), &[(0.8, RST | ACK, 54, 60), (0.2, SYN | ACK, 58, 60)]).paced(
        1e-4,
        (1, 6),
        Connections::PerPacket,
    );
/// Flood of segments without a session, of many machines.
pub(super) static TCP_FLOOD_DISTRIBUTED: Profile =
    profile(Tcp, Other, (64, 64), &[(0.96, 0, 60, 60), (0.04, ACK, 60, 60)])
        .paced(5e-5, (40, 90), Connections::PerPacket)
        .steady();
/// The same of one machine.
pub(super) static TCP_FLOOD: Profile = profile(Tcp, Other, (64, 64), &[(0.04, 0, 60, 60), (0.96, ACK, 60, 60)])
    .paced(1e-4, (40, 90), Connections::PerPacket)
    .steady();
/// UDP flood of many machines, a connection each.
pub(super) static UDP_FLOOD_DISTRIBUTED: Profile =
    profile(Udp, Other, (64, 64), &[(0.85, 0, 60, 60), (0.15, 0, 42, 42)])
        .paced(4e-5, (10, 40), Connections::Kept(200))
        .steady();
/// UDP flood of one machine.
pub(super) static UDP_FLOOD: Profile = profile(Udp, Other, (64, 64), &[(0.2, 0, 60, 60), (0.8, 0, 42, 42)])
    .paced(8e-5, (10, 40), Connections::Kept(60))
    .steady();
/// Echo flood of many machines.
pub(super) static ICMP_FLOOD_DISTRIBUTED: Profile =
    profile(Icmp, Other, (64, 64), &[(0.97, 0, 60, 60), (0.03, 0, 42, 42)])
        .paced(5e-5, (40, 90), Connections::PerPacket)
        .steady();
/// Echo flood of one machine.
pub(super) static ICMP_FLOOD: Profile = profile(Icmp, Other, (64, 64), &[(0.03, 0, 60, 60), (0.97, 0, 42, 42)])
    .paced(1e-4, (40, 90), Connections::PerPacket)
    .steady();
/// Echo replies and unreachables.
pub(super) static ICMP_ANSWER: Profile =
    profile(Icmp, Other, (64, 64), &[(0.7, 0, 42, 60), (0.3, 0, 70, 98)]).paced(1e-4, (1, 6), Connections::PerPacket);

// Reconnaissance and spoofing.

/// A port scanner's probes and the refusals.
pub(super) static PORT_SCAN: Profile = profile(Tcp, Other, (38, 64), &[(0.62, SYN, 58, 60), (0.38, RST | ACK, 54, 54)])
    .paced(0.002, (2, 30), Connections::PerTrain);
/// Probes without any answer: each a connection of its own, all alike.
pub(super) static BLIND_SCAN: Profile =
    profile(Tcp, Other, (52, 52), &[(1.0, SYN, 58, 58)]).paced(0.001, (20, 60), Connections::PerPacket);
/// Odd probes that make a system show its make.
pub(super) static OS_PROBE: Profile = profile(
    Tcp,
    Other,
    (37, 64),
    &[(0.5, SYN, 58, 74), (0.1, FIN | PSH, 58, 74), (0.1, 0, 58, 74), (0.3, RST | ACK, 54, 54)],
)
.paced(0.01, (1, 6), Connections::PerTrain);
/// One ARP request for each address.
pub(super) static ADDRESS_SWEEP: Profile =
    profile(Arp, Other, (0, 0), &[(0.85, 0, 60, 60), (0.15, 0, 42, 42)]).paced(0.01, (6, 30), Connections::PerPacket);
/// Echo requests to one address after the other.
pub(super) static PING: Profile =
    profile(Icmp, Other, (48, 64), &[(0.6, 0, 42, 60), (0.4, 0, 98, 98)]).paced(0.02, (1, 4), Connections::PerPacket);
/// Requests that try known weaknesses of web services.
pub(super) static WEB_PROBE: Profile = profile(
    Tcp,
    Https,
    (44, 160),
    &[
        (0.3, PSH | ACK, 120, 600),
        (0.4, ACK, 54, 66),
        (0.12, SYN, 58, 74),
        (0.1, FIN | ACK, 54, 66),
        (0.08, RST, 54, 54),
    ],
)
.paced(0.02, (6, 14), Connections::PerTrain);
/// Forged ARP replies.
pub(super) static SPOOF: Profile =
    profile(Arp, Other, (0, 0), &[(1.0, 0, 42, 60)]).paced(0.05, (1, 3), Connections::PerPacket);
