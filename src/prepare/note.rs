//! Numbers as the notes of a report write them.

pub(super) use crate::text::thousands as count;

/// `part` of `whole` in per cent with two decimals, as `0.10 %`.
pub(super) fn percent(part: usize, whole: usize) -> String {
    format!("{:.2} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// `1 row`, `2,000 rows`.
pub(super) fn plural(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(percent(2_867, 2_830_743), "0.10 %");
        assert_eq!(percent(0, 0), "0.00 %");
        assert_eq!((plural(1, "row"), plural(2, "row")), ("1 row".to_owned(), "2 rows".to_owned()));
    }
}
