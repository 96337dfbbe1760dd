//! Rows of a node parted in place.

/// Brings the rows that go left to the front, keeping the order on both sides; returns how many go left. `right` has room for all of them.
#[inline]
pub(in super::super) fn partition(rows: &mut [u32], right: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let (mut kept, mut moved) = (0, 0);
    // Both writes, always: which one counts is decided without a branch that would be guessed wrong every other time.
    for i in 0..rows.len() {
        let row = rows[i];
        let left = goes_left(row);
        rows[kept] = row;
        right[moved] = row;
        kept += usize::from(left);
        moved += usize::from(!left);
    }
    rows[kept..].copy_from_slice(&right[..moved]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_keep_their_order() {
        let (mut rows, mut right) = ([5, 2, 9, 4, 7], [0; 5]);
        assert_eq!(partition(&mut rows, &mut right, |row| row % 2 == 0), 2);
        assert_eq!(rows, [2, 4, 5, 9, 7]);
        assert_eq!(partition(&mut rows, &mut right, |_| true), 5);
        assert_eq!(rows, [2, 4, 5, 9, 7]);
    }
}
