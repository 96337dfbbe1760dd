//! A cell's number, exactly as `str::parse::<f64>` gives it.
//!
//! Up to 19 digits with a small power of ten are done by one exact integer and one correctly rounded operation
//! (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990); everything else goes to the standard
//! library. On top of its syntax come the spellings of a missing value and hexadecimal integers (`0x0303`, Argus's ICMP
//! "ports").

/// Spellings of a missing value, compared without regard to case. `nan` is a number to the standard library already.
const MISSING: [&str; 7] = ["", "na", "n/a", "null", "none", "?", "-"];

/// Integers up to here are exact in an f64.
const EXACT: u64 = 1 << 53;

/// Digits that always fit a u64 with room to spare.
const MOST_DIGITS: usize = 18;

/// Hexadecimal digits that are exact in an f64 whatever they are (13 × 4 bits).
const HEX_DIGITS: usize = 13;

/// The powers of ten that are exact in an f64.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// The powers of ten up to eight digits.
const SMALL_POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The number in a cell without surrounding spaces: NaN where it is missing, ±∞ where it says so, `None` where it is no
/// number.
pub(crate) fn number(cell: &[u8]) -> Option<f64> {
    simple(cell).or_else(|| any(cell))
}

/// A plain decimal number that starts at `at`, and where it ends: a sign, digits, a point, digits. `None` where that is not
/// what stands there, or where it takes more than one exact integer and one rounding.
#[inline]
pub(crate) fn decimal(bytes: &[u8], at: usize) -> Option<(f64, usize)> {
    let negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let (mantissa, whole_end) = digits(bytes, start, 0);
    let (mantissa, end, decimals) = if bytes.get(whole_end) == Some(&b'.') {
        let (mantissa, end) = digits(bytes, whole_end + 1, mantissa);
        (mantissa, end, end - whole_end - 1)
    } else {
        (mantissa, whole_end, 0)
    };
    let count = whole_end - start + decimals;
    if count == 0 || count > MOST_DIGITS || mantissa > EXACT {
        return None;
    }
    let value = if decimals == 0 { mantissa as f64 } else { mantissa as f64 / POWERS[decimals] };
    Some((if negative { -value } else { value }, end))
}

/// The digits from `at` on, appended to `mantissa`, and where they end; of no meaning above [`MOST_DIGITS`].
#[inline]
fn digits(bytes: &[u8], mut at: usize, mut mantissa: u64) -> (u64, usize) {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let (value, count) = up_to_eight_digits(*eight);
        mantissa = mantissa.wrapping_mul(SMALL_POWERS[count]).wrapping_add(value);
        at += count;
        if count < 8 {
            return (mantissa, at);
        }
    }
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(digit.into());
        at += 1;
    }
    (mantissa, at)
}

/// The digits at the start of eight bytes as a number, and how many they are, without a branch (after D. Lemire, "Quickly
/// parsing eight digits", 2018).
#[inline]
fn up_to_eight_digits(bytes: [u8; 8]) -> (u64, usize) {
    let digits = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    // The high bits of a byte are set from the first that is no digit on; a carry only reaches bytes after it.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let count = (others.trailing_zeros() / u8::BITS) as usize;
    if count == 0 {
        return (0, 0);
    }
    // The digits move to the end, zeros come before them; then neighbours are joined to 2, 4 and 8 digits.
    let digits = digits << (64 - 8 * count as u32);
    let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    ((fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff, count)
}

/// Whether the cell says that its value is missing, apart from `NaN`.
fn is_missing(cell: &[u8]) -> bool {
    MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

/// Decimal numbers whose digits fit an exact integer and whose power of ten is exact.
fn simple(cell: &[u8]) -> Option<f64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    let (mut mantissa, mut significant, mut read, mut fraction) = (0u64, 0u32, 0u32, 0i32);
    let mut point = false;
    let mut exponent = 0;
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                significant += u32::from(mantissa > 0);
                if significant > 18 {
                    return None;
                }
                read += 1;
                fraction += i32::from(point);
            }
            b'.' if !point => point = true,
            b'e' | b'E' => {
                exponent = small_exponent(&digits[at + 1..])?;
                break;
            }
            _ => return None,
        }
    }
    if read == 0 || mantissa > EXACT {
        return None;
    }
    let power = exponent - fraction;
    let scale = *POWERS.get(power.unsigned_abs() as usize)?;
    let value = if power < 0 { mantissa as f64 / scale } else { mantissa as f64 * scale };
    Some(if negative { -value } else { value })
}

