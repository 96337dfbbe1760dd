//! The columns of CICFlowMeter from the packets of one flow.
//!
//! Times are whole microseconds. What the published files do oddly is done here too (measured on their rows): flag counts
//! are 0 or 1, subflows equal the flow, `Fwd Header Length` stands twice, statistics over all lengths count the first packet
//! twice, bulk columns stay 0, and rates of a flow without duration are `Infinity` or `NaN`.

use super::super::format::Cells;
use super::super::traffic::{Summary, flag};

/// A flow is idle after this many microseconds without a packet.
const IDLE_AFTER: i64 = 5_000_000;

/// The meter ends a flow after this many microseconds; what comes later would be another one.
const FLOW_TIMEOUT: i64 = 120_000_000;

/// One packet of a flow.
#[derive(Debug, Clone, Copy)]
struct Packet {
    /// Microseconds since the first packet.
    time: i64,
    /// Whether the server sent it.
    back: bool,
    /// Payload bytes.
    payload: u32,
    flags: u8,
}

/// A flow: its packets in the order of time, the first one forward.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow {
    /// Destination port.
    pub(super) port: u16,
    /// Header bytes of a packet, 20 without TCP options and 32 with them; a SYN has 8 more then.
    pub(super) header: u32,
    /// Initial TCP window of each side, -1 where none was seen.
    pub(super) windows: [i64; 2],
    /// Microseconds since the first packet.
    now: i64,
    packets: Vec<Packet>,
}

impl Flow {
    /// Forgets the flow before and keeps its memory.
    pub(super) fn restart(&mut self, port: u16, header: u32, windows: [i64; 2]) {
        self.packets.clear();
        (self.port, self.header, self.windows, self.now) = (port, header, windows, 0);
    }

    /// Lets time pass.
    pub(super) fn wait(&mut self, microseconds: f64) {
        self.now += microseconds.max(0.0) as i64;
    }

    /// A packet of the client, now.
    pub(super) fn send(&mut self, payload: u32, flags: u8) {
        self.push(false, payload, flags);
    }

    /// A packet of the server, now.
    pub(super) fn receive(&mut self, payload: u32, flags: u8) {
        self.push(true, payload, flags);
    }

    fn push(&mut self, back: bool, payload: u32, flags: u8) {
        if self.now <= FLOW_TIMEOUT {
            self.packets.push(Packet { time: self.now, back, payload, flags });
        }
    }

    fn header_bytes(&self, packet: &Packet) -> u32 {
        let options = self.header > 20 && packet.flags & flag::SYN != 0;
        self.header + if options { 8 } else { 0 }
    }

    /// The protocol's number: without flags UDP, else TCP.
    pub(super) fn protocol(&self) -> u8 {
        if self.packets.iter().all(|packet| packet.flags == 0) { 17 } else { 6 }
    }

    /// Writes the 77 cells from the duration on, in the order of the catalogue's columns.
    pub(super) fn cells(&self, cells: &mut Cells) {
        let measured = Measured::of(self);
        let [forward, backward] = &measured.sides;
        let duration = self.packets.last().map_or(0, |packet| packet.time);
        let seconds = duration as f64 / 1e6;
        let bytes = forward.lengths.sum + backward.lengths.sum;
        let packets = forward.packets() + backward.packets();

        cells.integer(duration);
        cells.significant(forward.packets());
        cells.significant(backward.packets());
        cells.significant(forward.lengths.sum);
        cells.significant(backward.lengths.sum);
        for side in [forward, backward] {
            cells.significant(side.lengths.max);
            cells.significant(side.lengths.min);
            cells.significant(side.lengths.mean());
            cells.significant(side.lengths.sample_deviation());
        }
        cells.significant(bytes / seconds);
        cells.significant(packets / seconds);
        spread(cells, &measured.gaps);
        for side in [forward, backward] {
            cells.significant(side.gaps.sum);
            spread(cells, &side.gaps);
        }
        cells.integer(i64::from(self.packets.first().is_some_and(|packet| packet.flags & flag::PSH != 0)));
        zeros(cells, 3);
        cells.integer(i64::from(forward.header_bytes));
        cells.integer(i64::from(backward.header_bytes));
        cells.significant(forward.per_second(seconds));
        cells.significant(backward.per_second(seconds));
        cells.significant(measured.lengths.min);
        cells.significant(measured.lengths.max);
        cells.significant(measured.lengths.mean());
        cells.significant(measured.lengths.sample_deviation());
        cells.significant(measured.lengths.sample_variance());
        for bit in [flag::FIN, flag::SYN, flag::RST, flag::PSH, flag::ACK, flag::URG] {
            cells.integer(i64::from(measured.flags & bit != 0));
        }
        zeros(cells, 2);
        cells.integer(i64::from(backward.lengths.count / forward.lengths.count.max(1)));
        cells.significant(measured.lengths.sum / packets);
        cells.significant(forward.lengths.mean());
        cells.significant(backward.lengths.mean());
        cells.integer(i64::from(forward.header_bytes));
        zeros(cells, 6);
        for side in [forward, backward] {
            cells.significant(side.packets());
            cells.significant(side.lengths.sum);
        }
        cells.integer(self.windows[0]);
        cells.integer(self.windows[1]);
        cells.integer(i64::from(forward.later_with_payload));
        cells.integer(i64::from(self.header));
        spread(cells, &measured.active);
        spread(cells, &measured.idle);
    }
}

