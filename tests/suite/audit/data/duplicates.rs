//! Copies of rows, exact and near.

use super::{audited, flags, planted, told};

#[test]
fn copied_rows_are_flagged_across_the_split() {
    for seed in [100, 101] {
        let mut rows = planted::clean(seed);
        let mut stream = rows.stream("copies");
        for to in 0..rows.rows() / 10 {
            let from = stream.below(rows.rows() as u64) as usize;
            rows.copy_row(from, to);
        }
        let audit = audited(&rows);
        assert!(flags(&audit, "duplicates_across"), "{}", told(&audit));
    }
}
