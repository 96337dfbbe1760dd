//! Tests of the `standin` room through its public face.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};

use idsbench::dataset::catalogue::{self, Edition, LabelRule};
use idsbench::dataset::standin::{self, StandInFile};
use idsbench::spec::{Shares, StandInSpec};

use crate::data_folder;

mod forms;
mod on_disk;

/// A stand-in, read back by the plainest means there are.
struct Read {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    labels: Vec<String>,
    files: Vec<String>,
}

impl Read {
    fn of(edition: &Edition, files: &[StandInFile]) -> Self {
        let mut read = Self { columns: Vec::new(), rows: Vec::new(), labels: Vec::new(), files: Vec::new() };
        for file in files {
            let text = plain_text(&file.bytes);
            let mut lines = text.lines();
            let header = || edition.columns.iter().map(|column| column.name.to_owned()).collect();
            let split = |line: &str| line.split(',').map(|name| name.trim().to_owned()).collect();
            read.columns = if edition.header_row { split(lines.next().expect("a header")) } else { header() };
            for line in lines.filter(|line| line.contains(|c: char| c != ',')) {
                let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                assert_eq!(cells.len(), read.columns.len(), "{}: {line}", file.name);
                read.labels.push(read.label(edition, &file.name, &cells));
                read.rows.push(cells);
                read.files.push(file.name.clone());
            }
        }
        read
    }

    fn label(&self, edition: &Edition, file: &str, cells: &[String]) -> String {
        match edition.label {
            LabelRule::Columns(names) => {
                let parts: Vec<&str> = names.iter().map(|name| cells[self.place(name)].as_str()).collect();
                parts.join("/").replace('\u{FFFD}', "-")
            }
            LabelRule::FileName { endings } => {
                let name = file.rsplit('/').next().unwrap_or(file);
                let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).expect("a known ending");
                stem.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
            }
        }
    }

    fn place(&self, column: &str) -> usize {
        self.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"))
    }

    fn numbers(&self, column: &str) -> Vec<f64> {
        let place = self.place(column);
        self.rows.iter().map(|cells| cells[place].parse().expect("a number")).collect()
    }

    fn label_counts(&self) -> BTreeMap<&str, u64> {
        self.labels.iter().fold(BTreeMap::new(), |mut counts, label| {
            *counts.entry(label.as_str()).or_insert(0) += 1;
            counts
        })
    }
}

/// UTF-8, but for the dash of Windows-1252.
fn plain_text(bytes: &[u8]) -> String {
    let plain = bytes.iter().map(|&byte| if byte == 0x96 { b'-' } else { byte }).collect();
    String::from_utf8(plain).expect("UTF-8")
}

fn edition(name: &str) -> &'static Edition {
    catalogue::find(name).expect("a catalogued edition")
}

fn generate(name: &str, rows: u64, seed: u64, shares: Shares) -> Vec<StandInFile> {
    standin::generate(edition(name), &StandInSpec { rows, seed, shares }).expect("an offered stand-in")
}

fn read(name: &str, rows: u64) -> Read {
    Read::of(edition(name), &generate(name, rows, 0, Shares::Milder))
}

/// `low ≤ middle ≤ high` in every row, but for the last printed digit.
fn assert_ordered(read: &Read, low: &str, middle: &str, high: &str) {
    let (lows, middles, highs) = (read.numbers(low), read.numbers(middle), read.numbers(high));
    for row in 0..lows.len() {
        let slack = 1e-6 + 1e-8 * highs[row].abs();
        assert!(
            lows[row] <= middles[row] + slack && middles[row] <= highs[row] + slack,
            "row {row}: {low} {} {middle} {} {high} {}",
            lows[row],
            middles[row],
            highs[row]
        );
    }
}

