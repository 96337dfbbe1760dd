//! Copies of rows, exact and near; equal rows of different classes.

use idsbench::audit::data::Level;

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

/// Two measurements, and eight columns that are made of them: rows lie in a plane, where many are close without being copies.
#[test]
fn columns_made_of_others_are_no_copies() {
    for seed in [108, 109] {
        let mut rows = planted::clean(seed);
        rows.table.columns.clear();
        let mut stream = rows.stream("plane");
        let plane: Vec<[f64; 2]> = (0..rows.rows()).map(|_| [stream.uniform(), 0.001 * stream.uniform()]).collect();
        for number in 0..10 {
            rows = rows.with(&format!("x{number}"), |row, _, _| plane[row][0] + f64::from(number) * plane[row][1]);
        }
        let audit = audited(&rows);
        let outcome = of(&audit, "near_duplicates")[0];
        assert!(outcome.statistic.as_ref().unwrap().value > 0.3, "{}", told(&audit));
        assert_eq!(outcome.level, Level::Warning, "{}", told(&audit));
    }
}

#[test]
fn rows_with_an_equal_training_row_are_not_looked_for() {
    for seed in [110, 111] {
        let mut rows = planted::clean(seed);
        let mut stream = rows.stream("jitter");
        // Of four rows, the second is equal to the first, the fourth nearly equal to the third.
        let pairs: Vec<(usize, usize)> =
            every_second(&rows).into_iter().filter(|&(_, to)| to % 4 == 3 || to % 4 == 1).collect();
        rows.copy_rows(&pairs);
        rows.copy_labels(&pairs);
        let near = pairs.iter().filter(|&&(_, to)| to % 4 == 3);
        rows.rewrite(0, |cells| near.for_each(|&(_, to)| cells[to] += 1e-5 * stream.normal()));
        let audit = audited(&rows);
        let outcome = of(&audit, "near_duplicates")[0];
        let number = |name: &str| outcome.numbers[name].as_u64().unwrap();
        let copies = of(&audit, "duplicates_across")[0];
        let unequal = copies.numbers["test rows"].as_u64().unwrap() - copies.numbers["copies"].as_u64().unwrap();
        // All of them are looked for, or 500 with a row or so more of each class.
        assert!((unequal.min(500)..=unequal.min(510)).contains(&number("test rows looked for")), "{}", told(&audit));
        // Of the rows without an equal one, six in ten are of the nearly equal half, six in ten of which have their other half in train.
        assert!(number("near") as f64 > 0.3 * number("test rows looked for") as f64, "{}", told(&audit));
        assert_eq!(number("near"), number("alone with a near row"));
    }
}
