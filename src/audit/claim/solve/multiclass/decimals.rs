//! Intervals of scores as decimals: six, and more where six do not show that two intervals have nothing in common.

use super::span::{ONE, Span, ceil, floor};

/// As many decimals as are enough nearly always.
pub(super) const USUAL: u32 = 6;
/// Numbers of decimals that are tried; the last tells any two multiples of 2⁻⁶⁰ apart.
const TRIED: [u32; 5] = [USUAL, 9, 12, 15, 19];

/// The first number of decimals that will do; the usual one where none does.
pub(super) fn fewest(will_do: impl FnMut(&u32) -> bool) -> u32 {
    TRIED.into_iter().find(will_do).unwrap_or(USUAL)
}

/// Decimals with which two intervals that have no score in common have none in common as they are shown.
pub(super) fn telling_apart(one: Span, other: Span) -> u32 {
    fewest(|&decimals| in_units(one, decimals).meet(in_units(other, decimals)).is_empty())
}

/// Decimals with which an interval lies between two neighbouring fractions as all three are shown.
pub(super) fn between(below: i128, of: i128, range: Span) -> u32 {
    fewest(|&decimals| {
        let (unit, Span { low, high }) = (unit(decimals), in_units(range, decimals));
        ceil(below * unit, of) < low && high < floor((below + 1) * unit, of)
    })
}

/// The interval of decimals around an interval.
pub(super) fn outwards(span: Span, decimals: u32) -> Span {
    let Span { low, high } = in_units(span, decimals);
    Span::new(floor(low * ONE, unit(decimals)), ceil(high * ONE, unit(decimals)))
}

/// `[0.9705, 0.9715]`, rounded outwards.
pub(super) fn show(span: Span, decimals: u32) -> String {
    let Span { low, high } = in_units(span, decimals);
    let short = |n: i128| text(n, decimals).trim_end_matches('0').trim_end_matches('.').to_owned();
    format!("[{}, {}]", short(low), short(high))
}

/// `6/7 = 0.857143`, rounded to the nearest.
pub(super) fn fraction(n: i128, of: i128, decimals: u32) -> String {
    let nearest = floor(2 * n * unit(decimals) + of, 2 * of);
    format!("{n}/{of} = {}", text(nearest, decimals))
}

fn unit(decimals: u32) -> i128 {
    10_i128.pow(decimals)
}

fn in_units(span: Span, decimals: u32) -> Span {
    Span::new(floor(span.low * unit(decimals), ONE), ceil(span.high * unit(decimals), ONE))
}

fn text(units: i128, decimals: u32) -> String {
    let (sign, units, unit) = (if units < 0 { "-" } else { "" }, units.abs(), unit(decimals));
    format!("{sign}{}.{:0width$}", units / unit, units % unit, width = decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millionths(low: i128, high: i128) -> Span {
        Span::new(floor(low * ONE, 1_000_000), ceil(high * ONE, 1_000_000))
    }

    #[test]
    fn intervals_are_rounded_outwards() {
        assert_eq!(show(Span::new(ONE / 3, ONE / 2), USUAL), "[0.333333, 0.5]");
        assert_eq!(show(Span::new(-ONE / 3, ONE), USUAL), "[-0.333334, 1]");
        assert_eq!(show(Span::new(0, ONE / 3), 9), "[0, 0.333333334]");
        assert_eq!(fraction(6, 7, USUAL), "6/7 = 0.857143");
        assert_eq!(fraction(7, 7, USUAL), "7/7 = 1.000000");
    }

    #[test]
    fn intervals_that_are_apart_are_shown_apart() {
        let (low, high) = (millionths(0, 100_000), millionths(200_000, 300_000));
        assert_eq!(telling_apart(low, high), USUAL);
        let next = Span::new(ONE / 3 + 1, ONE);
        let decimals = telling_apart(Span::new(0, ONE / 3), next);
        assert_eq!(decimals, 19);
        assert_ne!(text(in_units(Span::new(0, ONE / 3), decimals).high, 19), text(in_units(next, decimals).low, 19));
        let close = Span::new(ONE / 3 + ONE / 100_000_000, ONE);
        assert_eq!(telling_apart(Span::new(0, ONE / 3), close), 9);
    }

    #[test]
    fn a_range_is_shown_between_the_fractions_that_miss_it() {
        assert_eq!(between(6, 7, millionths(895_000, 905_000)), USUAL);
        let close = Span::new(ONE / 3 + ONE / 100_000_000, ONE / 3 + ONE / 50_000_000);
        assert_eq!(between(1, 3, close), 9);
    }
}
