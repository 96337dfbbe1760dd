//! Who talks to whom: the office, its servers, the attackers, peers outside.

use std::net::Ipv4Addr;

use super::super::traffic::{between, pick};
use super::talk::ephemeral;
use crate::random::Stream;

// The inside and the attackers are the published plan (Sharafaldin et al. 2018); behind the firewall the attackers of the
// web server bear the firewall's address. The peers outside are documentation addresses (RFC 5737).
const FIREWALL: Ipv4Addr = Ipv4Addr::new(172, 16, 0, 1);
const MASTER: Ipv4Addr = Ipv4Addr::new(205, 174, 165, 73);
const WEB_SERVER: Ipv4Addr = Ipv4Addr::new(192, 168, 10, 50);
const OLD_SERVER: Ipv4Addr = Ipv4Addr::new(192, 168, 10, 51);
const DOMAIN_CONTROLLER: Ipv4Addr = Ipv4Addr::new(192, 168, 10, 3);
const INFILTRATED: Ipv4Addr = Ipv4Addr::new(192, 168, 10, 8);
const BROADCAST: Ipv4Addr = Ipv4Addr::new(192, 168, 10, 255);

/// Last parts of the addresses of the office's machines.
const CLIENTS: [(f64, u8); 10] =
    [(1.0, 5), (1.0, 8), (1.0, 9), (1.0, 12), (1.0, 14), (1.0, 15), (1.0, 16), (1.0, 17), (1.0, 19), (1.0, 25)];

/// The machines that the bot runs on.
const BOTS: [(f64, u8); 5] = [(1.0, 5), (1.0, 8), (1.0, 9), (1.0, 14), (1.0, 15)];

/// Both ends of a flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    pub(super) source: Ipv4Addr,
    pub(super) source_port: u16,
    pub(super) target: Ipv4Addr,
    pub(super) target_port: u16,
}

impl Ends {
    /// The ends of a flow of that class to that port.
    pub(super) fn draw(stream: &mut Stream, class: &str, port: u16) -> Self {
        let (source, target) = match class {
            "Bot" if port == 8080 => (office(stream, &BOTS), MASTER),
            "Bot" => (MASTER, office(stream, &BOTS)),
            "Infiltration" => (INFILTRATED, MASTER),
            "Heartbleed" => (FIREWALL, OLD_SERVER),
            super::week::BENIGN => ordinary(stream, port),
            // What a flood leaves behind comes from the server's port.
            _ if is_given_out(port) && class == "DDoS" => (WEB_SERVER, FIREWALL),
            _ => (FIREWALL, WEB_SERVER),
        };
        let source_port = match port {
            123 | 137 => port,
            _ if class == "Bot" && port != 8080 => 8080,
            _ if class == "DDoS" && is_given_out(port) => 80,
            _ if class == super::week::BENIGN && is_given_out(port) => *pick(stream, &[(0.7, 443), (0.3, 80)]),
            _ => ephemeral(stream),
        };
        Self { source, source_port, target, target_port: port }
    }

    /// The flow's name. The meter compares the addresses byte by byte, as signed bytes, and names the lower one first, whoever
    /// opened the flow (CICFlowMeter, `BasicPacketInfo.generateFlowId`).
    pub(super) fn flow_id(&self, protocol: u8) -> String {
        let Self { source, source_port, target, target_port } = self;
        let order = |address: &Ipv4Addr| address.octets().map(u8::cast_signed);
        if order(source) <= order(target) {
            format!("{source}-{target}-{source_port}-{target_port}-{protocol}")
        } else {
            format!("{target}-{source}-{target_port}-{source_port}-{protocol}")
        }
    }
}

/// Whether a system gave the port out for one connection, so that no service listens there.
fn is_given_out(port: u16) -> bool {
    port >= 49_152
}

fn ordinary(stream: &mut Stream, port: u16) -> (Ipv4Addr, Ipv4Addr) {
    let client = office(stream, &CLIENTS);
    match port {
        53 | 88 | 389 => (client, DOMAIN_CONTROLLER),
        137 => (client, BROADCAST),
        21 | 22 => (client, if stream.chance(0.5) { WEB_SERVER } else { OLD_SERVER }),
        port if is_given_out(port) => (outside(stream), client),
        _ => (client, outside(stream)),
    }
}

fn office(stream: &mut Stream, machines: &[(f64, u8)]) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 10, *pick(stream, machines))
}

fn outside(stream: &mut Stream) -> Ipv4Addr {
    let last = between(stream, 1, 254) as u8;
    match between(stream, 0, 2) {
        0 => Ipv4Addr::new(192, 0, 2, last),
        1 => Ipv4Addr::new(198, 51, 100, last),
        _ => Ipv4Addr::new(203, 0, 113, last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_signed_address_comes_first() {
        let (inside, outside) = (Ipv4Addr::new(192, 168, 10, 5), Ipv4Addr::new(104, 0, 0, 1));
        let answer = Ends { source: outside, source_port: 443, target: inside, target_port: 54_865 };
        let question = Ends { source: inside, source_port: 54_865, target: outside, target_port: 443 };
        // 192 as a signed byte is -64, which lies below 104.
        assert_eq!(answer.flow_id(6), "192.168.10.5-104.0.0.1-54865-443-6");
        assert_eq!(answer.flow_id(6), question.flow_id(6));
    }

    #[test]
    fn attacks_have_their_hosts() {
        let mut stream = Stream::new(0, &["test"]);
        let mut ends = |class, port| Ends::draw(&mut stream, class, port);
        for port in [1, 80, 60_000] {
            let probe = ends("PortScan", port);
            assert_eq!((probe.source, probe.target, probe.target_port), (FIREWALL, WEB_SERVER, port));
        }
        assert_eq!(ends("DDoS", 50_000).source_port, 80);
        assert_eq!(ends("Bot", 8080).target, MASTER);
        assert_eq!(ends("BENIGN", 53).target, DOMAIN_CONTROLLER);
        assert_eq!(ends("BENIGN", 137).source_port, 137);
    }
}
