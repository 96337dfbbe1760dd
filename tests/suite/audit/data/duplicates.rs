//! Copies of rows, exact and near; equal rows of different classes.

use super::planted::{self, Planted};
use super::{audited, flags, of, told};

/// Every tenth row becomes a copy of another one; `label` says whether it takes the label, too.
fn copied(seed: u64, label: bool) -> Planted {
    let mut rows = planted::clean(seed);
    let mut stream = rows.stream("copies");
    let all = rows.rows();
    let pairs: Vec<(usize, usize)> = (0..all).step_by(10).map(|to| (stream.below(all as u64) as usize, to)).collect();
    rows.copy_rows(&pairs);
    if label {
        rows.copy_labels(&pairs);
    }
    rows
}

/// Each row of an even number and the row after it.
fn every_second(rows: &Planted) -> Vec<(usize, usize)> {
    (1..rows.rows()).step_by(2).map(|to| (to - 1, to)).collect()
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
        let pairs = every_second(&rows);
        rows.copy_rows(&pairs);
        rows.copy_labels(&pairs);
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
        let pairs = every_second(&rows);
        rows.copy_rows(&pairs);
        rows.copy_labels(&pairs);
        // The first column is normal with deviation 1: its range holds 1e-5 a hundred thousand times.
        rows.rewrite(0, |cells| pairs.iter().for_each(|&(_, to)| cells[to] += 1e-5 * stream.normal()));
        let audit = audited(&rows);
        assert!(flags(&audit, "near_duplicates"), "{}", told(&audit));
        assert!(!flags(&audit, "duplicates_within") && !flags(&audit, "duplicates_across"), "{}", told(&audit));
    }
}