#[test]
fn rows_are_exact_and_the_header_is_the_catalogues() {
    for name in standin::offered() {
        for rows in [1, 37, 4_001] {
            let read = read(name, rows);
            assert_eq!(read.rows.len() as u64, rows, "{name}");
            let columns: Vec<&str> = edition(name).columns.iter().map(|column| column.name).collect();
            assert_eq!(read.columns, columns, "{name}");
        }
    }
}

#[test]
fn every_class_is_there_and_no_other() {
    for name in standin::offered() {
        let read = read(name, 5_000);
        let counts = read.label_counts();
        let classes: BTreeSet<&str> = edition(name).classes.iter().map(|class| class.name).collect();
        assert_eq!(counts.keys().copied().collect::<BTreeSet<_>>(), classes, "{name}");
        assert!(counts.values().all(|&rows| rows >= 74), "{name} {counts:?}");
    }
}

#[test]
fn the_editions_own_shares_are_met_by_largest_remainder() {
    for name in standin::offered() {
        let rows = 20_000;
        let read = Read::of(edition(name), &generate(name, rows, 0, Shares::Edition));
        let counts = read.label_counts();
        for class in edition(name).classes {
            let quota = class.rows.unwrap().value as f64 * rows as f64 / edition(name).rows.value as f64;
            let got = counts.get(class.name).copied().unwrap_or(0) as f64;
            assert!((got - quota).abs() < 1.0, "{name} {}: {got} rows, quota {quota}", class.name);
        }
    }
}

#[test]
fn same_seed_same_bytes_other_seed_other_bytes() {
    for name in standin::offered() {
        let first = generate(name, 2_000, 7, Shares::Milder);
        assert_eq!(first, generate(name, 2_000, 7, Shares::Milder), "{name}");
        assert_ne!(first, generate(name, 2_000, 8, Shares::Milder), "{name}");
    }
}

#[test]
fn files_are_the_editions_own_and_hold_its_sides() {
    for name in standin::offered() {
        for file in generate(name, 3_000, 0, Shares::Milder) {
            let base = file.name.rsplit('/').next().unwrap();
            assert!(edition(name).file(base).is_some(), "{name}: {}", file.name);
            assert!(file.bytes.ends_with(b"\n"));
        }
    }
    let files = generate("bot-iot/10-best", 10_000, 0, Shares::Milder);
    let rows: Vec<usize> = files.iter().map(|file| file.bytes.iter().filter(|b| **b == b'\n').count() - 1).collect();
    assert!((7_970..=8_000).contains(&rows[1]) && rows[0] + rows[1] == 10_000, "{rows:?}");
    let train = read("ciciomt2024/wifi-mqtt", 10_000).files.iter().filter(|file| file.starts_with("train/")).count();
    assert!((7_900..=8_400).contains(&train), "{train}");
}

