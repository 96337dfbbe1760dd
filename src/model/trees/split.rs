//! The best split of a node, from class histograms over bins.

use std::hint::black_box;

use super::binned::BINS;

/// Nodes of at most this many rows note which bins they touch, larger ones go through all of them.
const SMALL_NODE: usize = 256;

/// A node is sparse if so many times as many rows lie where its rows lie.
const SPARSE: usize = 2;

/// Rows of a sparse node that are fetched together.
const STRIP: usize = 64;

/// Bytes that come into the cache together.
const LINE: usize = 64;

/// Machine words that hold a bit for each bin.
const WORDS: usize = BINS / 64;

/// How often the bootstrap drew a row, and the row's class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Draw {
    pub(super) class: u16,
    pub(super) times: u16,
}

/// What a node, or the whole of a tree, is grown on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) columns: usize,
    /// Bins, row after row.
    pub(super) cells: &'a [u8],
    /// One a row.
    pub(super) draws: &'a [Draw],
}

impl<'a> Ground<'a> {
    /// The bins of one row.
    pub(super) fn row(&self, row: u32) -> &'a [u8] {
        let start = row as usize * self.columns;
        &self.cells[start..start + self.columns]
    }

    /// Brings rows into the cache. All at once: whoever reads a row and then counts it waits for each row in turn, as the processor
    /// must not read a count again before it knows that the row before did not change it.
    fn fetch(&self, rows: &[u32]) {
        let lines = |&row: &u32| self.row(row).chunks(LINE).fold(0, |any, line| any | line[0] | line[line.len() - 1]);
        black_box(rows.iter().fold(0, |any, row| any | lines(row)));
    }
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
    class_weights: &'a [f64],
    min_leaf: u32,
    /// Draws by column tried, bin and class; all zero between calls.
    histograms: Vec<u32>,
    /// Bins touched by column tried.
    touched: Vec<[u64; WORDS]>,
}

impl<'a> SplitSearch<'a> {
    /// A search over at most `columns` columns at once.
    pub(super) fn new(class_weights: &'a [f64], min_leaf: u32, columns: usize) -> Self {
        let histograms = vec![0; columns * BINS * class_weights.len()];
        Self { class_weights, min_leaf, histograms, touched: vec![[0; WORDS]; columns] }
    }

    /// The purest split of `node` on one of `columns`, the first one found on ties; `None` where none leaves enough draws on both sides.
    pub(super) fn best(&mut self, ground: Ground<'_>, node: &NodeRows<'_>, columns: &[u32]) -> Option<Split> {
        if node.rows.len() <= SMALL_NODE {
            self.touched.fill([0; WORDS]);
            self.count::<true>(ground, node.rows, columns);
        } else {
            self.touched.fill([u64::MAX; WORDS]);
            if SPARSE * node.rows.len() < ground.draws.len() {
                self.count_fetched(ground, node.rows, columns);
            } else {
                self.count::<false>(ground, node.rows, columns);
            }
        }
        match self.class_weights.len() {
            2 => self.scan_all(&[0; 2], node.counts, columns),
            3 => self.scan_all(&[0; 3], node.counts, columns),
            4 => self.scan_all(&[0; 4], node.counts, columns),
            5 => self.scan_all(&[0; 5], node.counts, columns),
            6 => self.scan_all(&[0; 6], node.counts, columns),
            7 => self.scan_all(&[0; 7], node.counts, columns),
            8 => self.scan_all(&[0; 8], node.counts, columns),
            classes => self.scan_all(&vec![0; classes], node.counts, columns),
        }
    }

    /// Counts rows that lie apart, a strip at a time, having fetched them first.
    fn count_fetched(&mut self, ground: Ground<'_>, rows: &[u32], columns: &[u32]) {
        for rows in rows.chunks(STRIP) {
            ground.fetch(rows);
            self.count::<false>(ground, rows, columns);
        }
    }

