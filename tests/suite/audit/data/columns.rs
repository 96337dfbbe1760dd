//! Columns that give the class away: names, codes, shortcuts, clocks, sizes of windows.

use idsbench::dataset::{Column, ColumnData};

use super::planted::{self, Planted};
use super::{audited, flagged, told};

/// A fault that one column makes, by the check that must flag it and no other column.
fn assert_flagged(rows: &Planted, check: &str, column: &str) {
    let audit = audited(rows);
    assert_eq!(flagged(&audit, check), [column], "{}", told(&audit));
}

#[test]
fn a_running_number_is_an_identifier() {
    for seed in [200, 201] {
        let rows = planted::clean(seed).with("index", |row, _, _| row as f64);
        assert_flagged(&rows, "identifiers", "index");
        let mut order = rows.stream("order").permutation(rows.rows());
        let shuffled = planted::clean(seed).with("index", |_, _, _| order.pop().unwrap() as f64 + 1e6);
        assert_flagged(&shuffled, "identifiers", "index");
    }
}

#[test]
fn a_host_that_is_of_one_class_is_looked_up() {
    for seed in [202, 203] {
        let rows = planted::clean(seed);
        let mut stream = rows.stream("host");
        let classes = rows.table.label_names.len() as u64;
        // Host h is of class h mod classes; its address says nothing of that.
        let address = stream.permutation(300);
        let host =
            |_, class: u32, _| address[(stream.below(300 / classes) * classes + u64::from(class)) as usize] as f64;
        assert_flagged(&rows.clone().with("host", host), "lookup", "host");
    }
}

#[test]
fn a_shortcut_is_the_one_column_that_tells_the_class() {
    for seed in [204, 205] {
        let rows = planted::clean(seed);
        let mut stream = rows.stream("shortcut");
        // Intervals of the classes in turn: no cut tells them apart, a tree does.
        let classes = rows.table.label_names.len() as f64;
        let mut value = |_, class: u32, _| {
            let turn = stream.below(5) as f64;
            if stream.chance(0.03) {
                stream.range(0.0, 5.0 * classes)
            } else {
                turn * classes + f64::from(class) + stream.uniform()
            }
        };
        let rows = rows.clone().with("shortcut", &mut value);
        assert_flagged(&rows, "one_column", "shortcut");
        assert!(flagged(&audited(&rows), "class_rank").is_empty());
    }
}

/// Text in which each row's name is drawn, coded in order of first appearance, as a reader does.
fn text(name: &str, of_rows: impl Iterator<Item = u64>) -> Column {
    let mut names: Vec<String> = Vec::new();
    let mut code_of = std::collections::BTreeMap::new();
    let mut code = |tag: u64| {
        *code_of.entry(tag).or_insert_with(|| {
            names.push(format!("tag {tag}"));
            names.len() as u32 - 1
        })
    };
    let codes = of_rows.map(&mut code).collect();
    Column { name: name.to_owned(), data: ColumnData::Text { codes, names } }
}

#[test]
fn text_without_a_meaning_in_a_sorted_file_is_no_shortcut() {
    for seed in [218, 219] {
        let mut rows = planted::clean(seed);
        let mut stream = rows.stream("tag");
        let tags = rows.rows() as u64 / 2;
        // Only the order in which the tags are met is that of the classes.
        rows.table.labels.sort_unstable();
        let column = text("tag", (0..rows.rows()).map(|_| stream.below(tags)));
        rows.table.columns = vec![column];
        let audit = audited(&rows);
        for check in ["one_column", "class_rank", "lookup"] {
            assert!(flagged(&audit, check).is_empty(), "{}", told(&audit));
        }
    }
}

#[test]
fn a_column_that_ranks_one_class_is_flagged_for_it() {
    for seed in [206, 207] {
        let rows = planted::clean(seed);
        let mut stream = rows.stream("rank");
        let rows =
            rows.clone().with("score", |_, class, _| if class == 1 { 9.0 + stream.normal() } else { stream.normal() });
        assert_flagged(&rows, "class_rank", "score");
    }
}

#[test]
fn every_column_that_ranks_a_class_alike_is_a_shortcut() {
    let rows = planted::clean(206);
    let mut stream = rows.stream("rank");
    let names: Vec<String> = (0..7).map(|number| format!("score {number}")).collect();
    let rows = names.iter().fold(rows.clone(), |rows, name| {
        rows.with(name, |_, class, _| if class == 1 { 9.0 + stream.normal() } else { stream.normal() })
    });
    let audit = audited(&rows);
    assert_eq!(flagged(&audit, "class_rank"), names, "{}", told(&audit));
    let shortcuts = audit.shortcuts("planted");
    assert!(names.iter().all(|name| shortcuts.contains(name)), "{shortcuts:?}");
}

#[test]
fn a_clock_is_in_order_even_where_rows_take_turns() {
    for seed in [208, 209] {
        let rows = planted::clean(seed);
        let mut stream = rows.stream("clock");
        let mut clock = |row: usize, _, file: u32| {
            let time = 1.694e8 + 1e5 * f64::from(file) + 0.1 * row as f64;
            if row.is_multiple_of(2) { stream.uniform() } else { time }
        };
        let rows = rows.clone().with("time", &mut clock);
        assert_flagged(&rows, "capture_order", "time");
        let audit = audited(&rows);
        let outcome = audit.outcomes.iter().find(|outcome| outcome.check == "capture_order").unwrap();
        assert!(outcome.says.contains("Unix time in tens of seconds, of 2023"), "{}", outcome.says);
    }
}

#[test]
fn the_size_of_a_window_tells_how_a_file_was_made() {
    for seed in 210..216 {
        let rows = planted::clean(seed);
        let by_file = rows.table.files.len() > 1;
        let (files, classes) = (rows.table.files.len(), rows.table.label_names.len());
        // Two groups of files, or of classes, one of which holds two at least.
        if if by_file { files < 3 } else { classes < 3 } {
            continue;
        }
        let rows = rows.with("weight", |row, class, file| {
            let part = if by_file { file } else { class };
            if part > 0 { 141.55 } else { [38.5, 244.6][row % 2] }
        });
        assert_flagged(&rows, "window_size", "weight");
    }
}
