//! The best split of a node, from class histograms over bins.

use super::binned::{BINS, BinnedRows};

/// Nodes of at most this many rows note which bins they touch, larger ones go through all of them.
const SMALL_NODE: usize = 96;

/// Machine words that hold a bit for each bin.
const WORDS: usize = BINS / 64;

/// How often the bootstrap drew a row, and the row's class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Draw {
    pub(super) class: u16,
    pub(super) times: u16,
}

/// A node's rows and what they sum to.
pub(super) struct NodeRows<'a> {
    pub(super) rows: &'a [u32],
    /// Draws of each class.
    pub(super) counts: &'a [u32],
}

/// Rows whose bin in `column` is at most `bin` go left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Split {
    pub(super) column: u32,
    pub(super) bin: usize,
    /// Draws of each class that go left.
    pub(super) left: Vec<u32>,
    /// Weighted purity of both sides: Σ over sides of Σ (class weight)² / side weight. The Gini impurity falls as it rises.
    pub(super) purity: f64,
}

/// Looks for splits; holds the histograms so that they are allocated once a tree.
pub(super) struct SplitSearch<'a> {
    bins: &'a BinnedRows,
    class_weights: &'a [f64],
    min_leaf: u32,
    /// Draws by column tried, bin and class; all zero between calls.
    histograms: Vec<u32>,
    /// Bins touched by column tried.
    touched: Vec<[u64; WORDS]>,
}

impl<'a> SplitSearch<'a> {
    /// A search over at most `columns` columns at once.
    pub(super) fn new(bins: &'a BinnedRows, class_weights: &'a [f64], min_leaf: u32, columns: usize) -> Self {
        let histograms = vec![0; columns * BINS * class_weights.len()];
        Self { bins, class_weights, min_leaf, histograms, touched: vec![[0; WORDS]; columns] }
    }

    /// Weighted purity of a set with these draws: Σ (class weight)² / weight.
    pub(super) fn purity(&self, counts: &[u32]) -> f64 {
        let (squares, weight) = self.squares_and_weight(counts.iter().copied());
        squares / weight
    }

    fn squares_and_weight(&self, counts: impl Iterator<Item = u32>) -> (f64, f64) {
        counts.zip(self.class_weights).fold((0.0, 0.0), |(squares, sum), (count, weight)| {
            let weighted = f64::from(count) * weight;
            (squares + weighted * weighted, sum + weighted)
        })
    }

    /// The purest split of `node` on one of `columns`, the first one found on ties; `None` where none leaves enough draws on both sides.
    pub(super) fn best(&mut self, node: &NodeRows<'_>, columns: &[u32], draws: &[Draw]) -> Option<Split> {
        if node.rows.len() <= SMALL_NODE {
            self.touched.fill([0; WORDS]);
            self.count::<true>(node.rows, columns, draws);
        } else {
            for (touched, &column) in self.touched.iter_mut().zip(columns) {
                *touched = first_bits(self.bins.edges(column as usize).bins());
            }
            self.count::<false>(node.rows, columns, draws);
        }
        let mut best = None;
        for (place, &column) in columns.iter().enumerate() {
            self.scan(place, column, node.counts, &mut best);
        }
        best
    }

    fn count<const TOUCH: bool>(&mut self, rows: &[u32], columns: &[u32], draws: &[Draw]) {
        let classes = self.class_weights.len();
        for &row in rows {
            let Draw { class, times } = draws[row as usize];
            let cells = self.bins.row(row as usize);
            for (place, &column) in columns.iter().enumerate() {
                let bin = usize::from(cells[column as usize]);
                self.histograms[(place * BINS + bin) * classes + usize::from(class)] += u32::from(times);
                if TOUCH {
                    self.touched[place][bin / 64] |= 1 << (bin % 64);
                }
            }
        }
    }

    /// Tries every cut of one column and leaves its histogram empty.
    fn scan(&mut self, place: usize, column: u32, counts: &[u32], best: &mut Option<Split>) {
        let classes = counts.len();
        let total: u32 = counts.iter().sum();
        let mut left = vec![0; classes];
        let mut drawn_left = 0;
        let touched = self.touched[place];
        for bin in set_bits(touched) {
            let start = (place * BINS + bin) * classes;
            let mut here = 0;
            for (sum, cell) in left.iter_mut().zip(&mut self.histograms[start..start + classes]) {
                let draws = std::mem::take(cell);
                *sum += draws;
                here += draws;
            }
            drawn_left += here;
            if drawn_left == total {
                break;
            }
            if here == 0 || drawn_left < self.min_leaf || total - drawn_left < self.min_leaf {
                continue;
            }
            let (left_squares, left_weight) = self.squares_and_weight(left.iter().copied());
            let right = counts.iter().zip(&left).map(|(all, left)| all - left);
            let (right_squares, right_weight) = self.squares_and_weight(right);
            let purity = left_squares / left_weight + right_squares / right_weight;
            if best.as_ref().is_none_or(|best| purity > best.purity) {
                *best = Some(Split { column, bin, left: left.clone(), purity });
            }
        }
    }
}

