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

/// Why a string is no printed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Something other than digits, one point, a sign and a percent sign.
    #[error("is no number such as `97.1%` or `0.94`")]
    Form,
    /// More digits than are kept exactly.
    #[error("has more than {} digits", Decimal::MOST_DIGITS)]
    Digits,
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
        let (number, percent) = printed.strip_suffix('%').map_or((printed, false), |number| (number, true));
        let (digits, sign) = number.strip_prefix('-').map_or((number, 1), |digits| (digits, -1));
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(DecimalError::Form),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::Form);
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
        for text in ["", "%", "97,1%", "1e-3", "97.1 %", ".5", "5.", "--1", "1.2.3", "≈97%", "٣"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Form), "{text}");
        }
        assert_eq!("0.1234567890123456".parse::<Decimal>(), Err(DecimalError::Digits));
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
