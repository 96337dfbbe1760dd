//! Tests of the `prepare` room through its public face.

use std::collections::BTreeSet;

use idsbench::dataset::{Column, ColumnData, FileUse, Origin, Side, Table};
use idsbench::prepare::{Assignment, PrepareError, Prepared, SplitSide, assign, classes_of_rows, prepare};
use idsbench::random::Stream;
use idsbench::spec::{
    Balance, Clean, Constants, ControlKind, Duplicates, Encode, NonFinite, Protocol, Scale, Split, SplitClasses,
    SplitKind, Task, TaskKind, Unseen, View,
};
use proptest::prelude::*;

/// Each case prepares a table, so there are fewer than usual.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() }
}

/// Made-up traffic: `files` files in turn of the train and the test side, three classes of very different size, a
/// time, a port, a rate with missing cells, a column that never changes, a protocol, repeated rows.
fn traffic(rows: usize, files: usize, seed: u64) -> Table {
    let mut stream = Stream::new(seed, &["made-up traffic"]);
    let mut labels = Vec::with_capacity(rows);
    let mut columns: [Vec<f64>; 4] = Default::default();
    let mut protocol = Vec::with_capacity(rows);
    for row in 0..rows {
        let label = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][stream.below(10) as usize];
        let rate = if stream.chance(0.02) { f64::NAN } else { stream.exponential(1.0 + f64::from(label)) };
        let values = [row as f64, stream.below(30) as f64, (rate * 4.0).floor(), 3.0];
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        protocol.push(stream.below(3) as u32);
        labels.push(label);
    }
    let numeric = ["stime", "port", "rate", "same"]
        .into_iter()
        .zip(columns)
        .map(|(name, values)| Column { name: name.to_owned(), data: ColumnData::Numeric(values.into()) });
    let names = ["tcp", "arp", "udp"].map(str::to_owned).to_vec();
    let text = Column { name: "proto".to_owned(), data: ColumnData::Text { codes: protocol, names } };
    Table {
        columns: numeric.chain([text]).collect(),
        labels,
        label_names: ["Benign", "DoS-Syn", "Recon-Scan"].map(str::to_owned).to_vec(),
        file_of_row: (0..rows).map(|row| (row * files / rows) as u32).collect(),
        files: (0..files).map(|i| file(i, if i % 2 == 0 { Side::Train } else { Side::Test })).collect(),
        sample: None,
        fingerprint: None,
        origin: Origin::Files,
    }
}

fn file(i: usize, side: Side) -> FileUse {
    FileUse { path: format!("capture-{i}.csv"), side: Some(side), ..FileUse::default() }
}

fn task() -> Task {
    let rules = [("Benign", "normal"), ("DoS-*", "dos"), ("*", "scan")];
    let labels = rules.into_iter().map(|(pattern, class)| (pattern.to_owned(), class.to_owned())).collect();
    Task { kind: TaskKind::Multiclass, positive: None, labels }
}

fn protocol(kind: SplitKind) -> Protocol {
    Protocol {
        clean: Clean { non_finite: NonFinite::Drop, duplicates: Duplicates::Keep, constants: Constants::Drop },
        drop: vec!["stime".to_owned()],
        encode: Encode::default(),
        split: Split { kind, test: 0.2, validation: 0.16, by: None, within_files: false, classes: SplitClasses::All },
        scale: Scale::Standard,
        balance: Balance::None,
        view: View::Features,
    }
}

fn sides(table: &Table, protocol: &Protocol, seed: u64) -> Assignment {
    let classes = classes_of_rows(table, &task()).expect("the made-up rows have classes");
    assign(table, &classes, protocol, "published", seed).expect("the made-up rows can be split")
}

fn prepared(table: &Table, protocol: &Protocol, control: Option<ControlKind>, seed: u64) -> Prepared {
    try_prepare(table, protocol, control, seed).expect("the made-up rows can be prepared")
}

