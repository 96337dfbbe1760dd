//! Copies of rows, exact and near; equal rows of different classes.

use super::planted::{self, Planted};
use super::{audited, flags, of, told};

/// Every tenth row becomes a copy of another one; `label` says whether it takes the label, too.
fn copied(seed: u64, label: bool) -> Planted {
    let mut rows = planted::clean(seed);
    let mut stream = rows.stream("copies");
    for to in (0..rows.rows()).step_by(10) {
        let from = stream.below(rows.rows() as u64) as usize;
        rows.copy_row(from, to);
        if label {
            rows.table.labels[to] = rows.table.labels[from];
        }
    }
    rows
}

#[test]
fn copied_rows_are_flagged_across_the_split() {
    for seed in [100, 101] {
        let audit = audited(&copied(seed, true));
        assert!(flags(&audit, "duplicates_across") && !flags(&audit, "label_conflicts"), "{}", told(&audit));
    }
}

#[test]
fn rows_repeated_many_times_are_flagged() {
    for seed in [102, 103] {
        let mut rows = planted::clean(seed);
        for to in (0..rows.rows()).filter(|row| row % 2 == 1) {
            rows.copy_row(to - 1, to);
            rows.table.labels[to] = rows.table.labels[to - 1];
        }
        let audit = audited(&rows);
        assert!(flags(&audit, "duplicates_within"), "{}", told(&audit));
        let repeated = of(&audit, "duplicates_within")[0].numbers["repeated"].as_u64().unwrap();
        assert_eq!(repeated, rows.rows() as u64 / 2);
    }
}

#[test]
fn copies_with_labels_of_their_own_bound_the_accuracy() {
    for seed in [104, 105] {
        let audit = audited(&copied(seed, false));
        assert!(flags(&audit, "label_conflicts"), "{}", told(&audit));
        let outcome = of(&audit, "label_conflicts")[0];
        let ceiling = 1.0 - outcome.statistic.as_ref().unwrap().value;
        assert!(outcome.consequence.as_ref().unwrap().contains(&format!("{:.2} %", 100.0 * ceiling)));
    }
}

#[test]
fn oversampling_before_the_split_leaves_near_copies() {
    for seed in [106, 107] {
        let mut rows = planted::clean(seed);
        let mut stream = rows.stream("jitter");
        for to in (0..rows.rows()).filter(|row| row % 2 == 1) {
            rows.copy_row(to - 1, to);
            rows.table.labels[to] = rows.table.labels[to - 1];
            // The first column is normal with deviation 1: its range holds 1e-5 a hundred thousand times.
            rows.set(0, to, |value| value + 1e-5 * stream.normal());
        }
        let audit = audited(&rows);
        assert!(flags(&audit, "near_duplicates"), "{}", told(&audit));
        assert!(!flags(&audit, "duplicates_within") && !flags(&audit, "duplicates_across"), "{}", told(&audit));
    }
}
