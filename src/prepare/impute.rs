//! What a missing or infinite cell becomes.

use crate::spec::NonFinite;

/// Value for the missing and infinite cells of a column, fitted on its training `values` (which hold them too).
///
/// The median is over the finite values (the mean of the middle two of an even number), as scikit-learn's
/// `SimpleImputer`; a column without a finite training value gets 0, which the second part of the result says. Where
/// rows with such cells were removed, 0 is returned and never used.
pub(super) fn fill_value(rule: NonFinite, values: &[f64]) -> (f64, bool) {
    match rule {
        NonFinite::Drop | NonFinite::Zero => (0.0, false),
        NonFinite::Median => median(values).map_or((0.0, true), |median| (median, false)),
    }
}

fn median(values: &[f64]) -> Option<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if finite.is_empty() {
        return None;
    }
    let middle = finite.len() / 2;
    let odd = finite.len() % 2 == 1;
    let (below, &mut upper, _) = finite.select_nth_unstable_by(middle, f64::total_cmp);
    if odd {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp).expect("an even number of values has a lower half");
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_over_finite_values() {
        assert_eq!(median(&[3.0, f64::NAN, 1.0, f64::INFINITY, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(&[1e308, 1.5e308]), Some(1.25e308));
        assert_eq!(median(&[7.0]), Some(7.0));
    }

    #[test]
    fn rules_give_their_values() {
        assert_eq!(fill_value(NonFinite::Zero, &[5.0]), (0.0, false));
        assert_eq!(fill_value(NonFinite::Median, &[5.0, f64::NAN]), (5.0, false));
        assert_eq!(fill_value(NonFinite::Median, &[f64::NAN]), (0.0, true));
    }
}
