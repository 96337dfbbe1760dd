//! Trees of a forest in four bytes a split: grown until pure, they have as many splits as the rows that are hard to tell apart.
//!
//! Splits lie in preorder, a word each. From its lowest bit on a word holds the bin of the threshold, the column, whether the left and
//! the right child are leaves, whether the word is followed by two [`Child`]ren, and in the bits left over, the *rest*, what the kind of
//! the split asks for: how many words the right split is away; or the number of the only leaf; or those of both, half the rest each.
//! The left split, or the only one, is the next word. What does not fit in the rest makes the word one with two children after it.

use super::super::bins::Edges;
use super::binned::BINS;
use super::tree::{Child, Node, Tree, walk};

/// Bits of a bin.
const BIN_BITS: u32 = BINS.trailing_zeros();

/// Bits that say what kind of split a word is.
const KIND_BITS: u32 = 3;

/// Of those: the left child is a leaf.
const LEFT_LEAF: u32 = 1;

/// The right child is a leaf.
const RIGHT_LEAF: u32 = 2;

/// The children are in the next two words.
const LONG: u32 = 4;

/// Most columns that a word can name.
pub(super) const MOST_COLUMNS: usize = 1 << (u32::BITS - BIN_BITS - KIND_BITS);

/// Most rows to grow a tree on: it has fewer splits, and each of their words, three at most, has a number that a [`Child`] can hold.
pub(super) const MOST_ROWS: usize = 700_000_000;

/// The thresholds of all columns and the places of bits in a word.
#[derive(Debug)]
pub(super) struct Layout {
    /// Upper edges of the bins, [`BINS`] a column.
    thresholds: Vec<f32>,
    /// Bits of bin and column together.
    cut_bits: u32,
    /// All of them set.
    cut_mask: u32,
    /// From a split without words after it to its children: two of each kind.
    ways: [Way; 8],
}

/// A child as numbers to be added up, so that a walk has no branch to guess: which kind of split comes next is anyone's guess.
#[derive(Debug, Clone, Copy)]
struct Way {
    base: u32,
    /// All bits of the place of the split, or none.
    from: u32,
    /// Where the rest tells of the child, and how much of it.
    shift: u32,
    mask: u32,
}

impl Way {
    /// In the order of kind, then side.
    fn all(rest_bits: u32) -> [Self; 8] {
        let ones = |bits: u32| ((1_u64 << bits) - 1) as u32;
        let half = rest_bits / 2;
        let next = Self { base: Child::split(1).to_bits(), from: u32::MAX, shift: 0, mask: 0 };
        let away = Self { base: Child::split(0).to_bits(), from: u32::MAX, shift: 0, mask: ones(rest_bits) };
        let leaf = |shift, bits| Self { base: Child::leaf(0).to_bits(), from: 0, shift, mask: ones(bits) };
        let only_leaf = leaf(0, rest_bits);
        [next, away, only_leaf, next, next, only_leaf, leaf(0, half), leaf(half, rest_bits - half)]
    }
}

impl Layout {
    /// The layout for at most [`MOST_COLUMNS`] columns with these edges.
    pub(super) fn new(edges: &[Edges]) -> Self {
        let mut thresholds = vec![f32::INFINITY; edges.len() * BINS];
        for (thresholds, edges) in thresholds.chunks_exact_mut(BINS).zip(edges) {
            thresholds[..edges.as_slice().len()].copy_from_slice(edges.as_slice());
        }
        let column_bits = usize::BITS - (edges.len() - 1).leading_zeros();
        let cut_bits = BIN_BITS + column_bits;
        Self { thresholds, cut_bits, cut_mask: (1 << cut_bits) - 1, ways: Way::all(u32::BITS - cut_bits - KIND_BITS) }
    }

    /// Place of a word's threshold among all.
    fn cut(&self, word: u32) -> usize {
        (word & self.cut_mask) as usize
    }

    fn kind(&self, word: u32) -> u32 {
        word.wrapping_shr(self.cut_bits) & ((1 << KIND_BITS) - 1)
    }

    fn rest(&self, word: u32) -> u32 {
        // In two steps: one of all 32 bits would be none.
        word.wrapping_shr(self.cut_bits) >> KIND_BITS
    }

    fn rest_bits(&self) -> u32 {
        u32::BITS - self.cut_bits - KIND_BITS
    }

