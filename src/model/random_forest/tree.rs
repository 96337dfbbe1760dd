//! A grown tree: flat nodes, quick to walk.

/// Stands in a node's column where the node is a leaf.
const LEAF: u32 = u32::MAX;

/// A split or a leaf.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Column asked, or [`LEAF`].
    column: u32,
    /// Values up to this one go left.
    threshold: f32,
    /// The left child, the right one beside it; in a leaf its place among the leaves.
    next: u32,
}

/// What a node is.
pub(super) enum Kind {
    /// Column asked, threshold, left child.
    Split(u32, f32, u32),
    /// Place among the leaves.
    Leaf(u32),
}

impl Node {
    pub(super) fn leaf(place: u32) -> Self {
        Self { column: LEAF, threshold: 0.0, next: place }
    }

    pub(super) fn split(column: u32, threshold: f32, left: u32) -> Self {
        Self { column, threshold, next: left }
    }

    pub(super) fn kind(&self) -> Kind {
        if self.column == LEAF { Kind::Leaf(self.next) } else { Kind::Split(self.column, self.threshold, self.next) }
    }
}

/// Nodes from the root on, and the class shares of each leaf.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// `classes` values a leaf.
    pub(super) leaf_shares: Vec<f32>,
}

impl Tree {
    /// Class shares of the leaf that `row` falls into.
    pub(super) fn shares(&self, row: &[f32], classes: usize) -> &[f32] {
        let mut node = &self.nodes[0];
        while node.column != LEAF {
            let right = usize::from(row[node.column as usize] > node.threshold);
            node = &self.nodes[node.next as usize + right];
        }
        let start = node.next as usize * classes;
        &self.leaf_shares[start..start + classes]
    }
}
