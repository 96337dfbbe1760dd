//! Numbers with few decimals, as whole numbers counted from the smallest.
//!
//! A cell that reads `12.34` became the f64 nearest to 1234 / 100. That division is correctly rounded, so a whole number
//! and a power of ten bring the same f64 back; every value is tried before the form is taken.

use super::codes::Codes;

/// Most decimals that are tried.
const MOST_DECIMALS: usize = 9;

/// The powers of ten that divide.
const POWERS: [f64; MOST_DECIMALS + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Whole numbers up to here are exact in an f64.
const EXACT: f64 = (1u64 << 53) as f64;

/// `(base + code) / divisor` for each row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decimal {
    pub(super) base: f64,
    pub(super) divisor: f64,
    pub(super) codes: Codes,
}

impl Decimal {
    /// The values in this form; `None` where one has too many decimals, is −0, NaN or infinite, or lies too far from the
    /// smallest.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let divisor = divisor(values)?;
        let whole = || values.iter().map(|&value| (value * divisor).round());
        let (low, high) = whole().fold((EXACT, -EXACT), |(low, high), whole| (low.min(whole), high.max(whole)));
        let spread = high - low;
        if spread > f64::from(u32::MAX) {
            return None;
        }
        // Counted from 0 where that takes no more room: a stretch with only large values need not differ from the others.
        let base = if low >= 0.0 && high <= f64::from(u32::MAX) && width(high) == width(spread) { 0.0 } else { low };
        Some(Self { base, divisor, codes: Codes::of(whole().map(|whole| (whole - base) as u32), (high - base) as u32) })
    }

    pub(super) fn value(&self, code: u32) -> f64 {
        (self.base + f64::from(code)) / self.divisor
    }
}

fn width(largest: f64) -> usize {
    Codes::width(largest as u32)
}

/// The smallest power of ten that makes every value whole and brings it back.
fn divisor(values: &[f64]) -> Option<f64> {
    let mut powers = POWERS.iter().copied();
    let mut divisor = powers.next()?;
    for &value in values {
        // What fits a smaller power fits a larger one, as long as the whole number stays exact.
        while !fits(value, divisor) {
            divisor = powers.next()?;
        }
    }
    values.iter().all(|&value| fits(value, divisor)).then_some(divisor)
}

fn fits(value: f64, divisor: f64) -> bool {
    let whole = (value * divisor).round();
    // Adding 0 makes 0 of the −0 that this form cannot hold.
    whole.abs() <= EXACT && ((whole + 0.0) / divisor).to_bits() == value.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(values: &[f64]) -> Option<(f64, f64, usize)> {
        let decimal = Decimal::of(values)?;
        for (row, value) in values.iter().enumerate() {
            assert_eq!(decimal.value(decimal.codes.get(row)).to_bits(), value.to_bits());
        }
        Some((decimal.base, decimal.divisor, decimal.codes.bytes() / values.len()))
    }

    #[test]
    fn whole_and_short_decimal_numbers_are_counted_from_the_smallest() {
        assert_eq!(form(&[0.0, 255.0]), Some((0.0, 1.0, 1)));
        assert_eq!(form(&[-1.0, 255.0]), Some((-1.0, 1.0, 2)));
        assert_eq!(form(&[1_526_344_121.0, 1_526_344_125.0]), Some((1_526_344_121.0, 1.0, 1)));
        assert_eq!(form(&[0.1, 0.25, 3.0]), Some((0.0, 100.0, 2)));
        assert_eq!(form(&[0.000_001, 4_000.0]), Some((0.0, 1e6, 4)));
    }

    #[test]
    fn what_would_lose_a_bit_is_refused() {
        for odd in [-0.0, f64::NAN, f64::INFINITY, 1.0 / 3.0, 5e9, 1e300, 0.1 + 0.2] {
            assert_eq!(form(&[1.0, odd]), None, "{odd}");
        }
    }
}
