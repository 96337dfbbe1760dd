//! A grown tree: flat nodes, walked by many rows at once.

use super::super::NamedTensor;

/// Set in a child's number where the child is a leaf.
const LEAF: u32 = 1 << 31;

/// Rows walked together: each waits for its own memory, so that together they hardly wait.
const STRIP: usize = 64;

/// Where a walk goes on: at a split, or ends: in a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Child(u32);

impl Child {
    /// Split number `place` of its tree.
    pub(in super::super) fn split(place: usize) -> Self {
        debug_assert!(place < LEAF as usize, "a tree of {place} splits");
        Self(place as u32)
    }

    /// Leaf number `place` of its tree.
    pub(in super::super) fn leaf(place: usize) -> Self {
        debug_assert!(place < LEAF as usize, "a tree of {place} leaves");
        Self(place as u32 | LEAF)
    }

    /// The leaf's number.
    pub(in super::super) fn as_leaf(self) -> Option<usize> {
        self.is_leaf().then(|| self.place())
    }

    fn is_leaf(self) -> bool {
        self.0 & LEAF != 0
    }

    fn place(self) -> usize {
        (self.0 & !LEAF) as usize
    }
}

/// Rows whose value in `column` is at most `threshold` go left.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Node {
    pub(in super::super) column: u32,
    pub(in super::super) threshold: f32,
    /// Left, right.
    pub(in super::super) children: [Child; 2],
}

/// Splits, and what the leaves say.
#[derive(Debug)]
pub(in super::super) struct Tree {
    pub(in super::super) root: Child,
    pub(in super::super) nodes: Vec<Node>,
    /// As many values a leaf as the tree's kind has: class shares, or one number. Leaves that say the same may be one.
    pub(in super::super) leaf_values: Vec<f32>,
}

impl Tree {
    /// Nodes, leaves included.
    pub(in super::super) fn size(&self) -> usize {
        2 * self.nodes.len() + 1
    }

    /// Calls `reached` with (place, leaf) for each of the `places` of `block`, whose rows are `columns` long.
    pub(in super::super) fn walk(
        &self,
        block: &[f32],
        columns: usize,
        places: impl Iterator<Item = usize>,
        mut reached: impl FnMut(usize, usize),
    ) {
        let mut strip = Strip::default();
        for place in places {
            if strip.push(place as u32, self.root) {
                strip.walk(&self.nodes, block, columns, &mut reached);
            }
        }
        strip.walk(&self.nodes, block, columns, &mut reached);
    }
}

/// Rows under way.
struct Strip {
    len: usize,
    places: [u32; STRIP],
    at: [Child; STRIP],
}

impl Default for Strip {
    fn default() -> Self {
        Self { len: 0, places: [0; STRIP], at: [Child(0); STRIP] }
    }
}

impl Strip {
    /// Adds a row; whether the strip is full now.
    fn push(&mut self, place: u32, at: Child) -> bool {
        (self.places[self.len], self.at[self.len]) = (place, at);
        self.len += 1;
        self.len == STRIP
    }

    /// Takes every row one split further, until all are in their leaves.
    fn walk(&mut self, nodes: &[Node], block: &[f32], columns: usize, reached: &mut impl FnMut(usize, usize)) {
        let mut left = self.len;
        let mut order: [u8; STRIP] = std::array::from_fn(|i| i as u8);
        left = keep_walking(&self.at, &mut order, left);
        while left > 0 {
            for &i in &order[..left] {
                let (at, place) = (&mut self.at[usize::from(i)], self.places[usize::from(i)] as usize);
                let node = &nodes[at.place()];
                let value = block[place * columns + node.column as usize];
                *at = node.children[usize::from(value > node.threshold)];
            }
            left = keep_walking(&self.at, &mut order, left);
        }
        for (&place, at) in self.places.iter().zip(&self.at).take(self.len) {
            reached(place as usize, at.place());
        }
        self.len = 0;
    }
}

/// Keeps of the first `count` of `order` those that are not in a leaf, without a branch on it; returns how many.
fn keep_walking(at: &[Child; STRIP], order: &mut [u8; STRIP], count: usize) -> usize {
    let mut kept = 0;
    for i in 0..count {
        let walker = order[i];
        order[kept] = walker;
        kept += usize::from(!at[usize::from(walker)].is_leaf());
    }
    kept
}