#[test]
fn only_the_two_rates_of_cicids2017_are_not_finite() {
    for name in standin::offered() {
        let read = read(name, 20_000);
        let mut odd = BTreeSet::new();
        for column in edition(name).columns.iter().filter(|column| !column.kind.is_text()) {
            if edition(name).label_columns().any(|label| label.name == column.name) {
                continue;
            }
            if read.numbers(column.name).iter().any(|value| !value.is_finite()) {
                odd.insert(column.name);
            }
        }
        let expected: &[&str] = if name.starts_with("cicids2017/") { &["Flow Bytes/s", "Flow Packets/s"] } else { &[] };
        assert_eq!(odd.into_iter().collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn bot_iot_columns_hang_together() {
    let read = read("bot-iot/5pct", 5_000);
    assert_argus_columns_hang_together(&read);
    for count in ["N_IN_Conn_P_SrcIP", "N_IN_Conn_P_DstIP"] {
        assert!(read.numbers(count).iter().all(|&value| (1.0..=100.0).contains(&value)), "{count}");
    }
}

fn assert_argus_columns_hang_together(read: &Read) {
    assert_ordered(read, "min", "mean", "max");
    assert_ordered(read, "max", "sum", "dur");
    assert_ordered(read, "stime", "ltime", "ltime");
    let column = |name| read.numbers(name);
    let (packets, source, target) = (column("pkts"), column("spkts"), column("dpkts"));
    let (duration, rate, deviation) = (column("dur"), column("rate"), column("stddev"));
    let (least, most) = (column("min"), column("max"));
    for row in 0..packets.len() {
        assert_eq!(packets[row], source[row] + target[row]);
        let expected =
            if packets[row] > 1.0 && duration[row] > 0.0 { (packets[row] - 1.0) / duration[row] } else { 0.0 };
        assert!((rate[row] - expected).abs() <= 1e-6 * (1.0 + expected), "row {row}: {} {expected}", rate[row]);
        assert!(deviation[row] <= (most[row] - least[row]) / 2.0 + 1e-6, "row {row}");
    }
}

#[test]
fn bot_iot_identifiers_run_in_blocks_of_one_attack() {
    let read = read("bot-iot/10-best", 5_000);
    let mut rows: Vec<(u64, &str)> =
        read.numbers("pkSeqID").iter().map(|id| *id as u64).zip(read.labels.iter().map(String::as_str)).collect();
    rows.sort_unstable();
    assert!(rows.iter().zip(1..).all(|((id, _), expected)| *id == expected));
    let blocks = 1 + rows.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    assert_eq!(blocks, edition("bot-iot/10-best").classes.len());
}

#[test]
fn bot_iot_floods_are_bursts() {
    let read = read("bot-iot/5pct", 20_000);
    let starts: Vec<f64> = read
        .numbers("stime")
        .into_iter()
        .zip(&read.labels)
        .filter(|(_, label)| *label == "DDoS/UDP")
        .map(|(start, _)| start)
        .collect();
    let seconds: BTreeSet<u64> = starts.iter().map(|start| *start as u64).collect();
    let span = starts.last().unwrap() - starts[0];
    // Evenly spread, thousands of flows would touch nearly every second.
    assert!((seconds.len() as f64) < 0.1 * span, "{} of {span} seconds", seconds.len());
}

#[test]
fn cicids2017_columns_hang_together() {
    let read = read("cicids2017/ml-csv", 5_000);
    for prefix in ["Fwd Packet Length", "Bwd Packet Length", "Flow IAT", "Fwd IAT", "Bwd IAT", "Active", "Idle"] {
        assert_ordered(&read, &format!("{prefix} Min"), &format!("{prefix} Mean"), &format!("{prefix} Max"));
    }
    assert_ordered(&read, "Min Packet Length", "Packet Length Mean", "Max Packet Length");
    assert_ordered(&read, "Fwd IAT Max", "Fwd IAT Total", "Flow Duration");
    let column = |name| read.numbers(name);
    let (duration, rate) = (column("Flow Duration"), column("Flow Packets/s"));
    let (forward, backward) = (column("Total Fwd Packets"), column("Total Backward Packets"));
    let (deviation, variance) = (column("Packet Length Std"), column("Packet Length Variance"));
    for row in 0..duration.len() {
        assert!((0.0..=120_000_000.0).contains(&duration[row]));
        if duration[row] > 0.0 {
            let expected = (forward[row] + backward[row]) / duration[row] * 1e6;
            assert!((rate[row] - expected).abs() <= 1e-6 * expected, "row {row}: {} {expected}", rate[row]);
        } else {
            assert!(rate[row].is_infinite());
        }
        assert!((deviation[row] * deviation[row] - variance[row]).abs() <= 1e-6 * (1.0 + variance[row]), "row {row}");
    }
    let places: Vec<usize> =
        (0..read.columns.len()).filter(|&place| read.columns[place] == "Fwd Header Length").collect();
    assert_eq!(places.len(), 2);
    assert!(read.rows.iter().all(|cells| cells[places[0]] == cells[places[1]]));
}

#[test]
fn cicids2017_attacks_stay_in_their_day() {
    let read = read("cicids2017/ml-csv", 5_000);
    let days: BTreeSet<(&str, &str)> =
        read.labels.iter().map(String::as_str).zip(read.files.iter().map(String::as_str)).collect();
    for class in edition("cicids2017/ml-csv").classes {
        let files = days.iter().filter(|(label, _)| *label == class.name).count();
        assert_eq!(files, if class.name == "BENIGN" { 8 } else { 1 }, "{}", class.name);
    }
}

#[test]
fn ciciomt2024_columns_hang_together() {
    let read = read("ciciomt2024/wifi-mqtt", 5_000);
    assert_ordered(&read, "Min", "AVG", "Max");
    assert_ordered(&read, "Min", "Tot size", "Tot sum");
    assert_eq!(read.numbers("Rate"), read.numbers("Srate"));
    let column = |name| read.numbers(name);
    let shares: Vec<Vec<f64>> = ["TCP", "UDP", "ARP", "ICMP", "IGMP"].map(column).to_vec();
    for row in 0..read.rows.len() {
        let total: f64 = shares.iter().map(|share| share[row]).sum();
        assert!((total - 1.0).abs() < 1e-9, "row {row}: {total}");
    }
    let radius = column("Radius");
    assert!(column("Std").iter().zip(&radius).all(|(std, radius)| (std * 2.0f64.sqrt() - radius).abs() < 1e-6));
}

#[test]
fn ciciomt2024_iat_names_the_capture() {
    let read = read("ciciomt2024/wifi-mqtt", 10_000);
    let mut spans: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for ((iat, weight), label) in read.numbers("IAT").into_iter().zip(read.numbers("Weight")).zip(&read.labels) {
        // Rows that average ten packets, one of which opens the list.
        if weight == 38.5 {
            let span = spans.entry(label).or_insert((f64::INFINITY, 0.0));
            *span = (span.0.min(iat), span.1.max(iat));
        }
    }
    let mut spans: Vec<(f64, f64)> = spans.into_values().collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(spans.len() >= 7 && spans[0].0 > 1.69e8, "{spans:?}");
    assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "{spans:?}");
}

#[test]
fn duplicates_and_constant_columns_occur() {
    let read_iomt = read("ciciomt2024/wifi-mqtt", 10_000);
    let distinct: BTreeSet<&Vec<String>> = read_iomt.rows.iter().collect();
    assert!(distinct.len() < 9_000, "{} of 10000 rows are distinct", distinct.len());
    let read_cic = read("cicids2017/ml-csv", 10_000);
    let distinct: BTreeSet<&Vec<String>> = read_cic.rows.iter().collect();
    assert!(distinct.len() < 10_000);
    let constant = |read: &Read, column: &str| read.numbers(column).iter().all(|&value| value == 0.0);
    assert!(constant(&read_iomt, "Drate") && constant(&read_iomt, "IRC"));
    assert!(constant(&read_cic, "Bwd Avg Bulk Rate") && constant(&read_cic, "Bwd URG Flags"));
}

#[test]
fn headers_equal_the_real_ones_byte_for_byte() {
    let pairs = [
        ("bot-iot", "Test_Set_Normal_Traffic.csv", "bot-iot/10-best"),
        ("cicids2017", "day-heads/m1.csv", "cicids2017/ml-csv"),
        ("ciciomt2024", "test/Benign_test.pcap.csv", "ciciomt2024/wifi-mqtt"),
    ];
    for (folder, file, name) in pairs {
        let Some(folder) = data_folder::dataset(folder) else { continue };
        let Ok(real) = std::fs::File::open(folder.join(file)) else { continue };
        let mut header = String::new();
        BufReader::new(real).read_line(&mut header).unwrap();
        let made = generate(name, 10, 0, Shares::Milder);
        let first_line = made[0].bytes.split(|b| *b == b'\n').next().unwrap();
        assert_eq!(header.trim_end_matches(['\r', '\n']), std::str::from_utf8(first_line).unwrap(), "{name}");
    }
}
