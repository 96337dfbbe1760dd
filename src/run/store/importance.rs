//! `importance.csv`: one line per column, empty cells where columns were not shuffled.

use std::fmt::Write;
use std::path::Path;

use super::StoreError;
use crate::model::{Importance, Permutation};

const HEADER: &str = "column,split,permutation,permutation_sd";

pub(super) fn to_csv(importance: &[Importance]) -> String {
    let mut text = format!("{HEADER}\n");
    for Importance { column, split, permutation } in importance {
        let shuffled = permutation.map_or_else(|| ",".to_owned(), |worth| format!("{},{}", worth.mean, worth.sd));
        let _ = writeln!(text, "{},{split},{shuffled}", quoted(column));
    }
    text
}

pub(super) fn from_csv(path: &Path, text: &str) -> Result<Vec<Importance>, StoreError> {
    let mut lines = lines(text);
    if lines.next() != Some(HEADER) {
        return Err(StoreError::damaged(path, &format!("the first line is not `{HEADER}`")));
    }
    let not_a_column = |i| StoreError::damaged(path, &format!("line {} is not a column", i + 2));
    lines.enumerate().map(|(i, line)| parse_line(line).ok_or_else(|| not_a_column(i))).collect()
}

fn parse_line(line: &str) -> Option<Importance> {
    // Only the name, which stands first, may hold commas.
    let cells: Vec<&str> = line.rsplitn(4, ',').collect();
    let [sd, mean, split, column] = cells[..] else { return None };
    let number = |cell: &str| cell.parse().ok().filter(|number: &f64| number.is_finite());
    let permutation = match (mean, sd) {
        ("", "") => None,
        _ => Some(Permutation { mean: number(mean)?, sd: number(sd)? }),
    };
    Some(Importance { column: unquoted(column)?, split: number(split)?, permutation })
}

/// The lines; where a name has a line end within its quotes, that is part of it.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split_terminator(move |letter| {
        is_quoted ^= letter == '"';
        letter == '\n' && !is_quoted
    })
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

fn unquoted(cell: &str) -> Option<String> {
    match cell.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').map(|name| name.replace("\"\"", "\"")),
        None => (!cell.contains([',', '"'])).then(|| cell.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Importance> {
        let of = |column: &str, split, permutation| Importance { column: column.to_owned(), split, permutation };
        vec![
            of("Flow Duration", 0.1 + 0.2, None),
            of("a \"b\"\nline, two", 0.2, None),
            of("Windows\r\n", 0.1, None),
            of("\n", 0.05, Some(Permutation { mean: 0.5, sd: 0.25 })),
            of("a, \"b\"", 0.7, Some(Permutation { mean: -1.0 / 3.0, sd: 1e-300 })),
        ]
    }

    #[test]
    fn columns_come_back_bit_for_bit() {
        assert_eq!(from_csv(Path::new("importance.csv"), &to_csv(&columns())).unwrap(), columns());
    }

    #[test]
    fn damage_is_named() {
        let error = |text: &str| from_csv(Path::new("importance.csv"), text).unwrap_err().to_string();
        assert!(error("column,split\n").contains("the first line is not"));
        for line in ["a,0.5,", "a,x,,", "a,0.5,0.1,", "a,NaN,,", "a,b,0.5,,", "\"a,0.5,,"] {
            let text = format!("{HEADER}\nfine,0.5,,\n{line}\n");
            assert!(error(&text).contains("line 3 is not a column"), "{line}");
        }
    }
}
