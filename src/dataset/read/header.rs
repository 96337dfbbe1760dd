//! The header line: delimiter, names, and doubled names.

use std::collections::HashSet;

use super::FileProblem;
use super::record::{count, split};
use super::text::decode;

/// Delimiters in the order in which a tie is settled.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter that occurs most often in the header line; a comma where none occurs.
pub(crate) fn delimiter(line: &[u8]) -> u8 {
    let times = DELIMITERS.map(|delimiter| count(line, delimiter));
    let most = times.iter().max().copied().unwrap_or(0);
    times.iter().position(|&times| times == most).map_or(b',', |at| DELIMITERS[at])
}

/// The trimmed names of a header line, as written but for line ends, which are blanks.
pub(crate) fn names(line: &[u8], delimiter: u8) -> Result<Vec<String>, FileProblem> {
    let mut cells = Vec::new();
    split(line, delimiter, true, &mut cells).map_err(FileProblem::Header)?;
    Ok(cells.iter().map(|cell| decode(cell).replace("\r\n", " ").replace(['\n', '\r'], " ")).collect())
}

/// A repeated name in pandas's spelling where polars wrote it: `a_duplicated_0` is `a.1`.
pub(crate) fn pandas_spelling(name: &str) -> String {
    match name.rsplit_once("_duplicated_").map(|(base, time)| (base, time.parse::<u32>())) {
        Some((base, Ok(time))) => format!("{}.{}", base.trim_end(), u64::from(time) + 1),
        _ => name.to_owned(),
    }
}

/// Appends `.1`, `.2`, … to a name that occurred before, as pandas does, passing over names that are taken.
pub(crate) fn distinct<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    let written: HashSet<&str> = names.iter().map(AsRef::as_ref).collect();
    let mut used: HashSet<String> = HashSet::with_capacity(names.len());
    let mut distinct = Vec::with_capacity(names.len());
    for name in names.iter().map(AsRef::as_ref) {
        let name = if used.contains(name) {
            (1..)
                .map(|time| format!("{name}.{time}"))
                .find(|candidate| !used.contains(candidate) && !written.contains(candidate.as_str()))
                .expect("one of infinitely many numbers is free")
        } else {
            name.to_owned()
        };
        used.insert(name.clone());
        distinct.push(name);
    }
    distinct
}

/// Whether the name is that of no column: an index that was written without a header.
pub(crate) fn is_unnamed(name: &str) -> bool {
    name.is_empty() || name.strip_prefix("Unnamed: ").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_delimiter_wins() {
        assert_eq!(delimiter(b"a,b,c"), b',');
        assert_eq!(delimiter(b"a;b;c,d"), b';');
        assert_eq!(delimiter(b"a\tb"), b'\t');
        assert_eq!(delimiter(b"a|b|c"), b'|');
        assert_eq!(delimiter(b"alone"), b',');
    }

    #[test]
    fn names_are_trimmed_and_unquoted() {
        assert_eq!(
            names(b" Destination Port, \"Flow,Bytes\" ,c", b',').unwrap(),
            ["Destination Port", "Flow,Bytes", "c"]
        );
    }

    #[test]
    fn doubled_names_get_a_number() {
        assert_eq!(distinct(&["a", "b", "a", "a"]), ["a", "b", "a.1", "a.2"]);
        assert_eq!(distinct(&["a", "a", "a.1"]), ["a", "a.2", "a.1"]);
        assert_eq!(distinct(&["a", "a.1"]), ["a", "a.1"]);
    }

    #[test]
    fn polars_and_pandas_name_repeated_columns_alike() {
        assert_eq!(pandas_spelling("a b_duplicated_0"), "a b.1");
        assert_eq!(pandas_spelling("a_duplicated_x"), "a_duplicated_x");
    }

    #[test]
    fn columns_without_a_name() {
        assert!(is_unnamed("") && is_unnamed("Unnamed: 0"));
        assert!(!is_unnamed("Unnamed") && !is_unnamed("index"));
    }
}