    /// Fills the histograms and, if asked, notes which bins are touched.
    fn count<const TOUCH: bool>(&mut self, ground: Ground<'_>, rows: &[u32], columns: &[u32]) {
        let classes = self.class_weights.len();
        for &row in rows {
            let Draw { class, times } = ground.draws[row as usize];
            let cells = ground.row(row);
            let histograms = self.histograms.chunks_exact_mut(BINS * classes);
            for ((histogram, touched), &column) in histograms.zip(&mut self.touched).zip(columns) {
                let bin = usize::from(cells[column as usize]);
                histogram[bin * classes + usize::from(class)] += u32::from(times);
                if TOUCH {
                    touched[bin / 64] |= 1 << (bin % 64);
                }
            }
        }
    }

    fn scan_all(&mut self, left: &impl Side, counts: &[u32], columns: &[u32]) -> Option<Split> {
        let classes = self.class_weights.len();
        let total = counts.iter().sum();
        let mut scan = Scan {
            class_weights: self.class_weights,
            min_leaf: self.min_leaf,
            counts,
            total,
            best: None,
            purity: f64::NEG_INFINITY,
        };
        let mut best_column = 0;
        for ((histogram, touched), &column) in
            self.histograms.chunks_exact_mut(BINS * classes).zip(&self.touched).zip(columns)
        {
            if scan.column(left.clone(), histogram, touched) {
                best_column = column;
            }
        }
        let purity = scan.purity;
        scan.best.map(|(bin, left)| Split { column: best_column, bin, left: left.as_ref().to_vec(), purity })
    }
}

/// Draws of each class on the left side of a cut.
trait Side: Clone + AsRef<[u32]> {
    /// Empties the cells of a bin into this side; returns how many draws that were.
    fn take(&mut self, cells: &mut [u32]) -> u32;

    /// Σ over both sides of Σ (class weight)² / side weight, where `all` are the draws of both.
    fn purity(&self, all: &[u32], weights: &[f64]) -> f64;
}

impl<const CLASSES: usize> Side for [u32; CLASSES] {
    fn take(&mut self, cells: &mut [u32]) -> u32 {
        take(self, cells)
    }

    fn purity(&self, all: &[u32], weights: &[f64]) -> f64 {
        purity(self, &all[..CLASSES], &weights[..CLASSES])
    }
}

impl Side for Vec<u32> {
    fn take(&mut self, cells: &mut [u32]) -> u32 {
        take(self, cells)
    }

    fn purity(&self, all: &[u32], weights: &[f64]) -> f64 {
        purity(self, all, weights)
    }
}

#[inline(always)]
fn take(side: &mut [u32], cells: &mut [u32]) -> u32 {
    let mut taken = 0;
    for (sum, cell) in side.iter_mut().zip(cells) {
        let draws = std::mem::take(cell);
        *sum += draws;
        taken += draws;
    }
    taken
}

#[inline(always)]
fn purity(left: &[u32], all: &[u32], weights: &[f64]) -> f64 {
    let (mut left_squares, mut left_weight, mut right_squares, mut right_weight) = (0.0, 0.0, 0.0, 0.0);
    for ((&left, &all), &weight) in left.iter().zip(all).zip(weights) {
        let (left, right) = (f64::from(left) * weight, f64::from(all - left) * weight);
        left_squares += left * left;
        left_weight += left;
        right_squares += right * right;
        right_weight += right;
    }
    (left_squares * right_weight + right_squares * left_weight) / (left_weight * right_weight)
}

/// Weighted purity of a set with these draws: Σ (class weight)² / weight.
pub(super) fn purity_of(counts: &[u32], weights: &[f64]) -> f64 {
    let weighted = || counts.iter().zip(weights).map(|(&count, weight)| f64::from(count) * weight);
    weighted().map(|weight| weight * weight).sum::<f64>() / weighted().sum::<f64>()
}

/// The best cut so far.
struct Scan<'a, S> {
    class_weights: &'a [f64],
    min_leaf: u32,
    counts: &'a [u32],
    total: u32,
    best: Option<(usize, S)>,
    purity: f64,
}

