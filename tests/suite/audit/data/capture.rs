//! The order of the capture: neighbours across the split, slivers, place, shift from train to test.

use idsbench::audit::data::Level;
use idsbench::dataset::{Column, ColumnData, Side, catalogue};
use idsbench::spec::{SplitKind, View};

use super::planted::{self, Planted};
use super::{audited, audited_as, flags, of, told};

/// A slow random walk along the rows, which says nothing of the class.
fn drifting(seed: u64) -> Planted {
    let rows = planted::clean(seed);
    let mut stream = rows.stream("walk");
    let mut walk = |start: f64| {
        let mut value = start;
        (0..rows.rows())
            .map(|_| {
                value += stream.normal();
                value
            })
            .collect::<Vec<f64>>()
    };
    let walks = [walk(0.0), walk(50.0), walk(10.0)];
    let mut rows = rows.clone();
    for (number, walk) in walks.into_iter().enumerate() {
        rows = rows.with_column(&format!("walk_{number}"), walk);
    }
    rows
}

/// Rows that are in the order of `key`; files keep their sizes.
fn sorted_by(rows: &Planted, key: impl Fn(usize) -> f64) -> Planted {
    let mut order: Vec<usize> = (0..rows.rows()).collect();
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let mut sorted = rows.clone();
    sorted.table.labels = order.iter().map(|&row| rows.table.labels[row]).collect();
    for column in &mut sorted.table.columns {
        *column = taken(column, &order);
    }
    sorted
}

fn taken(column: &Column, order: &[usize]) -> Column {
    let ColumnData::Numeric(values) = &column.data else { panic!("{} is text", column.name) };
    let values: Vec<f64> = order.iter().map(|&row| values.get(row)).collect();
    Column { name: column.name.clone(), data: ColumnData::Numeric(values.into()) }
}

/// Everything in one file.
fn in_one_file(mut rows: Planted) -> Planted {
    rows.table.file_of_row.fill(0);
    rows.table.files.truncate(1);
    rows
}

/// The first four fifths of the rows are the publishers' training file, the others their test file.
fn official(mut rows: Planted) -> Planted {
    let train = 4 * rows.rows() / 5;
    rows.table.file_of_row = (0..rows.rows()).map(|row| u32::from(row >= train)).collect();
    let file = rows.table.files[0].clone();
    rows.table.files = [(Side::Train, "train.csv"), (Side::Test, "test.csv")]
        .map(|(side, path)| {
            let mut file = file.clone();
            (file.side, file.path) = (Some(side), path.to_owned());
            file
        })
        .to_vec();
    rows.protocol.split.kind = SplitKind::Official;
    rows
}

fn level(rows: &Planted, check: &str) -> Level {
    let audit = audited(rows);
    let worst = of(&audit, check).into_iter().map(|outcome| outcome.level).min();
    worst.unwrap_or_else(|| panic!("{}", told(&audit)))
}

#[test]
fn a_random_split_of_rows_that_drift_mixes_neighbours() {
    for seed in [300, 301] {
        assert_eq!(level(&drifting(seed), "temporal_contiguity"), Level::Flag, "seed {seed}");
    }
}

#[test]
fn what_numbers_the_rows_is_no_likeness() {
    let edition = catalogue::find("bot-iot/10-best");
    for seed in [300, 301] {
        let mut rows = planted::clean(seed);
        rows.table.columns.truncate(3);
        let mut order = rows.stream("order").permutation(rows.rows());
        // The files are shuffled; in the order of the column neighbours are alike in nothing but the column.
        let rows = rows.with("pkSeqID", |_, _, _| order.pop().unwrap() as f64);
        let audit = audited_as(&rows, edition);
        let outcome = of(&audit, "temporal_contiguity")[0];
        assert!(outcome.says.contains("in the order of pkSeqID"), "{}", outcome.says);
        assert!(outcome.level > Level::Warning, "{}", told(&audit));
    }
}

