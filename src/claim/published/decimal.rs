//! Printed numbers, exactly.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A decimal number as printed: 97.1% is mantissa 971, scale 1, percent.
///
/// Equality is that of the print: 0.990 and 0.99 differ. [`Decimal::compare`] compares the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i64,
    scale: u32,
    percent: bool,
}

/// What may stand before a percent sign: blanks of any width.
const BLANKS: [char; 4] = [' ', '\u{a0}', '\u{2009}', '\u{202f}'];

/// Why a string is no printed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Something other than digits, one point, a sign and a percent sign.
    #[error("is no number such as `97.1%` or `0.94`")]
    Form,
    /// A comma among the digits.
    #[error("has a comma")]
    Comma,
    /// A number with its spread.
    #[error("is a number with its spread")]
    Spread,
    /// A bound, or a number that is only about right.
    #[error("is no number but says about how large one is")]
    About,
    /// More digits than are kept exactly.
    #[error("has more than {} digits", Decimal::MOST_DIGITS)]
    Digits,
}

impl DecimalError {
    fn of(text: &str) -> Self {
        if text.contains('±') || text.contains("+-") || text.contains("+/-") {
            Self::Spread
        } else if text.starts_with(['~', '≈', '∼', '<', '>', '≤', '≥']) {
            Self::About
        } else if text.contains(',') {
            Self::Comma
        } else {
            Self::Form
        }
    }

    /// What to write instead, where that is clear.
    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Self::Form | Self::Digits => None,
            Self::Comma => Some("write a point between whole and fraction: \"97.1%\""),
            Self::Spread => Some("give the mean here, and mean and standard deviation under `spreads`"),
            Self::About => Some("leave it out here; under `statements` it can be a claim such as `cnn.accuracy > 99%`"),
        }
    }
}

impl Decimal {
    /// Most digits that are read: their mantissa is exact as f64, too.
    pub const MOST_DIGITS: usize = 15;

    /// All digits as one integer.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// Digits after the point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// Whether a percent sign follows.
    pub fn is_percent(self) -> bool {
        self.percent
    }

    /// The same digits with a percent sign: 97.1 is 97.1%.
    pub(super) fn in_percent(self) -> Self {
        Self { percent: true, ..self }
    }

    /// Numerator and denominator: 97.1% is 971 / 1000. Not reduced.
    pub fn ratio(self) -> (i64, u64) {
        (self.mantissa, 10_u64.pow(self.places()))
    }

    /// The nearest f64; 97.1% is 0.971.
    pub fn as_f64(self) -> f64 {
        let (numerator, denominator) = self.ratio();
        // Both are exact, so the quotient is rounded once.
        numerator as f64 / denominator as f64
    }

    /// The order of the numbers, whatever they are printed like: 94% equals 0.940.
    pub fn compare(&self, other: &Self) -> Ordering {
        let places = self.places().max(other.places());
        let aligned = |number: &Self| i128::from(number.mantissa) * 10_i128.pow(places - number.places());
        aligned(self).cmp(&aligned(other))
    }

    fn places(self) -> u32 {
        self.scale + if self.percent { 2 } else { 0 }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(printed: &str) -> Result<Self, DecimalError> {
        let (number, percent) = match printed.strip_suffix('%') {
            Some(number) => (number.strip_suffix(BLANKS).unwrap_or(number), true),
            None => (printed, false),
        };
        let (digits, sign) = number.strip_prefix(['-', '−']).map_or((number, 1), |digits| (digits, -1));
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(DecimalError::Form),
            Some(parts) => parts,
            None if digits.is_empty() => return Err(DecimalError::Form),
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::of(printed));
        }
        if whole.len() + fraction.len() > Self::MOST_DIGITS {
            return Err(DecimalError::Digits);
        }
        let digit = |byte: u8| i64::from(byte - b'0');
        let mantissa = whole.bytes().chain(fraction.bytes()).fold(0, |sum, byte| sum * 10 + digit(byte));
        Ok(Self { mantissa: sign * mantissa, scale: fraction.len() as u32, percent })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let one = 10_u64.pow(self.scale);
        let digits = self.mantissa.unsigned_abs();
        write!(f, "{sign}{}", digits / one)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", digits % one, width = self.scale as usize)?;
        }
        f.write_str(if self.percent { "%" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(printed: &str) -> Decimal {
        printed.parse().unwrap()
    }

    #[test]
    fn a_print_survives() {
        for printed in ["97.1%", "0.94", "0.990", "1.00", "94%", "-0.05", "100%", "0", "679222"] {
            assert_eq!(decimal(printed).to_string(), printed);
        }
    }

    #[test]
    fn numbers_are_the_nearest_ones() {
        assert_eq!(decimal("97.1%").as_f64(), 0.971);
        assert_eq!(decimal("0.14%").as_f64(), 0.0014);
        assert_eq!(decimal("99.52%").as_f64(), 0.9952);
        assert_eq!(decimal("-0.3").as_f64(), -0.3);
        assert_eq!(decimal("97.1%").ratio(), (971, 1000));
    }

    #[test]
    fn other_strings_are_refused() {
        for text in ["", "%", ".", " %", "1e-3", "97.1  %", " 97.1", "97 .1%", "5.", "--1", "1.2.3", "٣"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Form), "{text}");
        }
        assert_eq!("0.1234567890123456".parse::<Decimal>(), Err(DecimalError::Digits));
    }

    #[test]
    fn what_leaves_no_doubt_is_read() {
        let alike = [(".874", "0.874"), ("95.5 %", "95.5%"), ("95.5\u{202f}%", "95.5%"), ("−.3", "-0.3")];
        for (printed, usual) in alike {
            assert_eq!(decimal(printed), decimal(usual), "{printed}");
        }
        assert_eq!(decimal("97.1").in_percent(), decimal("97.1%"));
    }

    #[test]
    fn other_common_prints_are_told_apart() {
        let error = |text: &str| text.parse::<Decimal>().unwrap_err();
        assert!(["97,1%", "0,971"].into_iter().all(|text| error(text) == DecimalError::Comma));
        assert!(["97.1±0.3%", "97,1 ± 0,3", "0.97+-0.01"].into_iter().all(|text| error(text) == DecimalError::Spread));
        assert!(["~97%", "≈97%", ">99%", "<0.1"].into_iter().all(|text| error(text) == DecimalError::About));
    }

    #[test]
    fn trailing_zeros_change_the_print_and_not_the_number() {
        assert_ne!(decimal("0.990"), decimal("0.99"));
        assert_eq!(decimal("0.990").compare(&decimal("99%")), Ordering::Equal);
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let largest = decimal(&"9".repeat(Decimal::MOST_DIGITS));
        let smallest = decimal("0.00000000000001%");
        assert_eq!(largest.compare(&smallest), Ordering::Greater);
    }
}
