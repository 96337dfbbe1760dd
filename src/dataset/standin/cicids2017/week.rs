//! Which attack fell on which day, and when.

use super::super::shares;
use super::super::traffic::between;
use crate::random::Stream;

/// The class without an attack.
pub(super) const BENIGN: &str = "BENIGN";

/// A day's file, or half a day's.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) file: &'static str,
    /// What the file's attacks leave of its rows (computed from the catalogue).
    pub(super) benign: u64,
    pub(super) attacks: &'static [&'static str],
    /// Day of July 2017.
    pub(super) date: u32,
    /// First and last minute of the capture, from midnight; the captures' hours as public audits of the timestamps give
    /// them.
    pub(super) minutes: (u32, u32),
}

pub(super) const DAYS: [Day; 8] = [
    Day {
        file: "Monday-WorkingHours.pcap_ISCX.csv",
        benign: 529_918,
        attacks: &[],
        date: 3,
        minutes: (8 * 60 + 55, 17 * 60 + 1),
    },
    Day {
        file: "Tuesday-WorkingHours.pcap_ISCX.csv",
        benign: 432_074,
        attacks: &["FTP-Patator", "SSH-Patator"],
        date: 4,
        minutes: (8 * 60 + 53, 17 * 60),
    },
    Day {
        file: "Wednesday-workingHours.pcap_ISCX.csv",
        benign: 440_031,
        attacks: &["DoS slowloris", "DoS Slowhttptest", "DoS Hulk", "DoS GoldenEye", "Heartbleed"],
        date: 5,
        minutes: (8 * 60 + 42, 17 * 60 + 10),
    },
    Day {
        file: "Thursday-WorkingHours-Morning-WebAttacks.pcap_ISCX.csv",
        benign: 168_186,
        attacks: &["Web Attack - Brute Force", "Web Attack - XSS", "Web Attack - Sql Injection"],
        date: 6,
        minutes: (8 * 60 + 59, 12 * 60 + 59),
    },
    Day {
        file: "Thursday-WorkingHours-Afternoon-Infilteration.pcap_ISCX.csv",
        benign: 288_566,
        attacks: &["Infiltration"],
        date: 6,
        minutes: (13 * 60, 17 * 60 + 4),
    },
    Day {
        file: "Friday-WorkingHours-Morning.pcap_ISCX.csv",
        benign: 189_067,
        attacks: &["Bot"],
        date: 7,
        minutes: (8 * 60 + 59, 12 * 60 + 59),
    },
    Day {
        file: "Friday-WorkingHours-Afternoon-PortScan.pcap_ISCX.csv",
        benign: 127_537,
        attacks: &["PortScan"],
        date: 7,
        minutes: (13 * 60, 15 * 60 + 29),
    },
    Day {
        file: "Friday-WorkingHours-Afternoon-DDos.pcap_ISCX.csv",
        benign: 97_718,
        attacks: &["DDoS"],
        date: 7,
        minutes: (15 * 60 + 30, 17 * 60 + 2),
    },
];

impl Day {
    /// The time of a row as the file writes it: twelve hours without AM and PM; Monday with seconds, the others without.
    /// `part` is the part of the capture that has passed, from 0 to 1.
    pub(super) fn timestamp(&self, part: f64) -> String {
        let (first, last) = self.minutes;
        let second = first * 60 + (f64::from((last - first) * 60) * part) as u32;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let hour = if hour > 12 { hour - 12 } else { hour };
        if self.date == 3 {
            format!("{:02}/07/2017 {hour:02}:{minute:02}:{second:02}", self.date)
        } else {
            format!("{}/7/2017 {hour}:{minute:02}", self.date)
        }
    }
}

/// Benign rows of each day.
pub(super) fn benign_rows(total: u64) -> Vec<u64> {
    shares::apportion(total, &DAYS.map(|day| day.benign as f64))
}

/// A row to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Due {
    /// The part of the capture that has passed, from 0 to 1.
    pub(super) part: f64,
    pub(super) class: u8,
}

/// A day's rows in the order of time: the attacks one after the other, each in a few bursts, among what the office does
/// all day. `benign` and `attacks` hold class and rows.
pub(super) fn schedule(stream: &mut Stream, benign: (u8, u64), attacks: &[(u8, u64)]) -> Vec<Due> {
    const END: u64 = u64::MAX >> 1;
    let mut rows: Vec<(u64, u8)> = (0..benign.1).map(|_| (stream.next_u64() >> 1, benign.0)).collect();
    // Each attack has its share of the middle of the day.
    let slot = END / (attacks.len() as u64 + 1);
    for (number, (class, count)) in attacks.iter().enumerate() {
        let bursts = u64::from(between(stream, 2, 4));
        let length = slot / (bursts * 3);
        for row in 0..*count {
            let burst = row * bursts / count;
            let start = slot * number as u64 + slot / 2 + burst * (slot / bursts);
            rows.push((start + stream.below(length), *class));
        }
    }
    rows.sort_unstable();
    rows.into_iter().map(|(time, class)| Due { part: time as f64 / END as f64, class }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    #[test]
    fn the_days_hold_the_catalogues_rows() {
        let edition = catalogue::find("cicids2017/ml-csv").unwrap();
        let rows = |class: &str| edition.class(class).unwrap().rows.unwrap().value;
        assert_eq!(DAYS.iter().map(|day| day.benign).sum::<u64>(), rows(BENIGN));
        for day in &DAYS {
            let total: u64 = day.benign + day.attacks.iter().map(|class| rows(class)).sum::<u64>();
            assert_eq!(edition.file(day.file).unwrap().rows, Some(total), "{}", day.file);
        }
        let attacks: usize = DAYS.iter().map(|day| day.attacks.len()).sum();
        assert_eq!(attacks + 1, edition.classes.len());
    }

    #[test]
    fn attacks_come_in_bursts_and_one_after_the_other() {
        let order = schedule(&mut Stream::new(0, &["test"]), (0, 10_000), &[(1, 2_000), (2, 2_000)]);
        assert_eq!(order.len(), 14_000);
        let place = |class: u8| -> Vec<usize> { (0..order.len()).filter(|&row| order[row].class == class).collect() };
        assert!(place(1).last() < place(2).first());
        // Rows that follow one of their own class: at random it would be one in seven.
        let together = order.windows(2).filter(|pair| pair[0].class == 1 && pair[1].class == 1).count();
        assert!(together > 700, "{together}");
    }

    #[test]
    fn afternoons_have_small_hours() {
        assert_eq!(DAYS[0].timestamp(0.0), "03/07/2017 08:55:00");
        assert_eq!(DAYS[0].timestamp(1.0), "03/07/2017 05:01:00");
        assert_eq!(DAYS[1].timestamp(0.0), "4/7/2017 8:53");
        assert_eq!(DAYS[3].timestamp(1.0), "6/7/2017 12:59");
        assert_eq!(DAYS[7].timestamp(0.0), "7/7/2017 3:30");
    }
}
