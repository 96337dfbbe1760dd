//! # Wilcoxon's signed-rank test
//!
//! **Answers:** do two models differ over several datasets, or over seeds, when differences are not normal?
//!
//! **Formula:** zeros are left out; the others are ranked by size; T is the smaller of the rank sums of positive and negative ones. Without
//! ties and up to 50 differences p is exact, from all 2ⁿ signs. Otherwise z = (T − n(n + 1)/4 + 1/2) / √(n(n + 1)(2n + 1)/24 − Σ(t³ − t)/48)
//! over the sizes t of ties, and p is normal. Two-sided.
//!
//! **Source:** Wilcoxon, Biometrics Bulletin 1, 1945; recommended for two models on several datasets by Demšar, Journal of Machine
//! Learning Research 7, 2006. Equals SciPy's `wilcoxon(d, zero_method="wilcox", correction=True)` with `method` `exact` or `asymptotic`.
//!
//! **Assumes:** independent differences, symmetric around their median under equality.
//!
//! **Not for:** fewer than six differences, where no outcome has p below 0.05; folds of one cross-validation.

use super::midrank::{midranks, tie_term};
use super::undefined::finite;
use super::{Undefined, normal_below};

/// So many differences at most are judged by all their signs.
const EXACT: usize = 50;

/// Two models over several pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wilcoxon {
    /// Differences that are not 0.
    pub n: usize,
    /// The smaller rank sum.
    pub statistic: f64,
    /// Whether `p` comes from all signs rather than from the normal distribution.
    pub exact: bool,
    /// Two-sided p-value.
    pub p: f64,
}

/// Tests whether `differences` lie around 0.
///
/// # Errors
/// A difference that is not finite, or none that is not 0.
pub fn wilcoxon(differences: &[f64]) -> Result<Wilcoxon, Undefined> {
    let rest: Vec<f64> = finite(differences)?.iter().copied().filter(|&d| d != 0.0).collect();
    if rest.is_empty() {
        return Err(Undefined::TooFew { of: "differences other than 0", needed: 1, got: 0 });
    }
    let sizes: Vec<f64> = rest.iter().map(|d| d.abs()).collect();
    let positive: f64 = rest.iter().zip(midranks(&sizes)).filter(|(d, _)| **d > 0.0).map(|(_, rank)| rank).sum();
    let n = rest.len();
    let all = (n * (n + 1)) as f64 / 2.0;
    let statistic = positive.min(all - positive);
    let ties = tie_term(&sizes);
    let exact = n <= EXACT && ties == 0.0;
    let p = if exact { by_all_signs(n, statistic as usize) } else { by_normal(n as f64, statistic, ties) };
    Ok(Wilcoxon { n, statistic, exact, p })
}

/// 2 · P(T⁺ ≤ `statistic`), at most 1, where each rank of 1 to `n` counts with probability 1/2.
fn by_all_signs(n: usize, statistic: usize) -> f64 {
    // Probability of each sum; counts up to 2⁵⁰ over 2⁵⁰ are exact.
    let mut sums = vec![0.0; n * (n + 1) / 2 + 1];
    sums[0] = 1.0;
    for rank in 1..=n {
        for sum in (0..sums.len()).rev() {
            let with = sum.checked_sub(rank).map_or(0.0, |rest| sums[rest]);
            sums[sum] = (sums[sum] + with) / 2.0;
        }
    }
    (2.0 * sums[..=statistic].iter().sum::<f64>()).min(1.0)
}

fn by_normal(n: f64, statistic: f64, ties: f64) -> f64 {
    let centre = n * (n + 1.0) / 4.0;
    let error = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0).sqrt();
    // The smaller sum lies at or below the centre; the correction moves it half a step towards it.
    let z = (statistic - centre + 0.5).min(0.0) / error;
    (2.0 * normal_below(z)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_of_one_sign_are_not_enough() {
        let test = wilcoxon(&[0.1, 0.2, 0.3, 0.4, 0.5]).unwrap();
        assert_eq!((test.n, test.statistic, test.exact, test.p), (5, 0.0, true, 0.0625));
        assert_eq!(wilcoxon(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).unwrap().p, 0.03125);
    }

    #[test]
    fn zeros_say_nothing() {
        assert_eq!(wilcoxon(&[0.0, 0.3, -0.1, 0.0]).unwrap().n, 2);
        assert!(wilcoxon(&[0.0, 0.0]).is_err() && wilcoxon(&[]).is_err());
    }
}