    /// Words of a split with these children, the left one taking `left` words itself.
    fn words(&self, children: [Child; 2], left: u32) -> u32 {
        let fits = |value: u32, bits: u32| value >> bits == 0;
        let short = match children.map(Child::as_leaf) {
            [None, None] => fits(1 + left, self.rest_bits()),
            [Some(leaf), None] | [None, Some(leaf)] => fits(leaf as u32, self.rest_bits()),
            [Some(left), Some(right)] => fits((left | right) as u32, self.rest_bits() / 2),
        };
        if short { 1 } else { 3 }
    }
}

/// A tree of words; see the module.
#[derive(Debug)]
pub(super) struct PackedTree {
    root: Child,
    words: Vec<u32>,
    splits: usize,
    /// As in [`Tree`].
    pub(super) leaf_values: Vec<f32>,
}

impl PackedTree {
    /// Packs a tree whose splits lie in preorder, their thresholds being edges.
    pub(super) fn new(tree: &Tree, edges: &[Edges], layout: &Layout) -> Self {
        let sizes = sizes(&tree.nodes, layout);
        let mut words = Vec::with_capacity(tree.root.as_split().map_or(0, |root| sizes[root] as usize));
        for node in &tree.nodes {
            let left = size(node.children[0], &sizes);
            let head = layout.words(node.children, left);
            let next = words.len() as u32 + head;
            let column = node.column as usize;
            let cut = column * BINS + edges[column].bin(node.threshold);
            let flag = |side: usize, flag: u32| if node.children[side].as_leaf().is_some() { flag } else { 0 };
            let kind = flag(0, LEFT_LEAF) | flag(1, RIGHT_LEAF) | if head == 1 { 0 } else { LONG };
            let rest = match node.children.map(Child::as_leaf) {
                _ if head > 1 => 0,
                [None, None] => head + left,
                [Some(leaf), None] | [None, Some(leaf)] => leaf as u32,
                [Some(left), Some(right)] => (left | right << (layout.rest_bits() / 2)) as u32,
            };
            words.push(cut as u32 | kind << layout.cut_bits | rest << layout.cut_bits << KIND_BITS);
            if head > 1 {
                let places = [next, next + left];
                let children = node.children.into_iter().zip(places);
                words.extend(children.map(|(child, place)| child.moved_to(place as usize).to_bits()));
            }
        }
        let root = tree.root.moved_to(0);
        Self { root, words, splits: tree.nodes.len(), leaf_values: tree.leaf_values.clone() }
    }

    /// Nodes, leaves included.
    pub(super) fn size(&self) -> usize {
        2 * self.splits + 1
    }

    /// As [`Tree::walk`].
    pub(super) fn walk(
        &self,
        layout: &Layout,
        block: &[f32],
        columns: usize,
        places: impl Iterator<Item = usize>,
        reached: impl FnMut(usize, usize),
    ) {
        let step = |at: Child, place: usize| {
            let at = at.place();
            let cut = layout.cut(self.words[at]);
            let value = block[place * columns + cut / BINS];
            self.child(layout, at, usize::from(value > layout.thresholds[cut]))
        };
        walk(self.root, places, step, reached);
    }

    /// The left (0) or right (1) child of the split at a word.
    #[inline(always)]
    fn child(&self, layout: &Layout, at: usize, side: usize) -> Child {
        let word = self.words[at];
        let kind = layout.kind(word);
        if kind & LONG != 0 {
            return Child::from_bits(self.words[at + 1 + side]);
        }
        // What a word says stays within its tree: sums need no check.
        let way = &layout.ways[2 * (kind % LONG) as usize + side];
        let told = layout.rest(word).wrapping_shr(way.shift) & way.mask;
        Child::from_bits(way.base.wrapping_add(at as u32 & way.from).wrapping_add(told))
    }

    /// The tree as it was before it was packed.
    pub(super) fn unpack(&self, layout: &Layout) -> Tree {
        let mut numbers = vec![0; self.words.len()];
        let mut heads = Vec::with_capacity(self.splits);
        let mut at = 0;
        while at < self.words.len() {
            numbers[at] = heads.len();
            heads.push(at);
            at += if layout.kind(self.words[at]) & LONG == 0 { 1 } else { 3 };
        }
        let renumbered = |child: Child| child.as_split().map_or(child, |at| Child::split(numbers[at]));
        let node = |&at: &usize| {
            let cut = layout.cut(self.words[at]);
            let children = [0, 1].map(|side| renumbered(self.child(layout, at, side)));
            Node { column: (cut / BINS) as u32, threshold: layout.thresholds[cut], children }
        };
        Tree { root: self.root, nodes: heads.iter().map(node).collect(), leaf_values: self.leaf_values.clone() }
    }
}

