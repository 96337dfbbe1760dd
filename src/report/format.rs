//! Numbers as a reader sees them.

use super::aggregate::MeanSd;
use crate::text::{self, significant};

pub(crate) use crate::text::thousands as count;

/// Printed where a value is not defined or was not measured.
pub(crate) const NOTHING: &str = "–";

/// The scale on which a metric is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// As computed, four decimals.
    Fraction,
    /// Times a hundred, two decimals, as papers print accuracy.
    Percent,
}

impl Scale {
    fn apply(self, value: f64) -> (f64, usize) {
        match self {
            Self::Fraction => (value, 4),
            Self::Percent => (100.0 * value, 2),
        }
    }

    /// A value without unit.
    pub(crate) fn value(self, value: f64) -> String {
        let (value, digits) = self.apply(value);
        decimal(value, digits)
    }

    /// `92.31 ± 0.21`, without the deviation for one seed.
    pub(crate) fn mean_sd(self, spread: MeanSd) -> String {
        match spread.sd {
            Some(sd) => format!("{} ± {}", self.value(spread.mean), self.value(sd)),
            None => self.value(spread.mean),
        }
    }

    /// A difference, always with its sign.
    pub(crate) fn difference(self, value: f64) -> String {
        let text = self.value(value);
        if text.starts_with('−') || text == NOTHING { text } else { format!("+{text}") }
    }
}

/// Fixed decimals, with a true minus sign; no "−0.00".
pub(crate) fn decimal(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// A mean of counts, rounded.
pub(crate) fn rounded_count(value: f64) -> String {
    if value.is_finite() && value >= 0.0 { count(value.round() as u64) } else { NOTHING.to_owned() }
}

/// `32.8 %`; `0.01 %` and below keep two significant digits.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return NOTHING.to_owned();
    }
    let percent = 100.0 * part as f64 / whole as f64;
    let digits = if part == 0 || percent >= 1.0 {
        1
    } else if percent >= 0.1 {
        2
    } else {
        4
    };
    format!("{percent:.digits$} %")
}

/// Three significant digits with a unit: `1.23 ms`, `4.57 s`, `12 min 5 s`.
pub(crate) fn seconds(value: f64) -> String {
    if value.is_finite() && value >= 0.0 { text::seconds(value) } else { NOTHING.to_owned() }
}

/// `3.42 MiB`
pub(crate) fn bytes(value: f64) -> String {
    if !value.is_finite() || value < 0.0 {
        return NOTHING.to_owned();
    }
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut scaled = value;
    let mut unit = 0;
    while scaled >= 1024.0 && unit + 1 < UNITS.len() {
        scaled /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{scaled:.0} B") } else { format!("{} {}", significant(scaled), UNITS[unit]) }
}

/// For data files: every digit that is needed to read the same number again; empty where there is none.
pub(crate) fn exact(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics() {
        let spread = MeanSd { n: 5, mean: 0.923_14, sd: Some(0.002_1) };
        assert_eq!(Scale::Percent.mean_sd(spread), "92.31 ± 0.21");
        assert_eq!(Scale::Fraction.mean_sd(MeanSd { sd: None, ..spread }), "0.9231");
        assert_eq!(Scale::Percent.difference(-0.0479), "−4.79");
        assert_eq!(Scale::Percent.difference(0.01), "+1.00");
        assert_eq!(Scale::Fraction.difference(-0.000_01), "+0.0000");
        assert_eq!(Scale::Fraction.value(f64::NAN), NOTHING);
    }

    #[test]
    fn counts_and_shares() {
        assert_eq!(share(477, 3_668_522), "0.0130 %");
        assert_eq!((share(1, 3), share(0, 7), share(0, 0)), ("33.3 %".into(), "0.0 %".into(), NOTHING.into()));
    }

    #[test]
    fn times_and_sizes() {
        assert_eq!(
            [0.000_000_312, 0.000_021_74, 0.001_234, 4.567, 754.0, 7_260.0].map(seconds),
            ["0.31 µs", "21.7 µs", "1.23 ms", "4.57 s", "12 min 34 s", "2 h 1 min"]
        );
        assert_eq!([12.0, 2048.0, 3.42 * 1024.0 * 1024.0].map(bytes), ["12 B", "2.00 KiB", "3.42 MiB"]);
        assert_eq!(seconds(f64::NAN), NOTHING);
    }
}
