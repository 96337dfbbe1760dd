//! At random within each class, so that every side has the classes in (almost) the same shares.

use super::apportion::apportion;
use super::{Input, Sizes};
use crate::prepare::SplitSide;
use crate::random::Stream;

/// Fewest rows of a class that can be on all three sides.
const ON_EVERY_SIDE: usize = 3;

/// Test is shared out among the classes by largest remainders, then validation among the rows left, so the totals are
/// those of a random split and a class's count is its share rounded down or up. A class of three rows or more gets at
/// least one row on every side that is wanted, as long as the side has enough rows for all such classes; the classes
/// that were rounded up most pay for it.
pub(super) fn sides(input: &Input<'_>, mut stream: Stream) -> Vec<SplitSide> {
    let mut members = members(input);
    let total = input.sizes();
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let reserve = |class: usize, sides: usize| if sizes[class] >= ON_EVERY_SIDE { sides } else { 0 };
    let for_validation = usize::from(total.validation > 0);

    let test = apportion(total.test, &sizes, |c| (reserve(c, 1), sizes[c] - reserve(c, 1 + for_validation)));
    let left: Vec<usize> = sizes.iter().zip(&test).map(|(size, test)| size - test).collect();
    let validation = apportion(total.validation, &left, |c| {
        (reserve(c, for_validation).min(left[c]), left[c].saturating_sub(reserve(c, 1)))
    });

    let mut sides = vec![SplitSide::Train; input.kept.len()];
    for (rows, (test, validation)) in members.iter_mut().zip(test.into_iter().zip(validation)) {
        stream.shuffle(rows);
        Sizes { test, validation }.deal(rows, &mut sides);
    }
    sides
}

/// Positions in `kept` by class.
fn members(input: &Input<'_>) -> Vec<Vec<usize>> {
    let classes = input.kept.iter().map(|&row| input.classes[row] as usize + 1).max().unwrap_or(0);
    let mut members = vec![Vec::new(); classes];
    for (position, &row) in input.kept.iter().enumerate() {
        members[input.classes[row] as usize].push(position);
    }
    members
}

#[cfg(test)]
mod tests {
    use crate::prepare::fixture::{counting_table, protocol_of};
    use crate::prepare::{Assignment, SplitSide, assign};
    use crate::spec::SplitKind;

    fn counts(assignment: &Assignment, classes: &[u32], class: u32) -> [usize; 3] {
        SplitSide::ALL.map(|side| assignment.rows(side).filter(|&row| classes[row] == class).count())
    }

    #[test]
    fn shares_hold_in_every_class_and_in_total() {
        let classes: Vec<u32> = [vec![0; 50], vec![1; 30], vec![2; 20]].concat();
        let split = assign(&counting_table(100), &classes, &protocol_of(SplitKind::Stratified), "p", 3).unwrap();
        assert_eq!([0, 1, 2].map(|class| counts(&split, &classes, class)), [[30, 10, 10], [18, 6, 6], [12, 4, 4]]);
    }

    #[test]
    fn a_rare_class_reaches_every_side_and_a_rarer_one_does_not() {
        let classes: Vec<u32> = [vec![0; 995], vec![1; 3], vec![2; 2]].concat();
        let split = assign(&counting_table(1000), &classes, &protocol_of(SplitKind::Stratified), "p", 3).unwrap();
        assert_eq!(counts(&split, &classes, 1), [1, 1, 1]);
        assert_eq!(counts(&split, &classes, 2).iter().sum::<usize>(), 2);
        assert_eq!(split.counts(), [600, 200, 200]);
    }

    #[test]
    fn large_shares_leave_train_a_row_of_each_class() {
        let mut protocol = protocol_of(SplitKind::Stratified);
        (protocol.split.test, protocol.split.validation) = (0.4, 0.4);
        let classes: Vec<u32> = [vec![0; 30], vec![1; 3], vec![2; 3]].concat();
        let split = assign(&counting_table(36), &classes, &protocol, "p", 0).unwrap();
        assert_eq!(counts(&split, &classes, 1), [1, 1, 1]);
        assert_eq!(counts(&split, &classes, 2), [1, 1, 1]);
        assert_eq!(split.counts(), [8, 14, 14]);
    }
}
