//! A grown tree: flat nodes, walked by many rows at once.

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

    /// The split's number.
    pub(super) fn as_split(self) -> Option<usize> {
        (!self.is_leaf()).then(|| self.place())
    }

    /// Split number `place` in place of a split, the same leaf for a leaf.
    pub(super) fn moved_to(self, place: usize) -> Self {
        if self.is_leaf() { self } else { Self::split(place) }
    }

    /// What [`from_bits`](Self::from_bits) takes.
    pub(super) fn to_bits(self) -> u32 {
        self.0
    }

    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    fn is_leaf(self) -> bool {
        self.0 & LEAF != 0
    }

    /// Number of the split or leaf.
    pub(super) fn place(self) -> usize {
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
        reached: impl FnMut(usize, usize),
    ) {
        let step = |at: Child, place: usize| {
            let node = &self.nodes[at.place()];
            let value = block[place * columns + node.column as usize];
            node.children[usize::from(value > node.threshold)]
        };
        walk(self.root, places, step, reached);
    }
}

/// Takes the row at each of `places` from `root` by steps, from (split, place) to a child, to its leaf; calls `reached` with (place, leaf).
pub(super) fn walk(
    root: Child,
    mut places: impl Iterator<Item = usize>,
    step: impl Fn(Child, usize) -> Child,
    mut reached: impl FnMut(usize, usize),
) {
    let mut rows = [0_u32; STRIP];
    loop {
        let count = rows.iter_mut().zip(&mut places).map(|(row, place)| *row = place as u32).count();
        let mut at = [root; STRIP];
        let mut order: [u8; STRIP] = std::array::from_fn(|i| i as u8);
        let mut walking = if root.is_leaf() { 0 } else { count };
        while walking > 0 {
            let mut kept = 0;
            for place in 0..walking {
                let walker = usize::from(order[place]);
                let child = step(at[walker], rows[walker] as usize);
                at[walker] = child;
                // Whoever is not in a leaf walks on: no branch, which would be guessed wrong.
                order[kept] = walker as u8;
                kept += usize::from(!child.is_leaf());
            }
            walking = kept;
        }
        rows.iter().zip(&at).take(count).for_each(|(&row, leaf)| reached(row as usize, leaf.place()));
        if count < STRIP {
            return;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Column 0 at 0, then on the right column 1 at 5.
    pub(in super::super) fn tree() -> Tree {
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
}
