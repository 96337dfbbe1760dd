//! Editions that tell of the same traffic in another form: `bot-iot/full` and `cicids2017/labelled-flows`.

use super::*;

#[test]
fn bot_iot_full_has_the_columns_of_the_raw_files() {
    let read = read("bot-iot/full", 5_000);
    assert_argus_columns_hang_together(&read);
    for column in ["smac", "dmac", "soui", "doui", "sco", "dco"] {
        let place = read.place(column);
        assert!(read.rows.iter().all(|cells| cells[place].is_empty()), "{column}");
    }
    let ports = [read.place("sport"), read.place("dport")];
    let protocol = read.place("proto");
    let mut seen = BTreeSet::new();
    for cells in &read.rows {
        seen.insert(cells[protocol].as_str());
        for port in ports.map(|place| &cells[place]) {
            assert_eq!(port.is_empty(), cells[protocol] == "arp", "{cells:?}");
            assert_eq!(port.starts_with("0x"), cells[protocol] == "icmp", "{cells:?}");
        }
    }
    assert!(seen.is_superset(&BTreeSet::from(["arp", "icmp", "tcp", "udp"])), "{seen:?}");
    let ids: BTreeSet<u64> = read.numbers("pkSeqID").iter().map(|id| *id as u64).collect();
    assert!(ids.iter().copied().eq(1..=5_000));
}

#[test]
fn bot_iot_full_fills_its_74_files_alike() {
    let rows = |rows| -> Vec<usize> {
        let files = generate("bot-iot/full", rows, 0, Shares::Milder);
        assert!(files.iter().all(|file| !file.bytes.starts_with(b"pkSeqID")));
        files.iter().map(|file| file.bytes.iter().filter(|byte| **byte == b'\n').count()).collect()
    };
    let many = rows(5_000);
    assert_eq!((many.len(), many.iter().sum::<usize>()), (74, 5_000));
    assert!(many.iter().all(|rows| (67..=68).contains(rows)), "{many:?}");
    assert_eq!(rows(20), [1; 20]);
}

#[test]
fn both_forms_of_cicids2017_hold_the_same_flows() {
    let (features, named) = (read("cicids2017/ml-csv", 3_000), read("cicids2017/labelled-flows", 3_000));
    assert_eq!((&features.labels, &features.files), (&named.labels, &named.files));
    let from = named.place("Flow Duration");
    let port = named.place("Destination Port");
    for (plain, named) in features.rows.iter().zip(&named.rows) {
        assert_eq!(plain[0], named[port]);
        // The labels' dashes differ.
        assert_eq!(plain[1..plain.len() - 1], named[from..named.len() - 1]);
    }
}

#[test]
fn labelled_flows_are_named_by_their_ends() {
    let read = read("cicids2017/labelled-flows", 5_000);
    let [id, source, source_port, target, target_port, protocol] =
        ["Flow ID", "Source IP", "Source Port", "Destination IP", "Destination Port", "Protocol"]
            .map(|column| read.place(column));
    for (cells, label) in read.rows.iter().zip(&read.labels) {
        let name = |ends: [usize; 4]| ends.map(|place| cells[place].as_str()).join("-") + "-" + &cells[protocol];
        let names =
            [name([source, target, source_port, target_port]), name([target, source, target_port, source_port])];
        assert!(names.contains(&cells[id]), "{cells:?}");
        let is_lookup = cells[target_port] == "53" && label == "BENIGN";
        assert!(!is_lookup || cells[protocol] == "17", "{cells:?}");
    }
}

#[test]
fn labelled_flows_keep_the_times_and_the_damage_of_the_files() {
    let files = generate("cicids2017/labelled-flows", 20_000, 0, Shares::Milder);
    for file in &files {
        let text = plain_text(&file.bytes);
        let mut before = 0;
        let mut rows = 0;
        let mut commas = 0;
        for line in text.lines().skip(1) {
            if line.bytes().all(|byte| byte == b',') {
                assert_eq!(line.len(), 84);
                commas += 1;
                continue;
            }
            assert_eq!(commas, 0, "rows after the lines of commas");
            rows += 1;
            let (date, clock) = line.split(',').nth(6).unwrap().split_once(' ').unwrap();
            let parts: Vec<u32> = clock.split(':').map(|part| part.parse().unwrap()).collect();
            let monday = file.name.starts_with("Monday");
            assert_eq!((date.len(), parts.len()), if monday { (10, 3) } else { (8, 2) }, "{date} {clock}");
            // Nobody works before 8, so that small hours are afternoon.
            let hour = if parts[0] < 8 { parts[0] + 12 } else { parts[0] };
            assert!((8..=17).contains(&hour), "{clock}");
            let minute = hour * 60 + parts[1];
            assert!(minute >= before, "{}: {clock}", file.name);
            before = minute;
        }
        let web = file.name.contains("WebAttacks");
        assert_eq!(commas, if web { rows * 288_602 / 170_366 } else { 0 }, "{}", file.name);
        assert_eq!(file.bytes.contains(&0x96), web, "{}", file.name);
        assert_eq!(std::str::from_utf8(&file.bytes).is_err(), web, "{}", file.name);
    }
}
