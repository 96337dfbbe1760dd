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

    #[test]
    fn shares_lie_in_their_intervals(hits in 0_u64..60, misses in 0_u64..60, other_hits in 0_u64..60, other_misses in 0_u64..60) {
        let (rows, other_rows) = (hits + misses, other_hits + other_misses);
        prop_assume!(rows > 0 && other_rows > 0);
        let (share, other) = (hits as f64 / rows as f64, other_hits as f64 / other_rows as f64);
        prop_assert!(wilson_interval(hits, rows, 0.95).unwrap().contains(share));
        let got = newcombe_independent((hits, rows), (other_hits, other_rows), 0.95).unwrap();
        let swapped = newcombe_independent((other_hits, other_rows), (hits, rows), 0.95).unwrap();
        prop_assert!(got.contains(share - other) && got.low >= -1.0 && got.high <= 1.0);
        prop_assert!(close(got.low, -swapped.high) && close(got.high, -swapped.low));

        let counts = PairedCounts { both: hits, first_only: misses, second_only: other_hits, neither: other_misses };
        let swapped = PairedCounts { first_only: other_hits, second_only: misses, ..counts };
        let (got, swapped) = (newcombe_paired(counts, 0.95).unwrap(), newcombe_paired(swapped, 0.95).unwrap());
        let difference = (misses as f64 - other_hits as f64) / counts.rows() as f64;
        prop_assert!(got.low <= difference + 1e-12 && got.high >= difference - 1e-12);
        prop_assert!(close(got.low, -swapped.high) && close(got.high, -swapped.low));
    }

    #[test]
    fn wilcoxon_is_symmetric_and_blind_to_order(d in differences()) {
        let Ok(test) = wilcoxon(&d) else {
            prop_assert!(d.iter().all(|&v| v == 0.0));
            return Ok(());
        };
        prop_assert!(is_p(test.p) && test.p > 0.0);
        prop_assert_eq!(wilcoxon(&negated(&d)).unwrap(), test);
        prop_assert_eq!(wilcoxon(&reversed(&d)).unwrap(), test);
    }

    #[test]
    fn friedman_ranks_add_up_and_follow_their_models(scores in prop::collection::vec(prop::array::uniform4(0_u8..9), 5..20)) {
        let scores: Vec<Vec<f64>> = scores.iter().map(|list| list.iter().map(|&s| f64::from(s)).collect()).collect();
        let Ok(test) = friedman(&scores) else { return Ok(()) };
        prop_assert!(is_p(test.p) && close(test.mean_ranks.iter().sum::<f64>(), 10.0));
        prop_assert!(close(friedman(&reversed(&scores)).unwrap().chi_squared, test.chi_squared));
        let turned: Vec<Vec<f64>> = scores.iter().map(|list| reversed(list)).collect();
        let turned = friedman(&turned).unwrap();
        prop_assert!(close(turned.chi_squared, test.chi_squared));
        let expected = reversed(&test.mean_ranks);
        prop_assert!(turned.mean_ranks.iter().zip(expected).all(|(&a, b)| close(a, b)));
        for group in test.groups(0.95) {
            let span = test.mean_ranks[group[group.len() - 1]] - test.mean_ranks[group[0]];
            prop_assert!(group.len() > 1 && span < test.critical_difference(0.95));
        }
    }

    #[test]
    fn power_rises_with_effect_and_pairs(effect in 0.0..3.0_f64, pairs in 2_u64..60) {
        let power = paired_t_power(effect, pairs, 0.05);
        prop_assert!((0.05 - 1e-9..=1.0).contains(&power));
        prop_assert!(paired_t_power(effect + 0.1, pairs, 0.05) >= power - 1e-12);
        prop_assert!(paired_t_power(effect, pairs + 1, 0.05) >= power - 1e-12);
        prop_assert_eq!(paired_t_power(-effect, pairs, 0.05), power);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn wider_confidence_holds_the_narrower_bootstrap(values in differences(), seed in any::<u64>()) {
        let of_mean = |rows: &[usize]| mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>());
        let bootstrap = Bootstrap { replicates: 200, confidence: 0.95, seed };
        let Ok(wide) = bootstrap.of_units(values.len(), of_mean) else { return Ok(()) };
        let narrow = Bootstrap { confidence: 0.8, ..bootstrap }.of_units(values.len(), of_mean).unwrap();
        prop_assert!(wide.interval.low <= narrow.interval.low && narrow.interval.high <= wide.interval.high);
        prop_assert_eq!(bootstrap.of_units(values.len(), of_mean).unwrap(), wide);
        let turned = Bootstrap { ..bootstrap }.of_units(values.len(), |rows| of_mean(rows).map(|m| -m)).unwrap();
        prop_assert!((turned.interval.low + wide.interval.high).abs() < 0.02, "{:?} {:?}", turned, wide);
    }
}
