//! How many rows of each label a sample holds.

/// Rows that each label keeps at least, or all that it has: no label gets lost, and a class can still be split.
pub(super) const FEWEST: u64 = 10;

/// What a label with so many rows keeps at least.
pub(super) fn fewest(count: u64) -> u64 {
    count.min(FEWEST)
}

/// Shares out `rows` among labels with so many rows: to each its proportion, rounded by largest remainder (Hamilton; ties to the
/// earlier label). A label whose proportion is below [`FEWEST`] keeps [`FEWEST`] rows, or all that it has, and the others share
/// what is left. All rows where there are no more than `rows`, which hold the [`fewest`] of each label.
///
/// As rows are read, no label's kept part of its rows ever grows.
pub(super) fn shares(rows: u64, counts: &[u64]) -> Vec<u64> {
    let mut all: u64 = counts.iter().sum();
    if rows >= all {
        return counts.to_vec();
    }
    let fewest: Vec<u64> = counts.iter().copied().map(fewest).collect();
    debug_assert!(fewest.iter().sum::<u64>() <= rows, "{rows} rows for {counts:?}");
    let mut left = rows;
    let mut proportional: Vec<usize> = (0..counts.len()).collect();
    loop {
        let is_rare = |&label: &usize| times(left, counts[label]) < times(fewest[label], all);
        let (rare, others): (Vec<usize>, Vec<usize>) = proportional.into_iter().partition(is_rare);
        proportional = others;
        if rare.is_empty() {
            break;
        }
        left -= rare.iter().map(|&label| fewest[label]).sum::<u64>();
        all -= rare.iter().map(|&label| counts[label]).sum::<u64>();
    }
    let mut shares = fewest;
    for &label in &proportional {
        shares[label] = (times(left, counts[label]) / u128::from(all)) as u64;
    }
    let missing = left - proportional.iter().map(|&label| shares[label]).sum::<u64>();
    proportional.sort_by_key(|&label| std::cmp::Reverse(times(left, counts[label]) % u128::from(all)));
    for &label in proportional.iter().take(missing as usize) {
        shares[label] += 1;
    }
    shares
}

fn times(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_are_proportions_and_rare_labels_stay() {
        assert_eq!(shares(100, &[600, 300, 100]), [60, 30, 10]);
        assert_eq!(shares(100, &[9_999_000, 990, 7, 3]), [80, 10, 7, 3]);
        assert_eq!(shares(21, &[10, 11]), [10, 11]);
        assert_eq!(shares(50, &[10, 11]), [10, 11]);
        assert_eq!(shares(30, &[100, 100, 100]), [10, 10, 10]);
        assert_eq!(shares(10, &[100]), [10]);
    }

    #[test]
    fn bot_iot_keeps_its_thefts() {
        let counts = crate::dataset::catalogue::find("bot-iot/full").unwrap().classes.iter();
        let counts: Vec<u64> = counts.map(|class| class.rows.unwrap().value).collect();
        let shares = shares(500_000, &counts);
        assert_eq!(shares, [129_240, 133_209, 135, 140_786, 83_929, 202, 2_442, 9_972, 10, 10, 65]);
    }

    proptest! {
        #[test]
        fn every_share_is_exact_to_one_row(
            counts in prop::collection::vec(prop_oneof![0u64..30, 0u64..100_000, 0u64..50_000_000], 1..20),
            rows in 200u64..1_000_000,
        ) {
            let all: u64 = counts.iter().sum();
            let shares = shares(rows, &counts);
            prop_assert_eq!(shares.iter().sum::<u64>(), rows.min(all));
            let rare = |label: &usize| shares[*label] == counts[*label].min(FEWEST);
            let others: Vec<usize> = (0..counts.len()).filter(|label| !rare(label)).collect();
            let (left, of) = others.iter().fold((0, 0), |(left, of), &label| (left + shares[label], of + counts[label]));
            for label in 0..counts.len() {
                prop_assert!(shares[label] <= counts[label] && shares[label] >= counts[label].min(FEWEST));
            }
            for label in others {
                let exact = left as f64 * counts[label] as f64 / of as f64;
                prop_assert!((shares[label] as f64 - exact).abs() < 1.0 + 1e-6, "{} for {exact}", shares[label]);
            }
        }

        #[test]
        fn the_kept_part_never_grows(
            counts in prop::collection::vec(0u64..100_000, 1..8),
            more in prop::collection::vec(0u64..100_000, 8),
            rows in 100u64..10_000,
        ) {
            let later: Vec<u64> = counts.iter().zip(more).map(|(count, more)| count + more).collect();
            let (before, after) = (shares(rows, &counts), shares(rows, &later));
            for label in 0..counts.len() {
                // The rows so far that the later share takes, up to rounding.
                let taken = after[label] as f64 * counts[label] as f64 / later[label].max(1) as f64;
                prop_assert!(taken <= before[label] as f64 + 2.0);
            }
        }
    }
}