fn try_prepare(
    table: &Table,
    protocol: &Protocol,
    control: Option<ControlKind>,
    seed: u64,
) -> Result<Prepared, PrepareError> {
    let classes = classes_of_rows(table, &task())?;
    let assignment = assign(table, &classes, protocol, "published", seed)?;
    prepare(table, &classes, &task(), protocol, &assignment, control, seed)
}

fn replace(table: &mut Table, name: &str, rows: &[usize], value: impl Fn(usize) -> f64) {
    let column = table.columns.iter_mut().find(|column| column.name == name).expect("the column is there");
    let ColumnData::Numeric(numbers) = &column.data else { panic!("{name} is text") };
    let mut values: Vec<f64> = numbers.iter().collect();
    rows.iter().enumerate().for_each(|(i, &row)| values[row] = value(i));
    column.data = ColumnData::Numeric(values.into());
}

const KINDS: [SplitKind; 5] =
    [SplitKind::Random, SplitKind::Stratified, SplitKind::Official, SplitKind::Time, SplitKind::Group];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_row_that_cleaning_leaves_is_on_one_side(
        rows in 60usize..400, data in 0u64..1000, seed in 0u64..1000, kind in prop::sample::select(KINDS.to_vec()),
    ) {
        let table = traffic(rows, 6, data);
        let assignment = sides(&table, &protocol(kind), seed);
        let ColumnData::Numeric(rate) = &table.column("rate").unwrap().data else { unreachable!() };
        for (side, rate) in assignment.side_of_row.iter().zip(rate.iter()) {
            prop_assert_eq!(side.is_some(), rate.is_finite());
        }
        let listed: BTreeSet<usize> = SplitSide::ALL.iter().flat_map(|&side| assignment.rows(side)).collect();
        prop_assert_eq!(listed.len(), assignment.counts().iter().sum::<usize>());
        prop_assert_eq!(&sides(&table, &protocol(kind), seed), &assignment);
    }

    #[test]
    fn shares_are_rounded_half_up(rows in 60usize..400, seed in 0u64..1000, test in 0.05f64..0.5, validation in 0.0f64..0.4) {
        let table = traffic(rows, 2, 0);
        for kind in [SplitKind::Random, SplitKind::Stratified, SplitKind::Time] {
            let mut protocol = protocol(kind);
            protocol.clean.non_finite = NonFinite::Zero;
            (protocol.split.test, protocol.split.validation) = (test, validation);
            let classes = classes_of_rows(&table, &task()).unwrap();
            let wanted = [validation, test].map(|share| (share * rows as f64 + 0.5).floor() as usize);
            match assign(&table, &classes, &protocol, "p", seed) {
                Ok(assignment) => prop_assert_eq!(assignment.counts()[1..].to_vec(), wanted.to_vec()),
                Err(PrepareError::EmptySide { .. }) => prop_assert_eq!(wanted[0], 0),
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
    }

    #[test]
    fn stratified_test_shares_are_within_one_row(rows in 100usize..600, data in 0u64..1000, seed in 0u64..1000) {
        let table = traffic(rows, 2, data);
        let classes = classes_of_rows(&table, &task()).unwrap();
        let mut protocol = protocol(SplitKind::Stratified);
        protocol.clean.non_finite = NonFinite::Zero;
        let assignment = sides(&table, &protocol, seed);
        let total = assignment.counts()[2] as f64;
        for class in 0..3 {
            let all = classes.iter().filter(|&&c| c == class).count() as f64;
            let test = assignment.rows(SplitSide::Test).filter(|&row| classes[row] == class).count() as f64;
            prop_assert!((test - total * all / rows as f64).abs() < 1.0, "class {class}: {test} of {all}");
        }
    }

    #[test]
    fn windows_never_cross_files_or_sides(
        rows in 200usize..500, data in 0u64..1000, seed in 0u64..1000, steps in 1u32..6,
        kind in prop::sample::select(vec![SplitKind::Official, SplitKind::Time, SplitKind::Group]),
    ) {
        let table = traffic(rows, 8, data);
        let protocol = Protocol {
            drop: Vec::new(), scale: Scale::None, view: View::Window(steps), ..protocol(kind)
        };
        let assignment = sides(&table, &protocol, seed);
        let made = prepared(&table, &protocol, None, seed);
        let stime = made.feature_names.iter().position(|name| name == "stime").unwrap();
        let kept: Vec<usize> = (0..rows).filter(|&row| assignment.side_of_row[row].is_some()).collect();
        for (side, samples) in SplitSide::ALL.into_iter().zip([&made.train, &made.validation, &made.test]) {
            for (window, &last) in samples.x.iter_rows().zip(&samples.row_id) {
                let end = kept.binary_search(&(last as usize)).unwrap();
                // `stime` is the row's number, so a window says which rows it was made of.
                let members: Vec<usize> = window.chunks(made.input.channels).map(|row| row[stime] as usize).collect();
                prop_assert_eq!(&members[..], &kept[end + 1 - steps as usize..=end]);
                for row in members {
                    prop_assert_eq!(table.file_of_row[row], table.file_of_row[last as usize]);
                    prop_assert_eq!(assignment.side_of_row[row], Some(side));
                }
            }
        }
    }
}

#[test]
fn other_seeds_give_other_splits_where_chance_decides() {
    let table = traffic(300, 9, 0);
    for kind in [SplitKind::Random, SplitKind::Stratified, SplitKind::Official, SplitKind::Group] {
        let distinct: Vec<Assignment> = (0..4).map(|seed| sides(&table, &protocol(kind), seed)).collect();
        assert!(distinct[1..].iter().any(|other| other.side_of_row != distinct[0].side_of_row), "{kind:?}");
    }
    let by_time = protocol(SplitKind::Time);
    assert_eq!(sides(&table, &by_time, 0), sides(&table, &by_time, 1));
}

#[test]
fn a_split_ignores_everything_that_models_and_scaling_need() {
    let table = traffic(300, 4, 0);
    for kind in KINDS {
        let plain = protocol(kind);
        let other = Protocol {
            scale: Scale::MinMax,
            balance: Balance::Smote,
            encode: Encode {
                one_hot: Some(vec!["proto".to_owned(), "port".to_owned()]),
                unseen: Unseen::Other,
                ..Encode::default()
            },
            ..plain.clone()
        };
        assert_eq!(sides(&table, &plain, 5), sides(&table, &other, 5), "{kind:?}");
    }
}

/// Everything fitted comes from train: whatever happens to the other rows, the training matrix keeps its bits.
#[test]
fn validation_and_test_rows_do_not_reach_what_train_learns() {
    let table = traffic(300, 4, 1);
    let classes = classes_of_rows(&table, &task()).unwrap();
    for (scale, non_finite) in
        [(Scale::Standard, NonFinite::Median), (Scale::MinMax, NonFinite::Median), (Scale::Standard, NonFinite::Zero)]
    {
        let mut rule = protocol(SplitKind::Random);
        (rule.scale, rule.clean.non_finite, rule.balance) = (scale, non_finite, Balance::Smote);
        rule.encode.one_hot = Some(vec!["proto".to_owned(), "port".to_owned()]);
        let assignment = sides(&table, &rule, 2);
        let before = prepare(&table, &classes, &task(), &rule, &assignment, None, 2).unwrap();

        let mut changed = table.clone();
        let mut changed_classes = classes.clone();
        let others: Vec<usize> =
            [SplitSide::Validation, SplitSide::Test].into_iter().flat_map(|side| assignment.rows(side)).collect();
        replace(&mut changed, "rate", &others, |i| if i % 3 == 0 { f64::INFINITY } else { 1e9 + i as f64 });
        replace(&mut changed, "port", &others, |i| 5_000.0 + i as f64);
        replace(&mut changed, "same", &others, |_| -1.0);
        others.iter().for_each(|&row| changed_classes[row] = 0);
        let ColumnData::Text { codes, names } = &mut changed.columns[4].data else { panic!("proto is text") };
        names.insert(0, "aaa".to_owned());
        codes.iter_mut().for_each(|code| *code += 1);
        others.iter().for_each(|&row| codes[row] = 0);

        let after = prepare(&changed, &changed_classes, &task(), &rule, &assignment, None, 2).unwrap();
        let bits =
            |prepared: &Prepared| -> Vec<u32> { prepared.train.x.as_slice().iter().map(|v| v.to_bits()).collect() };
        assert_eq!(bits(&before), bits(&after));
        assert_eq!(before.train.y, after.train.y);
        assert_eq!(before.feature_names, after.feature_names);
        assert_ne!(before.test.x, after.test.x);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let table = traffic(5_000, 4, 3);
    let mut rule = protocol(SplitKind::Stratified);
    (rule.clean.duplicates, rule.balance) = (Duplicates::Drop, Balance::Smote);
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| prepared(&table, &rule, Some(ControlKind::PermutedFeatures), 1))
    };
    assert_eq!(with_threads(1), with_threads(4));
}