/// Whole numbers up to this one are exact in `f32`.
const LARGEST_PLACE: usize = 1 << 24;

/// The trees one after another: `splits_per_tree` and `leaves_per_tree` count; `column`, `threshold`, `left` and `right` have a value a
/// split, the root of a tree first; a child from 0 on is a split of the same tree, child −1 − l its leaf l. A tree without splits
/// is its leaf 0. The leaves' values are `width` a leaf, under the name `values`.
///
/// Nothing where a tree has more leaves than an `f32` can count.
pub(in super::super) fn tensors(trees: &[Tree], width: usize, values: &str) -> Vec<NamedTensor> {
    if trees.iter().any(|tree| tree.nodes.len() >= LARGEST_PLACE) {
        return Vec::new();
    }
    let nodes = || trees.iter().flat_map(|tree| &tree.nodes);
    let child = |child: Child| if child.is_leaf() { -1.0 - child.place() as f32 } else { child.place() as f32 };
    let tensor = |name: &str, values: Vec<f32>| NamedTensor { name: name.into(), shape: vec![values.len()], values };
    let leaf_values: Vec<f32> = trees.iter().flat_map(|tree| &tree.leaf_values).copied().collect();
    vec![
        tensor("splits_per_tree", trees.iter().map(|tree| tree.nodes.len() as f32).collect()),
        tensor("leaves_per_tree", trees.iter().map(|tree| (tree.leaf_values.len() / width) as f32).collect()),
        tensor("column", nodes().map(|node| node.column as f32).collect()),
        tensor("threshold", nodes().map(|node| node.threshold).collect()),
        tensor("left", nodes().map(|node| child(node.children[0])).collect()),
        tensor("right", nodes().map(|node| child(node.children[1])).collect()),
        NamedTensor { name: values.into(), shape: vec![leaf_values.len() / width, width], values: leaf_values },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Column 0 at 0, then on the right column 1 at 5.
    fn tree() -> Tree {
        let node = |column, threshold, children| Node { column, threshold, children };
        Tree {
            root: Child::split(0),
            nodes: vec![
                node(0, 0.0, [Child::leaf(2), Child::split(1)]),
                node(1, 5.0, [Child::leaf(0), Child::leaf(1)]),
            ],
            leaf_values: vec![0.1, 0.2, 0.3],
        }
    }

    #[test]
    fn every_row_asked_reaches_its_leaf() {
        let cells: Vec<f32> = (0..300).flat_map(|row| [[0.0, 9.0], [0.5, 5.0], [0.5, 5.5]][row % 3]).collect();
        let mut leaves = vec![None; 300];
        tree().walk(&cells, 2, (0..300).filter(|row| row % 7 != 0), |row, leaf| leaves[row] = Some(leaf));
        for (row, leaf) in leaves.into_iter().enumerate() {
            assert_eq!(leaf, (row % 7 != 0).then_some([2, 0, 1][row % 3]), "row {row}");
        }
    }

    #[test]
    fn a_single_leaf_is_reached_at_once() {
        let tree = Tree { root: Child::leaf(0), nodes: Vec::new(), leaf_values: vec![1.0] };
        let mut reached = Vec::new();
        tree.walk(&[3.0, 4.0], 1, 0..2, |row, leaf| reached.push((row, leaf)));
        assert_eq!((reached, tree.size()), (vec![(0, 0), (1, 0)], 1));
    }

    #[test]
    fn tensors_tell_leaves_from_splits() {
        let tensors = tensors(&[tree(), tree()], 1, "leaf_values");
        let values = |name: &str| tensors.iter().find(|tensor| tensor.name == name).unwrap().values.clone();
        assert_eq!(values("left"), [-3.0, -1.0, -3.0, -1.0]);
        assert_eq!(values("right"), [1.0, -2.0, 1.0, -2.0]);
        assert_eq!((values("splits_per_tree"), values("leaves_per_tree")), (vec![2.0; 2], vec![3.0; 2]));
    }
}