/// The lowest `count` bits set.
fn first_bits(count: usize) -> [u64; WORDS] {
    std::array::from_fn(|word| match count.saturating_sub(word * 64) {
        0 => 0,
        bits if bits >= 64 => u64::MAX,
        bits => (1 << bits) - 1,
    })
}

/// The places of the bits set, ascending.
fn set_bits(words: [u64; WORDS]) -> impl Iterator<Item = usize> {
    words.into_iter().enumerate().flat_map(|(place, mut word)| {
        std::iter::from_fn(move || {
            (word != 0).then(|| {
                let bit = word.trailing_zeros() as usize;
                word &= word - 1;
                place * 64 + bit
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;

    fn search_one_column(values: &[f32], classes: &[u16], weights: &[f64], min_leaf: u32) -> Option<(usize, f64)> {
        let bins = BinnedRows::new(&Matrix::from_vec(values.len(), 1, values.to_vec()));
        let draws: Vec<Draw> = classes.iter().map(|&class| Draw { class, times: 1 }).collect();
        let rows: Vec<u32> = (0..values.len() as u32).collect();
        let mut counts = vec![0; weights.len()];
        classes.iter().for_each(|&class| counts[usize::from(class)] += 1);
        let node = NodeRows { rows: &rows, counts: &counts };
        let mut search = SplitSearch::new(&bins, weights, min_leaf, 1);
        let best = search.best(&node, &[0], &draws);
        assert!(search.histograms.iter().all(|&draws| draws == 0), "the histogram is left empty");
        best.map(|split| (split.bin, split.purity))
    }

    #[test]
    fn the_cut_between_the_classes_is_found() {
        // Both sides pure: 2²/2 + 3²/3.
        assert_eq!(search_one_column(&[1., 2., 3., 4., 5.], &[0, 0, 1, 1, 1], &[1., 1.], 1), Some((1, 5.0)));
    }

    #[test]
    fn a_leaf_keeps_its_fewest_draws() {
        assert_eq!(search_one_column(&[1., 2., 3., 4.], &[0, 1, 1, 1], &[1., 1.], 2).map(|s| s.0), Some(1));
        assert_eq!(search_one_column(&[1., 2., 3.], &[0, 1, 1], &[1., 1.], 2), None);
    }

    #[test]
    fn a_constant_column_has_no_cut() {
        assert_eq!(search_one_column(&[4.; 3], &[0, 1, 1], &[1., 1.], 1), None);
    }

    #[test]
    fn class_weights_count_as_rows() {
        // Unweighted, cutting off the first or the last row is as good: the first one found stays.
        let cut = |weights: &[f64]| search_one_column(&[1., 2., 3., 4.], &[0, 1, 0, 1], weights, 1).unwrap();
        assert_eq!(cut(&[1., 1.]).0, 0);
        // Class 0 weighs three rows: (6² + 1²)/7 + 1²/1 after the third row, 3²/3 + (3² + 2²)/5 after the first.
        let (bin, purity) = cut(&[3., 1.]);
        assert_eq!(bin, 2);
        assert!((purity - (37.0 / 7.0 + 1.0)).abs() < 1e-12, "{purity}");
    }

    #[test]
    fn small_and_large_nodes_agree() {
        let n = 400;
        let values: Vec<f32> = (0..n).map(|i| ((i * 37) % 90) as f32).collect();
        let classes: Vec<u16> = (0..n).map(|i| u16::from((i * 37) % 90 > 40) ^ u16::from(i % 9 == 0)).collect();
        let large = search_one_column(&values, &classes, &[1., 1.], 1);
        let bins = BinnedRows::new(&Matrix::from_vec(n, 1, values));
        let draws: Vec<Draw> = classes.iter().map(|&class| Draw { class, times: 1 }).collect();
        let rows: Vec<u32> = (0..n as u32).collect();
        let ones = classes.iter().filter(|&&class| class == 1).count() as u32;
        let mut search = SplitSearch::new(&bins, &[1., 1.], 1, 1);
        search.touched.fill([0; WORDS]);
        search.count::<true>(&rows, &[0], &draws);
        let mut touched = None;
        search.scan(0, 0, &[n as u32 - ones, ones], &mut touched);
        assert_eq!(touched.map(|split| (split.bin, split.purity)), large);
    }

    #[test]
    fn bits_round_trip() {
        for count in [0, 1, 63, 64, 65, 200, 256] {
            assert!(set_bits(first_bits(count)).eq(0..count), "{count}");
        }
    }
}
