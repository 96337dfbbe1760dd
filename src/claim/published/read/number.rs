//! Printed figures and printed counts.

use crate::claim::published::{Decimal, Figure, Unit, format, largest};
use crate::spec::yaml::{At, Node, quoted};

/// What may stand between groups of three digits: comma, apostrophe, blanks of any width.
const SEPARATORS: [char; 7] = [',', '\'', '’', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];

/// A printed number; between quotes, because YAML would take the trailing zeros off.
pub(super) fn figure(at: &At<'_>, place: &str) -> Option<Figure> {
    let printed = quoted_text(at, "put it between quotes, as printed: \"0.990\" is not \"0.99\"")?;
    match printed.parse::<Decimal>() {
        Ok(value) => Some(Figure { printed: printed.to_owned(), value, place: place.to_owned() }),
        Err(error) => at.fail(format!("{} {error}", quoted(printed)), error.hint().map(str::to_owned)),
    }
}

/// A printed score that stands in no table.
pub(super) fn single_score(at: &At<'_>, place: &str, metric: &str) -> Option<Figure> {
    let figure = figure(at, place)?;
    if is_no_share(figure.value, metric) {
        return at.fail(beyond(&quoted(&figure.printed), metric), in_percent(&figure.printed));
    }
    Some(figure)
}

/// A printed score of a table. Without a percent sign it is what the table's `unit` says; where none is given, a number that is no share is
/// refused, since one that was meant in per cent would be judged as a hundred times itself.
pub(super) fn score(at: &At<'_>, place: &str, metric: &str, unit: Option<Unit>) -> Option<Figure> {
    let figure = figure(at, place)?;
    let printed = quoted(&figure.printed);
    let is_bare = !figure.value.is_percent();
    match unit {
        Some(Unit::Percent) if is_bare && largest(metric) == Some(1) => {
            if figure.value.mantissa() != 0 && !is_beyond(figure.value, 1) {
                let message = format!("{printed} is at most 1 in a table in per cent");
                let hint = format!(
                    "write \"{}%\" if that is meant; else leave `unit` out and put the percent sign to the figures that are in per cent",
                    figure.printed
                );
                return at.fail(message, hint);
            }
            let value = figure.value.in_percent();
            Some(Figure { printed: format!("{}%", figure.printed), value, ..figure })
        }
        None if is_no_share(figure.value, metric) => {
            let or = "or put `unit: percent` to its table; `unit: share` where the paper prints such a share";
            at.fail(beyond(&printed, metric), format!("{} {or}", in_percent(&figure.printed)))
        }
        _ => Some(figure),
    }
}

/// Whether a number without percent sign is too large for any score of that metric.
pub(super) fn is_no_share(value: Decimal, metric: &str) -> bool {
    !value.is_percent() && largest(metric).is_some_and(|most| is_beyond(value, most))
}

/// What is wrong with such a number.
pub(super) fn beyond(printed: &str, metric: &str) -> String {
    format!("{printed} is beyond {}", largest(metric).unwrap_or(1))
}

fn in_percent(printed: &str) -> String {
    format!("if it is in per cent, write \"{printed}%\"")
}

fn is_beyond(value: Decimal, most: u64) -> bool {
    let (numerator, denominator) = value.ratio();
    u128::from(numerator.unsigned_abs()) > u128::from(most) * u128::from(denominator)
}

/// A printed number of rows, thousands apart or not; between quotes like all that is printed.
pub(super) fn rows(at: &At<'_>) -> Option<u64> {
    let printed = quoted_text(at, "put it between quotes, as printed: \"2,830,743\"")?;
    let hint = "whole, thousands apart by commas or not: \"2,830,743\" or \"2830743\"";
    match count(printed) {
        Some(rows) if rows <= format::MOST_ROWS => Some(rows),
        Some(_) => at.fail(format!("{} is more than any dataset has", quoted(printed)), None),
        None => at.fail(format!("{} is no number of rows", quoted(printed)), hint.to_owned()),
    }
}

fn quoted_text<'a>(at: &At<'a>, hint: &str) -> Option<&'a str> {
    match at.node() {
        Node::Integer(_) | Node::Float(_) => at.fail("is a bare number", hint.to_owned()),
        _ => at.text(),
    }
}

fn count(printed: &str) -> Option<u64> {
    let groups: Vec<&str> = printed.split(SEPARATORS).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let apart = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    (apart && groups.iter().all(digits)).then(|| groups.concat().parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_with_and_without_separators() {
        for printed in ["2830743", "2,830,743", "2 830 743", "2'830'743", "2\u{202f}830\u{202f}743"] {
            assert_eq!(count(printed), Some(2_830_743), "{printed}");
        }
        assert_eq!((count("0"), count("007"), count("477")), (Some(0), Some(7), Some(477)));
    }

    #[test]
    fn other_texts_are_no_counts() {
        // The last one has more digits than a u64.
        for printed in ["", ",", "28,30,743", "2.830.743", "1e6", "-5", "2,830,74", "1234,567", "99999999999999999999"]
        {
            assert_eq!(count(printed), None, "{printed}");
        }
    }
}