/// An exponent of one or two digits.
fn small_exponent(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, text),
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    match *digits {
        [one] => Some(sign * digit(one)?),
        [ten, one] => Some(sign * (10 * digit(ten)? + digit(one)?)),
        _ => None,
    }
}

#[cold]
fn any(cell: &[u8]) -> Option<f64> {
    if is_missing(cell) {
        return Some(f64::NAN);
    }
    let text = std::str::from_utf8(cell).ok()?;
    text.parse().ok().or_else(|| hexadecimal(text))
}

fn hexadecimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    let plain = digits.len() <= HEX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !plain {
        return None;
    }
    u64::from_str_radix(digits, 16).ok().map(|value| value as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agrees_with_the_standard_library_on_odd_spellings() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "1.",
            ".5",
            "+7",
            "00012",
            "1e5",
            "1E-05",
            "2.00E-06",
            "1e+22",
            "1e23",
            "1e-22",
            "1e-23",
            "1e308",
            "1e400",
            "-1e400",
            "4.9e-324",
            "1e-400",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "0.1",
            "0.30000000000000004",
            "169402747.0812345",
            "10.954451150103322",
            "123456789012345678",
            "1234567890123456789",
            "12345678901234567890",
            "18446744073709551616",
            "0.000000000000000000000000000001",
            "inf",
            "-inf",
            "Infinity",
            "-Infinity",
            "INF",
            "000000000000000000000000000001.5",
        ] {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(number(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()), "{text}");
        }
    }

    #[test]
    fn missing_cells_are_nan() {
        for text in ["", "NaN", "nan", "-nan", "NA", "n/a", "NULL", "None", "?", "-"] {
            assert!(number(text.as_bytes()).is_some_and(f64::is_nan), "{text:?}");
        }
    }

    #[test]
    fn hexadecimal_ports_are_numbers() {
        assert_eq!(number(b"0x0303"), Some(771.0));
        assert_eq!(number(b"0xFFFFFFFFFFFFF"), Some(4_503_599_627_370_495.0));
        assert_eq!(number(b"0x"), None);
        assert_eq!(number(b"0x+1"), None);
        assert_eq!(number(b"0xFFFFFFFFFFFFFF"), None);
    }

    #[test]
    fn text_is_no_number() {
        for text in [
            "tcp", "1.2.3", "1e", "e5", "1e+", ".", "--1", "1 2", "12x", "1,5", "0x12g", "\u{fffd}", "1_000", "+-1",
            "-.",
        ] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        assert_eq!(number(&[0xff, b'1']), None);
    }

    proptest! {
        #[test]
        fn a_decimal_inside_a_line_is_read_to_its_end(
            text in "-?[0-9]{0,20}(\\.[0-9]{0,20})?", before in "[0-9a-z,]{0,9}", after in "([,;\n\r eE./:-][0-9/:;,.]{0,12})?",
        ) {
            let line = format!("{before}{text}{after}");
            if let Some((value, end)) = decimal(line.as_bytes(), before.len()) {
                let read = &line[before.len()..end];
                prop_assert_eq!(read.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{}", read);
                prop_assert!(!line[end..].starts_with(|next: char| next.is_ascii_digit()), "{}", line);
            } else if !after.starts_with(['.', '-']) {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                prop_assert!(digits == 0 || digits > 15, "{} in {}", text, line);
            }
        }

        #[test]
        fn agrees_with_the_standard_library(text in "[+-]?[0-9]{0,20}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?") {
            let expected: Option<f64> = text.parse().ok();
            let ours = number(text.as_bytes());
            if !is_missing(text.as_bytes()) {
                prop_assert_eq!(ours.map(f64::to_bits), expected.map(f64::to_bits), "{}", text);
            }
        }

        #[test]
        fn reads_back_every_double(bits: u64) {
            let value = f64::from_bits(bits);
            for text in [format!("{value}"), format!("{value:e}"), format!("{value:.6}")] {
                let expected: f64 = text.parse().unwrap();
                prop_assert_eq!(number(text.as_bytes()).unwrap().to_bits(), expected.to_bits(), "{}", text);
            }
        }
    }
}
