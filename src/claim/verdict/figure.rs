//! One printed figure against our runs.
//!
//! Our seeds give an interval that one more run of the same protocol falls into with 95 % (prediction interval of Student's t); the printed
//! figure stands for all numbers that are rounded or cut to it. The verdict is how the two lie.

use serde::Serialize;

use super::difference::{CONFIDENCE, PRACTICALLY_EQUAL};
use crate::claim::exact::Rounding;
use crate::claim::published::Decimal;
use crate::stats::{Interval, prediction_interval};

/// How our runs stand to a printed figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The printed range meets the prediction interval, and that is narrow enough to tell.
    Within,
    /// All of the prediction interval is above the printed range: we do better than the paper.
    Above,
    /// All of the prediction interval is below the printed range: the paper does better than we.
    Below,
    /// They meet, but the interval is so wide that it says little; or there is one seed only.
    Inconclusive,
    /// Not compared; the reason stands beside it.
    Withheld,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] = [Self::Within, Self::Above, Self::Below, Self::Inconclusive, Self::Withheld];

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Above => "above",
            Self::Below => "below",
            Self::Inconclusive => "inconclusive",
            Self::Withheld => "withheld",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Within => {
                "one more run of ours could print the paper's figure: the 95 % prediction interval over seeds meets the range that is rounded or cut to the printed \
                 number, and is no wider than two points"
            }
            Self::Above => "all of our prediction interval lies above the printed range",
            Self::Below => "all of our prediction interval lies below the printed range",
            Self::Inconclusive => "they meet, but our interval is wider than two points, or there is only one seed",
            Self::Withheld => "not compared, for the reason given",
        }
    }
}

/// The verdict on one printed figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureVerdict {
    /// How our runs stand to it.
    pub standing: Standing,
    /// The numbers that are rounded or cut to the printed figure.
    pub printed: [f64; 2],
    /// Where one more run falls with 95 %; `None` with fewer than two seeds.
    pub prediction: Option<Interval>,
    /// Runs of ours.
    pub seeds: usize,
    /// Why it is withheld or inconclusive.
    pub reason: Option<String>,
    /// Whether it stands above or below also where the 95 % are shared out among all figures that are compared (Bonferroni).
    pub beyond_chance: bool,
}

/// Holds `ours`, one value a seed, against a printed figure, one of `figures`.
pub fn figure_verdict(figure: Decimal, ours: &[f64], figures: usize, withheld: Option<&str>) -> FigureVerdict {
    let printed: [f64; 2] = Rounding::any(figure).as_f64().into();
    let prediction = prediction_interval(ours, CONFIDENCE, 1);
    // With more figures each gets a smaller share of the error, so that one of many that is off by chance does not speak for all.
    let shared = prediction_interval(ours, 1.0 - (1.0 - CONFIDENCE) / figures.max(1) as f64, 1);
    let apart = shared.is_some_and(|interval| interval.low > printed[1] || interval.high < printed[0]);
    let verdict = |standing, reason: Option<String>| FigureVerdict {
        standing,
        printed,
        prediction,
        seeds: ours.len(),
        reason,
        beyond_chance: apart && matches!(standing, Standing::Above | Standing::Below),
    };
    if let Some(why) = withheld {
        return verdict(Standing::Withheld, Some(why.to_owned()));
    }
    match prediction {
        None if ours.is_empty() => verdict(Standing::Withheld, Some("no run of ours has this figure".to_owned())),
        None => verdict(Standing::Inconclusive, Some("one seed has no spread".to_owned())),
        Some(Interval { low, .. }) if low > printed[1] => verdict(Standing::Above, None),
        Some(Interval { high, .. }) if high < printed[0] => verdict(Standing::Below, None),
        Some(interval) if interval.width() > 2.0 * PRACTICALLY_EQUAL => {
            let reason = format!("our prediction interval is {:.1} points wide", 100.0 * interval.width());
            verdict(Standing::Inconclusive, Some(reason))
        }
        Some(_) => verdict(Standing::Within, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(printed: &str) -> Decimal {
        printed.parse().unwrap()
    }

    #[test]
    fn runs_far_from_the_figure_are_above_or_below() {
        assert_eq!(figure_verdict(figure("97%"), &[0.91, 0.92, 0.915], 1, None).standing, Standing::Below);
        assert_eq!(figure_verdict(figure("94%"), &[0.99, 0.991, 0.99], 1, None).standing, Standing::Above);
    }

    #[test]
    fn runs_around_the_figure_are_within_it_if_they_agree_with_each_other() {
        assert_eq!(figure_verdict(figure("97.1%"), &[0.9712, 0.9705, 0.9709], 1, None).standing, Standing::Within);
        let wide = figure_verdict(figure("97.1%"), &[0.95, 0.99, 0.97], 1, None);
        assert_eq!(wide.standing, Standing::Inconclusive);
        assert!(wide.reason.unwrap().contains("points"));
    }

    #[test]
    fn one_of_many_figures_may_be_off_by_chance() {
        let runs = [0.9712, 0.9705, 0.9709, 0.9718];
        let off = |figures| figure_verdict(figure("97.4%"), &runs, figures, None);
        assert_eq!((off(1).standing, off(1).beyond_chance), (Standing::Below, true));
        assert_eq!((off(100).standing, off(100).beyond_chance), (Standing::Below, false));
    }

    #[test]
    fn a_cut_figure_counts_as_well() {
        // 0.98709 is printed as 98.71 when rounded and as 98.70 when cut.
        let verdict = figure_verdict(figure("98.70%"), &[0.98709, 0.98709], 1, None);
        assert_eq!(verdict.standing, Standing::Within);
        assert_eq!(verdict.printed, [0.98695, 0.9871]);
        // Towards zero, from either side.
        assert_eq!(figure_verdict(figure("-0.30"), &[-0.308, -0.308], 1, None).standing, Standing::Within);
        assert_eq!(figure_verdict(figure("-0.30"), &[-0.294, -0.294], 1, None).standing, Standing::Above);
    }

    #[test]
    fn one_seed_and_generated_rows_decide_nothing() {
        assert_eq!(figure_verdict(figure("97%"), &[0.5], 1, None).standing, Standing::Inconclusive);
        assert_eq!(figure_verdict(figure("97%"), &[], 1, None).standing, Standing::Withheld);
        let withheld = figure_verdict(figure("97%"), &[0.5, 0.5], 1, Some("the rows are generated"));
        assert_eq!(
            (withheld.standing, withheld.reason.as_deref()),
            (Standing::Withheld, Some("the rows are generated"))
        );
    }
}
