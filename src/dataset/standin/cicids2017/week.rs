//! Which attack fell on which day, and when.

use super::super::shares;
use super::super::traffic::between;
use crate::random::Stream;

/// The class without an attack.
pub(super) const BENIGN: &str = "BENIGN";

/// File, benign rows, attacks. The benign rows are what the file's attacks leave of its rows (computed from the catalogue).
pub(super) const DAYS: [(&str, u64, &[&str]); 8] = [
    ("Monday-WorkingHours.pcap_ISCX.csv", 529_918, &[]),
    ("Tuesday-WorkingHours.pcap_ISCX.csv", 432_074, &["FTP-Patator", "SSH-Patator"]),
    (
        "Wednesday-workingHours.pcap_ISCX.csv",
        440_031,
        &["DoS slowloris", "DoS Slowhttptest", "DoS Hulk", "DoS GoldenEye", "Heartbleed"],
    ),
    (
        "Thursday-WorkingHours-Morning-WebAttacks.pcap_ISCX.csv",
        168_186,
        &["Web Attack - Brute Force", "Web Attack - XSS", "Web Attack - Sql Injection"],
    ),
    ("Thursday-WorkingHours-Afternoon-Infilteration.pcap_ISCX.csv", 288_566, &["Infiltration"]),
    ("Friday-WorkingHours-Morning.pcap_ISCX.csv", 189_067, &["Bot"]),
    ("Friday-WorkingHours-Afternoon-PortScan.pcap_ISCX.csv", 127_537, &["PortScan"]),
    ("Friday-WorkingHours-Afternoon-DDos.pcap_ISCX.csv", 97_718, &["DDoS"]),
];

/// Benign rows of each day.
pub(super) fn benign_rows(total: u64) -> Vec<u64> {
    shares::apportion(total, &DAYS.map(|(_, rows, _)| rows as f64))
}

/// The classes of a day's rows in the order of time: the attacks one after the other, each in a few bursts, among what
/// the office does all day. `attacks` holds class and rows.
pub(super) fn schedule(stream: &mut Stream, benign: (u8, u64), attacks: &[(u8, u64)]) -> Vec<u8> {
    let mut rows: Vec<(u64, u8)> = (0..benign.1).map(|_| (stream.next_u64() >> 1, benign.0)).collect();
    // Each attack has its share of the middle of the day.
    let slot = (u64::MAX >> 1) / (attacks.len() as u64 + 1);
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
    rows.into_iter().map(|(_, class)| class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    #[test]
    fn the_days_hold_the_catalogues_rows() {
        let edition = catalogue::find("cicids2017/ml-csv").unwrap();
        let rows = |class: &str| edition.class(class).unwrap().rows.unwrap().value;
        assert_eq!(DAYS.iter().map(|(_, benign, _)| benign).sum::<u64>(), rows(BENIGN));
        for (file, benign, attacks) in DAYS {
            let total: u64 = benign + attacks.iter().map(|class| rows(class)).sum::<u64>();
            assert_eq!(edition.file(file).unwrap().rows, Some(total), "{file}");
        }
        let attacks: usize = DAYS.iter().map(|(_, _, attacks)| attacks.len()).sum();
        assert_eq!(attacks + 1, edition.classes.len());
    }

    #[test]
    fn attacks_come_in_bursts_and_one_after_the_other() {
        let order = schedule(&mut Stream::new(0, &["test"]), (0, 10_000), &[(1, 2_000), (2, 2_000)]);
        assert_eq!(order.len(), 14_000);
        let place = |class: u8| -> Vec<usize> { (0..order.len()).filter(|&row| order[row] == class).collect() };
        assert!(place(1).last() < place(2).first());
        // Rows that follow one of their own class: at random it would be one in seven.
        let together = order.windows(2).filter(|pair| pair[0] == 1 && pair[1] == 1).count();
        assert!(together > 700, "{together}");
    }
}
