//! Rows ranked by the score of one class: what ROC and precision-recall curves are made of.

use super::MetricError;

/// One distinct score, taken as a threshold: what is called positive when every row at or above it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Rows with this score or a larger one are called positive.
    pub threshold: f64,
    /// Rows of the class among them.
    pub true_positives: u64,
    /// Rows of other classes among them.
    pub false_positives: u64,
}

/// All cuts of one class against the rest, from the largest score to the smallest; rows with the same score fall together.
///
/// The last cut calls every row positive. Sorted once, n log n; scikit-learn's `confusion_matrix_at_thresholds`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    cuts: Vec<Cut>,
    positives: u64,
    negatives: u64,
}

impl Ranking {
    /// Ranks rows by `scores`; those with `y_true == class` are the positives.
    ///
    /// # Errors
    /// No row, different lengths, or a score that is not finite.
    pub fn new(y_true: &[u32], class: u32, scores: impl ExactSizeIterator<Item = f32>) -> Result<Self, MetricError> {
        if y_true.len() != scores.len() {
            return Err(MetricError::Length { labels: y_true.len(), predictions: scores.len() });
        }
        if y_true.is_empty() {
            return Err(MetricError::NoRows);
        }
        // Adding 0 turns -0 into 0, which `total_cmp` would tell apart.
        let mut rows: Vec<(f32, bool)> = scores.zip(y_true).map(|(score, &y)| (score + 0.0, y == class)).collect();
        if let Some(row) = rows.iter().position(|(score, _)| !score.is_finite()) {
            return Err(MetricError::NotFinite { row, value: rows[row].0 });
        }
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        Ok(Self::from_sorted(&rows))
    }

    fn from_sorted(rows: &[(f32, bool)]) -> Self {
        let (mut positives, mut negatives) = (0, 0);
        let cuts = rows
            .chunk_by(|a, b| a.0 == b.0)
            .map(|tied| {
                let hits = tied.iter().filter(|(_, positive)| *positive).count() as u64;
                positives += hits;
                negatives += tied.len() as u64 - hits;
                Cut { threshold: f64::from(tied[0].0), true_positives: positives, false_positives: negatives }
            })
            .collect();
        Self { cuts, positives, negatives }
    }

    /// The cuts, largest threshold first.
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// Rows of the class.
    pub fn positives(&self) -> u64 {
        self.positives
    }

    /// Rows of other classes.
    pub fn negatives(&self) -> u64 {
        self.negatives
    }

    /// The same rows ranked for the rest against the class, by 1 − score: the negative class of a binary task.
    #[must_use]
    pub fn complement(&self) -> Self {
        // Rows at or below a threshold are all but those of the cut before it.
        let above = std::iter::once(None).chain(self.cuts.iter().map(Some));
        let mut cuts: Vec<Cut> = self
            .cuts
            .iter()
            .zip(above)
            .map(|(cut, above)| Cut {
                threshold: 1.0 - cut.threshold,
                true_positives: self.negatives - above.map_or(0, |a| a.false_positives),
                false_positives: self.positives - above.map_or(0, |a| a.true_positives),
            })
            .collect();
        cuts.reverse();
        Self { cuts, positives: self.negatives, negatives: self.positives }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A ranking of class 1 of a two-class task.
    pub(in super::super) fn ranking(y_true: &[u32], scores: &[f32]) -> Ranking {
        Ranking::new(y_true, 1, scores.iter().copied()).unwrap()
    }

    fn cuts(ranking: &Ranking) -> Vec<(f64, u64, u64)> {
        ranking.cuts().iter().map(|c| (c.threshold, c.true_positives, c.false_positives)).collect()
    }

    #[test]
    fn ties_fall_together() {
        let r = ranking(&[1, 0, 0, 1, 1], &[0.5, 0.5, 0.25, 0.75, 0.25]);
        assert_eq!(cuts(&r), [(0.75, 1, 0), (0.5, 2, 1), (0.25, 3, 2)]);
        assert_eq!((r.positives(), r.negatives()), (3, 2));
    }

    #[test]
    fn the_sign_of_zero_does_not_split_a_tie() {
        assert_eq!(cuts(&ranking(&[1, 0], &[-0.0, 0.0])), [(0.0, 1, 1)]);
    }

    #[test]
    fn the_complement_is_the_ranking_of_the_other_class() {
        let (y, s) = ([1, 0, 0, 1, 1, 0], [0.5, 0.5, 0.25, 0.75, 0.25, 1.0_f32]);
        let other = Ranking::new(&y, 0, s.iter().map(|p| 1.0 - p)).unwrap();
        assert_eq!(ranking(&y, &s).complement(), other);
        assert_eq!(other.complement(), ranking(&y, &s));
    }

    #[test]
    fn what_cannot_be_ranked_is_refused() {
        let new = |y: &[u32], s: &[f32]| Ranking::new(y, 1, s.iter().copied()).unwrap_err();
        assert_eq!(new(&[], &[]), MetricError::NoRows);
        assert_eq!(new(&[1], &[]), MetricError::Length { labels: 1, predictions: 0 });
        let infinite = MetricError::NotFinite { row: 1, value: f32::INFINITY };
        assert_eq!(new(&[1, 0], &[0.0, f32::INFINITY]), infinite);
    }
}
