//! Flow records as Argus makes them: packets go in, durations of status records and counters come out.

use super::super::traffic::Summary;

/// A long flow is cut into status records of at most this many seconds; `mean`, `stddev`, `sum`, `min` and `max` are over
/// their durations.
const STATUS_INTERVAL: f64 = 5.0;

/// Transport of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Tcp,
    Arp,
    Udp,
    Icmp,
    Icmp6,
}

impl Protocol {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Arp => "arp",
            Self::Udp => "udp",
            Self::Icmp => "icmp",
            Self::Icmp6 => "ipv6-icmp",
        }
    }

    /// `proto_number` of the 5 % edition.
    pub(super) fn number(self) -> i64 {
        self as i64 + 1
    }
}

/// How a flow ended, Argus's `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Reset = 1,
    Connected = 2,
    Requested = 3,
    Initial = 4,
    Unreachable = 5,
    Finished = 6,
    Accepted = 7,
    Solicited = 8,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reset => "RST",
            Self::Connected => "CON",
            Self::Requested => "REQ",
            Self::Initial => "INT",
            Self::Unreachable => "URP",
            Self::Finished => "FIN",
            Self::Accepted => "ACC",
            Self::Solicited => "NRS",
        }
    }
}

/// A port cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Port {
    /// ARP has none, written -1.
    None,
    /// TCP and UDP.
    Number(u16),
    /// ICMP's type and code, written in hexadecimal.
    TypeCode(u16),
}

/// Who talks to whom, over what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoints {
    pub(super) protocol: Protocol,
    /// Index into the hosts.
    pub(super) source: u8,
    pub(super) source_port: Port,
    /// Index into the hosts.
    pub(super) target: u8,
    pub(super) target_port: Port,
}

/// Counts a flow's packets.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    /// Seconds since the epoch.
    start: f64,
    last: f64,
    record_start: f64,
    records: Summary,
    /// Source to target, target to source.
    packets: [u32; 2],
    bytes: [u32; 2],
}

impl Meter {
    /// A flow whose first packet comes at `start`.
    pub(super) fn new(start: f64) -> Self {
        Self { start, last: 0.0, record_start: 0.0, records: Summary::default(), packets: [0; 2], bytes: [0; 2] }
    }

    /// A packet `offset` seconds after the start (never before the packet before it), `back` if the target sent it.
    pub(super) fn packet(&mut self, offset: f64, back: bool, bytes: u32) {
        let offset = to_microseconds(offset).max(self.last);
        if offset - self.record_start >= STATUS_INTERVAL {
            self.records.push(to_microseconds(self.last - self.record_start));
            self.record_start = offset;
        }
        self.last = offset;
        self.packets[usize::from(back)] += 1;
        self.bytes[usize::from(back)] += bytes;
    }

    /// The finished flow.
    pub(super) fn finish(mut self, class: u8, endpoints: Endpoints, state: State) -> Flow {
        self.records.push(to_microseconds(self.last - self.record_start));
        Flow {
            class,
            endpoints,
            state,
            start: self.start,
            duration: self.last,
            sum: self.records.sum,
            mean: self.records.mean(),
            deviation: self.records.population_deviation(),
            min: self.records.min,
            max: self.records.max,
            packets: self.packets,
            bytes: self.bytes,
        }
    }
}

/// The capture's clock ticks once a microsecond.
fn to_microseconds(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

/// One flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    /// Index into the edition's classes.
    pub(super) class: u8,
    pub(super) endpoints: Endpoints,
    pub(super) state: State,
    /// Seconds since the epoch.
    pub(super) start: f64,
    /// First to last packet, seconds.
    pub(super) duration: f64,
    /// Of the status records' durations, seconds.
    pub(super) sum: f64,
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    /// Source to target, target to source.
    pub(super) packets: [u32; 2],
    pub(super) bytes: [u32; 2],
}

impl Flow {
    pub(super) fn all_packets(&self) -> u32 {
        self.packets.iter().sum()
    }

    pub(super) fn all_bytes(&self) -> u32 {
        self.bytes.iter().sum()
    }

    /// `rate`, packets per second after the first.
    pub(super) fn rate(&self) -> f64 {
        self.per_second(self.all_packets())
    }

    /// `srate`.
    pub(super) fn source_rate(&self) -> f64 {
        self.per_second(self.packets[0])
    }

    /// `drate`.
    pub(super) fn target_rate(&self) -> f64 {
        self.per_second(self.packets[1])
    }

    fn per_second(&self, packets: u32) -> f64 {
        if packets < 2 || self.duration <= 0.0 { 0.0 } else { f64::from(packets - 1) / self.duration }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: Endpoints = Endpoints {
        protocol: Protocol::Udp,
        source: 0,
        source_port: Port::Number(1),
        target: 4,
        target_port: Port::Number(80),
    };

    #[test]
    fn a_long_flow_is_cut_every_five_seconds() {
        let mut meter = Meter::new(100.0);
        [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0].into_iter().for_each(|offset| meter.packet(offset, false, 60));
        let flow = meter.finish(0, TALK, State::Initial);
        // 0..4, 6..10, 12..12.
        assert_eq!((flow.min, flow.max, flow.sum), (0.0, 4.0, 8.0));
        assert!((flow.mean - 8.0 / 3.0).abs() < 1e-12);
        assert!((flow.deviation - (32.0f64 / 9.0).sqrt()).abs() < 1e-12);
        assert_eq!((flow.source_rate(), flow.target_rate(), flow.all_bytes()), (0.5, 0.0, 420));
    }

    #[test]
    fn one_packet_has_no_duration_and_no_rate() {
        let mut meter = Meter::new(0.0);
        meter.packet(0.0, false, 60);
        let flow = meter.finish(0, TALK, State::Initial);
        assert_eq!((flow.duration, flow.mean, flow.rate()), (0.0, 0.0, 0.0));
    }
}