#[test]
fn a_cut_in_time_and_rows_without_order_keep_them_apart() {
    for seed in [300, 301] {
        let mut cut = drifting(seed);
        cut.protocol.split.kind = SplitKind::Time;
        cut.protocol.split.within_files = true;
        assert_eq!(level(&cut, "temporal_contiguity"), Level::Fine, "seed {seed}");
        // Sorted by class and nothing else: neighbours are alike because their class is.
        let rows = planted::clean(seed);
        let sorted = sorted_by(&rows, |row| f64::from(rows.table.labels[row]));
        assert_eq!(level(&sorted, "temporal_contiguity"), Level::Fine, "seed {seed}");
    }
}

#[test]
fn an_attack_of_one_moment_is_a_sliver() {
    for seed in [302, 303] {
        let rows = in_one_file(planted::clean(seed));
        // Class 1 stands in one place, the others as they are.
        let middle = rows.rows() as f64 / 3.0;
        let burst = sorted_by(&rows, |row| if rows.table.labels[row] == 1 { middle } else { row as f64 });
        let audit = audited(&burst);
        let outcome = of(&audit, "sliver_classes")[0];
        assert_eq!(outcome.level, Level::Flag, "{}", told(&audit));
        assert_eq!(outcome.subject.classes, ["class 1"]);
    }
}

#[test]
fn rows_sorted_by_class_and_classes_with_their_own_files_are_told() {
    for seed in [302, 303] {
        let rows = planted::clean(seed);
        let sorted = in_one_file(sorted_by(&rows, |row| f64::from(rows.table.labels[row])));
        assert_eq!(level(&sorted, "sliver_classes"), Level::Warning);
        let mut by_class = sorted.clone();
        by_class.table.file_of_row.clone_from(&by_class.table.labels);
        by_class.table.files = vec![by_class.table.files[0].clone(); by_class.table.label_names.len()];
        assert_eq!(level(&by_class, "sliver_classes"), Level::Warning);
        // One fact is told by one check.
        assert_eq!(level(&by_class, "row_order"), Level::NotApplicable);
        assert_eq!(level(&rows, "sliver_classes"), Level::Fine);
    }
}

#[test]
fn the_place_of_a_row_tells_its_class() {
    for seed in [304, 305] {
        let rows = in_one_file(planted::clean(seed));
        let mut stream = rows.stream("blocks");
        // Attacks come in bouts of some fifty rows.
        let bouts: Vec<u64> = (0..=rows.rows() / 50).map(|_| stream.below(1 << 30)).collect();
        let classes = rows.table.label_names.len() as u64;
        let bout_of_class = |class: u32| {
            let of_class: Vec<usize> =
                (0..bouts.len()).filter(|&bout| bouts[bout] % classes == u64::from(class)).collect();
            of_class
        };
        let places: Vec<Vec<usize>> = (0..classes as u32).map(bout_of_class).collect();
        let key: Vec<f64> = (0..rows.rows())
            .map(|row| {
                let bouts = &places[rows.table.labels[row] as usize];
                bouts[stream.below(bouts.len() as u64) as usize] as f64
            })
            .collect();
        let blocks = sorted_by(&rows, |row| key[row]);
        // A model that sees a row at a time is not helped by it.
        assert_eq!(level(&blocks, "row_order"), Level::Warning, "seed {seed}");
        let mut windows = blocks.clone();
        windows.protocol.view = View::Window(5);
        windows.protocol.split.kind = SplitKind::Time;
        assert_eq!(level(&windows, "row_order"), Level::Flag, "seed {seed}");
        assert_eq!(level(&rows, "row_order"), Level::Fine, "seed {seed}");
    }
}

#[test]
fn test_files_of_another_kind_are_told_apart() {
    for seed in [306, 307] {
        let rows = official(planted::clean(seed));
        assert_eq!(level(&rows, "train_test_told_apart"), Level::Fine, "seed {seed}");
        let mut stream = rows.stream("shift");
        let shifted = rows.clone().with("window", |_, _, file| 3.0 * f64::from(file) + stream.normal());
        let audit = audited(&shifted);
        let outcome = of(&audit, "train_test_told_apart")[0];
        assert_eq!(outcome.level, Level::Flag, "{}", told(&audit));
        assert!(outcome.says.contains("Most by window"), "{}", outcome.says);
        assert!(outcome.subject.columns.is_empty() && !flags(&audit, "one_column"));
    }
}
