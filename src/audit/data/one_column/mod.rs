//! What one column tells of the class: look-up table, nearest neighbour, stump, tree, and how it ranks each class.

mod auc;
mod sorted;
mod tree;

use rayon::prelude::*;

use super::case::SplitCase;
use super::column::Cells;
use super::counts::{NO_PAIRS, with_pair};
use crate::dataset::Column;
use crate::stats::PairedCounts;

pub use auc::Auc;
use sorted::{Sorted, Test};
use tree::Tree;

/// Leaves of the small tree: what a person would still call a rule of thumb.
const SMALL: usize = 16;

/// Test rows that each learner of one column gets right.
#[derive(Debug, Clone, PartialEq)]
pub struct OneColumn {
    /// The column.
    pub name: String,
    /// Whether it is text of more values than are categories. Names have no order: only the look-up learns from them, whatever cuts or ranks
    /// answers with the largest class, and there is no area.
    pub is_name: bool,
    /// Test rows.
    pub rows: u64,
    /// By always naming the largest class of train.
    pub majority: u64,
    /// By the largest class among the training rows of the same value; the largest class of train where there is none.
    pub lookup: u64,
    /// By the largest class among the training rows of the nearest value.
    pub neighbour: u64,
    /// By a tree of one cut.
    pub stump: u64,
    /// By a tree of at most 16 leaves.
    pub small_tree: u64,
    /// By a tree that grows until its leaves are pure.
    pub tree: u64,
    /// What the look-up, first, and the small tree, second, get right; of a value that train does not hold both say what the tree says.
    pub lookup_against_small_tree: PairedCounts,
    /// Different values among the training rows.
    pub values: u64,
    /// Area under the ROC curve of each class against the rest, with the column as the score; none without test rows on both sides.
    pub auc: Vec<Option<Auc>>,
}

impl OneColumn {
    /// What the best of neighbour, stump and trees gets right.
    pub fn best(&self) -> u64 {
        self.neighbour.max(self.stump).max(self.small_tree).max(self.tree)
    }
}

/// Every feature of a split, by itself.
pub(super) fn every_column(split: &SplitCase<'_>) -> Vec<OneColumn> {
    let sample = split.sample();
    if sample.train.is_empty() || sample.test.is_empty() {
        return Vec::new();
    }
    let (train, test) = (split.classes_of(&sample.train), split.classes_of(&sample.test));
    let judge = |column: &&Column| {
        let cells = Cells::of(column);
        let train = Sorted::new(&cells.ordered(&sample.train), &train, split.classes());
        judge(&column.name, cells.is_name(), &train, &Test::new(cells.ordered(&sample.test), &test))
    };
    split.features.par_iter().map(judge).collect()
}

fn judge(name: &str, is_name: bool, train: &Sorted, test: &Test) -> OneColumn {
    let leaves = if is_name { [1; 3] } else { [2, SMALL, usize::MAX] };
    let [stump, small_tree, tree] = leaves.map(|leaves| Tree::grow(train, leaves));
    let right =
        |answer: &dyn Fn(f64) -> u32| test.rows().filter(|&(value, class)| answer(value) == class).count() as u64;
    let majority = train.majority();
    let lookup = |value: f64| train.class_of_value(value).unwrap_or(majority);
    // A value that train does not hold is answered with the largest class, which is no memory of the column; where the classes are of other
    // sizes in test, that alone can be better than a tree.
    let against = test.rows().map(|(value, class)| {
        let by_tree = small_tree.class_of(value);
        (train.class_of_value(value).unwrap_or(by_tree) == class, by_tree == class)
    });
    OneColumn {
        name: name.to_owned(),
        is_name,
        rows: test.rows().count() as u64,
        majority: right(&|_| majority),
        lookup: right(&lookup),
        neighbour: right(&|value| if is_name { majority } else { train.class_of_nearest(value) }),
        stump: right(&|value| stump.class_of(value)),
        small_tree: right(&|value| small_tree.class_of(value)),
        tree: right(&|value| tree.class_of(value)),
        lookup_against_small_tree: against.fold(NO_PAIRS, with_pair),
        values: train.values() as u64,
        auc: if is_name { vec![None; train.classes()] } else { auc::every_class(test, train.classes()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two classes in turn along the column: no cut tells them apart, every learner that remembers does.
    #[test]
    fn what_is_remembered_and_what_is_cut() {
        let values: Vec<f64> = (0..200).map(f64::from).collect();
        let classes: Vec<u32> = (0..200).map(|value| value / 10 % 2).collect();
        let one = judge("x", false, &Sorted::new(&values, &classes, 2), &Test::new(values.clone(), &classes));
        assert_eq!((one.rows, one.majority, one.lookup, one.neighbour, one.tree), (200, 100, 200, 200, 200));
        assert_eq!((one.stump, one.values), (110, 200));
        assert_eq!(OneColumn { stump: 201, ..one.clone() }.best(), 201);
        assert!(one.small_tree < 200 && one.small_tree >= 150, "{}", one.small_tree);
        let against = PairedCounts { both: one.small_tree, first_only: 200 - one.small_tree, ..NO_PAIRS };
        assert_eq!(one.lookup_against_small_tree, against);
        let shifted: Vec<f64> = values.iter().map(|value| value + 0.25).collect();
        let one = judge("x", false, &Sorted::new(&values, &classes, 2), &Test::new(shifted, &classes));
        assert_eq!((one.lookup, one.neighbour, one.tree), (100, 200, 200));
    }

    /// The order of names is that of the rows: what follows it tells nothing.
    #[test]
    fn of_names_only_the_look_up_learns() {
        let codes: Vec<f64> = (0..200).map(f64::from).collect();
        let classes: Vec<u32> = (0..200).map(|code| u32::from(code >= 120)).collect();
        let one = judge("x", true, &Sorted::new(&codes, &classes, 2), &Test::new(codes.clone(), &classes));
        assert_eq!((one.majority, one.best(), one.stump, one.lookup), (120, 120, 120, 200));
        let against = PairedCounts { both: 120, first_only: 80, ..NO_PAIRS };
        assert_eq!((one.lookup_against_small_tree, &one.auc[..]), (against, &[None, None][..]));
    }
}