#[test]
fn standardised_train_has_mean_zero_and_deviation_one() {
    let made = prepared(&traffic(1_000, 4, 0), &protocol(SplitKind::Random), None, 0);
    assert_eq!(made.feature_names, ["port", "rate", "proto=arp", "proto=tcp", "proto=udp"]);
    assert_eq!((made.input.steps, made.input.channels), (5, 1));
    for column in 0..2 {
        let values: Vec<f64> = made.train.x.iter_rows().map(|row| f64::from(row[column])).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / values.len() as f64;
        assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-6, "{mean} {variance}");
    }
    for row in made.test.x.iter_rows() {
        assert_eq!(row[2..].iter().sum::<f32>(), 1.0);
    }
}

#[test]
fn shuffled_labels_touch_train_and_validation_only() {
    let (table, rule) = (traffic(500, 4, 0), protocol(SplitKind::Random));
    let (plain, control) =
        (prepared(&table, &rule, None, 0), prepared(&table, &rule, Some(ControlKind::ShuffledLabels), 0));
    let sorted = |y: &[u32]| {
        let mut y = y.to_vec();
        y.sort_unstable();
        y
    };
    for (a, b) in [(&plain.train, &control.train), (&plain.validation, &control.validation)] {
        assert_eq!((&a.x, &a.row_id), (&b.x, &b.row_id));
        assert_ne!(a.y, b.y);
        assert_eq!(sorted(&a.y), sorted(&b.y));
    }
    assert_eq!(plain.test, control.test);
    assert_eq!(prepared(&table, &rule, Some(ControlKind::Majority), 0), plain);
}