/// Mean, deviation, greatest and least.
fn spread(cells: &mut Cells, summary: &Summary) {
    cells.significant(summary.mean());
    cells.significant(summary.sample_deviation());
    cells.significant(summary.max);
    cells.significant(summary.min);
}

fn zeros(cells: &mut Cells, count: usize) {
    (0..count).for_each(|_| cells.integer(0));
}

/// Lengths, gaps and header bytes of one direction.
#[derive(Debug, Default)]
struct Direction {
    lengths: Summary,
    gaps: Summary,
    last: Option<i64>,
    header_bytes: u32,
    /// Packets with payload, the first packet of the direction not counted.
    later_with_payload: u32,
}

impl Direction {
    fn push(&mut self, packet: &Packet, header_bytes: u32) {
        if let Some(last) = self.last {
            self.gaps.push((packet.time - last) as f64);
            self.later_with_payload += u32::from(packet.payload > 0);
        }
        self.lengths.push(f64::from(packet.payload));
        self.last = Some(packet.time);
        self.header_bytes += header_bytes;
    }

    fn packets(&self) -> f64 {
        f64::from(self.lengths.count)
    }

    /// Packets a second; 0 without a duration, unlike the whole flow's.
    fn per_second(&self, seconds: f64) -> f64 {
        if seconds > 0.0 { self.packets() / seconds } else { 0.0 }
    }
}

/// What the meter keeps of a flow.
#[derive(Debug, Default)]
struct Measured {
    /// Forward, backward.
    sides: [Direction; 2],
    /// Of all packets, the first one twice.
    lengths: Summary,
    gaps: Summary,
    /// All flags seen.
    flags: u8,
    /// Microseconds between idle spells, and of those spells.
    active: Summary,
    idle: Summary,
}

impl Measured {
    fn of(flow: &Flow) -> Self {
        let mut measured = Self::default();
        let mut before: Option<i64> = None;
        let mut active_since = 0;
        for packet in &flow.packets {
            match before {
                None => measured.lengths.push(f64::from(packet.payload)),
                Some(last) => {
                    let gap = packet.time - last;
                    measured.gaps.push(gap as f64);
                    // A packet that ends the flow is not looked at any more.
                    if gap > IDLE_AFTER && packet.flags & flag::FIN == 0 {
                        if last > active_since {
                            measured.active.push((last - active_since) as f64);
                        }
                        measured.idle.push(gap as f64);
                        active_since = packet.time;
                    }
                }
            }
            measured.lengths.push(f64::from(packet.payload));
            measured.sides[usize::from(packet.back)].push(packet, flow.header_bytes(packet));
            measured.flags |= packet.flags;
            before = Some(packet.time);
        }
        measured
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::StandInFile;
    use super::super::super::format::CsvWriter;
    use super::*;

    fn cells(flow: &Flow) -> Vec<String> {
        let mut files: Vec<StandInFile> = Vec::new();
        let mut writer = CsvWriter::new(&mut files);
        writer.start("a.csv", None).unwrap();
        writer.row(|cells| flow.cells(cells)).unwrap();
        writer.finish().unwrap();
        let text = String::from_utf8(files.remove(0).bytes).unwrap();
        text.trim().split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_question_and_its_answer() {
        let mut flow = Flow::default();
        flow.restart(53, 20, [-1, -1]);
        flow.send(40, 0);
        flow.wait(100_000.0);
        flow.receive(100, 0);
        let cells = cells(&flow);
        assert_eq!(cells.len(), 77);
        assert_eq!(flow.protocol(), 17);
        assert_eq!(cells[..5], ["100000", "1", "1", "40", "100"]);
        // 140 bytes and 2 packets in a tenth of a second.
        assert_eq!(cells[13..15], ["1400", "20"]);
        // Lengths 40, 40, 100.
        assert_eq!(cells[37..42], ["40", "100", "60", "34.64101615", "1200"]);
        assert_eq!(cells[51], "90");
    }

    #[test]
    fn no_duration_gives_nan_or_infinity() {
        let mut flow = Flow::default();
        flow.restart(80, 20, [-1, -1]);
        flow.send(0, flag::ACK);
        flow.send(0, flag::ACK);
        assert_eq!(cells(&flow)[13..15], ["NaN", "Infinity"]);
        flow.restart(80, 20, [-1, -1]);
        flow.send(6, flag::ACK);
        flow.send(6, flag::ACK);
        assert_eq!(cells(&flow)[13..15], ["Infinity", "Infinity"]);
    }

    #[test]
    fn silence_of_more_than_five_seconds_is_idle() {
        let mut flow = Flow::default();
        flow.restart(22, 32, [29_200, 243]);
        flow.send(10, flag::PSH);
        flow.wait(2e6);
        flow.receive(10, flag::PSH);
        flow.wait(7e6);
        flow.send(10, flag::PSH);
        let cells = cells(&flow);
        assert_eq!(cells[69..77], ["2000000", "0", "2000000", "2000000", "7000000", "0", "7000000", "7000000"]);
    }
}
