//! Numbers with few decimals, as whole numbers counted from the smallest.
//!
//! A cell that reads `12.34` became the f64 nearest to 1234 / 100. That division is correctly rounded, so a whole number
//! and a power of ten bring the same f64 back; every value is tried before the form is taken.

use super::codes::Codes;

/// Most decimals that are tried.
const MOST_DECIMALS: usize = 9;

/// The powers of ten that divide.
const POWERS: [f64; MOST_DECIMALS + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Whole numbers up to here are tried. A value that is `whole / power` lies within `whole × 2⁻⁵²` of it once it is multiplied
/// again, less than a half, so it fits every larger power as well, as long as it stays below.
const LARGEST: f64 = (1u64 << 50) as f64;

/// Adding and taking it away rounds an f64 below 2⁵¹ to a whole number.
const ROUND: f64 = (3u64 << 51) as f64;

/// Values that are tried without a look at the outcome of each.
const RUN: usize = 64;

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
        let (low, high) = range(values);
        let (low, high) = (whole(low, divisor), whole(high, divisor));
        let spread = high - low;
        if low.abs().max(high.abs()) > LARGEST || spread > f64::from(u32::MAX) {
            return None;
        }
        // Counted from 0 where that takes no more room: a stretch with only large values need not differ from the others.
        let base = if low >= 0.0 && high <= f64::from(u32::MAX) && width(high) == width(spread) { 0.0 } else { low };
        let code = |&value: &f64| (whole(value, divisor) - base) as u32;
        Some(Self { base, divisor, codes: Codes::of(values.iter().map(code), (high - base) as u32) })
    }

    pub(super) fn value(&self, code: u32) -> f64 {
        (self.base + f64::from(code)) / self.divisor
    }
}

fn width(largest: f64) -> usize {
    Codes::width(largest as u32)
}

/// The smallest and the largest value.
fn range(values: &[f64]) -> (f64, f64) {
    let lower = |a: f64, b: f64| if b < a { b } else { a };
    let higher = |a: f64, b: f64| if b > a { b } else { a };
    // Eight of each at a time, as one comparison would wait for the other.
    let (eights, rest) = values.as_chunks::<8>();
    let (mut low, mut high) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    for eight in eights {
        low = std::array::from_fn(|at| lower(low[at], eight[at]));
        high = std::array::from_fn(|at| higher(high[at], eight[at]));
    }
    (
        low.iter().chain(rest).copied().fold(f64::INFINITY, lower),
        high.iter().chain(rest).copied().fold(f64::NEG_INFINITY, higher),
    )
}

/// The smallest power of ten that makes every value whole and brings it back, as long as none becomes too large.
fn divisor(values: &[f64]) -> Option<f64> {
    let mut powers = POWERS.iter().copied();
    let mut divisor = powers.next()?;
    let mut rest = &values[fitting(values, divisor)..];
    while let Some(&value) = rest.first() {
        divisor = powers.find(|&power| fits(value, power))?;
        rest = &rest[fitting(rest, divisor)..];
    }
    Some(divisor)
}

/// How many values at the start fit.
fn fitting(values: &[f64], divisor: f64) -> usize {
    let all_fit = |run: &[f64]| run.iter().fold(true, |all, &value| all & fits(value, divisor));
    let runs = RUN * values.chunks(RUN).take_while(|run| all_fit(run)).count();
    let Some(run) = values.get(runs..) else { return values.len() };
    runs + run.iter().take_while(|&&value| fits(value, divisor)).count()
}

fn fits(value: f64, divisor: f64) -> bool {
    let whole = whole(value, divisor);
    (whole.abs() <= LARGEST) & ((whole / divisor).to_bits() == value.to_bits())
}

/// The whole number nearest to `value × divisor`, never −0.
fn whole(value: f64, divisor: f64) -> f64 {
    (value * divisor + ROUND) - ROUND
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