/// Words of each split's subtree, itself included.
fn sizes(nodes: &[Node], layout: &Layout) -> Vec<u32> {
    let mut sizes = vec![0; nodes.len()];
    for (place, node) in nodes.iter().enumerate().rev() {
        debug_assert!(node.children[0].as_split().is_none_or(|left| left == place + 1), "splits in preorder");
        let [left, right] = node.children.map(|child| size(child, &sizes));
        sizes[place] = layout.words(node.children, left) + left + right;
    }
    sizes
}

/// Words of a child.
fn size(child: Child, sizes: &[u32]) -> u32 {
    child.as_split().map_or(0, |place| sizes[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// `columns` columns whose edges are 0, 1, 2 and so on.
    fn edges(columns: usize) -> Vec<Edges> {
        (0..columns).map(|_| Edges::fit(&mut (0..BINS).map(|bin| bin as f32 - 0.5).collect::<Vec<_>>(), BINS)).collect()
    }

    /// A tree of `splits` splits, of random shape, whose leaves are below `leaves`.
    fn tree(splits: usize, columns: usize, leaves: usize, stream: &mut Stream) -> Tree {
        fn grow(splits: usize, columns: usize, leaves: usize, stream: &mut Stream, nodes: &mut Vec<Node>) -> Child {
            if splits == 0 {
                return Child::leaf(stream.below(leaves as u64) as usize);
            }
            let place = nodes.len();
            let (column, bin) = (stream.below(columns as u64) as u32, stream.below(BINS as u64 - 1));
            nodes.push(Node { column, threshold: bin as f32, children: [Child::leaf(0); 2] });
            // Even shares keep it shallow; now and then a side has nothing.
            let left = if stream.chance(0.3) { 0 } else { (splits - 1) / 2 };
            for (side, splits) in [left, splits - 1 - left].into_iter().enumerate() {
                nodes[place].children[side] = grow(splits, columns, leaves, stream, nodes);
            }
            Child::split(place)
        }
        let mut nodes = Vec::new();
        let root = grow(splits, columns, leaves, stream, &mut nodes);
        Tree { root, nodes, leaf_values: vec![0.0; leaves] }
    }

    /// Trees of all sizes, with few and many columns and leaves, so that every kind of split is there, short and long.
    fn for_each_case(mut check: impl FnMut(&Tree, &[Edges], &Layout, &mut Stream)) {
        let mut stream = Stream::new(1, &["packed test"]);
        for (columns, leaves) in [(1, 2), (78, 2), (78, 40_000), (3_000, 2), (70_000, 3)] {
            let edges = if columns > 100 { vec![edges(1).remove(0); columns] } else { edges(columns) };
            let layout = Layout::new(&edges);
            for splits in [0, 1, 2, 3, 50, 1_000, 60_000] {
                check(&tree(splits, columns, leaves, &mut stream), &edges, &layout, &mut stream);
            }
        }
    }

    #[test]
    fn every_tree_comes_out_as_it_went_in() {
        let mut long = 0;
        for_each_case(|tree, edges, layout, _| {
            let packed = PackedTree::new(tree, edges, layout);
            let back = packed.unpack(layout);
            assert_eq!((back.root, back.size(), packed.size()), (tree.root, tree.size(), tree.size()));
            for (back, node) in back.nodes.iter().zip(&tree.nodes) {
                assert_eq!((back.column, back.threshold, back.children), (node.column, node.threshold, node.children));
            }
            long += packed.words.len() - tree.nodes.len();
        });
        assert!(long > 0, "no split was long");
    }

    #[test]
    fn rows_reach_the_leaves_of_the_tree_that_was_packed() {
        for_each_case(|tree, edges, layout, stream| {
            let (packed, columns) = (PackedTree::new(tree, edges, layout), edges.len());
            let block: Vec<f32> = (0..70 * columns).map(|_| (stream.uniform() * 256.0) as f32).collect();
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            tree.walk(&block, columns, 0..70, |place, leaf| expected.push((place, leaf)));
            packed.walk(layout, &block, columns, 0..70, |place, leaf| found.push((place, leaf)));
            assert_eq!(found, expected);
        });
    }

    #[test]
    fn pure_trees_take_a_word_a_split() {
        let (mut stream, edges) = (Stream::new(2, &["packed test"]), edges(78));
        let layout = Layout::new(&edges);
        let packed = PackedTree::new(&tree(10_000, 78, 2, &mut stream), &edges, &layout);
        assert_eq!(packed.words.len(), 10_000);
    }
}
