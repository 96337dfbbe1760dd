//! What cells and classes hold: impossible values, shared flows, sizes, errata.

use idsbench::audit::data::{DataAudit, Level, Outcome};
use idsbench::dataset::Column;
use idsbench::spec::SplitKind;

use super::planted::{self, Planted};
use super::{audited, of, told};

fn levels(audit: &DataAudit, check: &str) -> Vec<Level> {
    of(audit, check).into_iter().map(|outcome| outcome.level).collect()
}

/// The one outcome whose sentence holds `text`.
fn saying<'a>(audit: &'a DataAudit, check: &str, text: &str) -> &'a Outcome {
    let found = of(audit, check).into_iter().find(|outcome| outcome.says.contains(text));
    found.unwrap_or_else(|| panic!("no {check} says {text}\n{}", told(audit)))
}

#[test]
fn durations_below_zero_are_impossible() {
    for seed in [400, 401] {
        let rows = planted::clean(seed);
        let mut stream = rows.stream("duration");
        let mut duration = |share: f64| {
            let mut values = Vec::new();
            values.resize_with(rows.rows(), || stream.exponential(9.0) * if stream.chance(share) { -1.0 } else { 1.0 });
            rows.clone().with_column("Flow Duration", values)
        };
        assert_eq!(levels(&audited(&duration(0.0)), "values"), [Level::Fine]);
        assert_eq!(levels(&audited(&duration(0.01)), "values"), [Level::Warning]);
        let audit = audited(&duration(0.3));
        assert_eq!(levels(&audit, "values"), [Level::Flag]);
        assert!(of(&audit, "values")[0].subject.columns.is_empty(), "a shortcut it is not");
        let scaled = planted::clean(seed);
        let count = scaled.table.columns.len() + 2;
        let scaled = (0..count).fold(scaled, |rows, column| {
            let mut stream = rows.stream(&format!("scaled {column}"));
            rows.clone().with(&format!("size {column}"), |_, _, _| stream.normal())
        });
        assert_eq!(levels(&audited(&scaled), "values"), [Level::Fine], "scaled rows have no sign");
    }
}

#[test]
fn columns_of_0_and_1_do_not_hide_that_rows_are_scaled() {
    for seed in [400, 401] {
        let mut rows = planted::clean(seed);
        rows.table.columns.clear();
        for name in ["Flow Duration", "bytes", "packets", "rate"] {
            let mut stream = rows.stream(name);
            rows = rows.with(name, |_, _, _| stream.normal());
        }
        for code in 0..10 {
            rows = rows.with(&format!("proto_{code}"), |row, _, _| f64::from(u8::from(row % 10 == code)));
        }
        assert_eq!(levels(&audited(&rows), "values"), [Level::Fine]);
        // Unscaled beside them, one impossible column is no scale.
        rows.rewrite(0, |cells| cells.iter_mut().for_each(|cell| *cell = cell.abs()));
        rows.rewrite(1, |cells| cells.iter_mut().for_each(|cell| *cell = cell.abs()));
        assert_eq!(levels(&audited(&rows), "values"), [Level::Flag]);
    }
}

#[test]
fn missing_constant_repeated_and_coded_cells_are_told() {
    for seed in [402, 403] {
        let mut rows = planted::clean(seed);
        let first = rows.table.columns[0].clone();
        rows.table.columns.push(Column { name: format!("{}.1", first.name), data: first.data });
        let rows = rows
            .with("bulk", |_, _, _| 0.0)
            .with("sport", |row, _, _| if row % 20 == 0 { -1.0 } else { (row * 7919 % 60_000) as f64 })
            .with("speed", |row, _, _| if row % 50 == 0 { f64::INFINITY } else { (row % 13) as f64 });
        let audit = audited(&rows);
        assert_eq!(levels(&audit, "values"), [Level::Warning; 4], "{}", told(&audit));
        assert_eq!(saying(&audit, "values", "One value only").subject.columns, ["bulk"]);
        assert_eq!(saying(&audit, "values", "Equal to an earlier one").subject.columns, ["normal_0.1"]);
        assert_eq!(saying(&audit, "values", "−1 stands for").subject.columns, ["sport"]);
        let missing = saying(&audit, "values", "not finite");
        assert_eq!(missing.numbers["rows"].as_u64(), Some(rows.rows().div_ceil(50) as u64));
    }
}

