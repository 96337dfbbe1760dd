//! Shares of the rows, exactly.

use std::fmt;
use std::ops::RangeInclusive;

use crate::audit::claim::exact::{Rational, Rounding, ratio};
use crate::claim::published::{Decimal, Shares};

/// A share of the rows: exact numerator and denominator, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fraction {
    numerator: u64,
    denominator: u64,
    name: String,
    /// The share as the paper prints it; `None` where it follows from the others.
    printed: Option<Decimal>,
}

impl Fraction {
    /// So many hundredths.
    pub(super) fn percent(hundredths: u64) -> Self {
        Self { numerator: hundredths, denominator: 100, name: format!("{hundredths} %"), printed: None }
    }

    /// So many thirds.
    pub(super) fn thirds(numerator: u64) -> Self {
        Self { numerator, denominator: 3, name: format!("{numerator}/3"), printed: None }
    }

    /// The share of `all` rows, rounded down and up.
    pub(super) fn floor_and_ceiling(&self, all: u64) -> (u64, u64) {
        let product = u128::from(all) * u128::from(self.numerator);
        let denominator = u128::from(self.denominator);
        // A share is at most 1, so both are at most `all`.
        ((product / denominator) as u64, product.div_ceil(denominator) as u64)
    }

    /// The rows that a split of `all` rows can give: the share rounded down or up, and one more or less where it is whole, because
    /// programs compute it with binary fractions.
    pub(super) fn rows(&self, all: u64) -> RangeInclusive<u64> {
        let (floor, ceiling) = self.floor_and_ceiling(all);
        if floor == ceiling { floor.saturating_sub(1)..=(ceiling + 1).min(all) } else { floor..=ceiling }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The share of the test rows: exactly the one printed, and thirds where they are printed like this. `None` where the paper states none.
pub(super) fn of_test(split: &Shares, notes: &mut Vec<String>) -> Option<Vec<Fraction>> {
    if let Some(test) = &split.test {
        let (numerator, denominator) = test.value.ratio();
        let Some(exact) = fraction(numerator, denominator, &test.printed) else {
            notes.push(format!(
                "The test share {} ({}) is no share between 0 and 1, so no test set follows from it. A fifth is written `20%` or `0.2`.",
                test.printed, test.place
            ));
            return None;
        };
        let printed = Rounding::Nearest.range(test.value);
        let thirds = (1..=2).filter(|&n| printed.contains(&ratio(n, 3))).map(|n| Fraction::thirds(n as u64));
        let all = std::iter::once(exact).chain(thirds);
        return Some(all.map(|share| Fraction { printed: Some(test.value), ..share }).collect());
    }
    let (train, validation) = (split.train.as_ref()?, split.validation.as_ref()?);
    let ((a, b), (c, d)) = (train.value.ratio(), validation.value.ratio());
    let denominator = b.max(d);
    // Both denominators are powers of ten, and mantissas have 15 digits at most.
    let scaled = |mantissa: i64, of: u64| i128::from(mantissa) * i128::from(denominator / of);
    let rest = i128::from(denominator) - scaled(a, b) - scaled(c, d);
    let name = format!("what {} for training and {} for validation leave,", train.printed, validation.printed);
    Some(vec![fraction(i64::try_from(rest).ok()?, denominator, &name)?])
}

fn fraction(numerator: i64, denominator: u64, name: &str) -> Option<Fraction> {
    let numerator = u64::try_from(numerator).ok().filter(|&numerator| numerator > 0 && numerator <= denominator)?;
    let name = name.strip_suffix('%').map_or_else(|| name.to_owned(), |number| format!("{} %", number.trim_end()));
    Some(Fraction { numerator, denominator, name, printed: None })
}

/// Whether a test side of this exact share is what the paper states; where it states nothing, anything is.
pub(super) fn allows(stated: &[Fraction], share: &Rational) -> bool {
    let same = |stated: &Fraction| match stated.printed {
        Some(printed) => Rounding::Nearest.range(printed).contains(share),
        None => ratio(stated.numerator, stated.denominator) == *share,
    };
    stated.is_empty() || stated.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::published::Figure;

    fn split(train: &str, validation: &str, test: &str) -> Shares {
        let share = |printed: &str| {
            let value = printed.parse().ok()?;
            Some(Figure { printed: printed.to_owned(), value, place: "Section 2".to_owned() })
        };
        Shares { train: share(train), validation: share(validation), test: share(test) }
    }

    fn named(split: &Shares) -> Option<Vec<String>> {
        of_test(split, &mut Vec::new()).map(|shares| shares.iter().map(Fraction::to_string).collect())
    }

    #[test]
    fn rounding_costs_one_row_at_most() {
        assert_eq!(Fraction::percent(30).rows(2_827_876), 848_362..=848_363);
        assert_eq!(Fraction::percent(20).rows(100), 19..=21);
        assert_eq!(Fraction::percent(100).rows(100), 99..=100);
        assert_eq!(Fraction::thirds(1).rows(10), 3..=4);
        assert_eq!(Fraction::percent(5).rows(0), 0..=0);
    }

    #[test]
    fn a_share_is_exact_and_a_third_where_it_could_be_one() {
        assert_eq!(named(&split("-", "-", "20%")).unwrap(), ["20 %"]);
        assert_eq!(named(&split("-", "-", "0.2")).unwrap(), ["0.2"]);
        assert_eq!(named(&split("-", "-", "33%")).unwrap(), ["33 %", "1/3"]);
        assert_eq!(named(&split("-", "-", "33.3%")).unwrap(), ["33.3 %", "1/3"]);
        assert_eq!(named(&split("80%", "-", "-")), None);
    }

    #[test]
    fn the_rest_of_train_and_validation_is_test() {
        let shares = of_test(&split("70%", "0.15", "-"), &mut Vec::new()).unwrap();
        assert_eq!(ratio(shares[0].numerator, shares[0].denominator), ratio(15, 100));
        assert_eq!(named(&split("80%", "20%", "-")), None);
    }

    #[test]
    fn a_number_that_is_no_share_is_noted() {
        for printed in ["20", "0%", "-5%", "120%"] {
            let mut notes = Vec::new();
            assert_eq!(of_test(&split("-", "-", printed), &mut notes), None);
            assert_eq!(notes.len(), 1, "{printed}");
        }
    }
}