#[test]
fn permuted_features_move_all_sides_and_windows_alike() {
    let table = traffic(500, 4, 0);
    let rule = Protocol { view: View::Window(3), ..protocol(SplitKind::Time) };
    let (plain, control) =
        (prepared(&table, &rule, None, 4), prepared(&table, &rule, Some(ControlKind::PermutedFeatures), 4));
    let from: Vec<usize> = control
        .feature_names
        .iter()
        .map(|name| plain.feature_names.iter().position(|other| other == name).unwrap())
        .collect();
    assert!(!from.is_sorted());
    for (a, b) in
        [(&plain.train, &control.train), (&plain.validation, &control.validation), (&plain.test, &control.test)]
    {
        assert_eq!(a.y, b.y);
        for (a, b) in a.x.as_slice().chunks(5).zip(b.x.as_slice().chunks(5)) {
            assert!(from.iter().zip(b).all(|(&j, value)| a[j] == *value));
        }
    }
}

#[test]
fn shuffled_windows_keep_what_a_window_holds() {
    let table = traffic(500, 4, 0);
    let rule = Protocol { view: View::Window(3), ..protocol(SplitKind::Time) };
    let (plain, control) =
        (prepared(&table, &rule, None, 4), prepared(&table, &rule, Some(ControlKind::ShuffledWindows), 4));
    let sorted = |row: &[f32]| {
        let mut steps: Vec<Vec<u32>> =
            row.chunks(5).map(|step| step.iter().map(|value| value.to_bits()).collect()).collect();
        steps.sort_unstable();
        steps
    };
    for (a, b) in
        [(&plain.train, &control.train), (&plain.validation, &control.validation), (&plain.test, &control.test)]
    {
        assert_eq!((&a.y, &a.row_id), (&b.y, &b.row_id));
        assert_ne!(a.x, b.x);
        assert!(a.x.iter_rows().zip(b.x.iter_rows()).all(|(a, b)| sorted(a) == sorted(b)));
    }
}

