//! Numbers in words and tables, written alike in every room.

use std::fmt::Display;

/// A whole number with its thousands apart: `2,830,743`.
pub(crate) fn thousands(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        let texts = [0, 12, 999, 1_000, 74_129, 1_234_567].map(thousands);
        assert_eq!(texts.join(" "), "0 12 999 1,000 74,129 1,234,567");
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }
}
