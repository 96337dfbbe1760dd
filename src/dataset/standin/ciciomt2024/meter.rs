//! CICIoMT2024's columns from packets.
//!
//! The published extractor computes a value per packet and averages over a window of 10 or 100 packets. The statistics of
//! packet sizes are over a list that grows to 20 packets and starts again, so what a packet contributes depends on its place
//! in the list (measured on the published files: `Number` and `Weight` take the values this rule gives). Where the list
//! starts again, the time of the packet before is lost and `IAT` becomes the time of day itself: the absolute times in that
//! column come from there.

use super::super::traffic::{Summary, flag};
use super::packet::{Connection, Network, Packet, Service};

/// Packets in the list of sizes.
const LIST: u32 = 20;

/// Columns of a row.
pub(super) const COLUMNS: usize = 45;

/// Turns packets into rows.
#[derive(Debug)]
pub(super) struct Meter {
    /// Packets in the list, and their sizes.
    sizes: Summary,
    last_time: f64,
    sums: [f64; COLUMNS],
    packets: u32,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { sizes: Summary::default(), last_time: 0.0, sums: [0.0; COLUMNS], packets: 0 }
    }

    /// Takes a packet; `connection` has counted it already.
    pub(super) fn push(&mut self, packet: &Packet, connection: &Connection) {
        if self.sizes.count == LIST {
            self.sizes = Summary::default();
            self.last_time = 0.0;
        }
        self.sizes.push(f64::from(packet.size));
        let (number, weight) = place(self.sizes.count);
        let variance = self.sizes.population_variance();
        let deviation = variance.sqrt();
        let mean = self.sizes.mean();
        let has_ports = packet.network.has_ports();
        let is_ip = f64::from(packet.network != Network::Arp);
        let rate = if has_ports { connection.rate(packet.time) } else { 0.0 };
        let [fin, syn, rst, ack] = connection.flag_counts();
        let set = |bit: u8| f64::from(packet.flags & bit != 0);
        let service = |service: Service| f64::from(packet.service == service);
        let network = |network: Network| f64::from(packet.network == network);
        let values: [f64; COLUMNS] = [
            if has_ports { connection.bytes() } else { 0.0 },
            packet.network.number(),
            f64::from(packet.ttl),
            rate,
            rate,
            0.0,
            set(flag::FIN),
            set(flag::SYN),
            set(flag::RST),
            set(flag::PSH),
            set(flag::ACK),
            0.0,
            0.0,
            // The four counters stand under one another's names in the published files, and so here.
            fin,
            syn,
            rst,
            ack,
            service(Service::Http),
            service(Service::Https),
            service(Service::Dns),
            service(Service::Telnet),
            0.0,
            service(Service::Ssh),
            0.0,
            network(Network::Tcp),
            network(Network::Udp),
            service(Service::Dhcp),
            network(Network::Arp),
            network(Network::Icmp),
            network(Network::Igmp),
            is_ip,
            is_ip,
            self.sizes.sum,
            self.sizes.min,
            self.sizes.max,
            mean,
            deviation,
            f64::from(packet.size),
            packet.time - self.last_time,
            number,
            (2.0 * mean).sqrt(),
            std::f64::consts::SQRT_2 * deviation,
            variance,
            f64::from(variance > 0.0),
            weight,
        ];
        for (sum, value) in self.sums.iter_mut().zip(values) {
            *sum += value;
        }
        self.last_time = packet.time;
        self.packets += 1;
    }

    /// The means over the packets since the last row.
    pub(super) fn row(&mut self) -> [f64; COLUMNS] {
        let packets = f64::from(self.packets);
        let row = self.sums.map(|sum| sum / packets);
        self.sums = [0.0; COLUMNS];
        self.packets = 0;
        row
    }
}

/// `Number` and `Weight` of the packet at that place of the list. At its end the extractor has emptied the list already:
/// `Number` is 0 and `Weight` still that of the place before.
fn place(number: u32) -> (f64, f64) {
    if number == LIST {
        (0.0, f64::from((LIST - 1) * (LIST - 1)))
    } else {
        (f64::from(number), f64::from(number * number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(time: f64, size: u16) -> Packet {
        Packet { time, size, network: Network::Tcp, service: Service::Http, flags: flag::SYN, ttl: 64 }
    }

    fn rows(window: u32, count: usize) -> Vec<[f64; COLUMNS]> {
        let mut meter = Meter::new();
        let mut time = 1_694_000_000.0;
        (0..count)
            .map(|_| {
                for _ in 0..window {
                    let mut connection = Connection::default();
                    time += 0.5;
                    let packet = packet(time, 58);
                    connection.push(&packet);
                    meter.push(&packet, &connection);
                }
                meter.row()
            })
            .collect()
    }

    #[test]
    fn number_and_weight_tell_the_window() {
        let ten = rows(10, 4);
        assert_eq!([ten[0][39], ten[1][39], ten[2][39]], [5.5, 13.5, 5.5]);
        assert_eq!([ten[0][44], ten[1][44]], [38.5, 244.6]);
        let hundred = rows(100, 1);
        assert_eq!((hundred[0][39], hundred[0][44]), (9.5, 141.55));
    }

    #[test]
    fn iat_is_the_capture_time_where_the_list_starts_again() {
        let ten = rows(10, 4);
        assert!((ten[2][38] - 169_400_000.0).abs() < 10.0, "{}", ten[2][38]);
        assert!((ten[1][38] - 0.5).abs() < 1e-6, "{}", ten[1][38]);
        let hundred = rows(100, 2);
        assert!((hundred[1][38] - 5.0 * 16_940_000.0).abs() < 10.0, "{}", hundred[1][38]);
    }

    #[test]
    fn equal_packets_have_no_spread_and_new_connections_no_rate() {
        let row = rows(10, 1)[0];
        assert_eq!([row[32], row[33], row[34], row[35], row[36]], [319.0, 58.0, 58.0, 58.0, 0.0]);
        assert_eq!([row[3], row[7], row[14], row[43]], [0.0, 1.0, 1.0, 0.0]);
        assert!((row[40] - 116.0f64.sqrt()).abs() < 1e-12);
    }
}