#[test]
fn rows_scaled_to_one_hold_no_port() {
    for seed in [400, 401] {
        let mut rows = planted::clean(seed);
        rows.table.columns.clear();
        for name in ["Destination Port", "bytes", "rate"] {
            let mut stream = rows.stream(name);
            rows = rows.with(name, |_, _, _| stream.uniform());
        }
        assert_eq!(levels(&audited(&rows), "values"), [Level::Fine]);
        let unscaled = rows.with("packets", |row, _, _| (row % 10) as f64);
        assert_eq!(levels(&audited(&unscaled), "values"), [Level::Flag], "half a port");
    }
}

/// Rows of flows of five, each with its hosts; hosts of a class.
fn with_flows(seed: u64) -> Planted {
    let rows = planted::clean(seed);
    let classes = rows.table.label_names.len() as u32;
    let mut stream = rows.stream("hosts");
    // Flows in turn, so that each file holds parts of many.
    let flows = (rows.rows() / 5) as u64;
    rows.clone()
        .with("Flow ID", |row, _, _| (row as u64 % flows) as f64)
        .with("src_ip", |_, class, _| f64::from(class + classes * stream.below(10) as u32))
}

#[test]
fn flows_and_hosts_on_both_sides_are_flagged() {
    for seed in [404, 405] {
        let audit = audited(&with_flows(seed));
        assert_eq!(levels(&audit, "group_leakage"), [Level::Flag; 2], "{}", told(&audit));
        let hosts = of(&audit, "group_leakage")[1];
        assert!(hosts.consequence.as_ref().unwrap().contains("gets 100.00 %"), "{hosts:?}");
    }
}

#[test]
fn a_split_by_flow_or_host_is_fine() {
    for seed in [404, 405] {
        for (by, expected) in [("Flow ID", [Level::Fine, Level::Warning]), ("src_ip", [Level::Flag, Level::Fine])] {
            let mut rows = with_flows(seed);
            rows.protocol.split.kind = SplitKind::Group;
            rows.protocol.split.by = Some(by.to_owned());
            let audit = audited(&rows);
            assert_eq!(levels(&audit, "group_leakage"), expected, "by {by}\n{}", told(&audit));
        }
        assert_eq!(levels(&audited(&planted::clean(seed)), "group_leakage"), [Level::NotApplicable]);
    }
}

#[test]
fn a_class_of_few_rows_carries_no_figure() {
    for seed in [406, 407] {
        let mut rows = planted::clean(seed);
        rows.table.label_names.push("rare".to_owned());
        let rare = rows.table.label_names.len() as u32 - 1;
        for row in (0..rows.rows()).step_by(rows.rows() / 40) {
            rows.table.labels[row] = rare;
        }
        let audit = audited(&rows);
        assert_eq!(levels(&audit, "class_sizes"), [Level::Flag], "{}", told(&audit));
        assert_eq!(of(&audit, "class_sizes")[0].subject.classes, ["rare"]);
    }
}

#[test]
fn a_class_of_one_side_is_told() {
    for seed in [408, 409] {
        let mut rows = planted::clean(seed);
        rows.protocol.split.kind = SplitKind::Time;
        let last = rows.rows() / 10;
        let start = rows.rows() - last;
        rows.table.label_names.extend(["early".to_owned(), "late".to_owned()]);
        let early = rows.table.label_names.len() as u32 - 2;
        rows.table.labels[..50].fill(early);
        rows.table.labels[start..start + 50].fill(early + 1);
        let audit = audited(&rows);
        assert_eq!(saying(&audit, "class_sizes", "Without a training row").subject.classes, ["late"]);
        assert_eq!(saying(&audit, "class_sizes", "Without a training row").level, Level::Flag);
        assert_eq!(saying(&audit, "class_sizes", "Without a training row").statistic, None);
        assert_eq!(saying(&audit, "class_sizes", "Without a test row").subject.classes, ["early"]);
        assert_eq!(saying(&audit, "class_sizes", "Without a test row").level, Level::Warning);
    }
}

#[test]
fn rows_of_no_edition_have_no_errata() {
    let audit = audited(&planted::clean(410));
    assert_eq!(levels(&audit, "errata"), [Level::NotApplicable]);
    assert!(audit.outcomes.iter().all(|outcome| outcome.check != "errata" || outcome.statistic.is_none()));
}