#[test]
fn balance_works_on_windows_and_leaves_the_other_sides_alone() {
    let table = traffic(900, 3, 0);
    let rule = |balance| Protocol { view: View::Window(4), balance, ..protocol(SplitKind::Time) };
    let plain = prepared(&table, &rule(Balance::None), None, 0);
    let count = |prepared: &Prepared| -> [usize; 3] {
        std::array::from_fn(|class| prepared.train.y.iter().filter(|&&y| y == class as u32).count())
    };
    let [a, b, c] = count(&plain);
    assert!(a > b && b > c && c > 0);
    for (balance, rows) in [(Balance::Undersample, c), (Balance::Oversample, a)] {
        let made = prepared(&table, &rule(balance), None, 0);
        assert_eq!(count(&made), [rows; 3]);
        assert_eq!((&made.validation, &made.test), (&plain.validation, &plain.test));
        assert_eq!(made.train.x.cols(), 4 * made.feature_names.len());
    }
    let weighted = prepared(&table, &rule(Balance::ClassWeights), None, 0);
    let expected = [a, b, c].map(|rows| ((a + b + c) as f64 / (3.0 * rows as f64)) as f32);
    assert_eq!(weighted.class_weights, expected);
    assert_eq!(try_prepare(&table, &rule(Balance::Smote), None, 0), Err(PrepareError::SmoteOnWindows));
}

#[test]
fn a_window_longer_than_every_run_and_a_window_of_nothing_are_refused() {
    let table = traffic(90, 3, 0);
    let rule = |steps| Protocol { view: View::Window(steps), ..protocol(SplitKind::Time) };
    let error = try_prepare(&table, &rule(80), None, 0).unwrap_err();
    assert!(matches!(error, PrepareError::NoWindow { side: SplitSide::Train, window: 80, .. }), "{error}");
    assert_eq!(try_prepare(&table, &rule(0), None, 0), Err(PrepareError::EmptyWindow));
}

#[test]
fn cleaning_can_leave_nothing() {
    let mut table = traffic(90, 3, 0);
    let rows: Vec<usize> = (0..table.rows()).collect();
    replace(&mut table, "rate", &rows, |_| f64::NAN);
    let error = try_prepare(&table, &protocol(SplitKind::Random), None, 0).unwrap_err();
    assert_eq!(error, PrepareError::NothingLeft { rows: 90, empty: vec!["rate".to_owned()] });
    assert!(error.to_string().contains("clean.non_finite") && error.to_string().contains("`rate`"), "{error}");
}

#[test]
fn notes_say_what_was_done_and_which_class_is_missing() {
    let mut table = traffic(400, 2, 0);
    // All scans stand in the training file.
    for (label, file) in table.labels.iter_mut().zip(&table.file_of_row) {
        if *file == 1 && *label == 2 {
            *label = 0;
        }
    }
    let mut rule = protocol(SplitKind::Official);
    rule.clean.duplicates = Duplicates::Drop;
    let notes = prepared(&table, &rule, None, 0).notes.join("\n");
    for part in [
        "with a missing or infinite cell removed (",
        "equal to an earlier row removed (",
        "Class scan has no row in test (",
        "1 column dropped: stime.",
        "1 column constant over train dropped: same.",
        "One-hot: proto → 3 columns.",
        "Standard scaling of 2 numeric columns, fitted on train.",
    ] {
        assert!(notes.contains(part), "{part} is not in\n{notes}");
    }
}
