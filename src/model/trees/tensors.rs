//! Trees as named numbers, for the file of what was learned.

use std::borrow::Borrow;

use super::super::NamedTensor;
use super::tree::{Child, Tree};

/// Whole numbers up to this one are exact in `f32`.
const LARGEST_PLACE: usize = 1 << 24;

/// The trees one after another: `splits_per_tree` and `leaves_per_tree` count; `column`, `threshold`, `left` and `right` have a value a
/// split, the root of a tree first; a child from 0 on is a split of the same tree, child −1 − l its leaf l. A tree without splits
/// is its leaf 0. The leaves' values are `width` a leaf, under the name `values`.
///
/// Nothing where a tree has more leaves than an `f32` can count.
pub(in super::super) fn tensors(
    trees: impl Iterator<Item = impl Borrow<Tree>>,
    width: usize,
    values: &str,
) -> Vec<NamedTensor> {
    let [mut splits, mut leaves, mut column, mut threshold, mut left, mut right, mut leaf_values] =
        [(); 7].map(|()| Vec::new());
    for tree in trees {
        let tree: &Tree = tree.borrow();
        if tree.nodes.len() >= LARGEST_PLACE {
            return Vec::new();
        }
        splits.push(tree.nodes.len() as f32);
        leaves.push((tree.leaf_values.len() / width) as f32);
        column.extend(tree.nodes.iter().map(|node| node.column as f32));
        threshold.extend(tree.nodes.iter().map(|node| node.threshold));
        left.extend(tree.nodes.iter().map(|node| number(node.children[0])));
        right.extend(tree.nodes.iter().map(|node| number(node.children[1])));
        leaf_values.extend_from_slice(&tree.leaf_values);
    }
    let tensor = |name: &str, values: Vec<f32>| NamedTensor { name: name.into(), shape: vec![values.len()], values };
    vec![
        tensor("splits_per_tree", splits),
        tensor("leaves_per_tree", leaves),
        tensor("column", column),
        tensor("threshold", threshold),
        tensor("left", left),
        tensor("right", right),
        NamedTensor { name: values.into(), shape: vec![leaf_values.len() / width, width], values: leaf_values },
    ]
}

fn number(child: Child) -> f32 {
    child.as_leaf().map_or_else(|| child.place() as f32, |leaf| -1.0 - leaf as f32)
}

#[cfg(test)]
mod tests {
    use super::super::tree::tests::tree;
    use super::*;

    #[test]
    fn tensors_tell_leaves_from_splits() {
        let tensors = tensors([tree(), tree()].iter(), 1, "leaf_values");
        let values = |name: &str| tensors.iter().find(|tensor| tensor.name == name).unwrap().values.clone();
        assert_eq!(values("left"), [-3.0, -1.0, -3.0, -1.0]);
        assert_eq!(values("right"), [1.0, -2.0, 1.0, -2.0]);
        assert_eq!((values("splits_per_tree"), values("leaves_per_tree")), (vec![2.0; 2], vec![3.0; 2]));
    }
}