impl<S: Side> Scan<'_, S> {
    /// Tries every cut of one column and leaves its histogram empty; whether one of them is the best.
    fn column(&mut self, mut left: S, histogram: &mut [u32], touched: &[u64; WORDS]) -> bool {
        let classes = self.counts.len();
        let mut drawn_left = 0;
        let mut found = false;
        for (word, mut bits) in touched.iter().copied().enumerate() {
            while bits != 0 {
                let bin = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let here = left.take(&mut histogram[bin * classes..(bin + 1) * classes]);
                drawn_left += here;
                if drawn_left == self.total {
                    return found;
                }
                if here == 0 || drawn_left < self.min_leaf || self.total - drawn_left < self.min_leaf {
                    continue;
                }
                let purity = left.purity(self.counts, self.class_weights);
                if purity > self.purity {
                    (self.best, self.purity) = (Some((bin, left.clone())), purity);
                    found = true;
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bin and purity of the best cut of one column, its values being bins.
    fn cut(bins: &[u8], classes: &[u16], weights: &[f64], min_leaf: u32) -> Option<(usize, f64)> {
        let draws: Vec<Draw> = classes.iter().map(|&class| Draw { class, times: 1 }).collect();
        let rows: Vec<u32> = (0..bins.len() as u32).collect();
        let mut counts = vec![0; weights.len()];
        classes.iter().for_each(|&class| counts[usize::from(class)] += 1);
        let ground = Ground { columns: 1, cells: bins, draws: &draws };
        let mut search = SplitSearch::new(weights, min_leaf, 1);
        let best = search.best(ground, &NodeRows { rows: &rows, counts: &counts }, &[0]);
        assert!(search.histograms.iter().all(|&draws| draws == 0), "the histogram is left empty");
        best.map(|split| (split.bin, split.purity))
    }

    #[test]
    fn the_cut_between_the_classes_is_found() {
        // Both sides pure: 2²/2 + 3²/3.
        assert_eq!(cut(&[1, 2, 3, 4, 5], &[0, 0, 1, 1, 1], &[1., 1.], 1), Some((2, 5.0)));
    }

    #[test]
    fn a_leaf_keeps_its_fewest_draws() {
        assert_eq!(cut(&[1, 2, 3, 4], &[0, 1, 1, 1], &[1., 1.], 2).map(|s| s.0), Some(2));
        assert_eq!(cut(&[1, 2, 3], &[0, 1, 1], &[1., 1.], 2), None);
    }

    #[test]
    fn a_constant_column_has_no_cut() {
        assert_eq!(cut(&[4; 3], &[0, 1, 1], &[1., 1.], 1), None);
    }

    #[test]
    fn class_weights_count_as_rows() {
        // Unweighted, cutting off the first or the last row is as good: the first one found stays.
        let of = |weights: &[f64]| cut(&[1, 2, 3, 4], &[0, 1, 0, 1], weights, 1).unwrap();
        assert_eq!(of(&[1., 1.]).0, 1);
        // Class 0 weighs three rows: (6² + 1²)/7 + 1²/1 after the third row, 3²/3 + (3² + 2²)/5 after the first.
        let (bin, purity) = of(&[3., 1.]);
        assert_eq!(bin, 3);
        assert!((purity - (37.0 / 7.0 + 1.0)).abs() < 1e-12, "{purity}");
    }

    #[test]
    fn small_and_large_nodes_and_any_number_of_classes_agree() {
        let n = 2 * SMALL_NODE;
        let bins: Vec<u8> = (0..n).map(|i| ((i * 37) % 90) as u8).collect();
        let classes: Vec<u16> = (0..n).map(|i| u16::from((i * 37) % 90 > 40) ^ u16::from(i % 9 == 0)).collect();
        let large = cut(&bins, &classes, &[1., 1.], 1);
        assert_eq!(cut(&bins, &classes, &[1.; 3], 1), large, "a class without rows changes nothing");
        assert_eq!(cut(&bins, &classes, &[1.; 5], 1), large);
        let half = SMALL_NODE;
        let small = cut(&bins[..half], &classes[..half], &[1., 1.], 1).unwrap();
        let twice: (Vec<u8>, Vec<u16>) = (0..n).map(|i| (bins[i % half], classes[i % half])).unzip();
        let doubled = cut(&twice.0, &twice.1, &[1., 1.], 1).unwrap();
        assert_eq!((doubled.0, doubled.1), (small.0, 2.0 * small.1), "every row twice: the same cut");
    }
}
