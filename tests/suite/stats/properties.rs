//! What must hold for any values.

use idsbench::stats::*;
use proptest::prelude::*;

/// Differences in hundredths, so that ties and zeros abound.
fn differences() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-40_i32..40, 2..30).prop_map(|d| d.into_iter().map(|d| f64::from(d) / 100.0).collect())
}

/// Classes and two models' scores in eighths.
fn ranked() -> impl Strategy<Value = (Vec<bool>, Vec<f64>, Vec<f64>)> {
    prop::collection::vec((any::<bool>(), 0_u8..9, 0_u8..9), 4..60).prop_map(|rows| {
        let eighths = |s: u8| f64::from(s) / 8.0;
        let first = rows.iter().map(|row| eighths(row.1)).collect();
        let second = rows.iter().map(|row| eighths(row.2)).collect();
        (rows.iter().map(|row| row.0).collect(), first, second)
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0)
}

fn is_p(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

fn negated(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| -v).collect()
}

fn reversed<T: Clone>(values: &[T]) -> Vec<T> {
    values.iter().rev().cloned().collect()
}

proptest! {
    #[test]
    fn intervals_of_seeds_contain_their_mean_and_widen(values in differences(), future in 1_u64..20) {
        let centre = mean(&values).unwrap();
        let of_mean = student_t_interval(&values, 0.95).unwrap();
        let next = prediction_interval(&values, 0.95, future).unwrap();
        prop_assert!(of_mean.contains(centre) && next.contains(of_mean.low) && next.contains(of_mean.high));
        prop_assert!(prediction_interval(&values, 0.99, future).unwrap().width() >= next.width());
    }

    #[test]
    fn t_tests_are_symmetric(d in differences(), ratio in 0.0..1.0_f64, rope in 0.0..0.2_f64) {
        let Ok(test) = corrected_resampled_t(&d, ratio) else {
            prop_assert!(d.iter().all(|v| v == &d[0]));
            return Ok(());
        };
        let mirrored = corrected_resampled_t(&negated(&d), ratio).unwrap();
        prop_assert!(is_p(test.p) && close(test.p, mirrored.p) && close(test.t, -mirrored.t));
        prop_assert!(close(corrected_resampled_t(&reversed(&d), ratio).unwrap().p, test.p));
        prop_assert!(test.interval(0.95).contains(test.mean));
        prop_assert_eq!(test.interval(0.95).contains(0.0), test.p >= 0.05);

        let posterior = bayesian_correlated_t(&d, ratio, rope).unwrap();
        let other = bayesian_correlated_t(&negated(&d), ratio, rope).unwrap();
        prop_assert!([posterior.below, posterior.within, posterior.above].into_iter().all(is_p));
        prop_assert!(close(posterior.below + posterior.within + posterior.above, 1.0));
        prop_assert!(close(posterior.below, other.above) && close(posterior.within, other.within));
    }

    #[test]
    fn holm_never_lowers_and_keeps_the_order(p in prop::collection::vec(0.0..=1.0_f64, 0..20)) {
        let adjusted = holm(&p);
        for (i, &a) in adjusted.iter().enumerate() {
            prop_assert!(is_p(a) && a >= p[i] && a <= (p[i] * p.len() as f64).max(adjusted.iter().copied().fold(0.0, f64::max)));
            prop_assert!((0..p.len()).all(|j| p[i] > p[j] || a <= adjusted[j]));
        }
        prop_assert_eq!(holm(&reversed(&p)), reversed(&adjusted));
    }

    #[test]
    fn mcnemar_does_not_care_who_comes_first(b in 0_u64..500, c in 0_u64..500) {
        let (one, other) = (McNemar::from_counts(b, c), McNemar::from_counts(c, b));
        prop_assert!(is_p(one.exact) && is_p(one.mid_p) && one.mid_p <= one.exact);
        prop_assert_eq!((one.exact, one.mid_p), (other.exact, other.mid_p));
    }

    #[test]
    fn delong_is_symmetric_and_blind_to_the_order_of_rows((positive, first, second) in ranked()) {
        let Ok(auc) = delong_auc(&positive, &first) else {
            prop_assert!((2..=positive.len() - 2).contains(&positive.iter().filter(|&&p| p).count()).then_some(()).is_none());
            return Ok(());
        };
        let flipped = delong_auc(&positive, &negated(&first)).unwrap();
        prop_assert!(close(auc.value, 1.0 - flipped.value) && close(auc.variance, flipped.variance));
        if let Ok(interval) = auc.interval(0.95) {
            prop_assert!(interval.contains(auc.value) && is_p(interval.low) && is_p(interval.high));
        }
        let Ok(test) = delong_test(&positive, &first, &second) else { return Ok(()) };
        let swapped = delong_test(&positive, &second, &first).unwrap();
        prop_assert!(is_p(test.p) && close(test.p, swapped.p) && close(test.covariance, swapped.covariance));
        let shuffled = delong_test(&reversed(&positive), &reversed(&first), &reversed(&second)).unwrap();
        prop_assert!(close(test.p, shuffled.p) && close(test.difference, shuffled.difference));
        prop_assert!(test.interval(0.95).contains(test.difference));
        let by_parts = test.first.variance + test.second.variance - 2.0 * test.covariance;
        prop_assert!((test.error * test.error - by_parts).abs() < 1e-12);
    }
}
