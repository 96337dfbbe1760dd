//! # Friedman's test and Nemenyi's critical difference
//!
//! **Answers:** do several models differ over several datasets, and which of them cannot be told apart?
//!
//! **Formula:** on each dataset models are ranked, the best 1, equal ones sharing their ranks. With N datasets, k models and mean ranks R,
//! χ² = (12N / (k(k + 1)) Σ (R − (k + 1)/2)²) / (1 − Σ(t³ − t) / (N(k³ − k))) over the sizes t of ties, with k − 1 degrees of freedom. Two
//! models whose mean ranks are closer than q √(k(k + 1) / (6N)) cannot be told apart; q is the quantile of the range of k normal numbers,
//! divided by √2.
//!
//! **Source:** Friedman, Journal of the American Statistical Association 32, 1937; Nemenyi 1963; Demšar, Journal of Machine Learning
//! Research 7, 2006, whose table 5 of q is met to its digits. χ² and p equal SciPy's `friedmanchisquare`, q its `studentized_range`.
//!
//! **Assumes:** datasets independent of each other; one figure per model and dataset, a mean over seeds where there are several.
//!
//! **Not for:** fewer than five datasets: the function refuses them, as ranks of so few say nothing; seeds or folds of one dataset in
//! place of datasets.

use super::midrank::{midranks, tie_term};
use super::undefined::finite;
use super::{Undefined, chi_squared_above, normal_range_quantile};

/// Fewer datasets are refused.
const DATASETS: usize = 5;

/// Several models over several datasets.
#[derive(Debug, Clone, PartialEq)]
pub struct Friedman {
    /// Number of datasets.
    pub datasets: usize,
    /// Mean rank of each model, 1 the best.
    pub mean_ranks: Vec<f64>,
    /// Friedman's statistic.
    pub chi_squared: f64,
    /// Its p-value.
    pub p: f64,
}

impl Friedman {
    /// Nemenyi's critical difference of two mean ranks at `confidence` in (0, 1).
    pub fn critical_difference(&self, confidence: f64) -> f64 {
        let k = self.mean_ranks.len();
        let q = normal_range_quantile(confidence, k as u32) / std::f64::consts::SQRT_2;
        q * ((k * (k + 1)) as f64 / (6 * self.datasets) as f64).sqrt()
    }

    /// The largest sets of models, best first, within which no two differ by the critical difference: the bars of the diagram. Sets of
    /// one model are left out.
    pub fn groups(&self, confidence: f64) -> Vec<Vec<usize>> {
        let reach = self.critical_difference(confidence);
        let ranks = &self.mean_ranks;
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by(|&a, &b| ranks[a].total_cmp(&ranks[b]));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut covered = 0;
        for first in 0..order.len() {
            let end = first + order[first..].iter().take_while(|&&m| ranks[m] - ranks[order[first]] < reach).count();
            if end > covered && end - first > 1 {
                groups.push(order[first..end].to_vec());
                covered = end;
            }
        }
        groups
    }
}

/// Ranks models by `scores`, one list per dataset with one score per model, larger ones better.
///
/// # Errors
/// Fewer than five datasets or three models, lists of different lengths, a score that is not finite, or models equal everywhere.
pub fn friedman<L: AsRef<[f64]>>(scores: &[L]) -> Result<Friedman, Undefined> {
    let datasets = scores.len();
    if datasets < DATASETS {
        return Err(Undefined::TooFew { of: "datasets", needed: DATASETS, got: datasets });
    }
    let models = scores[0].as_ref().len();
    if models < 3 {
        return Err(Undefined::TooFew { of: "models", needed: 3, got: models });
    }
    let (mut sums, mut ties) = (vec![0.0; models], 0.0);
    for list in scores {
        let list = finite(list.as_ref())?;
        if list.len() != models {
            return Err(Undefined::Length { left: models, right: list.len() });
        }
        let falling: Vec<f64> = list.iter().map(|score| -score).collect();
        ties += tie_term(&falling);
        sums.iter_mut().zip(midranks(&falling)).for_each(|(sum, rank)| *sum += rank);
    }
    let (n, k) = (datasets as f64, models as f64);
    let mean_ranks: Vec<f64> = sums.iter().map(|sum| sum / n).collect();
    let left = 1.0 - ties / (n * (k * k * k - k));
    if left <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let squares: f64 = mean_ranks.iter().map(|rank| (rank - (k + 1.0) / 2.0) * (rank - (k + 1.0) / 2.0)).sum();
    let chi_squared = 12.0 * n / (k * (k + 1.0)) * squares / left;
    Ok(Friedman { datasets, mean_ranks, chi_squared, p: chi_squared_above(chi_squared, models as u32 - 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Demšar 2006, table 5(a): q at 0.05 and 0.10 for 2 to 10 models.
    const TABLE: [(f64, f64); 9] = [
        (1.960, 1.645),
        (2.343, 2.052),
        (2.569, 2.291),
        (2.728, 2.459),
        (2.850, 2.589),
        (2.949, 2.693),
        (3.031, 2.780),
        (3.102, 2.855),
        (3.164, 2.920),
    ];

    #[test]
    fn q_is_as_in_the_papers_table() {
        for (models, (at_05, at_10)) in (2..).zip(TABLE) {
            let q = |confidence| normal_range_quantile(confidence, models) / std::f64::consts::SQRT_2;
            assert!((q(0.95) - at_05).abs() < 1.1e-3, "{models}: {}", q(0.95));
            assert!((q(0.90) - at_10).abs() < 1.1e-3, "{models}: {}", q(0.90));
        }
    }

    #[test]
    fn four_datasets_are_refused() {
        let four = [[0.1, 0.2, 0.3]; 4];
        assert_eq!(friedman(&four), Err(Undefined::TooFew { of: "datasets", needed: 5, got: 4 }));
        assert_eq!(friedman(&[[0.1, 0.1, 0.1]; 6]), Err(Undefined::NoVariation));
    }

    #[test]
    fn groups_are_the_bars_of_the_diagram() {
        let ranking = |mean_ranks: Vec<f64>| Friedman { datasets: 20, mean_ranks, chi_squared: 0.0, p: 0.0 };
        // The critical difference is 1.05 for four models on 20 datasets.
        assert_eq!(ranking(vec![3.9, 1.2, 2.0, 2.9]).groups(0.95), [vec![1, 2], vec![2, 3], vec![3, 0]]);
        assert!(ranking(vec![1.0, 2.2, 3.4, 4.6]).groups(0.95).is_empty());
        assert_eq!(ranking(vec![2.5; 4]).groups(0.95), [vec![0, 1, 2, 3]]);
    }
}
